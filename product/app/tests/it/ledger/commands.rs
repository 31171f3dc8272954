//! `querist audit …`, as somebody types it.

use std::process::{Command, Output};

use kit_db::Engine;

use super::dir;
use super::sealed::some_days_work;
use crate::house::TestHouse;

/// Runs the program on the house's directories.
fn querist(house: &TestHouse, args: &[&str]) -> Output {
    let config = house.folder().join("querist.toml");
    let (keys, root_key) = (house.places.keys.display(), house.places.root_key.display());
    std::fs::write(&config, format!("keys_dir = \"{keys}\"\nroot_key = \"{root_key}\"\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_querist"));
    command.args(args);
    if args.get(1) != Some(&"check-proof") {
        command.arg("--data").arg(&house.places.data).arg("--config").arg(config);
    }
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

// proves: XT-151, v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn the_commands_work_beside_a_running_desk_and_on_a_stopped_one() {
    let house = TestHouse::on(Engine::Sqlite).await;
    some_days_work(&house).await;
    for stopped in [false, true] {
        if stopped {
            house.ground().accounting.close().await.unwrap();
        }
        let done = querist(&house, &["audit", "verify"]);
        assert!(done.status.success(), "{}", err(&done));
        assert!(out(&done).contains("audit-0: "), "{}", out(&done));
        assert!(
            out(&done)
                .contains("internally consistent; not anchored since 2026-11-24 09:30:00 UTC (entry 0)")
        );

        let printed = querist(&house, &["audit", "checkpoint"]);
        assert!(printed.status.success(), "{}", err(&printed));
        let key = err(&printed).trim().rsplit(' ').next().unwrap().to_owned();
        let kept = house.folder().join("kept.txt");
        std::fs::write(&kept, &printed.stdout).unwrap();
        let kept = kept.to_str().unwrap();
        let done = querist(&house, &["audit", "verify", "--checkpoint", kept, "--key", &key]);
        assert!(done.status.success(), "{}", err(&done));
        assert!(out(&done).contains("anchored up to its newest entry"), "{}", out(&done));

        let proof = house.folder().join("one.tlog-proof");
        let proof = proof.to_str().unwrap();
        for what in ["audit-0:3", "4"] {
            let done = querist(&house, &["audit", "prove", what, "--out", proof]);
            assert!(done.status.success(), "{}", err(&done));
            let done = querist(&house, &["audit", "check-proof", proof, "--key", &key]);
            assert!(done.status.success(), "{}", err(&done));
            assert!(out(&done).contains("\"pos\":4"), "{}", out(&done));
        }
        let text = std::fs::read_to_string(proof).unwrap();
        std::fs::write(proof, text.replace("index 3", "index 4")).unwrap();
        let done = querist(&house, &["audit", "check-proof", proof, "--key", &key]);
        assert_eq!(done.status.code(), Some(1));
    }
}

// proves: v5.0.0-16.4.2
#[tokio::test(flavor = "multi_thread")]
async fn verify_names_stream_and_place_and_repairs_nothing() {
    let house = TestHouse::on(Engine::Sqlite).await;
    some_days_work(&house).await;
    house.ground().accounting.close().await.unwrap();
    let done = querist(&house, &["doctor"]);
    assert!(out(&done).contains("ok   10. the ledger can be gone on with"), "{}", out(&done));

    house.tamper("UPDATE audit_event SET actor_id = actor_id + 1 WHERE pos = 5").await;
    let done = querist(&house, &["audit", "verify"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(
        err(&done).contains("audit-0, entry 4 (audit row 5): the row is not the one that was sealed"),
        "{}",
        err(&done)
    );
    house.tamper("UPDATE audit_event SET actor_id = actor_id - 1 WHERE pos = 5").await;

    let file = dir(&house).join("views-0/checkpoint");
    let whole = std::fs::read(&file).unwrap();
    let mut bytes = whole.clone();
    let last = bytes.len() - 10;
    bytes[last] = if bytes[last] == b'A' { b'B' } else { b'A' };
    std::fs::write(&file, &bytes).unwrap();
    let done = querist(&house, &["audit", "verify"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(err(&done).contains("views-0 checkpoint: the signature"), "{}", err(&done));
    let done = querist(&house, &["doctor"]);
    assert!(out(&done).contains("WRONG 10. the ledger was changed from outside"), "{}", out(&done));
    assert!(out(&done).contains("querist audit verify --data"), "{}", out(&done));
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "nothing was repaired");

    let extra = dir(&house).join("views-0/tile/0/007");
    std::fs::write(&file, whole).unwrap();
    std::fs::write(&extra, [0; 32]).unwrap();
    let done = querist(&house, &["audit", "verify"]);
    assert!(err(&done).contains("views-0 tile/0/007: it is no file of the ledger"), "{}", err(&done));
    // Without their database the files still tell, and that it is missing is said as well.
    std::fs::rename(house.places.data.join("querist.db"), house.folder().join("away.db")).unwrap();
    let done = querist(&house, &["audit", "verify"]);
    assert_eq!(done.status.code(), Some(1));
    for said in ["views-0 tile/0/007: it is no file of the ledger", "nothing could be compared with it"] {
        assert!(err(&done).contains(said), "{}", err(&done));
    }
}
