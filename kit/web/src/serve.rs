//! The HTTP server: HTTP/1.1 on one listener, with a bound on connections and on the time everything may take,
//! and a stop that lets every request under way finish.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::patient::Patient;
use crate::proxies::Proxies;

/// Bounds of the server.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections served at once; further ones wait in the listener's queue.
    pub connections: usize,
    /// How long a request's head may take to arrive. It also ends idle connections.
    pub head: Duration,
    /// How long a request may take from its head to its answer: the last resort, when the router has no limit
    /// of its own.
    pub request: Duration,
    /// How long the other end may take nothing of an answer.
    pub write: Duration,
    /// How long a stop goes on answering, each connection a last time, before it lets nothing new in.
    pub drain: Duration,
    /// How long a stop waits for requests under way.
    pub stop: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connections: 2_000,
            head: seconds(20),
            request: seconds(70),
            write: seconds(30),
            drain: Duration::ZERO,
            stop: seconds(30),
        }
    }
}

/// A server: its bounds, whom it believes, and how busy it is. Clones share the last.
#[derive(Debug, Clone, Default)]
pub struct Server {
    /// Its bounds.
    pub bounds: Bounds,
    /// The proxies before it.
    pub proxies: Proxies,
    open: Arc<AtomicUsize>,
    draining: Arc<AtomicBool>,
}

/// Serves `router` until `stop` resolves, then waits for requests under way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    Server::new(bounds, Proxies::default()).run(listener, router, stop).await
}

impl Server {
    /// A server with these bounds behind these proxies.
    pub fn new(bounds: Bounds, proxies: Proxies) -> Self {
        Self { bounds, proxies, ..Self::default() }
    }

    /// Connections open now.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Serves `router` until `stop` resolves, then waits for requests under way.
    pub async fn run(
        self,
        listener: TcpListener,
        router: Router,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let bounds = self.bounds;
        let places = Arc::new(Semaphore::new(bounds.connections));
        let graceful = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        let stop = async {
            stop.await;
            self.draining.store(true, Ordering::SeqCst);
            tokio::time::sleep(bounds.drain).await;
        };
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
            let connection = converse(stream, peer, router.clone(), self.clone(), &graceful);
            let open = Open::one(&self.open);
            connections.spawn(async move {
                connection.await;
                drop((place, open));
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
}

/// One open connection, counted until it is dropped.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn one(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One connection: its requests in turn.
fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    server: Server,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    let bounds = server.bounds;
    let service = hyper::service::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        let client = server.proxies.client_of(peer, request.headers());
        request.extensions_mut().insert(ConnectInfo(client));
        let answer = router.clone().oneshot(request);
        let draining = Arc::clone(&server.draining);
        async move {
            let mut response: Response = match tokio::time::timeout(bounds.request, answer).await {
                Ok(Ok(response)) => response,
                Ok(Err(never)) => match never {},
                Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            };
            if draining.load(Ordering::SeqCst) {
                // The next request of this connection shall find another process.
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    let stream = Patient::new(stream, bounds.write);
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

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests knock at the server as strangers do")]

    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn served(
        bounds: Bounds,
    ) -> (SocketAddr, Server, tokio::sync::oneshot::Sender<()>, JoinSet<io::Result<()>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (at, server) = (listener.local_addr().unwrap(), Server::new(bounds, Proxies::default()));
        let router = Router::new()
            .route("/", get(|| async { "ok" }))
            .route("/large", get(|| async { vec![b'x'; 64 << 20] }))
            .route("/slow", get(|| async { tokio::time::sleep(Duration::from_mins(10)).await }));
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let running = server.clone().run(listener, router, async { drop(stopped.await) });
        (at, server, stop, JoinSet::from_iter([running]))
    }

    async fn until_none_is_open(server: &Server) -> bool {
        for _ in 0..200 {
            if server.open() == 0 {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }

    async fn asked(at: SocketAddr, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(at).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        stream
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_takes_nothing_of_an_answer_or_never_ends_a_head_gives_the_place_free() {
        let short = Duration::from_millis(300);
        let (at, server, _stop, _running) =
            served(Bounds { write: short, head: short, ..Bounds::default() }).await;
        let deaf = asked(at, "/large").await;
        let mut dripping = TcpStream::connect(at).await.unwrap();
        dripping.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(server.open(), 2);
        assert!(until_none_is_open(&server).await, "{} are still open", server.open());
        drop((deaf, dripping));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_that_takes_too_long_is_answered_and_further_connections_wait_their_turn() {
        let bounds = Bounds { request: Duration::from_millis(300), connections: 1, ..Bounds::default() };
        let (at, server, _stop, _running) = served(bounds).await;
        let mut slow = asked(at, "/slow").await;
        let mut waiting = asked(at, "/").await;
        assert_eq!(server.open(), 1);
        let mut head = [0; 12];
        slow.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 503");
        drop(slow);
        waiting.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 200");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn while_it_drains_each_connection_is_answered_a_last_time() {
        let bounds = Bounds { drain: Duration::from_millis(600), ..Bounds::default() };
        let (at, _server, stop, mut running) = served(bounds).await;
        let mut kept = asked(at, "/").await;
        stop.send(()).unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        kept.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut all = String::new();
        kept.read_to_string(&mut all).await.unwrap();
        assert_eq!(all.matches("HTTP/1.1 200").count(), 2, "{all}");
        assert_eq!(all.matches("connection: close").count(), 1, "{all}");
        let mut new = asked(at, "/").await;
        let mut head = [0; 12];
        new.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 200", "new ones are still let in");
        running.join_next().await.unwrap().unwrap().unwrap();
        assert!(TcpStream::connect(at).await.is_err());
    }
}
