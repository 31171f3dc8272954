use axum::extract::{FromRequest, FromRequestParts, Request};
use http::request::Parts;
use kit_web::form::FormData;

use crate::Ground;
use crate::staff::{self, Person};
use crate::ui::Stop;

/// Most bytes a form of staff may have: answers are long, but not books.
const STAFF_LIMIT: usize = 4 << 20;
/// Most bytes a form of the public may have: a field of 2,000,000 characters and the rest.
const PUBLIC_LIMIT: usize = 4 << 20;

/// The signed-in person. Only a route that needs one has it.
#[derive(Debug, Clone)]
pub struct Signed(pub Person);

impl FromRequestParts<Ground> for Signed {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &Ground) -> Result<Self, Stop> {
        parts.extensions.get::<Person>().cloned().map(Self).ok_or(Stop::NotFound)
    }
}

/// Fields posted by anybody, without any promise about where they come from: the handler checks its form key.
#[derive(Debug)]
pub struct Fields(pub FormData);

impl FromRequest<Ground> for Fields {
    type Rejection = Stop;

    async fn from_request(request: Request, _: &Ground) -> Result<Self, Stop> {
        let (parts, body) = request.into_parts();
        Ok(Self(FormData::read(&parts.headers, body, PUBLIC_LIMIT).await?))
    }
}

/// Fields posted by a signed-in person from a page of theirs: the page's key was there and fits the session.
#[derive(Debug)]
pub struct StaffForm(pub FormData);

impl FromRequest<Ground> for StaffForm {
    type Rejection = Stop;

    async fn from_request(request: Request, ground: &Ground) -> Result<Self, Stop> {
        let (parts, body) = request.into_parts();
        let person = parts.extensions.get::<Person>().cloned().ok_or(Stop::NotFound)?;
        let fields = FormData::read(&parts.headers, body, STAFF_LIMIT).await?;
        let expected = staff::form_key(ground, &person).await?;
        let given = fields.text("key").as_bytes();
        if bool::from(kit_base::ConstantTimeEq::ct_eq(expected.as_bytes(), given)) {
            Ok(Self(fields))
        } else {
            Err(Stop::NotOurPage)
        }
    }
}
