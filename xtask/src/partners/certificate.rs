//! A certification authority for one run, and a server certificate signed by it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::{Doing, Result};
use crate::workspace::output;

/// Files of a server's identity, all in PEM.
pub struct Identity {
    /// The authority that clients trust.
    pub authority: PathBuf,
    /// The server's certificate, for `localhost` and `127.0.0.1`.
    pub certificate: PathBuf,
    /// The server's private key.
    pub key: PathBuf,
}

/// Makes both into `folder`; the authority's key is removed at once, so nothing else is ever signed.
pub fn issue(folder: &Path) -> Result<Identity> {
    let file = |name: &str| folder.join(name);
    let identity =
        Identity { authority: file("ca.pem"), certificate: file("server.pem"), key: file("server.key") };
    let authority_key = file("ca.key");
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256", "-days", "30"];
    output(
        Command::new("openssl")
            .args(["req", "-x509", "-subj", "/CN=Querist test authority"])
            .args(curve)
            .args(["-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout"])
            .arg(&authority_key)
            .arg("-out")
            .arg(&identity.authority),
    )?;
    output(
        Command::new("openssl")
            .args(["req", "-x509", "-subj", "/CN=localhost"])
            .args(curve)
            .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-addext", "extendedKeyUsage=serverAuth", "-CA"])
            .arg(&identity.authority)
            .arg("-CAkey")
            .arg(&authority_key)
            .arg("-keyout")
            .arg(&identity.key)
            .arg("-out")
            .arg(&identity.certificate),
    )?;
    std::fs::remove_file(&authority_key).doing("removing the key of the test authority")?;
    Ok(identity)
}
