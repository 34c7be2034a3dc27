//! The addresses at which script logs somebody in.

use diagnosis::jar::host;
use regex_lite::{Match, Regex};
use url::Url;

use super::script::{ACCOUNT, PASSWORD};
use crate::page::says;

/// Words in the address of a login.
const WORDS: [&str; 7] = ["login", "log-in", "signin", "sign-in", "session", "auth", "token"];
/// Words in addresses that take no password.
const OTHERS: [&str; 5] = ["csrf", "xsrf", "refresh", "logout", "signout"];
/// Words in addresses that take a password without logging anybody in.
const SETTINGS: [&str; 19] = [
    "regist",
    "signup",
    "sign-up",
    "join",
    "users",
    "accounts",
    "members",
    "customers",
    "reset",
    "forgot",
    "recover",
    "change",
    "strength",
    "check",
    "valid",
    "unlock",
    "event",
    "track",
    "graphql",
];
/// The length of what a script says of a request behind its address, in bytes.
const REACH: usize = 300;

/// How one knows that an address is that of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The name: a usual word for a login stands in it.
    Name,
    /// The fields: it is called something else, and an account and a password are posted there.
    Fields,
}

/// Addresses of logins that a script names.
pub(super) fn addresses_in(text: &str, page: &Url, by: By) -> Vec<Url> {
    let Ok(literal) = Regex::new(r#"["'`]((?:https?://[\w.:-]+)?/?[\w-][\w/-]*)["'`]"#) else {
        return Vec::new();
    };
    let text = with_constants(text);
    let found = literal.captures_iter(&text).filter_map(|found| {
        let (whole, address) = (found.get(0)?, found.get(1)?.as_str());
        let is_login = match by {
            By::Name => says(address, &WORDS),
            By::Fields => !says(address, &WORDS) && takes_password(&text, &whole),
        };
        let is_one = is_login && address.contains('/') && !says(address, &OTHERS);
        let url = page.join(address).ok().filter(|_| is_one)?;
        // A password goes to nobody else.
        host::same_site(&url, page, false).then_some(url)
    });
    found.collect()
}

/// Whether an account and a password are posted to the address that stands there, as by `fetch("/api/firstfactor", {method: "POST", body: …})`.
fn takes_password(text: &str, literal: &Match<'_>) -> bool {
    let behind = &text[literal.end()..];
    // What comes next is about another request.
    let ends = ["fetch(", "post(", ";"].map(|end| behind.find(end).unwrap_or(behind.len()));
    let end = ends.into_iter().fold(REACH.min(behind.len()), usize::min);
    let end = (0..=end).rev().find(|end| behind.is_char_boundary(*end));
    let behind = &behind[..end.unwrap_or_default()];
    let is_posted = behind.contains("POST") || text[..literal.start()].trim_end().ends_with("post(");
    is_posted && says(behind, &PASSWORD) && says(behind, &ACCOUNT) && !says(literal.as_str(), &SETTINGS)
}

/// A script with the strings that it names once and uses in the addresses of others.
fn with_constants(text: &str) -> String {
    let Ok(constant) = Regex::new(r#"\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*["'`]([\w:/.-]*)["'`]"#)
    else {
        return text.to_owned();
    };
    let mut out = text.to_owned();
    for found in constant.captures_iter(text) {
        if let (Some(name), Some(value)) = (found.get(1), found.get(2)) {
            out = out.replace(&format!("${{{}}}", name.as_str()), value.as_str());
        }
    }
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn found(text: &str, by: By) -> Vec<String> {
        let page = Url::parse("http://a.localhost/login").unwrap();
        addresses_in(text, &page, by).iter().map(Url::to_string).collect()
    }

    #[test]
    fn scripts_name_the_address_of_the_login() {
        let text = r#"const r = await fetch("/api/auth/login", {method: 'POST', body: x}); axios.post(`session/new`);
            import "./login.js"; const word = "login"; location = '/home'; f('https://api.a.localhost:81/v2/sessions')"#;
        assert_eq!(
            found(text, By::Name),
            [
                "http://a.localhost/api/auth/login",
                "http://a.localhost/session/new",
                "https://api.a.localhost:81/v2/sessions"
            ]
        );
        let text = r#"const api = "/api/v2"; fetch(`${api}/auth/signin`); fetch("/api/token"); fetch('/csrf-token');
            fetch("https://elsewhere.test/login")"#;
        assert_eq!(
            found(text, By::Name),
            [
                "http://a.localhost/api/v2/auth/signin",
                "http://a.localhost/api/token"
            ]
        );
    }

    #[test]
    fn what_takes_account_and_password_is_one_whatever_it_is_called() {
        let text = r#"fetch("/api/locale", {method: "POST", body: "de"}); fetch("/api/firstfactor", { method: "POST",
            body: JSON.stringify({ username: f.username.value, password: f.password.value }) });
            fetch("/api/users", {method: "POST", body: JSON.stringify({email, password})});
            fetch("/api/quality", {method: "POST", body: JSON.stringify({password})});
            axios.post("/api/seen", {page}), axios.post("/api/login", {account, password});
            $http.post('/kunden/rein', {user: u, pwd: p}); axios.get("/api/rules", {params: {of: "password"}})"#;
        assert_eq!(
            found(text, By::Fields),
            [
                "http://a.localhost/api/firstfactor",
                "http://a.localhost/kunden/rein"
            ]
        );
    }
}
