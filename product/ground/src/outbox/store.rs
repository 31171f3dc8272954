//! The statements over the tables of the outbox.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kit_base::{Direction, KeysetPage, Millis};
use kit_db::{Conn, Result};

use super::send::KIND;
use crate::jobs::{self, NewJob};

diesel::table! {
    outbox_mail (id) {
        id -> BigInt,
        request_id -> BigInt,
        client_id -> BigInt,
        message_id -> Nullable<BigInt>,
        kind -> Text,
        lang -> Text,
        number -> Text,
        token -> Nullable<Text>,
        state -> Text,
        attempts -> BigInt,
        last_code -> Nullable<Text>,
        last_reason -> Nullable<Text>,
        created_at -> BigInt,
        changed_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        staff_id -> BigInt,
    }
}

diesel::table! {
    outbox_count (state) {
        state -> Text,
        n -> BigInt,
    }
}

/// In a job: see [`NewMail::crowded`].
pub(super) const CROWDED: &str = "crowded";

/// Earlier mails a mail refers to, at most.
const REFERENCES: i64 = 10;

/// How a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailState {
    /// It will be sent.
    Waiting,
    /// The mail server is hearing of it.
    Sending,
    /// The mail server has taken it over.
    Sent,
    /// It could not leave for a reason that is not its own.
    Kept,
    /// It was refused.
    Failed,
    /// Staff decided that it need not leave.
    Dropped,
    /// A stranger may have caused it, and today there were enough of such.
    Withheld,
}

impl MailState {
    /// The code it is stored by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Kept => "kept",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
            Self::Withheld => "withheld",
        }
    }

    /// Those that staff decide on, and of which it is kept how many there are.
    pub(super) const COUNTED: [Self; 3] = [Self::Failed, Self::Kept, Self::Withheld];

    fn is_counted(self) -> bool {
        Self::COUNTED.contains(&self)
    }
}

/// A mail to be queued.
#[derive(Debug, Clone, Default)]
pub struct NewMail {
    /// Row id.
    pub id: i64,
    /// Id for the job that sends it.
    pub job_id: i64,
    /// What it is about; 0 for a mail to staff.
    pub request_id: i64,
    /// The client it is for; 0 for a mail to staff.
    pub client_id: i64,
    /// The member of staff it is for; 0 for a mail to a client.
    pub staff_id: i64,
    /// The message whose words it carries.
    pub message_id: Option<i64>,
    /// What kind of mail, as the composer knows it.
    pub kind: String,
    /// Tag of the language it is written in.
    pub lang: String,
    /// The short request number, for staff.
    pub number: String,
    /// Its network caused so many mails today that this one leaves only for an address that was confirmed.
    pub crowded: bool,
    /// Now.
    pub now: Millis,
}

/// A mail and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outbox_mail)]
pub struct OutboxRow {
    /// Row id.
    pub id: i64,
    /// What it is about.
    pub request_id: i64,
    /// Whom it is for.
    pub client_id: i64,
    /// The message whose words it carries.
    pub message_id: Option<i64>,
    /// What kind of mail.
    pub kind: String,
    /// Tag of the language it is written in.
    pub lang: String,
    /// The short request number.
    pub number: String,
    /// The code of its [`MailState`].
    pub state: String,
    /// How often sending was begun.
    pub attempts: i64,
    /// The mail server's number for the last refusal, as in `550 5.1.1`.
    pub last_code: Option<String>,
    /// Why it did not leave, as a code with the text `outbox-reason-…`.
    pub last_reason: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it last changed.
    pub changed_at: Millis,
    /// When the mail server took it over.
    pub sent_at: Option<Millis>,
    /// The member of staff it is for; 0 for a mail to a client.
    pub staff_id: i64,
}

impl OutboxRow {
    /// Whether it is still to be sent.
    pub fn is_open(&self) -> bool {
        self.state == MailState::Waiting.code() || self.state == MailState::Sending.code()
    }
}

/// Kept counters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Mails that could not leave for a reason that is not theirs.
    pub kept: i64,
    /// Mails that were refused.
    pub failed: i64,
    /// Mails that a stranger may have caused, beyond what may leave in a day.
    pub withheld: i64,
}

impl Counts {
    /// How many stand so; 0 for a state of which it is not kept.
    pub(super) fn of(self, state: MailState) -> i64 {
        match state {
            MailState::Kept => self.kept,
            MailState::Failed => self.failed,
            MailState::Withheld => self.withheld,
            _ => 0,
        }
    }
}

