use std::path::PathBuf;
use std::time::Duration;

use kit_mail::{Failure, Mode, Outgoing, SmtpOptions, SmtpSender, Timeouts};
use mail_parser::MessageParser;
use tokio::net::{TcpListener, TcpStream};

use crate::{NOW, letter};

#[expect(clippy::disallowed_methods, reason = "a test's servers are named by the environment")]
fn setting(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`, which starts Postfix"))
}

fn options(variable: &str, mode: Mode) -> SmtpOptions {
    let place = setting(variable);
    let (host, port) = place.rsplit_once(':').unwrap();
    SmtpOptions {
        host: host.into(),
        port: port.parse().unwrap(),
        mode,
        credentials: None,
        ca_file: Some(setting("QUERIST_TEST_SMTP_CA").into()),
        hello: "desk.example".into(),
        timeouts: Timeouts::default(),
    }
}

/// A recipient nobody had before: mailboxes outlive a test run.
fn somebody(name: &str) -> String {
    let stamp = std::process::id();
    let nanos = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    format!("{name}-{stamp}-{nanos}@reader.example")
}

/// The mails that `to` has got, waiting up to 20 s for as many as `wanted`.
async fn delivered(to: &str, wanted: usize) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(setting("QUERIST_TEST_MAILDIR")).join("reader/new");
    let mut found = Vec::new();
    for _ in 0..200 {
        found.clear();
        for file in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let mail = std::fs::read(file.path()).unwrap_or_default();
            if String::from_utf8_lossy(&mail).contains(&format!("X-Original-To: {to}\n")) {
                found.push(mail);
            }
        }
        if found.len() >= wanted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    found
}

#[tokio::test]
async fn a_message_arrives_through_starttls_and_through_tls() {
    for (variable, mode) in [("QUERIST_TEST_SMTP", Mode::StartTls), ("QUERIST_TEST_SMTPS", Mode::Tls)] {
        let to = somebody("arrives");
        let sender = SmtpSender::new(options(variable, mode)).unwrap();
        let text = "Grüße\n.\n..\nend of it".to_owned();
        let outgoing = Outgoing { text: text.clone(), ..letter(&to, "arrives") };
        let accepted = sender.send(&outgoing.build(NOW).unwrap()).await.unwrap();
        assert_eq!(accepted.code, 250);
        let mails = delivered(&to, 1).await;
        assert_eq!(mails.len(), 1);
        let parsed = MessageParser::default().parse(&mails[0]).unwrap();
        assert_eq!(parsed.subject(), Some("QR-10482: your enquiry"));
        assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), text);
        let trace = parsed.header_raw("Received").unwrap();
        assert!(trace.contains("from desk.example"), "{trace}");
        assert!(trace.contains("ESMTPS"), "it came in the clear: {trace}");
    }
}

#[tokio::test]
async fn connections_are_used_again_and_answers_are_not_mixed_up() {
    let sender = SmtpSender::new(options("QUERIST_TEST_SMTP", Mode::StartTls)).unwrap();
    let good = somebody("reused");
    for round in 0..3 {
        let built = letter(&good, &format!("reused-{round}")).build(NOW).unwrap();
        assert!(sender.send(&built).await.is_ok());
        let bad = letter("nobody@gone.example", "gone").build(NOW).unwrap();
        let refused = sender.send(&bad).await.unwrap_err();
        assert_eq!(refused.failure, Failure::Permanent);
    }
    assert_eq!(delivered(&good, 3).await.len(), 3);
}

#[tokio::test]
async fn refusals_for_now_and_for_good_are_told_apart() {
    let sender = SmtpSender::new(options("QUERIST_TEST_SMTP", Mode::StartTls)).unwrap();
    let later = sender.send(&letter("x@slow.example", "a").build(NOW).unwrap()).await.unwrap_err();
    assert_eq!((later.failure, later.reply.unwrap().to_string()), (Failure::Temporary, "450 4.2.0".into()));
    let never = sender.send(&letter("x@gone.example", "b").build(NOW).unwrap()).await.unwrap_err();
    assert_eq!((never.failure, never.reply.unwrap().to_string()), (Failure::Permanent, "550 5.1.1".into()));
    let relayed = sender.send(&letter("x@elsewhere.example", "c").build(NOW).unwrap()).await.unwrap_err();
    assert_eq!(relayed.failure, Failure::Permanent);
    for error in [later, never, relayed] {
        assert!(!format!("{error} {error:?}").contains("example"), "{error:?}");
    }
}

#[tokio::test]
async fn a_name_beyond_ascii_is_written_to() {
    let to = somebody("siân");
    let sender = SmtpSender::new(options("QUERIST_TEST_SMTP", Mode::StartTls)).unwrap();
    sender.send(&letter(&to, "utf8").build(NOW).unwrap()).await.unwrap();
    assert_eq!(delivered(&to, 1).await.len(), 1);
}

#[tokio::test]
async fn an_unknown_authority_or_a_wrong_name_is_refused_before_anything_is_said() {
    for (variable, mode) in [("QUERIST_TEST_SMTP", Mode::StartTls), ("QUERIST_TEST_SMTPS", Mode::Tls)] {
        let to = somebody("untrusted");
        let built = letter(&to, "untrusted").build(NOW).unwrap();
        let public_only = SmtpOptions { ca_file: None, ..options(variable, mode) };
        let refused = SmtpSender::new(public_only).unwrap().send(&built).await.unwrap_err();
        assert_eq!(refused.failure, Failure::Tls);
        // The certificate is for localhost and 127.0.0.1; the same server under another address is refused.
        let door = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let port = door.local_addr().unwrap().port();
        let other_name = SmtpOptions { host: "127.0.0.2".into(), port, ..options(variable, mode) };
        let sender = SmtpSender::new(other_name).unwrap();
        let pass_on = async {
            let (mut client, _) = door.accept().await.unwrap();
            let mut server = TcpStream::connect(setting(variable)).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        };
        let (refused, ()) = tokio::join!(async move { sender.send(&built).await }, pass_on);
        assert_eq!(refused.unwrap_err().failure, Failure::Tls);
        assert_eq!(delivered(&to, 0).await.len(), 0);
    }
}

#[tokio::test]
async fn settings_can_be_tried_without_a_message() {
    assert!(SmtpSender::new(options("QUERIST_TEST_SMTP", Mode::StartTls)).unwrap().check().await.is_ok());
    // A server that speaks TLS from the start never greets one that waits for a greeting, and the other way.
    let swapped = SmtpOptions {
        timeouts: Timeouts { open: Duration::from_secs(2), ..Timeouts::default() },
        ..options("QUERIST_TEST_SMTPS", Mode::StartTls)
    };
    let failure = SmtpSender::new(swapped).unwrap().check().await.unwrap_err().failure;
    assert!(matches!(failure, Failure::Timeout | Failure::Protocol), "{failure:?}");
    let swapped = options("QUERIST_TEST_SMTP", Mode::Tls);
    assert_eq!(SmtpSender::new(swapped).unwrap().check().await.unwrap_err().failure, Failure::Tls);
}
