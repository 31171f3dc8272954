use http::{HeaderMap, header};
use kit_web::Say;
use kit_web::assets::Asset;

use super::{Stop, language};
use crate::Ground;
use crate::policy::{Level, Permission, Rights, allows};
use crate::settings::registry;
use crate::staff::{self, Person};

/// Which link of the navigation is the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// None of them.
    None,
    /// Ask a question.
    Ask,
    /// Check a request.
    Check,
    /// Staff: home.
    Home,
    /// Staff: the queue.
    Queue,
    /// Staff: outgoing mail.
    Mail,
    /// Staff: jobs.
    Jobs,
    /// Staff: parameters.
    Settings,
    /// Staff: accounts.
    People,
    /// Staff: locations.
    Locations,
    /// Staff: roles.
    Roles,
    /// Staff: teams.
    Teams,
    /// Staff: where the requests of each form go.
    Forms,
    /// Staff: pages that the institution writes.
    Pages,
    /// Staff: taking client data out.
    Export,
    /// Staff: one's own page.
    Me,
}

/// The texts in the language the browser asks for.
pub fn say_for(ground: &Ground, headers: &HeaderMap) -> Say {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    Say::new(ground.words.clone(), ground.words.negotiate(accept))
}

/// The frame of a public page.
pub struct PublicShell {
    /// Texts.
    pub say: Say,
    /// The institution's name.
    pub organisation: String,
    /// Its telephone number, perhaps empty.
    pub telephone: String,
    /// Its address or hours, perhaps empty.
    pub place: String,
    /// Whether requests may be looked at.
    pub check_allowed: bool,
    /// The current link.
    pub tab: Tab,
    /// Whether the data is invented.
    pub demo: bool,
    /// Whether a mail server is set.
    pub mail: bool,
    /// The other languages the page can be had in, at its own address: of each what follows the `?`, tag and name.
    /// None on a page that answers a post: what somebody wrote, and a number they see once, would be gone.
    pub languages: Vec<(String, String, String)>,
    /// The pages that the institution writes: where each stands, and its name as a text key.
    pub pages: Vec<(String, String)>,
    css: Option<Asset>,
    icon: Option<Asset>,
}

/// The pages of the institution's own that are there: where each stands, and its name as a text key.
fn pages(ground: &Ground) -> Vec<(String, String)> {
    let elsewhere = ground.settings.text(&registry::PRIVACY_URL);
    let there = |page: &&str| *page == "privacy" || ground.settings.shows_page(page);
    let link = |page: &str| {
        let moved = page == "privacy" && !elsewhere.is_empty();
        let href = if moved { elsewhere.clone() } else { format!("/pages/{page}") };
        (href, format!("articles-name-{page}"))
    };
    registry::PAGES.into_iter().filter(there).map(link).collect()
}

impl PublicShell {
    /// The frame for one answer.
    pub fn new(ground: &Ground, say: Say, tab: Tab) -> Self {
        Self {
            languages: Vec::new(),
            say,
            organisation: ground.settings.text(&registry::ORGANISATION),
            telephone: ground.settings.text(&registry::TELEPHONE),
            place: ground.settings.text(&registry::WHERE),
            check_allowed: ground.settings.flag(&registry::CHECK_ALLOWED),
            tab,
            demo: ground.site.demo,
            mail: ground.site.mail,
            pages: pages(ground),
            css: ground.assets.get("public.css").cloned(),
            icon: ground.assets.get("favicon.svg").cloned(),
        }
    }

    /// The same for a page that was asked for by its address, which is offered in the other languages. `keep` is what
    /// of the address goes along, such as `letter=…`.
    #[must_use]
    pub fn in_languages(mut self, ground: &Ground, keep: &str) -> Self {
        let kept = if keep.is_empty() { String::new() } else { format!("{keep}&") };
        let others = language::others(&ground.words, self.say.tag()).into_iter();
        self.languages = others.map(|(tag, name)| (format!("{kept}lang={tag}"), tag, name)).collect();
        self
    }

    /// Whether `tab` is the current link.
    pub fn is(&self, tab: Tab) -> bool {
        self.tab == tab
    }

    /// The stylesheet.
    pub fn css(&self) -> &str {
        self.css.as_ref().map_or("", |asset| asset.path.as_str())
    }

    /// Its integrity value.
    pub fn css_integrity(&self) -> &str {
        self.css.as_ref().map_or("", |asset| asset.integrity.as_str())
    }

    /// The icon.
    pub fn icon(&self) -> &str {
        self.icon.as_ref().map_or("", |asset| asset.path.as_str())
    }
}

