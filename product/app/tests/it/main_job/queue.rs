//! Lists longer than a page, read forward and back by key; and the mark of what a person has not seen.

use ground::guard::Level;
use kit_base::{HOUR, MINUTE};
use kit_web::testing::{Answer, Browser};

use crate::asking::{act, ask, between};
use crate::house::{TestHouse, each_engine};

/// The numbers a list shows, in its order.
fn numbers(page: &Answer) -> Vec<String> {
    let cells = page.body.split("class=\"number\">").skip(2);
    cells.map(|cell| cell.split('<').next().unwrap().to_owned()).collect()
}

/// Where the link `rel` leads.
fn link(page: &Answer, rel: &str) -> Option<String> {
    Some(between(&page.body, &format!("rel=\"{rel}\" href=\""), "\"")?.replace("&amp;", "&"))
}

/// Reads a view to its end and back to its beginning; returns it as it was read forward.
async fn there_and_back(browser: &mut Browser, view: &str) -> Vec<String> {
    let mut page = browser.get(&format!("/desk?view={view}")).await;
    assert!(link(&page, "prev").is_none(), "{view} begins at its beginning");
    let mut parts = vec![numbers(&page)];
    while let Some(next) = link(&page, "next") {
        page = browser.get(&next).await;
        parts.push(numbers(&page));
    }
    for part in parts.iter().rev().skip(1) {
        page = browser.get(&link(&page, "prev").unwrap()).await;
        assert_eq!(&numbers(&page), part, "{view} backwards");
    }
    assert!(link(&page, "prev").is_none(), "{view} ends where it began");
    assert!(
        parts.iter().rev().skip(1).all(|part| part.len() == 50),
        "{view}: every page but the last is full"
    );
    parts.concat()
}

/// A hundred and thirty open requests, several due at the same moment.
async fn fill(house: &TestHouse) {
    let mut asker = house.visitor();
    for n in 0..130 {
        if n % 7 == 0 {
            house.clock.advance(11 * HOUR);
        }
        let page = asker.get("/ask/general").await;
        let question = format!("Question {n} about the county");
        let fields = [("question", question.as_str()), ("email", "a@reader.example")];
        assert_eq!(asker.submit(&page, "/ask/general", &fields).await.status, 200);
    }
}

