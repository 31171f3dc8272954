//! A browser of the tests before a server in another process: each request goes over a connection of its own,
//! from a loopback address of its own, so that the recorder's log tells whose answer was sent when.

#![expect(clippy::disallowed_methods, reason = "a test reaches the server as strangers do")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use kit_web::testing::{Answer, Browser};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

/// Where the answer says which address the request came from.
const FROM: HeaderName = HeaderName::from_static("x-from");

/// Stands for: no answer came.
pub const NO_ANSWER: u16 = 599;

/// The longest a request may take.
const LIMIT: Duration = Duration::from_mins(1);

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A browser before the server that listens on `port` of this machine.
pub fn browser(port: u16) -> Browser {
    Browser::new(router(port))
}

/// What passes each request on to the server that listens on `port` of this machine.
pub fn router(port: u16) -> Router {
    Router::new().fallback(forward).with_state(port)
}

/// The address the request with this answer came from.
pub fn from(answer: &Answer) -> Ipv4Addr {
    answer.headers[FROM].to_str().unwrap().parse().unwrap()
}

async fn forward(State(port): State<u16>, request: Request) -> Response {
    // 127.1.0.1 and up; every address of 127/8 is this machine.
    let from = Ipv4Addr::from_bits(0x7F01_0000 + NEXT.fetch_add(1, Ordering::Relaxed));
    let exchanged = tokio::time::timeout(LIMIT, exchange(from, port, request)).await;
    let mut response = match exchanged {
        Ok(Ok(response)) => response,
        Ok(Err(_)) | Err(_) => StatusCode::from_u16(NO_ANSWER).unwrap().into_response(),
    };
    response.headers_mut().insert(FROM, HeaderValue::from_str(&from.to_string()).unwrap());
    response
}

async fn exchange(from: Ipv4Addr, port: u16, request: Request) -> std::io::Result<Response> {
    let (mut parts, body) = request.into_parts();
    // A browser that is somewhere else says so as a proxy would; only a server that is told of the proxy believes it.
    if let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>()
        && !peer.ip().is_loopback()
    {
        let value = HeaderValue::from_str(&peer.ip().to_string()).map_err(std::io::Error::other)?;
        parts.headers.insert("x-forwarded-for", value);
    }
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    let mut bytes = format!("{} {} HTTP/1.1\r\n", parts.method, parts.uri).into_bytes();
    bytes.extend(format!("host: localhost:{port}\r\nconnection: close\r\n").bytes());
    bytes.extend(format!("content-length: {}\r\n", body.len()).bytes());
    for (name, value) in &parts.headers {
        if name != header::CONTENT_LENGTH {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
    }
    bytes.extend(b"\r\n");
    bytes.extend(&body);
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((from, 0)))?;
    let mut stream = socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    stream.write_all(&bytes).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    read(&answer).ok_or_else(|| std::io::Error::other("the answer broke off"))
}

/// The answer, when it came whole.
fn read(answer: &[u8]) -> Option<Response> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse::<u16>().ok()?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        response.headers_mut().append(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    let body = &answer[end + 4..];
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length: usize = length.map_or(Some(0), |length| length.to_str().ok()?.parse().ok())?;
    if body.len() != length {
        return None;
    }
    *response.body_mut() = Body::from(body.to_vec());
    Some(response)
}
