//! Codes, and the logins that came of them.

use crate::secret;
use sqlx::{FromRow, PgPool, query, query_as, query_scalar};
use std::time::Duration;

/// How long a code is good. RFC 6749 §4.1.2 allows ten minutes; two redirects take less than a second.
const CODE_LIFETIME: Duration = Duration::from_secs(30);
/// How long a code is remembered after that, so that a thief who is late is noticed.
const REMEMBERED: Duration = Duration::from_mins(10);

/// Whether the session of a login at the authority is alive, for statements that have `session.login` as `l`, its record as `r` and
/// its member as `m`.
macro_rules! live {
    () => {
        "session.state(r.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, m.disabled_at, m.sessions_valid_after, \
         session.now()) = 'live'"
    };
}

/// A code that is about to be given out.
pub(super) struct NewCode<'a> {
    pub(super) code: &'a str,
    pub(super) site: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) challenge: &'a str,
    pub(super) member: i64,
    /// The member's session at the authority, as their list of sessions names it.
    pub(super) handle: &'a str,
}

impl NewCode<'_> {
    pub(super) async fn insert(&self, pool: &PgPool) -> sqlx::Result<()> {
        query(
            "insert into sso.code (hash, site, redirect_uri, challenge, member_id, handle, sid, until)
             values ($1, $2, $3, $4, $5, $6::text::uuid, $7, session.now() + make_interval(secs => $8))",
        )
        .bind(secret::digest(self.code))
        .bind(self.site)
        .bind(self.redirect_uri)
        .bind(self.challenge)
        .bind(self.member)
        .bind(self.handle)
        .bind(secret::fresh())
        .bind(CODE_LIFETIME.as_secs_f64())
        .execute(pool)
        .await?;
        Ok(())
    }
}

/// A code that somebody came with.
#[derive(FromRow)]
pub(super) struct Spent {
    /// Whether somebody came with it before.
    pub(super) used: bool,
    pub(super) in_time: bool,
    pub(super) site: String,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) member: i64,
    pub(super) sid: String,
    handle: String,
}

/// Spends a code: of several who come with it at the same time one is the first. `None` if there is none.
pub(super) async fn spend(pool: &PgPool, code: &str) -> sqlx::Result<Option<Spent>> {
    query_as(
        "with found as materialized (select * from sso.code where hash = $1 for update)
         update sso.code c set used = true from found f where c.hash = f.hash
         returning f.used, f.until > session.now() as in_time, f.site, f.redirect_uri, f.challenge, f.member_id as member, f.sid,
                   f.handle::text as handle",
    )
    .bind(secret::digest(code))
    .fetch_optional(pool)
    .await
}

impl Spent {
    /// Writes down that the site has a session now. The nickname of the member, unless they have logged out meanwhile.
    pub(super) async fn log_in(&self, pool: &PgPool) -> sqlx::Result<Option<String>> {
        query_scalar(concat!(
            "with live as (
                 select m.nickname
                 from session.login l join session.record r on r.id = l.id join session.member m on m.id = l.member_id
                 where l.handle::text = $4 and l.member_id = $3 and ",
            live!(),
            "),
             made as (
                 insert into sso.login (sid, site, member_id, handle) select $1, $2, $3, $4::text::uuid from live
             )
             select nickname from live"
        ))
        .bind(&self.sid)
        .bind(&self.site)
        .bind(self.member)
        .bind(&self.handle)
        .fetch_optional(pool)
        .await
    }
}

/// Ends what came of a code, without the member's session at the authority.
pub(super) async fn revoke(pool: &PgPool, sid: &str) -> sqlx::Result<()> {
    query("update sso.login set revoked = true where sid = $1")
        .bind(sid)
        .execute(pool)
        .await?;
    Ok(())
}

/// Ends the session at the authority that a site's session came of. The site itself need not be told.
pub(super) async fn end(pool: &PgPool, site: &str, sid: &str) -> sqlx::Result<()> {
    query(
        "with gone as (delete from sso.login where sid = $1 and site = $2 returning member_id, handle)
         select session.revoke(member_id, handle::text) from gone",
    )
    .bind(sid)
    .bind(site)
    .fetch_optional(pool)
    .await?;
    Ok(())
}

/// A site that must be told.
#[derive(FromRow)]
pub(super) struct Over {
    pub(super) sid: String,
    pub(super) site: String,
}

/// Logins at sites whose session at the authority has ended, whatever ended it. Codes that nobody will come with are forgotten.
pub(super) async fn over(pool: &PgPool) -> sqlx::Result<Vec<Over>> {
    query("delete from sso.code where until < session.now() - make_interval(secs => $1)")
        .bind(REMEMBERED.as_secs_f64())
        .execute(pool)
        .await?;
    query_as(concat!(
        "select s.sid, s.site from sso.login s
         where s.revoked or not exists (
             select from session.login l join session.record r on r.id = l.id join session.member m on m.id = l.member_id
             where l.handle = s.handle and ",
        live!(),
        ")
         limit 100"
    ))
    .fetch_all(pool)
    .await
}

/// The site knows.
pub(super) async fn forget(pool: &PgPool, sid: &str) -> sqlx::Result<()> {
    query("delete from sso.login where sid = $1")
        .bind(sid)
        .execute(pool)
        .await?;
    Ok(())
}
