//! Figures for whoever watches the desk, in the Prometheus text format 0.0.4.
//!
//! **What it is for.** Requests are counted as they come ([`crate::traffic`]); everything else (jobs, pools,
//! connections) is asked at a scrape.
//!
//! **What it refuses.** No label holds anything that came with a request: labels are addresses of the route table
//! with `{…}` for what varies, methods, classes of status and names of kinds of job. So nothing personal can be in
//! them, and there are only so many.
//!
//! To add a figure: a line in [`text`].

use std::fmt::Write;

use crate::traffic::head;
use crate::{Ground, audit, jobs};

/// Everything, as a scrape gets it. `connections` are open now.
///
/// # Errors
/// Those of the database.
pub async fn text(ground: &Ground, connections: usize) -> kit_db::Result<String> {
    let mut out = String::new();
    ground.traffic.write(&mut out);
    let (kinds, waits) = ground.db.read(|conn| Ok((jobs::depths(conn)?, audit::waiting(conn)?))).await?;
    head(&mut out, "querist_jobs_waiting", "gauge", "Jobs neither done nor given up.");
    for (kind, waiting, _) in &kinds {
        let _ = writeln!(out, "querist_jobs_waiting{{kind=\"{kind}\"}} {waiting}");
    }
    head(&mut out, "querist_jobs_failed", "gauge", "Jobs given up.");
    for (kind, _, failed) in &kinds {
        let _ = writeln!(out, "querist_jobs_failed{{kind=\"{kind}\"}} {failed}");
    }
    one(&mut out, "querist_events_waiting", "Events without their place in the order, at most 1000.", waits);
    one(&mut out, "querist_connections_open", "HTTP connections open now.", connections);
    let stats = ground.db.stats();
    head(&mut out, "querist_db_connections_used", "gauge", "Database connections in use now.");
    let _ = writeln!(out, "querist_db_connections_used{{pool=\"read\"}} {}", stats.readers_used);
    let _ = writeln!(out, "querist_db_connections_used{{pool=\"write\"}} {}", stats.writers_used);
    head(&mut out, "querist_db_connections_most", "gauge", "Database connections there can be.");
    let _ = writeln!(out, "querist_db_connections_most{{pool=\"read\"}} {}", stats.readers_most);
    let _ = writeln!(out, "querist_db_connections_most{{pool=\"write\"}} {}", stats.writers_most);
    counter(&mut out, "querist_db_writes_total", "Transactions asked for.", stats.writes);
    counter(
        &mut out,
        "querist_db_commits_total",
        "Durable commits; one can carry many writes.",
        stats.commits,
    );
    ledger(&mut out, &ground.accounting.stats());
    let stopping = u8::from(ground.health.is_stopping());
    one(&mut out, "querist_stopping", "1 once this process was told to stop.", stopping);
    head(&mut out, "querist_build_info", "gauge", "The version that runs.");
    let _ = writeln!(
        out,
        "querist_build_info{{version=\"{}\",node=\"{}\"}} 1",
        ground.site.version,
        ground.node.name()
    );
    Ok(out)
}

/// How the ledger keeps up.
fn ledger(out: &mut String, stats: &kit_ledger::Stats) {
    let waiting = stats.waiting;
    one(out, "querist_ledger_entries_waiting", "Entries that wait to be written to the ledger.", waiting);
    let name = "querist_ledger_batch_entries";
    head(out, name, "histogram", "Entries written to the ledger at once.");
    for (most, count) in kit_ledger::BATCHES.iter().zip(&stats.batches) {
        let _ = writeln!(out, "{name}_bucket{{le=\"{most}\"}} {count}");
    }
    let _ = writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {}", stats.all);
    let _ = writeln!(out, "{name}_sum {}", stats.entries);
    let _ = writeln!(out, "{name}_count {}", stats.all);
    counter(
        out,
        "querist_ledger_failures_total",
        "Batches that could not be written to the ledger.",
        stats.failed,
    );
}

fn one(out: &mut String, name: &str, about: &str, value: impl std::fmt::Display) {
    head(out, name, "gauge", about);
    let _ = writeln!(out, "{name} {value}");
}

fn counter(out: &mut String, name: &str, about: &str, value: u64) {
    head(out, name, "counter", about);
    let _ = writeln!(out, "{name} {value}");
}
