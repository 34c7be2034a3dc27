//! What is stored is what `tower-sessions-sqlx-store` stores, so that its `PostgresStore` and ours can take turns.

use crate::world::{Browser, World, is, without_buckets};
use app_session::Token;
use serde_json::json;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
};

#[tokio::test]
async fn what_we_wrote_the_published_store_can_read() {
    let world = World::new().await;
    let [shop] = &world.shops_with(&without_buckets()).await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let secret: Id = browser.token().parse().expect("an id");
    let store = world.store();
    let fresh = store.load(&secret).await.expect("loaded").expect("it is there");
    assert!(fresh.data.is_empty(), "who it belongs to is written elsewhere");
    browser.set(shop, "k", "会话").await.ok();
    browser.increment(shop, "n").await.ok();
    let written = store.load(&secret).await.expect("loaded").expect("it is there");
    let expected = [("k".to_owned(), json!("会话")), ("n".to_owned(), json!(1))];
    assert_eq!(written.data, expected.into());
    assert_eq!(written.expiry_date, fresh.expiry_date);
    browser.post(shop, "/sign-out", &[]).await.ok();
    assert!(store.load(&secret).await.expect("loaded").is_none());
}

#[tokio::test]
async fn what_the_published_store_wrote_we_can_read() {
    let world = World::new().await;
    let [shop] = &world.shops_with(&without_buckets()).await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let secret: Id = browser.token().parse().expect("an id");
    let store = world.store();
    let values = [
        ("text", json!("会话 🐼")),
        ("null", json!(null)),
        ("whole", json!(u64::MAX)),
        ("negative", json!(i64::MIN)),
        ("fraction", json!(0.1)),
        ("nested", json!({ "list": [1, [2, { "three": [] }]], "": false })),
    ];
    let mut record: Record = store.load(&secret).await.expect("loaded").expect("it is there");
    record.data = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    store.save(&record).await.expect("saved");
    assert_eq!(browser.viewer(shop).await, is(&member));
    browser.set(shop, "ours", "too").await.ok();
    for (key, value) in &values {
        assert_eq!(&browser.value(shop, key).await, value, "{key}");
    }
    record.data.insert("ours".to_owned(), json!("too"));
    let again = store.load(&secret).await.expect("loaded").expect("it is there");
    assert_eq!(again, record);
}

/// Benchmarks and operators compute it in SQL.
#[tokio::test]
async fn the_stored_id_can_be_computed_in_sql() {
    let world = World::new().await;
    for _ in 0..20 {
        let browser = Browser::with(Id::default().to_string());
        let token = browser.token();
        let computed: String = world
            .value(&format!(
                "translate(rtrim(encode(substr(sha256('cfmall session id'::bytea
                     || decode(translate('{token}', '-_', '+/') || '==', 'base64')), 1, 16), 'base64'), '='), '+/', '-_')"
            ))
            .await;
        assert_eq!(computed, browser.id());
    }
}

/// Stored sessions depend on it, and the benchmark makes rows by the million with the formula above.
#[test]
fn the_hash_stays_what_it_is() {
    let token: Token = "AAAAAAAAAAAAAAAAAAAAAA".parse().expect("a token");
    assert_eq!(token.hashed("cfmall").as_str(), "TYe8g1LWTlM-ZUo0x9eLfQ");
}
