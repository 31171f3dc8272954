//! The second listener, for whoever watches the desk: figures under `/metrics`, and nothing else.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ground::{Ground, metrics};
use kit_web::proxies::Proxies;
use kit_web::serve::{Bounds, Server};
use tokio::net::TcpListener;

use crate::config::{Config, ConfigError};

/// What the text format calls itself.
const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Where figures are shown, if anywhere. A port alone means this machine only.
pub fn address(config: &Config) -> Result<Option<SocketAddr>, ConfigError> {
    let Some(text) = config.get("metrics") else { return Ok(None) };
    let port = text.parse().map(|port: u16| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    let address = port.or_else(|_| text.parse());
    let why = "is no address and port like 127.0.0.1:9171, and no port";
    address.map(Some).map_err(|_| ConfigError::Value { key: "metrics", why: why.into() })
}

/// Serves the figures until dropped. `desk` is the server whose connections are told.
pub async fn serve(listener: TcpListener, ground: Ground, desk: Server) -> std::io::Result<()> {
    let router = Router::new().route("/metrics", get(show)).with_state((ground, desk));
    let bounds = Bounds { connections: 16, request: Duration::from_secs(10), ..Bounds::default() };
    Server::new(bounds, Proxies::default()).run(listener, router, std::future::pending()).await
}

async fn show(State((ground, desk)): State<(Ground, Server)>) -> Response {
    match metrics::text(&ground, desk.open()).await {
        Ok(text) => ([(header::CONTENT_TYPE, KIND)], text).into_response(),
        Err(error) => {
            tracing::debug!(%error, "figures could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
