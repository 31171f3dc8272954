use super::{Ended, places};
use crate::boot;
use crate::config::Config;

/// `querist migrate`
pub async fn run(config: Config) -> Result<(), Ended> {
    let places = places(&config)?;
    places.make()?;
    let _hold = places.hold()?;
    let place = places.database.clone();
    let db = tokio::task::spawn_blocking(move || kit_db::Db::open(&place)).await?;
    let db = db?;
    let done = db.migrate(boot::migrations()).await?;
    db.close().await;
    if done.is_empty() {
        println!("The database has this version's shape already.");
    } else {
        let list: Vec<String> = done.iter().map(ToString::to_string).collect();
        println!("Steps done: {}", list.join(", "));
    }
    Ok(())
}
