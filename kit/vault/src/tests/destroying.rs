use std::fs;
use std::path::Path;

use diesel::prelude::*;

use super::*;
use crate::ring::ring_key;
use crate::{Actor, Domain, Error, KeyState, OpenError, Purpose};

/// Wrapped key and commitment as they lie in the ring.
async fn row(vault: &Vault, id: KeyId) -> [Vec<u8>; 2] {
    let read = move |conn: &mut kit_db::Conn| {
        let row = ring_key::table.find(id).select((ring_key::wrapped, ring_key::commitment));
        Ok(row.first::<(Vec<u8>, Vec<u8>)>(conn)?)
    };
    let (wrapped, commitment) = vault.inner.db.read(read).await.unwrap();
    [wrapped, commitment]
}

/// Files under `dir` in which `needle` occurs.
fn files_with(dir: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_with(&entry.path(), needle));
        } else if fs::read(entry.path()).unwrap().windows(needle.len()).any(|window| window == needle) {
            found.push(entry.file_name().into_string().unwrap());
        }
    }
    found
}

async fn open(vault: &Vault, key: KeyId, bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
    let opened = vault.open(&Actor::System, Purpose::Maintain, &sealed(key, bytes)).await;
    opened.map(|plain| plain.to_vec())
}

#[tokio::test]
async fn a_destroyed_key_opens_nothing_from_that_moment() {
    each_ring(async |bed| {
        let (gone, kept) =
            (bed.vault.take(Domain::Client).await.unwrap(), bed.vault.take(Domain::Client).await.unwrap());
        let (lost, still) = (seal(&bed.vault, &gone, "forget me"), seal(&bed.vault, &kept, "keep me"));
        // Opened, so that it is in the cache.
        assert_eq!(open(&bed.vault, gone.id(), &lost).await.unwrap(), b"forget me");
        bed.vault.destroy(&[gone.id(), gone.id()]).await.unwrap();
        assert!(matches!(open(&bed.vault, gone.id(), &lost).await, Err(OpenError::Destroyed)));
        assert!(matches!(bed.vault.key(gone.id()).await, Err(Error::KeyDestroyed(id)) if id == gone.id()));
        assert_eq!(open(&bed.vault, kept.id(), &still).await.unwrap(), b"keep me");
        bed.vault.destroy(&[gone.id()]).await.unwrap();
        let again = bed.again(0, 12).await.unwrap();
        assert!(matches!(open(&again, gone.id(), &lost).await, Err(OpenError::Destroyed)));
        assert_eq!(open(&again, kept.id(), &still).await.unwrap(), b"keep me");
    })
    .await;
}

#[tokio::test]
async fn a_destroyed_key_leaves_no_trace_in_the_files_of_the_ring() {
    let bed = Bed::on(Engine::Sqlite).await;
    let (gone, kept) =
        (bed.vault.take(Domain::Client).await.unwrap(), bed.vault.take(Domain::Client).await.unwrap());
    let (gone_row, kept_row) = (row(&bed.vault, gone.id()).await, row(&bed.vault, kept.id()).await);
    for part in gone_row.iter().chain(&kept_row) {
        assert_ne!(files_with(bed.test.at.folder(), part), [""; 0], "the search can find it");
    }
    bed.vault.destroy(&[gone.id()]).await.unwrap();
    for part in &gone_row {
        assert_eq!(files_with(bed.test.at.folder(), part), [""; 0]);
    }
    for part in &kept_row {
        assert_eq!(files_with(bed.test.at.folder(), part), ["test.db"]);
    }
    bed.vault.secret("form/1").await.unwrap();
    let secret =
        bed.vault.inner.db.read(|conn| crate::ring::secrets::find(conn, "form/1")).await.unwrap().unwrap();
    assert_ne!(files_with(bed.test.at.folder(), &secret.wrapped), [""; 0]);
    assert_eq!(bed.vault.drop_secrets("form/", START + 1).await.unwrap(), 1);
    assert_eq!(files_with(bed.test.at.folder(), &secret.wrapped), [""; 0]);
    assert_eq!(files_with(bed.test.at.folder(), &secret.commitment), [""; 0]);
}

