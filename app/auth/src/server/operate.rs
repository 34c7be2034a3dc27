//! What an operator can do to a member, from the command line.

use super::deletion;
use anyhow::{Context, bail};
use app_kernel::MemberId;
use app_session::{Client, end_sessions_of};
use sqlx::PgPool;
use std::{io::Write, time::Duration};

/// The command's line of `--help`.
pub(super) const HELP: &str = "disable, enable, sign-out, delete or keep a member: member disable NAME";

const USAGE: &str = "say: member disable NAME, member enable NAME, member sign-out NAME, member delete NAME or member keep NAME; \
                     NAME is the user name";

/// Runs `disable NAME`, `enable NAME`, `sign-out NAME`, `delete NAME` or `keep NAME`. An account is deleted after the time `grace`, as if its member
/// had asked for it, and can be kept until then.
pub async fn operate(pool: &PgPool, arguments: &[String], grace: Duration) -> anyhow::Result<()> {
    let [verb, name] = arguments else { bail!(USAGE) };
    let said = match verb.as_str() {
        "disable" => disable(pool, name).await?,
        "enable" => enable(pool, name).await?,
        "sign-out" => sign_out(pool, name).await?,
        "delete" => delete(pool, name, grace).await?,
        "keep" => keep(pool, name).await?,
        _ => bail!(USAGE),
    };
    // Standard output may be closed; what was done is done.
    let _ = writeln!(std::io::stdout(), "{said}");
    Ok(())
}

/// A trigger publishes it and ends the member's sessions, in the same transaction.
async fn disable(pool: &PgPool, name: &str) -> anyhow::Result<String> {
    let user_name = sqlx::query_scalar!(
        "update auth.member set disabled_at = coalesce(disabled_at, now()) where lower(user_name) = lower($1)
         returning user_name",
        name
    )
    .fetch_optional(pool)
    .await?;
    let user_name = user_name.with_context(|| unknown(name))?;
    Ok(format!("{user_name} is disabled, and logged out everywhere"))
}

async fn enable(pool: &PgPool, name: &str) -> anyhow::Result<String> {
    let user_name = sqlx::query_scalar!(
        "update auth.member set disabled_at = null where lower(user_name) = lower($1) returning user_name",
        name
    )
    .fetch_optional(pool)
    .await?;
    let user_name = user_name.with_context(|| unknown(name))?;
    Ok(format!("{user_name} is enabled"))
}

async fn delete(pool: &PgPool, name: &str, grace: Duration) -> anyhow::Result<String> {
    let id = find(pool, name).await?;
    let due = deletion::ask(pool, MemberId(id), grace, &Client::default()).await?;
    let due = due.with_context(|| unknown(name))?;
    Ok(format!("{name} is logged out everywhere, and deleted at {due}"))
}

async fn keep(pool: &PgPool, name: &str) -> anyhow::Result<String> {
    let user_name = deletion::keep_pending(pool, name).await?;
    let user_name =
        user_name.with_context(|| format!("no member with the user name {name:?} is to be deleted"))?;
    Ok(format!("{user_name} is kept"))
}

async fn find(pool: &PgPool, name: &str) -> anyhow::Result<i64> {
    let id = sqlx::query_scalar!(
        "select id from auth.member where lower(user_name) = lower($1)",
        name
    )
    .fetch_optional(pool)
    .await?;
    id.with_context(|| unknown(name))
}

async fn sign_out(pool: &PgPool, name: &str) -> anyhow::Result<String> {
    let id = find(pool, name).await?;
    let ended = end_sessions_of(pool, id, "operator").await?;
    Ok(format!("ended {ended} sessions"))
}

fn unknown(name: &str) -> String {
    format!("there is no member with the user name {name:?}")
}
