//! The ids that can be proven: the files of `security/`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::fault::{Doing, Fault, Result};

/// What kind of row an id belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A promise, with its kind (`SW`, `OPS` …).
    Promise {
        /// `SW`, `CFG`, `OPS`, `ORG`, `ADV`, `CTX` or `ASK`.
        kind: String,
        /// How it is answered: by test, by document, by position.
        status: String,
    },
    /// A requirement of OWASP ASVS 5.0.0.
    Requirement {
        /// 1, 2 or 3.
        level: u8,
        /// `yes`, `no`, or `deploy` for what those who run it answer for.
        applies: String,
    },
    /// An attack we run against ourselves.
    Attack,
}

/// Every id, in the order of the files.
#[derive(Debug, Default)]
pub struct Register {
    rows: Vec<(String, Row)>,
    places: BTreeMap<String, usize>,
}

impl Register {
    /// Reads the three files; a row that says too little is a fault.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut register = Self::default();
        for [id, kind, status] in table(&folder.join("promises.csv"))? {
            if !["by test", "by document", "by position"].contains(&status.as_str()) {
                return Err(Fault::new(format!("promises.csv: {id} is answered {status:?}")));
            }
            register.add(id, Row::Promise { kind, status })?;
        }
        for [id, level, applies, reason] in table(&folder.join("asvs.csv"))? {
            if !["yes", "no", "deploy"].contains(&applies.as_str()) {
                return Err(Fault::new(format!("asvs.csv: whether {id} applies: {applies:?}")));
            }
            if applies == "no" && reason.is_empty() {
                return Err(Fault::new(format!("asvs.csv: {id} does not apply, and no reason is given")));
            }
            let level = level.parse().doing(format_args!("asvs.csv: the level of {id}"))?;
            register.add(id, Row::Requirement { level, applies })?;
        }
        for [id] in table(&folder.join("attacks.csv"))? {
            register.add(format!("attack {id}"), Row::Attack)?;
        }
        Ok(register)
    }

    fn add(&mut self, id: String, row: Row) -> Result<()> {
        if self.places.insert(id.clone(), self.rows.len()).is_some() {
            return Err(Fault::new(format!("{id} is registered twice")));
        }
        self.rows.push((id, row));
        Ok(())
    }

    /// The id as registered.
    pub fn find(&self, id: &str) -> Option<&str> {
        self.places.get(id).map(|place| self.rows[*place].0.as_str())
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.rows.iter().map(|(id, row)| (id.as_str(), row))
    }

    /// A small one of attacks, for tests.
    #[cfg(test)]
    pub fn of(ids: &[&str]) -> Self {
        Self::with(ids.iter().map(|id| (*id, Row::Attack)))
    }

    /// A small one for tests.
    #[cfg(test)]
    pub fn with<'a>(rows: impl IntoIterator<Item = (&'a str, Row)>) -> Self {
        let mut register = Self::default();
        for (id, row) in rows {
            register.add(id.to_owned(), row).unwrap();
        }
        register
    }
}

/// The rows under a heading; a comma in the last column is part of it.
fn table<const COLUMNS: usize>(file: &Path) -> Result<Vec<[String; COLUMNS]>> {
    let text = std::fs::read_to_string(file).doing(format_args!("reading {}", file.display()))?;
    let rows = text.lines().skip(1).filter(|line| !line.is_empty());
    rows.map(|line| {
        let cells: Vec<_> = line.splitn(COLUMNS, ',').map(|cell| cell.trim_matches('"').to_owned()).collect();
        cells.try_into().map_err(|_| Fault::new(format!("{}: too few columns: {line}", file.display())))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{Register, Row};

    #[test]
    fn the_files_of_the_project_are_whole() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../security");
        let register = Register::read(&folder).unwrap();
        let count = |wanted: fn(&Row) -> bool| register.rows().filter(|(_, row)| wanted(row)).count();
        assert_eq!(count(|row| matches!(row, Row::Promise { .. })), 227 + 190);
        assert_eq!(count(|row| matches!(row, Row::Requirement { .. })), 345);
        assert!(count(|row| matches!(row, Row::Attack)) >= 60);
        assert_eq!(register.find("attack B6b"), Some("attack B6b"));
        assert_eq!(register.find("RF-228"), None);
    }
}
