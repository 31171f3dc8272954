//! The control socket: how a command reaches the server that holds the data directory.
//!
//! One request and one answer a connection, each a line of JSON. Only the user the server runs as, and root,
//! are listened to; anybody else gets the connection closed without a byte.

use std::path::{Path, PathBuf};

use ground::Ground;
use ground::backups::Here;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::cli::backup;
use crate::cli::erase::{self, Erase};
use crate::cli::hold::{self, Hold};
use crate::cli::staff::{self, Order};

/// Longest line read.
const LONGEST: u64 = 64 * 1024;

/// What a command asks of the server.
#[derive(Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Make an account, or let somebody in again.
    Staff {
        /// What and whose.
        order: Order,
    },
    /// Take a backup.
    Backup {
        /// Where to.
        to: PathBuf,
        /// Where the epochs go.
        epochs_to: Option<PathBuf>,
    },
    /// Forget who asked.
    Erase {
        /// Which request.
        erase: Erase,
    },
    /// Keep who asked from being forgotten, or no longer.
    Hold {
        /// Which request.
        hold: Hold,
    },
}

/// What the server says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Whether it is done.
    pub done: bool,
    /// What to print.
    pub text: String,
}

/// Listens on `path` until dropped.
pub async fn listen(path: &Path, ground: Ground, here: Here) -> std::io::Result<()> {
    // The lock on the directory is ours, so a socket that lies there is left from a process that died.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    loop {
        let (stream, _) = listener.accept().await?;
        if !is_ours(&stream) {
            tracing::warn!("somebody else's process knocked at the control socket");
            continue;
        }
        if let Err(error) = converse(stream, &ground, &here).await {
            tracing::warn!(%error, "a command broke off");
        }
    }
}

fn is_ours(stream: &UnixStream) -> bool {
    let own = rustix::process::geteuid().as_raw();
    stream.peer_cred().is_ok_and(|peer| peer.uid() == own || peer.uid() == 0)
}

async fn converse(stream: UnixStream, ground: &Ground, here: &Here) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read.take(LONGEST)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(Request::Staff { order }) => staff::carry_out(ground, &order).await,
        Ok(Request::Backup { to, epochs_to }) => {
            backup::carry_out(ground, here, &to, epochs_to.as_deref()).await
        }
        Ok(Request::Erase { erase }) => erase::carry_out(ground, &erase).await,
        Ok(Request::Hold { hold }) => hold::carry_out(ground, &hold).await,
        Err(_) => Answer { done: false, text: "The running server does not know this command.".to_owned() },
    };
    let mut line = serde_json::to_vec(&answer)?;
    line.push(b'\n');
    write.write_all(&line).await
}

/// Asks the server at `path`, if one answers there.
#[expect(clippy::disallowed_methods, reason = "a socket of this machine, in the data directory")]
pub async fn ask(path: &Path, request: &Request) -> Option<Answer> {
    let mut stream = UnixStream::connect(path).await.ok()?;
    let mut line = serde_json::to_vec(request).ok()?;
    line.push(b'\n');
    stream.write_all(&line).await.ok()?;
    let mut answer = String::new();
    BufReader::new(stream.take(LONGEST)).read_line(&mut answer).await.ok()?;
    serde_json::from_str(&answer).ok()
}
