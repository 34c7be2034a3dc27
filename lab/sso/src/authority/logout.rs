//! Single logout: when the session at the authority ends, the sites are told (`OpenID Connect Back-Channel Logout 1.0` §2.5).

use super::{Authority, Site, client, store};
use crate::{logout_token::LogoutToken, site::BACK_CHANNEL_LOGOUT};
use anyhow::Result;
use axum::{
    Form,
    extract::{Request, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::future::join_all;
use serde::Deserialize;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;
use tokio::time::{sleep, timeout};

/// The time between two looks for sessions that ended without a request of theirs: by their age, by another copy, by an operator.
const EVERY: Duration = Duration::from_secs(1);
/// The longest that somebody who logs out waits for the sites. Who could not be told is told later.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tells the sites.
#[derive(Clone)]
pub(super) struct Announcer {
    pool: PgPool,
    issuer: String,
    sites: Arc<[Site]>,
}

impl Announcer {
    pub(super) fn new(pool: PgPool, issuer: String, sites: Arc<[Site]>) -> Self {
        Self { pool, issuer, sites }
    }

    /// Tells every site of every session that is over, in a bounded time.
    pub(super) async fn announce(&self) {
        match timeout(PATIENCE, self.try_announce()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "a site does not know yet of a logout"
                );
            }
            Err(_) => tracing::warn!("a site has not answered yet to a logout"),
        }
    }

    async fn try_announce(&self) -> Result<()> {
        // At the same time: a site that hangs keeps no other from knowing.
        let over = store::over(&self.pool).await?;
        let told = join_all(over.iter().map(async |over| {
            self.tell(over).await?;
            store::forget(&self.pool, &over.sid).await?;
            anyhow::Ok(())
        }));
        told.await.into_iter().collect()
    }

    async fn tell(&self, over: &store::Over) -> Result<()> {
        let Some(site) = self.sites.iter().find(|site| site.registration.id == over.site) else {
            return Ok(());
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the edge: the time is written into what is sent"
        )]
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let token = LogoutToken::new(&self.issuer, &site.registration.id, &over.sid, now);
        let token = token.sign(&site.registration.secret);
        let answer = site
            .channel
            .post(BACK_CHANNEL_LOGOUT, &[("logout_token", &token)])
            .await?;
        anyhow::ensure!(
            answer.status() == StatusCode::OK,
            "{} answers {}",
            over.site,
            answer.status()
        );
        Ok(())
    }

    /// Goes on as long as the process lives.
    pub(super) async fn repeat(&self) -> Result<()> {
        loop {
            sleep(EVERY).await;
            self.announce().await;
        }
    }
}

/// Middleware around whatever may end a session: the browser has its answer when the sites know.
pub(super) async fn announce_after(
    State(announcer): State<Announcer>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    if !response.status().is_server_error() {
        announcer.announce().await;
    }
    response
}

#[derive(Deserialize)]
pub(super) struct End {
    sid: String,
}

/// A member has logged out at a site, which says so by itself: no page of the authority has to ask whether that was meant, as it
/// would for a request that any page can make a browser send.
pub(super) async fn end(
    State(authority): State<Authority>,
    headers: HeaderMap,
    form: Result<Form<End>, FormRejection>,
) -> Response {
    let site = match client::authenticate(&authority, &headers) {
        Ok(site) => site,
        Err(refusal) => return *refusal,
    };
    let Ok(Form(End { sid })) = form else {
        return client::refuse(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if let Err(error) = store::end(&authority.pool, &site.id, &sid).await {
        tracing::error!(%error, "a session cannot be ended");
        return client::refuse(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable");
    }
    authority.announcer.announce().await;
    StatusCode::NO_CONTENT.into_response()
}
