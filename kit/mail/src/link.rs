//! The connection under the dialogue: TCP, STARTTLS, TLS.
//!
//! STARTTLS is done here and not by lettre, whose reader keeps what it had buffered when the connection turns
//! to TLS: somebody between could put replies there in the clear that would then pass for the server's own.
//! Here anything that follows a reply before TLS has begun ends the connection.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::failure::{Failure, Reply, SendError, Step};

/// How long one of a name's addresses may take to answer before the next is tried.
const ONE_ADDRESS: Duration = Duration::from_secs(10);

/// Longest reply taken before TLS, in bytes; real ones have some 300.
const LONGEST_REPLY: usize = 16_384;

/// How a connection is protected.
pub enum Protection {
    /// Not at all; only addresses of this machine are dialled.
    None,
    /// TLS after STARTTLS.
    StartTls(Arc<ClientConfig>, ServerName<'static>),
    /// TLS from the first byte.
    Tls(Arc<ClientConfig>, ServerName<'static>),
}

/// A connection on which the dialogue may begin: the first thing to read is a greeting.
pub async fn connect(
    host: &str,
    port: u16,
    protection: &Protection,
    hello: &str,
) -> Result<Box<Link>, SendError> {
    let only_here = matches!(protection, Protection::None);
    let mut stream = dial(host, port, only_here).await?;
    let peer = stream.peer_addr().map_err(|_| SendError::new(Failure::Unreachable))?;
    let (wire, greeting): (Wire, &'static [u8]) = match protection {
        Protection::None => (Wire::Plain(stream), b""),
        Protection::Tls(config, name) => (shake_hands(stream, config, name).await?, b""),
        Protection::StartTls(config, name) => {
            start_tls(&mut stream, hello).await?;
            // The server greeted before TLS and will not again; lettre begins by reading a greeting.
            (shake_hands(stream, config, name).await?, b"220 go on\r\n")
        }
    };
    Ok(Box::new(Link { greeting, wire, peer }))
}

#[expect(clippy::disallowed_methods, reason = "the one place that calls the mail server")]
async fn dial(host: &str, port: u16, only_here: bool) -> Result<TcpStream, SendError> {
    let mut failure = Failure::Unreachable;
    let addresses = lookup_host((host, port)).await.map_err(|_| SendError::new(failure))?;
    for address in addresses.filter(|address| !only_here || address.ip().is_loopback()) {
        match timeout(ONE_ADDRESS, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Commands are small and wait for their answers: nothing is gained by gathering them.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(_)) => failure = Failure::Unreachable,
            Err(_) => failure = Failure::Timeout,
        }
    }
    Err(SendError::new(failure))
}

async fn shake_hands(
    stream: TcpStream,
    config: &Arc<ClientConfig>,
    name: &ServerName<'static>,
) -> Result<Wire, SendError> {
    let connector = TlsConnector::from(Arc::clone(config));
    match connector.connect(name.clone(), stream).await {
        Ok(tls) => Ok(Wire::Tls(Box::new(tls))),
        Err(_) => Err(SendError::new(Failure::Tls)),
    }
}

/// Greeting, EHLO and STARTTLS in the clear (RFC 3207), up to the reply after which TLS begins.
async fn start_tls(stream: &mut TcpStream, hello: &str) -> Result<(), SendError> {
    expect(stream, 220).await?;
    command(stream, &format!("EHLO {hello}\r\n")).await?;
    let offers = expect(stream, 250).await?;
    if !offers.iter().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
        return Err(SendError::new(Failure::NoStartTls));
    }
    command(stream, "STARTTLS\r\n").await?;
    expect(stream, 220).await.map(drop)
}

async fn command(stream: &mut TcpStream, line: &str) -> Result<(), SendError> {
    stream.write_all(line.as_bytes()).await.map_err(|_| SendError::new(Failure::Protocol))
}

/// Reads one whole reply and nothing behind it; its lines without their numbers.
async fn expect(stream: &mut TcpStream, wanted: u16) -> Result<Vec<String>, SendError> {
    let garbled = || SendError::new(Failure::Protocol);
    let mut bytes = Vec::new();
    let (code, lines) = loop {
        if bytes.len() > LONGEST_REPLY || stream.read_buf(&mut bytes).await.map_err(|_| garbled())? == 0 {
            return Err(garbled());
        }
        match whole_reply(&bytes) {
            Reading::Whole(code, lines) => break (code, lines),
            Reading::More => {}
            Reading::Garbled => return Err(garbled()),
        }
    };
    if code == wanted {
        return Ok(lines);
    }
    let first = lines.first().map(String::as_str).unwrap_or_default();
    Err(SendError::refused(Step::Greeting, Reply::read(code, first)))
}

/// What the bytes received so far are.
#[derive(Debug, PartialEq, Eq)]
enum Reading {
    /// The beginning of a reply.
    More,
    /// One reply: its number and the text of its lines.
    Whole(u16, Vec<String>),
    /// No reply, or more than one.
    Garbled,
}

fn whole_reply(bytes: &[u8]) -> Reading {
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.as_ref();
    let mut lines = Vec::new();
    while let Some((line, after)) = rest.split_once('\n') {
        let line = line.trim_end_matches('\r');
        let code = line.get(..3).and_then(|digits| digits.parse().ok());
        let Some(code) = code.filter(|code| (200..600).contains(code)) else {
            return Reading::Garbled;
        };
        lines.push(line.get(4..).unwrap_or_default().to_owned());
        match line.as_bytes().get(3) {
            Some(b'-') => rest = after,
            Some(b' ') | None if after.is_empty() => return Reading::Whole(code, lines),
            _ => return Reading::Garbled,
        }
    }
    Reading::More
}

/// A connection that first repeats `greeting` and then reads from the wire.
#[derive(Debug)]
pub struct Link {
    greeting: &'static [u8],
    wire: Wire,
    peer: SocketAddr,
}

#[derive(Debug)]
enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncTokioStream for Link {
    fn peer_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Link {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let link = self.get_mut();
        if !link.greeting.is_empty() {
            let (now, later) = link.greeting.split_at(link.greeting.len().min(buf.remaining()));
            buf.put_slice(now);
            link.greeting = later;
            return Poll::Ready(Ok(()));
        }
        match &mut link.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Wire::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Link {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        match &mut self.get_mut().wire {
            Wire::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Wire::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match &mut self.get_mut().wire {
            Wire::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Wire::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match &mut self.get_mut().wire {
            Wire::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Wire::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read_whole_and_alone() {
        let read = |text: &str| whole_reply(text.as_bytes());
        let both = Reading::Whole(250, vec!["mx".into(), "STARTTLS".into()]);
        assert_eq!(read("250-mx\r\n250 STARTTLS\r\n"), both);
        assert_eq!(read("250-mx\r\n250 STAR"), Reading::More);
        assert_eq!(read("220 ready\r\n250 injected\r\n"), Reading::Garbled);
        assert_eq!(read("220 ready\r\n250"), Reading::Garbled);
        assert_eq!(read("HTTP/1.1 400\r\n"), Reading::Garbled);
        assert_eq!(read("99\r\n"), Reading::Garbled);
    }
}
