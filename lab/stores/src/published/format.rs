//! The format in which a session says whose it is.

use app_session::Member;
use serde::{Deserialize, Serialize};
use serde_json::{Error, Value, json};

/// A release's format. Neither release can read the other's, as it happens in deployments where nobody thought of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// `{"id": …, "nickname": …}`
    #[default]
    First,
    /// `{"member": …, "name": …}`
    Second,
}

#[derive(Serialize, Deserialize)]
struct Second {
    member: i64,
    name: String,
}

impl Format {
    /// The member of a session, if this release can read it.
    pub(super) fn read(self, value: Value) -> Result<Member, Error> {
        match self {
            Self::First => serde_json::from_value(value),
            Self::Second => serde_json::from_value(value).map(|Second { member, name }| Member {
                id: member,
                nickname: name,
            }),
        }
    }

    /// The member as this release writes it.
    pub(super) fn write(self, member: &Member) -> Value {
        match self {
            Self::First => json!(member),
            Self::Second => json!(Second {
                member: member.id,
                name: member.nickname.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_release_reads_its_own_only() {
        let member = Member {
            id: 1,
            nickname: "张三".into(),
        };
        for (written, other) in [(Format::First, Format::Second), (Format::Second, Format::First)] {
            let value = written.write(&member);
            assert_eq!(written.read(value.clone()).ok().as_ref(), Some(&member));
            assert!(other.read(value).is_err());
        }
    }
}
