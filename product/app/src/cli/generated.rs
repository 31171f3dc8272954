use std::path::Path;

use super::Ended;
use crate::generated;

/// `querist generated`
pub fn run(dir: &Path) -> Result<(), Ended> {
    std::fs::create_dir_all(dir)?;
    for (name, text) in generated::all()? {
        std::fs::write(dir.join(name), text)?;
    }
    Ok(())
}
