//! Statements about attempts at providers and about identities.

use super::Purpose;
use app_kernel::{Member, MemberId};
use app_session::Client;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{PgExecutor, PgPool};
use time::OffsetDateTime;

/// An attempt that begins.
pub(super) struct Beginning<'a> {
    pub(super) provider: &'a str,
    pub(super) purpose: Purpose,
    pub(super) next: Option<&'a str>,
    pub(super) secret: &'a SecretString,
    pub(super) state: &'a str,
    /// The network that it comes from.
    pub(super) address: Option<String>,
}

/// Notes an attempt. False if there were too many from its address.
pub(super) async fn begin(pool: &PgPool, attempt: &Beginning<'_>) -> sqlx::Result<bool> {
    let wait = sqlx::query_scalar!(
        r#"select extract(epoch from auth.social_begin($1, $2, $3, $4, $5, $6, $7))::float8 as "seconds?""#,
        attempt.provider,
        attempt.purpose.name(),
        attempt.purpose.member().map(|member| member.0),
        attempt.next,
        attempt.secret.expose_secret(),
        attempt.state,
        attempt.address
    )
    .fetch_one(pool)
    .await?;
    Ok(wait.is_none())
}

/// An attempt whose browser has come back.
pub(super) struct Answered {
    /// Its number; none if it is good for nothing, for the reason in `verdict`.
    pub(super) reference: Option<i64>,
    pub(super) verdict: String,
    pub(super) purpose: Purpose,
    pub(super) next: Option<String>,
    pub(super) begun_at: OffsetDateTime,
}

/// Uses the attempt with this state up.
pub(super) async fn answer(
    pool: &PgPool,
    provider: &str,
    secret: &SecretString,
    state: &str,
) -> sqlx::Result<Answered> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", reference, purpose, member_id, next_page, begun_at
           from auth.social_answer($1, $2, $3)"#,
        provider,
        secret.expose_secret(),
        state
    )
    .fetch_one(pool)
    .await?;
    Ok(Answered {
        reference: row.reference,
        verdict: row.verdict,
        purpose: Purpose::read(row.purpose.as_deref(), row.member_id.map(MemberId)),
        next: row.next_page,
        begun_at: row.begun_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
    })
}

/// The member who has this identity, and the version of their credentials. Otherwise the word for what is in the way.
pub(super) async fn log_in(
    pool: &PgPool,
    issuer: &str,
    subject: &str,
    demo: bool,
) -> sqlx::Result<Result<(Member, i32), String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", member_id, nickname, version from auth.social_login($1, $2, $3)"#,
        issuer,
        subject,
        demo
    )
    .fetch_one(pool)
    .await?;
    Ok(match (row.member_id, row.nickname, row.version) {
        (Some(id), Some(nickname), Some(version)) => Ok((
            Member {
                id: MemberId(id),
                nickname,
            },
            version,
        )),
        _ => Err(row.verdict),
    })
}

/// Keeps what the provider has said of somebody who may make an account now.
pub(super) async fn may_register(
    pool: &PgPool,
    attempt: i64,
    (issuer, subject): (&str, &str),
    user_name: Option<&str>,
    nickname: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "select auth.social_may_register($1, $2, $3, $4, $5)",
        attempt,
        issuer,
        subject,
        user_name,
        nickname
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// An identity that nobody has, proved in this browser.
pub(crate) struct Newcomer {
    /// The number of the attempt.
    pub(crate) attempt: i64,
    /// The provider's word.
    pub(crate) provider: String,
    /// What the provider suggests as a user name, if it can be one.
    pub(crate) user_name: Option<String>,
    /// What the provider suggests as a nickname, if it can be one.
    pub(crate) nickname: Option<String>,
    /// The page on which the visitor goes on.
    pub(crate) next: Option<String>,
}

/// The last identity that was proved in this browser and may still have an account.
pub(super) async fn newcomer(pool: &PgPool, secret: &SecretString) -> sqlx::Result<Option<Newcomer>> {
    sqlx::query_as!(
        Newcomer,
        "select id as attempt, provider, suggested_user_name as user_name, suggested_nickname as nickname, next
         from auth.social_attempt
         where browser = auth.social_browser($1) and registers_until > clock_timestamp() and registered_at is null
         order by id desc limit 1",
        secret.expose_secret()
    )
    .fetch_optional(pool)
    .await
}

/// A member who is not one yet.
pub(super) struct Applicant<'a> {
    pub(super) attempt: i64,
    pub(super) secret: &'a SecretString,
    pub(super) user_name: &'a str,
    pub(super) look: &'a str,
    pub(super) nickname: &'a str,
    pub(super) client: &'a Client,
}

