//! A5: the cookie's `Path` does not cover the address. Which mistake was made with it?

use url::Url;

use super::case::{Case, Item};
use crate::jar::{StoredCookie, host, path};

/// The reasons that fit, for a request to `url` that left without `cookie`.
///
/// That no page below the `Path` was seen shows nothing by itself: the application may have pages there that nobody asked for, and a proxy
/// may map it to another path. It takes an answer to tell the two apart.
pub(super) fn reasons(case: &Case<'_>, cookie: &StoredCookie, url: &Url) -> &'static [&'static str] {
    if cookie.default_path {
        return &["default"];
    }
    if lacks_slash(url.path(), &cookie.path) {
        return &["slash"];
    }
    if path::matches(
        &url.path().to_ascii_lowercase(),
        &cookie.path.to_ascii_lowercase(),
    ) {
        return &["case"];
    }
    // Who has the cookie and is shown nobody may be anywhere: some programs answer every path with one page.
    let on_host = |item: &Item<'_>| {
        let is_page = matches!(item.1.status(), 200..=399 | 401 | 403);
        host::of(&item.1.request.url) == host::of(url)
            && is_page
            && (item.1.member().is_some() || !case.arrived_at(item.0))
    };
    let is_below = |item: &Item<'_>| path::matches(item.1.request.url.path(), &cookie.path);
    let is_beside = |item: &Item<'_>| lacks_slash(item.1.request.url.path(), &cookie.path);
    if case.exchanges().any(|item| on_host(&item) && is_below(&item)) {
        &["app"]
    } else if case.exchanges().any(|item| on_host(&item) && is_beside(&item)) {
        &["app", "slash"]
    } else {
        &["app", "proxy"]
    }
}

/// Whether a cookie's path is that of a request with a slash at its end, which makes it another one.
fn lacks_slash(request: &str, cookie: &str) -> bool {
    cookie.strip_suffix('/') == Some(request)
}
