//! Members to try the mall with.

use super::{Hasher, operators::set_operator};
use app_kernel::{MemberId, MobileNumber, PasswordCost};
use app_part::Traffic;
use secrecy::SecretString;
use sqlx::PgPool;
use std::io::Write;

/// The password of every demo member.
pub const DEMO_PASSWORD: &str = "cfmall-demo";

/// The demo members: user name, phone number and nickname. The odd ones are there so that nobody forgets what a nickname can be.
pub const DEMO_MEMBERS: [(&str, &str, &str); 5] = [
    ("zhangsan", "13800000001", "张三"),
    ("lisi", "13800000002", "李四"),
    ("wangwu", "13800000003", "<b>王五</b> & 🐼"),
    ("layla", "13800000004", "ليلى \u{202e}💐"),
    (DEMO_OPERATOR, "13800000005", "小秦"),
];

/// The user name of the demo member who looks after the accounts of others.
const DEMO_OPERATOR: &str = "operator";

/// Creates the demo members that are missing. Safe to run any number of times, from several copies at once.
pub async fn seed(pool: &PgPool) -> anyhow::Result<()> {
    let present = sqlx::query_scalar!(r#"select count(*) as "count!" from auth.member where is_demo"#)
        .fetch_one(pool)
        .await?;
    if usize::try_from(present) == Ok(DEMO_MEMBERS.len()) {
        return Ok(());
    }
    let hasher = Hasher::new(PasswordCost::default(), &Traffic::default());
    let hash = hasher.hash(SecretString::from(DEMO_PASSWORD)).await?;
    for (user_name, phone, nickname) in DEMO_MEMBERS {
        sqlx::query!(
            "insert into auth.member (user_name, phone, nickname, password_hash, is_demo)
             values ($1, $2, $3, $4, true)
             on conflict do nothing",
            user_name,
            MobileNumber::parse(phone).map(|phone| phone.e164()),
            nickname,
            hash
        )
        .execute(pool)
        .await?;
    }
    let operator = sqlx::query_scalar!(
        "select id from auth.member where user_name = $1 and is_demo",
        DEMO_OPERATOR
    )
    .fetch_optional(pool)
    .await?;
    if let Some(operator) = operator {
        set_operator(pool, MemberId(operator), true).await?;
    }
    Ok(())
}

/// The sentence for whoever wants demo members where they cannot be.
pub(super) const REFUSAL: &str =
    "the demo members have a password that is in the README, and others can reach this mall";

/// Names the demo members, as whom anybody can log in. Where others than the developer can reach the mall, they cannot.
pub(super) async fn announce_demo_members(pool: &PgPool, demo: bool) -> anyhow::Result<()> {
    let names = sqlx::query_scalar!("select user_name from auth.member where is_demo order by id")
        .fetch_all(pool)
        .await?;
    if names.is_empty() {
        return Ok(());
    }
    let names = names.join(", ");
    if !demo {
        tracing::warn!(
            "{REFUSAL}: {names} cannot log in. To remove them: delete from auth.member where is_demo"
        );
        return Ok(());
    }
    // Standard output may be closed; that is no reason not to serve.
    let _ = writeln!(
        std::io::stdout(),
        "demo members: {names}; password: {DEMO_PASSWORD}"
    );
    Ok(())
}
