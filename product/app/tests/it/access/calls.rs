//! A call of every route that is right in everything but perhaps in who makes it.

use ground::guard::{Level, Route};
use ground::staff;
use http::Method;
use kit_web::testing::{Answer, Browser};

use crate::asking::{act, ask, between};
use crate::house::{PASSWORD, TestHouse, hire};

/// A job that the pages know.
pub const KIND: &str = "clients.index";

/// The method and address of a route, with `{…}` for what varies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// `GET` or `POST`.
    pub method: String,
    /// The address.
    pub path: String,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl From<&Route> for Address {
    fn from(route: &Route) -> Self {
        Self { method: route.method.to_string(), path: route.path.to_owned() }
    }
}

impl From<&Address> for Address {
    fn from(address: &Address) -> Self {
        address.clone()
    }
}

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
    /// A call of `address`, with `path` in place of what varies.
    pub fn new(address: &Address, path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { method: address.method.parse().unwrap(), path: path.into(), fields }
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

/// What takes out all open requests there are.
const EXPORT: [(&str, &str); 4] =
    [("which", "open"), ("from", "2026-01-01"), ("until", "2027-12-31"), ("reason", "A survey")];

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
    house.set("organisation.security_contact", "security@library.example").await;
}

/// A call of a route that carries everything it needs, made for `browser`; requests it acts at are its own.
pub async fn call(house: &TestHouse, address: impl Into<Address>, browser: &mut Browser) -> Call {
    let address = &address.into();
    // One of the calls has the desk ask administrators for a second factor: the next begins as before.
    if house.ground().settings.choice(&ground::settings::registry::SECOND_FACTOR) != "own" {
        house.set("sign_in.second_factor", "own").await;
    }
    let call = |path: &str, fields: &[(&str, &str)]| Call::new(address, path, fields);
    match address.to_string().as_str() {
        "GET /static/{hash}/{name}" => {
            let page = browser.get("/").await;
            call(between(&page.body, "rel=\"stylesheet\" href=\"", "\"").unwrap(), &[])
        }
        "GET /ask/{form}" => call("/ask/general", &[]),
        "POST /ask/{form}" => {
            let page = browser.get("/ask/general").await.form("/ask/general").unwrap();
            let key = &page.iter().find(|(name, _)| name == "key").unwrap().1;
            let fields = [("key", key.as_str()), ("question", "When?"), ("email", "a@reader.example")];
            call("/ask/general", &fields)
        }
        "POST /check" => {
            let asked = ask(house, "When?").await;
            call("/check", &[("number", asked.full.as_str()), ("email", asked.email.as_str())])
        }
        "POST /check/reply" => {
            let form = ask(house, "When?").await.check().await.form("/check/reply").unwrap();
            let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            call("/check/reply", &fields).with("reply", Some("On Sundays?"))
        }
        "POST /check/agreement" | "POST /check/forget" => {
            let form = ask(house, "When?").await.check().await.form("/check/reply").unwrap();
            let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let call = call(&address.path, &fields);
            call.with("field", Some("terms")).with("sure", Some("yes"))
        }
        "POST /sign-in" => {
            // Of nobody whose password another call changes.
            let name = format!("New {}", house.ground().id());
            let who = hire(house.ground(), &name, Level::General, house.locations[0]).await;
            house.give_password(&who).await;
            call("/sign-in", &[("email", who.email.as_str()), ("password", PASSWORD)])
        }
        "GET /enrol/{token}" | "POST /enrol/{token}" => {
            let name = format!("New {}", house.ground().id());
            let who = hire(house.ground(), &name, Level::General, house.locations[0]).await;
            let token = staff::invite(house.ground(), who.id).await.unwrap();
            call(&format!("/enrol/{token}"), &[("password", PASSWORD), ("again", PASSWORD)])
        }
        "POST /desk/export" => call("/desk/export", &EXPORT),
        "POST /desk/routing" => {
            // Another place than the one in force, which at first is the first one made.
            let codes = house.lines("SELECT code AS line FROM location ORDER BY id").await;
            let now = house.ground().settings.form_location("general").unwrap_or_else(|| codes[0].clone());
            let other = codes.iter().find(|code| **code != now).unwrap();
            call("/desk/routing", &[("place.general", other)])
        }
        // Another address each time: links for one are given out sparingly.
        "POST /forgot" => call("/forgot", &[("email", &format!("n{}@library.example", house.ground().id()))]),
        other if other.contains("/desk/forms") => at_forms(house, address).await,
        other if other.contains("/desk/settings") => at_settings(house, address).await,
        other if other.contains("/desk/roles") || other.contains("/desk/teams") => {
            at_groups(house, address).await
        }
        other if other.contains("/desk/staff") || other.contains("/desk/locations") => {
            at_people(house, address).await
        }
        "POST /sign-in/code" | "POST /sign-in/factor" => second_step(house, address).await,
        other if other.contains("/desk/me/") => own(house, address, browser).await,
        other if other.contains("/desk/requests/") || other == "GET /desk/go" => {
            let asked = ask(house, "When?").await;
            if other == "POST /desk/requests/{number}/reopen" {
                let mut staff = house.signed_in(Level::Regular).await;
                act(&mut staff, &asked.path(), "answer", &[("text", "At ten.")]).await;
            }
            at_request(house, address, asked.short()).await
        }
        other if other.contains("/pages/{page}") => at_pages(address),
        other if other.contains("/desk/held/") => at_held(house, address).await,
        other if other.contains('{') => behind_the_desk(house, address).await,
        _ => call(&address.path, &[]),
    }
}

