//! People who ask, and staff at the page of a request.

use kit_web::testing::{Answer, Browser};

use crate::house::TestHouse;

/// A request that somebody made, and the browser they made it with.
#[derive(Clone)]
pub struct Asked {
    /// The client's own number, as the confirmation shows it.
    pub full: String,
    /// The address they gave.
    pub email: String,
    /// Their browser.
    pub browser: Browser,
}

impl Asked {
    /// The number as staff see it.
    pub fn short(&self) -> &str {
        self.full.rsplit_once('-').unwrap().0
    }

    /// The number itself.
    pub fn number(&self) -> i64 {
        self.short().rsplit_once('-').unwrap().1.parse().unwrap()
    }

    /// The request's page for staff.
    pub fn path(&self) -> String {
        format!("/desk/requests/{}", self.short())
    }

    /// Opens the request by number and address.
    pub async fn check(&mut self) -> Answer {
        let page = self.browser.get("/check").await;
        let fields = [("number", self.full.as_str()), ("email", self.email.as_str())];
        self.browser.submit(&page, "/check", &fields).await
    }

    /// Opens the request and writes `words`.
    pub async fn reply(&mut self, words: &str) -> Answer {
        let page = self.check().await;
        self.browser.submit(&page, "/check/reply", &[("reply", words)]).await
    }
}

/// Asks a general question by opening its page, filling it in and sending it.
pub async fn ask(house: &TestHouse, question: &str) -> Asked {
    ask_as(house, "Elsie Thackeray", "elsie@reader.example", question).await
}

/// The same for somebody else.
pub async fn ask_as(house: &TestHouse, name: &str, email: &str, question: &str) -> Asked {
    let fields = [("question", question), ("name", name), ("email", email)];
    ask_on(house, "general", &fields).await
}

/// Asks in private: the request is confidential.
pub async fn ask_in_private(house: &TestHouse, question: &str) -> Asked {
    let fields =
        [("question", question), ("area", "health"), ("name", "Nobody"), ("email", "n@reader.example")];
    ask_on(house, "private", &fields).await
}

/// Asks on any form.
pub async fn ask_on(house: &TestHouse, form: &str, fields: &[(&str, &str)]) -> Asked {
    let mut browser = house.visitor();
    let path = format!("/ask/{form}");
    let page = browser.get(&path).await;
    let confirmed = browser.submit(&page, &path, fields).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.words());
    let email = fields.iter().find(|(name, _)| *name == "email").unwrap().1.to_owned();
    Asked { full: number_on(&confirmed), email, browser }
}

/// The request number on a confirmation.
pub fn number_on(confirmed: &Answer) -> String {
    let marked = between(&confirmed.body, "class=\"spine big\" dir=\"ltr\">", "<");
    marked.unwrap_or_else(|| panic!("no number on this page: {}", confirmed.words())).to_owned()
}

/// What stands between `start` and `end`.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let rest = &text[text.find(start)? + start.len()..];
    Some(&rest[..rest.find(end)?])
}

/// Opens the request's page and sends its form `act` with `fields`.
pub async fn act(staff: &mut Browser, path: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
    let page = staff.get(path).await;
    staff.submit(&page, &format!("{path}/{act}"), fields).await
}

/// Whether the page offers the form `act`.
pub fn offers(page: &Answer, path: &str, act: &str) -> bool {
    page.form(&format!("{path}/{act}")).is_some()
}
