//! Proof files, checked by us and by a program in another language.

use std::process::Command;

use kit_ledger::{Checkpoint, NoteError, Proof, ProofError, VerifyingKey};

use crate::bed::{Bed, STREAM, entry, fill};

/// Knows nothing of this project but the standards: signed-note, tlog-checkpoint, tlog-proof, RFC 6962.
const CHECKER: &str = include_str!("check.mjs");

fn checked_elsewhere(proof: &str, key: &VerifyingKey) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let (script, file) = (folder.path().join("check.mjs"), folder.path().join("one.tlog-proof"));
    std::fs::write(&script, CHECKER).unwrap();
    std::fs::write(&file, proof).unwrap();
    let ran = Command::new("node").arg(&script).arg(&file).arg(key.to_string()).output();
    let ran = ran.expect("Node.js is needed for this test");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
    if ran.status.success() { Ok(text(ran.stdout)) } else { Err(text(ran.stderr)) }
}

#[tokio::test]
async fn a_proof_is_accepted_by_a_program_in_another_language_and_an_edited_one_is_not() {
    let bed = Bed::new();
    let ledger = bed.open();
    fill(&ledger, 0, 700).await;
    let key = bed.public().of_stream(STREAM);
    for index in [0, 255, 256, 699] {
        let proof = bed.reader().prove(index).unwrap().to_string();
        let said = checked_elsewhere(&proof, &key).unwrap();
        assert_eq!(said.as_bytes(), entry(index));
    }
    let proof = bed.reader().prove(300).unwrap();
    let other = Proof { index: 301, ..proof.clone() };
    assert!(checked_elsewhere(&other.to_string(), &key).is_err());
    let other = Proof { extra: Some(entry(301)), ..proof.clone() };
    assert!(checked_elsewhere(&other.to_string(), &key).is_err());
    let other = Proof { note: proof.note.replace("\n700\n", "\n701\n"), ..proof };
    assert!(checked_elsewhere(&other.to_string(), &key).is_err());
    ledger.close().await.unwrap();
}

#[tokio::test]
async fn a_proof_file_says_what_it_said_and_proves_nothing_else() {
    let bed = Bed::new();
    let ledger = bed.open();
    fill(&ledger, 0, 300).await;
    let proof = bed.reader().prove(299).unwrap();
    let text = proof.to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra "), "{text}");
    let read: Proof = text.parse().unwrap();
    assert_eq!(read, proof);
    let (head, found) = read.check(&bed.public()).unwrap();
    assert_eq!((head.size, found), (300, &entry(299)[..]));
    assert_eq!(head.stream(), STREAM);
    assert!(read.check(&bed.public().of_stream(STREAM)).is_ok(), "the stream's own key does as well");

    let mut other = proof.clone();
    other.path[0][0] ^= 1;
    assert_eq!(other.check(&bed.public()).unwrap_err(), ProofError::Foreign);
    let other = Proof { index: 298, ..proof.clone() };
    assert_eq!(other.check(&bed.public()).unwrap_err(), ProofError::Foreign);
    let other = Proof { extra: None, ..proof.clone() };
    assert_eq!(other.check(&bed.public()).unwrap_err(), ProofError::NoEntry);
    let foreign = kit_ledger::SigningKey::from_seed("test", &[8; 32]).unwrap().verifying().clone();
    assert!(matches!(proof.check(&foreign).unwrap_err(), ProofError::Head(NoteError::Unsigned(_))));
    for broken in
        ["", "c2sp.org/tlog-proof@v2\nindex 0\n\nx", "c2sp.org/tlog-proof@v1\nindex 01\n\nx", &text[..40]]
    {
        assert_eq!(broken.parse::<Proof>().unwrap_err(), ProofError::Shape, "{broken:?}");
    }
    ledger.close().await.unwrap();
}

#[test]
fn a_verifying_key_is_read_as_it_is_written() {
    let key = Bed::new().public();
    assert_eq!(key.to_string().parse::<VerifyingKey>().unwrap(), key);
    let text = key.to_string();
    for broken in
        [String::new(), text.replace('+', "-"), text.replacen("test/", "rest/", 1), format!("{text}A")]
    {
        assert!(broken.parse::<VerifyingKey>().is_err(), "{broken}");
    }
}

#[tokio::test]
async fn a_head_with_a_witness_line_is_still_read_and_a_changed_one_is_not() {
    let bed = Bed::new();
    let ledger = bed.open();
    fill(&ledger, 0, 3).await;
    let note = ledger.heads().pop().unwrap();
    let head = Checkpoint::read(&note, &bed.public()).unwrap();
    assert_eq!(head.size, 3);
    let witnessed = format!("{note}\u{2014} witness.example AAAAAQIDBAU=\n");
    assert_eq!(Checkpoint::read(&witnessed, &bed.public()).unwrap(), head);
    for changed in
        [note.replace("\n3\n", "\n4\n"), note.replace(STREAM, "events-1"), note.replace("\n3\n", "\n03\n")]
    {
        assert!(Checkpoint::read(&changed, &bed.public()).is_err(), "{changed}");
    }
    ledger.close().await.unwrap();
}
