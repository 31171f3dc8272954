//! When a session is alive, when its token is renewed, and when a person has to prove again that it is them
//! (security design 2.6).

use kit_base::{MINUTE, Millis, SECOND};

/// The token in the cookie is renewed this often; the one before stays good for [`OVERLAP`], so that two tabs and the
/// back button work.
pub const RENEWAL: Millis = 5 * MINUTE;
/// How long the token before the last renewal stays good.
pub const OVERLAP: Millis = MINUTE;
/// A session's last use is written at most this often.
pub const TOUCH: Millis = MINUTE;
/// How far the clocks of two machines may be apart before one of them counts as set back.
pub const SKEW: Millis = 5 * SECOND;

/// What is kept of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// When it began.
    pub began: Millis,
    /// When it was last used, to the minute.
    pub used: Millis,
    /// When its token was last renewed.
    pub renewed: Millis,
    /// When its person last proved that it is them.
    pub confirmed: Millis,
    /// The account's stamp when it began.
    pub stamp: i64,
}

/// What is kept of the account it belongs to, as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Whether it may sign in.
    pub enabled: bool,
    /// Counts changes that end sessions.
    pub stamp: i64,
}

/// What the institution allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest time without a use.
    pub idle: Millis,
    /// Longest time at all.
    pub life: Millis,
}

impl Session {
    /// Whether somebody is signed in by it at `now`.
    pub fn is_alive(&self, account: Account, limits: Limits, now: Millis) -> bool {
        let stands = account.enabled && self.stamp == account.stamp;
        (stands || kit_base::fault::is_out("stamp"))
            && now - self.used < limits.idle
            && now - self.began < limits.life
    }

    /// Whether the clock was set back since it was last used: then no confirmation of it counts any more.
    pub fn is_ahead(&self, now: Millis) -> bool {
        now + SKEW < self.used.max(self.confirmed)
    }

    /// Whether its token is to be renewed.
    pub fn wants_renewal(&self, now: Millis) -> bool {
        now - self.renewed >= RENEWAL
    }

    /// Whether its use is to be written down.
    pub fn wants_touch(&self, now: Millis) -> bool {
        now - self.used >= TOUCH
    }
}

/// Whether a proof of `confirmed` is too old at `now` for an act that asks for one not older than `limit`. One that
/// lies ahead of the clock counts as none.
pub fn is_stale(confirmed: Millis, limit: Millis, now: Millis) -> bool {
    let age = now - confirmed;
    age >= limit || age < -SKEW
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_000_000_000;
    const LIMITS: Limits = Limits { idle: 30 * MINUTE, life: 720 * MINUTE };
    const ACCOUNT: Account = Account { enabled: true, stamp: 3 };
    const SESSION: Session = Session { began: NOW, used: NOW, renewed: NOW, confirmed: NOW, stamp: 3 };

    // proves: v5.0.0-7.3.1, v5.0.0-7.3.2
    #[test]
    fn it_lives_until_it_rests_too_long_or_is_too_old() {
        let alive = |session: Session, now| session.is_alive(ACCOUNT, LIMITS, now);
        assert!(alive(SESSION, NOW) && alive(SESSION, NOW + LIMITS.idle - 1));
        assert!(!alive(SESSION, NOW + LIMITS.idle), "it rested");
        let old = |now| Session { used: now, ..SESSION };
        let end = NOW + LIMITS.life;
        assert!(
            alive(old(end - 1), end - 1) && !alive(old(end), end),
            "used all the time, it ends all the same"
        );
    }

    // proves: attack B8, v5.0.0-7.4.2
    #[test]
    fn a_disabled_account_or_another_stamp_ends_it() {
        let alive = |account| SESSION.is_alive(account, LIMITS, NOW);
        assert!(alive(ACCOUNT));
        assert!(!alive(Account { enabled: false, ..ACCOUNT }));
        assert!(!alive(Account { stamp: 4, ..ACCOUNT }) && !alive(Account { stamp: 2, ..ACCOUNT }));
    }

    #[test]
    fn a_clock_that_was_set_back_is_noticed_and_one_a_little_behind_is_not() {
        assert!(!SESSION.is_ahead(NOW) && !SESSION.is_ahead(NOW - SKEW));
        assert!(SESSION.is_ahead(NOW - SKEW - 1));
        let confirmed = Session { confirmed: NOW + MINUTE, ..SESSION };
        assert!(confirmed.is_ahead(NOW + MINUTE - SKEW - 1) && !confirmed.is_ahead(NOW + MINUTE - SKEW));
        let used = Session { used: NOW + MINUTE, ..SESSION };
        assert!(used.is_ahead(NOW + MINUTE - SKEW - 1) && !used.is_ahead(NOW + MINUTE));
    }

    // proves: v5.0.0-7.2.4
    #[test]
    fn a_token_is_renewed_and_a_use_written_in_their_time() {
        assert!(!SESSION.wants_renewal(NOW + RENEWAL - 1) && SESSION.wants_renewal(NOW + RENEWAL));
        assert!(!SESSION.wants_touch(NOW + TOUCH - 1) && SESSION.wants_touch(NOW + TOUCH));
        assert_eq!((RENEWAL, OVERLAP, TOUCH, SKEW), (300_000, 60_000, 60_000, 5_000), "security design 2.6");
    }

    // proves: v5.0.0-7.5.3
    #[test]
    fn a_proof_gets_stale_and_one_from_the_future_is_none() {
        let limit = 10 * MINUTE;
        assert!(!is_stale(NOW, limit, NOW) && !is_stale(NOW, limit, NOW + limit - 1));
        assert!(is_stale(NOW, limit, NOW + limit));
        assert!(!is_stale(NOW + SKEW, limit, NOW) && is_stale(NOW + SKEW + 1, limit, NOW));
        assert!(is_stale(0, limit, NOW), "never");
    }
}
