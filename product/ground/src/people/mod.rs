//! Administration of who works here and where: accounts, their links and rights, roles, teams, and locations.
//!
//! Nobody sets anybody else's password. An account is made without one; a mail carries a one-time link, which is
//! made at the moment the mail is sent, so that no copy of it lies in a queue ([`Letters`]). Whoever forgot a
//! password gets the same kind of link, for the asking: the page says the same whether there is such an account
//! or not, and does the same work.

mod accounts;
mod forgot;
mod import;
mod letters;
mod places;
mod reminders;
mod rights;
mod roles;
mod teams;

use crate::guard::{Privilege, Route};
use crate::policy::Permission;

pub use letters::{Letters, tell_of_export, tell_owner};
pub use reminders::{Remind, kinds};

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::StaffView);
    let manages = Privilege::Needs(Permission::StaffManage);
    vec![
        Route::get("/desk/staff", "staff", sees, accounts::list),
        Route::get("/desk/staff/new", "staff.new", manages, accounts::blank),
        Route::post("/desk/staff/new", "staff.add", manages, accounts::add),
        Route::get("/desk/staff/import", "staff.import", manages, import::blank),
        Route::post("/desk/staff/import", "staff.import.send", manages, import::send),
        Route::get("/desk/staff/{id}", "staff.one", sees, accounts::show),
        Route::post("/desk/staff/{id}", "staff.change", manages, accounts::change),
        Route::post("/desk/staff/{id}/link", "staff.link", manages, accounts::link),
        Route::get("/desk/staff/{id}/rights", "staff.rights", sees, rights::show),
        Route::post("/desk/staff/{id}/rights", "staff.rights.change", manages, rights::change),
        Route::post("/desk/staff/{id}/factor", "staff.factor", manages, accounts::remove_factor),
        Route::post("/desk/staff/{id}/end", "staff.end", manages, accounts::end),
        Route::get("/desk/locations", "locations", sees, places::list),
        Route::get("/desk/locations/new", "locations.new", manages, places::blank),
        Route::post("/desk/locations/new", "locations.add", manages, places::add),
        Route::get("/desk/locations/{id}", "locations.one", sees, places::show),
        Route::post("/desk/locations/{id}", "locations.change", manages, places::change),
        Route::get("/desk/roles", "roles", sees, roles::list),
        Route::get("/desk/roles/new", "roles.new", manages, roles::blank),
        Route::post("/desk/roles/new", "roles.add", manages, roles::add),
        Route::get("/desk/roles/{id}", "roles.one", sees, roles::show),
        Route::post("/desk/roles/{id}", "roles.change", manages, roles::change),
        Route::post("/desk/roles/{id}/remove", "roles.remove", manages, roles::remove),
        Route::get("/desk/teams", "teams", sees, teams::list),
        Route::get("/desk/teams/new", "teams.new", manages, teams::blank),
        Route::post("/desk/teams/new", "teams.add", manages, teams::add),
        Route::get("/desk/teams/{id}", "teams.one", sees, teams::show),
        Route::post("/desk/teams/{id}", "teams.change", manages, teams::change),
        Route::post("/desk/teams/{id}/remove", "teams.remove", manages, teams::remove),
        Route::get("/forgot", "forgot", Privilege::Public, forgot::show),
        Route::post("/forgot", "forgot.send", Privilege::Public, forgot::send),
    ]
}
