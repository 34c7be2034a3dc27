//! What a script asks a service for, and with which credentials.

use diagnosis::jar::Credentials;
use regex_lite::Regex;
use url::Url;

use super::{
    constants,
    expression::{arguments, plain, value},
};

/// An address that a script reads, and whether cookies go along to another origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub url: Url,
    pub credentials: Credentials,
    /// The headers that the script adds, as far as they are literals.
    pub headers: Vec<(String, String)>,
}

/// Words in the addresses of what says who is there.
const WHO: [&str; 9] = [
    "me", "user", "session", "profile", "account", "whoami", "viewer", "auth", "member",
];
/// Calls whose first argument is the address.
const CALLS: [&str; 6] = [
    "fetch(",
    "axios.get(",
    "axios(",
    "$.getJSON(",
    "$.get(",
    "ky.get(",
];

/// What the script of a page reads by itself; what says who is there comes first.
pub fn asked(script: &str, page: &Url) -> Vec<Asked> {
    let script = &*plain(script);
    let constants = constants(script);
    let known = |name: &str| {
        let own = constants.iter().find(|(known, _)| known == name);
        own.map(|(_, value)| value.clone())
    };
    let always = script.contains("withCredentials = true");
    let mut found: Vec<Asked> = Vec::new();
    let mut add = |address: String, options: &str| {
        let words = options.replace([' ', '\'', '"', '`'], "");
        let changes = ["method:POST", "method:PUT", "method:DELETE", "method:PATCH"];
        let url = page.join(&address).ok();
        let Some(url) = url.filter(|_| !changes.iter().any(|change| words.contains(change))) else {
            return;
        };
        let credentials = if always {
            Credentials::Include
        } else {
            credentials_of(&words)
        };
        if found.iter().all(|known| known.url != url) {
            let headers = headers(options);
            found.push(Asked {
                url,
                credentials,
                headers,
            });
        }
    };
    for call in CALLS {
        for rest in script.split(call).skip(1) {
            let arguments = arguments(rest);
            let address = arguments.first().and_then(|text| value(text, &known));
            if let Some(address) = address {
                add(address, arguments.get(1).copied().unwrap_or_default());
            }
        }
    }
    // XMLHttpRequest.
    for rest in script.split(".open(").skip(1) {
        let arguments = arguments(rest);
        let reads = arguments
            .first()
            .and_then(|text| value(text, &known))
            .is_some_and(|method| method == "GET");
        let address = arguments.get(1).and_then(|text| value(text, &known));
        if let Some(address) = address.filter(|_| reads) {
            add(address, "");
        }
    }
    found.sort_by_key(|asked| {
        let path = asked.url.path().to_ascii_lowercase();
        !WHO.iter().any(|word| path.contains(word))
    });
    found
}

/// What the options of a call, without blanks and quotes, say of credentials.
fn credentials_of(options: &str) -> Credentials {
    if options.contains("credentials:include") || options.contains("withCredentials:true") {
        Credentials::Include
    } else if options.contains("credentials:omit") {
        Credentials::Omit
    } else {
        Credentials::SameOrigin
    }
}

/// The addresses to which a script posts, and with which credentials: by `fetch` itself with options that it spells out, or by axios and
/// `XMLHttpRequest` where nothing says `withCredentials`.
pub fn posted(script: &str, page: &Url) -> Vec<(Url, Credentials)> {
    let script = &*plain(script);
    let constants = constants(script);
    let known = |name: &str| {
        let own = constants.iter().find(|(known, _)| known == name);
        own.map(|(_, value)| value.clone())
    };
    let address = |text: Option<&&str>| page.join(&value(text?, &known)?).ok();
    let calls = |call: &'static str| script.split(call).skip(1).map(arguments);
    let fetched = calls("fetch(").filter_map(|arguments| {
        let options = arguments.get(1)?.trim().replace([' ', '\'', '"', '`'], "");
        let is_whole =
            options.starts_with('{') && !options.contains("...") && !options.contains("credentials,");
        let posts = is_whole && options.contains("method:POST");
        posts.then_some((address(arguments.first())?, credentials_of(&options)))
    });
    let posts = calls("axios.post(").filter_map(|arguments| address(arguments.first()));
    let opened = calls(".open(").filter_map(|arguments| {
        let method = value(arguments.first()?, &known)?;
        (method == "POST").then(|| address(arguments.get(1)))?
    });
    let without = posts.chain(opened).map(|url| (url, Credentials::SameOrigin));
    fetched
        .chain(without.filter(|_| !script.contains("withCredentials")))
        .collect()
}

