//! One's own page: preferences, password, sessions, second factor.

mod factor;
mod page;
mod password;
mod preferences;
mod sessions;

use crate::guard::{Privilege, Route};

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    use Privilege::SignedIn;
    vec![
        Route::get("/desk/me", "me", SignedIn, page::show),
        Route::post("/desk/me/preferences", "me.preferences", SignedIn, preferences::change),
        Route::post("/desk/me/password", "me.password", SignedIn, password::change),
        Route::post("/desk/me/sessions/others", "me.sessions.others", SignedIn, sessions::end_others)
            .asking_again(),
        Route::post("/desk/me/sessions/{id}/end", "me.session.end", SignedIn, sessions::end).asking_again(),
        Route::get("/desk/me/factor", "me.factor", SignedIn, factor::show),
        Route::post("/desk/me/factor", "me.factor.begin", SignedIn, factor::begin),
        Route::post("/desk/me/factor/on", "me.factor.on", SignedIn, factor::switch_on),
        Route::post("/desk/me/factor/off", "me.factor.off", SignedIn, factor::switch_off),
    ]
}
