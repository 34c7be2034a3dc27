//! The one statement that says who is asking.

use crate::{limits::cookie_age, own::payload::Payload, statistics::Found, token::HashedId};
use app_kernel::{Member, MemberId};
use sqlx::{PgConnection, postgres::types::PgInterval};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// A session that is good, as it was when it was looked up.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) id: HashedId,
    pub(crate) member: Member,
    /// The proof of identity is fresh.
    pub(crate) elevated: bool,
    pub(crate) remembered: bool,
    /// Until the absolute limit.
    pub(crate) left: Duration,
    pub(crate) payload: Payload,
}

impl Live {
    pub(crate) fn cookie_age(&self) -> Option<Duration> {
        cookie_age(self.remembered, self.left)
    }
}

/// What an id turned out to be.
#[derive(Clone, Debug)]
pub(crate) enum LookUp {
    Live {
        session: Arc<Live>,
        /// Its last use was written down long enough ago to do it again.
        stale: bool,
    },
    Unknown,
    Expired,
    Revoked,
    /// Alive, but nobody can read what it carries: these bytes.
    Damaged(Arc<Vec<u8>>),
}

impl LookUp {
    pub(crate) fn found(&self) -> Found {
        match self {
            Self::Live { .. } | Self::Damaged(_) => Found::Hit,
            Self::Unknown => Found::Unknown,
            Self::Expired => Found::Expired,
            Self::Revoked => Found::Revoked,
        }
    }
}

struct Row {
    id: String,
    state: i32,
    data: Option<Vec<u8>>,
    member_id: Option<i64>,
    nickname: Option<String>,
    remembered: Option<bool>,
    elevated: Option<bool>,
    stale: Option<bool>,
    seconds_left: Option<f64>,
}

const REVOKED: i32 = 1;
const EXPIRED: i32 = 2;
const LIVE: i32 = 3;

/// All of `ids` at once. What is not in the answer is unknown.
pub(super) async fn look_up(
    connection: &mut PgConnection,
    ids: &[String],
    touch_every: &PgInterval,
) -> sqlx::Result<HashMap<String, LookUp>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        with clock as materialized (
            select now() + coalesce((select shift from session.clock), interval '0') as now
        )
        select
            asked.id as "id!",
            case
                when r.id is null then case when exists (select from session.tombstone t where t.id = asked.id) then 1 else 0 end
                when l.id is null then 0
                when m.disabled_at is not null or l.signed_in_at < m.sessions_valid_after then 1
                when r.expiry_date <= clock.now or l.last_seen_at + l.idle_limit <= clock.now then 2
                else 3
            end as "state!",
            r.data as "data?",
            l.member_id as "member_id?",
            m.nickname as "nickname?",
            l.remembered as "remembered?",
            l.elevated_until > clock.now as "elevated?",
            l.last_seen_at < clock.now - $2::interval as "stale?",
            extract(epoch from r.expiry_date - clock.now)::float8 as "seconds_left?"
        from unnest($1::text[]) as asked(id)
        cross join clock
        left join session.record r on r.id = asked.id
        left join session.login l on l.id = r.id
        left join session.member m on m.id = l.member_id
        "#,
        ids,
        touch_every
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(read).collect())
}

fn read(row: Row) -> (String, LookUp) {
    let look_up = match row.state {
        LIVE => live(&row),
        EXPIRED => LookUp::Expired,
        REVOKED => LookUp::Revoked,
        _ => LookUp::Unknown,
    };
    (row.id, look_up)
}

fn live(row: &Row) -> LookUp {
    let (Some(data), Some(member_id), Some(nickname)) = (&row.data, row.member_id, &row.nickname) else {
        return LookUp::Unknown;
    };
    let Ok(payload) = Payload::read(data) else {
        return LookUp::Damaged(Arc::new(data.clone()));
    };
    let session = Live {
        id: HashedId::stored(row.id.clone()),
        member: Member {
            id: MemberId(member_id),
            nickname: nickname.clone(),
        },
        elevated: row.elevated.unwrap_or_default(),
        remembered: row.remembered.unwrap_or_default(),
        left: Duration::try_from_secs_f64(row.seconds_left.unwrap_or_default()).unwrap_or_default(),
        payload,
    };
    LookUp::Live {
        session: Arc::new(session),
        stale: row.stale.unwrap_or_default(),
    }
}
