use super::*;
use crate::Domain;

#[tokio::test]
async fn a_secret_is_the_same_for_all_and_after_a_restart() {
    each_ring(async |bed| {
        let other = bed.again(1, 61).await.unwrap();
        let (one, two) = tokio::join!(bed.vault.secret("pepper/1"), other.secret("pepper/1"));
        assert_eq!(*one.as_ref().unwrap().as_slice(), **two.as_ref().unwrap());
        assert_ne!(**bed.vault.secret("pepper/2").await.as_ref().unwrap(), **one.as_ref().unwrap());
        bed.vault.clone().close().await;
        let again = bed.again(0, 62).await.unwrap();
        assert_eq!(*again.secret("pepper/1").await.unwrap(), *one.unwrap());
    })
    .await;
}

#[tokio::test]
async fn old_secrets_are_dropped_by_name_and_age() {
    each_ring(async |bed| {
        let vault = &bed.vault;
        let old = vault.secret("form/2025-10-09").await.unwrap();
        vault.secret("former/1").await.unwrap();
        bed.clock.advance(kit_base::DAY);
        let new = vault.secret("form/2025-10-10").await.unwrap();
        assert_eq!(vault.drop_secrets("form/", START + 1).await.unwrap(), 1);
        assert_eq!(vault.drop_secrets("form/", START + 1).await.unwrap(), 0);
        assert!(vault.find_secret("form/2025-10-09").await.unwrap().is_none());
        assert!(vault.find_secret("former/1").await.unwrap().is_some());
        assert_eq!(*vault.secret("form/2025-10-10").await.unwrap(), *new);
        assert_ne!(*vault.secret("form/2025-10-09").await.unwrap(), *old, "another one under the same name");
        assert!(vault.drop_secrets("", i64::MAX).await.unwrap() > 0);
        bed.again(0, 63).await.expect("the ring's own secret is never dropped");
    })
    .await;
}

#[tokio::test]
async fn equal_values_have_equal_blinds_that_only_the_secret_gives() {
    each_ring(async |bed| {
        let vault = &bed.vault;
        let blind = vault.blind("email", "elsie@example.org").await.unwrap();
        assert_eq!(bed.again(1, 64).await.unwrap().blind("email", "elsie@example.org").await.unwrap(), blind);
        assert_ne!(vault.blind("email", "elsie@example.com").await.unwrap(), blind);
        assert_ne!(vault.blind("phone", "elsie@example.org").await.unwrap(), blind);
        let code = vault.secret("blind/email/1").await.unwrap().mac(&[b"email/v1\0elsie@example.org"]);
        assert_eq!(blind, code[..16]);
    })
    .await;
}

#[tokio::test]
async fn index_rows_lead_to_live_keys_and_go_with_them() {
    each_ring(async |bed| {
        let vault = &bed.vault;
        let blind = vault.blind("email", "elsie@example.org").await.unwrap();
        let (one, two) =
            (vault.take(Domain::Client).await.unwrap().id(), vault.take(Domain::Client).await.unwrap().id());
        for key in [two, one, one] {
            vault.index_put("email", blind, key).await.unwrap();
        }
        assert_eq!(vault.index_find("email", blind).await.unwrap(), [one, two]);
        assert_eq!(vault.index_find("phone", blind).await.unwrap(), []);
        assert_eq!(vault.index_find("email", [0; 16]).await.unwrap(), []);
        vault.destroy(&[one]).await.unwrap();
        assert_eq!(vault.index_find("email", blind).await.unwrap(), [two]);
        vault.index_put("email", blind, one).await.unwrap();
        assert_eq!(rows(vault).await, 1, "a job that comes late leaves nothing");
        assert!(vault.index_remove("email", blind, two).await.unwrap());
        assert!(!vault.index_remove("email", blind, two).await.unwrap());
        assert_eq!(rows(vault).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_index_row_that_outlived_its_key_is_swept() {
    each_ring(async |bed| {
        let key = bed.vault.take(Domain::Client).await.unwrap().id();
        bed.vault.destroy(&[key]).await.unwrap();
        // As a writer on another connection leaves it that looked before the destruction.
        let late = move |conn: &mut kit_db::Conn| {
            use crate::ring::ring_index::dsl as rows;
            use diesel::prelude::*;
            let row = (rows::name.eq("email"), rows::blind.eq(&[1_u8; 16][..]), rows::key_id.eq(key));
            Ok(diesel::insert_into(rows::ring_index).values(row).execute(conn)?)
        };
        bed.vault.inner.db.write(late).await.unwrap();
        assert_eq!(bed.vault.index_find("email", [1; 16]).await.unwrap(), []);
        assert_eq!(bed.vault.upkeep().await.unwrap().swept, 1);
        assert_eq!(rows(&bed.vault).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_high_water_mark_only_rises() {
    each_ring(async |bed| {
        let vault = &bed.vault;
        assert_eq!(vault.high_water("number").await.unwrap(), 0);
        assert_eq!(vault.raise_high_water("number", 11_000).await.unwrap(), 11_000);
        assert_eq!(vault.raise_high_water("number", 10_000).await.unwrap(), 11_000);
        assert_eq!(bed.again(1, 65).await.unwrap().high_water("number").await.unwrap(), 11_000);
        assert_eq!(vault.high_water("other").await.unwrap(), 0);
    })
    .await;
}

async fn rows(vault: &Vault) -> i64 {
    use diesel::prelude::*;
    let count = |conn: &mut kit_db::Conn| Ok(crate::ring::ring_index::table.count().get_result(conn)?);
    vault.inner.db.read(count).await.unwrap()
}
