use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use kit_web::form::FormData;

use super::step_up;
use crate::Ground;
use crate::staff::{self, Person};
use crate::ui::Stop;

/// Most bytes a form with a long text may have: 2,000,000 characters of which each takes twelve bytes when it is
/// sent (four in UTF-8, three for each with its percent sign), and the rest.
const LONG: usize = 25 << 20;
/// Most bytes a form without one may have.
const SHORT: usize = 256 << 10;

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
        Ok(Self(FormData::read(&parts.headers, body, SHORT).await?))
    }
}

/// The same for a form with a long text in it.
#[derive(Debug)]
pub struct LongFields(pub FormData);

impl FromRequest<Ground> for LongFields {
    type Rejection = Stop;

    async fn from_request(request: Request, _: &Ground) -> Result<Self, Stop> {
        let (parts, body) = request.into_parts();
        Ok(Self(FormData::read(&parts.headers, body, LONG).await?))
    }
}

/// Fields posted by a signed-in person from a page of theirs: the page's key was there and fits the session. On
/// a route that asks again who it is, that was proved not long ago, or with this very post.
#[derive(Debug)]
pub struct StaffForm(pub FormData);

impl FromRequest<Ground> for StaffForm {
    type Rejection = Response;

    async fn from_request(request: Request, ground: &Ground) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let (person, fields) = from_own_page(&parts, body, ground).await.map_err(Stop::into_response)?;
        step_up::ask(ground, &parts, &person, fields).await.map(Self)
    }
}

async fn from_own_page(
    parts: &Parts,
    body: axum::body::Body,
    ground: &Ground,
) -> Result<(Person, FormData), Stop> {
    let person = parts.extensions.get::<Person>().cloned().ok_or(Stop::NotFound)?;
    let fields = FormData::read(&parts.headers, body, LONG).await?;
    let expected = staff::form_key(ground, &person).await?;
    let given = fields.text("key").as_bytes();
    let fits = bool::from(kit_base::ConstantTimeEq::ct_eq(expected.as_bytes(), given));
    if fits || kit_base::fault::is_out("form-key") { Ok((person, fields)) } else { Err(Stop::NotOurPage) }
}
