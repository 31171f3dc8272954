use axum::extract::{Path, State};
use axum::response::Response;

use super::page::done;
use crate::Ground;
use crate::guard::{Signed, StaffForm};
use crate::staff::{self, SessionId};
use crate::ui::Stop;

pub(super) async fn end(
    State(ground): State<Ground>,
    Signed(person): Signed,
    Path(id): Path<String>,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    let id = id.parse().map(SessionId).map_err(|_| Stop::NotFound)?;
    // That of another person is not there for this one.
    if staff::end_own_session(&ground, &person, id).await? {
        Ok(done(&ground, "session", None))
    } else {
        Err(Stop::NotFound)
    }
}

pub(super) async fn end_others(
    State(ground): State<Ground>,
    Signed(person): Signed,
    StaffForm(_): StaffForm,
) -> Result<Response, Stop> {
    staff::end_other_sessions(&ground, &person).await?;
    Ok(done(&ground, "sessions", None))
}
