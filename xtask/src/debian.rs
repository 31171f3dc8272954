//! The packages of Debian 12 that the tests need, and how they get onto the machine.
//!
//! To add one: a line in [`NEEDED`] with a file that proves it is there.

use std::path::Path;
use std::process::Command;

use crate::fault::{Doing, Fault, Result};
use crate::reaper::as_root;
use crate::session::Session;
use crate::workspace::{is_root, on_path, output, shown};

/// A package, and a file it brings.
struct Package {
    name: &'static str,
    file: &'static str,
}

/// Everything but Node, which may come from elsewhere.
const NEEDED: &[Package] = &[
    Package { name: "ca-certificates", file: "/etc/ssl/certs/ca-certificates.crt" },
    Package { name: "chromium", file: "/usr/bin/chromium" },
    Package { name: "fiu-utils", file: "/usr/bin/fiu-run" },
    Package { name: "libfiu0", file: "/usr/lib/fiu/fiu_posix_preload.so" },
    Package { name: "libfaketime", file: "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1" },
    Package { name: "lynx", file: "/usr/bin/lynx" },
    Package { name: "oathtool", file: "/usr/bin/oathtool" },
    Package { name: "openssl", file: "/usr/bin/openssl" },
    Package { name: "postfix", file: "/usr/sbin/postfix" },
    Package { name: "postgresql-15", file: "/usr/lib/postgresql/15/bin/postgres" },
    Package { name: "python3-pexpect", file: "/usr/lib/python3/dist-packages/pexpect/__init__.py" },
    Package { name: "w3m", file: "/usr/bin/w3m" },
];

/// The oldest Node the browser tests run on.
const NODE: u32 = 18;

/// Another installation may be going on: waits for its end.
const PATIENT: [&str; 2] = ["-o", "DPkg::Lock::Timeout=300"];

/// Keeps freshly installed servers from starting by themselves; removed after the installation.
const NO_START: &str = "/usr/sbin/policy-rc.d";

/// Installs what is missing. Without root and without `sudo -n` the fault holds the commands to type.
pub fn install(session: &Session) -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    println!("   missing: {}", missing.join(" "));
    if !may_be_root()? {
        return Err(Fault::new(format!(
            "these Debian packages are missing, and neither root nor `sudo -n` is at hand. Run:\n\
             sudo apt-get update\n\
             sudo apt-get install --no-install-recommends {}",
            missing.join(" ")
        )));
    }
    let guarded = !Path::new(NO_START).exists();
    if guarded {
        session.reaper.keep(Path::new(NO_START))?;
        sh("printf '#!/bin/sh\\nexit 101\\n' > \"$0\" && chmod 755 \"$0\"", NO_START)?;
    }
    let outcome = apt(session, &missing);
    if guarded {
        sh("rm -f -- \"$0\"", NO_START)?;
        session.reaper.removed(Path::new(NO_START))?;
    }
    outcome?;
    let still = self::missing();
    if still.is_empty() {
        return Ok(());
    }
    Err(Fault::new(format!("installed, and yet not found: {}", still.join(" "))))
}

/// Whether something can be done as root.
pub fn may_be_root() -> Result<bool> {
    Ok(is_root()? || output(Command::new("sudo").args(["-n", "true"])).is_ok())
}

fn apt(session: &Session, packages: &[&str]) -> Result<()> {
    session.must("apt-update", as_root("apt-get").args(PATIENT).arg("update"))?;
    // Postfix asks how it is to be set up: not at all, the tests bring their own folder.
    let answer = "echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections";
    session.must("debconf", as_root("sh").args(["-c", answer]))?;
    let mut install = as_root("env");
    install.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"]);
    install.args(PATIENT);
    session.must("apt-install", install.args(packages))?;
    Ok(())
}

fn sh(script: &str, argument: &str) -> Result<()> {
    let mut command = as_root("sh");
    command.args(["-c", script, argument]);
    let status = command.status().doing(format_args!("running {}", shown(&command)))?;
    if status.success() { Ok(()) } else { Err(Fault::new(format!("{}: {status}", shown(&command)))) }
}

fn missing() -> Vec<&'static str> {
    let mut missing: Vec<_> = NEEDED
        .iter()
        .filter(|package| !Path::new(package.file).exists())
        .map(|package| package.name)
        .collect();
    if !node_serves() {
        missing.push("nodejs");
    }
    if on_path("npm").is_none() {
        missing.push("npm");
    }
    missing
}

fn node_serves() -> bool {
    let version = output(Command::new("node").arg("--version")).unwrap_or_default();
    major(&version).is_some_and(|major| major >= NODE)
}

/// The first number of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("20.11.1"), None);
        assert_eq!(major(""), None);
    }
}
