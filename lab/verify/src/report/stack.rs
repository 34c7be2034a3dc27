//! The framework behind a login, as far as its cookies and headers give it away, and the line to change in it.

mod frameworks;
mod plain;

use diagnosis::{
    Code, Verdict,
    evidence::{Evidence, Shape, Step, is_encoded_uuid},
    jar::SetCookie,
};
use frameworks::{DJANGO, EXPRESS, FASTIFY, FLASK, LARAVEL, RAILS, SPRING, TOWER};
use plain::{CHERRYPY, MOJOLICIOUS, PHP, RACK, SERVLET};

/// A framework.
#[derive(Debug)]
pub struct Stack {
    pub name: &'static str,
    lines: &'static [(Code, &'static str)],
}

impl Stack {
    /// The line to change for a verdict, if one is known.
    pub fn line(&self, verdict: &Verdict) -> Option<&'static str> {
        let mut lines = self.lines.iter();
        lines
            .find(|(code, _)| *code == verdict.code)
            .map(|(_, line)| *line)
    }
}

/// The framework that the login's cookies look like.
pub fn recognise(evidence: &Evidence) -> Option<&'static Stack> {
    let logins = evidence
        .exchanges
        .iter()
        .filter(|exchange| matches!(exchange.step, Step::Login | Step::Between | Step::WrongPassword));
    let lines: Vec<_> = logins
        .flat_map(diagnosis::evidence::Exchange::set_cookie)
        .filter_map(|line| SetCookie::parse(line).ok())
        .collect();
    let powered = |word: &str| {
        evidence.exchanges.iter().any(|exchange| {
            ["server", "x-powered-by"]
                .iter()
                .filter_map(|name| exchange.header(name))
                .any(|value| value.contains(word))
        })
    };
    let has = |name: &str| lines.iter().any(|line| line.name == name);
    let ours = |line: &&SetCookie| evidence.session_cookies.contains(&line.name) && !line.value.is_empty();
    let session = lines.iter().find(ours)?;
    let shape = Shape::of(&session.value);
    let name = session.name.as_str();
    let is_base64_id = session.value.len() == 22 && shape == Shape::Id;
    match name {
        "connect.sid" => Some(&EXPRESS),
        "SESSION" => Some(&SPRING),
        // Every servlet container calls it so; with Spring there may be cookies of Spring Security, and Spring Session's ids.
        "JSESSIONID" if has("XSRF-TOKEN") || has("remember-me") || is_encoded_uuid(&session.value) => {
            Some(&SPRING)
        }
        "JSESSIONID" => Some(&SERVLET),
        "PHPSESSID" => Some(&PHP),
        "rack.session" => Some(&RACK),
        "mojolicious" => Some(&MOJOLICIOUS),
        "session_id" if powered("CherryPy") || powered("Cheroot") => Some(&CHERRYPY),
        "sessionid" if has("csrftoken") || session.value.len() == 32 => Some(&DJANGO),
        "laravel_session" => Some(&LARAVEL),
        "sessionId" if shape == Shape::SignedId => Some(&FASTIFY),
        _ if has("XSRF-TOKEN") && shape == Shape::Envelope => Some(&LARAVEL),
        _ if name.ends_with("_session") && session.value.contains("--") => Some(&RAILS),
        _ if session.value.starts_with("s:") || session.value.starts_with("s%3A") => Some(&EXPRESS),
        // Starlette's has the same name and nearly the same form.
        "session" if powered("uvicorn") || powered("hypercorn") => None,
        "session" if powered("Werkzeug") || powered("gunicorn") || shape == Shape::SignedContent => {
            Some(&FLASK)
        }
        "id" if is_base64_id => Some(&TOWER),
        _ if is_base64_id && session.http_only && name.starts_with("__") => Some(&TOWER),
        _ if powered("Express") && shape == Shape::SignedId => Some(&EXPRESS),
        _ => None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn recognised(lines: &[&str]) -> Option<&'static str> {
        let name = lines[0].split('=').next().unwrap();
        let run = serde_json::json!({
            "version": 1,
            "session_cookies": [name],
            "exchanges": [{
                "step": "login", "service": "a", "at": "2026-01-01T00:00:00Z",
                "request": {"url": "http://a.test/login"},
                "response": {"status": 303, "set_cookie": lines},
            }],
        });
        let evidence: Evidence = serde_json::from_value(run).unwrap();
        recognise(&evidence).map(|stack| stack.name)
    }

    #[test]
    fn sessions_are_called_after_what_has_made_them() {
        let id = "4B1F0C8E7D6A5B4C3D2E1F0A9B8C7D6E";
        let spring = "JSESSIONID=MGQ1YzFmNmUtM2EwYi00ZjNlLTljNTctMmIxYTdkOWUwZjEx";
        let plain = format!("JSESSIONID={id}; Path=/; HttpOnly");
        for (lines, name) in [
            (&[plain.as_str()][..], "a servlet container"),
            (&[plain.as_str(), "remember-me=x; Path=/"], "Spring Session"),
            (&[spring], "Spring Session"),
            (&["SESSION=MGQ1YzFmNmUtM2EwYi00ZjNl"], "Spring Session"),
            (&["PHPSESSID=0k3q8l1v5n7c9b2m4x6z8a0s1d"], "PHP"),
            (
                &["rack.session=BAh7CEkiD3Nlc3Npb25--4b1f0c8e7d6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c"],
                "Rack",
            ),
            (
                &["mojolicious=eyJ1c2VyIjoiYWRhIn0---4b1f0c8e7d6a5b4c"],
                "Mojolicious",
            ),
        ] {
            assert_eq!(recognised(lines), Some(name), "{lines:?}");
        }
    }
}
