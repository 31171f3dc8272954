//! `querist erase` as it is typed: at a desk that runs, which carries it out, and at one that does not.

use kit_db::Engine;
use kit_vault::register;

use crate::asking::number_on;
use crate::backups::run::{Run, read, say};
use crate::power::load::{self, Heard};
use crate::power::server::{no_panic, querist};
use crate::power::wire;

const NAME: &str = "Ottilie Quendolyn";

async fn ask(port: u16) -> String {
    let mut browser = wire::browser(port);
    let page = browser.get("/ask/general").await;
    let question = format!("I am {NAME}. Who owned the shop at Hill Row?");
    let fields = [("question", question.as_str()), ("name", NAME), ("email", "ottilie.q@reader.example")];
    let full = number_on(&browser.submit(&page, "/ask/general", &fields).await);
    full.rsplit_once('-').unwrap().0.to_owned()
}

/// The receipt, which names the request and nothing of the person.
fn is_receipt(said: &str, short: &str) {
    for part in [
        format!("{short}: whoever asked it is forgotten"),
        "Went: name, address".into(),
        "Stays: question and answer".into(),
        "Backups: from 20".into(),
        "what named the person is blacked out".into(),
    ] {
        assert!(said.contains(&part), "{part}: {said}");
    }
    assert!(!said.contains("Ottilie") && !said.contains("reader.example"), "{said}");
}

// proves: RF-182, RF-187
#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_forgotten_by_command_at_a_desk_that_runs_and_at_one_that_does_not() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let run = Run::on(engine);
        let desk = &run.desk;
        let (server, heard) = (run.start(), Heard::default());
        drop(load::first_administrator(&server, &heard).await.unwrap());
        let (running, stopped) = (ask(server.port).await, ask(server.port).await);
        let erase = |short: &str, refused| say(&mut querist(desk, &["erase", "--request", short]), refused);
        // By the server, through its socket: nobody else may take the directory while it runs.
        let hold = |more: &[&str]| {
            say(&mut querist(desk, &[&["hold", "--request", &running], more].concat()), false)
        };
        assert!(hold(&[]).contains(&format!("{running} is on hold")));
        assert!(erase(&running, true).contains("nothing was erased"));
        assert!(hold(&["--lift"]).contains("on hold no more"));
        is_receipt(&erase(&running, false), &running);
        let said = erase("QR-99999", true);
        assert!(said.contains("there is no request QR-99999; nothing was changed"), "{said}");
        server.stop();
        // Alone. What was held yesterday is held today.
        let hold = |more: &[&str]| {
            say(&mut querist(desk, &[&["hold", "--request", &stopped], more].concat()), false)
        };
        assert!(hold(&[]).contains(&format!("{stopped} is on hold")));
        assert!(erase(&stopped, true).contains("nothing was erased"));
        assert!(hold(&["--lift"]).contains("on hold no more"));
        is_receipt(&erase(&stopped.to_lowercase(), false), &stopped);
        let said = erase("QR-99999", true);
        assert!(said.contains("there is no request QR-99999; nothing was changed"), "{said}");
        // Twice is once.
        is_receipt(&erase(&stopped, false), &stopped);
        is_receipt(&erase(&running, false), &running);

        // Two erasures, two holds, each lifted: in both places.
        let entries = register::read(&desk.keys).unwrap().entries().len();
        assert_eq!(entries, 6, "{engine:?}");
        assert_eq!(register::read(&desk.data).unwrap().entries().len(), 6);
        let open = "SELECT CAST(COUNT(*) AS TEXT) AS line FROM erasure
                     WHERE done_at IS NOT NULL AND way = 'command'";
        assert_eq!(read(desk, open).await, ["2"]);
        let server = run.start();
        let mut staff = load::first_administrator(&server, &heard).await.unwrap();
        for short in [&running, &stopped] {
            let page = staff.get(&format!("/desk/requests/{short}")).await;
            assert_eq!(page.status, 200);
            let words = page.words();
            assert!(words.contains("Who owned the shop at Hill Row?"), "{words}");
            assert!(!words.contains("Ottilie") && words.contains("asked to be forgotten"), "{words}");
        }
        server.stop();
        no_panic(&run.words());
    }
}
