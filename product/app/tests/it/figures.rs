//! Figures for monitoring tell nothing of anybody.

use std::collections::BTreeSet;

use ground::guard::Level;
use ground::metrics;
use http::Method;
use querist::routes;

use crate::asking::{act, ask_as};
use crate::house::each_engine;

/// What is planted wherever a person can write something.
const BIRD: &str = "Zilpzalp";

// proves: v5.0.0-14.2.1
#[tokio::test(flavor = "multi_thread")]
async fn no_label_holds_anything_that_came_with_a_request() {
    each_engine(async |house| {
        // The kinds of jobs are known once a worker was here.
        house.run_due().await;
        let asked = ask_as(house, BIRD, "zilpzalp@reader.example", "What of Zilpzalp?").await;
        let mut staff = house.signed_in(Level::Administrator).await;
        staff.get(&asked.path()).await;
        act(&mut staff, &asked.path(), "note", &[("text", "Zilpzalp again")]).await;
        let mut visitor = house.visitor();
        for path in ["/zilpzalp", "/ask/zilpzalp?q=Zilpzalp", "/desk/requests/zilpzalp", "/static/zilpzalp/x"]
        {
            let headers = [("user-agent", BIRD), ("referer", "https://zilpzalp.example/")];
            visitor.send(Method::GET, path, &headers, axum::body::Body::empty()).await;
        }
        let method = Method::from_bytes(b"ZILPZALP").unwrap();
        visitor.send(method, "/ask", &[], axum::body::Body::empty()).await;
        let text = metrics::text(house.ground(), 3).await.unwrap();
        assert!(!text.to_lowercase().contains(&BIRD.to_lowercase()), "{text}");
        assert!(!text.contains(asked.short()), "{text}");

        // Every label's value is one of a fixed set.
        let table = routes::table();
        let mut known: BTreeSet<String> = table.iter().map(|route| route.path.to_owned()).collect();
        known.extend(table.iter().map(|route| route.method.to_string()));
        known
            .extend(["1xx", "2xx", "3xx", "4xx", "5xx", "read", "write", "0.1.0", "+Inf"].map(str::to_owned));
        let became = ground::traffic::Sent::ALL.map(|sent| sent.label().to_owned());
        known.extend(became);
        known.insert(house.ground().node.name().to_owned());
        known.extend(querist::boot::registry(house.ground(), None).kinds().map(|kind| kind.name.to_owned()));
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((_, labels)) = line.split_once('{') else { continue };
            let (labels, value) = labels.rsplit_once("} ").unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            for label in labels.split("\",") {
                let (name, value) = label.split_once("=\"").unwrap();
                let value = value.trim_end_matches('"');
                let bound = name == "le" && value.parse::<f64>().is_ok();
                assert!(bound || known.contains(value), "{value} in {line}");
            }
        }
        let counted = "querist_http_requests_total{route=\"/ask/{form}\",method=\"POST\",class=\"2xx\"} 1";
        assert!(text.contains(counted), "{text}");
        let waiting = "querist_jobs_waiting{kind=\"clients.index\"} 1\n";
        assert!(text.contains(waiting), "the address of the one request waits to be findable: {text}");
        assert!(text.contains("querist_connections_open 3\n"));
        // Each figure is announced once, before its lines.
        let announced: Vec<&str> = text.lines().filter(|line| line.starts_with("# TYPE")).collect();
        assert_eq!(announced.len(), announced.iter().collect::<BTreeSet<_>>().len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_tell_how_the_ledger_keeps_up() {
    each_engine(async |house| {
        let asked = ask_as(house, BIRD, "zilpzalp@reader.example", "What of Zilpzalp?").await;
        house.signed_in(Level::Regular).await.get(&asked.path()).await;
        house.run_due().await;
        house.ground().accounting.durable().await.unwrap();
        let text = metrics::text(house.ground(), 3).await.unwrap();
        let value = |name: &str| {
            let line = text.lines().find(|line| line.split(' ').next() == Some(name));
            line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
                .unwrap_or_else(|| panic!("{text}"))
        };
        assert_eq!(value("querist_ledger_entries_waiting"), 0);
        let (sum, count) =
            (value("querist_ledger_batch_entries_sum"), value("querist_ledger_batch_entries_count"));
        assert!(sum >= count && count > 0, "{text}");
        assert_eq!(value("querist_ledger_batch_entries_bucket{le=\"+Inf\"}"), count);
        assert!(value("querist_ledger_batch_entries_bucket{le=\"1\"}") <= count);
        assert_eq!(value("querist_ledger_failures_total"), 0);
    })
    .await;
}
