//! Why a login is over, said where one logs in again.

/// The end of a login, as far as whoever had it needs to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndedLogin {
    /// Nobody did anything for too long, or its longest time was over.
    Expired,
    /// The member ended it on another device.
    Elsewhere,
    /// The password was changed or reset.
    NewPassword,
    /// There were too many, and it was the oldest.
    Limit,
    /// Somebody had a copy of the cookie.
    Copied,
    /// The member asked for the account to be deleted.
    Deletion,
    /// The mall ended it.
    Shop,
}

impl EndedLogin {
    /// The end for this reason, in the words of the sessions; who logged out knows it.
    pub(crate) fn read(reason: &str) -> Option<Self> {
        match reason {
            "logged-out" => None,
            "expired" => Some(Self::Expired),
            "revoked" | "revoked-others" | "revoked-all" => Some(Self::Elsewhere),
            "password-changed" | "password-reset" => Some(Self::NewPassword),
            "limit" => Some(Self::Limit),
            "copied" => Some(Self::Copied),
            "deletion" => Some(Self::Deletion),
            _ => Some(Self::Shop),
        }
    }

    /// The sentence for the visitor.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Expired => "login-ended-expired",
            Self::Elsewhere => "login-ended-elsewhere",
            Self::NewPassword => "login-ended-password",
            Self::Limit => "login-ended-limit",
            Self::Copied => "login-ended-copied",
            Self::Deletion => "login-ended-deletion",
            Self::Shop => "login-ended-shop",
        }
    }
}
