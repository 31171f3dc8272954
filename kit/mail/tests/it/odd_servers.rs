use std::time::Duration;

use kit_mail::{Credentials, Failure, Mode, SettingsError, SmtpOptions, SmtpSender, Timeouts};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::{NOW, letter};

const QUICK: Timeouts = Timeouts {
    open: Duration::from_millis(700),
    reply: Duration::from_millis(700),
    accept: Duration::from_millis(700),
};

fn options(port: u16, mode: Mode) -> SmtpOptions {
    SmtpOptions {
        host: "127.0.0.1".into(),
        port,
        mode,
        credentials: None,
        ca_file: None,
        hello: "desk.example".into(),
        timeouts: QUICK,
    }
}

/// A server that answers each connection's commands from a list: what the command begins with, what to say.
/// An answer of `"-"` is silence, of `"!"` a closed connection. Returns what clients said.
async fn serve(listener: TcpListener, connections: usize, script: &[(&str, &str)]) -> Vec<String> {
    let mut said = Vec::new();
    for _ in 0..connections {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let answer_to = |line: &str| {
            script.iter().find(|(start, _)| line.starts_with(start)).map_or("250 ok", |(_, answer)| *answer)
        };
        let mut body = false;
        let mut answer = answer_to("GREETING");
        loop {
            if answer == "!" {
                break;
            }
            if answer != "-" && stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                break;
            }
            let mut line = String::new();
            loop {
                line.clear();
                match stream.read_line(&mut line).await {
                    Ok(1..) if body && line != ".\r\n" => {}
                    Ok(1..) => break,
                    _ => {
                        line.clear();
                        break;
                    }
                }
            }
            if line.is_empty() {
                break;
            }
            said.push(line.trim_end().to_owned());
            body = line.starts_with("DATA");
            answer = answer_to(&line);
        }
        let _ = stream.get_mut().shutdown().await;
    }
    said
}

const POLITE: [(&str, &str); 4] = [
    ("GREETING", "220 mx"),
    ("EHLO", "250-mx\r\n250 AUTH PLAIN LOGIN"),
    ("DATA", "354 go on"),
    ("AUTH", "235 ok"),
];

/// The polite server with some answers replaced.
fn script<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    changes.iter().copied().chain(POLITE).collect()
}

/// Sends one message in plain mode to a server with this script.
async fn try_one(
    changes: &[(&str, &str)],
    credentials: Option<Credentials>,
) -> (Result<u16, Failure>, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = SmtpSender::new(SmtpOptions { credentials, ..options(port, Mode::Plain) }).unwrap();
    let built = letter("sian@reader.example", "odd").build(NOW).unwrap();
    let send = async move {
        let outcome = sender.send(&built).await;
        // The sender goes, and with it the connection it kept.
        outcome.map(|accepted| accepted.code).map_err(|error| error.failure)
    };
    let script = script(changes);
    let (outcome, said) = tokio::join!(send, serve(listener, 1, &script));
    (outcome, said)
}

fn ada() -> Credentials {
    Credentials { username: "ada".into(), password: "correct horse".to_owned().into() }
}

#[tokio::test]
async fn user_name_and_password_are_given_and_a_refusal_is_told() {
    let (outcome, said) = try_one(&[], Some(ada())).await;
    assert_eq!(outcome, Ok(250));
    // "\0ada\0correct horse" in base 64.
    assert!(said.contains(&"AUTH PLAIN AGFkYQBjb3JyZWN0IGhvcnNl".to_owned()), "{said:?}");
    assert_eq!(said[0], "EHLO desk.example");
    for (answer, failure) in [
        ("535 5.7.8 ada: no", Failure::Credentials),
        ("554 no", Failure::Credentials),
        ("454 4.7.0 later", Failure::Temporary),
        ("-", Failure::Timeout),
        ("!", Failure::Protocol),
    ] {
        assert_eq!(try_one(&[("AUTH", answer)], Some(ada())).await.0, Err(failure), "{answer}");
    }
    assert_eq!(try_one(&[("EHLO", "250 mx")], Some(ada())).await.0, Err(Failure::Credentials));
    assert_eq!(try_one(&[("MAIL", "530 5.7.0 sign in first")], None).await.0, Err(Failure::Credentials));
}

