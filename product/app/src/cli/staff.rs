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
        /// general, probation, regular, supervisor, administrator, security-officer or privacy-officer
        #[arg(long)]
        level: String,
        /// Code of the location [default: the first one]
        #[arg(long)]
        location: Option<String>,
    },
    /// Make a one-time link for somebody who cannot sign in; an earlier one dies
    Link {
        /// Where the data lies
        #[command(flatten)]
        at: Where,
        /// Address of the account
        #[arg(long)]
        email: String,
        /// Also remove the second factor: for somebody who lost their telephone and their recovery codes
        #[arg(long)]
        drop_factor: bool,
    },
}

/// What is to be done with an account.
#[derive(Clone, Serialize, Deserialize)]
pub enum Order {
    /// It is to be made.
    Add(NewAccount),
    /// Its person is to get in again.
    Link {
        /// Its address.
        email: String,
        /// Whether the second factor goes.
        drop_factor: bool,
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
    let (at, order) = match command {
        StaffCommand::Add { at, email, name, level, location } => {
            if Level::from_code(&level).is_none() {
                let all: Vec<&str> = LEVELS.iter().map(|level| level.code()).collect();
                return Err(Ended::misuse(format!("--level is one of {}", all.join(", "))));
            }
            (at, Order::Add(NewAccount { email, name, level, location }))
        }
        StaffCommand::Link { at, email, drop_factor } => (at, Order::Link { email, drop_factor }),
    };
    let (Order::Add(NewAccount { email, .. }) | Order::Link { email, .. }) = &order;
    if let Err(problem) = EmailAddress::parse(email) {
        return Err(Ended::misuse(format!("--email: {problem}")));
    }
    let config = configure(&at)?;
    let places = places(&config)?;
    let request = Request::Staff { order: order.clone() };
    let answer = if let Some(answer) = control::ask(&places.socket(), &request).await {
        answer
    } else {
        alone(&config, &places, &order).await?
    };
    if answer.done {
        println!("{}", answer.text);
        Ok(())
    } else {
        Err(Ended::refused(answer.text))
    }
}

/// Without a server: takes the directory and does it here.
async fn alone(config: &Config, places: &crate::places::Places, order: &Order) -> Result<Answer, Ended> {
    if !places.has_keys() {
        return Err(Ended::refused(format!(
            "there is no desk in {}; start it once with `querist serve --data {}`",
            places.data.display(),
            places.data.display()
        )));
    }
    let _hold = places.hold()?;
    let house = super::open_alone(config, places).await?;
    let answer = carry_out(&house.ground, order).await;
    house.close().await;
    Ok(answer)
}

/// Carries out an order.
pub async fn carry_out(ground: &Ground, order: &Order) -> Answer {
    let done = match order {
        Order::Add(account) => add(ground, account).await,
        Order::Link { email, drop_factor } => link(ground, email, *drop_factor).await,
    };
    match done {
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
    let made = staff::add(
        ground,
        &NewStaff { name: &name, email: &email, level, location, role: None, teams: Vec::new() },
    )
    .await;
    let id = made.map_err(|error| match error {
        StaffError::AddressTaken => error.to_string(),
        other => format!("{other}; nothing was changed"),
    })?;
    Ok(format!("Made. This link sets the password, once, within 24 hours:\n{}", link_for(ground, id).await?))
}

/// Lets somebody in again who cannot sign in.
async fn link(ground: &Ground, email: &str, drop_factor: bool) -> Result<String, String> {
    let address = EmailAddress::parse(email).map_err(|problem| problem.to_string())?;
    let found = staff::credentials(ground, &address).await.map_err(|error| error.to_string())?;
    let account = found.ok_or("there is no account with that address; nothing was changed")?;
    if !account.enabled {
        return Err("the account is disabled; nothing was changed".to_owned());
    }
    let id = staff::StaffId(account.id);
    if drop_factor {
        let removed = staff::remove_factor(ground, ground::audit::Actor::System, id).await;
        removed.map_err(|error| error.to_string())?;
    }
    let also = if drop_factor { " The second factor was removed." } else { "" };
    let link = link_for(ground, id).await?;
    Ok(format!("This link sets a new password, once, within 24 hours.{also}\n{link}"))
}

async fn link_for(ground: &Ground, id: staff::StaffId) -> Result<String, String> {
    let token = staff::invite(ground, id).await.map_err(|error| error.to_string())?;
    let path = format!("/enrol/{token}");
    let trial = || format!("http://localhost:{}{path}", ground.site.port);
    Ok(ground.site.link(&path).unwrap_or_else(trial))
}
