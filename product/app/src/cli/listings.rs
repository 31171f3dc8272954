use std::path::Path;

use super::Ended;
use crate::listings;

/// `querist listings`
pub fn run(dir: &Path) -> Result<(), Ended> {
    std::fs::create_dir_all(dir)?;
    for (name, text) in listings::all()? {
        std::fs::write(dir.join(name), text)?;
    }
    Ok(())
}
