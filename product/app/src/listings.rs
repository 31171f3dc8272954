//! The listings under `docs/generated`: what the slices hide, seen at once. `cargo xtask listings` writes them
//! and a test keeps them fresh.
//!
//! Plain text in columns. A line that begins with `#` explains; a line of `route_list` and `access_list`
//! that begins with a method and an address is a route. To add a listing: a line in [`all`].

use std::fmt::Write as _;

use ground::guard::policy::{LEVELS, Level, TABLE, allows};
use ground::guard::{Privilege, Route};
use ground::jobs::Schedule;
use ground::settings::registry;
use kit_vault::classes::Classes;

use crate::boot::{self, BootError};
use crate::routes;

/// Every listing: file name and text.
pub fn all() -> Result<Vec<(&'static str, String)>, BootError> {
    let words = boot::words()?;
    Ok(vec![
        ("routes.txt", route_list()),
        ("access.txt", access_list()),
        ("tables.txt", table_list()),
        ("jobs.txt", job_list(&words)),
        ("parameters.txt", parameter_list(&words)),
        ("settings.md", settings_chapter(&words)),
    ])
}

/// Lines of cells, each column as wide as its widest cell; the last one runs on.
#[derive(Default)]
struct Columns {
    about: String,
    lines: Vec<Vec<String>>,
}

impl Columns {
    /// Nothing yet but what it is about: lines of explanation and the heads of the columns.
    fn new(about: &[&str], heads: &[&str]) -> Self {
        let mut text = String::new();
        for line in about {
            let _infallible = writeln!(text, "{}", format!("# {line}").trim_end());
        }
        let mut columns = Self { about: text + "#\n", lines: Vec::new() };
        columns.line(heads.iter().enumerate().map(|(at, head)| {
            let sign = if at == 0 { "# " } else { "" };
            format!("{sign}{head}")
        }));
        columns
    }

    fn line<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.lines.push(cells.into_iter().map(Into::into).collect());
    }

    /// An empty line.
    fn gap(&mut self) {
        self.lines.push(Vec::new());
    }

    fn text(&self) -> String {
        let mut widths: Vec<usize> = Vec::new();
        for line in &self.lines {
            for (at, cell) in line.iter().enumerate() {
                let width = cell.chars().count();
                match widths.get_mut(at) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        let mut out = self.about.clone();
        for line in &self.lines {
            let padded = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            out.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
            out.push('\n');
        }
        out
    }
}

fn sorted() -> Vec<Route> {
    let mut table = routes::table();
    table.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    table
}

fn address(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn route_list() -> String {
    let about = ["Everything the server answers, made from the route table."];
    let mut columns = Columns::new(&about, &["route", "name", "privilege"]);
    for route in sorted() {
        columns.line([address(&route), route.name.to_owned(), route.privilege.code().to_owned()]);
    }
    columns.text()
}

/// The levels in the order of their columns.
const STAFF: [Level; LEVELS.len()] = [
    Level::Probation,
    Level::General,
    Level::Regular,
    Level::Supervisor,
    Level::Administrator,
    Level::SecurityOfficer,
    Level::PrivacyOfficer,
];

/// What the policy table lets a level do at a route.
fn cell(level: Level, privilege: Privilege) -> &'static str {
    let may = match privilege {
        Privilege::Public | Privilege::SignedIn => true,
        Privilege::Client => false,
        Privilege::Needs(permission) => allows(level.into(), permission),
    };
    if may { "yes" } else { "-" }
}

fn access_list() -> String {
    let about = [
        "Who may call each route, made from the policy table. Which objects is authorised besides: below.",
        "",
        "anyone: whoever comes, signed in or not. client: whoever carries the pass of a request, for that request",
        "alone. The others are the levels of staff, and the officers beside them.",
    ];
    let mut heads = vec!["route", "anyone", "client"];
    heads.extend(STAFF.map(Level::code));
    let mut columns = Columns::new(&about, &heads);
    for route in sorted() {
        let anyone = if route.privilege == Privilege::Public { "yes" } else { "-" };
        let client = if route.privilege.is_for_staff() { "-" } else { "yes" };
        let mut line = vec![address(&route), anyone.to_owned(), client.to_owned()];
        line.extend(STAFF.map(|level| cell(level, route.privilege).to_owned()));
        columns.line(line);
    }
    let about = [
        "Who has each permission, and the states of a request at which it works. The right of a level reaches every",
        "request, confidential ones only at one's own location, in one's own team, or when one has them; a role that",
        "an institution makes may reach less far: what is assigned, what is with a team, what is at the location.",
    ];
    let mut permissions = Columns::new(&about, &["permission", "state", "levels"]);
    for (permission, levels, when) in TABLE {
        let levels: Vec<&str> = levels.iter().map(|level| level.code()).collect();
        permissions.line([
            permission.code().to_owned(),
            format!("{when:?}").to_lowercase(),
            levels.join(", "),
        ]);
    }
    format!("{}\n{}", columns.text(), permissions.text())
}

fn table_list() -> String {
    let sources = [ground::classes(), desk::classes()].concat();
    let about = ["Every column with its data class, made from the slices' class tables."];
    let mut columns = Columns::new(&about, &["column", "class", "kept", "purpose"]);
    match Classes::parse(&sources) {
        Ok(classes) => {
            let mut table = String::new();
            for (name, column, about) in classes.columns() {
                if name != table {
                    name.clone_into(&mut table);
                    columns.gap();
                }
                let place = format!("{name}.{column}");
                let class = format!("{:?}", about.class);
                columns.line([place, class, about.retention.clone(), about.purpose.clone()]);
            }
        }
        Err(problems) => columns.line([format!("{problems:?}")]),
    }
    columns.text()
}

/// Every kind of background work.
pub fn kinds() -> Vec<&'static ground::jobs::Kind> {
    [
        desk::requests::kinds(),
        ground::housekeeping::kinds(),
        ground::people::kinds(),
        ground::backups::kinds(),
        ground::outbox::kinds(),
    ]
    .concat()
}

