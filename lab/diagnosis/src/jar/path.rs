//! Paths of cookies (RFC 6265bis §5.1.4).

/// The default-path of an address whose path is `path`.
pub fn default_path(path: &str) -> &str {
    match path.rfind('/') {
        Some(end) if end > 0 && path.starts_with('/') => &path[..end],
        _ => "/",
    }
}

/// Whether the path of a request path-matches that of a cookie.
pub fn matches(request: &str, cookie: &str) -> bool {
    request
        .strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}
