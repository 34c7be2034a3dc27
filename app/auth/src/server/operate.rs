//! What an operator can do to a member, from the command line.

use anyhow::{Context, bail};
use app_session::end_sessions_of;
use sqlx::PgPool;
use std::io::Write;

/// The command's line of `--help`.
pub(super) const HELP: &str = "disable, enable or sign-out a member: member disable NAME";

const USAGE: &str =
    "say: member disable NAME, member enable NAME or member sign-out NAME; NAME is the user name";

/// Runs `disable NAME`, `enable NAME` or `sign-out NAME`.
pub async fn operate(pool: &PgPool, arguments: &[String]) -> anyhow::Result<()> {
    let [verb, name] = arguments else { bail!(USAGE) };
    let said = match verb.as_str() {
        "disable" => disable(pool, name).await?,
        "enable" => enable(pool, name).await?,
        "sign-out" => sign_out(pool, name).await?,
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

async fn sign_out(pool: &PgPool, name: &str) -> anyhow::Result<String> {
    let id = sqlx::query_scalar!(
        "select id from auth.member where lower(user_name) = lower($1)",
        name
    )
    .fetch_optional(pool)
    .await?;
    let id = id.with_context(|| unknown(name))?;
    let ended = end_sessions_of(pool, id, "operator").await?;
    Ok(format!("ended {ended} sessions"))
}

fn unknown(name: &str) -> String {
    format!("there is no member with the user name {name:?}")
}
