//! What passwords are hashed with is another thing than it was.

use super::PASSWORD;
use crate::{
    mall::{Mall, Visitor},
    query::until,
};

const COST: &str = "m=12288,t=3,p=1";
const BEFORE: &str = "m=19456,t=2,p=1";

fn log_in(visitor: &Visitor) -> u16 {
    let form = [("account", "zhangsan"), ("password", PASSWORD)];
    visitor
        .as_script()
        .post("/api/auth/login", &form)
        .status()
        .as_u16()
}

#[tokio::test]
async fn the_next_login_hashes_anew_and_nobody_is_logged_out() {
    let mall = Mall::open().await;
    // What demo members have is left as it is.
    sqlx::query("update auth.member set is_demo = false where user_name = 'zhangsan'")
        .execute(mall.database.pool())
        .await
        .expect("a member like others");
    let session = mall.member("zhangsan");
    let dearer = mall.beside(&[("PASSWORD_COST", COST)]);
    let hash = |of: &str| {
        format!("select split_part(password_hash, '$', 4) from auth.member where user_name = '{of}'")
    };
    until(&mall, &hash("zhangsan"), BEFORE).await;

    dearer.member("lisi");
    assert_eq!(log_in(&dearer.visitor()), 200);
    until(&mall, &hash("zhangsan"), COST).await;
    assert_eq!(session.viewer()["nickname"], "张三", "it is the same password");
    // Hashes are made in turn: this one would have been before.
    until(&mall, &hash("lisi"), BEFORE).await;

    // While copies of both configurations run, each does it its own way.
    assert_eq!(log_in(&mall.visitor()), 200);
    until(&mall, &hash("zhangsan"), BEFORE).await;
}
