//! Somebody is forgotten through one process: the others show nothing of them within a second, even of an old copy
//! of the rows that is put back under their feet.

use std::time::Instant;

use super::desk::{Desk, at, first_administrator};
use super::seen::{SECOND, looked_until};
use crate::asking::number_on;

const NAME: &str = "Ottilie Quendolyn";
const EMAIL: &str = "ottilie.q@reader.example";

// proves: RF-187, RF-223
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_forgotten_by_one_process_is_forgotten_by_all_within_a_second() {
    let desk = Desk::new();
    let one = desk.start("one", &[]);
    let two = desk.start("two", &["--only", "web"]);
    let mut boss = at(&first_administrator(&two).await, &two);

    let mut client = one.browser();
    let page = client.get("/ask/general").await;
    let question = format!("I am {NAME}. Who owned the shop?");
    let fields = [("question", question.as_str()), ("name", NAME), ("email", EMAIL)];
    let full = number_on(&client.submit(&page, "/ask/general", &fields).await);
    let short = full.rsplit_once('-').unwrap().0.to_owned();
    let path = format!("/desk/requests/{short}");
    // The second process has opened everything: for staff, in a list, and for the client.
    let shows = |page: &kit_web::testing::Answer| page.body.contains("Ottilie");
    assert!(shows(&boss.get(&path).await) && shows(&boss.get("/desk?view=all").await));
    let mut client = two.browser();
    let page = client.get("/check").await;
    let check = [("number", full.as_str()), ("email", EMAIL)];
    let own = client.submit(&page, "/check", &check).await;
    assert!(shows(&own));
    desk.until("SELECT COUNT(*) AS n FROM job WHERE kind = 'clients.index'", 0).await;
    desk.change("CREATE TABLE old_request AS SELECT * FROM request").await;
    desk.change("CREATE TABLE old_client AS SELECT * FROM client").await;

    let erased = desk.run("one", &["erase", "--request", &short]);
    let since = Instant::now();
    assert!(erased.status.success(), "{}", String::from_utf8_lossy(&erased.stderr));
    let said = String::from_utf8_lossy(&erased.stdout);
    assert!(said.contains(&format!("{short}: whoever asked it is forgotten")), "{said}");
    let took = looked_until(&mut boss, &path, |page| !shows(page)).await;
    assert!(took <= SECOND && !shows(&boss.get("/desk?view=all").await), "{took:?}");
    // The client's page that is still open, and number and address.
    let late = client.submit(&own, "/check/reply", &[("reply", "Are you there?")]).await;
    assert!(!shows(&late) && late.form("/check/reply").is_none(), "{}", late.words());
    let page = client.get("/check").await;
    assert_eq!(client.submit(&page, "/check", &check).await.status, 422);

    // The rows as they were: only a key that is still in memory could open them.
    tokio::time::sleep(SECOND.saturating_sub(since.elapsed())).await;
    desk.change(
        "UPDATE request SET line_sealed = o.line_sealed, name_sealed = o.name_sealed, key_id = o.key_id, erased_at = NULL
           FROM old_request o WHERE o.id = request.id",
    )
    .await;
    desk.change(
        "UPDATE client SET identity_sealed = o.identity_sealed, erased_at = NULL
           FROM old_client o WHERE o.id = client.id",
    )
    .await;
    for process in [&one, &two] {
        let mut boss = at(&boss, process);
        for path in [path.as_str(), "/desk?view=all", "/desk/home"] {
            let page = boss.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(!shows(&page), "{path}: {}", page.words());
        }
    }
    println!("proof: forgotten through one process, another shows nothing after {} ms", took.as_millis());
    one.stop();
    two.stop();
}
