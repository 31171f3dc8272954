//! Everything the server answers: the tables of all slices, joined.

use std::sync::Arc;

use axum::Router;
use axum::extract::Extension;
use desk::forms::Shelf;
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
pub fn router(ground: &Ground, shelf: Arc<Shelf>) -> Router {
    guard::router(ground, table()).layer(Extension(shelf))
}
