//! The small loops beside the server: what each process does again and again while it runs.

use std::time::Duration;

use desk::forms::Forms;
use ground::audit;
use ground::followers::{self, Followers};
use ground::housekeeping::SUPPLY;
use ground::{Ground, housekeeping, jobs, marks, nodes, numbers};
use kit_vault::Vault;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::custody::KeysHold;
use crate::seat::Role;

/// How often the sequencer is looked after.
const SEQUENCE: Duration = Duration::from_millis(200);

/// Starts the loops of a process; they end when `stopped` says so. `lost` is told when another process has
/// taken this one's number.
pub fn start(
    ground: &Ground,
    forms: &Forms,
    role: Role,
    keys: &KeysHold,
    stopped: &watch::Receiver<bool>,
    lost: watch::Sender<bool>,
) -> JoinSet<()> {
    let mut loops = JoinSet::new();
    loops.spawn(follow(ground.clone(), forms.clone(), stopped.clone()));
    loops.spawn(mint_ahead(ground.vault.clone(), stopped.clone()));
    loops.spawn(numbers::keep_ahead(ground.clone(), stopped.clone()));
    let marked = ground.clone();
    loops.spawn(every(marks::EVERY, stopped.clone(), move || write_marks(marked.clone())));
    let heads = ground.clone();
    loops.spawn(every(audit::HEADS_EVERY, stopped.clone(), move || note_heads(heads.clone())));
    if role.works() {
        let ground = ground.clone();
        loops.spawn(every(SEQUENCE, stopped.clone(), move || sequence_soon(ground.clone())));
    }
    if keys.is_on_server() {
        let keys = keys.clone();
        let pause = Duration::from_millis(nodes::BEAT.unsigned_abs());
        loops.spawn(every(pause, stopped.clone(), move || stay_seen(keys.clone())));
    }
    if ground.node.instance().is_some() {
        loops.spawn(stay(ground.clone(), role, stopped.clone(), lost));
    }
    loops
}

/// Learns what other processes changed.
async fn follow(ground: Ground, forms: Forms, mut stopped: watch::Receiver<bool>) {
    let mut followers = Followers::new(ground.clone());
    let mut failed = false;
    loop {
        let looked = match followers.look().await {
            Ok(()) => forms.refresh(&ground.db).await.map_err(Into::into),
            Err(error) => Err(error),
        };
        match looked {
            Ok(()) => failed = false,
            // Said once: it may go on for as long as the database is away.
            Err(error) if !failed => {
                failed = true;
                tracing::warn!(%error, "changes made by others could not be read yet");
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(followers::PAUSE) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Writes what was marked.
async fn write_marks(ground: Ground) {
    ground.marks.write(&ground.db).await;
}

/// Makes the sequencer's job due when events wait for their place.
async fn sequence_soon(ground: Ground) {
    let done = async {
        if !ground.db.read(audit::waits).await? {
            return Ok(());
        }
        let now = ground.now();
        let kind = housekeeping::SEQUENCER;
        if ground.db.write(move |conn| jobs::hurry(conn, kind, now)).await? {
            ground.bell.ring();
        }
        kit_db::Result::Ok(())
    };
    if let Err(error) = done.await {
        tracing::debug!(%error, "the sequencer could not be called; its schedule will");
    }
}

/// Notes where the ledger ends.
async fn note_heads(ground: Ground) {
    if let Err(error) = audit::note_heads(&ground).await {
        let cause = kit_base::causes(&error);
        tracing::warn!(%cause, "where the ledger ends could not be noted; it is tried again");
    }
}

/// Sees to it that others notice that this process has the keys.
async fn stay_seen(keys: KeysHold) {
    if let Err(error) = keys.renew().await {
        tracing::debug!(%error, "others do not notice this process yet");
    }
}

/// Says that this process is there, until another has its number.
async fn stay(ground: Ground, role: Role, mut stopped: watch::Receiver<bool>, lost: watch::Sender<bool>) {
    let pause = Duration::from_millis(nodes::BEAT.unsigned_abs());
    loop {
        match ground.node.beat(&ground.db, role.code(), ground.now()).await {
            Ok(true) => {}
            Ok(false) => {
                let _ = lost.send(true);
                return;
            }
            Err(error) => tracing::debug!(%error, "the number of this process could not be confirmed yet"),
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Keeps keys minted ahead: when they run low, and every minute.
async fn mint_ahead(vault: Vault, mut stopped: watch::Receiver<bool>) {
    let pause = Duration::from_millis(SUPPLY.unsigned_abs());
    loop {
        tokio::select! {
            () = vault.runs_low() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => return,
        }
        if let Err(error) = vault.supply().await {
            tracing::warn!(%error, "keys could not be minted ahead");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Does `work` again and again until told to stop.
async fn every<F, W>(pause: Duration, mut stopped: watch::Receiver<bool>, work: F)
where
    F: Fn() -> W,
    W: Future<Output = ()>,
{
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => work().await,
            _ = stopped.changed() => return,
        }
    }
}
