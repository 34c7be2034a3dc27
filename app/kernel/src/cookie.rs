//! Reading a cookie that a request brought.

use http::{HeaderMap, header::COOKIE};

/// The value of the last cookie of this name: of several, browsers send the youngest last (RFC 6265 §5.4). Pairs are told apart
/// as bytes: what another script of the site has stored need not be text, and must not hide what we have.
pub fn value_in<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .filter_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .next_back()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_cookie_is_found_among_others_whatever_they_are() {
        let mut headers = HeaderMap::new();
        let mut add =
            |bytes: &[u8]| headers.append(COOKIE, HeaderValue::from_bytes(bytes).expect("a header"));
        add("utm=双十一; theme=dark".as_bytes());
        add(b"odd=\xff\xfe; themes=x; lang=en; theme=light; empty=");
        assert_eq!(value_in(&headers, "theme"), Some("light"));
        assert_eq!(value_in(&headers, "lang"), Some("en"));
        assert_eq!(value_in(&headers, "empty"), Some(""));
        assert_eq!(value_in(&headers, "them"), None);
    }
}
