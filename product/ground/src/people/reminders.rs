//! Once a day: whoever's password is soon too old is told by mail, once for each password.

use kit_base::DAY;

use super::letters;
use crate::Ground;
use crate::jobs::{BoxFuture, Job, Kind, Outcome, Queue, Schedule, Work};
use crate::outbox;
use crate::settings::registry;
use crate::staff;
use crate::ui::SOON;

static REMIND: Kind = Kind::new("staff.remind", Queue::Maintenance).recurring(Schedule::Every(DAY));

/// The kinds of job of this slice.
pub fn kinds() -> Vec<&'static Kind> {
    vec![&REMIND]
}

/// The job that tells them.
pub struct Remind(pub Ground);

impl Work for Remind {
    fn kind(&self) -> &'static Kind {
        &REMIND
    }

    fn run(&self, _: Job) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            match self.tell().await {
                Ok(told) => Outcome::done(format!("{told} told")),
                Err(error) => Outcome::retry(kit_base::causes(&error)),
            }
        })
    }
}

impl Remind {
    async fn tell(&self) -> kit_db::Result<usize> {
        let Self(ground) = self;
        let days = ground.settings.number(&registry::PASSWORD_EXPIRY);
        if days == 0 || !ground.site.mail {
            return Ok(0);
        }
        let now = ground.now();
        let (soon, gone) = (now - (days - SOON.min(days)) * DAY, now - days * DAY);
        let due = ground.db.read(move |conn| staff::passwords_set_between(conn, gone, soon)).await?;
        let mut told = 0;
        for (who, set, lang) in due {
            let ids = (ground.id(), ground.id());
            told += ground
                .db
                .write(move |conn| {
                    if outbox::was_told(conn, who.0, letters::EXPIRY, set)? {
                        return Ok(0);
                    }
                    letters::queue(conn, ids, Some(who), (letters::EXPIRY, &lang), now).map(|()| 1)
                })
                .await?;
        }
        ground.bell.ring();
        Ok(told)
    }
}
