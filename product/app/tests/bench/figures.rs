//! How much is measured, and what comes of it in words.

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As much as tells that everything runs.
    Small,
    /// As much as is promised.
    Full,
}

impl Size {
    /// As the environment says: `PROVE=full`.
    pub fn from_environment() -> Self {
        if std::env::var("PROVE").is_ok_and(|word| word == "full") { Self::Full } else { Self::Small }
    }

    /// One of two.
    pub fn of<T>(self, small: T, full: T) -> T {
        if self == Self::Full { full } else { small }
    }

    /// The number `BENCH_REQUESTS`, or one of two.
    pub fn requests(self, small: u32, full: u32) -> u32 {
        let given = std::env::var("BENCH_REQUESTS").ok().and_then(|text| text.parse().ok());
        given.unwrap_or(self.of(small, full))
    }
}

/// What one side did in one round.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Requests answered.
    pub requests: usize,
    /// Seconds on the clock.
    pub seconds: f64,
    /// Seconds of CPU that the server took.
    pub cpu: f64,
    /// Bytes of all bodies.
    pub bytes: usize,
}

impl Round {
    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    /// Milliseconds of CPU a request.
    pub fn cpu_each(&self) -> f64 {
        self.cpu * 1_000.0 / self.requests as f64
    }
}

/// The middle one, the least and the greatest.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// The median.
    pub middle: f64,
    least: f64,
    greatest: f64,
}

impl Spread {
    /// Of `all`, which is not empty.
    pub fn of(all: impl IntoIterator<Item = f64>) -> Self {
        let mut all: Vec<f64> = all.into_iter().collect();
        all.sort_by(f64::total_cmp);
        let half = all.len() / 2;
        let middle =
            if all.len().is_multiple_of(2) { f64::midpoint(all[half - 1], all[half]) } else { all[half] };
        Self { middle, least: all[0], greatest: all[all.len() - 1] }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} ({:.3} to {:.3})", self.middle, self.least, self.greatest)
    }
}

/// Tells what product and limit did in all rounds; gives the median of the ratios of their rates, and the
/// product's CPU in milliseconds a request.
pub fn tell(name: &str, rounds: &[(Round, Round)]) -> (f64, f64) {
    let ratio = Spread::of(rounds.iter().map(|(product, limit)| product.rate() / limit.rate()));
    let side = |of: fn(&(Round, Round)) -> &Round| {
        let rate = Spread::of(rounds.iter().map(|round| of(round).rate()));
        let cpu = Spread::of(rounds.iter().map(|round| of(round).cpu_each()));
        (rate, cpu)
    };
    let ((product, product_cpu), (limit, limit_cpu)) = (side(|round| &round.0), side(|round| &round.1));
    println!("proof: bench {name}: {} rounds of {} requests a side", rounds.len(), rounds[0].0.requests);
    println!("proof: bench {name}: product to limit {ratio}");
    println!("proof: bench {name}: requests a second: product {product}, limit {limit}");
    println!("proof: bench {name}: server CPU in ms a request: product {product_cpu}, limit {limit_cpu}");
    println!("proof: bench {name}: load {}", load());
    (ratio.middle, product_cpu.middle)
}

/// The machine's load over one, five and fifteen minutes.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Says what was promised and, at full size, insists on it.
pub fn promise(size: Size, what: &str, found: f64, kept: bool) {
    println!("proof: {} {what}: {found:.3}", if kept { "kept" } else { "MISSED" });
    assert!(kept || size == Size::Small, "{what}: {found:.3}");
}
