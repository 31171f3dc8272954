use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::page::{Form, Wrong, account_of, done, draw, words};
use crate::Ground;
use crate::guard::{Signed, StaffForm, prove};
use crate::staff;
use crate::ui::Stop;

/// Changes one's own password: whoever found a browser signed in does not know the old one.
pub(super) async fn change(
    State(ground): State<Ground>,
    Signed(person): Signed,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    StaffForm(form): StaffForm,
) -> Result<Response, Stop> {
    let proof = prove(&ground, person.id, peer, form.text("old"), form.text("code")).await?;
    let account = match account_of(&ground, &person, &headers, Form::Password, proof).await? {
        Ok(account) => account,
        Err(page) => return Ok(page),
    };
    let password = form.text("password");
    let problem = if password == form.text("again") {
        let book = ground.directory.book(&ground).await?;
        let own = [book.name(person.id), account.email.as_str()];
        staff::weigh(&ground, person.id, password, &own).await?.map(staff::PasswordProblem::words)
    } else {
        Some("guard-enrol-differ")
    };
    if let Some(key) = problem {
        let text = words(&ground, &headers, key, None);
        let wrong = Wrong { form: Form::Password, status: StatusCode::UNPROCESSABLE_ENTITY, text };
        return draw(&ground, &person, &headers, None, Some(wrong)).await;
    }
    let changed = staff::change_own_password(&ground, &person, &account.credentials, password).await?;
    // Changed by somebody else in the meantime: that ended this session as well.
    let token = changed.ok_or(Stop::NotOurPage)?;
    Ok(done(&ground, "password", Some(&token)))
}
