//! Something that happened to an account, as the page tells it.

use crate::sessions::device::Moment;
use app_ui::icon::IconName;

/// The entries on one page.
pub(crate) const PAGE_SIZE: i64 = 20;

/// A page of what happened to an account, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Activity {
    /// The entries on this page.
    pub(crate) entries: Vec<Entry>,
    /// The number of entries on all pages.
    pub(crate) total: i64,
    /// Whether logins, and their ends, are written down at all: not every session store tells.
    pub(crate) tells_logins: bool,
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The thing that happened.
    pub(crate) event: Event,
    /// The time of it.
    pub(crate) at: Moment,
    /// Browser and system of whoever did it. It is what the browser says of itself, so it is foreign text.
    pub(crate) device: Option<String>,
    /// The IP address of whoever did it.
    pub(crate) address: Option<String>,
    /// The user name of the operator by whom it happened; for operators only.
    pub(crate) operator: Option<String>,
}

/// The kinds of things that happen to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Somebody logged in.
    Login,
    /// Somebody logged in with a code instead of the password.
    LoginByCode,
    /// Somebody logged in by way of another provider.
    LoginBySocial,
    /// Somebody logged in with a passkey.
    LoginByPasskey,
    /// Somebody tried to log in, with a wrong password.
    LoginFailed,
    /// A member who was logged in typed the password again.
    Confirmed,
    /// Somebody who was logged in typed a wrong password.
    ConfirmationFailed,
    /// A login has ended.
    Ended(End),
    /// The password was changed on the account page.
    PasswordChanged,
    /// The password was changed by whoever had the code that went to the phone or the e-mail address.
    PasswordReset,
    /// The nickname was changed.
    NicknameChanged,
    /// The account has another phone.
    PhoneChanged,
    /// The account has another e-mail address, or its first one.
    EmailChanged,
    /// The account has no e-mail address any more.
    EmailRemoved,
    /// An identity at another provider was linked.
    IdentityLinked,
    /// An identity at another provider is not linked any more.
    IdentityUnlinked,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was taken away.
    PasskeyRemoved,
    /// The member asked for the account to be deleted.
    DeletionAsked,
    /// The member has kept the account after all.
    DeletionWithdrawn,
    /// The mall disabled the account.
    Disabled,
    /// The mall enabled the account.
    Enabled,
    /// Something that this release has no words for.
    Other,
}

/// The reasons for which a login ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The member logged out there.
    LoggedOut,
    /// The member ended it on the page with the devices.
    Revoked,
    /// The member ended all others.
    Others,
    /// The member ended all.
    All,
    /// The password was changed.
    PasswordChanged,
    /// The password was reset by a code.
    PasswordReset,
    /// There were too many, and it was the oldest.
    Limit,
    /// Somebody had a copy of the cookie.
    Copied,
    /// The member asked for the account to be deleted.
    Deletion,
    /// The shop ended it.
    Shop,
}

impl Event {
    /// The event of this kind in the database, with the reason that stands beside it.
    pub(crate) fn read(kind: &str, reason: Option<&str>) -> Self {
        match kind {
            "login" if reason == Some("code") => Self::LoginByCode,
            "login" if reason == Some("social") => Self::LoginBySocial,
            "login" if reason == Some("passkey") => Self::LoginByPasskey,
            "login" => Self::Login,
            "login-failed" => Self::LoginFailed,
            "confirmed" => Self::Confirmed,
            "confirmation-failed" => Self::ConfirmationFailed,
            "ended" => Self::Ended(End::read(reason.unwrap_or_default())),
            "password-changed" => Self::PasswordChanged,
            "password-reset" => Self::PasswordReset,
            "nickname-changed" => Self::NicknameChanged,
            "phone-changed" => Self::PhoneChanged,
            "email-changed" => Self::EmailChanged,
            "email-removed" => Self::EmailRemoved,
            "identity-linked" => Self::IdentityLinked,
            "identity-unlinked" => Self::IdentityUnlinked,
            "passkey-added" => Self::PasskeyAdded,
            "passkey-removed" => Self::PasskeyRemoved,
            "deletion-asked" => Self::DeletionAsked,
            "deletion-withdrawn" => Self::DeletionWithdrawn,
            "disabled" => Self::Disabled,
            "enabled" => Self::Enabled,
            _ => Self::Other,
        }
    }

