//! Finding things.

use crate::mall::{Mall, text};

fn found(page: &str) -> usize {
    page.matches("class=\"card\"").count()
}

#[tokio::test]
async fn products_are_found_in_either_language() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let chinese = text(visitor.get("/search?q=%E8%80%B3%E6%9C%BA"));
    assert!(found(&chinese) >= 2, "耳机: {}", found(&chinese));
    let english = text(visitor.get("/search?q=KETTLE"));
    assert!(found(&english) >= 2, "KETTLE: {}", found(&english));
}

#[tokio::test]
async fn wildcards_are_characters_like_any_other() {
    let mall = Mall::open().await;
    for words in ["%25", "_", "%5C", "%25%25", "zzzz"] {
        assert_eq!(
            found(&text(mall.visitor().get(&format!("/search?q={words}")))),
            0,
            "{words}"
        );
    }
}

#[tokio::test]
async fn long_lists_have_pages() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let first = text(visitor.get("/search?q=a"));
    assert_eq!(found(&first), 24);
    assert!(first.contains("rel=\"next\"") && !first.contains("rel=\"prev\""));
    let second = text(visitor.get("/search?q=a&page=2"));
    assert!(found(&second) > 0 && second.contains("rel=\"prev\""));
    for page in ["0", "-1", "99", "9223372036854775807"] {
        let response = visitor.get(&format!("/search?q=a&page={page}"));
        assert_eq!(response.status(), 404, "page {page}");
    }
}

#[tokio::test]
async fn seeding_again_changes_nothing() {
    let mall = Mall::open().await;
    let pool = mall.database.pool();
    let fingerprint = "select md5(string_agg(t::text, '' order by t::text)) from (select id, price_fen, stock, choice::text from mall.sku union all select id, 0, 0, name_zh from mall.product) t";
    let before: String = sqlx::query_scalar(fingerprint)
        .fetch_one(pool)
        .await
        .expect("a fingerprint");
    app_mall::server::seed(pool).await.expect("seeded again");
    app_auth::server::seed(pool).await.expect("seeded again");
    let after: String = sqlx::query_scalar(fingerprint)
        .fetch_one(pool)
        .await
        .expect("a fingerprint");
    assert_eq!(before, after);
    let members: i64 = sqlx::query_scalar("select count(*) from auth.member")
        .fetch_one(pool)
        .await
        .expect("a count");
    assert_eq!(members, 4);
}
