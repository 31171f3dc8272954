//! Every route, by every role, at every kind of object: what comes of it is what `policy.csv` says, what is
//! refused changes nothing and tells nothing, and what is allowed is carried out.

use std::collections::BTreeMap;

use desk::erasure::{Outcome, Way, erase};
use ground::guard::{Level, Permission, Scope};
use ground::staff;
use http::Method;
use kit_db::Engine;
use kit_web::testing::{Answer, Browser};

use super::ASIDE;
use super::calls::{Call, at_request, call, key_of, prepare};
use super::policy::{self, NONE, OBJECTS, ROLES, Row};
use crate::asking::{Asked, ask_as, offers};
use crate::house::{Colleague, TestHouse, hire};

/// A request, and words of its question and its client's name that nothing else says: no refusal may.
#[derive(Clone)]
struct Planted {
    asked: Asked,
    words: [String; 2],
}

impl Planted {
    /// Asks, from this address.
    async fn new(house: &TestHouse, email: &str) -> Self {
        let id = house.ground().id();
        let words = [format!("Quillmarrow{id}"), format!("Thackeray{id}")];
        let question = format!("Where is the {} bridge?", words[0]);
        Self { asked: ask_as(house, &format!("Elsie {}", words[1]), email, &question).await, words }
    }

    /// Whether an answer says all of it; of somebody who was forgotten, the question and not the name.
    fn is_told(&self, answer: &Answer, erased: bool) -> bool {
        let [question, name] = self.words.each_ref().map(|word| answer.body.contains(word));
        question && name != erased
    }

    /// The end of the number, which only its client knows.
    fn suffix(&self) -> &str {
        self.asked.full.rsplit_once('-').unwrap().1
    }
}

/// Posts that show what would be done, and do nothing.
const SHOWS: [&str; 2] = ["POST /desk/settings/review", "POST /desk/forms/{key}/preview"];

/// What is tried, and what the file says of it.
type Cell = (Call, Row);

/// Those who are there for this test alone.
struct Others {
    /// Officers and people with roles of the institution's own, by their column.
    people: Vec<(&'static str, Colleague)>,
    /// A team of everybody, and a team of nobody.
    teams: [i64; 2],
}

impl Others {
    async fn hire(house: &TestHouse) -> Self {
        let (ground, here) = (house.ground(), house.locations[0]);
        let boss = house.acting(house.person(Level::Administrator));
        let mut people = Vec::new();
        for (role, name, level) in [
            ("security-officer", "Inga Dahl", Level::SecurityOfficer),
            ("privacy-officer", "Omar Aziz", Level::PrivacyOfficer),
            ("desk role", "Tove Lund", Level::General),
            ("own role", "Karel Novy", Level::General),
        ] {
            people.push((role, hire(ground, name, level, here).await));
        }
        let acts = ["view", "note", "take", "reallocate", "query", "answer", "reopen"];
        for (column, reach) in [("desk role", Scope::Location), ("own role", Scope::Assigned)] {
            let right = |act: &str| (Permission::from_code(&format!("request.{act}")).unwrap(), reach);
            let rights: Vec<_> = acts.into_iter().map(right).collect();
            let role = staff::add_role(ground, &boss, column, &rights).await.unwrap();
            let (_, who) = people.iter().find(|(of, _)| *of == column).unwrap();
            let to = staff::AccountChange {
                name: who.name.clone(),
                email: kit_base::EmailAddress::parse(&who.email).unwrap(),
                level: who.level,
                location: who.location,
                role: Some(role),
                enabled: true,
            };
            let seen = house.seen(who.id).await;
            let changed = staff::change(ground, &boss, (who.id, &seen), &to).await.unwrap();
            assert_eq!(changed, staff::Changed::Done);
        }
        let all: Vec<_> = house.people.iter().chain(people.iter().map(|(_, who)| who)).collect();
        let members: Vec<_> = all.iter().map(|who| who.id).collect();
        let of_all = staff::add_team(ground, &boss, "Everybody", &members).await.unwrap();
        let of_none = staff::add_team(ground, &boss, "Nobody", &[]).await.unwrap();
        Self { people, teams: [of_all.0, of_none.0] }
    }
}

/// Somebody in one of the roles.
struct Seat<'a> {
    role: &'static str,
    house: &'a TestHouse,
    others: &'a Others,
    /// None for those who are not signed in.
    who: Option<&'a Colleague>,
    browser: Browser,
    /// The key of this session's forms.
    key: String,
    /// Their own request, as a client.
    mine: Option<Planted>,
}

