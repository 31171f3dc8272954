//! Everything the server answers: the tables of all slices, joined.

use axum::Router;
use axum::extract::Request;
use axum::middleware;
use desk::forms::Forms;
use desk::requests::Seen;
use ground::Ground;
use ground::guard::{self, Route};

/// Every row.
pub fn table() -> Vec<Route> {
    [
        desk::routes(),
        ground::guard::sign_in_routes(),
        ground::me::routes(),
        ground::jobs::routes(),
        ground::outbox::routes(),
        ground::parameters::routes(),
        ground::articles::routes(),
        ground::people::routes(),
        ground::health::routes(),
        ground::well_known::routes(),
    ]
    .concat()
}

/// The router of a process that answers nobody but those who run it.
pub fn health_only(ground: &Ground) -> Router {
    guard::router(ground, ground::health::routes())
}

/// The router, ready to serve.
pub fn router(ground: &Ground, forms: &Forms) -> Router {
    let (forms, seen) = (forms.clone(), Seen::default());
    // One request sees one state of the forms, whatever is published meanwhile.
    let with_forms = middleware::map_request(move |mut request: Request| {
        request.extensions_mut().insert(forms.shelf());
        request.extensions_mut().insert(forms.clone());
        request.extensions_mut().insert(seen.clone());
        std::future::ready(request)
    });
    guard::router(ground, table()).layer(with_forms)
}
