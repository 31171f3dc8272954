//! `querist erase`: forgets who asked one request.

use clap::Args;
use desk::erasure::{self, ErasureError, Outcome, Way, WordsAre};
use desk::requests::{number, read};
use ground::Ground;
use ground::settings::registry;
use kit_base::Millis;
use serde::{Deserialize, Serialize};

use super::{Ended, Where, configure, places};
use crate::config::Config;
use crate::control::{self, Answer, Request};

/// Whom to forget.
#[derive(Args)]
pub struct EraseArgs {
    /// Where the data lies
    #[command(flatten)]
    at: Where,
    /// Short number of the request, for instance QR-10482
    #[arg(long, value_name = "NUMBER")]
    request: String,
}

/// An erasure to be carried out.
#[derive(Serialize, Deserialize)]
pub struct Erase {
    /// The number as it was typed.
    pub request: String,
}

/// `querist erase`
pub async fn run(args: EraseArgs) -> Result<(), Ended> {
    let EraseArgs { at, request } = args;
    if number::parse_short(&request).is_none() {
        return Err(Ended::misuse("--request takes the short number of a request, for instance QR-10482"));
    }
    let config = configure(&at)?;
    let places = places(&config)?;
    let request = Request::Erase { erase: Erase { request } };
    let answer = if let Some(answer) = control::ask(&places.socket(), &request).await {
        answer
    } else {
        let Request::Erase { erase } = &request else { return Err(Ended::misuse("no such command")) };
        alone(&config, &places, erase).await?
    };
    if answer.done {
        println!("{}", answer.text);
        Ok(())
    } else {
        Err(Ended::refused(answer.text))
    }
}

/// Without a server: takes the directory and does it here.
async fn alone(config: &Config, places: &crate::places::Places, erase: &Erase) -> Result<Answer, Ended> {
    if !places.has_keys() {
        return Err(Ended::refused(format!("there is no desk in {}", places.data.display())));
    }
    places.make()?;
    let _hold = places.hold()?;
    let house = super::open_alone(config, places).await?;
    let answer = carry_out(&house.ground, erase).await;
    house.close().await;
    Ok(answer)
}

/// Forgets who asked; the answer is the receipt.
pub async fn carry_out(ground: &Ground, erase: &Erase) -> Answer {
    match forget(ground, &erase.request).await {
        Ok(text) => Answer { done: true, text },
        Err(text) => Answer { done: false, text },
    }
}

async fn forget(ground: &Ground, typed: &str) -> Result<String, String> {
    let prefix = ground.settings.text(&registry::PREFIX);
    let letters: String = typed.trim().chars().take_while(char::is_ascii_alphabetic).collect();
    let number = number::parse_short(typed).ok_or("that is no request number")?;
    let short = number::short(&prefix, number);
    if !letters.is_empty() && !letters.eq_ignore_ascii_case(&prefix) {
        return Err(format!("the numbers of this desk begin with {prefix}: did you mean {short}?"));
    }
    let failed = |error: &(dyn std::error::Error + 'static)| {
        format!(
            "{}; call it again: what was begun is completed then, or at the next start",
            kit_base::causes(error)
        )
    };
    let row = read::by_number(ground, number).await.map_err(|error| failed(&error))?;
    let row = row.ok_or_else(|| format!("there is no request {short}; nothing was changed"))?;
    match erasure::erase(ground, row.id, Way::Command).await {
        Ok(Outcome::OnHold) => {
            return Err(format!(
                "{short} is on hold: nothing was erased, and nothing of it may be until the hold is released"
            ));
        }
        Ok(_) => {}
        Err(error @ ErasureError::NoSuchRequest) => return Err(error.to_string()),
        Err(error) => return Err(failed(&error)),
    }
    let receipt = erasure::receipt(ground, row.id).await.map_err(|error| failed(&error))?;
    let receipt = receipt.ok_or_else(|| format!("{short} was erased, and its receipt is missing"))?;
    let words = match receipt.words {
        WordsAre::AsTheyWere => "nothing of the person stood in the words; they are as they were",
        WordsAre::BlackedOut => "in the words, what named the person is blacked out",
        WordsAre::Gone => "the words could not be read any more and are gone",
    };
    Ok(format!(
        "{short}: whoever asked it is forgotten (asked for on {}).\n\
         Went: name, address and everything else on the form that named the person; the way to find them by \
         address; the secret end of the number; {} waiting mails.\n\
         Stays: question and answer, dates, kind, location, every figure; {words}.\n\
         Backups: from {} on, no backup made by this program gives the person back.",
        day(receipt.at),
        receipt.mails,
        day(receipt.backups_closed)
    ))
}

fn day(at: Millis) -> String {
    let time = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default();
    time.format("%Y-%m-%d").to_string()
}
