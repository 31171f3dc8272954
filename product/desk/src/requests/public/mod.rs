//! The public pages: home, the list of forms, a form, the confirmation, and what a person sees of their own
//! request. No script, no account; a cookie only binds a form page to the browser that asked for it.

use ground::guard::{Privilege, Route};

mod ask;
pub(crate) mod check;
mod home;
mod manage;
pub(crate) mod pass;

/// The addresses of these pages.
pub fn routes() -> Vec<Route> {
    use Privilege::{Client, Public};
    vec![
        Route::get("/", "home", Public, home::show),
        Route::get("/static/{hash}/{name}", "static", Public, home::asset),
        Route::get("/ask", "ask", Public, ask::list),
        Route::get("/ask/{form}", "ask.form", Public, ask::show),
        Route::post("/ask/{form}", "ask.send", Public, ask::send),
        Route::get("/check", "check", Public, check::show),
        Route::post("/check", "check.send", Public, check::send),
        Route::post("/check/reply", "check.reply", Client, manage::reply),
        Route::post("/check/agreement", "check.agreement", Client, manage::withdraw),
    ]
}
