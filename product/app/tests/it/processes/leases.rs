//! A worker that dies in the middle of a job: nobody takes the job before its lease is over, and then another does.

use std::time::Duration;

use super::desk::Desk;
use super::seen::ask_at;
use crate::backups::run::FAKETIME;
use crate::canary::mail_server::MailServer;

#[tokio::test(flavor = "multi_thread")]
async fn the_job_of_a_worker_that_died_is_done_by_another_once_its_lease_is_over() {
    let mut desk = Desk::new();
    let mails = MailServer::start("nobody").await;
    mails.keep_silent(true);
    desk.set("QUERIST_SMTP_HOST", "127.0.0.1");
    desk.set("QUERIST_SMTP_PORT", &mails.port().to_string());
    desk.set("QUERIST_SMTP_MODE", "plain");
    desk.set("QUERIST_SMTP_FROM", "answers@desk.example");
    let web = desk.start("web", &["--only", "web"]);
    let first = desk.start("first", &["--only", "worker"]);
    ask_at(&web, "Does it arrive?").await;
    // It speaks to a mail server that does not answer.
    let running = "SELECT COUNT(*) AS n FROM job WHERE kind = 'mail.send' AND state = 'running'";
    desk.until(running, 1).await;
    let holder = "SELECT lease_node AS line FROM job WHERE kind = 'mail.send'";
    let dead = desk.lines(holder).await;
    first.kill();

    // Another worker leaves it alone: for all it knows, the first one is still at it.
    let second = desk.start("second", &["--only", "worker"]);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(desk.lines(holder).await, dead);
    assert!(!mails.heard().contains("DATA"));
    second.stop();

    // Two minutes later.
    desk.set("LD_PRELOAD", FAKETIME);
    desk.set("FAKETIME", "+2m");
    desk.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    mails.keep_silent(false);
    let third = desk.start("third", &["--only", "worker"]);
    desk.until("SELECT COUNT(*) AS n FROM outbox_mail WHERE state = 'sent'", 1).await;
    desk.until("SELECT COUNT(*) AS n FROM job WHERE kind = 'mail.send'", 0).await;
    let heard = mails.heard();
    assert_eq!(heard.matches("RCPT TO:<r@reader.example>").count(), 1, "once, and whole: {heard}");
    for process in [web, third] {
        process.stop();
    }
}
