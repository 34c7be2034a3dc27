//! What the head of a request says: who sent it, which cookies it brought, and what the browser was doing.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use diagnosis::{
    evidence::Pair,
    jar::{Context, Credentials, Purpose},
};
use lab_model::Visitor;
use url::Url;

/// The address of the login.
pub const LOGIN: &str = "/api/auth/login";
/// The cookie by which browsers are told apart.
pub const VISITOR_COOKIE: &str = "lab-visitor";
const LONGEST_VISITOR: usize = 40;

/// Takes the lab's own cookie out of a request.
pub fn take_visitor(headers: &mut HeaderMap) -> Option<Visitor> {
    let visitor = visitor(headers);
    let others: Vec<_> = cookies(headers)
        .into_iter()
        .filter(|pair| pair.name != VISITOR_COOKIE)
        .map(|pair| format!("{}={}", pair.name, pair.value))
        .collect();
    headers.remove(header::COOKIE);
    if let Ok(value) = HeaderValue::try_from(others.join("; "))
        && !value.is_empty()
    {
        headers.insert(header::COOKIE, value);
    }
    visitor
}

/// The visitor that a request names.
pub fn visitor(headers: &HeaderMap) -> Option<Visitor> {
    let named = cookies(headers)
        .into_iter()
        .find(|pair| pair.name == VISITOR_COOKIE)?;
    let is_plain = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let fits = !named.value.is_empty() && named.value.len() <= LONGEST_VISITOR && is_plain(&named.value);
    fits.then_some(Visitor(named.value))
}

/// The line that gives a browser its name, for all scenes at once: two panes that load together are one visitor.
pub fn visitor_line(visitor: &Visitor, domain: &str) -> String {
    format!(
        "{VISITOR_COOKIE}={}; Domain={domain}; Path=/; HttpOnly; Secure; SameSite=Lax",
        visitor.0
    )
}

/// Puts the visitor's name into a request that has none.
pub fn add_visitor(headers: &mut HeaderMap, visitor: &Visitor) {
    if let Ok(pair) = HeaderValue::try_from(format!("{VISITOR_COOKIE}={}", visitor.0)) {
        headers.append(header::COOKIE, pair);
    }
}

/// The cookies of a request, in their order.
pub fn cookies(headers: &HeaderMap) -> Vec<Pair> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
        .flat_map(|line| line.split(';').map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            Some(Pair {
                name: name.to_owned(),
                value: value.to_owned(),
            })
        })
        .collect()
}

/// A header as text.
pub fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The circumstances of a request, from the metadata that browsers send (Fetch Metadata Request Headers). A client that sends
/// none counts as somebody who typed the address.
pub fn context(method: &Method, headers: &HeaderMap, url: &Url, lab: &Url) -> Context {
    let origin = || text(headers, "origin").filter(|origin| *origin != "null");
    let named = text(headers, "referer").or_else(origin);
    let page = named.and_then(|page| Url::parse(page).ok());
    let typed = text(headers, "sec-fetch-site") == Some("none");
    let purpose = match text(headers, "sec-fetch-dest") {
        None | Some("document") => Purpose::TopLevel,
        Some("iframe" | "frame") => Purpose::Frame { top: lab.clone() },
        Some(_) => {
            let top = page.clone().unwrap_or_else(|| url.clone());
            let credentials = if top.origin() == url.origin() {
                Credentials::SameOrigin
            } else if headers.contains_key(header::COOKIE) {
                Credentials::Include
            } else {
                Credentials::Omit
            };
            Purpose::Subresource { top, credentials }
        }
    };
    Context {
        method: method.to_string(),
        initiator: page.filter(|_| !typed),
        purpose,
        redirected_by: Vec::new(),
    }
}

/// Whether the answer is for showing a page, as far as the request says, and not a picture or a script of one.
pub fn is_for_page(headers: &HeaderMap) -> bool {
    !matches!(
        text(headers, "sec-fetch-dest"),
        Some("image" | "style" | "script" | "font" | "manifest" | "audio" | "video")
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn copies_never_see_the_cookie_of_the_lab() {
        let mut only = headers(&[("cookie", "lab-visitor=ab12")]);
        assert_eq!(take_visitor(&mut only), Some(Visitor("ab12".into())));
        assert!(only.is_empty());
        let mut among = headers(&[("cookie", "a=1; lab-visitor=x-1; b=2"), ("cookie", "c=3")]);
        assert_eq!(take_visitor(&mut among), Some(Visitor("x-1".into())));
        assert_eq!(among["cookie"], "a=1; b=2; c=3");
        let mut hostile = headers(&[("cookie", "lab-visitor=<b>")]);
        assert_eq!(take_visitor(&mut hostile), None);
    }

    #[test]
    fn a_frame_of_the_lab_and_a_typed_address_are_told_apart() {
        let lab = Url::parse("http://lab.cfmall.localhost:4400/").unwrap();
        let url = Url::parse("http://t3.cfmall.localhost:4400/").unwrap();
        let typed = headers(&[("sec-fetch-dest", "document"), ("sec-fetch-site", "none")]);
        assert_eq!(context(&Method::GET, &typed, &url, &lab), Context::typed());
        let frame = headers(&[
            ("sec-fetch-dest", "iframe"),
            ("sec-fetch-site", "same-site"),
            ("referer", "http://lab.cfmall.localhost:4400/"),
        ]);
        assert_eq!(
            context(&Method::GET, &frame, &url, &lab),
            Context::frame(lab.clone())
        );
        assert_eq!(
            context(&Method::GET, &HeaderMap::new(), &url, &lab),
            Context::typed()
        );
    }
}
