//! What hashing a password costs: measured on the machine at the first start, never below the floor, and raised
//! for those who have an account when they next sign in.

use std::time::Duration;

use crate::Ground;
use crate::audit;
use crate::settings::{self, Parameter, Settings, registry};

/// Memory and passes of Argon2id (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Mebibytes of memory.
    pub memory: u32,
    /// How often it is passed over.
    pub passes: u32,
}

/// The least OWASP's password storage cheat sheet allows. Builds for tests stand on it, because a test signs in
/// hundreds of times; a release build has no such feature.
const FLOOR: Cost = Cost { memory: 19, passes: 2 };

/// What is tried at the first start, from the cheapest (security design 2.5).
const LADDER: [Cost; 10] = [
    FLOOR,
    Cost { memory: 32, passes: 3 },
    Cost { memory: 64, passes: 2 },
    Cost { memory: 64, passes: 3 },
    Cost { memory: 64, passes: 4 },
    Cost { memory: 64, passes: 5 },
    Cost { memory: 96, passes: 4 },
    Cost { memory: 128, passes: 4 },
    Cost { memory: 128, passes: 6 },
    Cost { memory: 128, passes: 8 },
];

/// A hash takes at most so long at the machine's first start.
const LONGEST: Duration = Duration::from_millis(500);

impl Cost {
    /// The one in force.
    pub fn of(settings: &Settings) -> Self {
        let number = |parameter: &settings::Number| u32::try_from(settings.number(parameter)).unwrap_or(0);
        let set = Self { memory: number(&registry::HASH_MEMORY), passes: number(&registry::HASH_PASSES) };
        let usual = |parameter: &settings::Number| u32::try_from(parameter.default).unwrap_or(0);
        let untouched = Self { memory: usual(&registry::HASH_MEMORY), passes: usual(&registry::HASH_PASSES) };
        if cfg!(feature = "testing") && set == untouched { FLOOR } else { set }
    }
}

/// The dearest of the ladder that `takes` no longer than it should, or the floor.
fn choose(mut takes: impl FnMut(Cost) -> Duration) -> Cost {
    let mut chosen = FLOOR;
    for cost in LADDER {
        if takes(cost) > LONGEST {
            break;
        }
        chosen = cost;
    }
    chosen
}

/// Measures this machine and sets what hashing costs, where nobody has set it yet. Takes some seconds.
///
/// # Errors
/// Those of the database.
pub async fn calibrate(ground: &Ground) -> kit_db::Result<Option<Cost>> {
    let parameters = [Parameter::Number(&registry::HASH_MEMORY), Parameter::Number(&registry::HASH_PASSES)];
    let is_set = ground.db.read(move |conn| {
        Ok(settings::is_set(conn, parameters[0].key())? || settings::is_set(conn, parameters[1].key())?)
    });
    if is_set.await? {
        return Ok(None);
    }
    let measured = tokio::task::spawn_blocking(|| {
        choose(|cost| {
            let begun = tokio::time::Instant::now();
            // What cannot be computed here is dearer than anything.
            super::password::compute("a password of usual length", &[7; 16], cost)
                .map_or(Duration::MAX, |_| begun.elapsed())
        })
    });
    let Ok(cost) = measured.await else { return Ok(None) };
    let now = ground.now();
    let event = audit::Event {
        id: ground.id(),
        at: now,
        actor: audit::Actor::System,
        kind: "settings.calibrated",
        subject_kind: "setting",
        subject_id: 0,
        params: serde_json::json!({ "memory": cost.memory, "passes": cost.passes }),
    };
    ground
        .db
        .write(move |conn| {
            settings::put(conn, parameters[0].key(), &cost.memory.to_string(), now)?;
            settings::put(conn, parameters[1].key(), &cost.passes.to_string(), now)?;
            audit::record(conn, &event)
        })
        .await?;
    ground.settings.refresh(&ground.db).await?;
    Ok(Some(cost))
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: v5.0.0-11.4.2
    #[test]
    fn the_dearest_that_is_quick_enough_is_chosen_and_never_less_than_the_floor() {
        let of = |per_pass: f64| {
            choose(|cost| {
                Duration::from_secs_f64(f64::from(cost.memory) * f64::from(cost.passes) * per_pass / 1_000.0)
            })
        };
        // Milliseconds for a mebibyte and pass.
        assert_eq!(of(2.5), Cost { memory: 64, passes: 3 }, "480 ms");
        assert_eq!(of(0.1), Cost { memory: 128, passes: 8 }, "the end of the ladder");
        assert_eq!(of(1_000.0), FLOOR, "a slow machine");
        for cost in LADDER {
            assert!(cost.memory >= FLOOR.memory && cost.passes >= FLOOR.passes, "{cost:?}");
        }
        let work = |cost: &Cost| cost.memory * cost.passes;
        assert!(LADDER.is_sorted_by_key(work), "from the cheapest");
    }
}