/// Makes a member of the applicant; otherwise the word for what is in the way.
pub(super) async fn register(
    pool: &PgPool,
    applicant: &Applicant<'_>,
) -> sqlx::Result<Result<MemberId, String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", member_id from auth.social_register($1, $2, $3, $4, $5, $6::text::inet, $7)"#,
        applicant.attempt,
        applicant.secret.expose_secret(),
        applicant.user_name,
        applicant.look,
        applicant.nickname,
        applicant.client.ip.map(|ip| ip.to_string()),
        applicant.client.user_agent
    )
    .fetch_one(pool)
    .await?;
    Ok(row.member_id.map(MemberId).ok_or(row.verdict))
}

/// Links an identity to a member: the word for what has become of it.
pub(super) async fn link(
    pool: &PgPool,
    member: MemberId,
    provider: &str,
    (issuer, subject): (&str, &str),
    client: &Client,
) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select auth.link_identity($1, $2, $3, $4, $5::text::inet, $6) as "verdict!""#,
        member.0,
        provider,
        issuer,
        subject,
        client.ip.map(|ip| ip.to_string()),
        client.user_agent
    )
    .fetch_one(pool)
    .await
}

/// An identity to be taken away, and what else may let its member in.
pub(super) struct Unlinking<'a> {
    pub(super) member: MemberId,
    pub(super) provider: &'a str,
    pub(super) issuer: &'a str,
    /// The issuers at which members can log in at all.
    pub(super) issuers: &'a [String],
    /// Whether codes are sent.
    pub(super) codes: bool,
    pub(super) client: &'a Client,
}

/// Takes an identity away from its member: the word for what has become of it.
pub(super) async fn unlink(pool: &PgPool, unlinking: &Unlinking<'_>) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select auth.unlink_identity($1, $2, $3, $4, $5, $6::text::inet, $7) as "verdict!""#,
        unlinking.member.0,
        unlinking.provider,
        unlinking.issuer,
        unlinking.issuers,
        unlinking.codes,
        unlinking.client.ip.map(|ip| ip.to_string()),
        unlinking.client.user_agent
    )
    .fetch_one(pool)
    .await
}

/// Whether this identity is the member's.
pub(super) async fn is_of(
    pool: &PgPool,
    member: MemberId,
    (issuer, subject): (&str, &str),
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
            select from auth.identity where member_id = $1 and issuer = $2 and subject = $3
        ) as "is_of!""#,
        member.0,
        issuer,
        subject
    )
    .fetch_one(pool)
    .await
}

/// The issuers at which the member has identities, and since when.
pub(super) async fn identities(
    executor: impl PgExecutor<'_>,
    member: MemberId,
) -> sqlx::Result<Vec<(String, OffsetDateTime)>> {
    let rows = sqlx::query!(
        "select issuer, linked_at from auth.identity where member_id = $1 order by id",
        member.0
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.issuer, row.linked_at)).collect())
}

/// Whether the member has a password.
pub(super) async fn has_password(executor: impl PgExecutor<'_>, member: MemberId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from auth.member where id = $1 and password_hash is not null) as "has!""#,
        member.0
    )
    .fetch_one(executor)
    .await
}
