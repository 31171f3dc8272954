//! The erasure register, in all its places.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::register::{self, Act, Appended, Entry, Erasure, Head, Register, file_in};
use crate::{Error, ring};

/// The places of one register.
struct Places {
    keys: PathBuf,
    data: PathBuf,
}

impl Places {
    fn of(bed: &Bed) -> Self {
        let data = bed.test.at.folder().join("data");
        fs::create_dir_all(&data).unwrap();
        Self { keys: bed.test.options.keys_dir.clone(), data }
    }

    async fn open(&self, vault: &Vault) -> crate::Result<(Register, register::Chain)> {
        Register::open(vault, &self.keys, std::slice::from_ref(&self.data)).await
    }

    fn bytes(&self) -> [Vec<u8>; 2] {
        [&self.keys, &self.data].map(|dir| fs::read(file_in(dir)).unwrap())
    }
}

fn erase(subject: i64) -> Act {
    let keys = vec![KeyId(subject * 10)];
    let replaced = Some((KeyId(subject * 10 + 1), KeyId(subject * 10 + 2)));
    Act::Erase(Erasure { subject, rows: vec![subject + 500], keys, replaced, looked: vec![subject + 900] })
}

async fn append(register: &Register, act: Act) -> Appended {
    register.append(act).await.unwrap()
}

async fn ring_head(vault: &Vault) -> Head {
    vault.inner.db.read(ring::register::head).await.unwrap()
}

/// Makes the ring one of an earlier time, as far as the register is concerned.
async fn set_back(vault: &Vault, to: Head) {
    use diesel::RunQueryDsl;
    let write = move |conn: &mut kit_db::Conn| {
        diesel::sql_query("DELETE FROM ring_register").execute(conn)?;
        ring::register::raise(conn, &to)
    };
    vault.inner.db.write(write).await.unwrap();
}