impl<'a> Seat<'a> {
    async fn take(house: &'a TestHouse, others: &'a Others, role: &'static str) -> Self {
        let who = house.people.iter().find(|person| person.level.code() == role);
        let who = who.or_else(|| others.people.iter().find_map(|(of, who)| (*of == role).then_some(who)));
        let mut browser = match who {
            Some(who) => house.signed_in_as(who).await,
            None => house.visitor(),
        };
        let key = if who.is_some() { key_of(&mut browser).await } else { String::new() };
        let mine = match role {
            "other client" => Some(Planted::new(house, "other@reader.example").await),
            _ => None,
        };
        Self { role, house, others, who, browser, key, mine }
    }

    fn me(&self) -> i64 {
        self.who.map_or(0, |who| who.id.0)
    }

    /// Another browser of the same person: a call may end the session of the first.
    async fn anew(&self) -> (Browser, String) {
        let Some(who) = self.who else { return (self.house.visitor(), String::new()) };
        let mut browser = self.house.signed_in_as(who).await;
        let key = key_of(&mut browser).await;
        (browser, key)
    }

    /// The pass this person would put into a post about `asked`: a client has one of their own request.
    async fn pass(&self, asked: &Asked) -> Option<String> {
        let mut own = match self.role {
            "client" => asked.clone(),
            "other client" => self.mine.clone().unwrap().asked,
            _ => return None,
        };
        let form = own.check().await.form("/check/reply")?;
        form.into_iter().find(|(name, _)| name == "pass").map(|(_, pass)| pass)
    }

    /// A call about `asked`, right in everything but perhaps in who makes it.
    async fn call(&self, row: &Row, asked: &Asked) -> Call {
        let (address, full) = (&row.address, asked.full.as_str());
        match address.to_string().as_str() {
            "GET /desk" => Call::new(address, "/desk?view=all", &[]),
            "POST /check" => {
                // Each has a part of what is needed: a number that was seen, or an address that is known.
                let guessed = format!("{}-00000", asked.short());
                let (number, email) = match (self.role, self.who, &self.mine) {
                    ("client", ..) => (full, asked.email.as_str()),
                    (_, Some(who), _) => (full, who.email.as_str()),
                    (_, _, Some(mine)) => (full, mine.asked.email.as_str()),
                    _ => (guessed.as_str(), asked.email.as_str()),
                };
                let own = self.role != "client" && email == asked.email && number == full;
                let email = if own { "nobody@reader.example" } else { email };
                Call::new(address, "/check", &[("number", number), ("email", email)])
            }
            "POST /check/reply" => {
                let pass = self.pass(asked).await;
                Call::new(address, "/check/reply", &[("number", full), ("reply", "On Sundays?")])
                    .with("pass", pass.as_deref())
            }
            "POST /check/agreement" => {
                let pass = self.pass(asked).await;
                Call::new(address, "/check/agreement", &[("number", full), ("field", "terms")])
                    .with("pass", pass.as_deref())
            }
            "POST /check/forget" => {
                let pass = self.pass(asked).await;
                Call::new(address, "/check/forget", &[("number", full), ("sure", "yes")])
                    .with("pass", pass.as_deref())
            }
            _ => at_request(self.house, address, asked.short()).await.with("key", Some(&self.key)),
        }
    }
}

