use clap::Subcommand;
use ground::Ground;
use ground::guard::Level;
use ground::guard::policy::LEVELS;
use ground::staff::{self, NewStaff, StaffError};
use kit_base::EmailAddress;
use serde::{Deserialize, Serialize};

use super::{Ended, Where, configure, places};
use crate::config::Config;
use crate::control::{self, Answer, Request};

/// What can be done with accounts.
#[derive(Subcommand)]
pub enum StaffCommand {
    /// Make an account; prints a one-time link to set its password
    Add {
        /// Where the data lies
        #[command(flatten)]
        at: Where,
        /// Address to sign in with
        #[arg(long)]
        email: String,
        /// Full name
        #[arg(long)]
        name: String,
        /// general, probation, regular, supervisor or administrator
        #[arg(long)]
        level: String,
        /// Code of the location [default: the first one]
        #[arg(long)]
        location: Option<String>,
    },
}

/// An account to be made.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewAccount {
    email: String,
    name: String,
    level: String,
    location: Option<String>,
}

/// `querist staff …`
pub async fn run(command: StaffCommand) -> Result<(), Ended> {
    let StaffCommand::Add { at, email, name, level, location } = command;
    if Level::from_code(&level).is_none() {
        let all: Vec<&str> = LEVELS.iter().map(|level| level.code()).collect();
        return Err(Ended::misuse(format!("--level is one of {}", all.join(", "))));
    }
    if let Err(problem) = EmailAddress::parse(&email) {
        return Err(Ended::misuse(format!("--email: {problem}")));
    }
    let config = configure(&at)?;
    let places = places(&config)?;
    let account = NewAccount { email, name, level, location };
    let request = Request::StaffAdd { account: account.clone() };
    let answer = if let Some(answer) = control::ask(&places.socket(), &request).await {
        answer
    } else {
        alone(&config, &places, &account).await?
    };
    if answer.done {
        println!("{}", answer.text);
        Ok(())
    } else {
        Err(Ended::refused(answer.text))
    }
}

/// Without a server: takes the directory and does it here.
async fn alone(
    config: &Config,
    places: &crate::places::Places,
    account: &NewAccount,
) -> Result<Answer, Ended> {
    if !places.has_keys() {
        return Err(Ended::refused(format!(
            "there is no desk in {}; start it once with `querist serve --data {}`",
            places.data.display(),
            places.data.display()
        )));
    }
    let _hold = places.hold()?;
    let house = super::open_alone(config, places).await?;
    let answer = carry_out(&house.ground, account).await;
    house.close().await;
    Ok(answer)
}

/// Makes the account and its link.
pub async fn carry_out(ground: &Ground, account: &NewAccount) -> Answer {
    match add(ground, account).await {
        Ok(text) => Answer { done: true, text },
        Err(text) => Answer { done: false, text },
    }
}

async fn add(ground: &Ground, account: &NewAccount) -> Result<String, String> {
    let email = EmailAddress::parse(&account.email).map_err(|problem| problem.to_string())?;
    let level = Level::from_code(&account.level).ok_or("there is no such level")?;
    let name = kit_base::clean_line(&account.name);
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    let book = ground.directory.book(ground).await.map_err(|error| error.to_string())?;
    let place = match &account.location {
        Some(code) => book.locations().iter().find(|place| place.code.eq_ignore_ascii_case(code)),
        None => book.locations().iter().min_by_key(|place| place.id),
    };
    let place = place.ok_or("there is no such location")?;
    let location = staff::LocationId(place.id);
    let made = staff::add(ground, &NewStaff { name: &name, email: &email, level, location }).await;
    let id = made.map_err(|error| match error {
        StaffError::AddressTaken => error.to_string(),
        other => format!("{other}; nothing was changed"),
    })?;
    let token = staff::invite(ground, id).await.map_err(|error| error.to_string())?;
    let path = format!("/enrol/{token}");
    let link =
        ground.site.link(&path).unwrap_or_else(|| format!("http://localhost:{}{path}", ground.site.port));
    Ok(format!("Made. This link sets the password, once, within 24 hours:\n{link}"))
}
