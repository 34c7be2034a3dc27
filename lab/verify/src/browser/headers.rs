//! The headers of a browser's requests, cookies apart.

use diagnosis::jar::{Context, Engine, Purpose, host};
use url::Url;

use super::{Browser, Navigation};
use crate::http::ENCODINGS;

impl Browser {
    /// The headers that a browser of this engine sends with a request, cookies apart.
    pub fn request_headers(&self, navigation: &Navigation) -> Vec<(String, String)> {
        let Navigation { url, context, .. } = navigation;
        let mut headers = vec![
            ("user-agent".to_owned(), agent(self.jar.engine()).to_owned()),
            ("accept".to_owned(), navigation.accept.to_owned()),
            ("accept-language".to_owned(), "en,zh-CN;q=0.8,zh;q=0.7".to_owned()),
            ("accept-encoding".to_owned(), ENCODINGS.to_owned()),
        ];
        let mut add = |name: &str, value: String| headers.push((name.to_owned(), value));
        if let Some(from) = &context.initiator {
            if let Some(referer) = referer(from, url) {
                add("referer", referer);
            }
            let is_fetch = matches!(context.purpose, Purpose::Subresource { .. });
            if !context.is_safe() || (is_fetch && from.origin() != url.origin()) {
                add("origin", origin(context, from));
            }
        }
        if url.scheme() == "https" || host::is_loopback(host::of(url)) {
            let (mode, destination) = match context.purpose {
                Purpose::TopLevel => ("navigate", "document"),
                Purpose::Frame { .. } => ("navigate", "iframe"),
                Purpose::Subresource { .. } => ("cors", "empty"),
            };
            add("sec-fetch-site", fetch_site(context, url).to_owned());
            add("sec-fetch-mode", mode.to_owned());
            add("sec-fetch-dest", destination.to_owned());
            if mode == "navigate" {
                add("sec-fetch-user", "?1".to_owned());
                add("upgrade-insecure-requests", "1".to_owned());
            }
        }
        let is_data = |at: &Url| at.origin() == url.origin() && at.path() == url.path() && context.is_safe();
        let of_script = self.data.iter().filter(|(at, _)| is_data(at));
        let wanted = of_script.flat_map(|(_, headers)| headers);
        for (name, value) in wanted.chain(&self.headers) {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            headers.push((name.to_ascii_lowercase(), value.clone()));
        }
        headers
    }
}

/// `Referer` under the default policy, `strict-origin-when-cross-origin`.
fn referer(from: &Url, url: &Url) -> Option<String> {
    if from.scheme() == "https" && url.scheme() == "http" && !host::is_loopback(host::of(url)) {
        return None;
    }
    if from.origin() == url.origin() {
        let mut page = from.clone();
        page.set_fragment(None);
        return Some(page.into());
    }
    Some(format!("{}/", from.origin().ascii_serialization()))
}

/// `Origin`: opaque once a redirect has crossed origins.
fn origin(context: &Context, from: &Url) -> String {
    let crossed = context
        .redirected_by
        .iter()
        .any(|hop| hop.origin() != from.origin());
    if crossed {
        "null".to_owned()
    } else {
        from.origin().ascii_serialization()
    }
}

/// `Sec-Fetch-Site`: the farthest relation along the chain.
fn fetch_site(context: &Context, url: &Url) -> &'static str {
    let Some(from) = &context.initiator else {
        return "none";
    };
    let mut chain = context.redirected_by.iter().chain([url]);
    let relation = |other: &Url| {
        if other.origin() == from.origin() {
            0
        } else if host::same_site(from, other, true) {
            1
        } else {
            2
        }
    };
    match chain.by_ref().map(relation).max() {
        Some(2) => "cross-site",
        Some(1) => "same-site",
        _ => "same-origin",
    }
}

/// The user agent of a current browser with this engine.
pub const fn agent(engine: Engine) -> &'static str {
    match engine {
        Engine::Chromium => {
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
        }
        Engine::Firefox => "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
        Engine::Webkit => {
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15"
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn headers_say_where_a_request_comes_from() {
        let browser = Browser::new(Engine::Chromium, Vec::new());
        let headers =
            |context: Context, to: &str| browser.request_headers(&Navigation::page(url(to), context));
        let find = |headers: &[(String, String)], name: &str| {
            headers
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        };
        let typed = headers(Context::typed(), "http://b.mall.localhost/");
        assert_eq!(find(&typed, "sec-fetch-site").unwrap(), "none");
        assert_eq!(find(&typed, "referer"), None);
        let from = url("http://a.mall.localhost/login?next=/");
        let post = headers(Context::post(from.clone()), "http://a.mall.localhost/login");
        assert_eq!(find(&post, "origin").unwrap(), "http://a.mall.localhost");
        assert_eq!(find(&post, "referer").unwrap(), from.as_str());
        let mut context = Context::post(from.clone());
        context.redirected_by.push(url("http://b.mall.localhost/"));
        let crossed = headers(context, "http://a.mall.localhost/");
        assert_eq!(find(&crossed, "origin").unwrap(), "null");
        assert_eq!(find(&crossed, "sec-fetch-site").unwrap(), "same-site");
        let link = headers(Context::link(from), "http://other.test/");
        assert_eq!(find(&link, "referer").unwrap(), "http://a.mall.localhost/");
        assert_eq!(find(&link, "sec-fetch-site"), None);
    }
}
