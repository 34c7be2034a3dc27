//! What a visitor may learn when a server function fails.

use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// The error of every server function: what the visitor may learn. The cause is logged where it happens, with context,
/// and never sent. As JSON it has the shape of every refusal of the API: `{"error":"login-needed"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "kebab-case")]
pub enum Failure {
    /// The arguments cannot be parsed: 400.
    #[error("the request cannot be understood")]
    BadRequest,
    /// The function is for members only, and nobody is logged in: 401.
    #[error("log in first")]
    LoginNeeded,
    /// The database, or another part the answer needs, cannot be reached at the moment: 503, worth trying again.
    #[error("the service is not available at the moment")]
    Unavailable,
    /// A defect of the program: 500.
    #[error("something went wrong")]
    Internal,
}

impl Failure {
    /// The HTTP status of this failure (RFC 9110 §15).
    pub const fn status(&self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::LoginNeeded => 401,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::BadRequest,
            ServerFnErrorErr::Request(_) => Self::Unavailable,
            _ => Self::Internal,
        }
    }

    fn status_code(&self) -> http::StatusCode {
        http::StatusCode::from_u16(self.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}
