use kit_mail::{BuildError, Built, Mailbox, MessageId, Outgoing};
use mail_parser::{HeaderValue, MessageParser};
use proptest::prelude::*;

use crate::{NOW, address, letter};

/// The header names of a built message, in order.
fn header_names(built: &Built) -> Vec<String> {
    let parsed = MessageParser::default().parse(built.bytes()).unwrap();
    parsed.headers().iter().map(|header| header.name().to_owned()).collect()
}

const PLAIN_HEADERS: [&str; 8] = [
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

/// Subject and text as another program reads them; a message always ends with a line break.
fn read_back(built: &Built) -> (String, String) {
    let parsed = MessageParser::default().parse(built.bytes()).unwrap();
    let text = parsed.body_text(0).unwrap_or_default().replace("\r\n", "\n");
    let text = text.strip_suffix('\n').unwrap_or(&text).to_owned();
    (parsed.subject().unwrap_or_default().to_owned(), text)
}

#[test]
fn a_message_says_what_was_put_in() {
    let id = |token| MessageId::new(token, "desk.example").unwrap();
    let outgoing = Outgoing {
        to_name: Some("Siân \"Ó\" Broin, <x>".into()),
        reply_to: Some(address("reply@desk.example")),
        in_reply_to: Some(id("b")),
        references: vec![id("a"), id("b")],
        auto_submitted: true,
        text: "Grüße ✉ 日本語\n.\n..two\nend".into(),
        ..letter("sian@reader.example", "c")
    };
    let built = outgoing.build(NOW).unwrap();
    let parsed = MessageParser::default().parse(built.bytes()).unwrap();
    let to = parsed.to().unwrap().first().unwrap();
    assert_eq!(to.name(), Some("Siân \"Ó\" Broin, <x>"));
    assert_eq!(to.address(), Some("sian@reader.example"));
    assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("Enquiry desk"));
    assert_eq!(parsed.from().unwrap().first().unwrap().address(), Some("answers@desk.example"));
    assert_eq!(parsed.reply_to().unwrap().first().unwrap().address(), Some("reply@desk.example"));
    assert_eq!(parsed.message_id(), Some("c@desk.example"));
    assert_eq!(parsed.in_reply_to().as_text(), Some("b@desk.example"));
    assert_eq!(
        *parsed.references(),
        HeaderValue::TextList(vec!["a@desk.example".into(), "b@desk.example".into()])
    );
    assert_eq!(parsed.date().unwrap().to_rfc3339(), "2026-11-24T09:30:00Z");
    assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert_eq!(read_back(&built).1, "Grüße ✉ 日本語\n.\n..two\nend");
    assert!(built.bytes().is_ascii());
}

// proves: attack D4
#[test]
fn line_breaks_in_any_part_make_no_header() {
    for poison in [
        "x\r\nBcc: evil@thief.example",
        "x\nBcc: evil@thief.example",
        "x\rBcc: evil@thief.example\r\r",
        "x\0\r\n\r\nBcc: evil@thief.example",
        "x\u{2028}Bcc: evil@thief.example\u{85}Bcc: a@b.example",
        "\r\n\r\n",
        "x\u{b}\u{c}\u{1b}[31m",
    ] {
        let mut outgoing = letter("sian@reader.example", "t");
        poison.clone_into(&mut outgoing.subject);
        outgoing.to_name = Some(poison.into());
        outgoing.from.name = Some(poison.into());
        let built = outgoing.build(NOW).unwrap();
        assert_eq!(header_names(&built), PLAIN_HEADERS, "{poison:?}");
        let parsed = MessageParser::default().parse(built.bytes()).unwrap();
        assert_eq!(parsed.to().unwrap().iter().count(), 1);
        assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("sian@reader.example"));
        assert!(parsed.bcc().is_none());
        assert!(!built.bytes().contains(&0));
    }
}

