//! Statements about what is known of a member.

use super::{Account, Code, Device, Entry, Identity, OperatorAction, Passkey};
use app_kernel::MemberId;
use sqlx::PgConnection;
use time::OffsetDateTime;

/// The time by the database's clock, and the account; none if it is gone.
pub(super) async fn account(
    connection: &mut PgConnection,
    member: MemberId,
) -> sqlx::Result<Option<(OffsetDateTime, Account)>> {
    let row = sqlx::query!(
        r#"select clock_timestamp() as "made_at!", m.id, m.user_name, m.nickname, m.phone, m.email, m.picture, m.language, m.created_at,
                  m.phone_since, m.email_since, m.password_since, logins.at[1] as "latest_login_at?", logins.at[2] as "login_before_at?"
           from auth.member m
           cross join (
               select array(select l.at from auth.activity l where l.member_id = $1 and l.kind = 'login' order by l.id desc limit 2) as at
           ) logins
           where m.id = $1"#,
        member.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| {
        let account = Account {
            number: row.id,
            user_name: row.user_name,
            nickname: row.nickname,
            phone: row.phone,
            email: row.email,
            picture: row.picture,
            language: row.language,
            created_at: row.created_at,
            phone_since: row.phone_since,
            email_since: row.email_since,
            password_since: row.password_since,
            latest_login_at: row.latest_login_at,
            login_before_at: row.login_before_at,
        };
        (row.made_at, account)
    }))
}

/// The devices on which the member has logged in with the password, the last one first.
pub(super) async fn known_devices(
    connection: &mut PgConnection,
    member: MemberId,
) -> sqlx::Result<Vec<Device>> {
    sqlx::query_as!(
        Device,
        "select last_used_at from auth.known_device where member_id = $1 order by last_used_at desc",
        member.0
    )
    .fetch_all(connection)
    .await
}

/// What happened to the account, the newest first.
pub(super) async fn activity(connection: &mut PgConnection, member: MemberId) -> sqlx::Result<Vec<Entry>> {
    sqlx::query_as!(
        Entry,
        "select at, kind, reason, host(ip) as address, user_agent as browser
         from auth.activity where member_id = $1 order by id desc",
        member.0
    )
    .fetch_all(connection)
    .await
}

/// The codes that were sent to the account's phone and e-mail address, the newest first.
pub(super) async fn codes(connection: &mut PgConnection, member: MemberId) -> sqlx::Result<Vec<Code>> {
    sqlx::query_as!(
        Code,
        "select c.purpose, c.phone as sent_to, c.sent_at, c.expires_at, c.used_at
         from auth.code c join auth.member m on c.phone in (m.phone, m.email)
         where m.id = $1 order by c.sent_at desc",
        member.0
    )
    .fetch_all(connection)
    .await
}

/// The member's identities at other providers, in the order in which they were linked.
pub(super) async fn identities(
    connection: &mut PgConnection,
    member: MemberId,
) -> sqlx::Result<Vec<Identity>> {
    sqlx::query_as!(
        Identity,
        "select issuer, subject, linked_at, last_used_at from auth.identity where member_id = $1 order by id",
        member.0
    )
    .fetch_all(connection)
    .await
}

/// The member's passkeys, in the order in which they were added.
pub(super) async fn passkeys(connection: &mut PgConnection, member: MemberId) -> sqlx::Result<Vec<Passkey>> {
    sqlx::query_as!(
        Passkey,
        "select name, created_at as added_at, last_used_at from auth.passkey where member_id = $1 order by id",
        member.0
    )
    .fetch_all(connection)
    .await
}

/// What operators did to the member's account, and read of it, the newest first.
pub(super) async fn operator_actions(
    connection: &mut PgConnection,
    member: MemberId,
) -> sqlx::Result<Vec<OperatorAction>> {
    sqlx::query_as!(
        OperatorAction,
        "select at, kind, reason from auth.operator_action where member_id = $1 order by id desc",
        member.0
    )
    .fetch_all(connection)
    .await
}
