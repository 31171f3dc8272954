//! History in words: an event's kind and parameters, in the reader's language.

use ground::Ground;
use ground::audit::Recorded;
use ground::staff::{Directory, StaffId};
use kit_web::Say;

use crate::requests::open::RequestError;

/// What happened, in words.
pub async fn told(ground: &Ground, say: &Say, event: &Recorded) -> Result<String, RequestError> {
    let directory: &Directory = &ground.directory;
    let book = directory.book(ground).await?;
    let name = |id: i64| match id {
        0 => say.t("requests-system"),
        id => book.name(StaffId(id)).to_owned(),
    };
    let who = match event.actor_kind.as_str() {
        "staff" => name(event.actor_id),
        "client" => say.t("requests-client"),
        _ => say.t("requests-system"),
    };
    let say_who = |key: &str| say.t1(key, "who", who.as_str());
    Ok(match event.kind.as_str() {
        "request.opened" => say.t("requests-event-opened"),
        "request.taken" => say_who("requests-event-taken"),
        "request.reallocated" => match event.number("to").unwrap_or(0) {
            0 => say_who("requests-event-reallocated-nobody"),
            to => say.t2("requests-event-reallocated", "who", who.as_str(), "to", name(to)),
        },
        "request.noted" => say_who("requests-event-noted"),
        "request.queried" => say_who("requests-event-queried"),
        "request.answered" => say_who("requests-event-answered"),
        "request.reopened" => say_who("requests-event-reopened"),
        "request.reopened_by_client" => say.t("requests-event-reopened-by-client"),
        "request.erased" if event.actor_kind == "client" => say.t("requests-event-erased-by-client"),
        "request.erased" => say_who("requests-event-erased"),
        "request.held" => say_who("requests-event-held"),
        "request.released" => say_who("requests-event-released"),
        "question.held" => say.t("held-event-held"),
        "question.released" if event.actor_kind == "staff" => say_who("held-event-released"),
        "question.released" => say.t("held-event-released-by-time"),
        "agreement.withdrawn" => say.t("requests-event-withdrawn"),
        "request.commented" => say.t("requests-event-commented"),
        other => say.t2("requests-event-other", "who", who.as_str(), "kind", other),
    })
}
