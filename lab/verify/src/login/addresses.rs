//! The addresses at which script logs somebody in.

use diagnosis::jar::host;
use regex_lite::{Match, Regex};
use url::Url;

use super::script::PASSWORD;
use crate::page::says;

/// Words in the address of a login.
const WORDS: [&str; 7] = ["login", "log-in", "signin", "sign-in", "session", "auth", "token"];
/// Words in addresses that take no password.
const OTHERS: [&str; 5] = ["csrf", "xsrf", "refresh", "logout", "signout"];
/// Words in addresses that take the password of somebody who does not log in by it.
const SETTINGS: [&str; 7] = [
    "regist", "signup", "sign-up", "reset", "forgot", "recover", "change",
];
/// The length of what a script says of a request behind its address, in bytes.
const REACH: usize = 300;

/// Addresses of logins that a script names.
pub(super) fn addresses_in(text: &str, page: &Url) -> Vec<Url> {
    let Ok(literal) = Regex::new(r#"["'`]((?:https?://[\w.:-]+)?/?[\w-][\w/-]*)["'`]"#) else {
        return Vec::new();
    };
    let text = with_constants(text);
    let found = literal.captures_iter(&text).filter_map(|found| {
        let address = found.get(1)?.as_str();
        let is_named = || {
            says(address, &WORDS)
                || found
                    .get(0)
                    .is_some_and(|literal| takes_password(&text, &literal))
        };
        let is_login = address.contains('/') && !says(address, &OTHERS) && is_named();
        let url = page.join(address).ok().filter(|_| is_login)?;
        // A password goes to nobody else.
        host::same_site(&url, page, false).then_some(url)
    });
    found.collect()
}

/// Whether a password is posted to the address that stands there, as by `fetch("/api/firstfactor", {method: "POST", body: …})`.
fn takes_password(text: &str, literal: &Match<'_>) -> bool {
    let behind = &text[literal.end()..];
    let end = (0..=REACH.min(behind.len()))
        .rev()
        .find(|end| behind.is_char_boundary(*end));
    let behind = &behind[..end.unwrap_or_default()];
    // What comes next is about another request.
    let behind = behind.split("fetch(").next().unwrap_or_default();
    let is_posted = behind.contains("POST") || text[..literal.start()].trim_end().ends_with("post(");
    is_posted && says(behind, &PASSWORD) && !says(literal.as_str(), &SETTINGS)
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

    #[test]
    fn scripts_name_the_address_of_the_login() {
        let page = Url::parse("http://a.localhost/login").unwrap();
        let text = r#"const r = await fetch("/api/auth/login", {method: 'POST', body: x}); axios.post(`session/new`);
            import "./login.js"; const word = "login"; location = '/home'; f('https://api.a.localhost:81/v2/sessions')"#;
        let found: Vec<_> = addresses_in(text, &page).iter().map(Url::to_string).collect();
        assert_eq!(
            found,
            [
                "http://a.localhost/api/auth/login",
                "http://a.localhost/session/new",
                "https://api.a.localhost:81/v2/sessions"
            ]
        );
        let text = r#"const api = "/api/v2"; fetch(`${api}/auth/signin`); fetch("/api/token"); fetch('/csrf-token');
            fetch("https://elsewhere.test/login")"#;
        let found: Vec<_> = addresses_in(text, &page).iter().map(Url::to_string).collect();
        assert_eq!(
            found,
            [
                "http://a.localhost/api/v2/auth/signin",
                "http://a.localhost/api/token"
            ]
        );
    }

    #[test]
    fn what_takes_a_password_is_one_whatever_it_is_called() {
        let page = Url::parse("http://a.localhost/").unwrap();
        let text = r#"fetch("/api/locale", {method: "POST", body: "de"}); fetch("/api/firstfactor", { method: "POST",
            body: JSON.stringify({ username: f.username.value, password: f.password.value }) });
            fetch("/api/register", {method: "POST", body: JSON.stringify({email, password})});
            $http.post('/users/enter', {pwd: p}); axios.get("/api/rules", {params: {of: "password"}})"#;
        let found: Vec<_> = addresses_in(text, &page).iter().map(Url::to_string).collect();
        assert_eq!(
            found,
            [
                "http://a.localhost/api/firstfactor",
                "http://a.localhost/users/enter"
            ]
        );
    }
}