/// The frame of a staff page.
pub struct StaffShell {
    /// Texts.
    pub say: Say,
    /// The institution's name.
    pub organisation: String,
    /// Who is signed in.
    pub name: String,
    /// Their level.
    pub level: Level,
    /// What they may do.
    pub rights: Rights,
    /// Where they work.
    pub location: String,
    /// The key of every form on the page.
    pub key: String,
    /// Where the site's guidelines for staff stand; empty: nowhere.
    pub guidelines: String,
    /// Version of the program.
    pub version: &'static str,
    /// In how many days the person's password has to be changed, when that is soon.
    pub password_days: Option<i64>,
    /// The current link.
    pub tab: Tab,
    /// Whether the data is invented.
    pub demo: bool,
    css: Option<Asset>,
    icon: Option<Asset>,
}

/// So many days before a password is too old its person is told on every page.
pub const SOON: i64 = 14;

/// In how many days the password of `person` is too old, when that is soon.
fn password_days(ground: &Ground, person: &Person) -> Option<i64> {
    let days = ground.settings.number(&registry::PASSWORD_EXPIRY);
    // When a password was set before that was noted, nobody knows how old it is.
    let counts = days > 0 && person.password_at > 0;
    let left = (person.password_at + days * kit_base::DAY - ground.now()).max(0) / kit_base::DAY;
    (counts && left < SOON.min(days)).then_some(left)
}

impl StaffShell {
    /// The frame for one answer to `person`.
    pub async fn new(ground: &Ground, person: &Person, say: Say, tab: Tab) -> Result<Self, Stop> {
        let book = ground.directory.book(ground).await?;
        Ok(Self {
            say,
            organisation: ground.settings.text(&registry::ORGANISATION),
            name: book.name(person.id).to_owned(),
            level: person.level,
            rights: person.rights,
            location: book.location_name(person.location).to_owned(),
            key: staff::form_key(ground, person).await?,
            guidelines: ground.settings.text(&registry::GUIDELINES),
            version: ground.site.version,
            password_days: password_days(ground, person),
            tab,
            demo: ground.site.demo,
            css: ground.assets.get("staff.css").cloned(),
            icon: ground.assets.get("favicon.svg").cloned(),
        })
    }

    /// Whether `tab` is the current link.
    pub fn is(&self, tab: Tab) -> bool {
        self.tab == tab
    }

    /// The level's key among the texts.
    pub fn level_key(&self) -> String {
        format!("level-{}", self.level.code())
    }

    /// Whether the person sees requests.
    pub fn sees_requests(&self) -> bool {
        allows(self.rights, Permission::RequestView)
    }

    /// Where the person's own pages begin.
    pub fn start(&self) -> &'static str {
        super::start_of(self.rights)
    }

    /// Whether the person sees outgoing mail.
    pub fn sees_mail(&self) -> bool {
        allows(self.rights, Permission::MailView)
    }

    /// Whether the person may have somebody forgotten.
    pub fn may_erase(&self) -> bool {
        allows(self.rights, Permission::RequestErase)
    }

    /// Whether the person sees jobs.
    pub fn sees_jobs(&self) -> bool {
        allows(self.rights, Permission::JobsView)
    }

    /// Whether the person sees parameters.
    pub fn sees_settings(&self) -> bool {
        allows(self.rights, Permission::SettingsView)
    }

    /// Whether the person sees accounts and locations.
    pub fn sees_staff(&self) -> bool {
        allows(self.rights, Permission::StaffView)
    }

    /// The first page of administration that the person sees, if any.
    pub fn manages_from(&self) -> Option<&'static str> {
        [
            ("/desk/settings", self.sees_settings()),
            ("/desk/staff", self.sees_staff()),
            ("/desk/jobs", self.sees_jobs()),
        ]
        .into_iter()
        .find_map(|(path, sees)| sees.then_some(path))
    }

    /// Whether the current page is one of administration.
    pub fn manages(&self) -> bool {
        matches!(
            self.tab,
            Tab::Settings
                | Tab::People
                | Tab::Roles
                | Tab::Teams
                | Tab::Locations
                | Tab::Forms
                | Tab::Pages
                | Tab::Jobs
                | Tab::Export
        )
    }

    /// The stylesheet.
    pub fn css(&self) -> &str {
        self.css.as_ref().map_or("", |asset| asset.path.as_str())
    }

    /// Its integrity value.
    pub fn css_integrity(&self) -> &str {
        self.css.as_ref().map_or("", |asset| asset.integrity.as_str())
    }

    /// The icon.
    pub fn icon(&self) -> &str {
        self.icon.as_ref().map_or("", |asset| asset.path.as_str())
    }
}
