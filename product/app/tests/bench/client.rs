//! A small HTTP/1.1 client: a fixed number of connections that each send one request after another and read
//! the whole answer. It knows Content-Length and nothing else of the protocol, and gives up after a minute.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// The head, as it came.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of the cookie that the answer sets.
    pub fn cookie(&self) -> Option<String> {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with("set-cookie:"))?;
        line.split_once(':')?.1.trim().split(';').next().map(str::to_owned)
    }
}

/// The bytes of a GET.
pub fn get(host: &str, path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nAccept-Language: en\r\n\r\n")
        .into_bytes()
}

/// The bytes of a POST of a form.
pub fn post(host: &str, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let pair = |(name, value): &(&str, &str)| {
        let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
        format!("{name}={value}")
    };
    let body = fields.iter().map(pair).collect::<Vec<_>>().join("&");
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// One connection.
pub struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    /// Connects.
    pub async fn to(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::with_capacity(64 * 1024) }
    }

    /// Sends `request` and reads the answer.
    pub async fn ask(&mut self, request: &[u8]) -> Answer {
        tokio::time::timeout(Duration::from_mins(1), self.exchange(request)).await.unwrap()
    }

    async fn exchange(&mut self, request: &[u8]) -> Answer {
        self.stream.write_all(request).await.unwrap();
        let end = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let length = |line: &str| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok()).flatten()
        };
        let length: usize = head.lines().find_map(length).unwrap_or(0);
        while self.buffer.len() < end + length {
            self.more().await;
        }
        let body = self.buffer[end..end + length].to_vec();
        self.buffer.drain(..end + length);
        let status = head[9..12].parse().unwrap();
        Answer { status, head, body }
    }

    async fn more(&mut self) {
        assert!(self.stream.read_buf(&mut self.buffer).await.unwrap() > 0, "the server hung up");
    }
}

/// What came of many requests.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sum {
    /// Answers with the wished status.
    pub good: usize,
    /// Bytes of their bodies.
    pub bytes: usize,
    /// From the first byte sent to the last one read.
    pub seconds: f64,
}

/// Sends all of `requests` over `lines`, each taking the next one when it has its answer.
pub async fn send(lines: &mut [Line], requests: &[Vec<u8>], status: u16) -> Sum {
    let next = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let began = Instant::now();
    let works = lines.iter_mut().map(|line| {
        let next = Arc::clone(&next);
        async move {
            let mut sum = Sum::default();
            while let Some(request) = requests.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                let answer = line.ask(request).await;
                assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
                sum.good += 1;
                sum.bytes += answer.body.len();
            }
            sum
        }
    });
    let sums = futures_util::future::join_all(works).await;
    let add = |a: Sum, b: Sum| Sum { good: a.good + b.good, bytes: a.bytes + b.bytes, ..a };
    Sum { seconds: began.elapsed().as_secs_f64(), ..sums.into_iter().fold(Sum::default(), add) }
}
