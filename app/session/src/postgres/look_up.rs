//! The one statement that says who is asking.

use super::{payload::Payload, renewal::Periods};
use crate::{Member, limits::cookie_age, statistics::Found, token::HashedId};
use serde_json::Value;
use sqlx::PgConnection;
use std::{collections::HashMap, sync::Arc, time::Duration};

/// A good session, as it was when it was looked up.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) id: HashedId,
    pub(crate) member: Member,
    /// What the application says of the member besides.
    pub(crate) profile: Option<Value>,
    /// Whether the proof of identity is fresh.
    pub(crate) elevated: bool,
    pub(crate) remembered: bool,
    /// The time until the absolute limit.
    pub(crate) left: Duration,
    pub(crate) payload: Payload,
}

impl Live {
    pub(crate) fn cookie_age(&self) -> Option<Duration> {
        cookie_age(self.remembered, self.left)
    }
}

/// What came of looking up an id.
#[derive(Clone, Debug)]
pub(crate) enum LookUp {
    Live {
        session: Arc<Live>,
        /// Whether its last use was written down long enough ago to do it again.
        stale: bool,
        /// Whether the session is due for a new id.
        due: bool,
    },
    /// An id that a session was given and that nobody has brought before; and the id that the session has.
    Given(HashedId),
    /// An id whose successor was used a moment ago: that one.
    Renewed(HashedId),
    /// An id whose successor was used more than a moment ago.
    Superseded,
    Unknown,
    Expired,
    Revoked,
    /// The session is alive, but nobody can read what it carries: these bytes.
    Damaged(Arc<Vec<u8>>),
}

impl LookUp {
    pub(crate) fn found(&self) -> Found {
        match self {
            Self::Live { .. } | Self::Given(_) | Self::Renewed(_) | Self::Damaged(_) => Found::Hit,
            Self::Unknown => Found::Unknown,
            Self::Expired => Found::Expired,
            Self::Revoked | Self::Superseded => Found::Revoked,
        }
    }
}

/// What a statement found out.
pub(super) struct Answers {
    /// By id. What is not in here is unknown.
    pub(super) found: HashMap<String, LookUp>,
    /// Whether the server only follows another one: what it says may have been overtaken.
    pub(super) in_recovery: bool,
    /// Whether a standby is required and none follows: another server may have taken over.
    pub(super) alone: bool,
}

struct Row {
    id: String,
    in_recovery: bool,
    alone: bool,
    state: String,
    data: Option<Vec<u8>>,
    member_id: Option<i64>,
    nickname: Option<String>,
    profile: Option<Value>,
    remembered: Option<bool>,
    elevated: Option<bool>,
    stale: Option<bool>,
    due: Option<bool>,
    /// The other id of the same session: the one after this, or, of one that was given, the one that the session has.
    other: Option<String>,
    seconds_left: Option<f64>,
}

/// Looks up all of `ids` at once.
///
/// `offset 0` leaves PostgreSQL one plan only: by the index, id by id. It keeps a plan for as long as the tables are not
/// analysed, and in small ones it would rather read everything. And `(select $1)` hides how many ids there are: who asks for one is believed to
/// need a plan of their own, and to make it takes four times as long as to look up.
pub(super) async fn look_up(
    connection: &mut PgConnection,
    ids: &[String],
    periods: &Periods,
    require_standby: bool,
) -> sqlx::Result<Answers> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        with clock as materialized (
            select session.now() as now, pg_is_in_recovery() as in_recovery,
                   case when $5 then not session.has_standby() else false end as alone
        )
        select
            asked.id as "id!",
            clock.in_recovery as "in_recovery!",
            clock.alone as "alone!",
            case
                when r.id is null
                    then session.state_of_dead(g.given_at, t.id, t.renewed_at, $4::interval, clock.now)
                else session.state(r.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, m.disabled_at,
                                   m.sessions_valid_after, clock.now)
            end as "state!",
            r.data as "data?",
            l.member_id as "member_id?",
            m.nickname as "nickname?",
            m.profile as "profile?",
            l.remembered as "remembered?",
            l.elevated_until > clock.now as "elevated?",
            l.last_seen_at < clock.now - $2::interval as "stale?",
            coalesce(l.renewed_at, l.signed_in_at) < clock.now - $3::interval as "due?",
            coalesce(g.session_id, t.successor) as "other?",
            extract(epoch from r.expiry_date - clock.now)::float8 as "seconds_left?"
        from unnest((select $1::text[])) as asked(id)
        cross join clock
        left join lateral (
            select id, data, expiry_date from session.record where id = asked.id offset 0
        ) r on true
        left join lateral (
            select member_id, signed_in_at, last_seen_at, idle_limit, remembered, elevated_until, renewed_at
            from session.login where id = r.id offset 0
        ) l on true
        left join lateral (
            select nickname, profile, disabled_at, sessions_valid_after from session.member where id = l.member_id offset 0
        ) m on true
        -- Not looked for where there is a record.
        left join lateral (
            select id, successor, renewed_at from session.tombstone where r.id is null and id = asked.id offset 0
        ) t on true
        left join lateral (
            select given_at, session_id from session.renewal where r.id is null and id = asked.id offset 0
        ) g on true
        "#,
        ids,
        &periods.touch_every,
        periods.renew_every.as_ref(),
        &periods.grace,
        require_standby
    )
    .fetch_all(connection)
    .await?;
    Ok(Answers {
        in_recovery: rows.iter().any(|row| row.in_recovery),
        alone: rows.iter().any(|row| row.alone),
        found: rows.into_iter().map(read).collect(),
    })
}

fn read(mut row: Row) -> (String, LookUp) {
    let id = row.id.clone();
    let other = row.other.take().map(HashedId::stored);
    let look_up = match row.state.as_str() {
        "live" => live(row),
        "expired" => LookUp::Expired,
        "revoked" => LookUp::Revoked,
        "given" => other.map_or(LookUp::Unknown, LookUp::Given),
        "renewed" => other.map_or(LookUp::Revoked, LookUp::Renewed),
        "superseded" => LookUp::Superseded,
        _ => LookUp::Unknown,
    };
    (id, look_up)
}

fn live(row: Row) -> LookUp {
    let (Some(data), Some(id), Some(nickname)) = (row.data, row.member_id, row.nickname) else {
        return LookUp::Unknown;
    };
    let payload = match Payload::check(data) {
        Ok(payload) => payload,
        Err(unreadable) => return LookUp::Damaged(Arc::new(unreadable.bytes)),
    };
    let session = Live {
        id: HashedId::stored(row.id),
        member: Member { id, nickname },
        profile: row.profile,
        elevated: row.elevated.unwrap_or_default(),
        remembered: row.remembered.unwrap_or_default(),
        left: Duration::try_from_secs_f64(row.seconds_left.unwrap_or_default()).unwrap_or_default(),
        payload,
    };
    LookUp::Live {
        session: Arc::new(session),
        stale: row.stale.unwrap_or_default(),
        due: row.due.unwrap_or_default(),
    }
}
