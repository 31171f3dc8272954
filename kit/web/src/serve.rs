//! The HTTP server: HTTP/1.1 on one listener, with a bound on connections and on the time a head may take,
//! and a stop that lets every request under way finish.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// Bounds of the server.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections served at once; further ones wait in the listener's queue.
    pub connections: usize,
    /// How long a request's head may take to arrive. It also ends idle connections.
    pub head: Duration,
    /// How long a request may take from its head to its answer.
    pub request: Duration,
    /// How long a stop waits for requests under way.
    pub stop: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connections: 2_000, head: seconds(20), request: seconds(60), stop: seconds(30) }
    }
}

/// Serves `router` until `stop` resolves, then waits for requests under way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(bounds.connections));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        while connections.try_join_next().is_some() {}
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut stop => break,
        };
        let Ok(place) = place else { break };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(pair) => pair,
                Err(error) => {
                    // Out of file descriptors, for instance: those in use will be given back.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let connection = converse(stream, peer, router.clone(), bounds, &graceful);
        connections.spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    let waited = tokio::time::timeout(bounds.stop, graceful.shutdown()).await;
    if waited.is_err() {
        tracing::warn!("some requests were still under way when the server stopped");
    }
    connections.shutdown().await;
    Ok(())
}

/// One connection: its requests in turn.
fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    bounds: Bounds,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    let service = hyper::service::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        async move {
            match tokio::time::timeout(bounds.request, answer).await {
                Ok(response) => response,
                Err(_) => Ok(axum::response::IntoResponse::into_response(http::StatusCode::REQUEST_TIMEOUT)),
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_headers(64)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let watched = graceful.watch(connection);
    async move {
        if let Err(error) = watched.await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
