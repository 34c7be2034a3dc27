//! Statements of operators: see `migrations/0040_operators.sql`.

use crate::{
    operators::model::{ACTIONS_SIZE, Action, ActionKind, By, Concerned, Profile, State, Summary},
    server::sessions::moment,
    sessions::device::Device,
};
use app_kernel::{Locale, MemberId};
use app_session::Client;
use sqlx::{PgExecutor, PgPool};
use time::OffsetDateTime;

/// What has come of something that is done to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Verdict {
    /// A change that is made.
    Done,
    /// No change, because it was so before.
    Already,
    /// There is no such member.
    Unknown,
    /// The member is an operator, whose account is looked after by the command only.
    Operator,
    /// Whoever wanted it is no operator any more.
    Refused,
}

impl Verdict {
    fn read(word: &str) -> sqlx::Result<Self> {
        match word {
            "done" => Ok(Self::Done),
            "already" => Ok(Self::Already),
            "unknown" => Ok(Self::Unknown),
            "operator" => Ok(Self::Operator),
            "no-operator" => Ok(Self::Refused),
            _ => Err(sqlx::Error::Decode(format!("{word:?} is no verdict").into())),
        }
    }
}

/// Whether the member is an operator; a demo member only if those may be.
pub(super) async fn is_operator(pool: &PgPool, member: MemberId, demo: bool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from auth.operator o join auth.member m on m.id = o.member_id where o.member_id = $1 and (not m.is_demo or $2)
           ) as "is_one!""#,
        member.0,
        demo
    )
    .fetch_one(pool)
    .await
}

/// Gives a member the role of an operator, or takes it away.
pub(in crate::server) async fn set_operator(
    executor: impl PgExecutor<'_>,
    member: MemberId,
    is_one: bool,
) -> sqlx::Result<Verdict> {
    let word = sqlx::query_scalar!(
        r#"select auth.set_operator($1, $2) as "verdict!""#,
        member.0,
        is_one
    )
    .fetch_one(executor)
    .await?;
    Verdict::read(&word)
}

/// Disables a member, or enables them: an operator, or with none whoever runs the program.
pub(super) async fn set_disabled(
    pool: &PgPool,
    by: Option<MemberId>,
    member: MemberId,
    disabled: bool,
    reason: Option<&str>,
    client: &Client,
) -> sqlx::Result<Verdict> {
    let word = sqlx::query_scalar!(
        r#"select auth.set_disabled($1, $2, $3, $4, $5::text::inet) as "verdict!""#,
        by.map(|by| by.0),
        member.0,
        disabled,
        reason,
        client.ip.map(|ip| ip.to_string())
    )
    .fetch_one(pool)
    .await?;
    Verdict::read(&word)
}

/// Ends the member's login of this key, or all of them: how many have ended.
pub(super) async fn end_logins(
    pool: &PgPool,
    by: Option<MemberId>,
    member: MemberId,
    key: Option<&str>,
    client: &Client,
) -> sqlx::Result<(Verdict, u64)> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", ended as "ended!" from auth.end_logins($1, $2, $3, $4::text::inet)"#,
        by.map(|by| by.0),
        member.0,
        key,
        client.ip.map(|ip| ip.to_string())
    )
    .fetch_one(pool)
    .await?;
    Ok((Verdict::read(&row.verdict)?, row.ended.unsigned_abs()))
}

/// Writes down what was done to a member by a command.
pub(super) async fn note_command(
    executor: impl PgExecutor<'_>,
    kind: &str,
    member: MemberId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "select auth.note_operator(null, $1, $2, null, null, null)",
        kind,
        member.0
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Writes down that an operator looks at a member. False if that is not to be, or there is no such member.
pub(super) async fn looks_at(
    pool: &PgPool,
    operator: MemberId,
    member: MemberId,
    client: &Client,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select auth.operator_looks_at($1, $2, $3::text::inet) as "looks!""#,
        operator.0,
        member.0,
        client.ip.map(|ip| ip.to_string())
    )
    .fetch_one(pool)
    .await
}

