use axum::extract::{FromRequestParts, Path};
use ground::Ground;
use ground::guard::{Permission, Signed, policy};
use ground::staff::Person;
use ground::ui::Stop;
use http::request::Parts;
use kit_db::Conn;

use super::number::parse_short;
use super::read::ClosedPage;
use super::store::{self, RequestRow};

/// A request that this person may do `A` to: loaded and authorised in one step, so that no handler can hold
/// one it may not see. Unknown numbers and requests one may not know of are the same 404.
pub struct May<A: Act> {
    /// Who.
    pub person: Person,
    /// The request.
    pub row: RequestRow,
    /// What else the act needs of it.
    pub more: A::More,
}

/// Those of the requests `ids` that `person` may know of.
///
/// # Errors
/// Those of the database.
pub fn known_to(conn: &mut Conn, person: &Person, ids: &[i64]) -> kit_db::Result<Vec<i64>> {
    let found = store::objects(conn, ids)?;
    let sees = |object| policy::may(person.subject(), Permission::RequestView, object);
    Ok(found.into_iter().filter(|(_, object)| sees(*object)).map(|(id, _)| id).collect())
}

/// An act on a request.
pub trait Act: 'static {
    /// The permission it needs besides seeing the request.
    const PERMISSION: Permission;

    /// What it needs of the request besides its row.
    type More: Send + 'static;

    /// Reads that, in the visit that loaded and authorised the row.
    fn more(conn: &mut Conn, person: &Person, row: &RequestRow) -> kit_db::Result<Self::More>;
}

macro_rules! acts {
    ($($name:ident => $permission:ident),+ $(,)?) => {$(
        #[doc = concat!("The act that needs `Permission::", stringify!($permission), "`.")]
        pub struct $name;
        impl Act for $name {
            const PERMISSION: Permission = Permission::$permission;
            type More = ();
            fn more(_: &mut Conn, _: &Person, _: &RequestRow) -> kit_db::Result<()> {
                Ok(())
            }
        }
    )+};
}

acts! {
    Note => RequestNote,
    Take => RequestTake,
    Reallocate => RequestReallocate,
    Query => RequestQuery,
    Answer => RequestAnswer,
    Reopen => RequestReopen,
    Erase => RequestErase,
    Who => StaffView,
}

/// Opening the page, which needs all that it shows.
pub struct Open;

impl Act for Open {
    const PERMISSION: Permission = Permission::RequestView;
    type More = ClosedPage;
    fn more(conn: &mut Conn, person: &Person, row: &RequestRow) -> kit_db::Result<ClosedPage> {
        ClosedPage::gather(conn, person.id.0, row)
    }
}

impl<A: Act> FromRequestParts<Ground> for May<A> {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, ground: &Ground) -> Result<Self, Stop> {
        let Signed(person) = Signed::from_request_parts(parts, ground).await?;
        let Path(number) =
            Path::<String>::from_request_parts(parts, ground).await.map_err(|_| Stop::NotFound)?;
        let number = parse_short(&number).ok_or(Stop::NotFound)?;
        Self::load(ground, person, number).await
    }
}

impl<A: Act> May<A> {
    /// The request with this short number, if `person` may do `A` to it as it is now.
    pub async fn load(ground: &Ground, person: Person, number: i64) -> Result<Self, Stop> {
        ground.db.read(move |conn| load(conn, person, number)).await?
    }
}

/// Loads, authorises, and only then reads on.
fn load<A: Act>(conn: &mut Conn, person: Person, number: i64) -> kit_db::Result<Result<May<A>, Stop>> {
    let Some(row) = store::by_number(conn, number)? else { return Ok(Err(Stop::NotFound)) };
    let may = |permission| policy::may(person.subject(), permission, row.object());
    if !may(Permission::RequestView) {
        return Ok(Err(Stop::NotFound));
    }
    if !may(A::PERMISSION) {
        return Ok(Err(Stop::Forbidden));
    }
    let more = A::more(conn, &person, &row)?;
    Ok(Ok(May { person, row, more }))
}
