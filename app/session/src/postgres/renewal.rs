//! Ids that are renewed while the session goes on, and cookies that are found out to be copies: see `migrations/0032_renewal.sql`.
//!
//! A visitor is never asked to have received what was sent. The new id counts from the first request that brings it; until then the old one
//! is as good as ever, so an answer that was lost, and a client that keeps no cookies, end nothing.

use super::stack::{Stack, interval};
use crate::{Limits, SessionError, Token, token::HashedId};
use sqlx::postgres::types::PgInterval;

/// What a look-up compares times with.
#[derive(Clone, Debug)]
pub(super) struct Periods {
    pub(super) touch_every: PgInterval,
    /// `None`: never.
    pub(super) renew_every: Option<PgInterval>,
    pub(super) grace: PgInterval,
}

impl Periods {
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            touch_every: interval(limits.touch_every()),
            renew_every: limits.renewal.map(|renewal| interval(renewal.every)),
            // Ids that were renewed before this copy was told not to are judged all the same.
            grace: interval(limits.renewal.unwrap_or_default().grace),
        }
    }
}

impl Stack {
    /// Gives the session of `token` a further id, if it is time and no other request has done it; to be sent with the answer.
    pub(super) async fn renew(&self, token: Token) -> Result<Option<Token>, SessionError> {
        let Some(every) = &self.periods.renew_every else {
            return Ok(None);
        };
        let new = Token::fresh(token.bucket());
        let new_id = new.hashed(self.application);
        let renewed = sqlx::query_scalar!(
            r#"select session.renew($1, $2, $3) as "renewed!""#,
            token.preimage(self.application),
            new_id.as_str(),
            every
        )
        .fetch_one(&self.pool)
        .await?;
        if renewed {
            self.statistics.count_event();
        }
        Ok(renewed.then_some(new))
    }

    /// An id that was given to a session has come: it is the session's from now on. False if it is nobody's any more.
    pub(super) async fn promote(&self, token: Token) -> Result<bool, SessionError> {
        let promoted = sqlx::query_scalar!(
            r#"select session.promote($1) as "promoted!""#,
            token.preimage(self.application)
        )
        .fetch_one(&self.pool)
        .await?;
        self.statistics.count_event();
        Ok(promoted)
    }

    /// Ends the session of a superseded id. False if it has ended already.
    pub(super) async fn end_copied(&self, token: Token) -> Result<bool, SessionError> {
        let ended = sqlx::query_scalar!(
            r#"select session.end_copied($1, $2) as "ended!""#,
            token.preimage(self.application),
            &self.periods.grace
        )
        .fetch_one(&self.pool)
        .await?;
        if ended {
            self.statistics.count_event();
        }
        Ok(ended)
    }

    /// The id that a session has which was renewed while a request was under way.
    pub(super) async fn renewed_to(&self, id: &HashedId) -> Result<Option<HashedId>, SessionError> {
        let successor = sqlx::query_scalar!("select session.renewed_to($1)", id.as_str())
            .fetch_one(&self.pool)
            .await?;
        Ok(successor.map(HashedId::stored))
    }
}
