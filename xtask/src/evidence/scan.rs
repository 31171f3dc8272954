//! Finds the lines by which tests claim to prove something.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::fault::{Doing, Fault, Result};

/// A line `proves: …` and the test under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The file, from the root of the workspace.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The ids as written.
    pub ids: Vec<String>,
    /// The test; none when no test stands near.
    pub place: Option<Place>,
}

/// Where a test is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A Rust test.
    Rust(RustTest),
    /// A test from outside.
    Outside {
        /// The file's name.
        file: String,
        /// The test's own name.
        name: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rust(test) => {
                let path = test.module.iter().chain([&test.function]).map(String::as_str);
                write!(f, "{} {}", test.class, path.collect::<Vec<_>>().join("::"))
            }
            Self::Outside { file, name } => write!(f, "{file}: {name}"),
        }
    }
}

/// A Rust test, as far as its place in the files tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustTest {
    /// The crate, for a test of the library or program; `crate::target` for one of `tests/`.
    pub class: String,
    /// The modules that the file's path names.
    pub module: Vec<String>,
    /// The function, or the name given to a macro that makes tests.
    pub function: String,
}

impl RustTest {
    /// Whether a runner's name means this test, or one of the cases a macro made of it.
    pub fn is(&self, class: &str, name: &str) -> bool {
        let program = class.strip_prefix(&self.class).is_some_and(|rest| rest.starts_with("::bin/"));
        let parts: Vec<&str> = name.split("::").collect();
        let own = parts.len() > self.module.len() && parts.iter().zip(&self.module).all(|(a, b)| a == b);
        (class == self.class || program)
            && own
            && parts[self.module.len()..].contains(&self.function.as_str())
    }
}

/// The languages that tests are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Rust,
    Node,
    Python,
}

impl Language {
    fn of(file: &str) -> Option<Self> {
        match Path::new(file).extension()?.to_str()? {
            "rs" => Some(Self::Rust),
            "mjs" => Some(Self::Node),
            "py" => Some(Self::Python),
            _ => None,
        }
    }

    fn sign(self) -> &'static str {
        if self == Self::Python { "# proves:" } else { "// proves:" }
    }
}

/// All claims of the workspace.
pub fn claims(root: &Path) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    for folder in ["kit", "product", "xtask"] {
        walk(root, &root.join(folder), "", &mut claims)?;
    }
    claims.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(claims)
}

