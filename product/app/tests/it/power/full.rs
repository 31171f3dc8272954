//! A full disk: what cannot be kept is not confirmed and its words stay in the form; what was confirmed stays;
//! when there is room again, everything goes on by itself.

use std::sync::Arc;

use super::chance::times;
use super::check;
use super::load::{self, Heard};
use super::room::Room;
use super::server::{self, Server, told};

const MIB: u64 = 1 << 20;
/// `doctor` refuses a start with less than half of that.
const ENOUGH: u64 = 1024 * MIB;

/// Asks until something is refused; gives what was. The log that the database writes to has room of its own to
/// use up first, more with each round.
async fn ask_until_full(server: &Server, who: u64, heard: &Arc<Heard>) -> Vec<load::Refused> {
    for batch in 0..40 {
        let mut all = tokio::task::JoinSet::new();
        for person in 0..3 {
            all.spawn(load::ask(server.port, who * 1_000 + batch * 10 + person, 30, heard.clone()));
        }
        all.join_all().await;
        let refused = heard.take_refused();
        if !refused.is_empty() {
            return refused;
        }
    }
    Vec::new()
}

/// Whether each got their words back in the form, and no number.
pub fn refused_kindly(refused: &[load::Refused]) {
    for one in refused {
        let (status, words) = (one.answer.status.as_u16(), one.answer.words());
        assert_eq!(status, 503, "{words}");
        assert!(!one.answer.body.contains("class=\"spine big\""), "a number was shown: {words}");
        assert!(one.answer.headers.contains_key("retry-after"));
        let told =
            ["We could not keep your question just now.", "We do not know whether your question was kept."];
        assert!(told.iter().any(|told| words.contains(told)), "{words}");
        let form = one.answer.form(&one.address).unwrap();
        let kept = form.iter().find(|(name, _)| name == "question").map(|(_, value)| value.as_str());
        assert_eq!(kept, Some(one.text.as_str()), "the words are still in the form");
    }
}

// proves: v5.0.0-16.5.2, v5.0.0-16.5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("room");
    std::fs::create_dir(&at).unwrap();
    let mut room = Room::make(&at, ENOUGH);
    let (places, words) = (server::places(&at), folder.path().join("words"));
    let mut inside = room.inside();
    inside.arg(server::QUERIST);
    let server = Server::start(&mut told(inside, &places, &["serve"]), &words).unwrap();
    let heard = Arc::new(Heard::default());
    let mut staff = load::first_administrator(&server, &heard).await.unwrap();
    load::ask(server.port, 900_000, 3, heard.clone()).await;
    // The day's secret of staff's forms is made with the first page that has one.
    assert_eq!(staff.get("/desk").await.status, 200);
    let rounds = times(1, 10) as u64;
    let mut times_refused = 0;
    for round in 1..=rounds {
        room.resize(room.used() + MIB);
        let refused = ask_until_full(&server, round, &heard).await;
        assert!(!refused.is_empty(), "the disk did not fill");
        refused_kindly(&refused);
        times_refused += refused.len();
        let mut pressed = 0;
        // Staff still read, and are told when something cannot be kept.
        let path = format!("/desk/requests/{}", heard.first_number());
        let page = staff.get(&path).await;
        assert_eq!(page.status, 200, "{}\n{}", page.words(), std::fs::read_to_string(&words).unwrap());
        let text = "note ".repeat(19_000);
        let note = staff.submit(&page, &format!("{path}/note"), &[("text", &text)]).await;
        assert_eq!(note.status, 503, "{}", note.words());
        assert!(note.words().contains("The disk of this desk is full."), "{}", note.words());
        // There is room again: the same forms, pressed once more, are kept.
        room.resize(ENOUGH);
        let before = heard.so_far().len();
        for one in refused {
            assert!(load::press_again(one, &heard).await, "pressed once more, it was not kept");
            pressed += 1;
        }
        load::ask(server.port, 900_100 + round, 3, heard.clone()).await;
        assert_eq!(heard.so_far().len(), before + pressed + 3, "it goes on by itself");
    }
    server.stop();
    server::no_panic(&words);
    // Away from the small disk, whose folder this process does not see.
    let copy = folder.path().join("copy");
    room.copy_to(&copy);
    let found = check::holds(&server::places(&copy), &heard.done()).await.unwrap();
    println!(
        "proof: disk full: {rounds} times, {times_refused} refused with their words kept, {} requests, {} \
         confirmed, 0 lost",
        found.requests, found.confirmed
    );
}
