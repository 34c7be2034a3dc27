//! Writing what a session carries: at once, by name, and never over somebody else's change.
//!
//! A stock store writes the whole record back when the response leaves: of two requests at a time the last one wins, a
//! change made while streaming is lost, and an ended session comes back to life. Here only an `update` is ever sent; if
//! there is nothing to update, the session has ended.

use super::{payload::Payload, stack::Stack};
use crate::{SessionError, token::HashedId};

pub(super) use super::payload::Values;

impl Stack {
    /// Applies `change` to the values. `base` is what this request knows; the answer is what is stored now.
    pub(super) async fn write(
        &self,
        id: &HashedId,
        base: &Payload,
        mut change: impl FnMut(&mut Values) + Send,
    ) -> Result<(Payload, Values), SessionError> {
        self.must_be_up()?;
        let turn = self.write_turns.take(id).await?;
        if !turn.has_waited
            && let Some(written) = self.write_over(id, base, &mut change).await?
        {
            return Ok(written);
        }
        match self.write_locked(id, &mut change).await {
            Err(SessionError::Ended) => match self.renewed_to(id).await? {
                Some(id) => self.write_locked(&id, &mut change).await,
                None => Err(SessionError::Ended),
            },
            written => written,
        }
    }

    /// The change, if nobody else has written since `base` was read: the usual case, and one statement.
    async fn write_over(
        &self,
        id: &HashedId,
        base: &Payload,
        change: impl FnOnce(&mut Values) + Send,
    ) -> Result<Option<(Payload, Values)>, SessionError> {
        let (wanted, values) = base.changed(id, change)?;
        let written = sqlx::query!(
            "update session.record set data = $3 where id = $1 and data = $2",
            id.as_str(),
            base.bytes(),
            wanted.bytes()
        )
        .execute(&self.pool)
        .await?;
        Ok((written.rows_affected() == 1).then_some((wanted, values)))
    }

    /// Somebody else has written, in another copy perhaps: locks the record, looks again, and applies the change to what is there.
    async fn write_locked(
        &self,
        id: &HashedId,
        mut change: impl FnMut(&mut Values) + Send,
    ) -> Result<(Payload, Values), SessionError> {
        let mut transaction = self.pool.begin().await?;
        let bytes = sqlx::query_scalar!(
            "select data from session.record where id = $1 for no key update",
            id.as_str()
        )
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(SessionError::Ended)?;
        let there = Payload::check(bytes).map_err(SessionError::unavailable)?;
        let (wanted, values) = there.changed(id, &mut change)?;
        sqlx::query!(
            "update session.record set data = $2 where id = $1",
            id.as_str(),
            wanted.bytes()
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok((wanted, values))
    }
}