/// Pages that the institution writes.
fn at_pages(address: &Address) -> Call {
    let page = if address.path == "/pages/{page}" { "privacy" } else { "about" };
    let fields = [("act", "publish"), ("seen.en", "0"), ("seen.de", "0"), ("body.en", "We are here.")];
    let fields: &[(&str, &str)] = if address.method == "POST" { &fields } else { &[] };
    Call::new(address, address.path.replace("{page}", page), fields)
}

/// The second step of somebody who was hired for it.
async fn second_step(house: &TestHouse, address: &Address) -> Call {
    let sets_up = address.path.ends_with("/factor");
    let level = if sets_up { Level::Administrator } else { Level::General };
    let who = hire(house.ground(), &format!("New {}", house.ground().id()), level, house.locations[0]).await;
    house.give_password(&who).await;
    let set_up = if sets_up {
        house.set("sign_in.second_factor", "administrators").await;
        None
    } else {
        Some(house.give_factor(&who).await)
    };
    let fields = [("email", who.email.as_str()), ("password", PASSWORD)];
    let page = house.visitor().post("/sign-in", &fields).await.form(&address.path).unwrap();
    let set_up = match set_up {
        Some(set_up) => set_up,
        None => staff::pending_factor(house.ground(), who.id).await.unwrap().unwrap(),
    };
    let code = set_up.totp.code(house.ground().now());
    let fields: Vec<(&str, &str)> = page.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    Call::new(address, &address.path, &fields).with("code", Some(&code))
}

/// A call about one's own account. Whoever is signed in at `browser` is exchanged for somebody of the same level who
/// was hired for it: what such a call does ends sessions, and those of others are to stay.
async fn own(house: &TestHouse, address: &Address, browser: &mut Browser) -> Call {
    let ground = house.ground();
    let person = match browser.cookies.get(&ground.site.session_cookie().full_name()) {
        Some(token) => staff::person_of(ground, token).await.unwrap(),
        None => None,
    };
    let Some((person, _)) = person else {
        return Call::new(address, address.path.replace("{id}", "1"), &[]);
    };
    let who = &hire(ground, &format!("New {}", ground.id()), person.level, house.locations[0]).await;
    house.give_password(who).await;
    let (mut code, mut mark) = (String::new(), String::new());
    if address.path.ends_with("/off") {
        code = house.give_factor(who).await.totp.code(ground.now());
    }
    *browser = house.signed_in_as(who).await;
    if address.path.ends_with("/on") || address.method == "GET" {
        staff::begin_factor(ground, who.id).await.unwrap();
        let set_up = staff::pending_factor(ground, who.id).await.unwrap().unwrap();
        (mark, code) = (set_up.mark, set_up.totp.code(ground.now()));
    }
    let key = key_of(browser).await;
    let other = house.signed_in_as(who).await.cookies;
    let other = other.values().next().unwrap();
    let other = staff::person_of(ground, other).await.unwrap().unwrap().0.session.0.to_string();
    let new = "nine grey otters sleep";
    let fields = match address.path.strip_prefix("/desk/me/").unwrap() {
        "password" => vec![("old", PASSWORD), ("password", new), ("again", new)],
        "factor" | "factor/off" => vec![("password", PASSWORD), ("code", code.as_str())],
        "preferences" => vec![("start", "/desk/home"), ("away", "2027-01-31")],
        "factor/on" => vec![("mark", mark.as_str()), ("code", code.as_str())],
        _ => Vec::new(),
    };
    Call::new(address, address.path.replace("{id}", &other), &fields).with("key", Some(&key))
}