#[tokio::test]
async fn every_odd_answer_ends_in_an_error_that_says_what_to_do() {
    let cases: [(&str, &str, Failure); 14] = [
        ("GREETING", "554 not today", Failure::Temporary),
        ("GREETING", "421 full", Failure::Temporary),
        ("GREETING", "-", Failure::Timeout),
        ("GREETING", "!", Failure::Protocol),
        ("GREETING", "HTTP/1.1 400 Bad Request", Failure::Protocol),
        ("EHLO", "-", Failure::Timeout),
        ("MAIL", "550 not you", Failure::Sender),
        ("MAIL", "-", Failure::Timeout),
        ("RCPT", "452 full", Failure::Temporary),
        ("RCPT", "!", Failure::Protocol),
        ("DATA", "554 no", Failure::Permanent),
        (".", "451 later", Failure::Temporary),
        (".", "-", Failure::Unanswered),
        (".", "!", Failure::Unanswered),
    ];
    for (at, answer, failure) in cases {
        assert_eq!(try_one(&[(at, answer)], None).await.0, Err(failure), "{at} {answer}");
    }
    let (outcome, _) = try_one(&[(".", "550 5.7.1 spam")], None).await;
    assert_eq!(outcome, Err(Failure::Permanent));
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let sender = SmtpSender::new(options(port, Mode::Plain)).unwrap();
    assert_eq!(sender.check().await.unwrap_err().failure, Failure::Unreachable);
}

#[tokio::test]
async fn one_connection_carries_several_messages_and_a_dead_one_is_replaced() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = SmtpSender::new(options(port, Mode::Plain)).unwrap();
    let send = async move {
        let built = letter("sian@reader.example", "reused").build(NOW).unwrap();
        for _ in 0..3 {
            assert!(sender.send(&built).await.is_ok());
        }
    };
    // The server hangs up on the second NOOP: before the third message.
    let server = async move {
        let (stream, _) = listener.accept().await.unwrap();
        let inner = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = inner.local_addr().unwrap();
        let relay = async move {
            let mut to = BufReader::new(tokio::net::TcpStream::connect(port).await.unwrap());
            let mut from = BufReader::new(stream);
            let (mut asked, mut noops, mut told) = (String::new(), 0, String::new());
            loop {
                tokio::select! {
                    read = from.read_line(&mut asked) => {
                        noops += usize::from(asked.starts_with("NOOP"));
                        if read.unwrap_or(0) == 0 || noops == 2 {
                            break;
                        }
                        to.write_all(asked.as_bytes()).await.unwrap();
                        asked.clear();
                    }
                    read = to.read_line(&mut told) => {
                        if read.unwrap_or(0) == 0 {
                            break;
                        }
                        from.write_all(told.as_bytes()).await.unwrap();
                        told.clear();
                    }
                }
            }
        };
        let polite = script(&[]);
        let (said, ()) = tokio::join!(serve(inner, 1, &polite), relay);
        assert_eq!(said.iter().filter(|line| line.starts_with("EHLO")).count(), 1, "{said:?}");
        assert_eq!(said.iter().filter(|line| line.starts_with("MAIL")).count(), 2, "{said:?}");
        serve(listener, 1, &polite).await
    };
    let ((), said) = tokio::join!(send, server);
    assert_eq!(said.iter().filter(|line| line.starts_with("MAIL")).count(), 1, "{said:?}");
}

#[tokio::test]
async fn a_late_answer_is_never_taken_for_the_next_message() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = SmtpSender::new(options(port, Mode::Plain)).unwrap();
    let send = async move {
        let built = letter("sian@reader.example", "late").build(NOW).unwrap();
        let first = sender.send(&built).await.unwrap_err().failure;
        let second = sender.send(&built).await.unwrap_err().failure;
        (first, second)
    };
    // The first connection goes silent; the second is a new one and refuses the recipient.
    let server = async move {
        let silent = script(&[(".", "-")]);
        let (stream, _) = listener.accept().await.unwrap();
        let one = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let inner = one.local_addr().unwrap();
        let relay = async move {
            let mut to = tokio::net::TcpStream::connect(inner).await.unwrap();
            let mut from = stream;
            let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
        };
        tokio::join!(relay, serve(one, 1, &silent));
        serve(listener, 1, &script(&[("RCPT", "550 no")])).await
    };
    let (outcomes, said) = tokio::join!(send, server);
    assert_eq!(outcomes, (Failure::Unanswered, Failure::Permanent));
    assert!(said[0].starts_with("EHLO"), "the second message went over the first connection: {said:?}");
}

