//! Why a passkey has come to nothing.

/// The reason for which a ceremony has come to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasskeyFailure {
    /// The visitor, or the browser, has broken it off. Only the browser knows.
    Cancelled,
    /// Something has gone wrong in the browser, or on the way to us. Only the browser knows.
    Away,
    /// The authenticator has a passkey of this account already. Only the browser knows.
    Present,
    /// No account has this passkey, or not the one that was asked.
    Unknown,
    /// Nothing like that was begun in this browser, or by this member.
    Mismatched,
    /// The challenge was good for five minutes.
    Expired,
    /// The challenge was answered before.
    Replayed,
    /// The answer was made for another site.
    WrongOrigin,
    /// The authenticator has not asked for a PIN, a fingerprint or the like.
    NotVerified,
    /// The authenticator has counted less than before, so there may be two of it.
    Copied,
    /// The answer cannot be read, or is no proof.
    Invalid,
    /// The account is disabled.
    Disabled,
    /// There were too many ceremonies from one address.
    TooMany,
    /// The passkey is an account's already.
    Taken,
    /// The member has as many as there may be.
    Full,
    /// A passkey has no name, or one that is too long.
    Name,
    /// Browsers can have no passkeys of an address without a name.
    Impossible,
}

/// All of them.
pub(crate) const ALL: [PasskeyFailure; 17] = [
    PasskeyFailure::Cancelled,
    PasskeyFailure::Away,
    PasskeyFailure::Present,
    PasskeyFailure::Unknown,
    PasskeyFailure::Mismatched,
    PasskeyFailure::Expired,
    PasskeyFailure::Replayed,
    PasskeyFailure::WrongOrigin,
    PasskeyFailure::NotVerified,
    PasskeyFailure::Copied,
    PasskeyFailure::Invalid,
    PasskeyFailure::Disabled,
    PasskeyFailure::TooMany,
    PasskeyFailure::Taken,
    PasskeyFailure::Full,
    PasskeyFailure::Name,
    PasskeyFailure::Impossible,
];

impl PasskeyFailure {
    /// A word for scripts, by which ours finds the sentence on the page.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Away => "unavailable",
            Self::Present => "present",
            Self::Unknown => "unknown-passkey",
            Self::Mismatched => "mismatched",
            Self::Expired => "expired",
            Self::Replayed => "replayed",
            Self::WrongOrigin => "wrong-origin",
            Self::NotVerified => "not-verified",
            Self::Copied => "copied",
            Self::Invalid => "invalid",
            Self::Disabled => "disabled",
            Self::TooMany => "too-many-attempts",
            Self::Taken => "taken",
            Self::Full => "full",
            Self::Name => "name",
            Self::Impossible => "impossible",
        }
    }

    /// The status of the answer.
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::Unknown => 401,
            Self::NotVerified | Self::Copied | Self::Disabled => 403,
            Self::Present | Self::Taken | Self::Full => 409,
            Self::Name => 422,
            Self::TooMany => 429,
            Self::Impossible => 501,
            Self::Away => 503,
            Self::Cancelled
            | Self::Mismatched
            | Self::Expired
            | Self::Replayed
            | Self::WrongOrigin
            | Self::Invalid => 400,
        }
    }

    /// The sentence, as a key of the translations.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Cancelled => "passkey-cancelled",
            Self::Away => "passkey-away",
            Self::Present => "passkey-present",
            Self::Unknown => "passkey-unknown",
            Self::Mismatched => "passkey-mismatched",
            Self::Expired => "passkey-expired",
            Self::Replayed => "passkey-replayed",
            Self::WrongOrigin => "passkey-wrong-origin",
            Self::NotVerified => "passkey-not-verified",
            Self::Copied => "passkey-copied",
            Self::Invalid => "passkey-invalid",
            Self::Disabled => "passkey-disabled",
            Self::TooMany => "passkey-too-many",
            Self::Taken => "passkey-taken",
            Self::Full => "passkey-full",
            Self::Name => "passkey-name-wrong",
            Self::Impossible => "passkey-impossible",
        }
    }
}
