//! An event that is committed late comes late in the order, and is followed.

use std::sync::mpsc;
use std::time::Duration;

use desk::erasure::{Outcome, Way, erase, erase_cut_off};
use diesel::RunQueryDsl;
use ground::audit::{self, Actor, Event};
use ground::followers::Followers;
use kit_db::{Conn, Db, Engine};
use std::sync::{Arc, Mutex};

use crate::forgetting::{ask_by_name, column, id_of};
use crate::house::{self, NOW, TestHouse};
use querist::places::Places;

fn event(id: i64, kind: &'static str) -> Event {
    let params = serde_json::json!({});
    Event { id, at: NOW, actor: Actor::System, kind, subject_kind: "location", subject_id: id, params }
}

#[derive(diesel::QueryableByName)]
struct Place {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::BigInt>)]
    pos: Option<i64>,
}

async fn places(db: &Db, ids: &[i64]) -> Vec<Option<i64>> {
    let all = db.read(|conn| Ok(diesel::sql_query("SELECT id, pos FROM audit_event").load::<Place>(conn)?));
    let all = all.await.unwrap();
    ids.iter().map(|id| all.iter().find(|place| place.id == *id).and_then(|place| place.pos)).collect()
}

/// A second way into the same database, as another process has it.
async fn another(house: &TestHouse) -> Db {
    let place = house.places.database.clone();
    tokio::task::spawn_blocking(move || Db::open(&place).unwrap()).await.unwrap()
}

fn record(conn: &mut Conn, id: i64) -> kit_db::Result<()> {
    audit::record(conn, &event(id, "location.added"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_committed_late_is_never_skipped() {
    // On SQLite there is one writer: nothing commits while a transaction is open.
    let house = TestHouse::on(Engine::Postgres).await;
    let ground = house.ground();
    while ground.db.write(|conn| audit::sequence(conn, 100)).await.unwrap() > 0 {}
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&seen);
    let mut followers = Followers::new(ground.clone())
        .on(move |news| heard.lock().unwrap().push((news.subject_id, news.pos.is_some())));
    followers.look().await.unwrap();
    seen.lock().unwrap().clear();

    let ids: Vec<i64> = (0..40).map(|_| ground.id()).collect();
    let (late, others) = (ids[0], &ids[1..]);
    // The first transaction writes its event and stays open …
    let (written, is_written) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    let db = another(&house).await;
    let open = tokio::task::spawn_blocking(move || {
        tokio::runtime::Handle::current().block_on(db.write(move |conn| {
            record(conn, late)?;
            let _ = written.send(());
            let _ = may_go_on.lock().unwrap().recv_timeout(Duration::from_secs(20));
            Ok(())
        }))
    });
    tokio::task::spawn_blocking(move || is_written.recv().unwrap()).await.unwrap();
    // … while later ones are committed, given their place by two processes at once, and followed.
    let other = another(&house).await;
    for id in others.iter().copied() {
        ground.db.write(move |conn| record(conn, id)).await.unwrap();
        let two = tokio::join!(
            ground.db.write(|conn| audit::sequence(conn, 3)),
            other.write(|conn| audit::sequence(conn, 3))
        );
        two.0.unwrap();
        two.1.unwrap();
    }
    while ground.db.write(|conn| audit::sequence(conn, 100)).await.unwrap() > 0 {}
    followers.look().await.unwrap();
    let before = places(&ground.db, &ids).await;
    assert_eq!(before[0], None, "it is not committed");
    assert!(before[1..].iter().all(Option::is_some));
    go_on.send(()).unwrap();
    open.await.unwrap().unwrap();
    // Committed and without a place: followers look at it already; then it comes last.
    followers.look().await.unwrap();
    while ground.db.write(|conn| audit::sequence(conn, 100)).await.unwrap() > 0 {}
    followers.look().await.unwrap();
    let after = places(&ground.db, &ids).await;
    assert_eq!(before[1..], after[1..], "a place once given stays");
    assert!(after[0] > after[1..].iter().copied().max().unwrap(), "{after:?}");
    let mut all: Vec<i64> = after.iter().map(|pos| pos.unwrap()).collect();
    all.sort_unstable();
    assert!(all.windows(2).all(|two| two[0] + 1 == two[1]), "one order without a gap: {all:?}");
    let seen = seen.lock().unwrap().clone();
    for id in &ids {
        assert!(seen.contains(&(*id, true)), "{id} was not followed by its place");
    }
    assert!(seen.contains(&(late, false)), "and promptly, before it had one");
    println!("proof: an event committed after {} later ones comes last and is followed", others.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_sequencers_at_once_one_works_and_no_place_is_given_twice() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let house = TestHouse::on(engine).await;
        let db = house.ground().db.clone();
        let other = if engine == Engine::Postgres { another(&house).await } else { db.clone() };
        let writers = (0..8).map(|_| {
            let (db, ids) = (db.clone(), Arc::clone(&house.ground().ids));
            async move {
                for _ in 0..25 {
                    let id = ids.next(NOW);
                    db.write(move |conn| record(conn, id)).await.unwrap();
                }
            }
        });
        let sequencers = [db.clone(), other].map(|db| async move {
            for _ in 0..60 {
                db.write(|conn| audit::sequence(conn, 7)).await.unwrap();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        });
        let both =
            tokio::join!(futures_util::future::join_all(writers), futures_util::future::join_all(sequencers));
        drop(both);
        while db.write(|conn| audit::sequence(conn, 1_000)).await.unwrap() > 0 {}
        let odd = "SELECT COUNT(*) - COUNT(DISTINCT pos) + MAX(pos) - COUNT(*) AS n FROM audit_event";
        assert_eq!(house.number(odd).await, 0, "{engine:?}");
        let waiting = "SELECT COUNT(*) AS n FROM audit_event WHERE pos IS NULL";
        assert_eq!(house.number(waiting).await, 0, "{engine:?}");
    }
}

// proves: RF-187
#[tokio::test(flavor = "multi_thread")]
async fn a_key_opened_between_the_word_of_an_erasure_and_its_end_is_dropped_after_it() {
    // On SQLite there is no other process.
    let house = TestHouse::on(Engine::Postgres).await;
    let asked = ask_by_name(&house).await;
    let id = id_of(&house, &asked).await;
    let client = column(&house, &asked, "client_id").await;
    let client = house.number(&format!("SELECT key_id AS n FROM client WHERE id = {client}")).await;
    let keys = [client, column(&house, &asked, "key_id").await].map(kit_vault::KeyId);
    let places = Places { data: house.folder().join("other"), ..house.places.clone() };
    let other = house::open(&places, Some(house::URL), &house.clock, 9).await;
    let mut followers = Followers::new(other.ground.clone());
    // The order is in the register and the rows are marked; the keys are there still.
    assert_eq!(erase_cut_off(house.ground(), id, Way::Command, 2).await.unwrap(), Outcome::Nothing);
    while house.ground().db.write(|conn| audit::sequence(conn, 100)).await.unwrap() > 0 {}
    followers.look().await.unwrap();
    // The other process hears of it, and then opens the person once more.
    for key in keys {
        other.ground.vault.key(key).await.unwrap();
    }
    assert_eq!(erase(house.ground(), id, Way::Command).await.unwrap(), Outcome::Erased);
    for key in keys {
        assert!(other.ground.vault.key(key).await.is_ok(), "it is in its memory still");
    }
    followers.look().await.unwrap();
    for key in keys {
        assert!(other.ground.vault.key(key).await.is_err(), "{key:?} was kept");
    }
    other.close().await;
}
