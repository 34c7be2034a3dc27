//! Nothing that is stored can be presented as a cookie.

use crate::world::{Browser, World, is};
use app_session::{Token, Viewer};
use futures::future::join_all;
use std::collections::BTreeSet;
use tower_sessions::session::Id;

/// Every value of every column of every table of the schema, as text; bytes in hexadecimal.
async fn everything(world: &World) -> Vec<String> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns where table_schema = 'session'",
    )
    .fetch_all(world.owner())
    .await
    .expect("columns");
    assert!(columns.len() > 25, "{columns:?}");
    let mut values = Vec::new();
    for (table, column) in columns {
        let query = format!("select {column}::text from session.{table} where {column} is not null");
        let found: Vec<String> = sqlx::query_scalar(&query)
            .fetch_all(world.owner())
            .await
            .unwrap_or_else(|error| panic!("{query}: {error}"));
        values.extend(found);
    }
    values
}

/// All that somebody who reads `value` could make a cookie of: it and its parts, decoded and encoded in every way.
fn attempts(value: &str) -> BTreeSet<String> {
    let mut attempts = BTreeSet::from([value.to_owned()]);
    let hex = value.trim_start_matches("\\x").replace('-', "");
    let mut bytes = vec![value.as_bytes().to_vec()];
    bytes.extend(from_hex(&hex));
    bytes.extend(value.parse::<Id>().map(|id| id.0.to_le_bytes().to_vec()));
    for bytes in bytes {
        // Halves, and all others of the length of an id, in both orders of bytes.
        for part in bytes.windows(16).chain(bytes.chunks(16)).chain(bytes.chunks(8)) {
            let mut id = [0; 16];
            id[..part.len()].copy_from_slice(part);
            attempts.insert(Id(i128::from_le_bytes(id)).to_string());
            attempts.insert(Id(i128::from_be_bytes(id)).to_string());
        }
        attempts.extend(
            bytes
                .windows(22)
                .filter_map(|part| String::from_utf8(part.to_vec()).ok()),
        );
    }
    attempts
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[tokio::test]
async fn i9_whoever_reads_all_tables_can_sign_in_as_nobody() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browsers = Vec::new();
    for number in 0..3 {
        let mut browser = Browser::of(&member, shop).await;
        browser.set(shop, "k", "v").await.ok();
        if number > 0 {
            // Rows of every kind: tombstones, events, a record that was written by another statement.
            let before = browser.clone();
            browser.post(shop, "/confirm", &[]).await.ok();
            before.clone().viewer(shop).await;
        }
        browsers.push(browser);
    }
    Browser::of(&member, shop)
        .await
        .post(shop, "/sign-out", &[])
        .await
        .ok();

    let mut attempts: BTreeSet<_> = everything(&world)
        .await
        .iter()
        .flat_map(|value| attempts(value))
        .collect();
    for browser in &browsers {
        assert!(!attempts.contains(browser.token()), "the cookie itself is stored");
        assert!(attempts.contains(&browser.id()), "what is stored is tried");
    }
    attempts.retain(|attempt| attempt.parse::<Token>().is_ok());
    assert!(attempts.len() > 100, "{}", attempts.len());
    let attempts: Vec<_> = attempts.into_iter().collect();
    for some in attempts.chunks(200) {
        let viewers = some.iter().map(|attempt| async move {
            let mut thief = Browser::with(attempt);
            (attempt, thief.viewer(shop).await)
        });
        for (attempt, viewer) in join_all(viewers).await {
            assert_eq!(viewer, Viewer::Guest, "{attempt}");
        }
    }
    for browser in &mut browsers {
        assert_eq!(
            browser.viewer(shop).await,
            is(&member),
            "the cookie itself is good"
        );
    }
}
