//! People who ask and staff who work, at a serving desk, and what they were told was done.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kit_web::testing::{Answer, Browser};
use querist::places::Places;

use super::chance::Chance;
use super::server::{Server, querist};
use super::wire;
use crate::asking::between;
use crate::house::PASSWORD;

/// Something a person was told is done.
#[derive(Debug, Clone)]
pub struct Told {
    /// How the answer that said so is found among all that was sent.
    pub by: Answered,
    /// What.
    pub what: Done,
}

/// Which answer told somebody.
#[derive(Debug, Clone)]
pub enum Answered {
    /// The one to this address.
    To(Ipv4Addr),
    /// The one with these words.
    With(&'static str),
    /// None: somebody only asked for it, so it may be so at any time.
    None,
}

/// What was done.
#[derive(Debug, Clone)]
pub enum Done {
    /// The first administrator has an account and is signed in.
    Enrolled,
    /// A question was kept.
    Asked { full: String, name: String, email: String, question: String, confidential: bool },
    /// Somebody took a request.
    Taken { short: String },
    /// Words were kept with a request: `note` or `answer`.
    Said { short: String, kind: &'static str, text: String },
    /// The page of a confidential request was shown to staff.
    Shown { short: String },
    /// Somebody asked for whoever asked this to be forgotten.
    Forgetting { short: String },
    /// It is done.
    Forgotten { short: String },
    /// A backup is complete, of everything that was told before it was begun.
    BackedUp { of: Vec<Done> },
}

impl Done {
    /// Whether somebody was told so.
    pub fn is_confirmed(&self) -> bool {
        !matches!(self, Self::Forgetting { .. })
    }
}

/// A post that was not confirmed, or answered by nobody.
pub struct Refused {
    /// Where it went.
    pub address: String,
    /// The words of it.
    pub text: String,
    /// The answer.
    pub answer: Answer,
    /// Where it was sent from.
    pub browser: Browser,
}

/// What was told, in the order in which it was heard, and what was refused.
#[derive(Default)]
pub struct Heard {
    /// Confirmed.
    pub told: Mutex<Vec<Told>>,
    /// Not confirmed.
    pub refused: Mutex<Vec<Refused>>,
}

impl Heard {
    /// The short number of the first question that was kept.
    pub fn first_number(&self) -> String {
        let first = self.done().into_iter().find_map(|done| match done {
            Done::Asked { full, .. } => Some(full),
            _ => None,
        });
        short(&first.unwrap())
    }

    /// The short numbers of confidential requests.
    pub fn confidential(&self) -> Vec<String> {
        let asked = self.done().into_iter().filter_map(|done| match done {
            Done::Asked { full, confidential: true, .. } => Some(short(&full)),
            _ => None,
        });
        asked.collect()
    }

    /// All that was confirmed so far, without whence.
    pub fn done(&self) -> Vec<Done> {
        self.so_far().into_iter().map(|told| told.what).collect()
    }

