//! The session cookies of a deployment: one, or two while its scope changes (`docs/decisions/0048`).

use crate::{
    Token,
    config::{ScopeChange, SessionConfig},
    cookie::{self, Presented, SessionCookie},
};
use http::HeaderMap;
use std::time::Duration;

/// The session cookie, and the one of another scope while that changes.
#[derive(Clone, Debug)]
pub(crate) struct SessionCookies {
    own: SessionCookie,
    also: Option<SessionCookie>,
    former: Option<SessionCookie>,
}

/// What a request brought, by cookie.
#[derive(Clone, Debug)]
pub(crate) struct Brought {
    pub(crate) own: Presented,
    /// Nothing where there is no second cookie.
    pub(crate) also: Presented,
    /// Whether there was a cookie of a scope that is over.
    former: bool,
}

/// What a response says of one cookie.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum CookieChange {
    #[default]
    Keep,
    Set(Token, Option<Duration>),
    Remove,
}

/// What a response says, by cookie.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CookieChanges {
    own: CookieChange,
    also: CookieChange,
    former: CookieChange,
}

impl SessionCookies {
    pub(crate) fn new(config: &SessionConfig) -> Self {
        let own = SessionCookie::new(config);
        let of = |scope: &_| {
            let other = SessionCookie::new(&SessionConfig {
                scope: Clone::clone(scope),
                ..config.clone()
            });
            // Of two cookies of one name nobody knows which is which.
            Some(other).filter(|other| other.name() != own.name())
        };
        let (also, former) = match &config.scope_change {
            None => (None, None),
            Some(ScopeChange::Also(scope)) => (of(scope), None),
            Some(ScopeChange::Former(scope)) => (None, of(scope)),
        };
        Self { own, also, former }
    }

    /// What a request brought.
    pub(crate) fn brought(&self, headers: &HeaderMap) -> Brought {
        let presented = |cookie| Presented::in_request(headers, cookie);
        let former = self.former.as_ref();
        Brought {
            own: presented(&self.own),
            also: self.also.as_ref().map_or(Presented::Nothing, presented),
            former: former.is_some_and(|former| former.values_in(headers).next().is_some()),
        }
    }

    /// Adds to a response what became of the cookies.
    pub(crate) fn write(&self, changes: CookieChanges, headers: &mut HeaderMap) {
        let cookies = [
            (Some(&self.own), changes.own),
            (self.also.as_ref(), changes.also),
            (self.former.as_ref(), changes.former),
        ];
        for (cookie, change) in cookies {
            let Some(cookie) = cookie else { continue };
            match change {
                CookieChange::Keep => {}
                CookieChange::Set(token, age) => cookie::add(headers, &cookie.build(token.reveal(), age)),
                CookieChange::Remove => cookie::add(headers, &cookie.removal()),
            }
        }
    }
}

impl Brought {
    /// What the response says, as long as nothing happens to the session: what cannot be an id is taken back.
    pub(crate) fn changes(&self) -> CookieChanges {
        let of = |presented: &Presented| match presented {
            Presented::Malformed => CookieChange::Remove,
            _ => CookieChange::Keep,
        };
        CookieChanges {
            own: of(&self.own),
            also: of(&self.also),
            former: if self.former {
                CookieChange::Remove
            } else {
                CookieChange::Keep
            },
        }
    }

    /// The cookie's value that the session mark is made of.
    pub(crate) fn marked(&self) -> Option<String> {
        self.own.marked().or_else(|| self.also.marked())
    }
}

impl CookieChanges {
    /// One change for the cookies of both scopes.
    pub(crate) fn set_both(&mut self, change: CookieChange) {
        (self.own, self.also) = (change, change);
    }

    /// `token` is good: the cookie of either scope has it from now on.
    pub(crate) fn agree_on(&mut self, token: Token, age: Option<Duration>, brought: &Brought) {
        for (presented, change) in [(&brought.own, &mut self.own), (&brought.also, &mut self.also)] {
            if !presented.tokens().contains(&token) {
                *change = CookieChange::Set(token, age);
            }
        }
    }
}
