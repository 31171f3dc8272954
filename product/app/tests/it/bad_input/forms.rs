//! Every field of every public form, filled in with what does not belong there.

use ground::guard::{FormPage, page_key};

use super::{is_well, odd_for};
use crate::house::{TestHouse, each_engine};

const FORMS: [&str; 6] = ["general", "history", "copies", "council", "private", "complete"];
const COOKIE: &str = "0123456789abcdef0123456789abcdef";

/// Fills in every field of the form in a way that the form takes.
pub async fn right(house: &TestHouse, form: &str) -> Vec<(String, String)> {
    let page = house.visitor().get(&format!("/ask/{form}")).await;
    let mut fields = Vec::new();
    for (at, _) in page.body.match_indices(" name=\"") {
        let name = page.body[at + 7..].split('"').next().unwrap().to_owned();
        if ["key", "viewport", "color-scheme"].contains(&name.as_str())
            || fields.iter().any(|(n, _)| *n == name)
        {
            continue;
        }
        let value = value_of(&page.body, &name);
        fields.push((name, value));
    }
    fields
}

/// Something that the field takes: the first answer of a choice, a number, a date, an address, or words.
fn value_of(page: &str, name: &str) -> String {
    let start = page.find(&format!(" name=\"{name}\"")).unwrap();
    let tag = &page[page[..start].rfind('<').unwrap()..];
    let own = &tag[..tag.find('>').unwrap()];
    let value = |text: &str| text.split(" value=\"").nth(1).map(|v| v.split('"').next().unwrap().to_owned());
    if own.contains("type=\"radio\"") || own.contains("type=\"checkbox\"") {
        return value(own).unwrap();
    }
    if own.starts_with("<select") {
        return value(
            tag[..tag.find("</select").unwrap()]
                .split_once("<option")
                .unwrap()
                .1
                .split_once("<option")
                .unwrap()
                .1,
        )
        .unwrap();
    }
    let known = match name {
        n if n.ends_with("email") => "a@reader.example",
        n if n.ends_with("day") => "14",
        n if n.ends_with("month") => "12",
        n if n.ends_with("year") => "2027",
        n if n.ends_with("time") => "14:30",
        _ if own.contains("inputmode=\"numeric\"") || own.contains("inputmode=\"decimal\"") => "2",
        _ => "Words",
    };
    known.to_owned()
}

async fn post(house: &TestHouse, form: &str, fields: &[(String, String)]) -> kit_web::testing::Answer {
    let key = page_key(house.ground(), &format!("ask/{form}"), FormPage::WithCookie(COOKIE)).await.unwrap();
    let mut browser = house.visitor();
    browser.cookies.insert(house.ground().site.form_cookie().full_name(), COOKIE.to_owned());
    let mut all: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.push(("key", &key));
    browser.post(&format!("/ask/{form}"), &all).await
}

// proves: attack E5, attack E6, attack A2, v5.0.0-2.2.1, v5.0.0-1.2.4
#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_every_form_takes_or_refuses_every_odd_text() {
    each_engine(async |house| {
        for form in FORMS {
            let right = right(house, form).await;
            let sent = post(house, form, &right).await;
            assert_eq!(sent.status, 200, "{form} filled in right: {right:?} {}", sent.words());
            for (at, (name, _)) in right.iter().enumerate() {
                for odd in odd_for(house.engine()) {
                    let mut fields = right.clone();
                    odd.clone_into(&mut fields[at].1);
                    let answer = post(house, form, &fields).await;
                    is_well(&answer, &format!("{form} with {name}={odd:?}"));
                    let status = answer.status.as_u16();
                    assert!(status == 200 || status == 422, "{form} with {name}={odd:?}: {status}");
                }
                let mut twice = right.clone();
                twice.push((name.clone(), "second".to_owned()));
                is_well(&post(house, form, &twice).await, &format!("{form} with {name} twice"));
                let mut without = right.clone();
                without.remove(at);
                is_well(&post(house, form, &without).await, &format!("{form} without {name}"));
            }
        }
        // Whatever was taken can be shown and worked on.
        let mut rosa = house.signed_in(ground::guard::Level::Regular).await;
        let some = "SELECT 'QR-' || CAST(number AS TEXT) AS line FROM request WHERE number % 5 = 0";
        for number in house.lines(some).await {
            is_well(&rosa.get(&format!("/desk/requests/{number}")).await, &number);
        }
        let ran = house.run_due().await;
        assert_eq!((ran.retried, ran.failed), (0, 0));
    })
    .await;
}

// proves: v5.0.0-2.2.1, attack E5
#[tokio::test(flavor = "multi_thread")]
async fn the_longest_texts_are_kept_whole_and_longer_ones_are_told() {
    each_engine(async |house| {
        let fields = |question: String| {
            vec![("question".to_owned(), question), ("email".to_owned(), "a@reader.example".to_owned())]
        };
        let sent = post(house, "general", &fields("é".repeat(10_000))).await;
        assert_eq!(sent.status, 200);
        let over = post(house, "general", &fields("e".repeat(2_000_001))).await;
        assert!(over.status.is_client_error(), "{}", over.status);
        let name = [("name".to_owned(), "n".repeat(201))];
        let long = post(house, "general", &[fields("Q".to_owned()), name.to_vec()].concat()).await;
        assert_eq!(long.status, 422);
        assert!(long.words().contains("201 characters: shorten it to 200"), "{}", long.words());
    })
    .await;
}
