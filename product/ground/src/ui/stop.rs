use std::error::Error;
use std::fmt::Write;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kit_base::Millis;
use kit_web::form::FormProblem;

/// Why a handler did not answer with its page. It becomes a page that says what happened, that nothing was
/// lost, and what to do next; the cause of our own failures goes to the log, once, with a code both share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// There is no such thing, or none this person may know of.
    NotFound,
    /// The person may know of it but not do this.
    Forbidden,
    /// Acts of administration are for those who have a second factor, and the person has none.
    NeedsFactor,
    /// Staff may not come from this network.
    WrongNetwork,
    /// The post did not come from a page of ours, or that page is from another sign-in.
    NotOurPage,
    /// This address knows no such method.
    NoSuchMethod,
    /// The request is for another host.
    WrongHost,
    /// What was sent could not be read.
    BadPost(FormProblem),
    /// What it is about can no longer be read or written to: its key is gone.
    Gone,
    /// Too many tries; the next is possible then.
    TooMany(Millis),
    /// Too much is going on at once.
    Busy,
    /// The disk failed, or the way to the database broke off, in the moment of keeping it: whether it was kept
    /// is not known.
    Uncertain,
    /// The disk is full: nothing can be kept until somebody makes room.
    NoRoom,
    /// It may only be shown when that is recorded first, and it cannot be recorded now.
    NotRecorded,
    /// It took longer than a request may.
    TookTooLong,
    /// Our fault. The code stands in the log beside the cause.
    Internal(String),
}

impl Stop {
    /// Our own failure: logs `error` with its causes and makes the code people can tell us.
    pub fn internal(error: impl Error) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let _ = write!(chain, ": {cause}");
            source = cause.source();
        }
        // The code is a digest of the cause: the same fault has the same code, and no clock is needed.
        let digest = kit_web::form_key::digest16(&[chain.as_bytes()]);
        let code = format!("{}-{}", hex::encode(&digest[..2]), hex::encode(&digest[2..4])).to_uppercase();
        tracing::error!(%code, "a request failed ({code}): {chain}");
        Self::Internal(code)
    }

    /// The HTTP status (RFC 9110 §15).
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::NeedsFactor | Self::WrongNetwork | Self::NotOurPage => {
                StatusCode::FORBIDDEN
            }
            Self::NoSuchMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::BadPost(FormProblem::TooLarge(_)) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadPost(FormProblem::NotAForm) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadPost(_) => StatusCode::BAD_REQUEST,
            Self::Gone => StatusCode::GONE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Uncertain | Self::NoRoom | Self::NotRecorded | Self::TookTooLong => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key its three texts begin with: `{key}-title`, `{key}-text`, `{key}-next`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "stop-not-found",
            Self::Forbidden => "stop-forbidden",
            Self::NeedsFactor => "stop-needs-factor",
            Self::WrongNetwork => "stop-wrong-network",
            Self::NotOurPage => "stop-not-our-page",
            Self::NoSuchMethod => "stop-no-such-method",
            Self::WrongHost => "stop-wrong-host",
            Self::BadPost(FormProblem::TooLarge(_)) => "stop-too-large",
            Self::BadPost(_) => "stop-unreadable",
            Self::Gone => "stop-gone",
            Self::TooMany(_) => "stop-too-many",
            Self::Busy => "stop-busy",
            Self::Uncertain => "stop-uncertain",
            Self::NoRoom => "stop-no-room",
            Self::NotRecorded => "stop-not-recorded",
            Self::TookTooLong => "stop-took-too-long",
            Self::Internal(_) => "stop-internal",
        }
    }
}

/// The bare answer; `finish` makes a page of it, in the reader's language.
impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<FormProblem> for Stop {
    fn from(problem: FormProblem) -> Self {
        Self::BadPost(problem)
    }
}

impl From<kit_db::Error> for Stop {
    fn from(error: kit_db::Error) -> Self {
        match error {
            kit_db::Error::Busy(_)
            | kit_db::Error::Lost(_)
            | kit_db::Error::Unreachable(_)
            | kit_db::Error::Closed => {
                tracing::warn!(%error, "a request could not be served now");
                Self::Busy
            }
            kit_db::Error::Full(_) => {
                tracing::error!(%error, "nothing can be kept: make room, then everything goes on by itself");
                Self::NoRoom
            }
            kit_db::Error::Disk(_) => {
                tracing::error!("a request could not be served: {}", kit_base::causes(&error));
                Self::Busy
            }
            kit_db::Error::Uncertain(_) => {
                tracing::error!("whether something was kept is not known: {}", kit_base::causes(&error));
                Self::Uncertain
            }
            other => Self::internal(other),
        }
    }
}

/// Something was to be recorded before it is shown.
impl From<kit_ledger::Error> for Stop {
    fn from(error: kit_ledger::Error) -> Self {
        tracing::error!(%error, "a confidential page was not shown, because that could not be recorded");
        Self::NotRecorded
    }
}

impl From<kit_vault::Error> for Stop {
    fn from(error: kit_vault::Error) -> Self {
        match error {
            kit_vault::Error::Ring(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<crate::staff::StaffError> for Stop {
    fn from(error: crate::staff::StaffError) -> Self {
        use crate::staff::{HashingError, StaffError};
        match error {
            StaffError::Hashing(HashingError::Busy) => Self::Busy,
            StaffError::Db(error) => error.into(),
            other => Self::internal(other),
        }
    }
}
