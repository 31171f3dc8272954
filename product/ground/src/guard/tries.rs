//! Counting tries: of sign-ins and of look-ups. What was tried is kept only as a keyed hash under a secret of
//! the day, so that the rows tell nothing about who tried what.

use std::net::{IpAddr, SocketAddr};

use aws_lc_rs::hmac;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use kit_base::{DAY, Millis};
use kit_db::Conn;

use crate::Ground;

diesel::table! {
    tries (bucket) {
        bucket -> Binary,
        n -> BigInt,
        expires_at -> BigInt,
    }
}

/// One thing that is counted in one stretch of time.
#[derive(Debug, Clone)]
pub struct Bucket(Vec<u8>, Millis);

/// How a count stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tries {
    /// So many are left, this one taken.
    Left(i64),
    /// None is left until then.
    Until(Millis),
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Bucket {
    /// The bucket for `what` (for instance `"check/request"` and a number) in windows of `window`.
    pub async fn of(
        ground: &Ground,
        what: &str,
        value: &str,
        window: Millis,
    ) -> Result<Self, kit_vault::Error> {
        let now = ground.now();
        let secret = ground.vault.secret(&format!("tries/{}", now.div_euclid(DAY))).await?;
        let start = now.div_euclid(window);
        let text = format!("{what}\u{0}{value}\u{0}{start}");
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret[..]), text.as_bytes());
        Ok(Self(tag.as_ref()[..16].to_vec(), (start + 1) * window))
    }

    /// Takes one try of `most`.
    pub async fn take(self, ground: &Ground, most: i64) -> kit_db::Result<Tries> {
        let Self(bucket, until) = self;
        let n = ground.db.write(move |conn| count(conn, &bucket, until)).await?;
        Ok(if n > most { Tries::Until(until) } else { Tries::Left(most - n) })
    }

    /// Takes one of `most` in the caller's transaction, or none when none was left. Says whether one was.
    pub fn take_in(&self, conn: &mut Conn, most: i64) -> kit_db::Result<bool> {
        if count(conn, &self.0, self.1)? <= most {
            return Ok(true);
        }
        self.give_back_in(conn).map(|()| false)
    }

    /// Gives one back in the caller's transaction.
    pub fn give_back_in(&self, conn: &mut Conn) -> kit_db::Result<()> {
        diesel::update(tries::table.find(&self.0)).set(tries::n.eq(tries::n - 1)).execute(conn)?;
        Ok(())
    }

    /// Gives one try back: it was the right one.
    pub async fn give_back(self, ground: &Ground) -> kit_db::Result<()> {
        let bucket = self.0;
        ground
            .db
            .write(move |conn| {
                diesel::update(tries::table.find(&bucket)).set(tries::n.eq(tries::n - 1)).execute(conn)?;
                Ok(())
            })
            .await
    }

    /// Forgets the count: the right thing was said.
    pub async fn clear(self, ground: &Ground) -> kit_db::Result<()> {
        let bucket = self.0;
        ground
            .db
            .write(move |conn| {
                diesel::delete(tries::table.find(&bucket)).execute(conn)?;
                Ok(())
            })
            .await
    }
}

/// Takes a try of each limit (what, value, most), in this order; the first that is used up ends it, and what
/// was taken is given back. So the wider limit comes first: past it, nothing more is written down.
pub async fn take_all(
    ground: &Ground,
    limits: &[(&str, String, i64)],
    window: Millis,
) -> Result<Result<Vec<Bucket>, Millis>, crate::ui::Stop> {
    let mut taken: Vec<Bucket> = Vec::new();
    for (what, value, most) in limits {
        let bucket = Bucket::of(ground, what, value, window).await?;
        if let Tries::Until(until) = bucket.clone().take(ground, *most).await? {
            for one in taken {
                one.give_back(ground).await?;
            }
            return Ok(Err(until));
        }
        taken.push(bucket);
    }
    Ok(Ok(taken))
}

/// The network of an address: /24 for IPv4, /56 for IPv6.
pub fn network_of(peer: SocketAddr) -> String {
    match peer.ip().to_canonical() {
        IpAddr::V4(ip) => format!("{:?}", &ip.octets()[..3]),
        IpAddr::V6(ip) => format!("{:?}", &ip.octets()[..7]),
    }
}

/// What a network is called today: 64 bits that lead back to it only by a secret that is destroyed after some
/// days, so that what happened on one day from one place can be told to belong together.
pub async fn network_name(ground: &Ground, network: &str) -> Result<String, kit_vault::Error> {
    let Bucket(tag, _) = Bucket::of(ground, "ledger/network", network, DAY).await?;
    Ok(hex::encode(&tag[..8]))
}

fn count(conn: &mut Conn, bucket: &[u8], until: Millis) -> kit_db::Result<i64> {
    let counted: Count = kit_db::statement(
        "INSERT INTO tries (bucket, n, expires_at) VALUES ($1, 1, $2)
         ON CONFLICT (bucket) DO UPDATE SET n = tries.n + 1
         RETURNING n",
    )
    .bind::<Binary, _>(bucket)
    .bind::<BigInt, _>(until)
    .get_result(conn)?;
    Ok(counted.n)
}

/// Removes up to `limit` counts that ended before `now`; returns how many.
pub fn sweep_tries(conn: &mut Conn, now: Millis, limit: i64) -> kit_db::Result<usize> {
    let old: Vec<Vec<u8>> =
        tries::table.filter(tries::expires_at.lt(now)).select(tries::bucket).limit(limit).load(conn)?;
    Ok(diesel::delete(tries::table.filter(tries::bucket.eq_any(old))).execute(conn)?)
}
