use std::sync::Arc;

use kit_base::{SystemClock, SystemEntropy};

use super::{Ended, Where, configure, places, serve};
use crate::{boot, demo};

/// `querist demo`
pub async fn run(at: Where, listen: Option<String>) -> Result<(), Ended> {
    let mut config = configure(&at)?;
    config.set("listen", listen);
    // Unless a directory is named, everything goes when the demo ends.
    let throw_away = if config.get("data").is_none() {
        let dir = demo::ThrowAway::make(&SystemEntropy)?;
        config.set("data", Some(dir.path().to_string_lossy().into_owned()));
        Some(dir)
    } else {
        None
    };
    let (listener, mut site) = serve::listen(&config).await?;
    site.demo = true;
    let places = places(&config)?;
    places.make()?;
    let _hold = places.hold()?;
    let house = boot::open(&places, site, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    let accounts = demo::prepare(&house).await?;
    let port = house.ground.site.port;
    let url = house.ground.site.public_url.clone().unwrap_or_else(|| format!("http://localhost:{port}"));
    println!("Public: {url}/");
    println!("Staff: {url}/sign-in");
    for account in accounts {
        println!("Sign in: {} {} ({})", account.email, account.password, account.level);
    }
    serve::serve(house, Some(listener), &config, &places, true).await?;
    drop(throw_away);
    Ok(())
}
