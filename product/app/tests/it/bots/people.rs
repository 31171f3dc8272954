//! People who ask, each with a habit that makes them look a little like a program. They read what they are shown, and
//! do what it says: look, wait a moment, press.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use kit_base::{MINUTE, SECOND};
use kit_web::testing::{Answer, Browser};

use super::{ASK, Desk, Words, number_of, prose};
use crate::house::at_once;
use crate::power::chance::Chance;

/// What somebody does that programs do too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Habit {
    /// Fills in a page and sends it; no page needs a script.
    Plain,
    /// Writes for more than twenty minutes.
    SlowTypist,
    /// Has a browser that fills in all that it can see, and in some cases all that there is.
    Autofill,
    /// Keeps no cookies.
    NoCookies,
    /// Goes back to the page that was sent, changes the words and sends it again.
    BackButton,
    /// Presses twice.
    DoubleClick,
    /// Has the form open twice and sends both.
    TwoTabs,
    /// Opens the page at home and sends it from the train.
    OtherAddress,
    /// Leaves out the address, and adds it when asked to.
    Forgetful,
    /// Stops the page while it is being sent, changes a word and sends it again.
    Impatient,
    /// Links to a page that many link to.
    Citing,
    /// Is one of a class that asks much the same, behind one address.
    Class,
}

/// All but the class.
pub const HABITS: [Habit; 11] = [
    Habit::Plain,
    Habit::SlowTypist,
    Habit::Autofill,
    Habit::NoCookies,
    Habit::BackButton,
    Habit::DoubleClick,
    Habit::TwoTabs,
    Habit::OtherAddress,
    Habit::Forgetful,
    Habit::Impatient,
    Habit::Citing,
];

/// What a whole class is to find out.
const HOMEWORK: &str =
    "Which bridges over the river were there in the year 1800, who built them, and which still stand?";

/// A question that somebody was told is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub habit: Habit,
    pub number: String,
    pub words: Words,
    /// How often it was shown once more before.
    pub shown: usize,
}

/// An address in one of the three networks that people are in.
pub fn network(which: u64, host: u64) -> SocketAddr {
    let last = u8::try_from(host % 200).unwrap() + 1;
    match which % 3 {
        0 => (Ipv4Addr::new(198, 51, 100, last), 50_000).into(),
        1 => (Ipv4Addr::new(203, 0, 113, last), 50_000).into(),
        _ => (Ipv6Addr::new(0x2001, 0x0db8, 0xffff, 0xff00, 0, 0, 0, u16::from(last)), 50_000).into(),
    }
}

/// Somebody.
pub struct Person {
    pub desk: Desk,
    pub habit: Habit,
    /// Which of all people.
    pub n: u64,
    pub chance: Chance,
}

impl Person {
    fn browser(&self) -> Browser {
        let peer = if self.habit == Habit::Class { network(0, 76) } else { network(self.n, self.n / 3) };
        let mut browser = self.desk.browser(peer);
        browser.keeps_cookies = self.habit != Habit::NoCookies;
        browser
    }

    /// What they want to know the first, second … time.
    fn words(&mut self, time: u64) -> Words {
        let (n, chance) = (self.n, &mut self.chance);
        let more = 3 + chance.below(60) as usize;
        let question = match (self.habit, n % 4) {
            (Habit::Class, 1..) => HOMEWORK.to_owned(),
            (Habit::Class, _) => format!("{HOMEWORK} Thank you very much, pupil {n}"),
            _ => format!(
                "Dear librarian, question {n}.{time}: I look for “{}” & {}.\nWas it < 5 or > 3 'Fuß' wide? Ça m'aiderait. {}",
                prose(chance, 9),
                prose(chance, 8),
                prose(chance, more),
            ),
        };
        let question = match self.habit {
            Habit::Citing => format!("{question} See https://encyclopedia.example/page/{n}"),
            _ => question,
        };
        Words { question, name: format!("Änne O'Reader {n}"), email: format!("reader{n}@people.example") }
    }

    async fn types(&mut self) {
        let seconds = match self.habit {
            Habit::SlowTypist => 20 * 60 + 1 + self.chance.below(300),
            _ => 8 + self.chance.below(240),
        };
        self.desk.wait(seconds as i64 * SECOND).await;
    }

    /// Asks, and follows what they are shown until they are told that it is kept. What went wrong, if anything.
    pub async fn asks(&mut self) -> Result<Vec<Kept>, String> {
        let mut browser = self.browser();
        match self.habit {
            Habit::BackButton => self.goes_back(&mut browser).await,
            Habit::DoubleClick => self.presses_twice(&mut browser).await,
            Habit::TwoTabs => self.has_two_tabs(&mut browser).await,
            Habit::Impatient => self.sends_again(&mut browser).await,
            _ => {
                let words = self.words(0);
                let page = browser.get(ASK).await;
                self.types().await;
                if self.habit == Habit::OtherAddress {
                    browser.peer = (Ipv4Addr::new(192, 0, 2, (self.n % 250) as u8), 50_000).into();
                }
                let mut fields = words.fields().to_vec();
                if self.habit == Habit::Forgetful {
                    fields.pop();
                }
                let unseen =
                    if self.habit == Habit::Autofill { self.filled_unseen(&page) } else { Vec::new() };
                fields.extend(unseen.iter().map(|name| (name.as_str(), words.name.as_str())));
                let answer = browser.submit(&page, ASK, &fields).await;
                Ok(vec![self.follows(&mut browser, answer, words).await?])
            }
        }
    }

