use super::{Ended, places};
use crate::config::Config;
use crate::doctor::{Severity, examine};

/// `querist doctor`
pub async fn run(config: &Config) -> Result<(), Ended> {
    let places = places(config)?;
    let found = examine(config, &places).await;
    let mut wrong = 0;
    for finding in &found {
        println!("{finding}");
        wrong += usize::from(finding.severity == Severity::Wrong);
    }
    match wrong {
        0 => Ok(()),
        1 => Err(Ended::refused("1 thing is wrong; `querist serve` will not start")),
        _ => Err(Ended::refused(format!("{wrong} things are wrong; `querist serve` will not start"))),
    }
}