/// A call of a route of a request, for the request of this number, as the page it has now would send it.
pub async fn at_request(house: &TestHouse, address: &Address, short: &str) -> Call {
    if address.path == "/desk/go" {
        return Call::new(address, format!("/desk/go?number={short}"), &[]);
    }
    let number = short.rsplit_once('-').unwrap().1;
    let version = format!("SELECT COALESCE(MAX(version), 1) AS n FROM request WHERE number = {number}");
    let version = house.number(&version).await.to_string();
    let (to, place) = (house.elsewhere.id.0.to_string(), house.locations[1].0.to_string());
    let fields =
        [("version", version.as_str()), ("text", "Words"), ("to", to.as_str()), ("place", place.as_str())];
    Call::new(address, address.path.replace("{number}", short), &fields)
}

/// A call about a parameter; what is to be changed is another value than the one in force.
async fn at_settings(house: &TestHouse, address: &Address) -> Call {
    let key = "organisation.where";
    let was = house.ground().settings.text(&ground::settings::registry::WHERE);
    let next = format!("Room {}", house.ground().id());
    let change = if address.path.ends_with("/undo") {
        let id = house.ground().id();
        house
            .tamper(&format!(
                "INSERT INTO setting_change (id, key, before, after, staff_id, key_id, at)
                 VALUES ({id}, '{key}', '{next}', '{was}', 1, 1, 1)"
            ))
            .await;
        id.to_string()
    } else {
        String::new()
    };
    let fields = [
        ("v.organisation.where", next.as_str()),
        ("was.organisation.where", &was),
        ("change", &change),
        ("reason", "A new building"),
    ];
    Call::new(address, address.path.replace("{key}", key), &fields)
}

/// A call about a role or a team that nobody has.
async fn at_groups(house: &TestHouse, address: &Address) -> Call {
    let (ground, name) = (house.ground(), format!("New {}", house.ground().id()));
    let boss = house.acting(house.person(Level::Administrator));
    let id = if !address.path.contains("{id}") {
        0
    } else if address.path.starts_with("/desk/roles") {
        staff::add_role(ground, &boss, &name, &[]).await.unwrap().0
    } else {
        staff::add_team(ground, &boss, &name, &[]).await.unwrap().0
    };
    let member = house.person(Level::General).id.0.to_string();
    let (other, seen) = (format!("{name} B"), staff::seen_of(&name, []));
    let fields = [
        ("name", other.as_str()),
        ("version", "1"),
        ("r.request.view", "team"),
        ("member", &member),
        ("seen", &seen),
    ];
    Call::new(address, address.path.replace("{id}", &id.to_string()), &fields)
}

/// A call about an account or a location that nobody of the tests needs.
async fn at_people(house: &TestHouse, address: &Address) -> Call {
    let n = house.ground().id();
    let (name, email) = (format!("New {n}"), format!("new{n}@library.example"));
    let code = format!("{:04}", n % 9_973);
    let place = house.locations[0].0.to_string();
    let (path, id) = if address.path.contains("/desk/locations/{id}") {
        let new = ground::staff::NewLocation { code: &code, name: &name, time_zone: "Europe/London" };
        let id = staff::add_location(house.ground(), &new).await.unwrap();
        (address.path.as_str(), id.0)
    } else if address.path.contains("{id}") {
        (address.path.as_str(), hire(house.ground(), &name, Level::General, house.locations[0]).await.id.0)
    } else {
        (address.path.as_str(), 0)
    };
    let seen = match (path, id) {
        (path, _) if path.ends_with("/rights") => staff::seen(&[b""]),
        (path, id) if path.contains("/desk/staff/{id}") => house.seen(staff::StaffId(id)).await,
        _ => String::new(),
    };
    let table =
        format!("{name},{email},regular,{}", house.lines("SELECT MIN(code) AS line FROM location").await[0]);
    let fields = [
        ("text", table.as_str()),
        ("really", "yes"),
        ("name", name.as_str()),
        ("email", &email),
        ("level", "regular"),
        ("location", &place),
        ("enabled", "yes"),
        ("code", &code),
        ("zone", "Europe/Berlin"),
        ("opens", "9:00"),
        ("closes", "17:00"),
        ("day", "1"),
        ("holidays", "2026-12-25"),
        ("r.request.answer", "given"),
        ("u.request.answer", "2026-12-31"),
        ("seen", &seen),
    ];
    Call::new(address, path.replace("{id}", &id.to_string()), &fields)
}

async fn behind_the_desk(house: &TestHouse, address: &Address) -> Call {
    let path = address.path.replace("{kind}", KIND);
    let id = if path.starts_with("/desk/mail") {
        let kept = "SELECT CAST(MIN(id) AS TEXT) AS line FROM outbox_mail WHERE state = 'kept'";
        house.lines(kept).await.remove(0)
    } else if path.contains("{id}") {
        failed_job(house).await.to_string()
    } else {
        String::new()
    };
    let field = if path.ends_with("/switch") { vec![("on", "no")] } else { Vec::new() };
    Call::new(address, path.replace("{id}", &id), &field)
}

