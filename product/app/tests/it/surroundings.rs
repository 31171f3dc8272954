//! What lies around the desk: directories that must be its own, and files that no address leads to.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use kit_db::Engine;

use crate::house::TestHouse;
use crate::power::server::{Server, places, querist};

/// Starts the desk in `folder` and says how it ended, if it did not start.
fn start(folder: &Path) -> Result<Server, String> {
    let words = folder.join("words");
    let _ = fs::remove_file(&words);
    Server::start(&mut querist(&places(folder), &["serve"]), &words)
}

/// Every byte of every file below `dir`, by name.
fn bytes(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => all.extend(bytes(&path)),
            kind if kind.is_file() => all.push((path.clone(), fs::read(&path).unwrap())),
            _ => {}
        }
    }
    all.sort();
    all
}

// proves: RF-45, RF-46
#[test]
fn a_desk_whose_places_are_open_to_others_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    start(folder).unwrap().stop();
    let places = places(folder);
    let epochs = places.keys.join("epochs.json");
    for (path, open, own) in [
        (&places.data, 0o750, 0o700),
        (&places.data, 0o701, 0o700),
        (&places.keys, 0o755, 0o700),
        (&places.root_key, 0o640, 0o600),
        (&epochs, 0o604, 0o600),
    ] {
        let name = path.display().to_string();
        fs::set_permissions(path, Permissions::from_mode(open)).unwrap();
        let before = bytes(folder);
        let told = start(folder).err().unwrap_or_else(|| panic!("{name} with {open:o}: it started"));
        assert!(told.contains(&format!("{name} is open to others (mode {open:o})")), "{told}");
        assert!(told.contains(&format!("chmod {own:o} {name}")), "the way to mend it is told: {told}");
        let kept = bytes(folder);
        let other = |all: &[(PathBuf, Vec<u8>)], than: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
            // To look into a database SQLite makes two files beside it, which say nothing.
            let aside = |(path, bytes): &(PathBuf, Vec<u8>)| {
                let name = path.to_string_lossy().into_owned();
                name.ends_with("words")
                    || name.ends_with("-shm")
                    || (name.ends_with("-wal") && bytes.is_empty())
            };
            let new = all.iter().filter(|one| !aside(one) && !than.contains(one));
            new.map(|(path, _)| path.clone()).collect()
        };
        let (gone, come) = (other(&before, &kept), other(&kept, &before));
        assert!(gone.is_empty() && come.is_empty(), "nothing is changed: {gone:?} became {come:?}");
        fs::set_permissions(path, Permissions::from_mode(own)).unwrap();
    }
    let elsewhere = folder.join("elsewhere");
    fs::rename(&places.data, &elsewhere).unwrap();
    symlink(&elsewhere, &places.data).unwrap();
    let told = start(folder).err().expect("a symbolic link was followed");
    assert!(told.contains("is a symbolic link"), "{told}");
    fs::remove_file(&places.data).unwrap();
    fs::rename(&elsewhere, &places.data).unwrap();
    start(folder).unwrap().stop();
}

// proves: RF-49, RF-50
#[tokio::test(flavor = "multi_thread")]
async fn no_address_leads_to_a_file_or_a_list_of_files() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = house.visitor();
    let files = bytes(house.folder());
    assert!(files.len() > 5, "{} files", files.len());
    for (path, _) in &files {
        let name = path.strip_prefix(house.folder()).unwrap().to_str().unwrap();
        let last = path.file_name().unwrap().to_str().unwrap();
        let encoded = name.replace('/', "%2f");
        for address in [
            format!("/{name}"),
            format!("/{last}"),
            format!("/assets/{last}"),
            format!("/assets/../{name}"),
            format!("/assets/%2e%2e/{name}"),
            format!("/assets/..%2f{encoded}"),
            format!("/{encoded}"),
            path.to_str().unwrap().to_owned(),
        ] {
            assert_eq!(browser.get(&address).await.status, 404, "{address}");
        }
    }
    for address in ["/assets", "/assets/", "/data/", "/keys/", "/register/", "/.git/", "/.well-known/"] {
        assert_eq!(browser.get(address).await.status, 404, "{address}");
    }
}

// proves: XT-130
#[tokio::test]
async fn a_known_place_tells_the_build_by_the_hashes_of_what_browsers_get() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = house.visitor();
    let told = browser.get("/.well-known/build.json").await;
    assert_eq!(told.headers["content-type"], "application/json");
    let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let keys: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["commit", "files", "release", "signature"], "and nothing of the machine");
    assert_eq!(told["release"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["signature"], "unsigned");
    let files = told["files"].as_object().unwrap();
    assert_eq!(files.len(), 3, "{files:?}");
    for (path, integrity) in files {
        let body = browser.get(path).await.body;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, body.as_bytes());
        let hash = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, hash);
        assert_eq!(integrity, &format!("sha512-{hash}"), "{path}");
    }
    // A page names its style by the same value.
    let page = browser.get("/").await.body;
    let style = crate::asking::between(&page, "rel=\"stylesheet\" href=\"", "\"").unwrap();
    assert!(page.contains(files[style].as_str().unwrap()));
}

// proves: attack B6b
#[tokio::test]
async fn whoever_finds_a_weakness_is_told_whom_to_tell() {
    let house = TestHouse::on(Engine::Sqlite).await;
    let mut browser = house.visitor();
    assert_eq!(browser.get("/.well-known/security.txt").await.status, 404, "nobody is named");
    house.set("organisation.security_contact", "security@library.example").await;
    let told = browser.get("/.well-known/security.txt").await;
    assert_eq!(
        (told.status.as_u16(), &told.headers["content-type"]),
        (200, &"text/plain; charset=utf-8".parse().unwrap())
    );
    let lines: Vec<(&str, &str)> = told.body.lines().map(|line| line.split_once(": ").unwrap()).collect();
    assert_eq!(lines[0], ("Contact", "mailto:security@library.example"));
    let expires = chrono::DateTime::parse_from_rfc3339(lines[1].1).unwrap().timestamp_millis();
    let left = expires - house.ground().now();
    assert!(
        lines[1].0 == "Expires" && (88 * kit_base::DAY..=90 * kit_base::DAY).contains(&left),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .all(|(name, _)| ["Contact", "Expires", "Preferred-Languages", "Canonical"].contains(name))
    );
}
