//! Statements about passkeys and ceremonies.

use app_kernel::{Member, MemberId};
use app_session::Client;
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;

/// A ceremony that begins.
pub(super) struct Beginning<'a> {
    pub(super) purpose: &'a str,
    pub(super) member: Option<MemberId>,
    pub(super) key: &'a str,
    pub(super) state: Value,
    /// The network that it comes from.
    pub(super) address: Option<String>,
}

/// Notes a ceremony. False if there were too many from its address.
pub(super) async fn begin(pool: &PgPool, beginning: &Beginning<'_>) -> sqlx::Result<bool> {
    let wait = sqlx::query_scalar!(
        r#"select extract(epoch from auth.passkey_begin($1, $2, $3, $4, $5))::float8 as "seconds?""#,
        beginning.purpose,
        beginning.member.map(|member| member.0),
        beginning.key,
        beginning.state,
        beginning.address
    )
    .fetch_one(pool)
    .await?;
    Ok(wait.is_none())
}

/// Uses a ceremony up: its state, or the word for what is in the way.
pub(super) async fn answer(
    pool: &PgPool,
    purpose: &str,
    member: Option<MemberId>,
    key: &str,
) -> sqlx::Result<Result<Value, String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", state from auth.passkey_answer($1, $2, $3)"#,
        purpose,
        member.map(|member| member.0),
        key
    )
    .fetch_one(pool)
    .await?;
    Ok(row.state.ok_or(row.verdict))
}

/// What authenticators know the member by, as a UUID; none if there is no such member.
pub(super) async fn handle(pool: &PgPool, member: MemberId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select auth.passkey_handle_of($1)::text as "handle?""#,
        member.0
    )
    .fetch_one(pool)
    .await
}

/// The member's user name.
pub(super) async fn user_name(pool: &PgPool, member: MemberId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select user_name from auth.member where id = $1", member.0)
        .fetch_optional(pool)
        .await
}

/// A passkey, with its member.
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) credential: Value,
    pub(super) member: Member,
    /// The version of the member's credentials.
    pub(super) version: i32,
    /// Whether the member may not log in.
    pub(super) disabled: bool,
}

/// The passkey with this id, if it is that of whoever has this handle, where one is said. Demo members only where they may log in. Nobody else can
/// use it until the transaction ends, so that its counter is compared with the last one.
pub(super) async fn find(
    connection: &mut PgConnection,
    credential_id: &[u8],
    handle: Option<String>,
    demo: bool,
) -> sqlx::Result<Option<Found>> {
    let row = sqlx::query!(
        r#"select p.id, p.credential, m.id as member, m.nickname, m.credentials_version,
                  m.disabled_at is not null or (m.is_demo and not $3) as "disabled!"
           from auth.passkey p
           join auth.member m on m.id = p.member_id
           join auth.passkey_handle h on h.member_id = p.member_id
           where p.credential_id = $1 and h.handle = coalesce($2::text::uuid, h.handle)
           for no key update of p"#,
        credential_id,
        handle,
        demo
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Found {
        id: row.id,
        credential: row.credential,
        member: Member {
            id: MemberId(row.member),
            nickname: row.nickname,
        },
        version: row.credentials_version,
        disabled: row.disabled,
    }))
}

/// Writes down that a passkey was used.
pub(super) async fn used(
    connection: &mut PgConnection,
    passkey: i64,
    credential: Value,
    logs_in: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "select auth.passkey_used($1, $2, $3)",
        passkey,
        credential,
        logs_in
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A passkey that is to be added.
pub(super) struct Adding<'a> {
    pub(super) member: MemberId,
    pub(super) credential_id: &'a [u8],
    pub(super) credential: Value,
    pub(super) name: &'a str,
    /// The most that a member may have.
    pub(super) most: i32,
    pub(super) client: &'a Client,
}

/// Adds a passkey: the word for what has become of it.
pub(super) async fn add(pool: &PgPool, adding: &Adding<'_>) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select auth.add_passkey($1, $2, $3, $4, $5, $6::text::inet, $7) as "verdict!""#,
        adding.member.0,
        adding.credential_id,
        adding.credential,
        adding.name,
        adding.most,
        adding.client.ip.map(|ip| ip.to_string()),
        adding.client.user_agent
    )
    .fetch_one(pool)
    .await
}

/// A passkey, as its member sees it.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) credential_id: Vec<u8>,
    pub(super) name: String,
    pub(super) created_at: OffsetDateTime,
    pub(super) last_used_at: Option<OffsetDateTime>,
}

/// The member's passkeys, in the order in which they were added.
pub(super) async fn list(executor: impl PgExecutor<'_>, member: MemberId) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        "select id, credential_id, name, created_at, last_used_at from auth.passkey where member_id = $1 order by id",
        member.0
    )
    .fetch_all(executor)
    .await
}

/// Gives a passkey another name. False if the member has no such passkey.
pub(super) async fn rename(pool: &PgPool, member: MemberId, passkey: i64, name: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update auth.passkey set name = $3 where member_id = $1 and id = $2",
        member.0,
        passkey,
        name
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A passkey that is to be taken away, and what else may let its member in.
pub(super) struct Removing<'a> {
    pub(super) member: MemberId,
    pub(super) passkey: i64,
    /// The issuers at which members can log in.
    pub(super) issuers: &'a [String],
    /// Whether codes are sent.
    pub(super) codes: bool,
    pub(super) client: &'a Client,
}

/// Takes a passkey away: the word for what has become of it.
pub(super) async fn remove(pool: &PgPool, removing: &Removing<'_>) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select auth.remove_passkey($1, $2, $3, $4, $5::text::inet, $6) as "verdict!""#,
        removing.member.0,
        removing.passkey,
        removing.issuers,
        removing.codes,
        removing.client.ip.map(|ip| ip.to_string()),
        removing.client.user_agent
    )
    .fetch_one(pool)
    .await
}