/// Puts the request where the object wants it.
async fn place(seat: &Seat<'_>, asked: &Asked, object: &str) {
    let (house, me) = (seat.house, seat.me());
    let theirs = house.people.iter().find(|who| who.id.0 != me && who.level.code() != "general").unwrap();
    let [here, away, _] = house.locations.map(|location| location.0);
    let (location, assignee, confidential, open) = match object {
        "location" | "own" | "erased" => (here, 0, false, true),
        "assigned" => (here, me, false, true),
        "colleague" => (here, theirs.id.0, false, true),
        "other" => (away, 0, false, true),
        "confidential" => (here, 0, true, true),
        // Those who are not staff have nothing: then it is a colleague's.
        "confidential-assigned" => (away, if me == 0 { theirs.id.0 } else { me }, true, true),
        "team" | "confidential-other" => (away, 0, true, true),
        "closed" => (here, theirs.id.0, false, false),
        "confidential-other-closed" => (away, 0, true, false),
        "missing" => return,
        other => panic!("there is no object {other}"),
    };
    let team = match object {
        "team" => seat.others.teams[0].to_string(),
        "confidential-other" => seat.others.teams[1].to_string(),
        _ => "NULL".to_owned(),
    };
    let (state, closed_at) = match (open, assignee) {
        (false, _) => ("closed", house.ground().now()),
        (true, 0) => ("new", 0),
        (true, _) => ("in_hand", 0),
    };
    let moved = house
        .tamper(&format!(
            "UPDATE request SET location_id = {location}, assignee_id = {assignee}, confidential = {confidential},
                    team_id = {team}, is_open = {open}, state = '{state}', reason = '', closed_at = {closed_at}
              WHERE number = {}",
            asked.number()
        ))
        .await;
    assert_eq!(moved, 1, "{object}");
    // Something to take back.
    house
        .tamper(&format!(
            "INSERT INTO agreement (request_id, field_key, form_key, form_version, lang, agreed_at)
             SELECT id, 'terms', form_key, form_version, lang, received_at FROM request WHERE number = {}
             ON CONFLICT (request_id, field_key) DO UPDATE SET withdrawn_at = NULL",
            asked.number()
        ))
        .await;
}

/// What came of a call, in the words of the file.
fn outcome(call: &Call, answer: &Answer) -> String {
    let at_check = call.method == Method::POST && call.path.starts_with("/check");
    let goes_to_sign_in = answer.location() == "/sign-in" || answer.location().starts_with("/sign-in?next=");
    let signed_out = answer.headers.contains_key("clear-site-data");
    match answer.status.as_u16() {
        // The page of a request has a form for replies, the page that looks one up has none.
        200 if at_check => {
            let forgotten = answer.words().contains("Your details are deleted");
            if forgotten || answer.form("/check/reply").is_some() { "ok" } else { "refused" }.to_owned()
        }
        422 if at_check => "refused".to_owned(),
        303 if goes_to_sign_in && !signed_out => "sign-in".to_owned(),
        303 if answer.location().contains("not-again") => "found nothing to do".to_owned(),
        200 | 303 => "ok".to_owned(),
        other => other.to_string(),
    }
}

fn tells_nothing(answer: &Answer, planted: &Planted, typed: &Call, at: &str) {
    let told = format!("{} {:?}", answer.body, answer.headers);
    for word in planted.words.iter().map(String::as_str).chain([planted.suffix()]) {
        let echoed = typed.fields.iter().any(|(_, value)| value.contains(word));
        assert!(echoed || !told.contains(word), "{at}: {word} is told");
    }
}

/// Whether any list this person can open names the request.
async fn is_listed(browser: &mut Browser, asked: &Asked) -> bool {
    let mut named = false;
    for view in ["all", "closed", "mine", "team", "unallocated", "location", "home"] {
        let path = if view == "home" { "/desk/home".to_owned() } else { format!("/desk?view={view}") };
        let path = path.as_str();
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        named |= page.body.contains(asked.short());
    }
    named
}

