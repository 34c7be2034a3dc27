//! From the cookie a request brought to who sent it.

use super::{
    background::Job,
    look_up::{Live, LookUp},
    stack::Stack,
};
use crate::{
    Token, Viewer,
    cookie::Presented,
    cookies::{Brought, CookieChanges},
};
use std::sync::Arc;

/// What came of looking up the session ids that a request brought.
#[derive(Default)]
pub(super) struct Resolution {
    /// The session, if there is exactly one that is good.
    pub(super) live: Option<Arc<Live>>,
    /// Its id as the browser has it.
    pub(super) token: Option<Token>,
    /// Several sessions that are all good, of which none counts.
    pub(super) conflicting: Vec<Arc<Live>>,
    /// The store did not answer: nothing is known.
    pub(super) unavailable: bool,
    /// An id was presented to which there is no session, not even one that is over.
    unknown: bool,
}

impl Resolution {
    /// Looks up what a request brought. The cookie of another scope is asked only where ours has nothing that is good.
    pub(super) async fn of(stack: &Stack, brought: &Brought) -> Self {
        let own = Self::of_cookie(stack, &brought.own).await;
        let nothing = own.live.is_none() && own.conflicting.is_empty() && !own.unavailable;
        if nothing && brought.also != brought.own {
            let also = Self::of_cookie(stack, &brought.also).await;
            let unknown = own.unknown || also.unknown;
            return Self { unknown, ..also };
        }
        own
    }

    /// What the response says of the cookies, as long as nothing happens to the session.
    ///
    /// An id that is not good (any more) is *not* taken away: an answer that is late would take away the cookie of a login
    /// that happened in the meantime. It stays where it is, good for nothing, until the next login replaces it.
    pub(super) fn cookies(&self, brought: &Brought) -> CookieChanges {
        let mut changes = brought.changes();
        if let (Some(token), Some(live)) = (self.token, &self.live) {
            changes.agree_on(token, live.cookie_age(), brought);
        }
        changes
    }

    /// Whether somebody came with an id that should lead to a session and leads to none: it was given by somebody whose sessions we
    /// do not share, or by nobody.
    pub(super) fn is_unknown(&self) -> bool {
        self.unknown && self.live.is_none() && self.conflicting.is_empty() && !self.unavailable
    }

    async fn of_cookie(stack: &Stack, presented: &Presented) -> Self {
        match presented {
            Presented::Nothing | Presented::Malformed => Self::default(),
            Presented::One(token) => Self::of_token(stack, *token).await,
            Presented::Several(tokens) => Self::of_several(stack, tokens).await,
        }
    }

    pub(super) fn viewer(&self) -> Viewer {
        match &self.live {
            _ if self.unavailable => Viewer::Unavailable,
            Some(live) => Viewer::Member(live.member.clone()),
            None => Viewer::Guest,
        }
    }

    async fn of_token(stack: &Stack, token: Token) -> Self {
        let id = token.hashed(stack.application);
        let found = match stack.reader.look_up(id.clone()).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "who is asking cannot be known");
                return Self {
                    unavailable: true,
                    ..Self::default()
                };
            }
        };
        match found {
            LookUp::Live { session, stale } => {
                if stale {
                    stack.background.send(Job::Touch(id));
                }
                return Self {
                    live: Some(session),
                    token: Some(token),
                    ..Self::default()
                };
            }
            LookUp::Unknown => {
                tracing::info!("a session id was presented that nobody was given");
                return Self {
                    unknown: true,
                    ..Self::default()
                };
            }
            LookUp::Expired => stack.background.send(Job::Reap(id)),
            LookUp::Revoked => stack.background.send(Job::NoteRefusal(id)),
            LookUp::Damaged(bytes) => {
                tracing::error!(?id, "what a session carries cannot be read: it is ended");
                if let Err(error) = stack.discard(&id, &bytes).await {
                    tracing::warn!(%error, "a damaged session cannot be ended");
                }
            }
        }
        Self::default()
    }

    /// Several cookies of the one name: another host of the same parent domain may have set one to make a visitor act in
    /// an attacker's session. Exactly one of them must be good, or nobody is logged in.
    async fn of_several(stack: &Stack, tokens: &[Token]) -> Self {
        let mut good = Vec::new();
        let mut unknown = false;
        for token in tokens {
            let one = Self::of_token(stack, *token).await;
            if one.unavailable {
                return one;
            }
            unknown |= one.unknown;
            if one.live.is_some() {
                good.push(one);
            }
        }
        if good.len() > 1 {
            tracing::warn!("two good sessions were presented at once: neither counts");
            return Self {
                conflicting: good.into_iter().filter_map(|one| one.live).collect(),
                ..Self::default()
            };
        }
        good.pop().unwrap_or(Self {
            unknown,
            ..Self::default()
        })
    }
}