/// Queues a mail in the caller's transaction. Ring the bell after the commit.
pub fn queue(conn: &mut Conn, new: &NewMail) -> Result<()> {
    let mail = diesel::insert_into(outbox_mail::table).values((
        outbox_mail::id.eq(new.id),
        outbox_mail::request_id.eq(new.request_id),
        outbox_mail::client_id.eq(new.client_id),
        outbox_mail::staff_id.eq(new.staff_id),
        outbox_mail::message_id.eq(new.message_id),
        outbox_mail::kind.eq(&new.kind),
        outbox_mail::lang.eq(&new.lang),
        outbox_mail::number.eq(&new.number),
        outbox_mail::state.eq(MailState::Waiting.code()),
        outbox_mail::attempts.eq(0),
        outbox_mail::created_at.eq(new.now),
        outbox_mail::changed_at.eq(new.now),
    ));
    kit_db::on_either!(conn, |conn| mail.execute(conn))?;
    let params = if new.crowded {
        serde_json::json!({ "mail": new.id, CROWDED: 1 })
    } else {
        serde_json::json!({ "mail": new.id })
    };
    enqueue(conn, (new.id, params), new.job_id, new.now)
}

/// Whether a mail of this kind was queued for a member of staff since `since`.
pub fn was_told(conn: &mut Conn, staff: i64, kind: &str, since: Millis) -> Result<bool> {
    let own = outbox_mail::table
        .filter(outbox_mail::request_id.eq(0))
        .filter(outbox_mail::staff_id.eq(staff))
        .filter(outbox_mail::kind.eq(kind))
        .filter(outbox_mail::created_at.ge(since));
    Ok(own.select(outbox_mail::id).first::<i64>(conn).optional()?.is_some())
}

/// Writes down mails that a mail server took over long ago, in the caller's transaction. For sample data.
pub fn insert_sent(conn: &mut Conn, all: &[NewMail]) -> Result<()> {
    kit_db::insert_all!(conn, outbox_mail::table, all, |new: &NewMail| (
        outbox_mail::id.eq(new.id),
        outbox_mail::request_id.eq(new.request_id),
        outbox_mail::client_id.eq(new.client_id),
        outbox_mail::message_id.eq(new.message_id),
        outbox_mail::kind.eq(new.kind.clone()),
        outbox_mail::lang.eq(new.lang.clone()),
        outbox_mail::number.eq(new.number.clone()),
        outbox_mail::state.eq(MailState::Sent.code()),
        outbox_mail::attempts.eq(1),
        outbox_mail::created_at.eq(new.now),
        outbox_mail::changed_at.eq(new.now),
        outbox_mail::sent_at.eq(new.now),
    ))
}

fn enqueue(conn: &mut Conn, (mail, params): (i64, serde_json::Value), job: i64, now: Millis) -> Result<()> {
    let new = NewJob::now(job, KIND.name, params, now).once(format!("mail/{mail}"));
    jobs::enqueue(conn, &new)?;
    Ok(())
}

/// The mail with this id.
pub fn find(conn: &mut Conn, id: i64) -> Result<Option<OutboxRow>> {
    Ok(outbox_mail::table.find(id).select(OutboxRow::as_select()).first(conn).optional()?)
}

/// The mails about a request, oldest first.
pub fn of_request(conn: &mut Conn, request: i64) -> Result<Vec<OutboxRow>> {
    let about = outbox_mail::table.filter(outbox_mail::request_id.eq(request)).order(outbox_mail::id);
    Ok(kit_db::on_either!(conn, |conn| about.select(OutboxRow::as_select()).load(conn))?)
}

/// The condition of the small index `outbox_mail_open`: whatever has not left.
fn open() -> kit_db::Condition {
    kit_db::condition("outbox_mail.state <> 'sent'")
}

/// A page of the mails in a state, newest first, from the one after (or, going back, before) `cursor` on.
pub fn list(
    conn: &mut Conn,
    state: MailState,
    cursor: Option<i64>,
    direction: Direction,
    size: usize,
) -> Result<KeysetPage<OutboxRow>> {
    let direction = if cursor.is_some() { direction } else { Direction::Forward };
    let query = outbox_mail::table
        .filter(outbox_mail::state.eq(state.code()))
        .filter(open())
        .select(OutboxRow::as_select())
        .limit(size as i64 + 1)
        .into_boxed();
    let query = match (cursor, direction) {
        (None, _) => query.order(outbox_mail::id.desc()),
        (Some(cursor), Direction::Forward) => {
            query.filter(outbox_mail::id.lt(cursor)).order(outbox_mail::id.desc())
        }
        (Some(cursor), Direction::Back) => {
            query.filter(outbox_mail::id.gt(cursor)).order(outbox_mail::id.asc())
        }
    };
    Ok(KeysetPage::from_read(query.load(conn)?, size, direction, cursor.is_some()))
}

