//! The texts of the statements for tables that are known only at run time.

use super::{Column, CopyError};

/// A name as it may stand in a statement: the program's tables and columns are lower-case letters, digits and
/// underscores, and anything else is refused rather than quoted cleverly.
pub(super) fn name(name: &str) -> Result<String, CopyError> {
    let fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !name.is_empty() && name.len() <= 63 && name.bytes().all(fine) {
        Ok(format!("\"{name}\""))
    } else {
        Err(CopyError::Unfit("a table or column has a name that is none of this program's".into()))
    }
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<String, CopyError> {
    Ok(names.into_iter().map(name).collect::<Result<Vec<_>, _>>()?.join(", "))
}

/// All rows of a table, by its primary key.
pub(super) fn select(table: &str, columns: &[Column], key: &[String]) -> Result<String, CopyError> {
    let columns = names(columns.iter().map(|column| column.name.as_str()))?;
    let order = if key.is_empty() {
        String::new()
    } else {
        format!(" ORDER BY {}", names(key.iter().map(String::as_str))?)
    };
    Ok(format!("SELECT {columns} FROM {}{order}", name(table)?))
}

/// Puts `rows` rows into a table.
pub(super) fn insert(table: &str, columns: &[Column], rows: usize) -> Result<String, CopyError> {
    let width = columns.len();
    let row = |at: usize| {
        let values: Vec<String> = (1..=width).map(|column| format!("${}", at * width + column)).collect();
        format!("({})", values.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    let columns = names(columns.iter().map(|column| column.name.as_str()))?;
    Ok(format!("INSERT INTO {} ({columns}) VALUES {}", name(table)?, rows.join(", ")))
}

/// Whether a table has a row.
pub(super) fn any(table: &str) -> Result<String, CopyError> {
    Ok(format!("SELECT CASE WHEN EXISTS (SELECT 1 FROM {}) THEN 1 ELSE 0 END AS found", name(table)?))
}

#[cfg(test)]
mod tests {
    use super::{any, name};

    // proves: attack E6
    #[test]
    fn a_name_that_is_none_of_this_program_s_gets_into_no_statement() {
        assert_eq!(name("outbox_mail").unwrap(), "\"outbox_mail\"");
        let long = "a".repeat(64);
        for bad in ["", "a\"b", "a;DROP TABLE b", "a b", "A", "a'", "a\\", "ä", "a\0", "a--", "x.y", &long] {
            assert!(name(bad).is_err() && any(bad).is_err(), "{bad}");
        }
    }
}