#[tokio::test]
async fn entries_are_the_same_in_every_place_and_come_back_as_written() {
    each_ring(async |bed| {
        let places = Places::of(&bed);
        let (register, chain) = places.open(&bed.vault).await.unwrap();
        assert_eq!((chain.entries(), register.head()), (&[][..], Head::EMPTY));
        append(&register, erase(1)).await;
        append(&register, Act::Hold(7)).await;
        let last = append(&register, Act::Release(7)).await;
        let [keys, data] = places.bytes();
        assert!(keys == data, "the same bytes");
        assert_eq!((last.head, last.head.seq), (ring_head(&bed.vault).await, 3));
        let (again, chain) = places.open(&bed.vault).await.unwrap();
        let acts = [erase(1), Act::Hold(7), Act::Release(7)];
        let wanted = (1..).zip(acts).map(|(seq, act)| Entry { seq, at: START, act });
        assert_eq!(chain.entries(), wanted.collect::<Vec<_>>());
        assert_eq!(again.head(), last.head);
        append(&again, erase(2)).await;
        assert_eq!(register::read(&places.data).unwrap().entries().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn nothing_on_hold_is_written_down_as_erased() {
    each_ring(async |bed| {
        let places = Places::of(&bed);
        let (register, _) = places.open(&bed.vault).await.unwrap();
        append(&register, Act::Hold(5)).await;
        assert!(matches!(register.append(erase(5)).await, Err(Error::Held)));
        append(&register, erase(6)).await;
        // Another process, which was not told, reads it in the file.
        let (other, _) = places.open(&bed.again(1, 51).await.unwrap()).await.unwrap();
        append(&register, Act::Hold(8)).await;
        assert!(matches!(other.append(erase(8)).await, Err(Error::Held)));
        append(&register, Act::Release(5)).await;
        append(&other, erase(5)).await;
        assert_eq!(register::read(&places.keys).unwrap().entries().len(), 5);
        assert!(places.bytes()[0] == places.bytes()[1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_append_and_none_overwrites_another() {
    each_ring(async |bed| {
        let places = Places::of(&bed);
        let mut works = tokio::task::JoinSet::new();
        for process in 0..3_u8 {
            let vault = bed.again(process + 1, 60 + u64::from(process)).await.unwrap();
            let (register, _) = places.open(&vault).await.unwrap();
            works.spawn(async move {
                for one in 0..20 {
                    append(&register, erase(i64::from(process) * 100 + one)).await;
                }
            });
        }
        works.join_all().await;
        let chain = register::read(&places.keys).unwrap();
        let mut subjects: Vec<i64> = chain.entries().iter().map(|entry| entry.act.subject()).collect();
        subjects.sort_unstable();
        let wanted = (0..3).flat_map(|process| (0..20).map(move |one| process * 100 + one));
        assert_eq!(subjects, wanted.collect::<Vec<_>>());
        assert_eq!(chain.head(), ring_head(&bed.vault).await);
        assert!(places.bytes()[0] == places.bytes()[1]);
    })
    .await;
}

#[tokio::test]
async fn an_older_register_is_refused_and_a_newer_one_elsewhere_is_taken() {
    each_ring(async |bed| {
        let places = Places::of(&bed);
        let (register, _) = places.open(&bed.vault).await.unwrap();
        append(&register, erase(1)).await;
        let old = places.bytes();
        append(&register, erase(2)).await;
        let new = places.bytes();
        for dir in [&places.keys, &places.data] {
            fs::write(file_in(dir), &old[0]).unwrap();
        }
        let error = places.open(&bed.vault).await.unwrap_err();
        assert!(matches!(error, Error::RegisterOlder { has: 1, needs: 2, .. }), "{error:?}");
        assert!(error.to_string().contains("erasures"), "{error}");
        // One place still has it: the others are written anew from it, also when they are gone.
        fs::write(file_in(&places.data), &new[1]).unwrap();
        let (_, chain) = places.open(&bed.vault).await.unwrap();
        assert_eq!(chain.entries().len(), 2);
        fs::remove_file(file_in(&places.keys)).unwrap();
        places.open(&bed.vault).await.unwrap();
        assert!(places.bytes() == new);
        // And none at all is older than all.
        for dir in [&places.keys, &places.data] {
            fs::remove_file(file_in(dir)).unwrap();
        }
        assert!(matches!(places.open(&bed.vault).await, Err(Error::RegisterOlder { has: 0, needs: 2, .. })));
    })
    .await;
}

#[tokio::test]
async fn an_older_copy_of_the_ring_takes_the_newest_register() {
    each_ring(async |bed| {
        let places = Places::of(&bed);
        let (register, _) = places.open(&bed.vault).await.unwrap();
        let old = append(&register, erase(1)).await.head;
        let new = append(&register, erase(2)).await.head;
        for back in [old, Head::EMPTY] {
            set_back(&bed.vault, back).await;
            let (again, chain) = places.open(&bed.vault).await.unwrap();
            assert_eq!((again.head(), chain.entries().len()), (new, 2));
            assert_eq!(ring_head(&bed.vault).await, new);
        }
        // A register that has as many entries, but others, is not the ring's.
        set_back(&bed.vault, Head { hash: [9; 32], ..old }).await;
        assert!(matches!(places.open(&bed.vault).await, Err(Error::RegisterForeign { .. })));
    })
    .await;
}

#[tokio::test]
async fn two_registers_that_differ_are_both_named() {
    let bed = Bed::on(Engine::Sqlite).await;
    let places = Places::of(&bed);
    let (register, _) = places.open(&bed.vault).await.unwrap();
    append(&register, erase(1)).await;
    let common = places.bytes()[0].clone();
    append(&register, erase(2)).await;
    let first = places.bytes()[0].clone();
    for dir in [&places.keys, &places.data] {
        fs::write(file_in(dir), &common).unwrap();
    }
    set_back(&bed.vault, Head::EMPTY).await;
    let (register, _) = places.open(&bed.vault).await.unwrap();
    append(&register, erase(3)).await;
    fs::write(file_in(&places.data), &first).unwrap();
    let error = places.open(&bed.vault).await.unwrap_err();
    assert!(matches!(error, Error::RegisterForked { .. }), "{error:?}");
    let (one, other) = (file_in(&places.keys), file_in(&places.data));
    assert!([one, other].iter().all(|path| error.to_string().contains(path.to_str().unwrap())), "{error}");
    // Another desk's register is no beginning of this one either.
    let other = Bed::seeded(Engine::Sqlite, 99).await;
    let foreign = Places::of(&other);
    let (register, _) = foreign.open(&other.vault).await.unwrap();
    append(&register, erase(1)).await;
    fs::write(file_in(&places.data), &foreign.bytes()[0]).unwrap();
    assert!(matches!(places.open(&bed.vault).await, Err(Error::RegisterForked { .. })));
    fs::remove_file(file_in(&places.keys)).unwrap();
    assert!(matches!(places.open(&bed.vault).await, Err(Error::RegisterForeign { .. })));
}

fn line_of(error: &Error) -> Option<u64> {
    if let Error::RegisterDamaged { line, .. } = error { Some(*line) } else { None }
}

// proves: attack E5
#[tokio::test]
async fn a_changed_line_is_named_and_a_half_written_last_one_is_left_out() {
    let bed = Bed::on(Engine::Sqlite).await;
    let places = Places::of(&bed);
    let (register, _) = places.open(&bed.vault).await.unwrap();
    for subject in 1..=5 {
        append(&register, erase(subject)).await;
    }
    let whole = places.bytes()[0].clone();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let mut edits = 0;
    // Whatever byte is changed before the last line: it is refused, at the line or the one after it.
    for at in (0..whole.len() - lines[5].len()).step_by(7) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(file_in(&places.data), &changed).unwrap();
        let error = register::read(&places.data).expect_err("a change was not found");
        let hit = whole[..at].split(|byte| *byte == b'\n').count() as u64;
        let named = line_of(&error).unwrap();
        assert!(named == hit || named == hit + 1, "line {hit} was changed, {named} is named");
        assert!(places.open(&bed.vault).await.is_err());
        edits += 1;
    }
    println!("proof: {edits} changes of the register, {edits} found");
    // A line that was taken out or put elsewhere.
    for odd in [[0, 2, 3, 4, 5].as_slice(), &[0, 1, 3, 2, 4, 5], &[1, 2, 3, 4, 5], &[0, 1, 2, 2, 3, 4, 5]] {
        let changed: Vec<u8> = odd.iter().flat_map(|line| lines[*line].to_vec()).collect();
        fs::write(file_in(&places.data), &changed).unwrap();
        assert!(line_of(&register::read(&places.data).unwrap_err()).is_some(), "{odd:?}");
    }
    // Cut off anywhere in the last line: what a crash leaves. The other place still has it.
    for length in [whole.len() - 1, whole.len() - lines[5].len() + 1, whole.len() - 40] {
        fs::write(file_in(&places.data), &whole[..length]).unwrap();
        assert_eq!(register::read(&places.data).unwrap().entries().len(), 4);
        places.open(&bed.vault).await.unwrap();
        assert!(places.bytes()[1] == whole);
    }
    // A last line that was changed is as good as not there, and the ring misses it.
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() = b'x';
    for dir in [&places.keys, &places.data] {
        fs::write(file_in(dir), &changed).unwrap();
    }
    assert!(matches!(places.open(&bed.vault).await, Err(Error::RegisterOlder { has: 4, needs: 5, .. })));
}

#[tokio::test]
async fn backup_targets_get_every_entry_and_cannot_stop_the_desk() {
    let bed = Bed::on(Engine::Sqlite).await;
    let places = Places::of(&bed);
    let (register, _) = places.open(&bed.vault).await.unwrap();
    let target = bed.test.at.folder().join("backup");
    fs::create_dir(&target).unwrap();
    append(&register, erase(1)).await;
    register::add_target(&places.keys, &target).unwrap();
    register::add_target(&places.keys, &target).unwrap();
    assert_eq!(register::targets(&places.keys).unwrap(), std::slice::from_ref(&target));
    assert!(append(&register, erase(2)).await.missed.is_empty());
    assert!(fs::read(file_in(&target)).unwrap() == places.bytes()[0], "also what came before");
    // Away for one entry, and back for the next.
    let aside = target.with_extension("away");
    fs::rename(&target, &aside).unwrap();
    assert_eq!(append(&register, erase(3)).await.missed, std::slice::from_ref(&target));
    fs::rename(&aside, &target).unwrap();
    append(&register, erase(4)).await;
    assert!(fs::read(file_in(&target)).unwrap() == places.bytes()[0]);
    // It has what everywhere else was lost.
    for dir in [&places.keys, &places.data] {
        fs::remove_file(file_in(dir)).unwrap();
    }
    assert_eq!(places.open(&bed.vault).await.unwrap().1.entries().len(), 4);
    // What somebody put there instead is passed over.
    fs::write(file_in(&target), "{}\n{}\n").unwrap();
    let (register, chain) = places.open(&bed.vault).await.unwrap();
    assert_eq!(chain.entries().len(), 4);
    assert_eq!(append(&register, erase(5)).await.missed, std::slice::from_ref(&target));
    register::drop_target(&places.keys, &target).unwrap();
    assert!(append(&register, erase(6)).await.missed.is_empty());
}

#[tokio::test]
async fn the_ring_tells_its_head_without_being_touched() {
    each_ring(async |bed| {
        let places = Places::of(&bed);
        let (register, _) = places.open(&bed.vault).await.unwrap();
        let head = append(&register, erase(1)).await.head;
        assert_eq!(register::head_of_ring(&bed.test.at.place).await.unwrap(), Some(head));
    })
    .await;
}

#[tokio::test]
async fn an_entry_names_nothing_but_ids() {
    let bed = Bed::on(Engine::Sqlite).await;
    let places = Places::of(&bed);
    let (register, _) = places.open(&bed.vault).await.unwrap();
    append(&register, erase(1)).await;
    let text = String::from_utf8(places.bytes()[0].clone()).unwrap();
    let (json, _) = text.lines().nth(1).unwrap().rsplit_once(' ').unwrap();
    let entry: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap();
    let mut names: Vec<&str> = entry.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["act", "at", "before", "keys", "looked", "replaced", "rows", "seq", "subject"]);
    assert_eq!(entry["subject"], 1);
}

#[tokio::test]
async fn many_entries_are_read_at_a_start_in_little_time() {
    let full = std::env::var_os("PROVE").is_some();
    let count: i64 = if full { 100_000 } else { 2_000 };
    let bed = Bed::on(Engine::Sqlite).await;
    let places = Places::of(&bed);
    let (register, _) = places.open(&bed.vault).await.unwrap();
    for subject in 0..count {
        register.append_unsynced(erase(subject)).unwrap();
    }
    append(&register, Act::Hold(1)).await;
    let started = std::time::Instant::now();
    let (_, chain) = places.open(&bed.vault).await.unwrap();
    let taken = started.elapsed();
    assert_eq!(chain.entries().len() as i64, count + 1);
    println!("proof: a register of {count} entries opened in {} ms", taken.as_millis());
    assert!(!full || taken < std::time::Duration::from_secs(3), "{taken:?}");
}

/// The folder of a register in a directory nobody made yet is made, for its owner only.
#[tokio::test]
async fn the_folder_is_its_owners_alone() {
    use std::os::unix::fs::MetadataExt;
    let bed = Bed::on(Engine::Sqlite).await;
    let places = Places::of(&bed);
    let (register, _) = places.open(&bed.vault).await.unwrap();
    append(&register, erase(1)).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    for dir in [&places.keys, &places.data] {
        assert_eq!((mode(&dir.join("register")), mode(&file_in(dir))), (0o700, 0o600));
    }
}
