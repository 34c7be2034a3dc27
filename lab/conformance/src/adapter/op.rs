//! The names of the operations that an adapter can describe.

use std::fmt;

use serde::Deserialize;

/// An operation of a system, named in an adapter in kebab-case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "adapters/cfmall.toml says what each does")]
pub enum Op {
    Login,
    Logout,
    List,
    Revoke,
    RevokeOthers,
    RevokeAll,
    ChangePassword,
    Confirm,
    Rename,
    Sensitive,
    Privileged,
    Get,
    Set,
    Increment,
    Remove,
    Hold,
    Arrived,
    Release,
    Stream,
    Ready,
    CsrfToken,
    Socket,
    BeginHandOff,
    HandOff,
    Redeem,
}

impl Op {
    /// All operations.
    pub const ALL: [Self; 25] = [
        Self::Login,
        Self::Logout,
        Self::List,
        Self::Revoke,
        Self::RevokeOthers,
        Self::RevokeAll,
        Self::ChangePassword,
        Self::Confirm,
        Self::Rename,
        Self::Sensitive,
        Self::Privileged,
        Self::Get,
        Self::Set,
        Self::Increment,
        Self::Remove,
        Self::Hold,
        Self::Arrived,
        Self::Release,
        Self::Stream,
        Self::Ready,
        Self::CsrfToken,
        Self::Socket,
        Self::BeginHandOff,
        Self::HandOff,
        Self::Redeem,
    ];

    /// The operation's name as an adapter writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::List => "list",
            Self::Revoke => "revoke",
            Self::RevokeOthers => "revoke-others",
            Self::RevokeAll => "revoke-all",
            Self::ChangePassword => "change-password",
            Self::Confirm => "confirm",
            Self::Rename => "rename",
            Self::Sensitive => "sensitive",
            Self::Privileged => "privileged",
            Self::Get => "get",
            Self::Set => "set",
            Self::Increment => "increment",
            Self::Remove => "remove",
            Self::Hold => "hold",
            Self::Arrived => "arrived",
            Self::Release => "release",
            Self::Stream => "stream",
            Self::Ready => "ready",
            Self::CsrfToken => "csrf-token",
            Self::Socket => "socket",
            Self::BeginHandOff => "begin-hand-off",
            Self::HandOff => "hand-off",
            Self::Redeem => "redeem",
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_ones_that_adapters_use() {
        for op in Op::ALL {
            let quoted = serde_json::Value::from(op.name());
            assert_eq!(serde_json::from_value::<Op>(quoted).unwrap(), op);
        }
    }
}