#[tokio::test]
async fn the_row_of_a_destroyed_key_is_overwritten() {
    each_ring(async |bed| {
        let key = bed.vault.take(Domain::File).await.unwrap();
        let before = row(&bed.vault, key.id()).await;
        bed.vault.destroy(&[key.id()]).await.unwrap();
        let after = row(&bed.vault, key.id()).await;
        assert_eq!((after[0].len(), after[1].len()), (before[0].len(), before[1].len()));
        for (before, after) in before.iter().zip(&after) {
            let same = before.iter().zip(after).filter(|(before, after)| before == after).count();
            assert!(same < 8, "{same} bytes are as they were");
        }
    })
    .await;
}

#[tokio::test]
async fn a_ring_that_never_had_the_key_learns_that_it_is_destroyed() {
    each_ring(async |bed| {
        let id = KeyId(424_242);
        assert!(matches!(bed.vault.keys(&[id]).await.unwrap()[&id], KeyState::Missing));
        assert!(matches!(open(&bed.vault, id, b"x").await, Err(OpenError::Damaged)));
        bed.vault.destroy(&[id]).await.unwrap();
        assert!(matches!(bed.vault.keys(&[id]).await.unwrap()[&id], KeyState::Destroyed));
    })
    .await;
}

#[tokio::test]
async fn a_key_destroyed_by_another_process_goes_when_told_and_after_five_minutes() {
    each_ring(async |bed| {
        let other = bed.again(1, 51).await.unwrap();
        let keys =
            [bed.vault.take(Domain::Request).await.unwrap(), bed.vault.take(Domain::Request).await.unwrap()];
        let bytes = keys.clone().map(|key| seal(&bed.vault, &key, "text"));
        for (key, bytes) in keys.iter().zip(&bytes) {
            open(&bed.vault, key.id(), bytes).await.unwrap();
            other.destroy(&[key.id()]).await.unwrap();
        }
        bed.vault.forget(&[keys[0].id()]);
        assert!(matches!(open(&bed.vault, keys[0].id(), &bytes[0]).await, Err(OpenError::Destroyed)));
        assert!(open(&bed.vault, keys[1].id(), &bytes[1]).await.is_ok(), "nobody told");
        bed.clock.advance(crate::cache::OPEN_FOR);
        assert!(matches!(open(&bed.vault, keys[1].id(), &bytes[1]).await, Err(OpenError::Destroyed)));
    })
    .await;
}

#[tokio::test]
async fn a_destroyed_key_is_not_taken_from_the_batch() {
    each_ring(async |bed| {
        bed.vault.supply().await.unwrap();
        let first = bed.vault.take(Domain::Staff).await.unwrap().id();
        let next = bed.vault.unsettled(START + 1, Some(first), 10_000).await.unwrap();
        bed.vault.destroy(&next).await.unwrap();
        let taken = bed.vault.take(Domain::Staff).await.unwrap().id();
        assert!(!next.contains(&taken));
    })
    .await;
}

// proves: attack E5
#[tokio::test]
async fn a_changed_row_of_the_ring_is_damaged_not_trusted() {
    each_ring(async |bed| {
        let keys =
            [bed.vault.take(Domain::Client).await.unwrap(), bed.vault.take(Domain::Client).await.unwrap()];
        let bytes = keys.clone().map(|key| seal(&bed.vault, &key, "text"));
        let [wrapped, commitment] = row(&bed.vault, keys[1].id()).await;
        // One key's material put into another key's row.
        let swap = move |conn: &mut kit_db::Conn| {
            diesel::update(ring_key::table.find(keys[0].id()))
                .set((ring_key::wrapped.eq(&wrapped), ring_key::commitment.eq(&commitment)))
                .execute(conn)?;
            // And an epoch that was never there.
            diesel::update(ring_key::table.find(keys[1].id())).set(ring_key::epoch.eq(77)).execute(conn)?;
            Ok((keys[0].id(), keys[1].id()))
        };
        let (one, other) = bed.vault.inner.db.write(swap).await.unwrap();
        for (id, bytes) in [(one, &bytes[0]), (other, &bytes[1])] {
            assert!(matches!(open(&bed.vault, id, bytes).await, Err(OpenError::Damaged)));
            assert!(matches!(bed.vault.key(id).await, Err(Error::KeyDamaged(_))));
        }
    })
    .await;
}