#[tokio::test]
async fn without_starttls_nothing_is_sent() {
    for (offer, failure) in [
        (script(&[("EHLO", "250-mx\r\n250 AUTH PLAIN")]), Failure::NoStartTls),
        (script(&[("EHLO", "250 STARTTLS"), ("STARTTLS", "454 not now")]), Failure::Temporary),
        // What follows the reply in the clear would otherwise pass for the server's words inside TLS.
        (script(&[("EHLO", "250 STARTTLS"), ("STARTTLS", "220 go\r\n250 AUTH PLAIN")]), Failure::Protocol),
        (script(&[("EHLO", "250 STARTTLS\r\n220 go"), ("STARTTLS", "220 go")]), Failure::Protocol),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let wanted = SmtpOptions { credentials: Some(ada()), ..options(port, Mode::StartTls) };
        let sender = SmtpSender::new(wanted).unwrap();
        let built = letter("sian@reader.example", "starttls").build(NOW).unwrap();
        let send = async move { sender.send(&built).await };
        let (outcome, said) = tokio::join!(send, serve(listener, 1, &offer));
        assert_eq!(outcome.unwrap_err().failure, failure);
        assert!(said.iter().all(|line| !line.starts_with("AUTH") && !line.starts_with("MAIL")), "{said:?}");
    }
}

#[tokio::test]
async fn a_server_that_never_stops_talking_is_cut_off() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = SmtpSender::new(options(port, Mode::StartTls)).unwrap();
    let chatter = async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut sent = 0_usize;
        while stream.write_all(b"220-and another thing\r\n").await.is_ok() {
            sent += 23;
            assert!(sent < 50_000_000, "nobody stopped us");
        }
        let _ = stream.read(&mut [0; 16]).await;
    };
    let (outcome, ()) = tokio::join!(async move { sender.check().await }, chatter);
    assert_eq!(outcome.unwrap_err().failure, Failure::Protocol);
}

#[test]
fn settings_that_cannot_work_are_refused_at_once() {
    let make = |host: &str, mode, hello: &str| {
        SmtpSender::new(SmtpOptions { host: host.into(), hello: hello.into(), ..options(25, mode) })
    };
    for here in ["127.0.0.1", "127.8.9.1", "::1", "localhost"] {
        assert!(make(here, Mode::Plain, "desk.example").is_ok(), "{here}");
    }
    for away in ["192.0.2.1", "mx.example.org", "localhost.example.org", "0.0.0.0", "2001:db8::1"] {
        let refused = make(away, Mode::Plain, "desk.example").unwrap_err();
        assert!(matches!(refused, SettingsError::PlainBeyondLoopback), "{away}");
        assert!(make(away, Mode::StartTls, "desk.example").is_ok(), "{away}");
    }
    for bad in ["", "mx example", "mx\r\nRSET", "user@mx", "mx..example"] {
        assert!(matches!(make(bad, Mode::Tls, "desk.example").unwrap_err(), SettingsError::Host), "{bad:?}");
        assert!(matches!(make("mx.example", Mode::Tls, bad).unwrap_err(), SettingsError::Hello), "{bad:?}");
    }
    let file =
        |path: &str| SmtpSender::new(SmtpOptions { ca_file: Some(path.into()), ..options(25, Mode::Tls) });
    assert!(matches!(file("/nonexistent/ca.pem").unwrap_err(), SettingsError::CaFile(_)));
    assert!(matches!(file("/dev/null").unwrap_err(), SettingsError::CaFileEmpty));
}

#[test]
fn a_password_is_not_printed() {
    let sender =
        SmtpSender::new(SmtpOptions { credentials: Some(ada()), ..options(25, Mode::Plain) }).unwrap();
    assert!(!format!("{sender:?}").contains("correct horse"));
}
