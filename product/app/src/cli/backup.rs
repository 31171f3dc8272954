use std::path::Path;

use ground::Ground;
use ground::backups::{self, Here, Taken};

use super::{Ended, Where, configure, places};
use crate::boot;
use crate::config::Config;
use crate::control::{self, Answer, Request};
use crate::places::Places;

/// `querist backup`
pub async fn run(at: &Where, to: &Path, epochs_to: Option<&Path>) -> Result<(), Ended> {
    let config = configure(at)?;
    let places = places(&config)?;
    let absolute = |path: &Path| {
        std::path::absolute(path).map_err(|error| Ended::misuse(format!("{}: {error}", path.display())))
    };
    let (to, epochs_to) = (absolute(to)?, epochs_to.map(absolute).transpose()?);
    let request = Request::Backup { to: to.clone(), epochs_to: epochs_to.clone() };
    let answer = match control::ask(&places.socket(), &request).await {
        Some(answer) => answer,
        None => alone(&config, &places, &to, epochs_to.as_deref()).await?,
    };
    if answer.done {
        println!("{}", answer.text);
        Ok(())
    } else {
        Err(Ended::refused(answer.text))
    }
}

/// Without a server: takes the directory and does it here.
async fn alone(config: &Config, places: &Places, to: &Path, slot: Option<&Path>) -> Result<Answer, Ended> {
    if !places.has_keys() {
        return Err(Ended::refused(format!("there is no desk in {}", places.data.display())));
    }
    places.make()?;
    let _hold = places.hold()?;
    let house = super::open_alone(config, places).await?;
    let answer = carry_out(&house.ground, &here(config, places), to, slot).await;
    house.close().await;
    Ok(answer)
}

/// What a backup of this installation is taken of.
pub fn here(config: &Config, places: &Places) -> Here {
    Here {
        data: places.data.clone(),
        keys: places.keys.clone(),
        settings: config.without_secrets(),
        migrations: boot::migrations(),
    }
}

/// Takes the backup.
pub async fn carry_out(ground: &Ground, here: &Here, to: &Path, epochs_to: Option<&Path>) -> Answer {
    match backups::take(ground, here, to, epochs_to).await {
        Ok(taken) => Answer { done: true, text: told(&taken) },
        Err(error) => {
            let text = Ended::from(error).text();
            tracing::warn!(text, "a backup could not be taken");
            Answer { done: false, text }
        }
    }
}

fn told(taken: &Taken) -> String {
    let requests = taken.manifest.database.rows_of("request").unwrap_or(0);
    let mut text = format!(
        "Backup complete: {} requests, {} rows, {} MiB in {}\nWrapping keys: {} (keep it apart; it is overwritten by \
         every backup and daily)",
        requests,
        taken.manifest.database.rows(),
        taken.bytes.div_ceil(1 << 20),
        taken.dir.display(),
        taken.slot.display()
    );
    if taken.same_disk {
        text.push_str(
            "\nThis is the disk of the data as well: if it fails, both are gone. Name a place on another disk.",
        );
    }
    text
}