/// The files under `folder` that were written after `moment`, but for what is fetched or built.
pub fn written_after(folder: &Path, moment: SystemTime) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            found.extend(written_after(&path, moment)?);
        } else if path.metadata().and_then(|facts| facts.modified()).is_ok_and(|at| at > moment) {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

/// What is in a folder, in order, but for what is fetched or built.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).doing(format_args!("listing {}", folder.display()))? {
        let path = entry.doing(format_args!("listing {}", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !["node_modules", "target", "__pycache__"].contains(&name.as_str()) && !name.starts_with('.') {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn walk(root: &Path, folder: &Path, package: &str, claims: &mut Vec<Claim>) -> Result<()> {
    let manifest = folder.join("Cargo.toml");
    let named = if manifest.is_file() { package_name(&manifest)? } else { package.to_owned() };
    for path in entries(folder)? {
        if path.is_dir() {
            walk(root, &path, &named, claims)?;
        } else if Language::of(&path.to_string_lossy()).is_some() {
            let text = std::fs::read_to_string(&path).doing(format_args!("reading {}", path.display()))?;
            let file = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            claims.extend(claims_in(&file, &text, &named));
        }
    }
    Ok(())
}

fn package_name(manifest: &Path) -> Result<String> {
    let text = std::fs::read_to_string(manifest).doing(format_args!("reading {}", manifest.display()))?;
    let table: toml::Table = text.parse().doing(format_args!("reading {}", manifest.display()))?;
    let name = table.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    name.map(str::to_owned).ok_or_else(|| Fault::new(format!("{} names no package", manifest.display())))
}

/// The claims of one file; `file` is its path from the root.
pub fn claims_in(file: &str, text: &str, package: &str) -> Vec<Claim> {
    let Some(language) = Language::of(file) else {
        return Vec::new();
    };
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let mut claims = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(list) = line.strip_prefix(language.sign()) else {
            continue;
        };
        let ids = ids(list);
        let name = test_name(language, &lines[at + 1..]);
        let place = name.and_then(|name| place(language, file, package, name));
        claims.push(Claim { file: file.to_owned(), line: at + 1, ids, place });
    }
    claims
}

/// The ids of a list; words in round brackets explain and are left out.
fn ids(list: &str) -> Vec<String> {
    let mut depth = 0_u32;
    let bare = list.chars().filter(|c| {
        depth += u32::from(*c == '(');
        let outside = depth == 0;
        depth = depth.saturating_sub(u32::from(*c == ')'));
        outside
    });
    bare.collect::<String>().split(',').map(|id| id.trim().to_owned()).collect()
}

fn place(language: Language, file: &str, package: &str, name: String) -> Option<Place> {
    if language == Language::Rust {
        let (class, module) = rust_place(file, package)?;
        return Some(Place::Rust(RustTest { class, module, function: name }));
    }
    Some(Place::Outside { file: file.rsplit('/').next()?.to_owned(), name })
}

/// The name of the test that begins under a claim: after comments and attributes, with nothing else between.
fn test_name(language: Language, below: &[&str]) -> Option<String> {
    // An attribute of Rust may run over several lines.
    let mut open = 0_i32;
    for line in below {
        match language {
            _ if line.is_empty() || line.starts_with("//") => {}
            Language::Rust if line.starts_with("#[") || open > 0 => {
                open += line.chars().map(|c| i32::from(c == '[') - i32::from(c == ']')).sum::<i32>();
            }
            Language::Rust => return function(line).or_else(|| macro_name(line)),
            Language::Python if line.starts_with(['#', '@']) => {}
            Language::Python => return python_name(line),
            Language::Node => return quoted(line),
        }
    }
    None
}

fn identifier(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// `pub async fn name(` gives `name`.
fn function(line: &str) -> Option<String> {
    let start = if line.starts_with("fn ") { 3 } else { line.find(" fn ")? + 4 };
    identifier(line[start..].trim_start())
}

/// `each_engine!(name, …)` and `each_engine! { name …` give `name`.
fn macro_name(line: &str) -> Option<String> {
    let (name, rest) = line.split_once('!')?;
    identifier(name).filter(|whole| whole == name)?;
    identifier(rest.trim_start().trim_start_matches(['(', '{', '[']).trim_start())
}

fn python_name(line: &str) -> Option<String> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    identifier(line.strip_prefix("def ")?)
}

/// The first quoted word of `test('name', …`.
fn quoted(line: &str) -> Option<String> {
    let (call, rest) = line.split_once('(')?;
    if !(call.starts_with("test") || call.starts_with("it") || call.contains(".test")) {
        return None;
    }
    let quote = rest.chars().next().filter(|c| "'\"`".contains(*c))?;
    let (name, _) = rest[1..].split_once(quote)?;
    Some(name.to_owned())
}

/// nextest's id of the program a file's tests are in, and the modules its path names.
fn rust_place(file: &str, package: &str) -> Option<(String, Vec<String>)> {
    let path = file.strip_suffix(".rs")?;
    let (class, inner) = if let Some((_, inner)) = path.split_once("/src/") {
        (package.to_owned(), inner)
    } else {
        let (_, inner) = path.split_once("/tests/")?;
        let (target, rest) = inner.split_once('/').unwrap_or((inner, "main"));
        (format!("{package}::{target}"), rest)
    };
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if module
        .last()
        .is_some_and(|last| last == "mod" || (module.len() == 1 && (last == "lib" || last == "main")))
    {
        module.pop();
    }
    Some((class, module))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Place, claims_in, ids, rust_place, written_after};

    fn named(file: &str, text: &str) -> Option<String> {
        match claims_in(file, text, "p").pop()?.place? {
            Place::Rust(found) => Some(found.function),
            Place::Outside { name, .. } => Some(name),
        }
    }

    #[test]
    fn the_test_under_a_line_is_found() {
        let rust = |under: &str| named("kit/p/src/lib.rs", &format!("    // proves: RF-1\n{under}"));
        assert_eq!(
            rust("    /// Why.\n    #[tokio::test(\n    a = [1]\n    )]\n    async fn a() {}").as_deref(),
            Some("a")
        );
        assert_eq!(rust("pub(crate) fn b_2() {}").as_deref(), Some("b_2"));
        assert_eq!(rust("each_engine!(c, |db| {});").as_deref(), Some("c"));
        assert_eq!(rust("each_engine! { async fn d() {} }").as_deref(), Some("d"));
        assert_eq!(rust("let x = 1;\nfn late() {}"), None);
        assert_eq!(rust(""), None);
    }

    #[test]
    fn what_was_written_later_is_found() {
        let folder = std::env::temp_dir().join(format!("querist-scan-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("src/node_modules")).unwrap();
        for file in ["src/old.rs", "src/node_modules/new.mjs", "src/new.rs"] {
            std::fs::write(folder.join(file), "").unwrap();
        }
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let set = |file: &str, moment| {
            let opened = std::fs::File::options().write(true).open(folder.join(file)).unwrap();
            opened.set_modified(moment).unwrap();
        };
        set("src/old.rs", moment - Duration::from_secs(5));
        set("src/new.rs", moment + Duration::from_secs(5));
        set("src/node_modules/new.mjs", moment + Duration::from_secs(5));
        let found = written_after(&folder, moment).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, [folder.join("src/new.rs").display().to_string()]);
    }

    #[test]
    fn words_in_brackets_are_no_ids() {
        assert_eq!(ids(" RF-1 (a, b), attack E5"), ["RF-1", "attack E5"]);
    }

    #[test]
    fn tests_from_outside_are_found() {
        assert_eq!(
            named("t/ask.test.mjs", "// proves: RF-1\ntest(\"it's asked\", async () => {").as_deref(),
            Some("it's asked")
        );
        assert_eq!(
            named("t/ask.py", "# proves: RF-1\n# why\n@driven\ndef test_ask(page):").as_deref(),
            Some("test_ask")
        );
        assert_eq!(named("t/ask.test.mjs", "// proves: RF-1\nconst a = 1;"), None);
    }

    #[test]
    fn a_path_names_program_and_modules() {
        let place =
            |file| rust_place(file, "p").map(|(class, module)| format!("{class} {}", module.join("::")));
        assert_eq!(place("kit/p/src/lib.rs").as_deref(), Some("p "));
        assert_eq!(place("kit/p/src/a/mod.rs").as_deref(), Some("p a"));
        assert_eq!(place("kit/p/src/a/main.rs").as_deref(), Some("p a::main"));
        assert_eq!(place("kit/p/tests/it.rs").as_deref(), Some("p::it "));
        assert_eq!(place("kit/p/tests/it/main.rs").as_deref(), Some("p::it "));
        assert_eq!(place("kit/p/tests/it/a/b.rs").as_deref(), Some("p::it a::b"));
    }
}
