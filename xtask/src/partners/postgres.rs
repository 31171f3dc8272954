//! PostgreSQL 15, on loopback over TLS only and on a socket in its folder, with passwords (SCRAM), durable
//! as in earnest.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use crate::fault::{Doing, Fault, Result};
use crate::partners::certificate::{self, Identity};
use crate::partners::{PATIENCE, free_port, make_folder, secret, wait_until};
use crate::reaper::{self, Ending};
use crate::session::Session;
use crate::workspace::{is_root, output};

/// Where Debian puts the programs.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";

/// The user Debian makes for it: used when this program runs as root, which PostgreSQL refuses.
const USER: &str = "postgres";

/// A running server.
pub struct Postgres<'a> {
    session: &'a Session,
    process: Child,
    port: u16,
    password: String,
    authority: PathBuf,
    data: PathBuf,
}

impl<'a> Postgres<'a> {
    /// Makes a fresh database cluster under `place` and starts it.
    pub fn start(session: &'a Session, place: &Path) -> Result<Self> {
        let folder = place.join("postgres");
        make_folder(&folder, 0o755)?;
        let identity = certificate::issue(&folder)?;
        let password = secret(16)?;
        let password_file = folder.join("password");
        std::fs::write(&password_file, &password).doing("writing the password of PostgreSQL")?;
        if is_root()? {
            output(Command::new("chown").arg("-R").arg(format!("{USER}:")).arg(&folder))?;
        }
        let data = folder.join("data");
        let mut init = as_user("initdb")?;
        init.args(["--auth=scram-sha-256", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"])
            .arg("--no-sync")
            .arg(format!("--pwfile={}", password_file.display()))
            .arg("-D")
            .arg(&data);
        session.must("postgres-init", init.current_dir(&folder))?;
        let port = free_port()?;
        configure(&folder, port, &identity)?;
        let mut serve = as_user("postgres")?;
        serve.arg("-D").arg(&data).current_dir(&folder);
        let (process, log) = session.spawn("postgres", &mut serve, Ending::Interrupt)?;
        let mut server = Self { session, process, port, password, authority: identity.authority, data };
        wait_until("PostgreSQL", &log, || server.answers(&log))?;
        Ok(server)
    }

    /// A superuser's address, the authority that signed the server's certificate, and the folder of its files.
    ///
    /// Tests may read those: they run as root, or as the same user as the server.
    pub fn variables(&self) -> Vec<(&'static str, OsString)> {
        let url = format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port);
        vec![
            ("QUERIST_TEST_POSTGRES", url.into()),
            ("QUERIST_TEST_POSTGRES_CA", self.authority.clone().into_os_string()),
            ("QUERIST_TEST_POSTGRES_DATA", self.data.clone().into_os_string()),
        ]
    }

    /// Asks a question over TLS with the certificate checked.
    fn answers(&mut self, log: &Path) -> Result<bool> {
        if let Some(status) = self.process.try_wait().doing("watching PostgreSQL")? {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            return Err(Fault::new(format!("PostgreSQL ended at its start: {status}\n{said}")));
        }
        let mut ask = Command::new(Path::new(PROGRAMS).join("psql"));
        ask.env("PGPASSWORD", &self.password).env("PGCONNECT_TIMEOUT", PATIENCE.as_secs().to_string());
        let target = format!(
            "host=127.0.0.1 port={} user=postgres dbname=postgres sslmode=verify-full sslrootcert={}",
            self.port,
            self.authority.display()
        );
        Ok(output(ask.args(["-X", "-A", "-t", "-c", "show fsync", &target]))
            .is_ok_and(|said| said.trim() == "on"))
    }
}

impl Drop for Postgres<'_> {
    fn drop(&mut self) {
        reaper::end(self.process.id(), Ending::Interrupt);
        let _ended = self.process.wait();
        let _reaper_gone = self.session.reaper.forget(self.process.id());
    }
}

/// One of PostgreSQL's programs, as a user that is not root.
fn as_user(program: &str) -> Result<Command> {
    let program = Path::new(PROGRAMS).join(program);
    if !is_root()? {
        return Ok(Command::new(program));
    }
    // setpriv becomes the program, so that its id is the server's own.
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--init-groups", "--"]).arg(program);
    Ok(command)
}

/// Adds the settings of the tests to those of the cluster; written by root, read by the server.
fn configure(folder: &Path, port: u16, identity: &Identity) -> Result<()> {
    let data = folder.join("data");
    let settings = format!(
        "\nlisten_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\n\
         max_connections = 200\nfsync = on\nsynchronous_commit = on\nshared_buffers = '128MB'\n\
         password_encryption = 'scram-sha-256'\nssl = on\nssl_cert_file = '{}'\nssl_key_file = '{}'\n\
         log_min_messages = 'warning'\n",
        folder.display(),
        identity.certificate.display(),
        identity.key.display()
    );
    let file = data.join("postgresql.conf");
    let mut text = std::fs::read_to_string(&file).doing("reading the settings of PostgreSQL")?;
    text.push_str(&settings);
    std::fs::write(&file, text).doing("writing the settings of PostgreSQL")?;
    let who = "hostssl all all 127.0.0.1/32 scram-sha-256\nlocal all all scram-sha-256\n";
    std::fs::write(data.join("pg_hba.conf"), who).doing("writing who may connect to PostgreSQL")
}
