use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ground::audit;
use kit_db::Db;
use kit_ledger::verify::{Anchor, Report, Seen, verify};
use kit_ledger::{Proof, Reader, VerifyingKey};

use super::{Ended, Where, configure, places};
use crate::ledger;
use crate::places::Places;

/// What can be asked of the ledger. Nothing here changes anything, and all of it works beside a running server.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Look whether anything in the ledger, or any sealed row of the database, was changed
    Verify {
        #[command(flatten)]
        at: Where,
        /// Checkpoints that were kept elsewhere, as `audit checkpoint` printed them
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// The verifying key, kept elsewhere [default: the one in the key ring]
        #[arg(long, value_name = "VKEY")]
        key: Option<String>,
    },
    /// Print the present checkpoints, to be kept elsewhere
    Checkpoint {
        #[command(flatten)]
        at: Where,
        /// The verifying key [default: the one in the key ring]
        #[arg(long, value_name = "VKEY")]
        key: Option<String>,
    },
    /// Write the proof that an entry is in the ledger
    Prove {
        #[command(flatten)]
        at: Where,
        /// STREAM:ENTRY, for instance audit-0:17, or the position of an audit row
        #[arg(value_name = "ENTRY")]
        what: String,
        /// Where to write it [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// The verifying key [default: the one in the key ring]
        #[arg(long, value_name = "VKEY")]
        key: Option<String>,
    },
    /// Check a proof; needs nothing but the file and the key
    CheckProof {
        /// The proof
        file: PathBuf,
        /// The verifying key
        #[arg(long, value_name = "VKEY")]
        key: String,
    },
}

/// `querist audit …`
pub async fn run(command: AuditCommand) -> Result<(), Ended> {
    match command {
        AuditCommand::Verify { at, checkpoint, key } => look(&at, &checkpoint, key).await,
        AuditCommand::Checkpoint { at, key } => print_heads(&at, key).await,
        AuditCommand::Prove { at, what, out, key } => prove(&at, &what, out, key).await,
        AuditCommand::CheckProof { file, key } => check(&file, &key),
    }
}

