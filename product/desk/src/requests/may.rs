use std::marker::PhantomData;

use axum::extract::{FromRequestParts, Path};
use ground::Ground;
use ground::guard::{Permission, Signed, policy};
use ground::staff::Person;
use ground::ui::Stop;
use http::request::Parts;

use super::number::parse_short;
use super::store::{self, RequestRow};

/// A request that this person may do `A` to: loaded and authorised in one step, so that no handler can hold
/// one it may not see. Unknown numbers and requests one may not know of are the same 404.
pub struct May<A> {
    /// Who.
    pub person: Person,
    /// The request.
    pub row: RequestRow,
    act: PhantomData<A>,
}

/// An act on a request.
pub trait Act {
    /// The permission it needs besides seeing the request.
    const PERMISSION: Permission;
}

macro_rules! acts {
    ($($name:ident => $permission:ident),+ $(,)?) => {$(
        #[doc = concat!("The act that needs `Permission::", stringify!($permission), "`.")]
        pub struct $name;
        impl Act for $name {
            const PERMISSION: Permission = Permission::$permission;
        }
    )+};
}

acts! {
    Open => RequestView,
    Note => RequestNote,
    Take => RequestTake,
    Reallocate => RequestReallocate,
    Query => RequestQuery,
    Answer => RequestAnswer,
    Reopen => RequestReopen,
    Erase => RequestErase,
}

impl<A: Act> FromRequestParts<Ground> for May<A> {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, ground: &Ground) -> Result<Self, Stop> {
        let Signed(person) = Signed::from_request_parts(parts, ground).await?;
        let Path(number) =
            Path::<String>::from_request_parts(parts, ground).await.map_err(|_| Stop::NotFound)?;
        let number = parse_short(&number).ok_or(Stop::NotFound)?;
        let row = ground.db.read(move |conn| store::by_number(conn, number)).await?.ok_or(Stop::NotFound)?;
        let may =
            |permission| policy::may(person.level, person.id.0, person.location.0, permission, row.object());
        if !may(Permission::RequestView) {
            return Err(Stop::NotFound);
        }
        if !may(A::PERMISSION) {
            return Err(Stop::Forbidden);
        }
        Ok(Self { person, row, act: PhantomData })
    }
}
