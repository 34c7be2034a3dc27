//! What the published stores know.

use super::{
    format::Format,
    memory::{Known, Memory},
    session::MEMBER,
};
use crate::witness::{Found, Knowledge, LookUp, Told};
use app_session::{SessionConfig, SessionCookie};
use async_trait::async_trait;
use http::HeaderMap;
use serde_json::{Value, json};
use sqlx::{PgPool, Row};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store,
};
use tower_sessions_sqlx_store::PostgresStore;

/// The table that `tower-sessions-sqlx-store` has, asked for a session whatever its time.
const STOCK: &str = "select expiry_date > now() as alive from lab.stock where id = $1";
const EXPIRE: &str = "update lab.stock set expiry_date = now() where id = $1";

/// The knowledge of a published store, which takes the last of several values.
pub(crate) struct PublishedKnowledge {
    cookie: SessionCookie,
    format: Format,
    place: Place,
    name: String,
}

/// Where the records are.
pub(crate) enum Place {
    Memory(Memory),
    Table(PostgresStore, PgPool),
}

impl PublishedKnowledge {
    /// `name` is that of the store: equal names are one store.
    pub(crate) fn new(config: &SessionConfig, format: Format, place: Place, name: String) -> Self {
        Self {
            cookie: SessionCookie::new(config),
            format,
            place,
            name,
        }
    }

    fn value<'a>(&'a self, headers: &'a HeaderMap) -> Option<&'a str> {
        self.cookie.values_in(headers).next_back()
    }

    fn id(&self, headers: &HeaderMap) -> Option<Id> {
        self.value(headers)?.parse().ok()
    }

    async fn load(&self, id: Id) -> session_store::Result<Option<Record>> {
        match &self.place {
            Place::Memory(store) => store.load(&id).await,
            Place::Table(store, _) => store.load(&id).await,
        }
    }

    async fn found(&self, id: Id) -> Found {
        match self.load(id).await {
            Ok(Some(record)) => match record
                .data
                .get(MEMBER)
                .map(|member| self.format.read(member.clone()))
            {
                Some(Err(_)) => Found::Unreadable,
                Some(Ok(_)) | None => Found::Hit,
            },
            Ok(None) => self.end(id).await,
            Err(session_store::Error::Decode(_)) => Found::Unreadable,
            Err(_) => Found::Unavailable,
        }
    }

    /// What became of a session that is not there.
    async fn end(&self, id: Id) -> Found {
        match &self.place {
            Place::Memory(store) => match store.known(id) {
                Some(Known::Saved) => Found::Expired,
                Some(Known::Deleted) => Found::Ended,
                None => Found::Miss,
            },
            Place::Table(_, pool) => {
                let row = sqlx::query(STOCK).bind(id.to_string()).fetch_optional(pool).await;
                match row.map(|row| row.map(|row| row.get::<bool, _>("alive"))) {
                    Ok(Some(false)) => Found::Expired,
                    Ok(_) => Found::Miss,
                    Err(_) => Found::Unavailable,
                }
            }
        }
    }
}

#[async_trait]
impl Knowledge for PublishedKnowledge {
    async fn look_up(&self, headers: &HeaderMap) -> Told {
        let value = self.value(headers).map(str::to_owned);
        let found = match (&value, self.id(headers)) {
            (None, _) => Found::NoCookie,
            (Some(_), None) => Found::Miss,
            (Some(_), Some(id)) => self.found(id).await,
        };
        Told {
            store: self.name.clone(),
            memory: matches!(self.place, Place::Memory(_)),
            look_up: LookUp { value, found },
        }
    }

    async fn anatomy(&self, headers: &HeaderMap) -> Option<Value> {
        let record = self.load(self.id(headers)?).await.ok()??;
        let member = record
            .data
            .get(MEMBER)
            .and_then(|member| self.format.read(member.clone()).ok());
        let nickname = member.map(|member| member.nickname);
        let left = record.expiry_date - now();
        let columns = [
            ("expiry_date", record.expiry_date.to_string()),
            ("member", nickname.clone().unwrap_or_default()),
        ];
        Some(json!({
            "rows": [crate::witness::row(&self.name, &columns)],
            "member": nickname,
            "absolute": u64::try_from(left.whole_seconds()).unwrap_or_default(),
        }))
    }

    async fn expire(&self, headers: &HeaderMap) -> bool {
        let Some(id) = self.id(headers) else { return false };
        match &self.place {
            Place::Memory(store) => store.expire(id, now()).await.unwrap_or(false),
            Place::Table(_, pool) => {
                let done = sqlx::query(EXPIRE).bind(id.to_string()).execute(pool).await;
                done.is_ok_and(|done| done.rows_affected() > 0)
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge: from here on the time is passed on"
)]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