async fn look(at: &Where, kept: &[PathBuf], key: Option<String>) -> Result<(), Ended> {
    let places = places(&configure(at)?)?;
    let key = the_key(&places, key).await?;
    let mut anchors = Vec::new();
    for file in kept {
        anchors.extend(Anchor::all(&read(file)?));
    }
    let dir = ledger::dir(&places);
    if !dir.is_dir() {
        return Err(Ended::refused(format!("there is no ledger in {}", dir.display())));
    }
    let (report, wrong) = match open_database(&places).await {
        Ok(db) => {
            let ended = compare(&db, &dir, &key, anchors).await;
            db.close().await;
            ended?
        }
        Err(error) => files_alone(&dir, &key, anchors, error).await?,
    };
    for seen in &report.streams {
        println!("{}", told(&dir, &key, seen, wrong.is_empty()));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let (count, is) = if wrong.len() == 1 {
        ("1 thing".to_owned(), "is")
    } else {
        (format!("{} things", wrong.len()), "are")
    };
    Err(Ended::refused(format!(
        "{count} {is} not as written. Nothing was changed or repaired.\n{}",
        wrong.join("\n")
    )))
}

/// Looks through ledger and sealed rows, and says what is wrong.
async fn compare(
    db: &Db,
    dir: &Path,
    key: &VerifyingKey,
    anchors: Vec<Anchor>,
) -> Result<(Report, Vec<String>), Ended> {
    let (report, elsewhere) = audit::look_through(db, dir, key, anchors).await?;
    let mut wrong: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    let readable = report.streams.iter().filter(|seen| seen.head.is_some()).map(|seen| seen.stream.clone());
    let streams: Vec<String> = readable.filter(|name| name.starts_with("audit-")).collect();
    match audit::compare_rows(db, dir, key, &streams).await {
        Ok(rows) => {
            if wrong.is_empty() {
                println!("{} sealed audit rows are as they were sealed.", rows.rows);
            }
            if rows.elsewhere > 0 {
                println!(
                    "{} more are sealed in the ledgers of other processes; look there too.",
                    rows.elsewhere
                );
            }
            wrong.extend(rows.findings.iter().map(ToString::to_string));
        }
        // The ledger can be read no further: that is told already.
        Err(_) if !wrong.is_empty() => {}
        Err(error) => return Err(error.into()),
    }
    if !elsewhere.is_empty() {
        let names: Vec<String> = elsewhere.into_iter().collect();
        println!("Not in this ledger, but in those of other processes: {}.", names.join(", "));
    }
    Ok((report, wrong))
}

/// What the files tell without their database: something wrong, or why no more can be said.
async fn files_alone(
    dir: &Path,
    key: &VerifyingKey,
    anchors: Vec<Anchor>,
    error: Ended,
) -> Result<(Report, Vec<String>), Ended> {
    let (dir, key) = (dir.to_owned(), key.clone());
    let report = tokio::task::spawn_blocking(move || verify(&dir, &key, &anchors)).await??;
    let mut wrong: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    if wrong.is_empty() {
        return Err(error);
    }
    wrong.push(format!("database: nothing could be compared with it: {}", error.text()));
    Ok((report, wrong))
}

async fn open_database(places: &Places) -> Result<Db, Ended> {
    if let kit_db::Place::Sqlite(file) = &places.database
        && !file.exists()
    {
        return Err(Ended::refused(format!("there is no database at {}", file.display())));
    }
    let place = places.database.clone();
    Ok(tokio::task::spawn_blocking(move || Db::open(&place)).await??)
}

/// What is said of one stream.
fn told(dir: &Path, key: &VerifyingKey, seen: &Seen, whole: bool) -> String {
    let mut text = format!("{}: ", seen.stream);
    let Some(head) = &seen.head else {
        text.push_str(if whole { "nothing in it yet" } else { "has no valid head" });
        return text;
    };
    let _infallible = write!(text, "{} entries; ", head.size);
    if whole {
        text.push_str("internally consistent; ");
    }
    if let Some(noted) = seen.noted.filter(|_| whole && !seen.stream.starts_with("audit-")) {
        let newest = noted == head.size;
        let to = if newest { "its newest entry".to_owned() } else { format!("entry {}", noted - 1) };
        let _infallible = write!(text, "noted in the audit up to {to}; ");
    }
    match seen.anchored {
        Some(size) if size == head.size => text.push_str("anchored up to its newest entry"),
        anchored => {
            let first = anchored.unwrap_or(0);
            let since = if head.size == 0 { None } else { time_of(dir, key, &seen.stream, first) };
            let since = since.unwrap_or_else(|| "its beginning".to_owned());
            let _infallible = write!(text, "not anchored since {since} (entry {first})");
        }
    }
    text
}

/// When an entry was made, as it says itself.
fn time_of(dir: &Path, key: &VerifyingKey, stream: &str, index: u64) -> Option<String> {
    let entry = Reader::open(dir, stream, key).ok()?.entry(index).ok()?;
    let value: serde_json::Value = serde_json::from_slice(&entry).ok()?;
    let at = chrono::DateTime::from_timestamp_millis(value.get("at")?.as_i64()?)?;
    Some(at.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}

async fn print_heads(at: &Where, key: Option<String>) -> Result<(), Ended> {
    let places = places(&configure(at)?)?;
    let key = the_key(&places, key).await?;
    let dir = ledger::dir(&places);
    eprintln!("The key to check them with: {key}");
    let mut any = false;
    for streams in kit_ledger::generations(&dir)?.into_values() {
        for stream in streams {
            if !dir.join(&stream).join("checkpoint").exists() {
                continue;
            }
            if any {
                println!();
            }
            print!("{}", Reader::open(&dir, &stream, &key)?.note());
            any = true;
        }
    }
    if any { Ok(()) } else { Err(Ended::refused(format!("there is no ledger in {}", dir.display()))) }
}

async fn prove(at: &Where, what: &str, out: Option<PathBuf>, key: Option<String>) -> Result<(), Ended> {
    let places = places(&configure(at)?)?;
    let key = the_key(&places, key).await?;
    let dir = ledger::dir(&places);
    let (stream, index) = match what.split_once(':') {
        Some((stream, index)) => (stream.to_owned(), index.parse().map_err(|_| unclear())?),
        None => place_of(&places, what.parse().map_err(|_| unclear())?).await?,
    };
    let proof = Reader::open(&dir, &stream, &key)?.prove(index)?.to_string();
    match out {
        Some(file) => {
            std::fs::write(&file, proof)?;
            println!("The proof is in {}. The key to check it with: {key}", file.display());
        }
        None => print!("{proof}"),
    }
    Ok(())
}

fn unclear() -> Ended {
    Ended::misuse("say STREAM:ENTRY, for instance audit-0:17, or the position of an audit row")
}

/// Where the audit row of this position is sealed.
async fn place_of(places: &Places, pos: i64) -> Result<(String, u64), Ended> {
    let db = open_database(places).await?;
    let spans = db.read(audit::spans).await;
    db.close().await;
    let spans = spans?;
    let span = spans.iter().find(|span| span.holds(pos));
    let span = span.ok_or_else(|| Ended::refused(format!("audit row {pos} is not sealed")))?;
    Ok((span.stream.clone(), (span.first_entry + pos - span.first_pos).unsigned_abs()))
}

fn check(file: &Path, key: &str) -> Result<(), Ended> {
    let key: VerifyingKey = key.parse().map_err(Ended::misuse)?;
    let refused = |error| Ended::refused(format!("{} proves nothing: {error}", file.display()));
    let proof: Proof = read(file)?.parse().map_err(refused)?;
    let (head, entry) = proof.check(&key).map_err(refused)?;
    println!("It is entry {} of {}, which had {} entries then:", proof.index, head.origin, head.size);
    println!("{}", String::from_utf8_lossy(entry));
    Ok(())
}

fn read(file: &Path) -> Result<String, Ended> {
    std::fs::read_to_string(file)
        .map_err(|error| Ended::refused(format!("cannot read {}: {error}", file.display())))
}

/// The key given, or else the one in the ring.
async fn the_key(places: &Places, given: Option<String>) -> Result<VerifyingKey, Ended> {
    if let Some(key) = given {
        return key.parse().map_err(Ended::misuse);
    }
    ledger::key(places).await?.ok_or_else(|| {
        Ended::refused(format!(
            "there is no key for the ledger in {}: name the key that was kept elsewhere with --key",
            places.keys.display()
        ))
    })
}
