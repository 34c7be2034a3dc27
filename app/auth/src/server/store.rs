//! The SQL of schema `auth`.

use super::throttle::Login;
use crate::account::model::Account;
use app_kernel::{Member, MemberId};
use app_session::Client;
use sqlx::{PgExecutor, PgPool};
use std::time::Duration;

/// An account whose password is to be checked.
pub(super) struct Candidate {
    pub(super) member: Member,
    /// None if they have no password, and log in otherwise.
    pub(super) password_hash: Option<String>,
    pub(super) disabled: bool,
    /// The number of that password among the member's.
    pub(super) credentials_version: i32,
    /// Whether the account is a demo member's, whose password is in the README.
    pub(super) is_demo: bool,
    /// Whether they have logged in before on the device that is asking.
    pub(super) knows_device: bool,
}

/// An attempt to log in that was looked up.
pub(super) struct Opened {
    /// The account, if there is one.
    pub(super) candidate: Option<Candidate>,
    /// What the attempt is counted about, and where it came from.
    pub(super) subjects: Vec<String>,
    /// Whether the attempt has been counted.
    pub(super) is_counted: bool,
    /// `Some` if there were too many: how long to wait, and nothing was counted.
    pub(super) wait: Option<Duration>,
}

/// Finds the account with this user name (in any case), this phone number (E.164) or this e-mail address, and counts the attempt: in one statement,
/// because each costs the database more to begin and to end than to do. If it `is_lenient`, an attempt that nothing speaks against is not
/// counted yet. No user name is one of the other two, so there is one account at
/// most. The attempt is about the device, if the account's owner has logged in there before, otherwise about the account, or what was typed where
/// there is none, and about the address; for how many are free, see [`charge`].
pub(super) async fn open_login(
    pool: &PgPool,
    login: &Login,
    free: &[i32],
    forget: &[Option<Duration>],
    is_lenient: bool,
) -> sqlx::Result<Opened> {
    let row = sqlx::query!(
        r#"
        select id, nickname, password_hash, disabled, credentials_version, is_demo, knows_device, subjects as "subjects!",
               counted as "counted!", wait
        from auth.open_login($1, $2, $3, $4, $5, $6, $7, $8, $9)
        "#,
        login.account,
        login.device,
        login.phone,
        login.email,
        login.typed,
        login.network,
        free,
        &in_seconds(forget) as &[Option<f64>],
        is_lenient
    )
    .fetch_one(pool)
    .await?;
    let candidate = row.id.map(|id| {
        Some(Candidate {
            member: Member {
                id: MemberId(id),
                nickname: row.nickname?,
            },
            password_hash: row.password_hash,
            disabled: row.disabled?,
            credentials_version: row.credentials_version?,
            is_demo: row.is_demo?,
            knows_device: row.knows_device?,
        })
    });
    Ok(Opened {
        candidate: candidate.flatten(),
        subjects: row.subjects,
        is_counted: row.counted,
        wait: row.wait.map(duration),
    })
}

/// The hash of a member's password, if they have one.
pub(super) async fn find_password_hash(pool: &PgPool, id: MemberId) -> sqlx::Result<Option<String>> {
    let hash = sqlx::query_scalar!("select password_hash from auth.member where id = $1", id.0)
        .fetch_optional(pool)
        .await?;
    Ok(hash.flatten())
}

/// What a member is called, which makes no good password: user name, nickname, the digits of the phone number, and the e-mail address,
/// whole and without its domain.
pub(super) async fn find_own_words(pool: &PgPool, id: MemberId) -> sqlx::Result<Vec<String>> {
    let row = sqlx::query!(
        "select user_name, nickname, replace(phone, '+86', '') as phone, email, split_part(email, '@', 1) as mail_name
         from auth.member where id = $1",
        id.0
    )
    .fetch_optional(pool)
    .await?;
    let words = row.map(|row| {
        [
            Some(row.user_name),
            Some(row.nickname),
            row.phone,
            row.email,
            row.mail_name,
        ]
    });
    Ok(words.into_iter().flatten().flatten().collect())
}

