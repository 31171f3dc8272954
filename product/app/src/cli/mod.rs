//! The command line. Each subcommand is a file that calls slices and holds no logic of its own. Exit codes: 0
//! done, 1 refused or found wrong, 2 misuse.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to a terminal")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Config;
use crate::places::Places;

mod audit;
pub(crate) mod backup;
mod demo;
mod doctor;
pub mod erase;
pub mod hold;
mod listings;
mod migrate;
mod requested;
mod restore;
mod sample;
mod serve;
pub(crate) mod staff;

/// A confidential enquiry desk.
#[derive(Parser)]
#[command(name = "querist", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the data lies.
#[derive(Args, Clone, Default)]
pub struct Where {
    /// Data directory [default: /var/lib/querist]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a sample library with invented people and questions
    Demo {
        #[command(flatten)]
        at: Where,
        /// Address to listen on [default: 127.0.0.1:7070]
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Serve the desk
    Serve {
        #[command(flatten)]
        at: Where,
        /// Address to listen on [default: 127.0.0.1:7070]
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// Allow plain http beyond this machine
        #[arg(long)]
        insecure_http: bool,
        /// One of several processes on PostgreSQL: `web` answers people, `worker` does background work
        #[arg(long, value_name = "ROLE")]
        only: Option<String>,
        /// Show figures for monitoring on a listener of their own, for instance 127.0.0.1:9171
        #[arg(long, value_name = "ADDR")]
        metrics: Option<String>,
    },
    /// Fill a new directory with invented requests, to measure with
    Sample {
        #[command(flatten)]
        at: Where,
        /// How many requests
        #[arg(long, value_name = "N")]
        requests: u32,
        /// What chance begins with: the same seed, count and day make the same requests
        #[arg(long, value_name = "S")]
        seed: u64,
        /// The last day of the sample [default: today, UTC]
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Option<chrono::NaiveDate>,
    },
    /// Take a backup, while the desk runs or not
    Backup {
        #[command(flatten)]
        at: Where,
        /// Where to: a directory apart from data and keys, best on another disk
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Where the wrapping keys go: apart from the backup [default: --to with `-epochs` at its end]
        #[arg(long, value_name = "DIR")]
        epochs_to: Option<PathBuf>,
    },
    /// Put a backup back, into a new data directory
    Restore(Box<restore::Wanted>),
    /// Look after the ledger: what was done and seen
    Audit {
        #[command(subcommand)]
        command: audit::AuditCommand,
    },
    /// Look after accounts
    Staff {
        #[command(subcommand)]
        command: staff::StaffCommand,
    },
    /// Forget who asked a request; question, answer and figures stay
    Erase(erase::EraseArgs),
    /// Keep who asked a request from being forgotten, for a court for instance
    Hold(hold::HoldArgs),
    /// Bring the database to this version's shape
    Migrate {
        #[command(flatten)]
        at: Where,
    },
    /// Check that everything is in order
    Doctor {
        #[command(flatten)]
        at: Where,
    },
    /// Write the listings of docs/generated
    #[command(hide = true)]
    Listings {
        /// Where to write them
        #[arg(long, value_name = "DIR")]
        dir: PathBuf,
    },
}

/// How a command ended when it was not done: what to say, and with which code.
pub struct Ended {
    code: u8,
    text: String,
}

impl Ended {
    /// Refused, or found wrong.
    pub fn refused(text: impl std::fmt::Display) -> Self {
        Self { code: 1, text: text.to_string() }
    }

    /// What to say.
    pub fn text(self) -> String {
        self.text
    }

    /// Asked for in a way that cannot be meant.
    pub fn misuse(text: impl std::fmt::Display) -> Self {
        Self { code: 2, text: text.to_string() }
    }
}

/// An error with its causes.
impl<E: std::error::Error> From<E> for Ended {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.ends_with(&cause_text) {
                text = format!("{text}: {cause_text}");
            }
            source = cause.source();
        }
        Self::refused(text)
    }
}

/// Runs the command the program was called with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    log();
    // The message of a panic may quote what was being worked on: only its place is said.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in the program at {place}");
    }));
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        // Somebody installed one before: it can only be the same.
        tracing::debug!("a TLS provider was there already");
    }
    // Reads of SQLite run on the threads that ask, one a core at most: there is always one that goes on.
    let threads = 1 + std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("querist: cannot start: {error}");
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(dispatch(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ended) => {
            if !ended.text.is_empty() {
                eprintln!("querist: {}", ended.text);
            }
            ExitCode::from(ended.code)
        }
    }
}

async fn dispatch(command: Command) -> Result<(), Ended> {
    match command {
        Command::Demo { at, listen } => demo::run(at, listen).await,
        Command::Serve { at, listen, insecure_http, only, metrics } => {
            let mut config = configure(&at)?;
            config.set("listen", listen);
            config.set("only", only);
            config.set("metrics", metrics);
            config.set("insecure_http", insecure_http.then(|| "true".to_owned()));
            serve::run(config).await
        }
        Command::Sample { at, requests, seed, day } => sample::run(at, requests, seed, day).await,
        Command::Backup { at, to, epochs_to } => backup::run(&at, &to, epochs_to.as_deref()).await,
        Command::Restore(wanted) => restore::run(*wanted).await,
        Command::Audit { command } => audit::run(command).await,
        Command::Staff { command } => staff::run(command).await,
        Command::Erase(args) => erase::run(args).await,
        Command::Hold(args) => hold::run(args).await,
        Command::Migrate { at } => migrate::run(configure(&at)?).await,
        Command::Doctor { at } => doctor::run(&configure(&at)?).await,
        Command::Listings { dir } => listings::run(&dir),
    }
}

/// The configuration a command runs with.
pub fn configure(at: &Where) -> Result<Config, Ended> {
    let mut config = Config::read(at.config.as_deref(), std::env::vars())?;
    config.set("data", at.data.as_ref().map(|dir| dir.to_string_lossy().into_owned()));
    Ok(config)
}

/// The places of a configuration.
pub fn places(config: &Config) -> Result<Places, Ended> {
    Ok(Places::of(config)?)
}

/// Opens the house for a command that does its work without a server.
pub(crate) async fn open_alone(config: &Config, places: &Places) -> Result<crate::boot::House, Ended> {
    let site = ground::ui::Site {
        public_url: config.public_url()?,
        port: 7070,
        version: env!("CARGO_PKG_VERSION"),
        demo: false,
        mail: false,
    };
    let clock = std::sync::Arc::new(kit_base::SystemClock);
    Ok(crate::boot::open(places, site, clock, std::sync::Arc::new(kit_base::SystemEntropy)).await?)
}

/// A time for people, in UTC.
fn time(at: kit_base::Millis) -> String {
    let time = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default();
    time.format("%Y-%m-%d %H:%M").to_string()
}

/// Log lines go to standard error; `RUST_LOG` chooses how much.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,querist=info,ground=info,desk=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}