/// The headers that the options of a call name. A token is not known.
fn headers(options: &str) -> Vec<(String, String)> {
    let named = options
        .split_once("headers")
        .and_then(|(_, rest)| rest.split('}').next());
    let Ok(pair) = Regex::new(r#"['"]?([A-Za-z][A-Za-z-]*)['"]?\s*:\s*['"]([^'"]*)['"]"#) else {
        return Vec::new();
    };
    let pairs = pair.captures_iter(named.unwrap_or_default()).filter_map(|found| {
        let (name, value) = (
            found.get(1)?.as_str().to_ascii_lowercase(),
            found.get(2)?.as_str(),
        );
        (name != "authorization" && name != "cookie").then(|| (name, value.to_owned()))
    });
    pairs.collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_script_says_what_it_reads_and_how() {
        let page = Url::parse("http://b.test/").unwrap();
        for (script, url, credentials) in [
            (
                "fetch('/api/me').then(show)",
                "http://b.test/api/me",
                Credentials::SameOrigin,
            ),
            (
                "const api = 'http://a.test'; fetch(`${api}/me`, { credentials: 'include' })",
                "http://a.test/me",
                Credentials::Include,
            ),
            (
                "axios.get(\"/user\", {withCredentials: true})",
                "http://b.test/user",
                Credentials::Include,
            ),
            (
                "x.open('GET', 'http://a.test/whoami'); x.withCredentials = true; x.send()",
                "http://a.test/whoami",
                Credentials::Include,
            ),
            (
                "fetch('/news'); fetch('/session')",
                "http://b.test/session",
                Credentials::SameOrigin,
            ),
        ] {
            let found = asked(script, &page);
            assert_eq!(
                (found[0].url.as_str(), found[0].credentials),
                (url, credentials),
                "{script}"
            );
        }
        let with_headers = asked(
            "fetch('/me', { headers: { 'X-Requested-With': 'XMLHttpRequest', Accept: \"application/json\" } })",
            &page,
        );
        let names: Vec<_> = with_headers[0]
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["x-requested-with", "accept"]);
        assert!(asked("fetch('/login', {method: 'POST', body})", &page).is_empty());
        assert!(asked("fetch(address)", &page).is_empty());
    }

    #[test]
    fn what_is_posted_says_whether_cookies_count() {
        let page = Url::parse("http://a.test/").unwrap();
        let found = |script: &str| posted(script, &page);
        let to = |credentials| [(Url::parse("http://b.test/in").unwrap(), credentials)];
        for (script, credentials) in [
            (
                "fetch('http://b.test/in', {method: 'POST', body: b})",
                Credentials::SameOrigin,
            ),
            (
                "fetch('http://b.test/in', {method: 'POST', credentials: 'include'})",
                Credentials::Include,
            ),
            ("axios.post('http://b.test/in', {user})", Credentials::SameOrigin),
            (
                "x.open('POST', 'http://b.test/in'); x.send(b)",
                Credentials::SameOrigin,
            ),
        ] {
            assert_eq!(found(script), to(credentials), "{script}");
        }
        for unknown in [
            "fetch('http://b.test/in', withCookies(b))",
            "fetch('http://b.test/in', {method: 'POST', ...rest})",
            "axios.post('http://b.test/in', {user}, {withCredentials: true})",
            "x.open('POST', 'http://b.test/in'); x.withCredentials = true",
            "x.open('GET', 'http://b.test/in')",
        ] {
            assert_eq!(found(unknown), [], "{unknown}");
        }
    }
}
