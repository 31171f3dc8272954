//! The request a command is about, by the short number as it was typed.

use clap::Args;
use desk::requests::{RequestRow, number, read};
use ground::Ground;
use ground::settings::registry;

use super::{Ended, Where, configure, places};
use crate::control::{self, Answer, Request};

/// Which request.
#[derive(Args)]
pub struct Which {
    /// Where the data lies
    #[command(flatten)]
    at: Where,
    /// Short number of the request, for instance QR-10482
    #[arg(long, value_name = "NUMBER")]
    request: String,
}

impl Which {
    /// Has it done: by the server that runs on the data directory, or here with the directory taken. What is to
    /// be done is made from the number as it was typed.
    pub async fn ask(
        self,
        what: impl FnOnce(String) -> Request,
        alone: impl AsyncFnOnce(&Ground, &Request) -> Answer,
    ) -> Result<(), Ended> {
        let Self { at, request } = self;
        if number::parse_short(&request).is_none() {
            return Err(Ended::misuse(
                "--request takes the short number of a request, for instance QR-10482",
            ));
        }
        let config = configure(&at)?;
        let places = places(&config)?;
        let request = what(request);
        let answer = if let Some(answer) = control::ask(&places.socket(), &request).await {
            answer
        } else {
            if !places.has_keys() {
                return Err(Ended::refused(format!("there is no desk in {}", places.data.display())));
            }
            places.make()?;
            let _hold = places.hold()?;
            let house = super::open_alone(&config, &places).await?;
            let answer = alone(&house.ground, &request).await;
            house.close().await;
            answer
        };
        if answer.done {
            println!("{}", answer.text);
            Ok(())
        } else {
            Err(Ended::refused(answer.text))
        }
    }
}

/// The request of a typed number, and the number as it is written; or why there is none.
pub async fn find(ground: &Ground, typed: &str) -> Result<(RequestRow, String), String> {
    let prefix = ground.settings.text(&registry::PREFIX);
    let letters: String = typed.trim().chars().take_while(char::is_ascii_alphabetic).collect();
    let number = number::parse_short(typed).ok_or("that is no request number")?;
    let short = number::short(&prefix, number);
    if !letters.is_empty() && !letters.eq_ignore_ascii_case(&prefix) {
        return Err(format!("the numbers of this desk begin with {prefix}: did you mean {short}?"));
    }
    let row = read::by_number(ground, number).await.map_err(|error| again(&error))?;
    let row = row.ok_or_else(|| format!("there is no request {short}; nothing was changed"))?;
    Ok((row, short))
}

/// What failed, and that it may be tried again.
pub fn again(error: &(dyn std::error::Error + 'static)) -> String {
    format!(
        "{}; call it again: what was begun is completed then, or at the next start",
        kit_base::causes(error)
    )
}
