//! What the tables of requests must be like: how their lists are read, and what an older desk brings along.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable};
use ground::clients;
use kit_db::testing::{TestDb, each_engine, plan_of};
use kit_db::{Conn, Migration};

use super::MIGRATIONS;
use super::lists::tests::person;
use super::lists::{Cursor, View, between, every_part, in_order};
use super::store::{ListRow, request};

/// The steps of this slice and of the clients, up to number `last`.
fn up_to(last: u32) -> Vec<Migration> {
    let mut all: Vec<Migration> = [clients::MIGRATIONS, MIGRATIONS].concat();
    all.sort_by_key(|step| step.number);
    all.retain(|step| step.number <= last);
    all
}

// A list of open requests is one walk along an index that has all it shows, from where the page begins
#[tokio::test(flavor = "multi_thread")]
async fn lists_read_what_they_show_and_nothing_else() {
    let test = TestDb::sqlite(up_to(u32::MAX)).await;
    let read = |conn: &mut Conn| {
        for view in View::ALL {
            let open = view != View::Closed;
            for (how, part) in every_part(view).into_iter().enumerate() {
                for (up, cursor) in [(true, None), (false, None), (true, Some(())), (false, Some(()))] {
                    let cursor = cursor.map(|()| Cursor { at: 5, id: 7 });
                    let page = in_order(part(), open, cursor, up).limit(51).select(ListRow::as_select());
                    let steps = plan_of(conn, page);
                    let of = format!("{view:?} {how} {up} {cursor:?}: {steps:?}");
                    let index = if open { "COVERING INDEX request_open" } else { "INDEX request_closed" };
                    assert!(steps[0].contains(index), "{of}");
                    assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{of}");
                    // The teams of a person, which are few, and the whole of no table.
                    let whole = steps.iter().filter(|step| step.starts_with("SCAN"));
                    assert!(
                        whole.clone().all(|step| step.contains("json_each") || step.contains("USING")),
                        "{of}"
                    );
                }
            }
        }
        Ok(())
    };
    test.db.read(read).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_desk_keeps_its_names_and_its_order() {
    each_engine(up_to(54), async |db| {
        let before = |conn: &mut Conn| {
            let client = "INSERT INTO client (id, key_id, name_sealed, identity_sealed, created_at)
                          VALUES ($1, $2, $3, $4, 1)";
            for (id, name) in [(7, Some(b"sealed name".to_vec())), (8, None)] {
                kit_db::statement(client)
                    .bind::<BigInt, _>(id)
                    .bind::<BigInt, _>(id * 10)
                    .bind::<Nullable<Binary>, _>(name)
                    .bind::<Binary, _>(vec![1])
                    .execute(conn)?;
            }
            kit_db::statement(
                "INSERT INTO request (id, number, suffix_hash, form_key, form_version, client_id, key_id, location_id,
                                      assignee_id, state, reason, confidential, is_open, lang, received_at, due_at,
                                      due_rule, last_message_at, last_message_by, closed_at, version, line_sealed)
                 SELECT id, id, identity_sealed, 'general', 1, id, 2, 3, 0, 'new', '', FALSE, id = 7, 'en', 1, 50 + id,
                        1, 1, 0, CASE WHEN id = 7 THEN 0 ELSE 9 END, 1, identity_sealed FROM client",
            )
            .execute(conn)?;
            Ok(())
        };
        db.write(before).await.unwrap();
        db.migrate(up_to(u32::MAX)).await.unwrap();
        let rows: Vec<ListRow> = db
            .read(|conn| Ok(request::table.order(request::id).select(ListRow::as_select()).load(conn)?))
            .await
            .unwrap();
        let name = rows[0].name().unwrap();
        assert_eq!((name.bytes, name.key.0, name.cell.row), (&b"sealed name"[..], 70, 7));
        assert!(rows[1].name().is_none());
        assert_eq!((rows[0].at(), rows[1].at()), (57, 9), "by when it is due, or when it was closed");
    })
    .await;
}

/// A request at location 3, open and due at `id`.
fn insert(conn: &mut Conn, id: i64, confidential: bool) -> kit_db::Result<()> {
    kit_db::statement(
        "INSERT INTO request (id, number, suffix_hash, form_key, form_version, client_id, key_id, location_id,
                              assignee_id, state, reason, confidential, is_open, lang, received_at, due_at, due_rule,
                              last_message_at, last_message_by, closed_at, version, line_sealed)
         VALUES ($1, $1, $2, 'general', 1, $1, 2, 3, 0, 'new', '', $3, TRUE, 'en', 1, $1, 1, 1, 0, 0, 1, $2)",
    )
    .bind::<BigInt, _>(id)
    .bind::<Binary, _>(vec![1])
    .bind::<Bool, _>(confidential)
    .execute(conn)?;
    Ok(())
}

// proves: v5.0.0-8.2.2
#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_see_takes_no_place_among_what_is_taken_out() {
    each_engine(up_to(u32::MAX), async |db| {
        let found = db.write(|conn| {
            for (id, confidential) in [(1, true), (2, false), (3, true), (4, false), (5, false)] {
                insert(conn, id, confidential)?;
            }
            let person = person("all", &[]);
            Ok([2, 9].map(|limit| between(conn, &person, true, (0, 5), limit).unwrap()))
        });
        let ids = found.await.unwrap().map(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>());
        assert_eq!(ids, [vec![2, 4], vec![2, 4]], "up to the bound, and before the last day");
    })
    .await;
}
