//! The listings under `docs/generated`: what the slices hide, seen at once. A test keeps them fresh.

use std::fmt::Write;

use ground::guard::policy::{LEVELS, TABLE, allows};
use ground::guard::{Privilege, Route};
use ground::jobs::Schedule;
use ground::settings::registry;

use crate::boot::{self, BootError};
use crate::routes;

/// Every listing: file name and text.
pub fn all() -> Result<Vec<(&'static str, String)>, BootError> {
    let words = boot::words()?;
    Ok(vec![
        ("routes.md", route_list()),
        ("access.md", access_list()),
        ("tables.md", table_list()),
        ("jobs.md", job_list(&words)),
        ("parameters.md", parameter_list(&words)),
    ])
}

fn sorted() -> Vec<Route> {
    let mut table = routes::table();
    table.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    table
}

fn route_list() -> String {
    let mut out = String::from(
        "# Routes\n\nMade from the route table.\n\n| method | address | name | privilege |\n|---|---|---|---|\n",
    );
    for route in sorted() {
        let _ = writeln!(
            out,
            "| {} | `{}` | {} | {} |",
            route.method,
            route.path,
            route.name,
            route.privilege.code()
        );
    }
    out
}

fn access_list() -> String {
    let mut out = String::from(
        "# Access\n\nMade from the policy table: who may call each route. The object is authorised besides.\n\n| route | nobody |",
    );
    for level in LEVELS {
        let _ = write!(out, " {} |", level.code());
    }
    out.push_str("\n|---|---|");
    out.push_str(&"---|".repeat(LEVELS.len()));
    out.push('\n');
    for route in sorted() {
        let public = route.privilege == Privilege::Public;
        let _ = write!(out, "| {} | {} |", route.name, if public { "yes" } else { "–" });
        for level in LEVELS {
            let may = match route.privilege {
                Privilege::Public | Privilege::SignedIn => true,
                Privilege::Needs(permission) => allows(level, permission),
            };
            let _ = write!(out, " {} |", if may { "yes" } else { "–" });
        }
        out.push('\n');
    }
    out.push_str("\n| permission | levels | reach |\n|---|---|---|\n");
    for (permission, levels, scope) in TABLE {
        let levels: Vec<&str> = levels.iter().map(|level| level.code()).collect();
        let _ = writeln!(out, "| {} | {} | {scope:?} |", permission.code(), levels.join(", "));
    }
    out
}

fn table_list() -> String {
    let sources = [ground::classes(), desk::classes()].concat();
    let mut out =
        String::from("# Tables\n\nEvery column with its data class, made from the slices' class tables.\n");
    match kit_vault::classes::Classes::parse(&sources) {
        Ok(classes) => {
            let mut table = String::new();
            for (name, column, about) in classes.columns() {
                if name != table {
                    name.clone_into(&mut table);
                    let _ = write!(
                        out,
                        "\n## {table}\n\n| column | class | purpose | kept |\n|---|---|---|---|\n"
                    );
                }
                let _ = writeln!(
                    out,
                    "| {} | {:?} | {} | {} |",
                    column, about.class, about.purpose, about.retention
                );
            }
        }
        Err(problems) => {
            let _ = writeln!(out, "{problems:?}");
        }
    }
    out
}

fn job_list(words: &kit_web::Words) -> String {
    let mut out = String::from(
        "# Jobs\n\nWhat the program does in the background.\n\n| kind | queue | when | attempts | what it does |\n|---|---|---|---|---|\n",
    );
    let kinds = [desk::requests::kinds(), ground::housekeeping::kinds(), ground::outbox::kinds()].concat();
    for kind in kinds {
        let about = words.say(kit_web::Lang::default(), &format!("job-{}-about", kind.slug()), &[]);
        let when = match kind.schedule {
            None => "when something asks for it".to_owned(),
            Some(Schedule::Every(pause)) => format!("every {} s", pause / 1_000),
            Some(Schedule::Daily { hour, minute }) => format!("daily at {hour}:{minute:02} UTC"),
        };
        let (queue, attempts) = (kind.queue.code(), kind.max_attempts);
        let _ = writeln!(out, "| {} | {queue} | {when} | {attempts} | {about} |", kind.name);
    }
    out
}

fn parameter_list(words: &kit_web::Words) -> String {
    let mut out = String::from("# Parameters\n\n| key | RefTracker | name | values |\n|---|---|---|---|\n");
    for parameter in registry::ALL {
        let key = parameter.key();
        let name = words.say(kit_web::Lang::default(), &format!("setting-{}", key.replace('.', "-")), &[]);
        let number = parameter.number().unwrap_or("–");
        let _ = writeln!(out, "| `{key}` | {number} | {name} | {} |", parameter.bounds());
    }
    out
}
