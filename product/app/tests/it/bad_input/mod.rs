//! What nobody should send, to every route: a clear page comes back, never a fault of ours, never a panic.

mod bodies;
mod cookies;
pub mod forms;
mod on_disk;
mod paths;
mod sealed;

use kit_db::Engine;
use kit_web::testing::Answer;

/// Headers of every answer, with a part of what each says.
const HEADERS: [(&str, &str); 8] = [
    ("content-security-policy", "default-src 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
    ("strict-transport-security", "max-age="),
];

/// Texts that have broken programs before.
const ODD: [&str; 22] = [
    "",
    " \t\r\n ",
    "\0",
    "a\0b",
    "-1",
    "9e999",
    "NaN",
    "18446744073709551616",
    "null",
    "[]",
    "{\"$ne\":1}",
    "<script>alert(1)</script>",
    "' OR '1'='1' --",
    "1); DROP TABLE request; --",
    "a\r\nSet-Cookie: sid=1",
    "\u{202e}\u{feff}\u{200b}\u{fffd}",
    "e\u{301}\u{301}\u{301}\u{1f469}\u{200d}\u{1f680}",
    "../../../../etc/passwd",
    "%00%ff%c0%ae",
    "{{7*7}} ${7*7} <%= 7*7 %> { $number }",
    "%s%s%n",
    "\u{7f}\u{80}\u{9f}\u{ad}",
];

/// The texts for `engine`: all of them where that is cheap, and on the server those that are read there in
/// another way.
fn odd_for(engine: Engine) -> Vec<&'static str> {
    let cheap = engine == Engine::Sqlite;
    ODD.into_iter()
        .filter(|odd| cheap || odd.contains(['\0', '\'', '\u{202e}', '\u{301}', '\u{80}', '\\']))
        .collect()
}

/// Fails unless this is an answer a person can read, with the headers that protect them.
fn is_well(answer: &Answer, at: &str) {
    let status = answer.status.as_u16();
    assert!(status < 500, "{at}: {status} {}", answer.words());
    for (name, part) in HEADERS {
        let value = answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(value.contains(part), "{at}: {name} is {value:?}");
    }
    if status == 303 {
        let to = answer.location();
        assert!(to.starts_with('/') && !to.starts_with("//"), "{at}: leads to {to}");
        return;
    }
    if at.starts_with("health.") {
        // A word for programs, and nothing of what was sent.
        assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8", "{at}");
        assert_eq!(answer.body, "ok\n", "{at}");
        return;
    }
    if at.starts_with("security.txt") || at.starts_with("build.json") {
        // For programs, and nothing of what was sent.
        let kind = answer.headers["content-type"].to_str().unwrap();
        assert!(
            ["text/plain; charset=utf-8", "application/json"].contains(&kind) || status == 404,
            "{at}: {kind}"
        );
        assert!(status == 404 || !answer.body.contains('<'), "{at}: {}", answer.body);
        return;
    }
    if at.starts_with("forms.file") && status == 200 {
        // A file, as the designer wrote it.
        assert_eq!(answer.headers["content-type"], "application/json", "{at}");
        assert!(answer.headers["content-disposition"].to_str().unwrap().starts_with("attachment"), "{at}");
        return;
    }
    if at.starts_with("export.take") && status == 200 {
        // A file, in which nothing is a formula and nothing that was sent stands.
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8", "{at}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{at}");
        assert!(answer.body.lines().all(|line| !line.starts_with(['=', '+', '-', '@'])), "{at}");
        return;
    }
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(kind, "text/html; charset=utf-8", "{at}: {status}");
    assert!(answer.body.contains("</html>") && answer.body.contains("<h1"), "{at}: a whole page");
    let cache = &answer.headers["cache-control"];
    assert_eq!(cache, "no-store", "{at}");
    // What was sent is shown as text or not at all.
    assert!(!answer.body.contains("<script>alert"), "{at}: {}", answer.body);
    assert!(!answer.body.contains("49 49"), "{at}: nothing is computed");
}

/// The same, and the page says that something was wrong.
fn is_refused(answer: &Answer, at: &str) {
    is_well(answer, at);
    assert!(answer.status.is_client_error(), "{at}: {}", answer.status);
}
