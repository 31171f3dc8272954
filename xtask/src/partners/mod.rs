//! The servers that tests talk to: started for one run on loopback, in a throw-away folder, by a user
//! without rights; stopped and removed when the run ends, however it ends.
//!
//! To add one: a module with a struct that starts in its constructor and stops in `Drop`, its variables
//! in [`Partners::variables`].

mod certificate;
mod postfix;
mod postgres;

use std::ffi::OsString;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::fault::{Doing, Fault, Result};
use crate::reaper;
use crate::session::Session;

use postfix::Postfix;
use postgres::Postgres;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// All servers of a run. Fields are dropped in this order: servers first, then their folder.
pub struct Partners<'a> {
    postfix: Postfix<'a>,
    postgres: Postgres<'a>,
    _place: Place<'a>,
}

impl<'a> Partners<'a> {
    /// Starts every server and waits until each has answered.
    pub fn start(session: &'a Session) -> Result<Self> {
        let place = Place::make(session)?;
        let postgres = Postgres::start(session, &place.folder)?;
        let postfix = Postfix::start(session, &place.folder)?;
        Ok(Self { postfix, postgres, _place: place })
    }

    /// What tests need to know to find the servers.
    pub fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut variables = self.postgres.variables();
        variables.extend(self.postfix.variables());
        variables
    }
}

/// The folder of a run's servers.
struct Place<'a> {
    folder: PathBuf,
    session: &'a Session,
}

impl<'a> Place<'a> {
    /// Other users may pass through it to their own folder, and see nothing.
    fn make(session: &'a Session) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("querist-test-{}", secret(6)?));
        make_folder(&folder, 0o711)?;
        session.reaper.keep(&folder)?;
        Ok(Self { folder, session })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        reaper::remove(&self.folder);
        let _reaper_gone = self.session.reaper.removed(&self.folder);
    }
}

/// Makes a folder that was not there, with these rights.
fn make_folder(folder: &Path, mode: u32) -> Result<()> {
    std::fs::DirBuilder::new().mode(mode).create(folder).doing(format_args!("making {}", folder.display()))
}

/// A random word of `bytes` bytes in hexadecimal.
fn secret(bytes: usize) -> Result<String> {
    use std::fmt::Write as _;
    let mut random = vec![0; bytes];
    let mut source = std::fs::File::open("/dev/urandom").doing("opening the source of chance")?;
    source.read_exact(&mut random).doing("reading from the source of chance")?;
    Ok(random.iter().fold(String::new(), |mut word, byte| {
        let _never_fails = write!(word, "{byte:02x}");
        word
    }))
}

/// A port of the loopback address that nothing listens on now.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("looking for a free port")?;
    Ok(listener.local_addr().doing("looking for a free port")?.port())
}

/// Waits until `ready` says so; the fault carries the server's log.
fn wait_until(server: &str, log: &Path, mut ready: impl FnMut() -> Result<bool>) -> Result<()> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if ready()? {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let said = std::fs::read_to_string(log).unwrap_or_default();
    Err(Fault::new(format!("{server} did not answer within {} s; its log:\n{said}", PATIENCE.as_secs())))
}

/// Whether something accepts connections on a loopback port.
#[expect(clippy::disallowed_methods, reason = "asks a server of this run whether it is up")]
fn answers(port: u16) -> bool {
    let address = (Ipv4Addr::LOCALHOST, port).into();
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}
