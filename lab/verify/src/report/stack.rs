//! The framework behind a login, as far as its cookies and headers give it away, and the line to change in it.

mod plain;

use diagnosis::{
    Code, Verdict,
    evidence::{Evidence, Shape, Step, is_encoded_uuid},
    jar::SetCookie,
};
use plain::{MOJOLICIOUS, PHP, RACK, SERVLET};

/// A framework.
#[derive(Debug)]
pub struct Stack {
    pub name: &'static str,
    lines: &'static [(Code, &'static str)],
}

use Code::{A1, A3, A4, A5, A6, A7, A9, R1, R2, R6, R8, R11, U1};

static SPRING: Stack = Stack {
    name: "Spring Session",
    lines: &[
        (
            A1,
            "DefaultCookieSerializer: serializer.setDomainName(\"example.com\") (server.servlet.session.cookie.domain)",
        ),
        (
            A3,
            "server.servlet.session.cookie.secure, and server.forward-headers-strategy=framework behind a proxy",
        ),
        (A4, "server.servlet.session.cookie.same-site=lax"),
        (A5, "server.servlet.session.cookie.path=/"),
        (
            A9,
            "server.servlet.session.cookie.name: one for each service that does not share the store",
        ),
        (R1, "spring-session-data-redis or -jdbc on every copy"),
        (R2, "spring-session-data-redis or -jdbc"),
        (
            R6,
            "the same RedisSerializer bean (springSessionDefaultRedisSerializer) in both services",
        ),
        (
            R8,
            "server.servlet.session.cookie.name: the same in both services",
        ),
        (
            R11,
            "spring.session.redis.namespace, spring.data.redis.host and .database: the same in both services",
        ),
    ],
};
static EXPRESS: Stack = Stack {
    name: "express-session",
    lines: &[
        (A1, "session({ cookie: { domain: 'example.com' } })"),
        (
            A3,
            "session({ cookie: { secure: 'auto' } }) and app.set('trust proxy', 1)",
        ),
        (A4, "session({ cookie: { sameSite: 'lax' } })"),
        (A5, "session({ cookie: { path: '/' } })"),
        (
            A6,
            "app.set('trust proxy', 1) where cookie.secure is set behind a proxy",
        ),
        (A7, "session({ cookie: { maxAge: … } })"),
        (
            A9,
            "session({ name: … }): one for each service that does not share the store; saveUninitialized: false",
        ),
        (R1, "session({ store: … }): a shared store instead of MemoryStore"),
        (R2, "session({ store: … }): a store that outlives the process"),
        (R6, "session({ secret: … }): the same in both services"),
        (R8, "session({ name: … }): the same in both services"),
        (
            R11,
            "session({ store: … }): the same server, database and prefix in both services",
        ),
    ],
};
static FASTIFY: Stack = Stack {
    name: "@fastify/session",
    lines: &[
        (A1, "register(session, { cookie: { domain: 'example.com' } })"),
        (
            A3,
            "register(session, { cookie: { secure: 'auto' } }) and Fastify({ trustProxy: true })",
        ),
        (A4, "register(session, { cookie: { sameSite: 'lax' } })"),
        (
            A6,
            "Fastify({ trustProxy: true }) where cookie.secure is set behind a proxy",
        ),
        (
            R1,
            "register(session, { store: … }): a shared store instead of memory",
        ),
        (R6, "register(session, { secret: … }): the same in both services"),
        (
            R8,
            "register(session, { cookieName: … }): the same in both services",
        ),
        (
            R11,
            "register(session, { store: … }): the same store in both services",
        ),
    ],
};
static DJANGO: Stack = Stack {
    name: "Django",
    lines: &[
        (A1, "SESSION_COOKIE_DOMAIN = \"example.com\""),
        (
            A3,
            "SESSION_COOKIE_SECURE, and SECURE_PROXY_SSL_HEADER behind a proxy",
        ),
        (A4, "SESSION_COOKIE_SAMESITE = \"Lax\""),
        (A5, "SESSION_COOKIE_PATH = \"/\""),
        (A7, "SESSION_COOKIE_AGE, SESSION_EXPIRE_AT_BROWSER_CLOSE"),
        (
            A9,
            "SESSION_COOKIE_NAME: one for each project that does not share the store",
        ),
        (R1, "SESSION_ENGINE: not local memory; db, or a shared cache"),
        (R2, "SESSION_ENGINE = \"django.contrib.sessions.backends.db\""),
        (R6, "SECRET_KEY: the same in both projects"),
        (R8, "SESSION_COOKIE_NAME: the same in both projects"),
        (
            R11,
            "SESSION_ENGINE, DATABASES or CACHES (with KEY_PREFIX): the same in both projects",
        ),
        (
            U1,
            "SECRET_KEY, SESSION_SERIALIZER and AUTHENTICATION_BACKENDS: the same in both projects",
        ),
        (
            Code::U6,
            "AUTH_USER_MODEL and AUTHENTICATION_BACKENDS: the same users in both projects",
        ),
    ],
};
static RAILS: Stack = Stack {
    name: "Rails",
    lines: &[
        (A1, "config.session_store …, domain: :all (with tld_length)"),
        (A3, "config.force_ssl, config.assume_ssl behind a proxy"),
        (A4, "config.action_dispatch.cookies_same_site_protection = :lax"),
        (
            R6,
            "secret_key_base, cookies_serializer and cookies_rotations: the same in both applications",
        ),
        (R8, "config.session_store …, key: the same in both applications"),
        (
            R11,
            "config.session_store …, servers and namespace: the same in both applications",
        ),
    ],
};
static LARAVEL: Stack = Stack {
    name: "Laravel",
    lines: &[
        (A1, "SESSION_DOMAIN=.example.com"),
        (A3, "SESSION_SECURE_COOKIE, and TrustProxies behind a proxy"),
        (A4, "SESSION_SAME_SITE=lax"),
        (A5, "SESSION_PATH=/"),
        (R1, "SESSION_DRIVER=database or redis on every copy"),
        (R6, "APP_KEY: the same in both applications"),
        (R8, "SESSION_COOKIE: the same in both applications"),
        (
            R11,
            "SESSION_CONNECTION, SESSION_TABLE, CACHE_PREFIX: the same in both applications",
        ),
    ],
};
static FLASK: Stack = Stack {
    name: "Flask",
    lines: &[
        (A1, "SESSION_COOKIE_DOMAIN = \"example.com\""),
        (A3, "SESSION_COOKIE_SECURE, and ProxyFix behind a proxy"),
        (A4, "SESSION_COOKIE_SAMESITE = \"Lax\""),
        (A5, "SESSION_COOKIE_PATH = \"/\""),
        (R1, "SESSION_TYPE of Flask-Session: a shared store on every copy"),
        (R6, "SECRET_KEY: the same in both applications"),
        (R8, "SESSION_COOKIE_NAME: the same in both applications"),
        (
            R11,
            "SESSION_TYPE, its address and SESSION_KEY_PREFIX: the same in both applications",
        ),
    ],
};
static TOWER: Stack = Stack {
    name: "tower-sessions",
    lines: &[
        (A1, "SessionManagerLayer::new(store).with_domain(\"example.com\")"),
        (A3, "SessionManagerLayer::with_secure"),
        (
            A4,
            "SessionManagerLayer::with_same_site(SameSite::Lax); the default is Strict",
        ),
        (A5, "SessionManagerLayer::with_path(\"/\")"),
        (A7, "SessionManagerLayer::with_expiry"),
        (
            A9,
            "SessionManagerLayer::with_name: one for each service that does not share the store",
        ),
        (R1, "a shared SessionStore instead of MemoryStore"),
        (R2, "a shared SessionStore instead of MemoryStore"),
        (R6, "with_signed or with_private: the same Key in both services"),
        (R8, "SessionManagerLayer::with_name: the same in both services"),
        (
            R11,
            "the SessionStore: the same database, schema and table in both services",
        ),
    ],
};

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
