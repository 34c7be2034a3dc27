//! What the session tables know.

use super::knowledge::{Found, Knowledge, LookUp, Told, fingerprint, row};
use app_session::{HashedId, SessionConfig, SessionCookie, Token};
use async_trait::async_trait;
use http::HeaderMap;
use serde_json::{Value, json};
use sqlx::{PgPool, Row};
use std::time::Duration;
use tokio::time::timeout;

/// A database that is slower than this does not answer.
const PATIENCE: Duration = Duration::from_millis(800);

/// The id under which the session of an id has its record, or else the last one that is known of it: a session in use is given further ids
/// (`0032_renewal.sql`), and before and after the first use of one two ids lead to it. With it what the session is, and if it is none any more,
/// what became of it: an id that is superseded is no copy where the session has ended without it.
const STATE: &str = "
    with recursive way as (
        select $1::text as id, 0 as step
        union all
        select coalesce(g.session_id, t.successor), way.step + 1
        from way
        left join session.renewal g on g.id = way.id
        left join session.tombstone t on t.id = way.id
        where way.step < 8
          and not exists (select from session.record r where r.id = way.id)
          and session.state_of_dead(g.given_at, t.id, t.renewed_at, make_interval(secs => $2), session.now()) in ('given', 'renewed')
    ),
    asked as (select id from way where id is not null order by step desc limit 1)
    select asked.id, case
        when r.id is not null
            then session.state(r.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, m.disabled_at,
                               m.sessions_valid_after, session.now())
        when session.state_of_dead(null, t.id, t.renewed_at, make_interval(secs => $2), session.now()) <> 'superseded'
            then case when t.id is null then 'unknown' else 'revoked' end
        when session.renewed_to(asked.id) is null then 'revoked'
        else 'superseded'
    end
    from asked
    left join session.record r on r.id = asked.id
    left join session.login l on l.id = r.id
    left join session.member m on m.id = l.member_id
    left join session.tombstone t on t.id = asked.id";
/// How the session ended that had an id: under that one or under a later one. A session that was idle for too long is buried like one that
/// somebody ended; the event tells them apart, where the role may read it.
const END: &str = "
    with recursive later as (
        select $1::text as id
        union
        select t.successor from later join session.tombstone t on t.id = later.id where t.successor is not null
    )
    select coalesce(e.detail, e.kind)
    from session.event e join later on later.id = e.session_id
    where e.kind in ('revoked', 'expired', 'damaged', 'refused')
    order by e.at desc, e.id desc
    limit 1";
const MAY_READ_EVENTS: &str = "select has_table_privilege('session.event', 'select')";
const ANATOMY: &str = "
    select r.id, octet_length(r.data)::text as bytes, r.expiry_date::timestamptz(0)::text as expiry_date,
           l.signed_in_at::timestamptz(0)::text as signed_in_at, l.last_seen_at::timestamptz(0)::text as last_seen_at,
           l.idle_limit::text as idle_limit, l.remembered::text as remembered, m.id::text as member_id, m.nickname,
           greatest(0, extract(epoch from l.last_seen_at + l.idle_limit - session.now()))::int8 as idle,
           greatest(0, extract(epoch from r.expiry_date - session.now()))::int8 as absolute
    from session.record r
    join session.login l on l.id = r.id
    join session.member m on m.id = l.member_id
    where r.id = $1";
const EXPIRE: &str = "update session.record set expiry_date = session.now() where id = $1";

/// The knowledge of our own session tables.
pub struct Postgres {
    application: &'static str,
    cookie: SessionCookie,
    pool: PgPool,
    store: String,
    /// So many seconds an id is good after its successor was used.
    grace: f64,
}

impl Postgres {
    /// The tables that `pool` leads to.
    pub fn new(config: &SessionConfig, pool: PgPool) -> Self {
        Self {
            application: config.application,
            cookie: SessionCookie::new(config),
            store: name(&pool, "session.record"),
            pool,
            grace: config.limits.renewal.unwrap_or_default().grace.as_secs_f64(),
        }
    }

    /// The values that could be a session's, under the ids that the tables have.
    fn ids(&self, headers: &HeaderMap) -> Vec<(String, HashedId)> {
        let values = self.cookie.values_in(headers);
        let tokens = values.filter_map(|value| Some((value.to_owned(), value.parse::<Token>().ok()?)));
        tokens
            .map(|(value, token)| (value, token.hashed(self.application)))
            .collect()
    }