/// How many mails stand as staff have to decide on.
pub fn counts(conn: &mut Conn) -> Result<Counts> {
    let rows: Vec<(String, i64)> =
        outbox_count::table.select((outbox_count::state, outbox_count::n)).load(conn)?;
    let of = |state: MailState| rows.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, n)| *n);
    Ok(Counts { kept: of(MailState::Kept), failed: of(MailState::Failed), withheld: of(MailState::Withheld) })
}

fn count(conn: &mut Conn, state: MailState, by: i64) -> Result<()> {
    if !state.is_counted() {
        return Ok(());
    }
    kit_db::statement(
        "INSERT INTO outbox_count (state, n) VALUES ($1, $2)
         ON CONFLICT (state) DO UPDATE SET n = outbox_count.n + excluded.n",
    )
    .bind::<Text, _>(state.code())
    .bind::<BigInt, _>(by)
    .execute(conn)?;
    Ok(())
}

/// A mail that is being sent.
#[derive(QueryableByName)]
pub struct Begun {
    /// The random part of its message id.
    #[diesel(sql_type = Text)]
    pub token: String,
    /// How often it was begun, this time included.
    #[diesel(sql_type = BigInt)]
    pub attempts: i64,
}

/// Marks a mail as being sent, with `token` as the random part of its message id unless it has one already. `None` when
/// it is not to be sent any more.
pub fn begin(conn: &mut Conn, id: i64, token: &str, now: Millis) -> Result<Option<Begun>> {
    let row = kit_db::statement(
        "UPDATE outbox_mail
            SET state = 'sending', attempts = attempts + 1, token = COALESCE(token, $1), changed_at = $2
          WHERE id = $3 AND state IN ('waiting', 'sending')
         RETURNING token, attempts",
    )
    .bind::<Text, _>(token)
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .optional()?;
    Ok(row)
}

/// Random parts of the message ids of earlier mails to the same client about the same request, oldest first.
pub fn earlier(conn: &mut Conn, mail: &OutboxRow) -> Result<Vec<String>> {
    if mail.request_id == 0 {
        // Mails to staff stand each for itself.
        return Ok(Vec::new());
    }
    let mut tokens: Vec<Option<String>> = outbox_mail::table
        .filter(outbox_mail::request_id.eq(mail.request_id))
        .filter(outbox_mail::client_id.eq(mail.client_id))
        .filter(outbox_mail::state.eq(MailState::Sent.code()))
        .filter(outbox_mail::id.lt(mail.id))
        .order(outbox_mail::id.desc())
        .limit(REFERENCES)
        .select(outbox_mail::token)
        .load(conn)?;
    tokens.reverse();
    Ok(tokens.into_iter().flatten().collect())
}

/// How an attempt left a mail.
#[derive(Debug, Clone)]
pub struct Left {
    pub state: MailState,
    pub code: Option<String>,
    pub reason: Option<&'static str>,
    pub at: Millis,
}

/// Writes down how an attempt left a mail; says whether it was still to be sent.
pub fn leave(conn: &mut Conn, id: i64, left: &Left) -> Result<bool> {
    let open = outbox_mail::table
        .filter(outbox_mail::id.eq(id))
        .filter(outbox_mail::state.eq_any([MailState::Waiting.code(), MailState::Sending.code()]));
    let changed = diesel::update(open)
        .set((
            outbox_mail::state.eq(left.state.code()),
            outbox_mail::last_code.eq(&left.code),
            outbox_mail::last_reason.eq(left.reason),
            outbox_mail::changed_at.eq(left.at),
            outbox_mail::sent_at.eq((left.state == MailState::Sent).then_some(left.at)),
        ))
        .execute(conn)?;
    if changed == 1 {
        count(conn, left.state, 1)?;
    }
    Ok(changed == 1)
}

/// Lets up to `jobs.len()` kept mails wait again, oldest first; returns how many. `jobs` has an id for each.
pub fn release(conn: &mut Conn, jobs: &[i64], now: Millis) -> Result<usize> {
    let kept: Vec<i64> = outbox_mail::table
        .filter(outbox_mail::state.eq(MailState::Kept.code()))
        .filter(open())
        .order(outbox_mail::id)
        .limit(jobs.len() as i64)
        .select(outbox_mail::id)
        .load(conn)?;
    let mut released = 0;
    for (mail, job) in kept.iter().zip(jobs) {
        released += usize::from(wait_again(conn, *mail, MailState::Kept, *job, now)?);
    }
    Ok(released)
}

