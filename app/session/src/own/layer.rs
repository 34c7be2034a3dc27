//! From the cookie a request brought to who is asking, and back to the cookie of the response.

use super::{
    Own,
    attendant::Errand,
    current::{Cookie, OwnSession},
    look_up::{Live, LookUp},
};
use crate::{
    Client, CurrentSession, SessionConfig, SessionMark, Token,
    cookie::{self, Presented},
    current::Kept,
};
use app_kernel::Viewer;
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{CACHE_CONTROL, SET_COOKIE},
    },
    middleware::Next,
    response::Response,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Asks once, before anything is rendered; the answer holds for the whole request.
pub(crate) async fn resolve(
    State((own, config)): State<(Own, Arc<SessionConfig>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let presented = Presented::in_request(request.headers(), &config);
    let asked = own.who(&presented).await;
    let took = started.elapsed();

    let client = Client::of(&request, config.trusted_proxies);
    let session = OwnSession::new(own, client, &asked);
    let extensions = request.extensions_mut();
    extensions.insert(asked.viewer());
    extensions.insert(SessionMark::of(presented.mark()));
    extensions.insert(CurrentSession(Kept::Own(session.clone())));
    let mut response = next.run(request).await;

    let headers = response.headers_mut();
    match session.cookie() {
        Cookie::Set(token, age) => set(headers, &cookie::build(&config, token.reveal(), age)),
        Cookie::Remove => set(headers, &cookie::removal(&config)),
        Cookie::Keep if asked.worthless => set(headers, &cookie::removal(&config)),
        Cookie::Keep => {}
    }
    // Answered with a viewer in hand: for this visitor alone (ASVS 5.0 14.3.2).
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Some(timing) = timing(took) {
        headers.append(SERVER_TIMING, timing);
    }
    response
}

/// What came of asking.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) live: Option<Arc<Live>>,
    /// Several sessions that are all good, of which none counts.
    pub(super) rivals: Vec<Arc<Live>>,
    pub(super) unavailable: bool,
    /// What the browser sent cannot be a session's id, and it may forget it.
    ///
    /// An id that is not good (any more) is *not* taken away: an answer that is late would take away the cookie of a login
    /// that happened in the meantime. It stays where it is, good for nothing, until the next login replaces it.
    worthless: bool,
}

impl Asked {
    fn viewer(&self) -> Viewer {
        match &self.live {
            _ if self.unavailable => Viewer::Unavailable,
            Some(live) => Viewer::Member(live.member.clone()),
            None => Viewer::Guest,
        }
    }
}

impl Own {
    async fn who(&self, presented: &Presented) -> Asked {
        match presented {
            Presented::Nothing => Asked::default(),
            Presented::Nonsense => Asked {
                worthless: true,
                ..Asked::default()
            },
            Presented::One(token) => self.who_has(*token).await,
            Presented::Several(tokens) => self.who_of(tokens).await,
        }
    }

    async fn who_has(&self, token: Token) -> Asked {
        let id = token.hashed();
        let found = match self.reader.look_up(id.clone()).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "who is asking cannot be known");
                return Asked {
                    unavailable: true,
                    ..Asked::default()
                };
            }
        };
        match found {
            LookUp::Live { session, stale } => {
                if stale {
                    self.attendant.send(Errand::Touch(id));
                }
                return Asked {
                    live: Some(session),
                    ..Asked::default()
                };
            }
            LookUp::Unknown => tracing::info!("a session id was presented that nobody was given"),
            LookUp::Expired => self.attendant.send(Errand::Reap(id)),
            LookUp::Revoked => self.attendant.send(Errand::Refused(id)),
            LookUp::Damaged(bytes) => {
                tracing::error!(?id, "what a session carries cannot be read: it is ended");
                if let Err(error) = self.discard(&id, &bytes).await {
                    tracing::warn!(%error, "a damaged session cannot be ended");
                }
            }
        }
        Asked::default()
    }

    /// Several cookies of the one name: another host of the same parent domain may have set one to make a visitor act in
    /// an attacker's session. Exactly one of them must be good, or nobody is logged in.
    async fn who_of(&self, tokens: &[Token]) -> Asked {
        let mut good = Vec::new();
        for token in tokens {
            let asked = self.who_has(*token).await;
            if asked.unavailable {
                return asked;
            }
            good.extend(asked.live);
        }
        if good.len() > 1 {
            tracing::warn!("two good sessions were presented at once: neither counts");
            return Asked {
                rivals: good,
                ..Asked::default()
            };
        }
        Asked {
            live: good.pop(),
            ..Asked::default()
        }
    }
}

fn set(headers: &mut HeaderMap, cookie: &axum_extra::extract::cookie::Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(SET_COOKIE, value);
    }
}

/// How long it took to know who is asking, for the browser's developer tools (W3C Server Timing), in milliseconds.
fn timing(took: Duration) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("session;dur={:.2}", took.as_secs_f64() * 1e3)).ok()
}
