//! The statements over the tables of processes.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_base::Millis;
use kit_db::{Conn, Result};

use super::{MOST, Newcomer};

diesel::table! {
    node (number) {
        number -> BigInt,
        name -> Text,
        kind -> Text,
        instance -> BigInt,
        seen_at -> BigInt,
        ids_until -> BigInt,
    }
}

diesel::table! {
    desk (only_row) {
        only_row -> BigInt,
        identity -> Text,
    }
}

/// What came of one try.
pub(super) enum Claimed {
    /// A number, and the time after which its ids begin.
    Seat { number: u8, ids_from: Millis },
    /// Another process was faster: try again.
    Beaten,
    /// Every number is in use.
    Full,
}

#[derive(Queryable)]
struct Row {
    number: i64,
    instance: i64,
    seen_at: Millis,
    ids_until: Millis,
}

/// Tries once. Looking and taking are two statements, but taking says what was looked at: of two that look at
/// the same row, one takes it.
pub(super) fn claim(
    conn: &mut Conn,
    newcomer: &Newcomer,
    instance: i64,
    ids_until: Millis,
) -> Result<Claimed> {
    let now = kit_db::time::now(conn)?;
    let columns = (node::number, node::instance, node::seen_at, node::ids_until);
    let rows: Vec<Row> = node::table.order(node::number).select(columns).load(conn)?;
    let own = rows.iter().find(|row| Some(row.instance) == newcomer.last);
    let fresh = (0..i64::from(MOST)).find(|number| rows.iter().all(|row| row.number != *number));
    let silent = rows.iter().filter(|row| row.seen_at <= now - newcomer.silence);
    match (own, fresh, silent.min_by_key(|row| row.ids_until)) {
        (Some(row), _, _) | (None, None, Some(row)) => take(conn, row, newcomer, instance, now, ids_until),
        (None, Some(number), _) => enter(conn, number, newcomer, instance, now, ids_until),
        (None, None, None) => Ok(Claimed::Full),
    }
}

fn enter(
    conn: &mut Conn,
    number: i64,
    newcomer: &Newcomer,
    instance: i64,
    now: Millis,
    ids_until: Millis,
) -> Result<Claimed> {
    let entered = diesel::sql_query(
        "INSERT INTO node (number, name, kind, instance, seen_at, ids_until)
         VALUES ($1, $2, 'command', $3, $4, $5) ON CONFLICT (number) DO NOTHING",
    )
    .bind::<BigInt, _>(number)
    .bind::<Text, _>(&newcomer.name)
    .bind::<BigInt, _>(instance)
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(ids_until)
    .execute(conn)?;
    Ok(if entered == 1 { Claimed::Seat { number: number as u8, ids_from: 0 } } else { Claimed::Beaten })
}

fn take(
    conn: &mut Conn,
    row: &Row,
    newcomer: &Newcomer,
    instance: i64,
    now: Millis,
    ids_until: Millis,
) -> Result<Claimed> {
    let as_it_was = node::table
        .find(row.number)
        .filter(node::instance.eq(row.instance))
        .filter(node::seen_at.eq(row.seen_at));
    let taken = diesel::update(as_it_was)
        .set((
            node::name.eq(&newcomer.name),
            node::kind.eq("command"),
            node::instance.eq(instance),
            node::seen_at.eq(now),
            node::ids_until.eq(ids_until.max(row.ids_until + super::AHEAD)),
        ))
        .execute(conn)?;
    let (number, ids_from) = (row.number as u8, row.ids_until);
    Ok(if taken == 1 { Claimed::Seat { number, ids_from } } else { Claimed::Beaten })
}

/// Says whether the number is still this run's.
pub(super) fn beat(
    conn: &mut Conn,
    number: u8,
    instance: i64,
    kind: &'static str,
    ids_until: Millis,
) -> Result<bool> {
    let now = kit_db::time::now(conn)?;
    let beaten = diesel::sql_query(
        "UPDATE node SET seen_at = $1, kind = $2,
                ids_until = CASE WHEN ids_until > $3 THEN ids_until ELSE $3 END
          WHERE number = $4 AND instance = $5",
    )
    .bind::<BigInt, _>(now)
    .bind::<Text, _>(kind)
    .bind::<BigInt, _>(ids_until)
    .bind::<BigInt, _>(i64::from(number))
    .bind::<BigInt, _>(instance)
    .execute(conn)?;
    Ok(beaten == 1)
}

/// Frees the number at once. Its ids are known to end: the mark is only lowered to a time that is really past.
pub(super) fn leave(conn: &mut Conn, number: u8, instance: i64, ids_until: Millis) -> Result<()> {
    let ours = node::table.find(i64::from(number)).filter(node::instance.eq(instance));
    diesel::update(ours).set((node::seen_at.eq(0), node::ids_until.eq(ids_until))).execute(conn)?;
    Ok(())
}

/// The desk's name; `new` when it had none.
pub(super) fn identity(conn: &mut Conn, new: &str) -> Result<String> {
    diesel::sql_query(
        "INSERT INTO desk (only_row, identity) VALUES (1, $1) ON CONFLICT (only_row) DO NOTHING",
    )
    .bind::<Text, _>(new)
    .execute(conn)?;
    Ok(desk::table.find(1).select(desk::identity).first(conn)?)
}

pub(super) fn rename(conn: &mut Conn, identity: &str) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO desk (only_row, identity) VALUES (1, $1)
         ON CONFLICT (only_row) DO UPDATE SET identity = excluded.identity",
    )
    .bind::<Text, _>(identity)
    .execute(conn)?;
    Ok(())
}