/// How a member is reached.
#[derive(Default)]
pub(super) struct Reached {
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

/// How the member is reached at present.
pub(super) async fn find_reached(pool: &PgPool, id: MemberId) -> sqlx::Result<Reached> {
    let row = sqlx::query_as!(
        Reached,
        "select phone, email from auth.member where id = $1",
        id.0
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.unwrap_or_default())
}

/// Replaces the hash of a member's password. False if it is not `old` any more: whoever was faster has the last word,
/// because what was checked was checked against `old`.
pub(super) async fn replace_password_hash(
    executor: impl PgExecutor<'_>,
    id: MemberId,
    old: &str,
    new: &str,
) -> sqlx::Result<bool> {
    let replaced = sqlx::query!(
        "update auth.member
         set password_hash = $3, credentials_version = credentials_version + 1
         where id = $1 and password_hash = $2",
        id.0,
        old,
        new
    )
    .execute(executor)
    .await?;
    Ok(replaced.rows_affected() == 1)
}

/// Gives a password to a member who has none. False if they have one by now.
pub(super) async fn set_first_password_hash(
    executor: impl PgExecutor<'_>,
    id: MemberId,
    new: &str,
) -> sqlx::Result<bool> {
    let set = sqlx::query!(
        "update auth.member
         set password_hash = $2, credentials_version = credentials_version + 1
         where id = $1 and password_hash is null",
        id.0,
        new
    )
    .execute(executor)
    .await?;
    Ok(set.rows_affected() == 1)
}

/// Puts another hash of the same password in the place of `old`, if that is still there.
pub(super) async fn renew_password_hash(
    pool: &PgPool,
    id: MemberId,
    old: &str,
    new: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update auth.member set password_hash = $3 where id = $1 and password_hash = $2",
        id.0,
        old,
        new
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Gives a member another nickname; a trigger publishes it to every service. False if there is no such member.
pub(super) async fn rename(
    pool: &PgPool,
    id: MemberId,
    nickname: &str,
    client: &Client,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select auth.rename($1, $2, $3::text::inet, $4) as "renamed!""#,
        id.0,
        nickname,
        client.ip.map(|ip| ip.to_string()),
        client.user_agent
    )
    .fetch_one(pool)
    .await
}

/// Gives a member a picture and a language, or takes them away; a trigger publishes them to every service. False if there is no such member.
pub(super) async fn set_appearance(
    pool: &PgPool,
    id: MemberId,
    picture: Option<&str>,
    language: Option<&str>,
) -> sqlx::Result<bool> {
    let set = sqlx::query!(
        "update auth.member set picture = $2, language = $3 where id = $1",
        id.0,
        picture,
        language
    )
    .execute(pool)
    .await?;
    Ok(set.rows_affected() == 1)
}

/// An account as its owner may see it.
pub(super) async fn find_account(
    pool: &PgPool,
    id: MemberId,
    demo_operator: bool,
) -> sqlx::Result<Option<Account>> {
    sqlx::query_as!(
        Account,
        r#"
        select user_name,
               overlay(replace(phone, '+86', '') placing '****' from 4 for 4) as phone,
               regexp_replace(email, '^(.)[^@]*', '\1***') as email, picture, language,
               exists (select from auth.operator o where o.member_id = m.id and (not m.is_demo or $2)) as "is_operator!",
               to_char(created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "member_since!"
        from auth.member m
        where id = $1
        "#,
        id.0,
        demo_operator
    )
    .fetch_optional(pool)
    .await
}

/// Counts an attempt about these subjects, each with so many free ones and the time in which a failure is forgotten. `Some` if
/// there were too many: how long to wait. Nobody waits until it is on disk: a database that crashes may forget the attempts of its
/// last half second.
pub(super) async fn charge(
    pool: &PgPool,
    subjects: &[String],
    free: &[i32],
    forget: &[Option<Duration>],
) -> sqlx::Result<Option<Duration>> {
    let seconds = sqlx::query_scalar!(
        r#"select extract(epoch from auth.charge($1, $2, array(
               select make_interval(secs => f.seconds) from unnest($3::float8[]) with ordinality f (seconds, n) order by n
           )))::float8 as "seconds?"
           from set_config('synchronous_commit', 'off', true)"#,
        subjects,
        free,
        &in_seconds(forget) as &[Option<f64>]
    )
    .fetch_one(pool)
    .await?;
    Ok(seconds.map(duration))
}

/// Counts an attempt that was not counted before its password was found to be wrong, about subjects as [`charge`] does, whoever has to wait by
/// now. `Some` if somebody had to already: how long.
pub(super) async fn count_failure(
    pool: &PgPool,
    subjects: &[String],
    free: &[i32],
    forget: &[Option<Duration>],
) -> sqlx::Result<Option<Duration>> {
    let seconds = sqlx::query_scalar!(
        r#"select extract(epoch from auth.count_failure($1, $2, array(
               select make_interval(secs => f.seconds) from unnest($3::float8[]) with ordinality f (seconds, n) order by n
           )))::float8 as "seconds?"
           from set_config('synchronous_commit', 'off', true)"#,
        subjects,
        free,
        &in_seconds(forget) as &[Option<f64>]
    )
    .fetch_one(pool)
    .await?;
    Ok(seconds.map(duration))
}

fn in_seconds(times: &[Option<Duration>]) -> Vec<Option<f64>> {
    times
        .iter()
        .map(|time| time.map(|time| time.as_secs_f64()))
        .collect()
}

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// What an attempt that was counted came to: `cleared` begin anew, `given_back` get the attempt back. Nobody waits until it is on disk; the
/// session that follows a login is, and what was written before it as well.
pub(super) async fn settle(pool: &PgPool, cleared: &[String], given_back: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "select auth.settle($1, $2, null, null) from set_config('synchronous_commit', 'off', true)",
        cleared,
        given_back
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// How often somebody has failed to log in as this member since the login before the last one. Logins within half a minute are one: somebody
/// has clicked twice.
pub(super) async fn failures_of_late(pool: &PgPool, member: MemberId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from auth.activity a
        where a.member_id = $1 and a.kind = 'login-failed' and a.at > coalesce((
            select l.at from auth.activity l
            where l.member_id = $1 and l.kind = 'login' and l.at < (
                select max(n.at) - interval '30 seconds' from auth.activity n where n.member_id = $1 and n.kind = 'login'
            )
            order by l.id desc limit 1
        ), '-infinity')
        "#,
        member.0
    )
    .fetch_one(pool)
    .await
}
