//! A ledger whose disk is full while everything else is well: the process says that it is not ready, and is ready
//! again by itself once there is room.

use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::load::{self, Heard};
use super::room::Room;
use super::server::{self, Server, told};

const MIB: u64 = 1 << 20;
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until `/readyz` answers so.
async fn waits_for(server: &Server, status: u16) {
    let began = Instant::now();
    loop {
        // Somebody signs in wrongly: that is written down.
        let mut browser = server.browser();
        let page = browser.get("/sign-in").await;
        if page.form("/sign-in").is_some() {
            let fields = [("email", "nobody@a.example"), ("password", "four grey geese land")];
            browser.submit(&page, "/sign-in", &fields).await;
        }
        if server.browser().get("/readyz").await.status == status {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "/readyz does not come to {status}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

// proves: v5.0.0-16.5.2
#[tokio::test(flavor = "multi_thread")]
async fn a_process_whose_ledger_cannot_be_written_is_not_ready_until_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("room");
    std::fs::create_dir(&at).unwrap();
    let mut room = Room::make(&at, 64 * MIB);
    let (places, words) = (server::places(folder.path()), folder.path().join("words"));
    // Only the ledger, and what belongs to it, lies on the small disk.
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(places.data.join("cache")).unwrap();
    std::os::unix::fs::symlink(at.join("ledger"), places.data.join("ledger")).unwrap();
    std::os::unix::fs::symlink(at.join("scratch"), places.data.join("cache/ledger")).unwrap();
    let mut make = room.inside();
    make.args(["mkdir", "-m", "700"]).args(["ledger", "scratch"].map(|name| at.join(name)));
    assert!(make.status().unwrap().success());
    let mut inside = room.inside();
    inside.arg(server::QUERIST);
    let server = Server::start(&mut told(inside, &places, &["serve"]), &words).unwrap();
    let heard = Arc::new(Heard::default());
    drop(load::first_administrator(&server, &heard).await.unwrap());
    waits_for(&server, 200).await;
    let mut fill = room.inside();
    fill.args(["sh", "-c", "cat /dev/zero > \"$1\"; true", "fill"]).arg(at.join("filler"));
    assert!(fill.status().unwrap().success());
    waits_for(&server, 503).await;
    let said = std::fs::read_to_string(&words).unwrap();
    assert!(said.contains("not ready: the ledger"), "{said}");
    assert_eq!(server.browser().get("/healthz").await.status, 200);
    room.resize(128 * MIB);
    waits_for(&server, 200).await;
    server.stop();
    server::no_panic(&words);
}