    /// What became of the session of an id, and the id that it has now.
    async fn state(&self, id: &HashedId) -> sqlx::Result<(Found, String)> {
        let (id, state): (String, String) = sqlx::query_as(STATE)
            .bind(id.as_str())
            .bind(self.grace)
            .fetch_one(&self.pool)
            .await?;
        let found = match state.as_str() {
            "live" => Found::Hit,
            "expired" => Found::Expired,
            "superseded" => Found::Copied,
            state => match (self.end(&id).await?.as_deref(), state) {
                (Some("expired"), _) => Found::Expired,
                (Some("copied"), _) => Found::Copied,
                (_, "revoked") => Found::Ended,
                _ => Found::Miss,
            },
        };
        Ok((found, id))
    }

    /// How a session ended, if this role may know it.
    async fn end(&self, id: &str) -> sqlx::Result<Option<String>> {
        if !sqlx::query_scalar(MAY_READ_EVENTS).fetch_one(&self.pool).await? {
            return Ok(None);
        }
        sqlx::query_scalar(END).bind(id).fetch_optional(&self.pool).await
    }

    /// The id of the session of an id, as its record has it; the same one if there is none.
    async fn present(&self, id: &HashedId) -> String {
        let state = timeout(PATIENCE, self.state(id)).await;
        state.map_or_else(
            |_| id.as_str().to_owned(),
            |state| state.map_or_else(|_| id.as_str().to_owned(), |(_, id)| id),
        )
    }

    async fn found(&self, headers: &HeaderMap) -> sqlx::Result<LookUp> {
        let mut told = LookUp {
            value: self.cookie.values_in(headers).next().map(str::to_owned),
            found: Found::NoCookie,
        };
        if told.value.is_some() {
            told.found = Found::Miss;
        }
        for (value, id) in self.ids(headers) {
            let (found, _) = self.state(&id).await?;
            if told.found != Found::Hit && found != Found::Miss {
                told = LookUp {
                    value: Some(value),
                    found,
                };
            }
        }
        Ok(told)
    }
}

#[async_trait]
impl Knowledge for Postgres {
    async fn look_up(&self, headers: &HeaderMap) -> Told {
        let look_up = match timeout(PATIENCE, self.found(headers)).await {
            Ok(Ok(look_up)) => look_up,
            Ok(Err(_)) | Err(_) => LookUp {
                value: self.cookie.values_in(headers).next().map(str::to_owned),
                found: Found::Unavailable,
            },
        };
        Told {
            store: self.store.clone(),
            memory: false,
            look_up,
        }
    }

    async fn anatomy(&self, headers: &HeaderMap) -> Option<Value> {
        for (_, id) in self.ids(headers) {
            let id = self.present(&id).await;
            let query = sqlx::query(ANATOMY).bind(id);
            if let Ok(Ok(Some(found))) = timeout(PATIENCE, query.fetch_optional(&self.pool)).await {
                return read(&found).ok();
            }
        }
        None
    }

    async fn expire(&self, headers: &HeaderMap) -> bool {
        let mut expired = false;
        for (_, id) in self.ids(headers) {
            let id = self.present(&id).await;
            let query = sqlx::query(EXPIRE).bind(id);
            let done = timeout(PATIENCE, query.execute(&self.pool)).await;
            expired |= matches!(done, Ok(Ok(done)) if done.rows_affected() > 0);
        }
        expired
    }
}

fn read(found: &sqlx::postgres::PgRow) -> sqlx::Result<Value> {
    let text = |column: &'static str| found.try_get::<String, _>(column).map(|value| (column, value));
    let id: String = found.try_get("id")?;
    let record = [
        ("id", id.clone()),
        ("data", format!("{} bytes", text("bytes")?.1)),
        text("expiry_date")?,
    ];
    let login = [
        ("id", id.clone()),
        text("member_id")?,
        text("signed_in_at")?,
        text("last_seen_at")?,
        text("idle_limit")?,
        text("remembered")?,
    ];
    let member = [("id", text("member_id")?.1), text("nickname")?];
    Ok(json!({
        "digest": id,
        "rows": [row("session.record", &record), row("session.login", &login), row("session.member", &member)],
        "member": text("nickname")?.1,
        "idle": found.try_get::<i64, _>("idle")?,
        "absolute": found.try_get::<i64, _>("absolute")?,
    }))
}

/// The name of a table in the database that a pool leads to. The port is that of a way there, of which one database may have several, and
/// is left out.
pub(crate) fn name(pool: &PgPool, table: &str) -> String {
    let options = pool.connect_options();
    let database = options.get_database().unwrap_or_default();
    format!(
        "postgres:{}",
        fingerprint(&[options.get_host(), database, table].map(str::as_bytes))
    )
}
