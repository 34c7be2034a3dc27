//! What operators' pages say after one of their forms.

use crate::domain::reason::ReasonError;
use app_forms::Notice;
use app_kernel::path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// Nobody has what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NobodyFound {
    /// What was typed.
    pub typed: String,
}

impl Notice for NobodyFound {
    const COOKIE: &'static str = "cfmall-admin-find";
    const PAGE: &'static str = path::ADMIN;
}

/// What has come of a form about a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorNotice {
    /// The member's number: other members' pages do not say it.
    pub member: i64,
    /// What has come of it.
    pub said: Said,
}

impl Notice for OperatorNotice {
    const COOKIE: &'static str = "cfmall-admin";
    const PAGE: &'static str = path::ADMIN;
}

/// The outcome of a form about a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// The account is disabled.
    Disabled,
    /// The account is enabled.
    Enabled,
    /// Nothing has changed, because it was so before.
    Already,
    /// This number of logins ended.
    Ended(u64),
    /// The login had ended before, or never was the member's.
    UnknownSession,
    /// The member is an operator, too.
    IsOperator,
    /// The reason is none.
    Refused {
        /// The form with the reason.
        form: StateForm,
        /// What is wrong with it.
        error: ReasonError,
        /// What was typed.
        reason: String,
    },
}

/// The form that changes whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateForm {
    /// The one that disables it.
    Disable,
    /// The one that enables it.
    Enable,
}

impl Said {
    /// The status and the word for a script whose form came to nothing.
    pub(crate) const fn refusal(&self) -> Option<(StatusCode, &'static str)> {
        match self {
            Self::Refused { error, .. } => Some((StatusCode::UNPROCESSABLE_ENTITY, error.code())),
            Self::IsOperator => Some((StatusCode::FORBIDDEN, "is-operator")),
            Self::UnknownSession => Some((StatusCode::NOT_FOUND, "unknown-session")),
            Self::Disabled | Self::Enabled | Self::Already | Self::Ended(_) => None,
        }
    }

    /// Whether something is different now.
    pub(crate) const fn has_changed(&self) -> bool {
        matches!(self, Self::Disabled | Self::Enabled | Self::Ended(_))
    }

    /// The number of logins that were ended.
    pub(crate) const fn ended(&self) -> Option<u64> {
        match self {
            Self::Ended(count) => Some(*count),
            _ => None,
        }
    }
}
