//! Pages of staff among many requests: a page of the queue, and a request.

use std::path::{Path, PathBuf};

use kit_base::{Entropy, SeededEntropy};

use crate::client::{self, Line, send};
use crate::figures::{Round, Size, promise, tell};
use crate::server::{Sample, Server, number, open, sign_in};

/// Connections at a time.
const LINES: usize = 8;
/// Pages of the queue that are read again and again.
const PAGES: usize = 20;

/// `cargo xtask bench queue`
pub fn queue(size: Size) {
    measure("queue", size, 0.6);
}

/// `cargo xtask bench view`
pub fn view(size: Size) {
    measure("view", size, 0.4);
}

fn measure(what: &str, size: Size, most: f64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (ratio, cpu) = runtime.block_on(rounds(what, size));
    promise(size, &format!("{what} at half the limit or more"), ratio, ratio >= 0.5);
    promise(size, &format!("{what} in {most} ms of CPU or less"), cpu, cpu <= most);
}

async fn rounds(what: &str, size: Size) -> (f64, f64) {
    let requests = size.requests(3_000, 1_000_000);
    let (rounds, each) = size.of((2, 40), (7, 2_000));
    let sample = Sample::of(requests);
    let product = Server::product(&sample.data);
    let mut desk = Desk::at(&product, &sample, requests).await;
    let limit = Server::limit(what, &[sample.data.to_str().unwrap()]);
    let mut all = Vec::new();
    for _ in 0..rounds {
        let (ours, theirs) = desk.asks(what, each).await;
        let product = round(&product, &ours).await;
        let theirs: Vec<Vec<u8>> = theirs.iter().map(|path| client::get(&limit.host(), path, "")).collect();
        let bare = round(&limit, &theirs).await;
        assert_eq!(product.requests, bare.requests);
        let apart = product.bytes.abs_diff(bare.bytes) as f64 / product.bytes as f64;
        assert!(apart < 0.05, "product {} bytes, limit {}", product.bytes, bare.bytes);
        all.push((product, bare));
    }
    println!("proof: bench {what}: among {requests} requests, {} bytes a page", all[0].0.bytes / each);
    tell(what, &all)
}

/// Sends `asks` and reads the answers.
pub async fn round(server: &Server, asks: &[Vec<u8>]) -> Round {
    let mut lines = Vec::new();
    for _ in 0..LINES {
        lines.push(Line::to(server.addr).await);
    }
    let cpu = server.cpu();
    let sum = send(&mut lines, asks, 200).await;
    Round { requests: sum.good, seconds: sum.seconds, cpu: server.cpu() - cpu, bytes: sum.bytes }
}

/// Somebody at a desk, and what they may ask for.
pub struct Desk {
    host: String,
    cookie: String,
    me: i64,
    here: i64,
    now: i64,
    /// Where each page of the queue begins, and how long it is.
    pages: Vec<(String, usize)>,
    line: Line,
    chance: SeededEntropy,
    requests: u32,
    file: PathBuf,
}

impl Desk {
    /// A regular member of staff at the product.
    pub async fn at(server: &Server, sample: &Sample, requests: u32) -> Self {
        let cookie = sign_in(server, &sample.account("regular")).await;
        let (me, here) = person(&sample.data);
        let now =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
        let (line, chance) = (Line::to(server.addr).await, SeededEntropy::new(7));
        let file = sample.data.join("querist.db");
        let mut desk = Self {
            host: server.host(),
            cookie,
            me,
            here,
            now,
            pages: Vec::new(),
            line,
            chance,
            requests,
            file,
        };
        desk.leaf().await;
        desk
    }

    /// Goes through the queue of all open requests, page by page.
    async fn leaf(&mut self) {
        let mut after = "0.0".to_owned();
        for _ in 0..PAGES {
            let page = self.line.ask(&self.get(&format!("/desk?view=all&after={after}"))).await;
            assert_eq!(page.status, 200);
            self.pages.push((after.clone(), page.body.len()));
            let text = String::from_utf8_lossy(&page.body);
            let Some(at) = text.find("&amp;after=").or_else(|| text.find("&#38;after=")) else { break };
            text[at + 11..].split('"').next().unwrap().clone_into(&mut after);
        }
        assert!(!self.pages.is_empty());
    }

    fn get(&self, path: &str) -> Vec<u8> {
        client::get(&self.host, path, &self.cookie)
    }

    /// Pages of the queue for the product.
    pub fn queue(&self, count: usize) -> Vec<Vec<u8>> {
        let page =
            |n: usize| self.get(&format!("/desk?view=all&after={}", self.pages[n % self.pages.len()].0));
        (0..count).map(page).collect()
    }

    /// Numbers of requests by chance, of those that anybody on the staff may see.
    pub fn views(&mut self, count: usize) -> Vec<i64> {
        let all = i64::from(self.requests);
        let mut conn = open(&self.file);
        let mut next = || {
            let from = 10_001 + i64::from(u32::from_be_bytes((&self.chance as &dyn Entropy).bytes())) % all;
            let seen = "FROM request WHERE confidential = 0 AND number";
            number(
                &mut conn,
                &format!(
                    "SELECT COALESCE((SELECT number {seen} >= {from} ORDER BY number LIMIT 1),
                                     (SELECT number {seen} < {from} ORDER BY number DESC LIMIT 1)) AS n"
                ),
            )
        };
        (0..count).map(|_| next()).collect()
    }

    /// The page of a request, for the product.
    pub fn view(&self, number: i64) -> Vec<u8> {
        self.get(&format!("/desk/requests/QR-{number}"))
    }

    /// `count` asks for the product, and as many for the limit.
    async fn asks(&mut self, what: &str, count: usize) -> (Vec<Vec<u8>>, Vec<String>) {
        let Self { me, here, now, .. } = *self;
        if what == "queue" {
            let bare = |n: usize| {
                let (after, bytes) = &self.pages[n % self.pages.len()];
                let (at, id) = after.split_once('.').unwrap();
                format!("/desk?me={me}&here={here}&now={now}&at={at}&id={id}&bytes={bytes}")
            };
            return (self.queue(count), (0..count).map(bare).collect());
        }
        // As long as a request's page is on average: its own length is known only when it was drawn, and to
        // draw it first would leave its keys open.
        let tried = self.views(count.min(400));
        let mut bytes = 0;
        for number in &tried {
            bytes += self.line.ask(&self.view(*number)).await.body.len();
        }
        let bytes = bytes / tried.len();
        // Each side reads others, so that neither finds what the other has just read.
        let (ours, theirs) = (self.views(count), self.views(count));
        let bare = |number: &i64| format!("/view?me={me}&number={number}&bytes={bytes}");
        (ours.iter().map(|number| self.view(*number)).collect(), theirs.iter().map(bare).collect())
    }
}

/// Account and location of the first regular member of staff.
fn person(data: &Path) -> (i64, i64) {
    let mut conn = open(&data.join("querist.db"));
    let regular = "FROM staff WHERE level = 'regular' ORDER BY id LIMIT 1";
    (
        number(&mut conn, &format!("SELECT id AS n {regular}")),
        number(&mut conn, &format!("SELECT location_id AS n {regular}")),
    )
}
