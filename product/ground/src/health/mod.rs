//! Health for whoever runs the desk: `/healthz` (the process answers) and `/readyz` (it can do its work).
//!
//! Both are plain text, `ok` or `not ready`, and tell strangers nothing else: why something is not ready stands
//! in the log. They write nothing, count nothing and log nothing each time; the answer of `/readyz` is kept for
//! a second, so that asking often costs no more. To add a condition: [`Health::check`], at the start.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use tokio::time::{Instant, timeout};

use crate::Ground;
use crate::guard::{Privilege, Route};
use crate::jobs::BoxFuture;
use crate::ui;

/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(1);
/// How long the conditions may take together.
const PATIENCE: Duration = Duration::from_secs(3);

/// One condition: whether it holds now.
pub type Check = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// Whether this process can do its work. Clones are the same one.
#[derive(Clone, Default)]
pub struct Health(Arc<Inner>);

#[derive(Default)]
struct Inner {
    stopping: AtomicBool,
    checks: Mutex<Vec<(&'static str, Check)>>,
    last: tokio::sync::Mutex<Option<(Instant, Option<&'static str>)>>,
}

impl Health {
    /// Adds a condition, with the name it has in the log.
    pub fn check(&self, name: &'static str, check: Check) {
        self.0.checks.lock().unwrap_or_else(PoisonError::into_inner).push((name, check));
    }

    /// From now on this process is not ready: it is about to stop.
    pub fn stopping(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
    }

    /// Whether it is about to stop.
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::SeqCst)
    }

    /// Whether requests should be sent here.
    pub async fn is_ready(&self) -> bool {
        if self.is_stopping() {
            return false;
        }
        // Those who ask at the same time wait for one answer.
        let mut last = self.0.last.lock().await;
        if let Some((at, missing)) = *last
            && at.elapsed() < KEPT
        {
            return missing.is_none();
        }
        let missing = timeout(PATIENCE, self.missing()).await.unwrap_or(Some("an answer in time"));
        let before = last.and_then(|(_, missing)| missing);
        match (before, missing) {
            (now, before) if now == before => {}
            (_, Some(missing)) => tracing::warn!(missing, "not ready: {missing}"),
            (_, None) => tracing::info!("ready again"),
        }
        *last = Some((Instant::now(), missing));
        missing.is_none() && !self.is_stopping()
    }

    async fn missing(&self) -> Option<&'static str> {
        let checks = self.0.checks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (name, check) in checks {
            if !check().await {
                return Some(name);
            }
        }
        None
    }
}

/// The two routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(ui::LIVE, "health.live", Privilege::Public, live),
        Route::get(ui::READY, "health.ready", Privilege::Public, ready),
    ]
}

async fn live() -> Response {
    plain(StatusCode::OK, "ok\n")
}

async fn ready(State(ground): State<Ground>) -> Response {
    if ground.health.is_ready().await {
        plain(StatusCode::OK, "ok\n")
    } else {
        plain(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    let keep = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (status, [kind, keep], text).into_response()
}