    /// What a browser fills in that nobody sees: in every third case all of it.
    fn filled_unseen(&self, page: &Answer) -> Vec<String> {
        let all = page.form(ASK).unwrap_or_default().into_iter().map(|(name, _)| name);
        let unseen = |name: &String| page.body.contains(&format!("name=\"{name}\" tabindex=\"-1\""));
        all.filter(unseen).filter(|_| self.n.is_multiple_of(3)).collect()
    }

    async fn goes_back(&mut self, browser: &mut Browser) -> Result<Vec<Kept>, String> {
        let (first, second) = (self.words(0), self.words(1));
        let page = browser.get(ASK).await;
        self.types().await;
        let answer = browser.submit(&page, ASK, &first.fields()).await;
        let first = self.follows(browser, answer, first).await?;
        // Some think about it until the page is too old.
        self.desk.wait(if self.n.is_multiple_of(2) { MINUTE } else { 21 * MINUTE }).await;
        let answer = browser.submit(&page, ASK, &second.fields()).await;
        Ok(vec![first, self.follows(browser, answer, second).await?])
    }

    async fn presses_twice(&mut self, browser: &mut Browser) -> Result<Vec<Kept>, String> {
        let words = self.words(0);
        let page = browser.get(ASK).await;
        self.types().await;
        let mut answers = twice(browser, &page, &[words.clone(), words.clone()]).await;
        let (second, first) = (answers.pop().unwrap(), answers.pop().unwrap());
        let kept = self.follows(browser, second, words).await?;
        match number_of(&first) {
            Some(number) if number != kept.number => {
                Err(format!("{number} and {} of two presses", kept.number))
            }
            _ => Ok(vec![kept]),
        }
    }

    async fn has_two_tabs(&mut self, browser: &mut Browser) -> Result<Vec<Kept>, String> {
        let (left, right) = (self.words(0), self.words(1));
        let one = browser.get(ASK).await;
        if self.n.is_multiple_of(2) {
            // Both were opened at once, and the cookie of the second is the one that stays.
            browser.cookies.clear();
        }
        let other = browser.get(ASK).await;
        self.types().await;
        let answer = browser.submit(&other, ASK, &right.fields()).await;
        let right = self.follows(browser, answer, right).await?;
        self.types().await;
        let answer = browser.submit(&one, ASK, &left.fields()).await;
        Ok(vec![right, self.follows(browser, answer, left).await?])
    }

    /// The browser shows what came of the second; of the first nobody learns anything.
    async fn sends_again(&mut self, browser: &mut Browser) -> Result<Vec<Kept>, String> {
        let (first, second) = (self.words(0), self.words(1));
        let page = browser.get(ASK).await;
        self.types().await;
        let mut answers = twice(browser, &page, &[first.clone(), second.clone()]).await;
        let (answer, unseen) = (answers.pop().unwrap(), answers.pop().unwrap());
        let mut all = vec![self.follows(browser, answer, second).await?];
        if let Some(number) = number_of(&unseen) {
            all.push(Kept { habit: self.habit, number, words: first, shown: 0 });
        }
        Ok(all)
    }

    /// Looks at what is shown, waits a moment and presses, until it says that the question is kept.
    async fn follows(&mut self, browser: &mut Browser, answer: Answer, words: Words) -> Result<Kept, String> {
        let mut answer = answer;
        for shown in 0..6 {
            if let Some(number) = number_of(&answer) {
                if !answer.words().contains(&words.name) {
                    return Err(format!("{number} is somebody else's: {}", answer.words()));
                }
                return Ok(Kept { habit: self.habit, number, words, shown });
            }
            let Some(form) = answer.form(ASK) else {
                return Err(format!("no form: {} {}", answer.status, answer.words()));
            };
            let mut missing = Vec::new();
            for (name, said) in words.fields() {
                let there = form.iter().any(|(n, value)| n == name && folded(value) == folded(said));
                if there {
                    continue;
                }
                // An address that was left out is what the page asks for.
                if self.habit != Habit::Forgetful || answer.status != 422 || name != "email" {
                    return Err(format!("{name} is not on the page that follows: {}", answer.words()));
                }
                missing.push((name, said));
            }
            self.desk.wait((4 + self.chance.below(40) as i64) * SECOND).await;
            answer = browser.submit(&answer, ASK, &missing).await;
        }
        Err(format!("after six times still: {}", answer.words()))
    }
}

/// Sends a page twice at the same time, with these words each.
async fn twice(browser: &Browser, page: &Answer, words: &[Words; 2]) -> Vec<Answer> {
    let sent = words.clone().into_iter().enumerate().map(|(n, words)| {
        let (mut browser, page) = (browser.clone(), page.clone());
        async move { (n, browser.submit(&page, ASK, &words.fields()).await) }
    });
    let mut answers = at_once(sent).await;
    answers.sort_by_key(|(n, _)| *n);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Text without the difference that white space makes.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
