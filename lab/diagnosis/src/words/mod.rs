//! What is said to people about each code, in both languages.

mod content;
mod delivery;
mod fixes;
mod resolve;
mod set;

pub(crate) use fixes::fix;
use serde::Serialize;

use crate::code::Entry;

/// Something to read on, in public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The title.
    pub title: &'static str,
    /// The address.
    pub url: &'static str,
}

const fn link(title: &'static str, url: &'static str) -> Link {
    Link { title, url }
}

pub(crate) const ENTRIES: [&[Entry]; 4] = [
    &set::ENTRIES,
    &delivery::ENTRIES,
    &resolve::ENTRIES,
    &content::ENTRIES,
];

const BIS: Link = link(
    "RFC 6265bis: Cookies",
    "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis",
);
const SET_COOKIE: Link = link(
    "MDN: Set-Cookie",
    "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie",
);
const OWASP: Link = link(
    "OWASP: Session Management",
    "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
);
const EXPRESS: Link = link(
    "express-session",
    "https://expressjs.com/en/resources/middleware/session.html",
);
const SPRING: Link = link(
    "Spring Session",
    "https://docs.spring.io/spring-session/reference/",
);
const DJANGO: Link = link(
    "Django: sessions",
    "https://docs.djangoproject.com/en/stable/topics/http/sessions/",
);
const TOWER: Link = link("tower-sessions", "https://docs.rs/tower-sessions");