async fn in_order(house: &TestHouse, rule: &str, order: &str) -> Vec<String> {
    let all =
        format!("SELECT 'QR-' || CAST(number AS TEXT) AS line FROM request WHERE {rule} ORDER BY {order}");
    house.lines(&all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_is_read_to_its_end_and_back_without_gap_or_repeat() {
    each_engine(async |house| {
        fill(house).await;
        let me = house.person(Level::Regular).id.0;
        let mut rosa = house.signed_in(Level::Regular).await;
        // All of them in each view in turn, so that each has three pages.
        for (holder, view) in [(me, "mine"), (0, "unallocated"), (0, "location"), (0, "all")] {
            house.tamper(&format!("UPDATE request SET assignee_id = {holder}")).await;
            let expected = in_order(house, "is_open", "due_at, id").await;
            assert_eq!(expected.len(), 130);
            assert_eq!(there_and_back(&mut rosa, view).await, expected, "{view}");
        }
        let closed = "UPDATE request SET is_open = FALSE, state = 'closed', closed_at = due_at - number / 4";
        house.tamper(closed).await;
        let expected = in_order(house, "NOT is_open", "closed_at DESC, id DESC").await;
        assert_eq!(expected.len(), 130);
        assert_eq!(there_and_back(&mut rosa, "closed").await, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_stays_whole_while_the_list_changes() {
    each_engine(async |house| {
        let mut rosa = house.signed_in(Level::Regular).await;
        let mut all = Vec::new();
        for n in 0..60 {
            all.push(ask(house, &format!("Question {n}")).await);
        }
        let first = rosa.get("/desk?view=unallocated").await;
        // The whole first page is taken by somebody else: the next one still begins where this one ended.
        let mut piotr = house.signed_in(Level::Probation).await;
        for asked in &all[..50] {
            act(&mut piotr, &asked.path(), "take", &[]).await;
        }
        let second = rosa.get(&link(&first, "next").unwrap()).await;
        let rest: Vec<String> = all[50..].iter().map(|asked| asked.short().to_owned()).collect();
        assert_eq!(numbers(&second), rest);
        let nothing =
            rosa.get(&link(&second, "prev").unwrap_or("/desk?view=mine&before=1.1".to_owned())).await;
        assert!(nothing.words().contains("Nothing further in this direction"), "{}", nothing.words());
        for odd in ["after=", "after=.", "after=x.y", "after=99999999999999999999.1", "before=1", "view=none"]
        {
            assert_eq!(rosa.get(&format!("/desk?{odd}")).await.status, 200, "{odd}");
        }
    })
    .await;
}

fn unread(page: &Answer, number: &str) -> bool {
    let rows = page.body.split("<tr role=\"row\"").skip(2);
    let row = rows.into_iter().find(|row| row.contains(&format!(">{number}<")));
    row.unwrap_or_else(|| panic!("{number} is not listed")).starts_with(" class=\"unread\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_tells_each_person_what_they_have_not_seen() {
    each_engine(async |house| {
        let mut asked = ask(house, "Is there a list?").await;
        let mut rosa = house.signed_in(Level::Regular).await;
        let mut samira = house.signed_in(Level::Supervisor).await;
        let list = "/desk?view=all";
        assert!(
            unread(&rosa.get(list).await, asked.short()) && unread(&samira.get(list).await, asked.short())
        );
        rosa.get(&asked.path()).await;
        assert!(!unread(&rosa.get(list).await, asked.short()), "looking at it is enough");
        // The mark was in force at once; a moment later it is written, once for however many looks.
        rosa.get(&asked.path()).await;
        house.ground().marks.write(&house.ground().db).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM request_seen").await, 1);
        assert!(!unread(&rosa.get(list).await, asked.short()), "and it holds when it is read from there");
        assert!(unread(&samira.get(list).await, asked.short()), "what one has seen another has not");
        // A mark that is written late takes no later one back.
        samira.get(&asked.path()).await;
        let (who, later) = (house.person(Level::Supervisor).id.0, house.ground().now() + 5);
        let insert = format!("INSERT INTO request_seen SELECT {who}, id, {later} FROM request");
        assert_eq!(house.tamper(&insert).await, 1);
        house.ground().marks.write(&house.ground().db).await;
        assert_eq!(house.number("SELECT MAX(at) AS n FROM request_seen").await, later);
        house.clock.advance(MINUTE);
        act(&mut rosa, &asked.path(), "query", &[("text", "Of which year?")]).await;
        assert!(!unread(&rosa.get(list).await, asked.short()), "one's own words are no news");
        house.clock.advance(MINUTE);
        asked.reply("Of 1851.").await;
        let page = rosa.get(list).await;
        assert!(unread(&page, asked.short()) && page.words().contains("Client replied"));
        let page = rosa.get(&asked.path()).await;
        assert_eq!(page.body.matches("<span class=\"dot\"></span>").count(), 1, "the new letter is marked");
        assert!(!unread(&rosa.get(list).await, asked.short()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn being_due_is_told_in_words() {
    each_engine(async |house| {
        let asked = ask(house, "Is there a list?").await;
        let badge = async |wait| {
            house.clock.advance(wait);
            let page = house.signed_in(Level::Regular).await.get("/desk?view=all").await;
            between(&page.body, "class=\"due ", "</span>").unwrap().to_owned()
        };
        // Asked on Tuesday at 9:30, due on Wednesday at 17:00.
        assert!(badge(0).await.starts_with("near"));
        let today = badge(24 * HOUR).await;
        assert!(today.starts_with("today") && today.contains("today 17:00"), "{today}");
        let late = badge(8 * HOUR).await;
        assert!(late.starts_with("late") && late.contains("late since 17:00"), "{late}");
        let late = badge(48 * HOUR).await;
        assert!(late.starts_with("late") && late.contains("2 d late"), "{late}");
        let mut rosa = house.signed_in(Level::Regular).await;
        let page = rosa.get("/desk?view=all").await;
        assert!(page.words().contains("1 open · 1 late"), "{}", page.words());
        act(&mut rosa, &asked.path(), "take", &[]).await;
        assert!(rosa.get("/desk/home").await.words().contains("1 late"));
    })
    .await;
}
