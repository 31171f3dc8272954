use kit_db::testing::each_engine;
use kit_db::{Conn, Db};

use super::super::store::{self, FormRow, VersionRow};
use super::super::stored::{Shipped, take_over};
use super::*;

fn general(version: u32) -> Shipped {
    let document = document_with("").replace("\"version\": 3", &format!("\"version\": {version}"));
    Shipped { key: "test".into(), version: i32::try_from(version).unwrap(), place: 10, document }
}

async fn start(db: &Db, version: u32) {
    let one = general(version);
    db.write(move |conn| take_over(conn, &one, 5)).await.unwrap();
}

async fn change(db: &Db, to: impl Fn(FormRow) -> FormRow + Send + 'static) {
    let write = move |conn: &mut Conn| {
        let row = store::find(conn, "test")?.unwrap();
        assert!(store::change(conn, row.version, &to(row.clone()))?);
        Ok(())
    };
    db.write(write).await.unwrap();
}

async fn row(db: &Db) -> FormRow {
    db.read(|conn| store::find(conn, "test")).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_release_brings_newer_forms_where_nobody_changed_them() {
    each_engine(MIGRATIONS.to_vec(), async |db| {
        start(&db, 1).await;
        start(&db, 1).await;
        let forms = Forms::load(&db).await.unwrap();
        assert_eq!(forms.shelf().versions("test").collect::<Vec<_>>(), [1]);
        start(&db, 2).await;
        forms.refresh(&db).await.unwrap();
        assert_eq!(forms.shelf().versions("test").collect::<Vec<_>>(), [1, 2]);
        assert_eq!(forms.shelf().get("test").unwrap().version, 2);
        // While somebody works on it, nothing changes under their hands; afterwards the next start brings it.
        change(&db, |row| FormRow { draft: Some(document_with("")), ..row }).await;
        start(&db, 3).await;
        assert_eq!(row(&db).await.newest, 2);
        change(&db, |row| FormRow { draft: None, ..row }).await;
        start(&db, 3).await;
        assert_eq!(row(&db).await.newest, 3);
        // An older release beside a newer one takes nothing back.
        start(&db, 2).await;
        assert_eq!(row(&db).await.newest, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_institution_published_stays_whatever_a_release_brings() {
    each_engine(MIGRATIONS.to_vec(), async |db| {
        start(&db, 1).await;
        let theirs = general(2).document.replace("What?", "What is it?");
        let publish = move |conn: &mut Conn| {
            let version = VersionRow { version: 2, published_at: 6, published_by: 7 };
            store::publish(conn, "test", &version, &theirs)
        };
        db.write(publish).await.unwrap();
        change(&db, |row| FormRow { newest: 2, offered: false, withdrawn_at: 6, ..row }).await;
        for release in [2, 3] {
            start(&db, release).await;
            let forms = Forms::load(&db).await.unwrap().shelf();
            let form = forms.get("test").unwrap();
            assert_eq!((form.version, form.fields[0].label.in_lang("en")), (2, "What is it?"));
            assert!(forms.offered("test").is_none() && forms.listed().next().is_none());
            assert!(forms.filled_in("test", None, 7).is_some(), "whoever has it open goes on");
            assert!(forms.filled_in("test", None, 6 + 3 * 3_600_000).is_none());
        }
    })
    .await;
}
