//! Addresses that lead nowhere, and queries nobody would write.

use ground::guard::Level;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use querist::routes;

use super::{is_refused, is_well, odd_for};
use crate::access::{ASIDE, call, prepare};
use crate::house::each_engine;

/// Parts of addresses that are no name of anything.
fn junk() -> Vec<String> {
    let mut junk: Vec<String> = [
        "%ff",
        "%00",
        "%c0%ae%c0%ae",
        "..",
        "%2e%2e",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..",
        ".",
        "%20",
        "%",
        "%zz",
        "a%2fb",
        "a;b",
        "'",
        "%0d%0aX-A:1",
        "QR-1%00",
        "-1",
        "99999999999999999999",
        "*",
        "%e2%80%ae",
        "nul",
        "con",
        ".git",
        ".env",
    ]
    .map(str::to_owned)
    .to_vec();
    junk.push("a".repeat(20_000));
    junk.push("%41".repeat(5_000));
    junk
}

// proves: attack E5, attack E2, attack E6
#[tokio::test(flavor = "multi_thread")]
async fn every_place_in_every_address_takes_junk() {
    each_engine(async |house| {
        prepare(house).await;
        let mut admin = house.signed_in(Level::Administrator).await;
        let key = crate::access::key_of(&mut admin).await;
        let fields = [("key", key.as_str()), ("version", "1"), ("text", "Words"), ("to", "0"), ("on", "no")];
        let kept = house.rows_without(&ASIDE).await;
        for route in routes::table().into_iter().filter(|route| route.path.contains('{')) {
            let places: Vec<&str> = route.path.split('/').filter(|part| part.starts_with('{')).collect();
            for (turn, place) in places.iter().enumerate() {
                for junk in junk() {
                    let mut path = route.path.replace(place, &junk);
                    for other in places.iter().enumerate().filter(|(n, _)| *n != turn).map(|(_, other)| other)
                    {
                        path = path.replace(other, if *other == "{kind}" { "clients.index" } else { "1" });
                    }
                    let answer = match route.method {
                        Method::GET => admin.get(&path).await,
                        _ => admin.post(&path, &fields).await,
                    };
                    let at = format!("{} {}", route.name, &path[..path.len().min(80)]);
                    is_well(&answer, &at);
                    let nothing = answer.status.is_client_error() || answer.location().ends_with("not-again");
                    assert!(
                        nothing || answer.location() == "/",
                        "{at}: {} {}",
                        answer.status,
                        answer.location()
                    );
                }
            }
        }
        assert_eq!(house.rows_without(&ASIDE).await, kept);
    })
    .await;
}

// proves: attack E5, attack E2, attack E12, v5.0.0-13.4.1, v5.0.0-13.4.3
#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_none_are_not_found() {
    let house = crate::house::TestHouse::on(kit_db::Engine::Sqlite).await;
    let mut admin = house.signed_in(Level::Administrator).await;
    let mut paths: Vec<String> = junk().iter().map(|junk| format!("/{junk}")).collect();
    paths.extend(junk().iter().map(|junk| format!("/desk/{junk}")));
    paths.extend(
        [
            "//",
            "/desk/",
            "/ask/",
            "/ask//general",
            "/.git/config",
            "/.env",
            "/static/",
            "/static/../querist.db",
            "/setup",
            "/install",
            "/admin",
            "/metrics",
            "/health",
            "/debug",
            "/server-status",
            "/data/querist.db",
            "/keys/root.key",
            "/robots.txt",
        ]
        .map(str::to_owned),
    );
    for path in paths {
        for browser in [&mut house.visitor(), &mut admin] {
            let answer = browser.get(&path).await;
            let at = &path[..path.len().min(80)];
            is_refused(&answer, at);
            assert!([400, 404].contains(&answer.status.as_u16()), "{at}: {}", answer.status);
        }
    }
}

// proves: attack E5, attack E6, attack E7, v5.0.0-1.2.4
#[tokio::test(flavor = "multi_thread")]
async fn every_query_takes_every_odd_text() {
    each_engine(async |house| {
        prepare(house).await;
        let mut admin = house.signed_in(Level::Administrator).await;
        let known =
            ["view", "after", "before", "number", "next", "enrolled", "done", "sort", "order", "limit"];
        for route in
            routes::table().into_iter().filter(|route| route.method == Method::GET && route.name != "static")
        {
            let path = call(house, &route, &mut admin).await.path;
            let path = path.split('?').next().unwrap();
            let odd = odd_for(house.engine());
            let odd = odd.iter().map(|odd| utf8_percent_encode(odd, NON_ALPHANUMERIC).to_string());
            let more = ["%ff%fe", "9223372036854775807", "-9223372036854775808", "1.1", "-1.-1", "a.b", "."];
            for value in odd.chain(more.map(str::to_owned)) {
                let query: Vec<String> = known.iter().map(|name| format!("{name}={value}")).collect();
                for query in
                    [query.join("&"), format!("before={value}"), format!("view=closed&before={value}")]
                {
                    let answer = admin.get(&format!("{path}?{query}")).await;
                    is_well(&answer, &format!("{} ?{query}", route.name));
                }
            }
            for query in ["", "=", "&&&", "view", "%", "view=%", "a=1&".repeat(2_100).as_str()] {
                is_well(&admin.get(&format!("{path}?{query}")).await, route.name);
            }
        }
    })
    .await;
}

// proves: attack E5, attack C4
#[tokio::test(flavor = "multi_thread")]
async fn every_header_takes_junk() {
    let house = crate::house::TestHouse::on(kit_db::Engine::Sqlite).await;
    let long = "a,".repeat(20_000);
    let values =
        ["", ",", ";;;", "\u{e9}", "q=NaN", "en;q=NaN,cy;q=-1,*;q=1e99", "-", "\t", "a=b=c", long.as_str()];
    for name in [
        "accept-language",
        "cookie",
        "accept",
        "if-none-match",
        "range",
        "user-agent",
        "referer",
        "x-forwarded-for",
        "forwarded",
        "origin",
        "sec-fetch-site",
        "accept-encoding",
        "content-length",
        "expect",
    ] {
        for value in values {
            for path in ["/", "/ask/general", "/check", "/sign-in", "/desk"] {
                let headers = [(name, value)];
                let answer =
                    house.visitor().send(Method::GET, path, &headers, axum::body::Body::empty()).await;
                is_well(
                    &answer,
                    &format!("{path} with {name}: {}", &value.chars().take(20).collect::<String>()),
                );
            }
        }
    }
    for host in [
        "evil.example",
        "ask.library.example.evil.example",
        "ask.library.example:81",
        "",
        "a b",
        "[::1]",
        "\u{e9}",
    ] {
        for path in ["/", "/ask/general", "/sign-in", "/desk"] {
            let headers = [("host", host), ("x-forwarded-host", "ask.library.example")];
            let answer = house.visitor().send(Method::GET, path, &headers, axum::body::Body::empty()).await;
            is_refused(&answer, host);
            assert_eq!(answer.status, 421, "{host}");
            assert!(!answer.body.contains("evil"), "{host}");
        }
    }
}
