//! Finding members, which is written down with the number of those that are found.

use super::sql::state;
use crate::operators::model::{FOUND_SIZE, Found, Summary};
use app_kernel::MemberId;
use app_session::Client;
use sqlx::{PgExecutor, PgPool};

/// What an operator has typed, in the ways in which it can be meant.
pub(super) struct Wanted {
    pub(super) number: Option<i64>,
    /// A phone in E.164, or an e-mail address in small letters.
    pub(super) reached: Option<String>,
    pub(super) user_name: String,
}

/// Finds the one member who is meant, and writes down whether there is one. No user name is a phone or an address, and one that is a number comes
/// before the member of that number.
pub(super) async fn find_exactly(
    pool: &PgPool,
    operator: MemberId,
    wanted: &Wanted,
    client: &Client,
) -> sqlx::Result<Option<MemberId>> {
    let mut transaction = pool.begin().await?;
    let found = sqlx::query_scalar!(
        "select id from auth.member where id = $1 or phone = $2 or email = $2 or lower(user_name) = lower($3)
         order by id = $1 limit 1",
        wanted.number,
        wanted.reached,
        wanted.user_name
    )
    .fetch_optional(&mut *transaction)
    .await?;
    note_search(&mut *transaction, operator, found.iter().len(), client).await?;
    transaction.commit().await?;
    Ok(found.map(MemberId))
}

/// Finds the members whose user names begin so, and writes down how many they are.
pub(super) async fn find(
    pool: &PgPool,
    operator: MemberId,
    beginning: &str,
    client: &Client,
) -> sqlx::Result<Found> {
    let mut transaction = pool.begin().await?;
    let rows = sqlx::query!(
        r#"
        select id, user_name, nickname,
               overlay(replace(phone, '+86', '') placing '****' from 4 for 4) as phone,
               regexp_replace(email, '^(.)[^@]*', '\1***') as email, disabled_at, deletion_due_at
        from auth.member
        where lower(user_name) like lower($1)
        order by lower(user_name)
        limit $2
        "#,
        format!("{}%", like_literally(beginning)),
        i64::try_from(FOUND_SIZE + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut *transaction)
    .await?;
    let more = rows.len() > FOUND_SIZE;
    let members: Vec<_> = rows
        .into_iter()
        .take(FOUND_SIZE)
        .map(|row| Summary {
            number: row.id,
            user_name: row.user_name,
            nickname: row.nickname,
            phone: row.phone,
            email: row.email,
            state: state(row.disabled_at, row.deletion_due_at),
        })
        .collect();
    note_search(&mut *transaction, operator, members.len(), client).await?;
    transaction.commit().await?;
    Ok(Found { members, more })
}

async fn note_search(
    executor: impl PgExecutor<'_>,
    operator: MemberId,
    found: usize,
    client: &Client,
) -> sqlx::Result<()> {
    sqlx::query!(
        "select auth.note_operator($1, 'searched', null, null, $2, $3::text::inet)",
        operator.0,
        i64::try_from(found).unwrap_or(i64::MAX),
        client.ip.map(|ip| ip.to_string())
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A text that stands for itself in a pattern of `like`.
fn like_literally(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            matches!(c, '\\' | '%' | '_')
                .then_some('\\')
                .into_iter()
                .chain([c])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::like_literally;

    #[test]
    fn what_is_typed_is_no_pattern() {
        assert_eq!(like_literally(r"50%_a\"), r"50\%\_a\\");
    }
}
