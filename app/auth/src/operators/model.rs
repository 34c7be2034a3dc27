//! What operators are shown of members.

use crate::sessions::device::{Device, Moment};

/// The members in a list of those that were found.
pub(crate) const FOUND_SIZE: usize = 20;

/// What operators did and read, the newest first: the entries in a list of it.
pub(crate) const ACTIONS_SIZE: i64 = 20;

/// The members that were found, by user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) members: Vec<Summary>,
    /// Whether there are more than are listed.
    pub(crate) more: bool,
}

/// A member, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) number: i64,
    pub(crate) user_name: String,
    pub(crate) nickname: String,
    /// The phone number with its middle digits hidden.
    pub(crate) phone: Option<String>,
    /// The e-mail address with all but the first letter of its name hidden.
    pub(crate) email: Option<String>,
    pub(crate) state: State,
}

/// Whether a member can use the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// An account that can be used.
    Active,
    /// An account that the shop has disabled.
    Disabled {
        /// The time since which it is.
        since: Moment,
    },
    /// An account that its member wants to be deleted.
    ToBeDeleted {
        /// The time at which it will be.
        due: Moment,
    },
}

/// A member, as far as an operator needs to know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) summary: Summary,
    /// The time of the registration.
    pub(crate) since: Moment,
    /// Whether they are an operator themselves, whose account is looked after by the command only.
    pub(crate) is_operator: bool,
    /// Whether they have a password.
    pub(crate) has_password: bool,
    /// The providers at which they have an identity.
    pub(crate) providers: Vec<String>,
    pub(crate) passkeys: i64,
    pub(crate) devices: Vec<Device>,
    pub(crate) actions: Vec<Action>,
}

/// Something that an operator did or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Action {
    pub(crate) at: Moment,
    pub(crate) kind: ActionKind,
    pub(crate) by: By,
    /// Whom it concerns, where that is not the member whose page it is on.
    pub(crate) member: Option<Concerned>,
    /// In the operator's own words.
    pub(crate) reason: Option<String>,
    /// The members that were found, or the logins that ended.
    pub(crate) count: Option<i64>,
}

/// Whoever did something to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Whoever runs the program, by a command.
    Command,
    /// An operator of this user name.
    Operator(String),
    /// An operator whose account is gone, by its number.
    Former(i64),
}

/// The member whom an action concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Concerned {
    pub(crate) number: i64,
    /// The user name; none if the account is gone.
    pub(crate) user_name: Option<String>,
}

/// The kinds of things that operators do and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionKind {
    /// Members were looked for.
    Searched,
    /// A member's page was opened.
    Viewed,
    /// The account was disabled.
    Disabled,
    /// The account was enabled.
    Enabled,
    /// One login was ended.
    SessionEnded,
    /// All logins were ended.
    SessionsEnded,
    /// The account is to be deleted.
    DeletionAsked,
    /// The account is kept after all.
    DeletionWithdrawn,
    /// The member was made an operator.
    OperatorMade,
    /// The member is no operator any more.
    OperatorUnmade,
    /// Something that this release has no words for.
    Other,
}

impl ActionKind {
    /// The kind of this word in the database.
    pub(crate) fn read(word: &str) -> Self {
        match word {
            "searched" => Self::Searched,
            "viewed" => Self::Viewed,
            "disabled" => Self::Disabled,
            "enabled" => Self::Enabled,
            "session-ended" => Self::SessionEnded,
            "sessions-ended" => Self::SessionsEnded,
            "deletion-asked" => Self::DeletionAsked,
            "deletion-withdrawn" => Self::DeletionWithdrawn,
            "operator-made" => Self::OperatorMade,
            "operator-unmade" => Self::OperatorUnmade,
            _ => Self::Other,
        }
    }

    /// The sentence, as a key of the translations.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Searched => "admin-did-search",
            Self::Viewed => "admin-did-view",
            Self::Disabled => "admin-did-disable",
            Self::Enabled => "admin-did-enable",
            Self::SessionEnded => "admin-did-end-session",
            Self::SessionsEnded => "admin-did-end-sessions",
            Self::DeletionAsked => "admin-did-ask-deletion",
            Self::DeletionWithdrawn => "admin-did-withdraw-deletion",
            Self::OperatorMade => "admin-did-make-operator",
            Self::OperatorUnmade => "admin-did-unmake-operator",
            Self::Other => "activity-other",
        }
    }
}
