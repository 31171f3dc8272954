use std::net::SocketAddr;
use std::sync::Arc;

use ground::ui::Site;
use kit_base::{SystemClock, SystemEntropy};
use kit_web::serve::{Bounds, Server};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Ended, places};
use crate::boot::{self, House};
use crate::config::Config;
use crate::doctor::{self, Severity};
use crate::places::Places;
use crate::seat::Role;
use crate::{control, figures, routes};

/// Where the server listens when nobody says otherwise.
pub const LISTEN: &str = "127.0.0.1:7070";

/// `querist serve`
pub async fn run(config: Config) -> Result<(), Ended> {
    let places = places(&config)?;
    let role = Role::of(&config)?;
    fits(role, &places)?;
    let (listener, site) = listen_as(role, &config).await?;
    places.make()?;
    let _hold = places.hold()?;
    refuse_what_is_wrong(&config, &places).await?;
    let house = boot::open(&places, site, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    if role.answers() {
        say_where(&house, &places).await?;
    } else {
        println!("Worker: {}", house.ground.node.name());
    }
    serve(house, listener, &config, &places, true).await
}

/// Parts of a desk that run apart meet in the database, so it must be one that several processes can share.
fn fits(role: Role, places: &Places) -> Result<(), Ended> {
    let sqlite = kit_db::Engine::Sqlite;
    if role != Role::All && places.database.engine() == sqlite {
        return Err(Ended::refused(
            "`--only` is for several processes on one PostgreSQL; an embedded database belongs to one process. \
             Leave `--only` out, or set `database` (admin book, \"Several processes\")",
        ));
    }
    if places.database.engine() != sqlite && places.ring.engine() == sqlite && role != Role::All {
        return Err(Ended::refused(
            "several processes must share the key ring too: set `ring_database` to a PostgreSQL database of its \
             own (admin book, \"Several processes\")",
        ));
    }
    Ok(())
}

/// A worker listens only where it was told to, for its health.
async fn listen_as(role: Role, config: &Config) -> Result<(Option<TcpListener>, Site), Ended> {
    if role.answers() || config.get("listen").is_some() {
        let (listener, site) = listen(config).await?;
        return Ok((Some(listener), site));
    }
    let (public_url, mail) = (config.public_url()?, config.smtp()?.is_some());
    Ok((None, Site { public_url, port: 7070, version: env!("CARGO_PKG_VERSION"), demo: false, mail }))
}

/// Opens the listener and works out how the site is reached.
pub async fn listen(config: &Config) -> Result<(TcpListener, Site), Ended> {
    let address: SocketAddr = config.get("listen").unwrap_or(LISTEN).parse().map_err(|_| {
        Ended::misuse("--listen takes an address and a port, for instance 127.0.0.1:7070 or [::1]:7070")
    })?;
    let public_url = config.public_url()?;
    let https = public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    if !address.ip().is_loopback() && !https && !config.flag("insecure_http") {
        return Err(Ended::refused(format!(
            "listening on {address} would send names and questions in the clear over the network. \
             Set `public_url` to an https address and put a proxy with a certificate before it, or, in a closed \
             network only, add --insecure-http"
        )));
    }
    let listener = TcpListener::bind(address).await;
    let listener =
        listener.map_err(|error| Ended::refused(format!("cannot listen on {address}: {error}")))?;
    let site = site(config, listener.local_addr()?.port())?;
    Ok((listener, site))
}

/// How the site is reached when it listens on `port`.
pub fn site(config: &Config, port: u16) -> Result<Site, Ended> {
    Ok(Site {
        public_url: config.public_url()?,
        port,
        version: env!("CARGO_PKG_VERSION"),
        demo: false,
        mail: config.smtp()?.is_some(),
    })
}

/// Runs the checks; a wrong thing refuses the start, with its number and the command that mends it.
async fn refuse_what_is_wrong(config: &Config, places: &Places) -> Result<(), Ended> {
    let found = doctor::examine(config, places).await;
    let wrong: Vec<String> =
        found.iter().filter(|finding| finding.severity == Severity::Wrong).map(ToString::to_string).collect();
    for finding in found.iter().filter(|finding| finding.severity == Severity::Warning) {
        eprintln!("{finding}");
    }
    if wrong.is_empty() { Ok(()) } else { Err(Ended::refused(format!("not started.\n{}", wrong.join("\n")))) }
}

async fn say_where(house: &House, places: &Places) -> Result<(), Ended> {
    let site = &house.ground.site;
    let url = site.public_url.clone().unwrap_or_else(|| format!("http://localhost:{}", site.port));
    println!("Public: {url}/");
    println!("Staff: {url}/sign-in");
    if places.keys_inside() {
        println!("Keys: inside {}; do not back this directory up as a whole", places.data.display());
    }
    if let Some(token) = ground::staff::first_invitation(&house.ground).await? {
        if let Some(cost) = ground::staff::calibrate(&house.ground).await? {
            println!(
                "Passwords: hashed with {} MiB and {} passes, as this machine takes it",
                cost.memory, cost.passes
            );
        }
        println!("There is no account yet. Make the first administrator here, within 24 hours:");
        println!("{url}/enrol/{token}");
    }
    Ok(())
}

/// Opens the second listener, where one is asked for.
async fn show_figures(
    config: &Config,
    ground: &ground::Ground,
    desk: &Server,
    side: &mut tokio::task::JoinSet<()>,
) -> Result<(), Ended> {
    let Some(address) = figures::address(config)? else { return Ok(()) };
    let listener = TcpListener::bind(address).await;
    let listener =
        listener.map_err(|error| Ended::refused(format!("cannot show figures on {address}: {error}")))?;
    println!("Figures: http://{}/metrics", listener.local_addr()?);
    let (ground, desk) = (ground.clone(), desk.clone());
    side.spawn(async move {
        if let Err(error) = figures::serve(listener, ground, desk).await {
            tracing::error!(%error, "figures are shown no more");
        }
    });
    Ok(())
}

/// Serves until the process is told to stop, then ends everything in order.
pub async fn serve(
    house: House,
    listener: Option<TcpListener>,
    config: &Config,
    places: &Places,
    print_ready: bool,
) -> Result<(), Ended> {
    let running = house.start(config).await?;
    let bounds = Bounds { drain: config.drain()?, ..Bounds::default() };
    let server = Server::new(bounds, config.proxies()?);
    let router = if Role::of(config)?.answers() {
        routes::router(&house.ground, &house.forms)
    } else {
        routes::health_only(&house.ground)
    };
    let mut side = tokio::task::JoinSet::new();
    let (socket, ground) = (places.socket(), house.ground.clone());
    let here = super::backup::here(config, places);
    side.spawn(async move {
        if let Err(error) = control::listen(&socket, ground, here).await {
            tracing::error!(%error, "the control socket cannot be used; commands will be refused");
        }
    });
    // Before anybody hears that it is ready: a stop that comes right then is an orderly one, too.
    let signals = signals()?;
    show_figures(config, &house.ground, &server, &mut side).await?;
    if print_ready {
        println!("Ready");
    }
    let lost = running.lost();
    let health = house.ground.health.clone();
    let stop = async move {
        told_to_stop(signals, lost).await;
        health.stopping();
    };
    match listener {
        Some(listener) => server.run(listener, router, stop).await?,
        None => stop.await,
    }
    let was_lost = *running.lost().borrow();
    side.shutdown().await;
    let _ = std::fs::remove_file(places.socket());
    let name = house.ground.node.name().to_owned();
    running.stop().await;
    if was_lost {
        house.abandon().await;
        return Err(Ended::refused(format!(
            "another process of this desk has taken the number of this one ({name}): it was silent for more than \
             five minutes, or two processes were started with copies of one data directory. Stopped; start it again"
        )));
    }
    house.close().await;
    Ok(())
}

/// SIGINT and SIGTERM, which from now on no longer end the process by themselves.
fn signals() -> std::io::Result<[Signal; 2]> {
    Ok([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?])
}

/// Resolves at SIGINT or SIGTERM, or when this process has lost its number.
async fn told_to_stop(
    [mut interrupt, mut terminate]: [Signal; 2],
    mut lost: tokio::sync::watch::Receiver<bool>,
) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        Ok(_) = lost.wait_for(|lost| *lost) => {}
    }
}
