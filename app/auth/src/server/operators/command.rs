//! What can be done to a member from the command line.

use super::sql::{self, Account, Verdict};
use crate::{domain::reason::Reason, server::deletion};
use anyhow::{Context, bail};
use app_session::Client;
use sqlx::PgPool;
use std::{io::Write, time::Duration};

/// The command's line of `--help`.
pub(in crate::server) const HELP: &str =
    "disable, enable, sign-out, delete or keep a member, or make them an operator: member disable NAME";

const USAGE: &str = "say: member disable NAME [--reason TEXT], member enable NAME [--reason TEXT], member sign-out NAME, \
                     member delete NAME, member keep NAME, member grant-operator NAME or member revoke-operator NAME; NAME is the \
                     user name";

/// Runs `disable NAME`, `enable NAME`, `sign-out NAME`, `delete NAME`, `keep NAME`, `grant-operator NAME` or `revoke-operator NAME`, and writes down
/// that it was done. An account is deleted after the time `grace`, as if its member had asked for it, and can be kept until then.
pub async fn operate(pool: &PgPool, arguments: &[String], grace: Duration) -> anyhow::Result<()> {
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let said = match words[..] {
        ["disable", name] => set_disabled(pool, name, true, None).await?,
        ["disable", name, "--reason", reason] => set_disabled(pool, name, true, Some(reason)).await?,
        ["enable", name] => set_disabled(pool, name, false, None).await?,
        ["enable", name, "--reason", reason] => set_disabled(pool, name, false, Some(reason)).await?,
        ["sign-out", name] => sign_out(pool, name).await?,
        ["delete", name] => delete(pool, name, grace).await?,
        ["keep", name] => keep(pool, name).await?,
        ["grant-operator", name] => set_operator(pool, name, true).await?,
        ["revoke-operator", name] => set_operator(pool, name, false).await?,
        _ => bail!(USAGE),
    };
    // Standard output may be closed; what was done is done.
    let _ = writeln!(std::io::stdout(), "{said}");
    Ok(())
}

/// A trigger publishes it and ends the member's sessions, in the same transaction.
async fn set_disabled(
    pool: &PgPool,
    name: &str,
    disabled: bool,
    reason: Option<&str>,
) -> anyhow::Result<String> {
    let account = find(pool, name).await?;
    let reason = reason.map(Reason::parse).transpose().map_err(|error| {
        anyhow::anyhow!(
            "the reason is refused ({}): say it in one line of at most {} characters",
            error.code(),
            Reason::MAX
        )
    })?;
    let reason = reason.as_ref().map(Reason::as_str);
    let verdict = sql::set_disabled(pool, None, account.member, disabled, reason, &Client::default()).await?;
    let user_name = account.user_name;
    Ok(match (done(verdict, name)?, disabled) {
        (true, true) => format!("{user_name} is disabled, and logged out everywhere"),
        (false, true) => format!("{user_name} was disabled already"),
        (true, false) => format!("{user_name} is enabled"),
        (false, false) => format!("{user_name} was not disabled"),
    })
}

async fn sign_out(pool: &PgPool, name: &str) -> anyhow::Result<String> {
    let account = find(pool, name).await?;
    let (verdict, ended) = sql::end_logins(pool, None, account.member, None, &Client::default()).await?;
    done(verdict, name)?;
    Ok(format!("ended {ended} sessions"))
}

async fn delete(pool: &PgPool, name: &str, grace: Duration) -> anyhow::Result<String> {
    let account = find(pool, name).await?;
    let mut transaction = pool.begin().await?;
    let due = deletion::ask(&mut *transaction, account.member, grace, &Client::default()).await?;
    let due = due.with_context(|| unknown(name))?;
    sql::note_command(&mut *transaction, "deletion-asked", account.member).await?;
    transaction.commit().await?;
    Ok(format!(
        "{} is logged out everywhere, and deleted at {due}",
        account.user_name
    ))
}

async fn keep(pool: &PgPool, name: &str) -> anyhow::Result<String> {
    let account = find(pool, name).await?;
    let mut transaction = pool.begin().await?;
    if !deletion::keep_pending(&mut transaction, account.member).await? {
        bail!("no member with the user name {name:?} is to be deleted");
    }
    sql::note_command(&mut *transaction, "deletion-withdrawn", account.member).await?;
    transaction.commit().await?;
    Ok(format!("{} is kept", account.user_name))
}

async fn set_operator(pool: &PgPool, name: &str, is_one: bool) -> anyhow::Result<String> {
    let account = find(pool, name).await?;
    let verdict = sql::set_operator(pool, account.member, is_one).await?;
    let user_name = account.user_name;
    Ok(match (done(verdict, name)?, is_one) {
        (true, true) => format!("{user_name} is an operator: see /admin"),
        (false, true) => format!("{user_name} was an operator already"),
        (true, false) => format!("{user_name} is no operator any more"),
        (false, false) => format!("{user_name} was no operator"),
    })
}

async fn find(pool: &PgPool, name: &str) -> anyhow::Result<Account> {
    sql::named(pool, name).await?.with_context(|| unknown(name))
}

/// Whether something has changed.
fn done(verdict: Verdict, name: &str) -> anyhow::Result<bool> {
    match verdict {
        Verdict::Done => Ok(true),
        Verdict::Already => Ok(false),
        // Deleted a moment ago. The other two are about operators, of whom there is none here.
        Verdict::Unknown | Verdict::Operator | Verdict::Refused => bail!(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    format!("there is no member with the user name {name:?}")
}
