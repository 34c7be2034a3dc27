//! Who is asking: a guest, a member, or unknown during an outage.

use crate::MemberId;
use serde::{Deserialize, Serialize};

/// The public face of a member: all that a service other than auth may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The member's id, which never changes.
    pub id: MemberId,
    /// The name shown in the header. Free text: markup, emoji and right-to-left text are all allowed.
    pub nickname: String,
}

/// The visitor as the session shows them, resolved once per request before anything is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Viewer {
    /// Nobody is logged in.
    Guest,
    /// This member is logged in.
    Member(Member),
    /// The session store cannot be reached. It is *not known* whether somebody is logged in, and a page that showed
    /// this as "not logged in" would be lying.
    Unavailable,
}

impl Viewer {
    /// The member, if one is known to be logged in.
    pub fn member(&self) -> Option<&Member> {
        match self {
            Self::Member(member) => Some(member),
            Self::Guest | Self::Unavailable => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_the_viewer_endpoint_has_this_shape() {
        let json = |viewer: &Viewer| serde_json::to_string(viewer).expect("a viewer is always JSON");
        assert_eq!(json(&Viewer::Guest), r#"{"state":"guest"}"#);
        assert_eq!(json(&Viewer::Unavailable), r#"{"state":"unavailable"}"#);
        let member = Member {
            id: MemberId(1),
            nickname: "张三".into(),
        };
        assert_eq!(
            json(&Viewer::Member(member)),
            r#"{"state":"member","id":1,"nickname":"张三"}"#
        );
    }
}
