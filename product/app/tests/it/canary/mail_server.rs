//! A mail server that takes every mail but those it refuses with the address in its answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ground::outbox::{Smtp, SmtpMode};
use kit_base::EmailAddress;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The server and what it was told.
pub struct MailServer {
    port: u16,
    heard: Arc<Mutex<String>>,
    silent: Arc<AtomicBool>,
    /// Ends with this.
    _serving: JoinSet<()>,
}

impl MailServer {
    /// Starts it on this machine. It refuses mail to addresses that begin with `refused`.
    pub async fn start(refused: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let (copy, refused) = (Arc::clone(&heard), refused.to_owned());
        let silent = Arc::new(AtomicBool::new(false));
        let waits = Arc::clone(&silent);
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                while waits.load(Ordering::Relaxed) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                let _ = talk(stream, &copy, &refused).await;
            }
        });
        Self { port, heard, silent, _serving: serving }
    }

    /// Whether it keeps whoever comes waiting.
    pub fn keep_silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::Relaxed);
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The settings that lead there.
    pub fn settings(&self) -> Smtp {
        Smtp {
            host: "127.0.0.1".into(),
            port: self.port,
            mode: SmtpMode::Plain,
            username: None,
            password: None,
            ca_file: None,
            from: EmailAddress::parse("answers@desk.example").unwrap(),
            from_name: Some("Enquiry desk".into()),
        }
    }

    /// Everything that was said to it.
    pub fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, heard: &Mutex<String>, refused: &str) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mx\r\n").await?;
    let mut body = false;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        heard.lock().unwrap().push_str(&line);
        let said = line.trim_end().to_owned();
        line.clear();
        let answer = match said.as_str() {
            "." => "250 taken".to_owned(),
            _ if body => continue,
            "QUIT" => return Ok(()),
            "DATA" => "354 go on".to_owned(),
            _ if said.starts_with("EHLO") => "250-mx\r\n250-SMTPUTF8\r\n250 8BITMIME".to_owned(),
            _ if said.starts_with("RCPT") && said.contains(refused) => format!("550 5.1.1 no mailbox {said}"),
            _ => "250 ok".to_owned(),
        };
        body = said == "DATA";
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
