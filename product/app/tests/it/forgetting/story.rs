use desk::erasure::Outcome;
use ground::guard::Level;
use kit_base::MINUTE;
use querist::cli::erase::{Erase, carry_out};
use querist::cli::hold::Hold;

use super::figures::figures;
use super::{
    STAYS, ask_by_name, ask_plainly, column, forget, id_of, is_whole, nobody_reads_them, says_nothing,
    work_on,
};
use crate::asking::{Asked, act, ask, offers};
use crate::house::{TestHouse, each_engine};
use crate::main_job::counts;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Door {
    Client,
    Staff,
    Command,
}

/// Has the person forgotten, and checks what is said about it on the way. Gives the receipt.
async fn through(house: &TestHouse, asked: &mut Asked, door: Door, mails: &str) -> String {
    let receipt = match door {
        Door::Client => {
            let page = asked.check().await;
            let think = asked.browser.submit(&page, "/check/forget", &[]).await;
            assert!(think.words().contains("Your name and address go, for good."), "{}", think.words());
            assert!(column(house, asked, "COALESCE(erased_at, 0)").await == 0, "nothing is done yet");
            let done = asked.browser.submit(&think, "/check/forget", &[]).await;
            assert_eq!(done.status, 200);
            assert!(done.words().contains("Your details are deleted"), "{}", done.words());
            says_nothing(&done.body, "on the receipt");
            assert!(!done.body.contains(&asked.full), "the number that opened it");
            done.words()
        }
        Door::Staff => {
            let mut sup = house.signed_in(Level::Supervisor).await;
            let page = sup.get(&format!("{}/erase", asked.path())).await;
            assert!(page.words().contains("It cannot be undone"), "{}", page.words());
            let path = format!("{}/erase", asked.path());
            let sent = sup.submit(&page, &path, &[]).await;
            assert_eq!((sent.status.as_u16(), sent.location()), (303, path.as_str()));
            let receipt = sup.get(&path).await;
            assert!(receipt.words().contains("The person was forgotten"), "{}", receipt.words());
            receipt.words()
        }
        Door::Command => {
            let answer = carry_out(house.ground(), &Erase { request: asked.short().to_lowercase() }).await;
            assert!(answer.done, "{}", answer.text);
            assert!(answer.text.contains("2026-12-08"), "{}", answer.text);
            return answer.text;
        }
    };
    assert!(receipt.contains("8 December 2026"), "from when on no backup opens: {receipt}");
    assert!(receipt.contains(mails), "{mails}: {receipt}");
    receipt
}

// proves: RF-182, RF-187, RF-223, XT-151
#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_is_forgotten_by_each_of_three_ways_and_the_work_stays() {
    each_engine(async |house| {
        let other = ask(house, "When do you open?").await;
        for (door, closes) in [(Door::Client, true), (Door::Staff, false), (Door::Command, true)] {
            let mut asked = ask_by_name(house).await;
            let mut rosa = work_on(house, &mut asked, closes).await;
            house.clock.advance(MINUTE);
            house.run_due().await;
            let page = rosa.get(&asked.path()).await.words();
            assert!(page.contains("Ottilie") && page.contains("7700 900 731"), "it was there: {page}");
            let (before, key) = (figures(house).await, column(house, &asked, "key_id").await);
            let events =
                house.number("SELECT COUNT(*) AS n FROM audit_event WHERE subject_kind = 'request'").await;
            let kept = format!(
                "SELECT COUNT(*) AS n FROM outbox_mail WHERE request_id = {}",
                id_of(house, &asked).await
            );
            let mails = house.number(&kept).await;
            assert!(mails >= 2, "{mails}");

            through(house, &mut asked, door, &format!("{mails} unsent mails were withdrawn.")).await;

            is_whole(house, &asked).await;
            nobody_reads_them(house, &asked).await;
            counts::are_right(house).await;
            assert_eq!(figures(house).await, before, "{door:?}: every figure");
            assert_eq!(
                house.number("SELECT COUNT(*) AS n FROM audit_event WHERE subject_kind = 'request'").await,
                events + 1
            );
            assert_eq!(house.number(&kept).await, 0, "what waited is withdrawn");
            assert_ne!(column(house, &asked, "key_id").await, key, "sealed anew");
            let page = rosa.get(&asked.path()).await.words();
            assert!(page.contains(STAYS) && page.contains("█████"), "{page}");
            assert!(page.contains("The person asked to be forgotten on Tuesday 24 November 2026."), "{page}");
            assert!(page.contains("it was Tom himself") == closes, "{page}");
            assert_eq!(asked.check().await.status, 422, "number and address open it no more");
            through(house, &mut asked.clone(), Door::Command, "").await;
        }
        let mut rosa = house.signed_in(Level::Regular).await;
        assert!(
            rosa.get(&other.path()).await.words().contains("Elsie Thackeray"),
            "somebody else's is as it was"
        );
    })
    .await;
}

