//! Why a session could not be used.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;
use sqlx::error::DatabaseError;

/// The error of a session that could not be used. Typed, so that an outage is never taken for "not logged in".
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The store cannot be reached, or not be written to. Answer 503 and leave the cookie alone.
    #[error("the session store is unavailable: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The session ended while the request was under way: nothing was written. Answer 409, and set no cookie.
    #[error("the session has ended")]
    Ended,
    /// Nobody is logged in.
    #[error("nobody is logged in")]
    NotSignedIn,
    /// The account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// The place where the session is kept has no means for this.
    #[error("sessions kept in {0:?} cannot do this")]
    Unsupported(&'static str),
    /// A value that is no JSON.
    #[error("this value cannot be kept: {0}")]
    Value(#[from] serde_json::Error),
}

impl SessionError {
    /// The error as one word, for scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::Ended => "session-ended",
            Self::NotSignedIn => "login-needed",
            Self::Disabled => "disabled",
            Self::Unsupported(_) => "unsupported",
            Self::Value(_) => "bad-value",
        }
    }

    /// An error of the store, whatever it was.
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(cause.into())
    }
}

/// `session.stay_dead()` raises this.
const STAYS_DEAD: &str = "CFS01";

/// Whatever the database says that is not about this session is an outage to the visitor; the cause is for the log.
impl From<sqlx::Error> for SessionError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(DatabaseError::code);
        if code.as_deref() == Some(STAYS_DEAD) {
            return Self::Ended;
        }
        Self::unavailable(error)
    }
}

impl From<tower_sessions::session_store::Error> for SessionError {
    fn from(error: tower_sessions::session_store::Error) -> Self {
        Self::unavailable(error)
    }
}

impl From<tower_sessions::session::Error> for SessionError {
    fn from(error: tower_sessions::session::Error) -> Self {
        match error {
            tower_sessions::session::Error::SerdeJson(error) => Self::Value(error),
            tower_sessions::session::Error::Store(error) => Self::unavailable(error),
        }
    }
}

/// For handlers that have nothing better to say: JSON with the status that says the same.
impl IntoResponse for SessionError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ended => StatusCode::CONFLICT,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Disabled => StatusCode::FORBIDDEN,
            Self::Unsupported(_) => StatusCode::NOT_IMPLEMENTED,
            Self::Value(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        if status.is_server_error() {
            tracing::warn!(error = %self, "a session cannot be used");
        }
        (status, Json(json!({ "error": self.code() }))).into_response()
    }
}