/// Lets up to `jobs.len()` mails wait again that were withheld before `before` for what others had that day, oldest
/// first, as if they had never been begun; returns how many. What its own address had, or its network caused, is for staff
/// to decide: else one sender would use up tomorrow's.
pub fn release_withheld(conn: &mut Conn, jobs: &[i64], before: Millis, now: Millis) -> Result<usize> {
    let withheld: Vec<i64> = outbox_mail::table
        .filter(outbox_mail::state.eq(MailState::Withheld.code()))
        .filter(open())
        .filter(outbox_mail::last_reason.eq_any(["many-there", "many-today"]))
        .filter(outbox_mail::changed_at.lt(before))
        .order(outbox_mail::id)
        .limit(jobs.len() as i64)
        .select(outbox_mail::id)
        .load(conn)?;
    let mut released = 0;
    for (mail, job) in withheld.iter().zip(jobs) {
        let waits = wait_again(conn, *mail, MailState::Withheld, *job, now)?;
        if waits {
            let row = outbox_mail::table.find(*mail);
            diesel::update(row).set(outbox_mail::attempts.eq(0)).execute(conn)?;
        }
        released += usize::from(waits);
    }
    Ok(released)
}

/// Lets a mail that staff decide on wait again. Says whether it was one.
pub fn try_again(conn: &mut Conn, id: i64, job: i64, now: Millis) -> Result<bool> {
    for from in MailState::COUNTED {
        if wait_again(conn, id, from, job, now)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn wait_again(conn: &mut Conn, id: i64, from: MailState, job: i64, now: Millis) -> Result<bool> {
    let changed = change(conn, id, from, MailState::Waiting, now)?;
    if changed {
        enqueue(conn, (id, serde_json::json!({ "mail": id })), job, now)?;
    }
    Ok(changed)
}

/// Decides that a mail need not leave. Says whether it was one that staff decide on.
pub fn drop_mail(conn: &mut Conn, id: i64, now: Millis) -> Result<bool> {
    for from in MailState::COUNTED {
        if change(conn, id, from, MailState::Dropped, now)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn change(conn: &mut Conn, id: i64, from: MailState, to: MailState, now: Millis) -> Result<bool> {
    let row = outbox_mail::table.filter(outbox_mail::id.eq(id)).filter(outbox_mail::state.eq(from.code()));
    let changed = diesel::update(row)
        .set((outbox_mail::state.eq(to.code()), outbox_mail::changed_at.eq(now)))
        .execute(conn)?;
    if changed == 1 {
        count(conn, from, -1)?;
        count(conn, to, 1)?;
    }
    Ok(changed == 1)
}

/// Removes up to `limit` mails to staff that left or were given up before `before`; returns how many. Those about
/// requests stay with them.
pub fn sweep_staff_mails(conn: &mut Conn, before: Millis, limit: i64) -> Result<usize> {
    let ended = [MailState::Sent.code(), MailState::Dropped.code()];
    let old: Vec<i64> = outbox_mail::table
        .filter(outbox_mail::request_id.eq(0))
        .filter(outbox_mail::state.eq_any(ended))
        .filter(outbox_mail::changed_at.lt(before))
        .select(outbox_mail::id)
        .limit(limit)
        .load(conn)?;
    Ok(diesel::delete(outbox_mail::table.filter(outbox_mail::id.eq_any(old))).execute(conn)?)
}

/// Removes every mail to a client that has not left: the client is erased. Returns how many.
pub fn withdraw(conn: &mut Conn, client: i64) -> Result<usize> {
    let mut gone = 0;
    loop {
        let open = outbox_mail::table
            .filter(outbox_mail::client_id.eq(client))
            .filter(open())
            .select((outbox_mail::id, outbox_mail::state));
        let rows: Vec<(i64, String)> = open.load(conn)?;
        if rows.is_empty() {
            return Ok(gone);
        }
        // Where a worker moves one on in this moment, it is not removed, and is looked at again as it is now.
        for (id, state) in rows {
            gone += usize::from(remove(conn, id, &state)?);
        }
    }
}

/// Removes a mail that stands in `state`; says whether it did.
pub fn remove(conn: &mut Conn, id: i64, state: &str) -> Result<bool> {
    let row = outbox_mail::table.filter(outbox_mail::id.eq(id)).filter(outbox_mail::state.eq(state));
    let gone = diesel::delete(row).execute(conn)? == 1;
    for counted in MailState::COUNTED {
        if gone && state == counted.code() {
            count(conn, counted, -1)?;
        }
    }
    Ok(gone)
}
