use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ground::Ground;
use ground::ui::{self, PublicShell, Stop, Tab};
use http::HeaderMap;

#[derive(Template)]
#[template(path = "requests/public/home.html")]
struct HomePage {
    shell: PublicShell,
}

pub async fn show(State(ground): State<Ground>, headers: HeaderMap) -> Result<Response, Stop> {
    let shell =
        PublicShell::new(&ground, ui::say_for(&ground, &headers), Tab::None).in_languages(&ground, "");
    ui::page(&HomePage { shell })
}

pub async fn asset(State(ground): State<Ground>, Path((hash, name)): Path<(String, String)>) -> Response {
    ground.assets.serve(&hash, &name)
}
