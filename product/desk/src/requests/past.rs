//! Requests of the past, with what was done about each, written down many at a time: for sample data.
//!
//! Everything is decided and sealed by the same functions that serve real people; only the writing differs.
//! A request is written once, as it stands in the end, and its mails count as sent. It refuses to invent:
//! what came and what was done is the caller's to say.

use ground::Ground;
use ground::audit::{self, Event};
use ground::clients::{self, NewClient};
use ground::outbox::{self, NewMail};
use ground::settings::registry;
use ground::staff::{LocationCard, Person};
use kit_base::{ManualClock, Millis};
use kit_db::Conn;
use kit_vault::{Key, KeyId, Secret};

use super::acts::{self, Written};
use super::open::{self, Keys, Prepared, RequestError, Submission};
use super::store::{self, NewDocument, RequestRow};
use super::{blind, number};
use crate::forms::Form;
use crate::messages::{self, NewMessage};

/// A question of the past.
pub struct Past<'a> {
    /// What was sent.
    pub submission: Submission<'a>,
    /// Its number.
    pub number: i64,
    /// The secret end of its number.
    pub suffix: String,
    /// When it came.
    pub at: Millis,
    /// What was done about it, in order.
    pub deeds: Vec<Deed>,
}

/// Something that was done.
pub struct Deed {
    /// When.
    pub at: Millis,
    /// What.
    pub act: Act,
}

/// What was done, and by whom.
pub enum Act {
    /// Somebody took it.
    Take(Person),
    /// Somebody noted something.
    Note(Person, String),
    /// Somebody asked the client.
    Query(Person, String),
    /// Somebody answered, which closed it.
    Answer(Person, String),
    /// The client wrote, which opened it again where it was closed.
    Comment(String),
}

/// Where and with what requests of the past are sealed.
pub struct Desk<'a> {
    /// The house, whose clock `clock` is.
    pub ground: &'a Ground,
    /// Goes along with what is told.
    pub clock: &'a ManualClock,
    /// What secret ends are hashed under.
    pub suffix: Secret,
}

/// A request ready to be written.
pub struct Told {
    /// The client's key.
    pub client_key: KeyId,
    /// The client's address as it is looked up.
    pub address: String,
    row: RequestRow,
    client: NewClient,
    messages: Vec<NewMessage>,
    documents: Vec<NewDocument>,
    events: Vec<Event>,
    mails: Vec<NewMail>,
}

/// The index that [`Told::address`] belongs to.
pub const INDEX: &str = blind::CLIENT_EMAIL;

/// What secret ends are hashed under, for [`Desk`].
pub async fn suffix_secret(ground: &Ground) -> Result<Secret, RequestError> {
    Ok(open::suffix_secret(ground).await?)
}

/// The location that requests of `form` go to.
pub async fn place_for(ground: &Ground, form: &Form) -> Result<LocationCard, RequestError> {
    open::place_for(ground, form).await
}

/// Tells and seals one request, under two new keys: the request's and the client's.
pub fn tell(desk: &Desk<'_>, place: &LocationCard, (request, client): (Key, Key), past: Past<'_>) -> Told {
    let Desk { ground, clock, suffix } = desk;
    clock.advance(past.at - ground.now());
    let identity = open::identity_of(&past.submission.answers, &past.suffix);
    let address = identity.address().map(|address| address.normal()).unwrap_or_default();
    let keys = Keys { request, client, suffix: suffix.clone() };
    let prepared = open::prepare(ground, past.submission, &identity, place, &keys);
    let mut told = Told::of(ground, prepared, past.number, (keys.client.id(), address));
    for deed in past.deeds {
        clock.advance(deed.at - ground.now());
        let (row, key) = (&told.row, &keys.request);
        let written = match &deed.act {
            Act::Take(person) => acts::taken(ground, person, row),
            Act::Note(person, text) => acts::noted(ground, key, person, row, text),
            Act::Query(person, text) => acts::queried(ground, key, person, row, text),
            Act::Answer(person, text) => acts::answered(ground, key, person, row, text),
            Act::Comment(text) => acts::commented(ground, key, row, Some(place), text),
        };
        told = told.after(written);
    }
    told
}

impl Told {
    fn of(ground: &Ground, prepared: Prepared, number: i64, (client_key, address): (KeyId, String)) -> Self {
        let prefix = ground.settings.text(&registry::PREFIX);
        let Prepared { row, client, question, documents, event, mail, .. } = prepared;
        let documents = documents.into_iter().map(|(class, id, sealed)| (row.id, class, id, sealed));
        Self {
            client_key,
            address,
            documents: documents.collect(),
            row: RequestRow { number, ..row },
            client,
            messages: vec![question],
            events: vec![event],
            mails: vec![NewMail { number: number::short(&prefix, number), ..mail }],
        }
    }

    fn after(mut self, written: Written) -> Self {
        self.row = self.row.changed(&written.change);
        self.events.push(written.event);
        self.messages.extend(written.message);
        self.mails.extend(written.mail);
        self
    }

    /// How many messages it has.
    pub fn messages(&self) -> usize {
        self.messages.len()
    }
}

/// Requests in the shape they are written in: table by table, each in the order of its ids.
pub struct Pile {
    rows: Vec<RequestRow>,
    clients: Vec<NewClient>,
    messages: Vec<NewMessage>,
    documents: Vec<NewDocument>,
    events: Vec<Event>,
    mails: Vec<NewMail>,
}

impl Pile {
    /// A pile of these.
    pub fn of(told: Vec<Told>) -> Self {
        let mut pile = Self {
            rows: Vec::new(),
            clients: Vec::new(),
            messages: Vec::new(),
            documents: Vec::new(),
            events: Vec::new(),
            mails: Vec::new(),
        };
        for one in told {
            pile.rows.push(one.row);
            pile.clients.push(one.client);
            pile.messages.extend(one.messages);
            pile.documents.extend(one.documents);
            pile.events.extend(one.events);
            pile.mails.extend(one.mails);
        }
        pile.messages.sort_by_key(|one| one.id);
        pile.events.sort_by_key(|one| one.id);
        pile.mails.sort_by_key(|one| one.id);
        pile
    }

    /// Writes all of it, with its place in the counts, in the caller's transaction.
    pub fn write(&self, conn: &mut Conn) -> kit_db::Result<()> {
        clients::insert_all(conn, &self.clients)?;
        store::insert_all(conn, &self.rows)?;
        messages::insert_all(conn, &self.messages)?;
        store::insert_documents(conn, &self.documents)?;
        audit::record_all(conn, &self.events)?;
        outbox::insert_sent(conn, &self.mails)?;
        let last = self.rows.iter().map(|row| row.number).max().unwrap_or(0);
        kit_db::sequence::raise(conn, "request_number", last)
    }
}

/// Whether there is any request.
pub fn any(conn: &mut Conn) -> kit_db::Result<bool> {
    store::any(conn)
}