/// Calls all that shall be refused, then looks whether anything changed.
async fn refused(seat: &mut Seat<'_>, cells: &[Cell], planted: Option<&Planted>) {
    let kept = seat.house.rows_without(&ASIDE).await;
    for (call, row) in cells {
        let expected = row.outcome(seat.role);
        let at = format!("{} {expected} at {} by {}", row.address, row.object, seat.role);
        let answer = call.send(&mut seat.browser, &[]).await;
        assert_eq!(outcome(call, &answer), expected, "{at}: {}", answer.words());
        if let Some(planted) = planted.filter(|_| expected != "409") {
            tells_nothing(&answer, planted, call, &at);
        }
    }
    let now = seat.house.rows_without(&ASIDE).await;
    let routes: Vec<_> = cells.iter().map(|(_, row)| row.address.to_string()).collect();
    let changed: Vec<_> = now.iter().filter(|(table, rows)| kept.get(*table) != Some(rows)).collect();
    assert!(changed.is_empty(), "one of {routes:?} by {} changed {changed:?}", seat.role);
}

/// Whether the page of a request offers exactly what may be done; taking again what one has is not offered.
fn offers_what_it_takes(seat: &Seat<'_>, page: &Answer, asked: &Asked, rows: &[&Row]) {
    for row in rows {
        let Some(act) = row.address.path.strip_prefix("/desk/requests/{number}/") else { continue };
        let again = act == "take" && row.object.contains("assigned");
        let expected = row.outcome(seat.role) == "ok" && !again;
        let at = format!("{act} at {} for {}", row.object, seat.role);
        // Forgetting somebody is behind a page of its own.
        let link = format!("href=\"{}/{act}\"", asked.path());
        let offered = match act {
            "erase" | "who" => page.body.contains(&link),
            _ => offers(page, &asked.path(), act),
        };
        assert_eq!(offered, expected, "{at}: what the action bar offers");
    }
}

/// One object, by one person: what is refused first, then one allowed call after the other, each at the request
/// as it should be.
async fn object(seat: &mut Seat<'_>, planted: &Planted, name: &str, rows: Vec<Row>) -> usize {
    let (house, asked) = (seat.house, &planted.asked);
    let cells = rows.len();
    place(seat, asked, name).await;
    let (lists, rows): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| ["shown", "hidden"].contains(&row.outcome(seat.role)));
    for row in lists {
        let listed = is_listed(&mut seat.browser, asked).await;
        let expected = row.outcome(seat.role);
        assert_eq!(if listed { "shown" } else { "hidden" }, expected, "{name} in lists of {}", seat.role);
    }
    if rows.iter().any(|row| row.address.path == "/desk/requests/{number}" && row.outcome(seat.role) == "ok")
    {
        let page = seat.browser.get(&asked.path()).await;
        offers_what_it_takes(seat, &page, asked, &rows.iter().collect::<Vec<_>>());
    }
    let mut no = Vec::new();
    let mut yes = Vec::new();
    for row in rows {
        if row.outcome(seat.role) == "ok" {
            yes.push(row);
        } else {
            no.push((seat.call(&row, asked).await, row));
        }
    }
    refused(seat, &no, Some(planted)).await;
    for row in yes {
        // Who was forgotten is not there for the next call.
        let erased = name == "erased";
        let forgets = row.address.method == "POST"
            && ["erase", "forget"].iter().any(|end| row.address.path.ends_with(end));
        let fresh = if forgets && !erased { Some(Planted::new(house, &asked.email).await) } else { None };
        let planted = fresh.as_ref().unwrap_or(planted);
        let asked = &planted.asked;
        if forgets && row.address.path.starts_with("/desk") {
            // It asks again who one is, some time after the sign-in.
            (seat.browser, seat.key) = seat.anew().await;
        }
        place(seat, asked, name).await;
        let at = format!("{} at {name} by {}", row.address, seat.role);
        let call = seat.call(&row, asked).await;
        let version = format!("SELECT version AS n FROM request WHERE number = {}", asked.number());
        let before = house.number(&version).await;
        let answer = call.send(&mut seat.browser, &[]).await;
        assert_eq!(outcome(&call, &answer), "ok", "{at}: {} {}", answer.status, answer.words());
        // Who is forgotten is not forgotten again: the receipt is shown.
        let acts = call.method == Method::POST && call.path != "/check" && !(forgets && erased);
        assert_eq!(house.number(&version).await != before, acts, "{at}: whether it was carried out");
        if call.method == Method::GET && answer.status == 200 {
            let receipt = erased && call.path.ends_with("/erase");
            let told = if call.path.ends_with("/who") {
                answer.words().contains("Who may see this request")
            } else if receipt {
                answer.words().contains("The person was forgotten")
            } else {
                planted.is_told(&answer, erased)
            };
            assert!(told, "{at}: it is shown");
        }
    }
    cells
}

