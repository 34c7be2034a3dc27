//! A server that follows another one.

use crate::home::{Home, SILENT, connect};
use anyhow::Result;

#[tokio::test]
async fn it_has_what_the_other_has_and_only_reads_until_it_is_promoted() -> Result<()> {
    let (home, other) = (Home::new(), Home::new());
    let primary = home.server().await?;
    let mut on_primary = connect(&primary).await?;
    sqlx::raw_sql("create table kept (number int); insert into kept values (1)")
        .execute(&mut on_primary)
        .await?;
    let follower = primary.follower(&other.options, SILENT).await?;
    let mut on_follower = connect(&follower).await?;
    let kept: i64 = sqlx::query_scalar("select count(*) from kept")
        .fetch_one(&mut on_follower)
        .await?;
    assert_eq!(kept, 1);
    let refused = sqlx::raw_sql("insert into kept values (2)")
        .execute(&mut on_follower)
        .await;
    assert!(refused.is_err_and(|error| error.to_string().contains("read-only")));
    sqlx::raw_sql("select pg_promote()")
        .execute(&mut on_follower)
        .await?;
    sqlx::raw_sql("insert into kept values (2)")
        .execute(&mut on_follower)
        .await?;
    Ok(())
}
