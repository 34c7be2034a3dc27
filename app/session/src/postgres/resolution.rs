//! From the cookie a request brought to who sent it.

use super::{
    background::Job,
    look_up::{Live, LookUp},
    stack::Stack,
};
use crate::{
    SessionError, Token, Viewer,
    cookie::Presented,
    cookies::{Brought, CookieChange, CookieChanges},
    token::HashedId,
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
    /// Whether the session is due for a new id.
    is_due: bool,
    /// A further id that the session was given with this request.
    renewed: Option<Token>,
    /// An id that was presented although its successor was used long ago.
    superseded: Option<Token>,
    /// An id was presented whose session is over.
    pub(super) over: Option<Over>,
    /// An id was presented to which there is no session, not even one that is over.
    unknown: bool,
}

/// The end of a session whose id somebody has brought.
#[derive(Clone, Debug)]
pub(super) enum Over {
    /// Its time was over.
    Expired,
    /// Somebody ended the session that had this id.
    Ended(HashedId),
}

/// The most look-ups for one id, which may have been renewed since the last one.
const STEPS: usize = 4;

impl Resolution {
    /// Looks up what a request brought. The cookie of another scope is asked only where ours has nothing that is good.
    pub(super) async fn of(stack: &Stack, brought: &Brought) -> Self {
        let mut found = Self::of_cookies(stack, brought).await;
        found.renew(stack).await;
        found.end_copied(stack).await;
        found
    }

    async fn of_cookies(stack: &Stack, brought: &Brought) -> Self {
        let own = Self::of_cookie(stack, &brought.own).await;
        let nothing = own.live.is_none() && own.conflicting.is_empty() && !own.unavailable;
        if nothing && brought.also != brought.own {
            let also = Self::of_cookie(stack, &brought.also).await;
            let unknown = own.unknown || also.unknown;
            let superseded = own.superseded.or(also.superseded);
            let over = own.over.or_else(|| also.over.clone());
            return Self {
                superseded,
                over,
                unknown,
                ..also
            };
        }
        own
    }

    /// What the response says of the cookies, as long as nothing happens to the session.
    ///
    /// An id that is not good (any more) is *not* taken away: an answer that is late would take away the cookie of a login
    /// that happened in the meantime. It stays where it is, good for nothing, until the next login replaces it.
    pub(super) fn cookies(&self, brought: &Brought) -> CookieChanges {
        let mut changes = brought.changes();
        let Some(live) = &self.live else {
            return changes;
        };
        if let Some(renewed) = self.renewed {
            changes.set_both(CookieChange::Set(renewed, live.cookie_age()));
        } else if let Some(token) = self.token {
            changes.agree_on(token, live.cookie_age(), brought);
        }
        changes
    }

    /// Gives the session a further id, if it is time. Without one it goes on all the same.
    async fn renew(&mut self, stack: &Stack) {
        let (Some(token), true) = (self.token, self.is_due) else {
            return;
        };
        match stack.renew(token).await {
            Ok(renewed) => self.renewed = renewed,
            // Of no concern to anybody: it is due again with the next request.
            Err(error) => tracing::debug!(%error, "a session cannot be renewed now"),
        }
    }

    /// Two have this cookie, one of them an old copy: nobody is to use the session any more. Where another cookie of this request is good, the
    /// old one is a leftover of this very browser.
    async fn end_copied(&self, stack: &Stack) {
        let (Some(token), None, true) = (self.superseded, &self.live, self.conflicting.is_empty()) else {
            return;
        };
        match stack.end_copied(token).await {
            Ok(true) => tracing::warn!(
                "a session was ended: a cookie came that had been renewed long ago, so somebody has a copy"
            ),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "a session whose cookie was copied cannot be ended"),
        }
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
        let presented = token.hashed(stack.application);
        let mut id = presented.clone();
        for _ in 0..STEPS {
            match stack.reader.look_up(id.clone()).await {
                Ok(LookUp::Given(session)) => {
                    if let Err(error) = stack.promote(token).await {
                        // Where nothing can be written the session keeps the id that it has, and this one is as good.
                        tracing::debug!(%error, "an id that a session was given cannot become its own now");
                        id = session;
                    }
                }
                Ok(LookUp::Renewed(successor)) => id = successor,
                Ok(found) => return Self::of_found(stack, token, id == presented, id, found).await,
                Err(error) => return Self::unavailable(&error),
            }
        }
        Self::unavailable(&SessionError::unavailable(
            "its id changes faster than it can be looked up",
        ))
    }

    fn unavailable(error: &SessionError) -> Self {
        tracing::warn!(%error, "who is asking cannot be known");
        Self {
            unavailable: true,
            ..Self::default()
        }
    }

    /// What came of `id`, which is that of `token`, or what became of it.
    async fn of_found(stack: &Stack, token: Token, is_its_own: bool, id: HashedId, found: LookUp) -> Self {
        match found {
            LookUp::Live { session, stale, due } => {
                if stale {
                    stack.background.send(Job::Touch(id));
                }
                return Self {
                    live: Some(session),
                    // One that was renewed is on its way out, and no other cookie is to have it.
                    token: is_its_own.then_some(token),
                    is_due: is_its_own && due,
                    ..Self::default()
                };
            }
            LookUp::Superseded => {
                return Self {
                    superseded: Some(token),
                    over: Some(Over::Ended(id)),
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
            LookUp::Expired => {
                stack.background.send(Job::Reap(id));
                return Self {
                    over: Some(Over::Expired),
                    ..Self::default()
                };
            }
            LookUp::Revoked | LookUp::Given(_) | LookUp::Renewed(_) => {
                stack.background.send(Job::NoteRefusal(id.clone()));
                return Self {
                    over: Some(Over::Ended(id)),
                    ..Self::default()
                };
            }
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
        let (mut superseded, mut over) = (None, None);
        for token in tokens {
            let one = Self::of_token(stack, *token).await;
            if one.unavailable {
                return one;
            }
            unknown |= one.unknown;
            superseded = superseded.or(one.superseded);
            over = over.or_else(|| one.over.clone());
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
            superseded,
            over,
            unknown,
            ..Self::default()
        })
    }
}
