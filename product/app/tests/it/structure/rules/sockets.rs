//! Who may open a way outwards: the database and the mail. `clippy.toml` forbids the calls themselves wherever they
//! are written; this finds the names, and crates that would bring their own.

use super::Source;
use super::paths::paths;
use super::tokens::{Kind, tokens, without_tests};

/// Where sockets may be opened outwards.
const MAY: [&str; 3] = ["kit/db/src/", "kit/mail/src/", "kit/net/src/"];

/// Names by which a socket is opened, an address looked up, or another program started that could do it.
const WAYS: [&str; 13] = [
    "TcpSocket",
    "UdpSocket",
    "UnixDatagram",
    "ToSocketAddrs",
    "lookup_host",
    "to_socket_addrs",
    "reqwest",
    "ureq",
    "hickory_resolver",
    "socket2",
    "SmtpTransport",
    "AsyncSmtpTransport",
    "Command",
];

/// Types that are fine, and how one connects with them. The file is the one place that may.
const CONNECT: [(&str, &str); 2] = [("TcpStream", ""), ("UnixStream", "product/app/src/control.rs")];

/// Every way outwards where none may be.
pub fn breaches(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| !MAY.iter().any(|may| file.starts_with(may))) {
        let tokens = without_tests(tokens(text));
        for path in paths(&tokens) {
            let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
            let way = WAYS.iter().find(|way| names.contains(way) && !is_our_command(&names));
            let connects = CONNECT.iter().find(|(kind, may)| {
                file != may && names.windows(2).any(|pair| pair[0] == *kind && pair[1].starts_with("connect"))
            });
            let client =
                names.starts_with(&["hyper_util", "client"]) || names.starts_with(&["hyper", "client"]);
            if way.is_some() || connects.is_some() || client {
                found.push(format!("{file}:{}: a way outwards: {}", path.line, names.join("::")));
            }
        }
        // An import under another name would hide what is connected.
        for pair in tokens.windows(2) {
            let renamed =
                CONNECT.iter().any(|(kind, _)| pair[0].word() == *kind) && pair[1].kind == as_word();
            if renamed {
                found.push(format!("{file}:{}: {} under another name", pair[0].line, pair[0].word()));
            }
        }
    }
    found
}

fn as_word() -> Kind {
    Kind::Word("as".to_owned())
}

/// The command line calls its own subcommands by this name too; only the operating system's starts programs.
fn is_our_command(names: &[&str]) -> bool {
    names.contains(&"Command") && !names.contains(&"process")
}

/// Crates that open sockets of their own, named in a `Cargo.toml` where none may be.
pub fn crates(manifests: &[Source]) -> Vec<String> {
    let banned =
        ["reqwest", "ureq", "isahc", "curl", "hickory-resolver", "socket2", "lettre", "tokio-postgres"];
    let outside = manifests
        .iter()
        .filter(|(file, _)| !["kit/db/", "kit/mail/", "kit/net/"].iter().any(|may| file.starts_with(may)));
    let mut found = Vec::new();
    for (file, text) in outside {
        for (at, line) in text.lines().enumerate() {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if banned.contains(&name) {
                found.push(format!("{file}:{}: {name} opens sockets", at + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::{breaches, crates};

    #[test]
    fn listening_and_what_is_allowed_are_fine() {
        let files = planted(&[
            ("kit/mail/src/link.rs", "use tokio::net::{TcpStream, lookup_host}; TcpStream::connect(a)"),
            (
                "kit/web/src/serve.rs",
                "use tokio::net::{TcpListener, TcpStream};\nasync fn f(stream: TcpStream) {}",
            ),
            ("product/app/src/control.rs", "UnixStream::connect(path)"),
            ("product/app/src/cli/mod.rs", "match command { Command::Serve { at } => serve(at) }"),
            ("product/desk/src/a.rs", "#[cfg(test)]\nmod tests { use std::net::UdpSocket; }"),
        ]);
        assert_eq!(breaches(&files), Vec::<String>::new());
    }

    #[test]
    fn every_way_outwards_is_found() {
        let files = planted(&[
            (
                "product/desk/src/a.rs",
                "use std::net::TcpStream;\nfn f() { TcpStream::connect_timeout(a, b) }",
            ),
            ("product/ground/src/b.rs", "tokio::net::TcpStream::connect(a)"),
            ("kit/web/src/c.rs", "use tokio::net::UdpSocket;"),
            ("kit/vault/src/d.rs", "let a = tokio::net::lookup_host(b);"),
            ("product/ground/src/e.rs", "use hyper_util::client::legacy::Client;"),
            ("product/app/src/f.rs", "std::process::Command::new(\"curl\")"),
            ("product/app/src/g.rs", "use std::net::TcpStream as Pipe;"),
            ("product/app/src/h.rs", "std::os::unix::net::UnixStream::connect(a)"),
        ]);
        let found = breaches(&files);
        let places = found.iter().map(|found| found.split(": ").next().unwrap().to_owned());
        assert_eq!(
            places.collect::<Vec<_>>(),
            [
                "product/desk/src/a.rs:2",
                "product/ground/src/b.rs:1",
                "kit/web/src/c.rs:1",
                "kit/vault/src/d.rs:1",
                "product/ground/src/e.rs:1",
                "product/app/src/f.rs:1",
                "product/app/src/g.rs:1",
                "product/app/src/h.rs:1",
            ],
            "{found:#?}"
        );
    }

    #[test]
    fn crates_with_sockets_are_found() {
        let files = planted(&[
            ("kit/mail/Cargo.toml", "[dependencies]\nlettre.workspace = true\n"),
            ("product/desk/Cargo.toml", "[dependencies]\nreqwest = \"0.12\"\n"),
        ]);
        assert_eq!(crates(&files), ["product/desk/Cargo.toml:2: reqwest opens sockets"]);
    }
}
