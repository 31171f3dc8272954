//! Postfix: takes mail with STARTTLS, with TLS from the start and without TLS, and delivers it to one
//! Maildir a domain. Nothing ever leaves: every other address is refused.
//!
//! Mail for `reader.example` and `desk.example` arrives; `slow.example` is busy (450), `gone.example` has
//! nobody (550). The master process must be root's; everything else, the delivery too,
//! runs without rights.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::fault::{Doing, Fault, Result};
use crate::partners::{answers, certificate, free_port, make_folder, wait_until};
use crate::reaper::{self, Ending, as_root};
use crate::session::Session;
use crate::workspace::{is_root, output};

const MAIN: &str = include_str!("postfix-main.cf");
const MASTER: &str = include_str!("postfix-master.cf");

/// Which addresses have a mailbox.
const MAILBOXES: &str = "/@reader\\.example$/ reader/\n/@desk\\.example$/ desk/\n";

/// Which addresses are refused in which way.
const RECIPIENTS: &str = "/@slow\\.example$/ 450 4.2.0 mailbox is busy, come again\n\
                          /@gone\\.example$/ 550 5.1.1 no such person\n";

/// Gives each part to the user that Postfix wants it to belong to.
const OWNERS: &str = "chown -R root:root \"$0/etc\" \"$0/tls\" \"$0/queue\" \"$0/log\" && \
                      chown postfix:root \"$0/data\" && chown \"$1\" \"$0/maildir\"";

/// A running server.
pub struct Postfix<'a> {
    session: &'a Session,
    folder: PathBuf,
    authority: PathBuf,
    master: u32,
    ports: Ports,
}

/// Where it listens on loopback.
#[derive(Clone, Copy, Debug)]
struct Ports {
    starttls: u16,
    tls: u16,
    plain: u16,
}

impl<'a> Postfix<'a> {
    /// Lays out its folder under `place` and starts it.
    pub fn start(session: &'a Session, place: &Path) -> Result<Self> {
        if !debian::may_be_root()? {
            return Err(Fault::new("Postfix starts as root only: run this as root, or allow `sudo -n`"));
        }
        let folder = place.join("postfix");
        make_folder(&folder, 0o755)?;
        for (name, mode) in [
            ("etc", 0o755),
            ("tls", 0o755),
            ("queue", 0o755),
            ("log", 0o755),
            ("data", 0o700),
            ("maildir", 0o755),
        ] {
            make_folder(&folder.join(name), mode)?;
        }
        let identity = certificate::issue(&folder.join("tls"))?;
        let ports = Ports { starttls: free_port()?, tls: free_port()?, plain: free_port()? };
        let (user, group) = delivery_user()?;
        let fill = |text: &str| {
            text.replace("@W@", &folder.to_string_lossy())
                .replace("@UID@", &user)
                .replace("@GID@", &group)
                .replace("@PORT@", &ports.starttls.to_string())
                .replace("@TLS_PORT@", &ports.tls.to_string())
                .replace("@PLAIN_PORT@", &ports.plain.to_string())
        };
        let files =
            [("main.cf", MAIN), ("master.cf", MASTER), ("mailboxes", MAILBOXES), ("recipients", RECIPIENTS)];
        for (name, text) in files {
            std::fs::write(folder.join("etc").join(name), fill(text))
                .doing("writing the settings of Postfix")?;
        }
        let owner = format!("{user}:{group}");
        session.must("postfix-owners", as_root("sh").args(["-c", OWNERS]).arg(&folder).arg(owner))?;
        let mut start = as_root("/usr/sbin/postfix");
        session.must("postfix", start.arg("-c").arg(folder.join("etc")).arg("start"))?;
        let master = master(&folder)?;
        session.reaper.watch(master, Ending::AsRoot)?;
        let server = Self { session, authority: identity.authority, master, ports, folder };
        let log = server.folder.join("log/postfix.log");
        wait_until("Postfix", &log, || {
            Ok([ports.starttls, ports.tls, ports.plain].into_iter().all(answers))
        })?;
        Ok(server)
    }

    /// Where it listens, whom to trust, and where mail arrives.
    pub fn variables(&self) -> Vec<(&'static str, OsString)> {
        let at = |port: u16| format!("127.0.0.1:{port}").into();
        vec![
            ("QUERIST_TEST_SMTP", at(self.ports.starttls)),
            ("QUERIST_TEST_SMTPS", at(self.ports.tls)),
            ("QUERIST_TEST_SMTP_PLAIN", at(self.ports.plain)),
            ("QUERIST_TEST_SMTP_CA", self.authority.clone().into_os_string()),
            ("QUERIST_TEST_MAILDIR", self.folder.join("maildir").into_os_string()),
        ]
    }
}

impl Drop for Postfix<'_> {
    fn drop(&mut self) {
        reaper::end(self.master, Ending::AsRoot);
        let _reaper_gone = self.session.reaper.forget(self.master);
    }
}

/// Whom mail is delivered as: whoever runs the tests, so that they can read it; "nobody" when that is root.
fn delivery_user() -> Result<(String, String)> {
    let user = if is_root()? { vec!["nobody"] } else { Vec::new() };
    let id = |what: &str| output(Command::new("id").arg(what).args(&user)).map(|text| text.trim().to_owned());
    Ok((id("-u")?, id("-g")?))
}

/// The process that starts all others of this server.
fn master(folder: &Path) -> Result<u32> {
    let file = folder.join("queue/pid/master.pid");
    let text = output(as_root("cat").arg(&file))?;
    text.trim().parse().map_err(|_| Fault::new(format!("{} holds no process id: {text}", file.display())))
}
