//! What a hundred times as many requests cost: CPU of a page, memory of a server that does nothing, and the
//! time of a start.

use std::time::Duration;

use crate::figures::{Size, Spread, load, promise};
use crate::pages::{Desk, round};
use crate::server::{Sample, Server};

/// `cargo xtask bench growth`
pub fn run(size: Size) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure(size));
}

async fn measure(size: Size) {
    let counts = [size.of(600, 10_000), size.requests(3_000, 1_000_000)];
    let (rounds, each) = size.of((2, 40), (7, 1_000));
    let samples = counts.map(Sample::of);
    starts(size, counts, &samples, rounds);
    let servers = samples.each_ref().map(|sample| Server::product(&sample.data));
    // Idle is when what the start took has been given back.
    tokio::time::sleep(Duration::from_secs(size.of(1, 40))).await;
    let (idle, own) = servers[1].memory();
    println!("proof: bench growth: idle memory at {}: {idle:.1} MB, {own:.1} of it its own", counts[1]);
    promise(size, "idle memory of 60 MB or less", idle, idle <= 60.0);
    let [few, many] = &servers;
    let mut desks =
        (Desk::at(few, &samples[0], counts[0]).await, Desk::at(many, &samples[1], counts[1]).await);
    let (mut queue, mut view) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let few_queue = round(few, &desks.0.queue(each)).await.cpu_each();
        queue.push((few_queue, round(many, &desks.1.queue(each)).await.cpu_each()));
        let few_asks: Vec<_> = desks.0.views(each).into_iter().map(|number| desks.0.view(number)).collect();
        let many_asks: Vec<_> = desks.1.views(each).into_iter().map(|number| desks.1.view(number)).collect();
        let few_view = round(few, &few_asks).await.cpu_each();
        view.push((few_view, round(many, &many_asks).await.cpu_each()));
    }
    for (name, all) in [("queue", queue), ("view", view)] {
        let ratio = Spread::of(all.iter().map(|(few, many)| many / few));
        let (few, many) = (Spread::of(all.iter().map(|one| one.0)), Spread::of(all.iter().map(|one| one.1)));
        println!(
            "proof: bench growth: {name}: {rounds} rounds of {each}: CPU at {} to {}: {ratio}",
            counts[1], counts[0]
        );
        println!("proof: bench growth: {name}: ms of CPU a request: {few} and {many}; load {}", load());
        promise(size, &format!("{name} 1.3 times as dear or less"), ratio.middle, ratio.middle <= 1.3);
    }
    tokio::time::sleep(Duration::from_secs(size.of(1, 10))).await;
    let (used, own) = many.memory();
    println!(
        "proof: bench growth: memory after the load at {}: {used:.1} MB, {own:.1} of it its own",
        counts[1]
    );
}

/// Starts both in turn.
fn starts(size: Size, counts: [u32; 2], samples: &[Sample; 2], rounds: usize) {
    let start = |sample: &Sample| {
        let server = Server::product(&sample.data);
        let took = server.started.as_secs_f64();
        server.stop();
        took
    };
    // The first of each may have a log to tidy away.
    for sample in samples {
        let _ = start(sample);
    }
    let all: Vec<(f64, f64)> = (0..rounds).map(|_| (start(&samples[0]), start(&samples[1]))).collect();
    let ratio = Spread::of(all.iter().map(|(few, many)| many / few));
    let seconds = Spread::of(all.iter().map(|one| one.1));
    println!("proof: bench growth: {rounds} starts: at {} {seconds} s, to {}: {ratio}", counts[1], counts[0]);
    promise(size, "start in 1.5 times the time or less", ratio.middle, ratio.middle <= 1.5);
}
