//! Every column of both engines has its data class, purpose and retention; what is personal is sealed or
//! hashed.

use kit_db::testing::each_engine;
use kit_vault::classes::{Classes, compare};
use querist::boot;

fn sources() -> Vec<(&'static str, &'static str)> {
    [ground::classes(), desk::classes()].concat()
}

// proves: v5.0.0-14.1.1, RF-198
#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_both_engines_is_labelled() {
    let classes = Classes::parse(&sources()).unwrap();
    each_engine(boot::migrations(), async |db| {
        let real = db.read(kit_db::schema::columns).await.unwrap();
        assert!(real.len() > 80, "the schema was not read: {}", real.len());
        let problems = compare(&real, &classes);
        assert!(problems.is_empty(), "{problems:#?}");
    })
    .await;
}

// proves: v5.0.0-14.1.1
#[tokio::test(flavor = "multi_thread")]
async fn a_column_nobody_labelled_is_found() {
    let classes = Classes::parse(&sources()).unwrap();
    each_engine(boot::migrations(), async |db| {
        let mut real = db.read(kit_db::schema::columns).await.unwrap();
        real.push(("request".to_owned(), "favourite_colour".to_owned()));
        real.retain(|(table, column)| (table.as_str(), column.as_str()) != ("request", "name_sealed"));
        let told = format!("{:?}", compare(&real, &classes));
        assert!(told.contains("favourite_colour") && told.contains("name_sealed"), "{told}");
    })
    .await;
}

#[test]
fn what_is_personal_cannot_be_declared_plain() {
    let plain = "[request]\nname = { class = \"D3\", purpose = \"x\", retention = \"y\" }\n";
    assert!(Classes::parse(&[("planted", plain)]).is_err());
}
