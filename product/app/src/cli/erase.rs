//! `querist erase`: forgets who asked one request.

use clap::Args;
use desk::erasure::{self, ErasureError, Outcome, Way, WordsAre};
use ground::Ground;
use kit_base::Millis;
use serde::{Deserialize, Serialize};

use super::Ended;
use super::requested::{Which, again, find};
use crate::control::{Answer, Request};

/// Whom to forget.
#[derive(Args)]
pub struct EraseArgs {
    #[command(flatten)]
    which: Which,
}

/// An erasure to be carried out.
#[derive(Serialize, Deserialize)]
pub struct Erase {
    /// The number as it was typed.
    pub request: String,
}

/// `querist erase`
pub async fn run(args: EraseArgs) -> Result<(), Ended> {
    let what = |request| Request::Erase { erase: Erase { request } };
    let alone = async |ground: &Ground, request: &Request| match request {
        Request::Erase { erase } => carry_out(ground, erase).await,
        _ => Answer { done: false, text: String::new() },
    };
    args.which.ask(what, alone).await
}

/// Forgets who asked; the answer is the receipt.
pub async fn carry_out(ground: &Ground, erase: &Erase) -> Answer {
    match forget(ground, &erase.request).await {
        Ok(text) => Answer { done: true, text },
        Err(text) => Answer { done: false, text },
    }
}

async fn forget(ground: &Ground, typed: &str) -> Result<String, String> {
    let (row, short) = find(ground, typed).await?;
    match erasure::erase(ground, row.id, Way::Command).await {
        Ok(Outcome::OnHold) => {
            return Err(format!(
                "{short} is on hold: nothing was erased, and nothing of it may be until the hold is lifted (querist hold --lift)"
            ));
        }
        Ok(_) => {}
        Err(error @ ErasureError::NoSuchRequest) => return Err(error.to_string()),
        Err(error) => return Err(again(&error)),
    }
    let receipt = erasure::receipt(ground, row.id).await.map_err(|error| again(&error))?;
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