    /// All that was confirmed so far.
    pub fn so_far(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    fn tell(&self, answer: &Answer, what: Done) {
        self.say(Answered::To(wire::from(answer)), what);
    }

    /// Notes that staff saw a page, if it is confidential.
    pub fn shown(&self, page: &Answer, short: &str) {
        if page.status == 200 && page.words().contains("Confidential.") {
            self.tell(page, Done::Shown { short: short.to_owned() });
        }
    }

    fn say(&self, by: Answered, what: Done) {
        self.told.lock().unwrap().push(Told { by, what });
    }

    fn refuse(&self, address: &str, text: &str, answer: &Answer, browser: &Browser) {
        let (address, text) = (address.to_owned(), text.to_owned());
        let (answer, browser) = (answer.clone(), browser.clone());
        self.refused.lock().unwrap().push(Refused { address, text, answer, browser });
    }

    /// What was refused so far; it is forgotten here.
    pub fn take_refused(&self) -> Vec<Refused> {
        std::mem::take(&mut *self.refused.lock().unwrap())
    }
}

/// The address of the first administrator.
pub const BOSS: &str = "mo@a.example";

/// Makes the first administrator and signs in; nothing when the server is gone.
pub async fn first_administrator(server: &Server, heard: &Heard) -> Option<Browser> {
    let mut browser = server.browser();
    if let Some(path) = server.invitation.clone() {
        let page = browser.get(&path).await;
        page.form(&path)?;
        let fields = [("name", "Mo Boss"), ("email", BOSS), ("password", PASSWORD), ("again", PASSWORD)];
        browser.submit(&page, &path, &fields).await;
    }
    let page = browser.get("/sign-in").await;
    page.form("/sign-in")?;
    let answer = browser.submit(&page, "/sign-in", &[("email", BOSS), ("password", PASSWORD)]).await;
    if answer.status != 303 {
        return None;
    }
    heard.tell(&answer, Done::Enrolled);
    if server.invitation.is_some() {
        hurry(&mut browser).await;
    }
    Some(browser)
}

/// Has the desk take forms that are sent as soon as they are shown: the people of these tests have no time.
async fn hurry(boss: &mut Browser) {
    let page = boss.get("/desk/settings").await;
    if page.form("/desk/settings/review").is_none() {
        return;
    }
    let quick = [("v.forms.filling_seconds", "0")];
    let review = boss.submit(&page, "/desk/settings/review", &quick).await;
    if review.form("/desk/settings").is_some() {
        boss.submit(&review, "/desk/settings", &[("reason", "A test has no time")]).await;
    }
}

/// Somebody asks `count` questions, one after the other, each in a browser of its own. Ends early when nobody
/// answers any more.
pub async fn ask(port: u16, who: u64, count: usize, heard: Arc<Heard>) {
    let mut chance = Chance::new(who);
    for n in 0..count {
        let mut browser = wire::browser(port);
        // Nothing of the name, which would be blacked out in it with the person.
        let question = words(&mut chance, &format!("Question q{who}x{n}-end"));
        let (name, email) = (format!("Reader {who} {n}"), format!("r{who}.{n}@reader.example"));
        let form = if n % 4 == 3 { "private" } else { "general" };
        let path = format!("/ask/{form}");
        let mut fields = vec![("question", question.as_str()), ("name", &name), ("email", &email)];
        if form == "private" {
            fields.push(("area", "health"));
        }
        let page = browser.get(&path).await;
        if page.status == wire::NO_ANSWER {
            return;
        }
        if page.form(&path).is_none() {
            heard.refuse(&path, &question, &page, &browser);
            continue;
        }
        let answer = browser.submit(&page, &path, &fields).await;
        match number_on(&answer) {
            Some(full) => {
                let confidential = form == "private";
                heard.tell(&answer, Done::Asked { full, name, email, question, confidential });
            }
            None => heard.refuse(&path, &question, &answer, &browser),
        }
    }
}

/// A full number without its secret end.
fn short(full: &str) -> String {
    full.rsplit_once('-').unwrap().0.to_owned()
}

/// The number that a confirmation shows.
fn number_on(answer: &Answer) -> Option<String> {
    let number = between(&answer.body, "class=\"spine big\" dir=\"ltr\">", "<");
    number.filter(|_| answer.status == 200).map(str::to_owned)
}

/// Presses the button of a refused form once more, as it is; whether it was kept now.
pub async fn press_again(mut refused: Refused, heard: &Heard) -> bool {
    let form = refused.answer.form(&refused.address).unwrap();
    let field = |wanted: &str| {
        form.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let answer = refused.browser.submit(&refused.answer, &refused.address, &[]).await;
    let Some(full) = number_on(&answer) else { return false };
    let (name, email) = (field("name"), field("email"));
    let confidential = refused.address.ends_with("/private");
    heard.tell(&answer, Done::Asked { full, name, email, question: refused.text, confidential });
    true
}

/// Where backups of the desk in `folder` go.
pub fn backup(folder: &Path) -> PathBuf {
    folder.join("backup")
}

/// Takes a backup of the desk at `places` into `to`, when `after` things were confirmed.
pub async fn back_up(places: Places, to: PathBuf, after: usize, heard: Arc<Heard>) {
    while heard.so_far().len() < after {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let of = heard.done();
    let mut command = querist(&places, &["backup", "--to", to.to_str().unwrap()]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    heard.say(Answered::With("Backup complete: "), Done::BackedUp { of });
}

/// Staff forgets whoever asked this.
async fn forget(staff: &mut Browser, short: &str, heard: &Heard) {
    let path = format!("/desk/requests/{short}/erase");
    let page = staff.get(&path).await;
    if page.form(&path).is_none() {
        return heard.refuse(&path, "", &page, staff);
    }
    let short = short.to_owned();
    heard.say(Answered::None, Done::Forgetting { short: short.clone() });
    let answer = staff.submit(&page, &path, &[]).await;
    if answer.status == 303 {
        heard.tell(&answer, Done::Forgotten { short });
    } else {
        heard.refuse(&path, "", &answer, staff);
    }
}

/// Staff takes, notes and answers what was asked, and forgets who asked every fourth, until `count` are done or
/// nobody answers. `who` makes the words
/// different from those of others.
pub async fn work(mut staff: Browser, who: u64, count: usize, heard: Arc<Heard>) {
    let mut chance = Chance::new(who);
    let mut done = 0;
    let mut idle = 0;
    while done < count && idle < 400 {
        let asked = heard.so_far().into_iter().filter_map(|told| match told.what {
            Done::Asked { full, .. } => Some(short(&full)),
            _ => None,
        });
        let Some(short) = asked.skip(done).take(1).next() else {
            idle += 1;
            tokio::time::sleep(Duration::from_millis(25)).await;
            continue;
        };
        (done, idle) = (done + 1, 0);
        for kind in ["take", "note", "answer"] {
            let path = format!("/desk/requests/{short}");
            let page = staff.get(&path).await;
            let action = format!("{path}/{kind}");
            if page.status == wire::NO_ANSWER {
                return;
            }
            heard.shown(&page, &short);
            if page.form(&action).is_none() {
                heard.refuse(&action, "", &page, &staff);
                continue;
            }
            let text = words(&mut chance, &format!("{kind} {who} for {short}-end"));
            let fields = [("text", text.as_str())];
            let answer = staff.submit(&page, &action, if kind == "take" { &[] } else { &fields }).await;
            if answer.status != 303 {
                heard.refuse(&action, &text, &answer, &staff);
                continue;
            }
            let short = short.clone();
            let what = if kind == "take" { Done::Taken { short } } else { Done::Said { short, kind, text } };
            heard.tell(&answer, what);
        }
        if done % 4 == 2 {
            forget(&mut staff, &short, &heard).await;
        }
    }
}

/// Words that begin with `start` and are of any length: some fill several pages of the database.
fn words(chance: &mut Chance, start: &str) -> String {
    let more = ["parish", "register", "of", "the", "mill", "1841", "census", "Käthe", "“deed”", "<b>&"];
    let count = if chance.below(6) == 0 { 900 } else { 5 + chance.below(80) };
    let mut text = start.to_owned();
    for _ in 0..count {
        text.push(' ');
        text.push_str(more[chance.below(more.len() as u64) as usize]);
    }
    text
}
