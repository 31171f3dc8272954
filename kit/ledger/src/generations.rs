//! Names of streams: each base name with its generations.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{Result, files};

/// The streams that lie in a ledger's directory, each base name with its generations in order: `audit-0`,
/// `audit-0.1`. The last is the one that is written.
pub fn generations(ledger: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let mut all: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    for name in files::names(ledger)? {
        let (base, generation) = match name.rsplit_once('.') {
            Some((base, number)) => (base.to_owned(), number.parse().unwrap_or(0)),
            None => (name.clone(), 0),
        };
        all.entry(base).or_default().push((generation, name));
    }
    let in_order = |(base, mut found): (String, Vec<(u64, String)>)| {
        found.sort_unstable();
        (base, found.into_iter().map(|(_, name)| name).collect())
    };
    Ok(all.into_iter().map(in_order).collect())
}

/// Ends every stream of a ledger that was copied from elsewhere, and begins its next generation, named by
/// the time `at`: the copy's original may still grow, or be copied again, and two logs of one name must never
/// differ. Needs no key; the next open makes the first signed heads.
pub fn begin_anew(ledger: &Path, at: u64) -> Result<()> {
    for (base, found) in generations(ledger)? {
        let last = found.last().and_then(|name| name.rsplit_once('.'));
        let last = last.and_then(|(_, number)| number.parse::<u64>().ok()).unwrap_or(0);
        files::make_dir(&ledger.join(format!("{base}.{}", at.max(last + 1))))?;
    }
    files::sync_dir(ledger)
}

/// Begins a generation of a stream, named by the time `at`, where there is none yet: for names that others may
/// have used before, elsewhere.
pub fn begin(ledger: &Path, base: &str, at: u64) -> Result<()> {
    files::make_dir(&ledger.join(format!("{base}.{at}")))?;
    files::sync_dir(ledger)
}
