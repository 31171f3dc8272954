//! What is planted: words that are nowhere else, each of them once, and others in each run: a server keeps files
//! of earlier ones.

use std::path::Path;
use std::sync::Mutex;

const HEADS: [&str; 10] = [
    "Vexquill",
    "Žlutoun",
    "Ørnskvik",
    "Łabędźek",
    "Ğümüşkuş",
    "Ωκύπτερος",
    "Чибисёнок",
    "Þrastarun",
    "Ngōtūīko",
    "Wrenfjörd",
];
const TAILS: [&str; 10] = [
    "abernook",
    "çemberlin",
    "dunlockæ",
    "eskimoor",
    "fjällvind",
    "gullhøyde",
    "hawthžip",
    "ibisquay",
    "jackdåw",
    "kestrelux",
];

/// The words that were planted so far.
pub struct Birds {
    planted: Mutex<Vec<String>>,
    run: String,
}

impl Birds {
    /// None yet. The folder of a run has a name of its own.
    pub fn of(folder: &Path) -> Self {
        let name = folder.file_name().unwrap().to_string_lossy();
        let run: String = name.chars().rev().filter(char::is_ascii_alphanumeric).take(6).collect();
        assert_eq!(run.len(), 6, "{name} tells runs apart");
        Self { planted: Mutex::default(), run: run.to_lowercase() }
    }

    /// A name nobody has.
    pub fn name(&self) -> String {
        self.plant(|n| format!("{}-{n:03}{}-{}", HEADS[n % 10], self.run, TAILS[(n / 10) % 10]))
    }

    /// An address nobody has. What is searched for is the part before the `@`.
    pub fn address(&self) -> String {
        let local = self.plant(|n| format!("kestrel{n:03}{}.quillmoor", self.run));
        format!("{local}@lapwing.example")
    }

    /// A sentence with a word nobody writes.
    pub fn sentence(&self) -> String {
        format!("Where did {} go in 1931?", self.name())
    }

    /// A telephone number nobody has.
    pub fn phone(&self) -> String {
        self.plant(|n| format!("+44 7700 90{n:03}-7731-{n:03}"))
    }

    /// A text that is exactly this, wherever it is kept.
    pub fn exactly(&self, text: &str) -> String {
        self.plant(|_| text.to_owned())
    }

    /// All of them.
    pub fn planted(&self) -> Vec<String> {
        self.planted.lock().unwrap().clone()
    }

    fn plant(&self, make: impl Fn(usize) -> String) -> String {
        let mut all = self.planted.lock().unwrap();
        let bird = make(all.len());
        assert!(!all.contains(&bird), "{bird} is planted once");
        all.push(bird.clone());
        bird
    }
}