/// Whether a member can use the account, by its dates.
pub(super) fn state(disabled_at: Option<OffsetDateTime>, deletion_due_at: Option<OffsetDateTime>) -> State {
    match (disabled_at, deletion_due_at) {
        (Some(since), _) => State::Disabled { since: moment(since) },
        (None, Some(due)) => State::ToBeDeleted { due: moment(due) },
        (None, None) => State::Active,
    }
}

/// A member, as far as an operator needs to know them; `label` is what people call the provider of this issuer.
pub(super) async fn profile(
    pool: &PgPool,
    member: MemberId,
    devices: Vec<Device>,
    label: impl Fn(&str) -> String,
) -> sqlx::Result<Option<Profile>> {
    let row = sqlx::query!(
        r#"
        select user_name, nickname,
               overlay(replace(phone, '+86', '') placing '****' from 4 for 4) as phone,
               regexp_replace(email, '^(.)[^@]*', '\1***') as email, disabled_at, deletion_due_at, created_at,
               password_hash is not null as "has_password!",
               array(select i.issuer from auth.identity i where i.member_id = m.id order by i.id) as "issuers!",
               (select count(*) from auth.passkey p where p.member_id = m.id) as "passkeys!",
               exists (select from auth.operator o where o.member_id = m.id) as "is_operator!"
        from auth.member m
        where id = $1
        "#,
        member.0
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Profile {
        summary: Summary {
            number: member.0,
            user_name: row.user_name,
            nickname: row.nickname,
            phone: row.phone,
            email: row.email,
            state: state(row.disabled_at, row.deletion_due_at),
        },
        since: moment(row.created_at),
        is_operator: row.is_operator,
        has_password: row.has_password,
        providers: row.issuers.iter().map(|issuer| label(issuer)).collect(),
        passkeys: row.passkeys,
        devices,
        actions: actions(pool, Some(member)).await?,
    }))
}

/// What operators did and read of late: to a member, or to all.
pub(super) async fn actions(pool: &PgPool, member: Option<MemberId>) -> sqlx::Result<Vec<Action>> {
    let rows = sqlx::query!(
        r#"
        select a.at, a.kind, a.operator_id, a.member_id, a.reason, a.count, o.user_name as "operator?", m.user_name as "member?"
        from auth.operator_action a
        left join auth.member o on o.id = a.operator_id
        left join auth.member m on m.id = a.member_id
        where $1::bigint is null or a.member_id = $1
        order by a.id desc
        limit $2
        "#,
        member.map(|member| member.0),
        ACTIONS_SIZE
    )
    .fetch_all(pool)
    .await?;
    let actions = rows.into_iter().map(|row| Action {
        at: moment(row.at),
        kind: ActionKind::read(&row.kind),
        by: by(row.operator_id, row.operator),
        member: row
            .member_id
            .filter(|_| member.is_none())
            .map(|number| Concerned {
                number,
                user_name: row.member,
            }),
        reason: row.reason,
        count: row.count,
    });
    Ok(actions.collect())
}

/// Whoever did something, by their number and, while there is such a member, the user name.
fn by(number: Option<i64>, user_name: Option<String>) -> By {
    match (number, user_name) {
        (None, _) => By::Command,
        (Some(_), Some(user_name)) => By::Operator(user_name),
        (Some(number), None) => By::Former(number),
    }
}

/// The language in which the member wants to be spoken to.
pub(super) async fn language(pool: &PgPool, member: MemberId) -> sqlx::Result<Locale> {
    let tag = sqlx::query_scalar!("select language from auth.member where id = $1", member.0)
        .fetch_optional(pool)
        .await?;
    Ok(tag
        .flatten()
        .as_deref()
        .and_then(Locale::from_tag)
        .unwrap_or_default())
}

/// An account that a command is about.
pub(super) struct Account {
    pub(super) member: MemberId,
    pub(super) user_name: String,
}

/// The account of this user name, in any case.
pub(super) async fn named(pool: &PgPool, user_name: &str) -> sqlx::Result<Option<Account>> {
    let row = sqlx::query!(
        "select id, user_name from auth.member where lower(user_name) = lower($1)",
        user_name
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Account {
        member: MemberId(row.id),
        user_name: row.user_name,
    }))
}