// proves: RF-223
#[tokio::test(flavor = "multi_thread")]
async fn an_open_request_stays_with_staff_without_the_person() {
    each_engine(async |house| {
        let mut asked = ask_by_name(house).await;
        work_on(house, &mut asked, false).await;
        let mut rosa = house.signed_in(Level::Regular).await;
        act(&mut rosa, &asked.path(), "query", &[("text", "And the number of the house?")]).await;
        assert!(rosa.get(&asked.path()).await.words().contains("With client"));
        assert_eq!(forget(house, &asked).await, Outcome::Erased);
        let page = rosa.get(&asked.path()).await;
        assert!(
            page.words().contains("In hand"),
            "nobody will answer, so it is with the desk: {}",
            page.words()
        );
        assert!(!offers(&page, &asked.path(), "query") && offers(&page, &asked.path(), "note"));
        assert!(page.words().contains("no mail goes out"), "{}", page.words());
        let offered = page.words().contains("Keep and close") && !page.words().contains("Send and close");
        assert!(offered, "there is nobody to send it to: {}", page.words());
        // Sent all the same, from a page made by hand.
        let key = page.form(&format!("{}/answer", asked.path())).unwrap();
        let fields: Vec<(&str, &str)> = key.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let mut query = fields.clone();
        query.retain(|(name, _)| *name != "text");
        query.push(("text", "Are you there?"));
        assert_eq!(rosa.post(&format!("{}/query", asked.path()), &query).await.status, 409);
        let sent = act(&mut rosa, &asked.path(), "note", &[("text", "Found it in the rate book.")]).await;
        assert_eq!(sent.status, 303);
        let sent = act(&mut rosa, &asked.path(), "answer", &[("text", "It was Tom.")]).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
        let done = rosa.get(sent.location()).await.words();
        assert!(done.contains("Nobody was written to.") && !done.contains("can read it now"), "{done}");
        let page = rosa.get(&asked.path()).await.words();
        assert!(
            page.contains("Closed") && page.contains("It was Tom.") && page.contains("rate book"),
            "{page}"
        );
        let mails = format!(
            "SELECT COUNT(*) AS n FROM outbox_mail WHERE request_id = {}",
            id_of(house, &asked).await
        );
        assert_eq!(house.number(&mails).await, 0, "nobody is written to");
        is_whole(house, &asked).await;
        counts::are_right(house).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_without_the_person_stay_under_their_key() {
    each_engine(async |house| {
        let asked = ask_plainly(house).await;
        let key = column(house, &asked, "key_id").await;
        assert_eq!(forget(house, &asked).await, Outcome::Erased);
        assert_eq!(column(house, &asked, "key_id").await, key);
        is_whole(house, &asked).await;
        nobody_reads_them(house, &asked).await;
        let answer = carry_out(house.ground(), &Erase { request: asked.number().to_string() }).await;
        assert!(answer.done && answer.text.contains("they are as they were"), "{}", answer.text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twice_is_the_same_as_once_and_what_is_no_request_is_refused() {
    each_engine(async |house| {
        let asked = ask_by_name(house).await;
        assert_eq!(forget(house, &asked).await, Outcome::Erased);
        let kept = house.rows_without(&["viewing"]).await;
        let head = house.ground().register.head();
        assert_eq!(forget(house, &asked).await, Outcome::WasErased);
        assert_eq!(house.rows_without(&["viewing"]).await, kept);
        assert_eq!(house.ground().register.head(), head, "nothing new in the register");
        for (typed, said) in [
            ("QR-99999", "there is no request QR-99999"),
            ("XY-10001", "the numbers of this desk begin with QR: did you mean QR-10001?"),
            (asked.full.as_str(), "that is no request number"),
            ("", "that is no request number"),
        ] {
            let answer = carry_out(house.ground(), &Erase { request: typed.to_owned() }).await;
            assert!(!answer.done && answer.text.contains(said), "{typed}: {}", answer.text);
        }
        assert_eq!(house.rows_without(&["viewing"]).await, kept);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_on_hold_is_erased_by_any_way() {
    each_engine(async |house| {
        let mut asked = ask_by_name(house).await;
        let id = id_of(house, &asked).await;
        let short = asked.short().to_owned();
        let hold = async |lift| {
            let asked = Hold { request: short.clone(), lift };
            querist::cli::hold::carry_out(house.ground(), &asked).await
        };
        let answer = hold(true).await;
        assert!(answer.done && answer.text.contains("was not on hold"), "{}", answer.text);
        for _ in 0..2 {
            let answer = hold(false).await;
            assert!(answer.done && answer.text.contains("is on hold"), "{}", answer.text);
        }
        let told = format!(
            "SELECT COUNT(*) AS n FROM audit_event WHERE kind = 'request.held' AND subject_id = {id}"
        );
        assert_eq!(house.number(&told).await, 1, "it is written down once");
        let kept = house.rows_without(&["viewing", "request_seen", "session", "tries", "audit_event"]).await;
        let answer = carry_out(house.ground(), &Erase { request: asked.short().to_owned() }).await;
        assert!(!answer.done && answer.text.contains("is on hold"), "{}", answer.text);
        let mut sup = house.signed_in(Level::Supervisor).await;
        let path = format!("{}/erase", asked.path());
        let page = sup.get(&path).await;
        let refused = sup.submit(&page, &path, &[]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("This request is on hold."), "{}", refused.words());
        let page = asked.check().await;
        let page = asked.browser.submit(&page, "/check/forget", &[]).await;
        let refused = asked.browser.submit(&page, "/check/forget", &[]).await;
        assert!(refused.words().contains("Nothing was deleted."), "{}", refused.words());
        assert_eq!(
            house.rows_without(&["viewing", "request_seen", "session", "tries", "audit_event"]).await,
            kept
        );
        let answer = hold(true).await;
        assert!(answer.done && answer.text.contains("on hold no more"), "{}", answer.text);
        let page = sup.get(&asked.path()).await.words();
        assert!(
            page.contains("Querist put it on hold") && page.contains("Querist lifted the hold"),
            "{page}"
        );
        assert_eq!(forget(house, &asked).await, Outcome::Erased);
        let answer = hold(false).await;
        assert!(!answer.done && answer.text.contains("is forgotten already"), "{}", answer.text);
        is_whole(house, &asked).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_the_newest_erases_nothing() {
    each_engine(async |house| {
        let mut asked = ask_by_name(house).await;
        let mut sup = house.signed_in(Level::Supervisor).await;
        let path = format!("{}/erase", asked.path());
        let page = sup.get(&path).await;
        asked.reply("One more thing.").await;
        let stale = sup.submit(&page, &path, &[]).await;
        assert_eq!(stale.status, 409);
        assert!(stale.words().contains("Nothing was erased."), "{}", stale.words());
        assert_eq!(column(house, &asked, "COALESCE(erased_at, 0)").await, 0);
        assert_eq!(sup.submit(&stale, &path, &[]).await.status, 303);
        is_whole(house, &asked).await;
        // A page that was open when somebody else did it says so.
        assert_eq!(sup.submit(&page, &path, &[]).await.status, 303);
    })
    .await;
}
