use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, NaiveDate};
use kit_base::{Clock, ManualClock, SystemClock, SystemEntropy};

use super::{Ended, Where, configure, places, serve};
use crate::boot;
use crate::sample::{self, MOST, Wish};

/// `querist sample`
pub async fn run(at: Where, requests: u32, seed: u64, day: Option<NaiveDate>) -> Result<(), Ended> {
    if !(1..=MOST).contains(&requests) {
        return Err(Ended::misuse(format!("--requests takes a number from 1 to {MOST}")));
    }
    let config = configure(&at)?;
    let today = DateTime::from_timestamp_millis(SystemClock.now()).unwrap_or_default().date_naive();
    let day = day.unwrap_or(today);
    if day > today {
        return Err(Ended::misuse("--day takes today or a day before"));
    }
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    let places = places(&config)?;
    places.make()?;
    let _hold = places.hold()?;
    let mut site = serve::site(&config, 0)?;
    // A demo makes no location of its own at its first start; the sample brings its own too.
    site.demo = true;
    let clock = Arc::new(ManualClock::at(midnight));
    let house = boot::open(&places, site, clock, Arc::new(SystemEntropy)).await?;
    if !sample::is_empty(&house).await? {
        house.close().await;
        return Err(Ended::refused(format!(
            "{} holds requests or accounts already; a sample needs a directory and a database of its own",
            places.data.display()
        )));
    }
    let began = Instant::now();
    let made = sample::make(&house, Wish { requests, seed }).await?;
    house.close().await;
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "Made {} requests with {} messages and {} events in {seconds:.0} s",
        made.requests, made.messages, made.events
    );
    for account in made.accounts {
        println!("Sign in: {} {} ({})", account.email, account.password, account.level);
    }
    Ok(())
}