/// A call about a question that looks automatic, the only one there is. What came of those before is put away: a page
/// of a list has room for so many.
async fn at_held(house: &TestHouse, address: &Address) -> Call {
    let before = "SELECT subject_id FROM audit_event WHERE kind = 'question.released'";
    let closed = "is_open = FALSE, state = 'closed', closed_at = 1";
    house.tamper(&format!("UPDATE request SET {closed} WHERE id IN ({before})")).await;
    house.tamper("DELETE FROM held_question").await;
    house.tamper("DELETE FROM held_counter").await;
    house.set("intake.alike", "1").await;
    // Whatever another call let in.
    house.tamper("DELETE FROM held_known").await;
    let id = loop {
        ask(house, "Which of the old bridges over the river were built before the great flood?").await;
        let id = house.number("SELECT COALESCE(MAX(id), 0) AS n FROM held_question").await;
        if id != 0 {
            break id;
        }
    };
    house.set("intake.alike", "5").await;
    // Wherever the requests of the form go since another call.
    let here = house.locations[0].0;
    house.tamper(&format!("UPDATE held_question SET location_id = {here}")).await;
    Call::new(address, address.path.replace("{id}", &id.to_string()), &[])
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

/// Forms: one that is made for these calls, and is there from then on.
async fn at_forms(house: &TestHouse, address: &Address) -> Call {
    let call = |path: &str, fields: &[(&str, &str)]| Call::new(address, path, fields);
    let mut boss = house.signed_in(Level::Administrator).await;
    let key = key_of(&mut boss).await;
    let kept = house.lines("SELECT form_key AS line FROM form WHERE form_key = 'walk'").await;
    let seen =
        async || house.number("SELECT version AS n FROM form WHERE form_key = 'walk'").await.to_string();
    if kept.is_empty() {
        let made =
            boss.post("/desk/forms/new", &[("key", &key), ("title", "A walk"), ("in_address", "walk")]).await;
        assert_eq!(made.status, 303, "{}", made.words());
        let fields = [("key", key.as_str()), ("seen", "1"), ("act", "publish")];
        let done = boss.post("/desk/forms/walk/publish", &fields).await;
        assert_eq!(done.status, 303, "{}", done.words());
    }
    let (now, title) = (seen().await, format!("Walk {}", house.ground().id()));
    let own =
        [("title.en", title.as_str()), ("about.en", "A walk round the house."), ("respond_within", "3")];
    match address.to_string().as_str() {
        "POST /desk/forms/new" => {
            call("/desk/forms/new", &[("title", &format!("Form {}", house.ground().id()))])
        }
        "POST /desk/forms/{key}" => call("/desk/forms/walk", &own).with("seen", Some(&now)),
        "POST /desk/forms/{key}/arrange" => {
            let first = boss.get("/desk/forms/walk").await;
            let act = if first.body.contains("value=\"down:question\"") { "down" } else { "up" };
            call("/desk/forms/walk/arrange", &[("seen", &now), ("act", &format!("{act}:question"))])
        }
        "POST /desk/forms/{key}/standing" => {
            let offered = "SELECT form_key AS line FROM form WHERE form_key = 'walk' AND offered";
            let act = if house.lines(offered).await.is_empty() { "offer" } else { "withdraw" };
            call("/desk/forms/walk/standing", &[("seen", &now), ("act", act)])
        }
        "POST /desk/forms/{key}/publish" => {
            let mut fields = own.to_vec();
            fields.extend([("key", key.as_str()), ("seen", now.as_str())]);
            assert_eq!(boss.post("/desk/forms/walk", &fields).await.status, 303);
            call("/desk/forms/walk/publish", &[("seen", &seen().await), ("act", "publish")])
        }
        "POST /desk/forms/{key}/preview" => {
            call("/desk/forms/walk/preview", &[("question", "When?"), ("email", "ana@example.org")])
        }
        "POST /desk/forms/{key}/fields/{field}" => {
            let label = format!("Which floor {}?", house.ground().id());
            let fields =
                [("label.en", label.as_str()), ("class", "D3"), ("role", "email"), ("required", "open")];
            call("/desk/forms/walk/fields/email", &fields).with("seen", Some(&now))
        }
        "GET /desk/forms/{key}/fields/{field}" => call("/desk/forms/walk/fields/new?of=kind:choice", &[]),
        _ => call(&address.path.replace("{key}", "walk"), &[]),
    }
}
