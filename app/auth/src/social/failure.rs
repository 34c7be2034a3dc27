//! Why somebody who comes back from a provider is not logged in.

/// The reason for which an attempt at a provider has come to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SocialFailure {
    /// Whoever was there has said no.
    Denied,
    /// Nothing like that was begun in this browser: the address is somebody else's, or the browser keeps no cookies.
    Mismatched,
    /// The attempt was good for ten minutes.
    Expired,
    /// An answer that has come before.
    Replayed,
    /// The answer is another provider's.
    WrongIssuer,
    /// What the provider says cannot be verified, or is not meant for us, or for this attempt.
    Invalid,
    /// The provider says no to us.
    Refused,
    /// The provider does not answer.
    Away,
    /// Somebody was to log in there anew, and has not.
    Stale,
    /// Somebody was to prove who they are, and is somebody else there.
    OtherPerson,
    /// The identity is another account's.
    Taken,
    /// The member has another identity at the same provider.
    Second,
    /// The account is disabled.
    Disabled,
    /// There were too many attempts from one address.
    TooMany,
}

/// All of them.
const ALL: [SocialFailure; 14] = [
    SocialFailure::Denied,
    SocialFailure::Mismatched,
    SocialFailure::Expired,
    SocialFailure::Replayed,
    SocialFailure::WrongIssuer,
    SocialFailure::Invalid,
    SocialFailure::Refused,
    SocialFailure::Away,
    SocialFailure::Stale,
    SocialFailure::OtherPerson,
    SocialFailure::Taken,
    SocialFailure::Second,
    SocialFailure::Disabled,
    SocialFailure::TooMany,
];

impl SocialFailure {
    /// The failure of this word.
    pub(crate) fn read(code: &str) -> Option<Self> {
        ALL.into_iter().find(|failure| failure.code() == code)
    }

    /// A word for scripts, and for the address of the page that says it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Mismatched => "mismatched",
            Self::Expired => "expired",
            Self::Replayed => "replayed",
            Self::WrongIssuer => "wrong-issuer",
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Away => "away",
            Self::Stale => "stale",
            Self::OtherPerson => "other-person",
            Self::Taken => "taken",
            Self::Second => "second",
            Self::Disabled => "disabled",
            Self::TooMany => "too-many-attempts",
        }
    }

    /// The HTTP status of the page that says it.
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::Mismatched | Self::Expired | Self::Replayed | Self::WrongIssuer | Self::Invalid => 400,
            Self::Denied | Self::Stale | Self::OtherPerson | Self::Disabled => 403,
            Self::Taken | Self::Second => 409,
            Self::TooMany => 429,
            Self::Refused | Self::Away => 503,
        }
    }

    /// The heading for the visitor, and the sentence below it, in which the provider is named.
    pub(crate) const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Denied => ("social-denied-title", "social-denied-text"),
            Self::Mismatched => ("social-mismatched-title", "social-mismatched-text"),
            Self::Expired => ("social-expired-title", "social-expired-text"),
            Self::Replayed => ("social-replayed-title", "social-replayed-text"),
            Self::WrongIssuer => ("social-wrong-issuer-title", "social-wrong-issuer-text"),
            Self::Invalid => ("social-invalid-title", "social-invalid-text"),
            Self::Refused => ("social-refused-title", "social-refused-text"),
            Self::Away => ("social-away-title", "social-away-text"),
            Self::Stale => ("social-stale-title", "social-stale-text"),
            Self::OtherPerson => ("social-other-person-title", "social-other-person-text"),
            Self::Taken => ("social-taken-title", "social-taken-text"),
            Self::Second => ("social-second-title", "social-second-text"),
            Self::Disabled => ("social-disabled-title", "social-disabled-text"),
            Self::TooMany => ("social-too-many-title", "social-too-many-text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_has_a_word_of_its_own() {
        let words: BTreeSet<_> = ALL.iter().map(|failure| failure.code()).collect();
        assert_eq!(words.len(), ALL.len());
        for failure in ALL {
            assert_eq!(SocialFailure::read(failure.code()), Some(failure));
            assert!((400..=503).contains(&failure.status()));
        }
    }
}
