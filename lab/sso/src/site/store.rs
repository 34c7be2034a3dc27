//! Members as the authority names them, and which session here came of which session there.

use super::Site;
use anyhow::Context;
use app_session::{CurrentSession, HashedId, Member, SessionCookie, Token};
use axum::http::{HeaderMap, header::SET_COOKIE};
use sqlx::{PgPool, query, query_scalar};

/// Takes over who somebody is, so that a session here can be theirs.
pub(super) async fn know(pool: &PgPool, member: &Member) -> sqlx::Result<()> {
    query(
        "insert into session.member (id, nickname) values ($1, $2)
         on conflict (id) do update set nickname = excluded.nickname",
    )
    .bind(member.id)
    .bind(&member.nickname)
    .execute(pool)
    .await?;
    Ok(())
}

/// Writes down that the session that was begun a moment ago came of the session `sid` at the authority. False if that one has ended
/// meanwhile: then this one has, too.
pub(super) async fn link(site: &Site, session: &CurrentSession, sid: &str) -> anyhow::Result<bool> {
    let id = begun(site, session).context("a session that was begun has a cookie")?;
    query("insert into sso.session (id, sid) values ($1, $2)")
        .bind(id.as_str())
        .bind(sid)
        .execute(&site.pool)
        .await?;
    // After the insert: who announces the end writes it down first and looks for sessions then, so one of both sees the other.
    let has_ended: bool = query_scalar("select exists (select from sso.ended where sid = $1)")
        .bind(sid)
        .fetch_one(&site.pool)
        .await?;
    if has_ended {
        end(&site.pool, sid).await?;
    }
    Ok(!has_ended)
}

/// The id of the session that the answer under way will give to the browser.
fn begun(site: &Site, session: &CurrentSession) -> Option<HashedId> {
    let mut headers = HeaderMap::new();
    session.write_cookie(&mut headers);
    let line = headers.get(SET_COOKIE)?.to_str().ok()?;
    let value = line.split(';').next()?.split_once('=')?.1;
    hashed(site, value)
}

/// The name at the authority of the session that a request brings.
pub(super) async fn sid_of(site: &Site, headers: &HeaderMap) -> sqlx::Result<Option<String>> {
    let cookie = SessionCookie::new(&site.session);
    let ids: Vec<_> = cookie
        .values_in(headers)
        .filter_map(|value| hashed(site, value))
        .map(|id| id.as_str().to_owned())
        .collect();
    query_scalar("select sid from sso.session where id = any($1)")
        .bind(ids)
        .fetch_optional(&site.pool)
        .await
}

fn hashed(site: &Site, value: &str) -> Option<HashedId> {
    let token: Token = value.parse().ok()?;
    Some(token.hashed(site.session.application))
}

/// Ends what came of the session `sid`, also what is only about to.
pub(super) async fn ended(pool: &PgPool, sid: &str) -> sqlx::Result<()> {
    query("insert into sso.ended (sid) values ($1) on conflict do nothing")
        .bind(sid)
        .execute(pool)
        .await?;
    query("delete from sso.ended where at < session.now() - interval '1 hour'")
        .execute(pool)
        .await?;
    end(pool, sid).await
}

async fn end(pool: &PgPool, sid: &str) -> sqlx::Result<()> {
    query("select session.sign_out(id) from sso.session where sid = $1")
        .bind(sid)
        .execute(pool)
        .await?;
    Ok(())
}
