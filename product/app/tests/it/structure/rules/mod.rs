//! The rules of the plan, as functions from sources to breaches: whoever depends on whom, who may touch a table,
//! who may open a socket, where statements stand, how long things may be. `architecture.rs` holds the project to
//! them; the tests beside each rule plant breaches and see them found.
//!
//! To add a rule: a file with a function from [`Source`]s to sentences, each naming file and line.

#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the project's own files, whose names are in small letters"
)]

pub mod direction;
pub mod paths;
pub mod size;
pub mod slices;
pub mod sockets;
pub mod statements;
pub mod tokens;

/// A file: its path from the root of the project, and its text.
pub type Source = (String, String);

/// Sources of a test.
#[cfg(test)]
fn planted(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
}
