use std::time::Duration;

use crate::pool::Visit;
use crate::transaction::{begin_write, finish};
use crate::{Conn, RUNS, Result};

/// The pause before the second run; the third waits four times as long.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs `f` in a transaction, again when it met another one or lost its connection before the commit.
pub(crate) fn write<T>(visit: &Visit, f: impl Fn(&mut Conn) -> Result<T>) -> Result<T> {
    let mut pause = PAUSE;
    for _ in 1..RUNS {
        match once(visit, &f) {
            Err(error) if error.may_run_again() => std::thread::sleep(pause),
            answer => return answer,
        }
        pause *= 4;
    }
    once(visit, &f)
}

fn once<T>(visit: &Visit, f: impl Fn(&mut Conn) -> Result<T>) -> Result<T> {
    // An unsound connection says so itself when the pool takes it back.
    finish(&mut *visit.begun(begin_write)?, f).value
}