#[test]
fn a_subject_arrives_as_written_whatever_it_is() {
    for subject in [
        "=?utf-8?B?RnJlZSBtb25leQ==?=".to_owned(),
        "half =?utf-8?Q?encoded?= by hand".to_owned(),
        "👩‍👩‍👧 family history 🏴󠁧󠁢󠁷󠁬󠁳󠁿".to_owned(),
        "q".repeat(10_000),
        "日本語の題名".repeat(1_700),
        format!("{} end", "word ".repeat(2_000).trim_end()),
        "a: b; c, \"d\" <e@f.example> (g) \\ %0d%0aBcc: h".to_owned(),
    ] {
        let outgoing = Outgoing { subject: subject.clone(), ..letter("sian@reader.example", "t") };
        let built = outgoing.build(NOW).unwrap();
        assert_eq!(read_back(&built).0, subject);
        let longest = built.bytes().split(|byte| *byte == b'\n').map(<[u8]>::len).max();
        assert!(longest < Some(100), "a line of {longest:?} bytes");
    }
}

#[test]
fn a_text_arrives_as_written_without_control_characters() {
    let long = "x".repeat(5_000);
    let cases = [
        ("bell\u{7}\0 and\ttab\r\nnext\rlast", "bell and\ttab\nnext\nlast"),
        ("From here\n.\n.hidden", "From here\n.\n.hidden"),
        (long.as_str(), long.as_str()),
        ("", ""),
    ];
    for (given, wanted) in cases {
        let outgoing = Outgoing { text: given.into(), ..letter("sian@reader.example", "t") };
        let built = outgoing.build(NOW).unwrap();
        assert_eq!(read_back(&built).1, wanted);
        assert_eq!(header_names(&built), PLAIN_HEADERS);
        assert!(built.bytes().split(|byte| *byte == b'\n').all(|line| line.len() < 998));
    }
}

#[test]
fn message_ids_are_plain_or_nothing() {
    assert_eq!(MessageId::new("a.b-c_1", "desk.example").unwrap().as_str(), "<a.b-c_1@desk.example>");
    for bad in ["", "a b", "a>b", "a\r\nb", "ä", ".a", "a..b", "a@b"] {
        assert!(MessageId::new(bad, "desk.example").is_none(), "{bad:?}");
        assert!(MessageId::new("a", bad).is_none(), "{bad:?}");
    }
}

#[test]
fn nothing_personal_is_printed() {
    let outgoing = Outgoing { to_name: Some("Siân".into()), ..letter("sian@reader.example", "t") };
    let mailbox = Mailbox { name: Some("Siân".into()), address: address("sian@reader.example") };
    let printed = format!("{outgoing:?} {mailbox:?} {:?}", outgoing.build(NOW).unwrap());
    assert!(!printed.contains("sian") && !printed.contains("Siân") && !printed.contains("QR-"), "{printed}");
}

#[test]
fn a_sender_no_mail_server_knows_is_an_error_and_no_panic() {
    let mut outgoing = letter("sian@reader.example", "t");
    outgoing.to = address(&format!("a@{}.example", "x".repeat(63)));
    assert!(outgoing.build(NOW).is_ok());
    outgoing.from.address = address("dé\u{300}sk@desk.example");
    assert!(matches!(outgoing.build(NOW), Ok(_) | Err(BuildError::From)));
}

#[test]
fn any_time_makes_a_date() {
    for now in [i64::MIN, -1, 0, i64::MAX] {
        let built = letter("sian@reader.example", "t").build(now).unwrap();
        assert!(MessageParser::default().parse(built.bytes()).unwrap().date().is_some());
    }
}

proptest! {
    // proves: attack D4
    #[test]
    fn no_text_makes_a_header(
        subject in "(\\PC|[\r\n\0\t =?]){0,80}",
        name in "(\\PC|[\r\n\0\t\"\\\\<>,:]){0,80}",
        text in "(\\PC|[\r\n\0.:]){0,200}",
    ) {
        let outgoing = Outgoing {
            subject: subject.clone(),
            to_name: Some(name.clone()),
            text: text.clone(),
            ..letter("sian@reader.example", "t")
        };
        let built = outgoing.build(NOW).unwrap();
        prop_assert_eq!(header_names(&built), PLAIN_HEADERS);
        let parsed = MessageParser::default().parse(built.bytes()).unwrap();
        prop_assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("sian@reader.example"));
        prop_assert_eq!(parsed.to().unwrap().iter().count(), 1);
        let (read_subject, read_text) = read_back(&built);
        prop_assert_eq!(read_subject, kit_base::clean_line(&subject));
        prop_assert_eq!(read_text, kit_base::clean_text(&text));
    }
}
