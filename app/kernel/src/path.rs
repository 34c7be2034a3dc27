//! Every address the services promise each other, in one place: pages link with these, routers mount these.

use crate::SkuId;

/// The front page.
pub const HOME: &str = "/";
/// Search results; the query is `q`.
pub const SEARCH: &str = "/search";
/// The login form.
pub const LOGIN: &str = "/login";
/// Asked right after login: did the browser keep the cookie?
pub const LOGIN_CHECK: &str = "/login/check";
/// The member's own page.
pub const ACCOUNT: &str = "/account";
/// Where the member is logged in.
pub const SESSIONS: &str = "/account/sessions";
/// Asks a member for the password again, before something sensitive.
pub const CONFIRM: &str = "/account/confirm";

/// Everything below this path belongs to the auth service.
pub const AUTH_API: &str = "/api/auth";
/// Everything below this path belongs to the mall.
pub const MALL_API: &str = "/api/mall";
/// `POST`: log in.
pub const LOGIN_API: &str = "/api/auth/login";
/// `POST`: log out.
pub const LOGOUT_API: &str = "/api/auth/logout";
/// `POST`: the member proves again who they are.
pub const CONFIRM_API: &str = "/api/auth/confirm";
/// `POST`: another password.
pub const PASSWORD_API: &str = "/api/auth/password";
/// `POST`: another nickname.
pub const PROFILE_API: &str = "/api/auth/profile";
/// `GET`: where the member is logged in.
pub const SESSIONS_API: &str = "/api/auth/sessions";
/// `POST`: log out in one of those places.
pub const REVOKE_API: &str = "/api/auth/sessions/revoke";
/// `POST`: log out everywhere but here.
pub const REVOKE_OTHERS_API: &str = "/api/auth/sessions/revoke-others";
/// `POST`: log out everywhere.
pub const REVOKE_ALL_API: &str = "/api/auth/sessions/revoke-all";
/// `GET`: who is asking. Answered by every binary.
pub const VIEWER_API: &str = "/api/session/viewer";
/// `POST`: language and theme. Answered by every binary.
pub const PREFERENCES_API: &str = "/api/preferences";

/// A category's page.
pub fn category(slug: &str) -> String {
    format!("/c/{slug}")
}

/// A variant's page.
pub fn product(sku: SkuId) -> String {
    format!("/p/{sku}")
}

/// A product's picture.
pub fn picture(name: &str, palette: &str) -> String {
    format!("/pictures/{name}-{palette}.svg")
}

/// Pictures of products, by file name.
pub const PICTURES: &str = "/pictures/{file}";

/// A query, encoded as forms are (`application/x-www-form-urlencoded`).
pub fn query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