    /// The sentence, as a key of the translations.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Login => "activity-login",
            Self::LoginByCode => "activity-login-by-code",
            Self::LoginBySocial => "activity-login-social",
            Self::LoginByPasskey => "activity-login-passkey",
            Self::LoginFailed => "activity-login-failed",
            Self::Confirmed => "activity-confirmed",
            Self::ConfirmationFailed => "activity-confirmation-failed",
            Self::Ended(end) => end.key(),
            Self::PasswordChanged => "activity-password-changed",
            Self::PasswordReset => "activity-password-reset",
            Self::NicknameChanged => "activity-nickname-changed",
            Self::PhoneChanged => "activity-phone-changed",
            Self::EmailChanged => "activity-email-changed",
            Self::EmailRemoved => "activity-email-removed",
            Self::IdentityLinked => "activity-identity-linked",
            Self::IdentityUnlinked => "activity-identity-unlinked",
            Self::PasskeyAdded => "activity-passkey-added",
            Self::PasskeyRemoved => "activity-passkey-removed",
            Self::DeletionAsked => "activity-deletion-asked",
            Self::DeletionWithdrawn => "activity-deletion-withdrawn",
            Self::Disabled => "activity-disabled",
            Self::Enabled => "activity-enabled",
            Self::Other => "activity-other",
        }
    }

    /// The picture beside it.
    pub(crate) const fn icon(self) -> IconName {
        match self {
            Self::Login | Self::LoginByCode | Self::LoginBySocial | Self::LoginByPasskey => IconName::Person,
            Self::LoginFailed
            | Self::ConfirmationFailed
            | Self::Ended(End::Copied)
            | Self::DeletionAsked
            | Self::Disabled => IconName::Alert,
            Self::Confirmed => IconName::Check,
            Self::Ended(_) => IconName::Return,
            Self::PasswordChanged
            | Self::PasswordReset
            | Self::PhoneChanged
            | Self::EmailChanged
            | Self::EmailRemoved
            | Self::IdentityLinked
            | Self::IdentityUnlinked
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::DeletionWithdrawn
            | Self::Enabled => IconName::Shield,
            Self::NicknameChanged | Self::Other => IconName::Pencil,
        }
    }

    /// Whether the mall itself did this, from no device of the member's.
    pub(crate) const fn is_by_the_mall(self) -> bool {
        matches!(self, Self::Disabled | Self::Enabled)
    }

    /// Whether the password was wrong, so that it may have been a stranger.
    pub(crate) const fn is_failure(self) -> bool {
        matches!(self, Self::LoginFailed | Self::ConfirmationFailed)
    }
}

impl End {
    /// The end for this reason, in the words of the sessions. Words that are not ours are an operator's.
    fn read(reason: &str) -> Self {
        match reason {
            "logged-out" => Self::LoggedOut,
            "revoked" => Self::Revoked,
            "revoked-others" => Self::Others,
            "revoked-all" => Self::All,
            "password-changed" => Self::PasswordChanged,
            "password-reset" => Self::PasswordReset,
            "limit" => Self::Limit,
            "copied" => Self::Copied,
            "deletion" => Self::Deletion,
            _ => Self::Shop,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::LoggedOut => "activity-logged-out",
            Self::Revoked => "activity-ended-revoked",
            Self::Others => "activity-ended-others",
            Self::All => "activity-ended-all",
            Self::PasswordChanged => "activity-ended-password-changed",
            Self::PasswordReset => "activity-ended-password-reset",
            Self::Limit => "activity-ended-limit",
            Self::Copied => "activity-ended-copied",
            Self::Deletion => "activity-ended-deletion",
            Self::Shop => "activity-ended-shop",
        }
    }
}