fn job_list(words: &kit_web::Words) -> String {
    let about = ["What the program does in the background."];
    let mut columns = Columns::new(&about, &["kind", "queue", "when", "attempts", "what it does"]);
    for kind in kinds() {
        let about = words.say(kit_web::Lang::default(), &format!("job-{}-about", kind.slug()), &[]);
        let when = match kind.schedule {
            None => "when asked for".to_owned(),
            Some(Schedule::Every(pause)) => format!("every {} s", pause / 1_000),
            Some(Schedule::Daily { hour, minute }) => format!("daily at {hour}:{minute:02} UTC"),
        };
        let attempts = kind.max_attempts.to_string();
        columns.line([kind.name.to_owned(), kind.queue.code().to_owned(), when, attempts, about]);
    }
    columns.text()
}

fn parameter_list(words: &kit_web::Words) -> String {
    let about = ["What an institution can set; RefTracker is the number of the parameter there."];
    let mut columns = Columns::new(&about, &["key", "RefTracker", "values", "name"]);
    for parameter in registry::ALL {
        let key = parameter.key();
        let name = words.say(kit_web::Lang::default(), &parameter.words(), &[]);
        let number = parameter.number().unwrap_or("-");
        columns.line([key.to_owned(), number.to_owned(), parameter.bounds(), name]);
    }
    columns.text()
}

/// The chapter of the book about settings, in the words of their pages.
fn settings_chapter(words: &kit_web::Words) -> String {
    let say = |key: &str| words.say(kit_web::Lang::default(), key, &[]);
    let mut text =
        "# Settings\n\nMade from the program: what stands here stands beside each setting on its page, \
        *Manage*, *Settings*.\nThe number is that of the same parameter in RefTracker, where there is one.\n"
            .to_owned();
    let mut group = None;
    for parameter in registry::ALL {
        let about = parameter.about();
        if group != Some(about.group) {
            group = Some(about.group);
            let _infallible =
                write!(text, "\n## {}\n", say(&format!("settings-group-{}", about.group.code())));
        }
        let name = say(&parameter.words());
        let help = say(&format!("{}-help", parameter.words()));
        let number = about.number.map(|number| format!("{number}, ")).unwrap_or_default();
        let (key, bounds) = (about.key, parameter.bounds());
        let _infallible = write!(text, "\n**{name}** ({number}`{key}`). {help} *{bounds}.*\n");
    }
    text
}
