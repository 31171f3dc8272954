//! Confidential requests: for the staff of their location and the one who has them.

use ground::guard::Level;
use ground::guard::policy::LEVELS;

use super::counts;
use crate::access::key_of;
use crate::asking::{Asked, act, ask, ask_in_private};
use crate::house::{each_engine, hire};

const WORDS: &str = "My landlord locks me out, what can I do?";

// proves: v5.0.0-8.2.2, v5.0.0-8.2.3, attack B2, attack B3
#[tokio::test(flavor = "multi_thread")]
async fn confidential_requests_are_for_their_location_alone() {
    each_engine(async |house| {
        let asked = ask_in_private(house, WORDS).await;
        for person in &house.people {
            let mut browser = house.signed_in_as(person).await;
            let list = browser.get("/desk").await;
            let words = list.words();
            assert!(words.contains("Confidential: open to read") && words.contains("withheld"), "{words}");
            assert!(!words.contains("landlord") && !words.contains("Nobody"), "a list opens none of it");
            assert!(!browser.get("/desk/home").await.words().contains("landlord"));
            let page = browser.get(&asked.path()).await;
            assert!(page.words().contains(WORDS), "{} is of the location", person.name);
            assert!(
                page.words()
                    .contains("Only the staff of Enquiry desk and the person or the team that has it")
            );
            assert!(page.words().contains("because you work where it belongs"), "{}", page.words());
        }
        // Whoever sees no request at all is told so, whatever its number.
        for level in LEVELS.into_iter().filter(|level| *level != Level::SecurityOfficer) {
            let other = hire(house.ground(), &format!("{level:?} There"), level, house.locations[2]).await;
            let mut browser = house.signed_in_as(&other).await;
            let page = browser.get(&asked.path()).await;
            let none = browser.get("/desk/requests/QR-99999").await;
            assert_eq!((page.status.as_u16(), page.words()), (404, none.words()), "{level:?} elsewhere");
            let (go, none) = (format!("/desk/go?number={}", asked.short()), "/desk/go?number=QR-99999");
            let (go, none) = (browser.get(&go).await, browser.get(none).await);
            assert_eq!((go.status.as_u16(), go.words()), (404, none.words()));
            for view in ["mine", "unallocated", "location", "all", "closed"] {
                let list = browser.get(&format!("/desk?view={view}")).await;
                assert!(!list.body.contains(asked.short()), "{level:?}: {view}");
            }
            for act in ["take", "note", "query", "answer", "reopen", "reallocate"] {
                let path = format!("{}/{act}", asked.path());
                assert!(browser.get(&path).await.status.is_client_error());
            }
        }
        counts::are_right(house).await;
    })
    .await;
}

// proves: attack B2, v5.0.0-8.3.2
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_given_it_may_open_it_and_whoever_gave_it_away_may_not() {
    each_engine(async |house| {
        let asked = ask_in_private(house, WORDS).await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let mut ewan = house.signed_in_as(&house.elsewhere).await;
        assert_eq!(ewan.get(&asked.path()).await.status, 404);
        let (to, here) = (house.elsewhere.id.0.to_string(), house.locations[0].0.to_string());
        let there = house.locations[1].0.to_string();
        act(&mut rosa, &asked.path(), "reallocate", &[("to", &to), ("place", &here)]).await;
        assert_eq!(ewan.get(&asked.path()).await.status, 200, "he has it");
        assert_eq!(rosa.get(&asked.path()).await.status, 200, "it is still of her location");
        assert!(ewan.get("/desk?view=mine").await.body.contains(asked.short()));
        let gone = act(&mut rosa, &asked.path(), "reallocate", &[("to", "0"), ("place", &there)]).await;
        assert_eq!(gone.status, 303);
        let next = rosa.get(gone.location()).await;
        assert_eq!(next.status, 200, "who gave it away is led to a page that is there");
        assert_eq!(rosa.get(&asked.path()).await.status, 404);
        assert_eq!(ewan.get(&asked.path()).await.status, 200);
        counts::are_right(house).await;
    })
    .await;
}

// proves: RF-218, RF-219
#[tokio::test(flavor = "multi_thread")]
async fn its_client_reads_it_like_any_other() {
    each_engine(async |house| {
        let mut asked = ask_in_private(house, WORDS).await;
        assert!(asked.check().await.words().contains(WORDS));
        let mut gwen = house.signed_in(Level::Regular).await;
        act(&mut gwen, &asked.path(), "answer", &[("text", "Call the law centre.")]).await;
        assert!(asked.check().await.words().contains("Call the law centre."));
        let closed = gwen.get("/desk?view=closed").await;
        assert!(
            closed.words().contains("Confidential: open to read") && !closed.words().contains("landlord")
        );
    })
    .await;
}

/// What of outgoing mail did not leave is shown without the number to those who may not know of the request, and nobody of
/// them decides about it.
///
/// proves: v5.0.0-8.2.2, attack B2
#[tokio::test(flavor = "multi_thread")]
async fn mails_of_a_request_one_may_not_know_of_are_not_told_apart() {
    each_engine(async |house| {
        let hidden = ask_in_private(house, "Something about me.").await;
        let open = ask(house, "When do you open?").await;
        house.run_due().await;
        let of = |asked: &Asked| {
            format!("SELECT MAX(id) AS n FROM outbox_mail WHERE number = '{}'", asked.short())
        };
        let (secret, plain) = (house.number(&of(&hidden)).await, house.number(&of(&open)).await);
        assert!(secret > 0 && plain > 0, "both are kept: there is no mail server");
        let ground = house.ground();
        for level in [Level::Supervisor, Level::Administrator, Level::SecurityOfficer] {
            let who = hire(ground, &format!("{level:?} Far"), level, house.locations[2]).await;
            let mut far = house.signed_in_as(&who).await;
            let page = far.get("/desk/mail?view=kept").await;
            assert_eq!(page.status, 200, "{level:?}");
            assert!(!page.body.contains(hidden.short()), "{level:?}: {}", page.words());
            assert!(page.words().contains("a request you may not see"), "{level:?}: {}", page.words());
            assert!(!page.body.contains(&format!("/desk/mail/{secret}")), "{level:?}");
            assert_eq!(page.body.contains(open.short()), level != Level::SecurityOfficer, "{level:?}");
            if level != Level::Administrator {
                continue;
            }
            let decide = far.get(&format!("/desk/mail/{plain}")).await;
            assert_eq!(decide.status, 200);
            assert_eq!(far.get(&format!("/desk/mail/{secret}")).await.status, 404);
            for act in ["again", "drop"] {
                let path = format!("/desk/mail/{secret}/{act}");
                let key = key_of(&mut far).await;
                assert_eq!(far.post(&path, &[("key", &key)]).await.status, 404, "{act}");
            }
        }
        let state = format!("SELECT COUNT(*) AS n FROM outbox_mail WHERE id = {secret} AND state = 'kept'");
        assert_eq!(house.number(&state).await, 1, "it still waits");
        let mut near = house.signed_in(Level::Supervisor).await;
        assert!(near.get("/desk/mail?view=kept").await.body.contains(hidden.short()), "at its own location");
    })
    .await;
}
