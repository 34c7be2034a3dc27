//! The place of the CSRF token in a request. The token itself is only known when the request is sent.

use http::HeaderValue;
use url::form_urlencoded::byte_serialize;

use super::Outgoing;

/// The placeholder for the token, which looks the same in a form, in JSON, in a URL and in a header.
pub const PLACEHOLDER: &str = "the-csrf-token-goes-here";

impl Outgoing {
    /// Whether the request has a place for a CSRF token.
    pub fn wants_csrf_token(&self) -> bool {
        let is_place = |bytes: &[u8]| {
            bytes
                .windows(PLACEHOLDER.len())
                .any(|window| window == PLACEHOLDER.as_bytes())
        };
        self.path.contains(PLACEHOLDER)
            || is_place(&self.body)
            || self.headers.iter().any(|(_, value)| is_place(value.as_bytes()))
    }

    /// The request with the token in its place. Without a token fields are empty, and headers are left out.
    #[must_use]
    pub fn with_csrf_token(mut self, token: Option<&str>) -> Self {
        let text = token.unwrap_or_default();
        let in_form: String = byte_serialize(text.as_bytes()).collect();
        let is_json = self
            .headers
            .iter()
            .any(|(name, value)| name == "content-type" && value == "application/json");
        let in_body = if is_json { in_json(text) } else { in_form.clone() };
        let body = String::from_utf8_lossy(&self.body);
        if body.contains(PLACEHOLDER) {
            self.body = body.replace(PLACEHOLDER, &in_body).into();
        }
        self.path = self.path.replace(PLACEHOLDER, &in_form);
        let headers = std::mem::take(&mut self.headers).into_iter();
        self.headers = headers
            .filter_map(|(name, value)| Some((name, in_header(value, token)?)))
            .collect();
        self
    }
}

/// The text as JSON writes it, without the quotes.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn in_header(value: HeaderValue, token: Option<&str>) -> Option<HeaderValue> {
    match value.to_str() {
        Ok(text) if text.contains(PLACEHOLDER) => text.replace(PLACEHOLDER, token?).parse().ok(),
        _ => Some(value),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::Method;

    fn outgoing(kind: &str, body: String) -> Outgoing {
        let mut outgoing = Outgoing::new(Method::POST, format!("/set?csrf={PLACEHOLDER}"))
            .with("content-type", kind)
            .with("x-csrf-token", PLACEHOLDER);
        outgoing.body = body.into();
        outgoing
    }

    #[test]
    fn a_token_is_written_as_its_place_wants_it() {
        let form = outgoing(
            "application/x-www-form-urlencoded",
            format!("a=1&csrf={PLACEHOLDER}"),
        );
        assert!(form.wants_csrf_token() && !Outgoing::get("/set").wants_csrf_token());
        let form = form.with_csrf_token(Some("a+\\"));
        assert_eq!(
            (form.path.as_str(), &form.body[..]),
            ("/set?csrf=a%2B%5C", &b"a=1&csrf=a%2B%5C"[..])
        );
        assert_eq!(form.headers[1].1, "a+\\");
        assert!(!form.wants_csrf_token());
        let json = outgoing("application/json", format!("{{\"csrf\":\"{PLACEHOLDER}\"}}"));
        let json = json.with_csrf_token(Some("a+\\"));
        let read: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
        assert_eq!(read["csrf"], "a+\\");
    }

    #[test]
    fn without_a_token_nothing_is_in_its_place() {
        let form = outgoing("application/x-www-form-urlencoded", format!("csrf={PLACEHOLDER}"));
        let form = form.with_csrf_token(None);
        assert_eq!((form.headers.len(), &form.body[..]), (1, &b"csrf="[..]));
    }
}
