//! The request of an operation, and where its result is in the answer.

use std::collections::BTreeMap;

use http::Method;
use serde::Deserialize;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::client::{Answer, Outgoing};

/// The copies that answer an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// Every copy of every service.
    #[default]
    Any,
    /// Only copies of the auth service.
    Auth,
    /// Only copies of the mall.
    Mall,
}

/// The encoding of the fields in the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`.
    #[default]
    Form,
    /// `application/json`: one flat object.
    Json,
}

/// The request of an operation, and where its result is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The method and the path: `POST /api/auth/login`.
    pub request: String,
    /// The copies that answer.
    #[serde(default)]
    pub at: At,
    /// The fields to send, value by name; `{…}` is filled in.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The encoding of the fields.
    #[serde(default, rename = "as")]
    pub encoding: Encoding,
    /// The `Accept` header.
    #[serde(default = "json")]
    pub accept: String,
    /// Further headers, value by name; `{…}` is filled in.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The place of the result: a JSON pointer, `?code` for that parameter of the URL in `Location`, or `cookie xsrf`
    /// for the value of a cookie that is set.
    #[serde(default)]
    pub answer: String,
    /// JSON pointers into one entry of a list, by field.
    #[serde(default)]
    pub entry: BTreeMap<String, String>,
}

fn json() -> String {
    "application/json".to_owned()
}

impl Operation {
    /// The method and the path of `request`.
    pub fn method_and_path(&self) -> (Method, &str) {
        let (method, path) = self.request.split_once(' ').unwrap_or(("GET", &self.request));
        (method.trim().parse().unwrap_or(Method::GET), path.trim())
    }

    /// The request with `values` filled in.
    pub fn outgoing(&self, values: &[(&str, &str)]) -> Outgoing {
        let (method, path) = self.method_and_path();
        let mut path = fill(path, values).unwrap_or_else(|| path.to_owned());
        let fields = self
            .fields
            .iter()
            .filter_map(|(name, text)| Some((name.as_str(), fill(text, values)?)));
        let mut body = String::new();
        let mut kind = "application/x-www-form-urlencoded";
        if method.is_safe() {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish();
            if !query.is_empty() {
                path = format!("{path}?{query}");
            }
        } else if self.encoding == Encoding::Form {
            body = form_urlencoded::Serializer::new(body)
                .extend_pairs(fields)
                .finish();
        } else {
            kind = "application/json";
            let object: serde_json::Map<_, _> = fields
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect();
            body = serde_json::Value::from(object).to_string();
        }
        let mut outgoing = Outgoing::new(method.clone(), path).with("accept", &self.accept);
        if !method.is_safe() {
            outgoing = outgoing.with("content-type", kind);
            outgoing.body = body.into();
        }
        let headers = self.headers.iter();
        headers
            .filter_map(|(name, text)| Some((name, fill(text, values)?)))
            .fold(outgoing, |outgoing, (name, value)| outgoing.with(name, &value))
    }

    /// Whether a part of the request is filled in from the value `name`.
    pub fn sends(&self, name: &str) -> bool {
        let place = format!("{{{name}}}");
        let mut texts = self.fields.values().chain(self.headers.values());
        self.request.contains(&place) || texts.any(|text| text.contains(&place))
    }

    /// The result in `answer`, from the place that the adapter names.
    pub fn result(&self, answer: &Answer) -> Option<String> {
        if let Some(name) = self.answer.strip_prefix('?') {
            let location = answer.header("location")?;
            // Of a relative address only the query matters, so any base will do.
            let base = Url::parse("http://localhost").ok()?;
            let leads = base.join(location).ok()?;
            let pair = leads.query_pairs().find(|(known, _)| known == name)?;
            return Some(pair.1.into_owned());
        }
        if let Some(name) = self.answer.strip_prefix("cookie ") {
            let mut cookies = answer.set_cookies().into_iter();
            return cookies
                .find(|cookie| cookie.name == name && !cookie.value.is_empty())
                .map(|cookie| cookie.value);
        }
        match answer.json().pointer(&self.answer)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// Replaces every `{name}`; `None` if the value of one is not known.
fn fill(text: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let (_, value) = values.iter().find(|(known, _)| *known == name)?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn operation(text: &str) -> Operation {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn fields_go_where_the_method_wants_them() {
        let set = operation("request = 'POST /set/{key}'\nfields = { value = '{value}', next = '{next}' }");
        let outgoing = set.outgoing(&[("key", "k"), ("value", "a b&c")]);
        assert_eq!(
            (outgoing.path.as_str(), &outgoing.body[..]),
            ("/set/k", &b"value=a+b%26c"[..])
        );
        let get = operation("request = 'GET /get'\nfields = { key = '{key}' }");
        assert_eq!(get.outgoing(&[("key", "k")]).path, "/get?key=k");
        let json = operation("request = 'POST /set'\nas = 'json'\nfields = { value = '{value}' }");
        assert_eq!(&json.outgoing(&[("value", "\"")]).body[..], br#"{"value":"\""}"#);
    }

    #[test]
    fn headers_are_filled_in_or_left_out() {
        let set = operation("request = 'POST /set'\nheaders = { x-token = '{csrf}', x-fixed = '1' }");
        let names = |values| -> Vec<_> {
            let headers = set.outgoing(values).headers.into_iter();
            headers
                .map(|(name, value)| format!("{name}={}", value.to_str().unwrap()))
                .collect()
        };
        assert!(names(&[("csrf", "t")]).contains(&"x-token=t".to_owned()));
        let without = names(&[]);
        assert!(
            without.contains(&"x-fixed=1".to_owned())
                && !without.iter().any(|pair| pair.starts_with("x-token"))
        );
        assert!(set.sends("csrf") && !set.sends("key"));
    }

    #[test]
    fn a_result_is_where_the_adapter_says() {
        let now = std::time::Instant::now();
        let mut headers = http::HeaderMap::new();
        headers.insert("location", "/in?state=s&code=a%2Bb".parse().unwrap());
        headers.insert("set-cookie", "xsrf=c; Path=/".parse().unwrap());
        let answer = Answer {
            status: 200,
            headers,
            body: "{\"a\":{\"b\":\"t\"}}".into(),
            sent: now,
            received: now,
        };
        let result =
            |place: &str| operation(&format!("request = 'GET /'\nanswer = '{place}'")).result(&answer);
        assert_eq!(result("/a/b").as_deref(), Some("t"));
        assert_eq!(result("?code").as_deref(), Some("a+b"));
        assert_eq!(result("cookie xsrf").as_deref(), Some("c"));
        assert!(
            ["/a/c", "?token", "cookie session"]
                .iter()
                .all(|place| result(place).is_none())
        );
    }
}
