//! A call of every route that is right in everything but perhaps in who makes it.

use ground::guard::{Level, Route};
use ground::staff;
use http::Method;
use kit_web::testing::{Answer, Browser};

use crate::asking::{act, ask, between};
use crate::house::{PASSWORD, TestHouse, hire};

/// A job that the pages know.
pub const KIND: &str = "clients.index";

/// A call of one route.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address.
    pub path: String,
    /// The fields of a post, without the page's key.
    pub fields: Vec<(String, String)>,
}

impl Call {
    fn new(method: &Method, path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { method: method.clone(), path: path.into(), fields }
    }

    /// The fields with one changed, added, or left out.
    pub fn with(&self, name: &str, value: Option<&str>) -> Self {
        let mut call = self.clone();
        call.fields.retain(|(n, _)| n != name);
        call.fields.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        call
    }

    /// Makes the call with the fields as they are.
    pub async fn send(&self, browser: &mut Browser, headers: &[(&str, &str)]) -> Answer {
        if self.method == Method::GET {
            return browser.send(Method::GET, &self.path, headers, axum::body::Body::empty()).await;
        }
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let pairs: Vec<String> =
            self.fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        browser.send(self.method.clone(), &self.path, &all, pairs.join("&").into()).await
    }
}

/// The key that every form of this signed-in browser's pages carries.
pub async fn key_of(browser: &mut Browser) -> String {
    let form = browser.get("/desk/home").await.form("/sign-out").unwrap();
    form.into_iter().find(|(name, _)| name == "key").unwrap().1
}

/// Brings the desk into a state in which every route has something to work on.
pub async fn prepare(house: &TestHouse) {
    for n in 0..3 {
        ask(house, &format!("Question {n}")).await;
    }
    // Without a mail server the mails are kept; and the jobs' pages know their kinds from now on.
    house.run_due().await;
    house.give_password(house.person(Level::General)).await;
}

/// A call of `route` that carries everything it needs, made for `browser`.
pub async fn call(house: &TestHouse, route: &Route, browser: &mut Browser) -> Call {
    let (method, name) = (&route.method, route.name);
    let at = |path: &str| Call::new(method, path, &[]);
    match name {
        "home" => at("/"),
        "static" => {
            let page = browser.get("/").await;
            at(between(&page.body, "rel=\"stylesheet\" href=\"", "\"").unwrap())
        }
        "ask" | "check" | "sign-in" | "desk.home" | "desk.queue" | "jobs" | "mail" | "mail.release"
        | "sign-out" => at(route.path),
        "ask.form" => at("/ask/general"),
        "ask.send" => {
            let page = browser.get("/ask/general").await.form("/ask/general").unwrap();
            let key = &page.iter().find(|(name, _)| name == "key").unwrap().1;
            let fields = [("key", key.as_str()), ("question", "When?"), ("email", "a@reader.example")];
            Call::new(method, "/ask/general", &fields)
        }
        "check.send" => {
            let asked = ask(house, "When?").await;
            Call::new(method, "/check", &[("number", asked.full.as_str()), ("email", asked.email.as_str())])
        }
        "check.reply" => {
            let form = ask(house, "When?").await.check().await.form("/check/reply").unwrap();
            let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            Call::new(method, "/check/reply", &fields).with("reply", Some("On Sundays?"))
        }
        "sign-in.send" => {
            let who = house.person(Level::General);
            Call::new(method, "/sign-in", &[("email", who.email.as_str()), ("password", PASSWORD)])
        }
        "enrol" | "enrol.send" => {
            let name = format!("New {}", house.ground().id());
            let who = hire(house.ground(), &name, Level::General, house.locations[0]).await;
            let token = staff::invite(house.ground(), who.id).await.unwrap();
            Call::new(method, format!("/enrol/{token}"), &[("password", PASSWORD), ("again", PASSWORD)])
        }
        _ if name.starts_with("desk.") || name.starts_with("request") => at_request(house, route).await,
        _ => behind_the_desk(house, route).await,
    }
}

async fn at_request(house: &TestHouse, route: &Route) -> Call {
    let asked = ask(house, "When?").await;
    if route.name == "request.reopen" {
        let mut staff = house.signed_in(Level::Regular).await;
        act(&mut staff, &asked.path(), "answer", &[("text", "At ten.")]).await;
    }
    if route.name == "desk.go" {
        return Call::new(&route.method, format!("/desk/go?number={}", asked.short()), &[]);
    }
    let version = format!("SELECT version AS n FROM request WHERE number = {}", asked.number());
    let version = house.number(&version).await.to_string();
    let (to, place) = (house.elsewhere.id.0.to_string(), house.locations[1].0.to_string());
    let fields =
        [("version", version.as_str()), ("text", "Words"), ("to", to.as_str()), ("place", place.as_str())];
    Call::new(&route.method, route.path.replace("{number}", asked.short()), &fields)
}

async fn behind_the_desk(house: &TestHouse, route: &Route) -> Call {
    let path = route.path.replace("{kind}", KIND);
    let id = if route.name.starts_with("mail.") {
        let kept = "SELECT CAST(MIN(id) AS TEXT) AS line FROM outbox_mail WHERE state = 'kept'";
        house.lines(kept).await.remove(0)
    } else {
        failed_job(house).await.to_string()
    };
    let field = if route.name == "jobs.switch" { vec![("on", "no")] } else { Vec::new() };
    Call::new(&route.method, path.replace("{id}", &id), &field)
}

/// A job that was given up.
pub async fn failed_job(house: &TestHouse) -> i64 {
    let id = house.ground().id();
    house
        .tamper(&format!(
            "INSERT INTO job (id, kind, payload, state, run_at, attempt, again, created_at, reason)
             VALUES ({id}, '{KIND}', '{{\"client\": 1}}', 'failed', 1, 8, FALSE, 1, 'the client is odd')"
        ))
        .await;
    id
}
