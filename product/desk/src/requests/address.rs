//! Whether an address is the client's own: whoever opens their request by the link of a mail has read that mail.
//!
//! A stranger can put somebody else's address into a form, and knows the number then. What they do not have is the mail:
//! its link carries a code that is nowhere else. Confirmed is the address, for this request and for later ones, as long
//! as one request of that client is there. Where it was confirmed stands in the key ring, and goes with the key.

use ground::Ground;
use ground::clients::ClientRow;
use kit_base::{ConstantTimeEq, EmailAddress};
use kit_vault::KeyId;

/// The index of addresses that were confirmed.
pub const CONFIRMED: &str = "client-email-confirmed";

/// The code of a mail to the client `id`: 128 bits, as hexadecimal digits.
pub(super) async fn code(ground: &Ground, id: i64) -> Result<String, kit_vault::Error> {
    let blind = ground.vault.blind("letter-code", &id.to_string()).await?;
    Ok(blind.iter().fold(String::new(), |all, byte| format!("{all}{byte:02x}")))
}

/// Notes that `address` is the client's own, when `code` is that of a mail to them.
pub(super) async fn confirm(
    ground: &Ground,
    client: &ClientRow,
    address: &EmailAddress,
    code: &str,
) -> Result<(), kit_vault::Error> {
    if code.is_empty() || !bool::from(self::code(ground, client.id).await?.as_bytes().ct_eq(code.as_bytes()))
    {
        return Ok(());
    }
    let blind = ground.vault.blind(CONFIRMED, &address.normal()).await?;
    ground.vault.index_put(CONFIRMED, blind, KeyId(client.key_id)).await
}

/// Whether `address` was confirmed.
pub(super) async fn is_confirmed(ground: &Ground, address: &EmailAddress) -> Result<bool, kit_vault::Error> {
    let blind = ground.vault.blind(CONFIRMED, &address.normal()).await?;
    Ok(!ground.vault.index_find(CONFIRMED, blind).await?.is_empty())
}
