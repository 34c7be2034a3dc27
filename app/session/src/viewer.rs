//! Who sent a request: three answers, not two.

use axum::{
    Extension, Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

/// The public face of a member: all that a service which only asks for sessions may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The number of the account, `session.member.id`.
    pub id: i64,
    /// The name to show. Free text: markup, emoji and right-to-left text are all allowed.
    pub nickname: String,
}

/// Who sent a request, decided once and before anything is rendered. In the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Viewer {
    /// Nobody is logged in.
    Guest,
    /// This member is logged in.
    Member(Member),
    /// The session store cannot be reached. It is *not known* whether somebody is logged in, and a page that showed this as
    /// "not logged in" would be lying.
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

/// Answers `GET` with the [`Viewer`] as JSON, for scripts, tests and other services: 200 for a guest or a member, 503 when it
/// cannot be known. Never cached.
pub async fn viewer_endpoint(Extension(viewer): Extension<Viewer>) -> Response {
    let status = match viewer {
        Viewer::Guest | Viewer::Member(_) => StatusCode::OK,
        Viewer::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Json(&viewer)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scripts and other services rely on it; an application's own viewer may have the same one.
    #[test]
    fn the_answer_of_the_viewer_endpoint_has_this_shape() {
        let json = |viewer: &Viewer| serde_json::to_string(viewer).expect("a viewer is always JSON");
        assert_eq!(json(&Viewer::Guest), r#"{"state":"guest"}"#);
        assert_eq!(json(&Viewer::Unavailable), r#"{"state":"unavailable"}"#);
        let member = Member {
            id: 1,
            nickname: "张三".into(),
        };
        assert_eq!(
            json(&Viewer::Member(member)),
            r#"{"state":"member","id":1,"nickname":"张三"}"#
        );
    }
}