/// The routes that are about no request.
async fn others(seat: &mut Seat<'_>, rows: Vec<Row>) -> usize {
    let (house, asked) = (seat.house, rows.len());
    let (yes, no): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.outcome(seat.role) == "ok");
    let mut calls = Vec::new();
    for row in no {
        let call = call(house, &row.address, &mut seat.browser).await.with("key", Some(&seat.key));
        calls.push((call, row));
    }
    refused(seat, &calls, None).await;
    for row in yes {
        let at = format!("{} by {}", row.address, seat.role);
        let (mut browser, key) = seat.anew().await;
        let mut call = call(house, &row.address, &mut browser).await;
        if !call.fields.iter().any(|(name, _)| name == "key") {
            call = call.with("key", Some(&key));
        }
        let all = house.rows_without(&[]).await;
        let answer = call.send(&mut browser, &[]).await;
        assert_eq!(outcome(&call, &answer), "ok", "{at}: {} {}", answer.status, answer.words());
        if call.method == Method::POST && !SHOWS.contains(&row.address.to_string().as_str()) {
            assert_ne!(house.rows_without(&[]).await, all, "{at}: it was carried out");
        }
        if row.address.path == "/desk/mail/release" {
            // Released mails are kept again at the next run: for the next call.
            house.run_due().await;
        }
    }
    asked
}

async fn every_cell(engine: Engine) {
    let house = &TestHouse::on(engine).await;
    prepare(house).await;
    let mut requests = BTreeMap::new();
    for name in OBJECTS {
        requests.insert(name, Planted::new(house, &format!("{name}@reader.example")).await);
    }
    let erased = requests["erased"].asked.number();
    let id = house.number(&format!("SELECT id AS n FROM request WHERE number = {erased}")).await;
    assert_eq!(erase(house.ground(), id, Way::Command).await.unwrap(), Outcome::Erased);
    // What was never there has a number nobody got.
    let missing = requests.get_mut("missing").unwrap();
    let (short, suffix) = missing.asked.full.rsplit_once('-').unwrap();
    let (prefix, number) = short.rsplit_once('-').unwrap();
    missing.asked.full = format!("{prefix}-{}-{suffix}", number.parse::<i64>().unwrap() + 5_000);
    missing.words = missing.words.clone().map(|word| word + "none");
    let more = Others::hire(house).await;
    let mut cells = 0;
    for role in ROLES {
        let mut seat = Seat::take(house, &more, role).await;
        if let Some(who) = seat.who {
            requests.insert("own", Planted::new(house, &who.email).await);
        }
        for name in OBJECTS {
            let rows = policy::rows().into_iter().filter(|row| row.object == name).collect();
            cells += object(&mut seat, &requests[name], name, rows).await;
            // Look-ups are counted for each network.
            house.clock.advance(kit_base::MINUTE);
        }
        let rows = policy::rows().into_iter().filter(|row| row.object == NONE).collect();
        cells += others(&mut seat, rows).await;
    }
    assert_eq!(cells, policy::rows().len() * ROLES.len());
    println!("proof: {cells} cells of the access matrix on {engine:?}");
}

// proves: RF-22, RF-23, RF-25, XT-119, XT-131, XT-142
// proves: v5.0.0-8.2.1, v5.0.0-8.2.2, v5.0.0-8.3.1, attack B2, attack B6
#[tokio::test(flavor = "multi_thread")]
async fn every_cell_comes_out_as_written_on_sqlite() {
    every_cell(Engine::Sqlite).await;
}

// proves: RF-22, RF-23, RF-25, XT-119, XT-131, XT-142
// proves: v5.0.0-8.2.1, v5.0.0-8.2.2, v5.0.0-8.3.1, attack B2, attack B6
#[tokio::test(flavor = "multi_thread")]
async fn every_cell_comes_out_as_written_on_postgresql() {
    every_cell(Engine::Postgres).await;
}
