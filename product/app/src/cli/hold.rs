//! `querist hold`: keeps who asked one request from being forgotten, or lets it be possible again.

use clap::Args;
use desk::erasure::{self, Outcome, Way};
use ground::Ground;
use serde::{Deserialize, Serialize};

use super::Ended;
use super::requested::{Which, again, find};
use crate::control::{Answer, Request};

/// What to hold.
#[derive(Args)]
pub struct HoldArgs {
    #[command(flatten)]
    which: Which,
    /// End the hold: the person may be forgotten again
    #[arg(long)]
    lift: bool,
}

/// A hold to be placed or lifted.
#[derive(Serialize, Deserialize)]
pub struct Hold {
    /// The number as it was typed.
    pub request: String,
    /// Whether it ends.
    pub lift: bool,
}

/// `querist hold`
pub async fn run(args: HoldArgs) -> Result<(), Ended> {
    let HoldArgs { which, lift } = args;
    let what = |request| Request::Hold { hold: Hold { request, lift } };
    let alone = async |ground: &Ground, request: &Request| match request {
        Request::Hold { hold } => carry_out(ground, hold).await,
        _ => Answer { done: false, text: String::new() },
    };
    which.ask(what, alone).await
}

/// Places or lifts it.
pub async fn carry_out(ground: &Ground, hold: &Hold) -> Answer {
    match place(ground, hold).await {
        Ok(text) => Answer { done: true, text },
        Err(text) => Answer { done: false, text },
    }
}

async fn place(ground: &Ground, hold: &Hold) -> Result<String, String> {
    let (row, short) = find(ground, &hold.request).await?;
    let done = if hold.lift {
        erasure::release(ground, row.id, Way::Command).await
    } else {
        erasure::hold(ground, row.id, Way::Command).await
    };
    match done.map_err(|error| again(&error))? {
        Outcome::Held => Ok(format!(
            "{short} is on hold: whoever asks to have the person forgotten is refused, until the hold is lifted \
             (--lift)."
        )),
        Outcome::Released => {
            Ok(format!("{short} is on hold no more. Whoever was refused meanwhile has to ask again."))
        }
        Outcome::TooLate => {
            Err(format!("whoever asked {short} is forgotten already; nothing is left to hold"))
        }
        _ => Ok(format!("{short} was not on hold; nothing was changed.")),
    }
}
