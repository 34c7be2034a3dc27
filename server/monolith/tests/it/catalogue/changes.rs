//! Changes that somebody else commits.

use super::{CATEGORY, FRONT, PRODUCT, PROMISED, one, run, shows};
use crate::mall::Mall;
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

#[tokio::test]
async fn a_change_is_on_every_copys_pages_within_a_second() {
    let mall = Mall::open().await;
    let other = mall.beside(&[]);
    let visitors = [mall.visitor(), other.visitor()];
    let leaf: String = one(
        &mall,
        "select slug from mall.category where id = (select category_id from mall.product where id = 1001)",
    )
    .await;
    let leaf = format!("/c/{leaf}");
    for visitor in &visitors {
        for page in [FRONT, PRODUCT, CATEGORY, leaf.as_str(), "/search?q=Zzz"] {
            for _ in 0..3 {
                visitor.get(page);
            }
        }
    }
    for (change, page, words) in [
        (
            "update mall.sku set price_fen = 1234567 where product_id = 1001",
            PRODUCT,
            "12,345",
        ),
        (
            "update mall.sku set price_fen = 7654321 where product_id = 1001",
            leaf.as_str(),
            "76,543",
        ),
        (
            "update mall.sku set stock = 0 where product_id = 1001",
            leaf.as_str(),
            "暂时缺货",
        ),
        (
            "update mall.sku set stock = 7 where id = 100101",
            PRODUCT,
            "仅剩 7 件",
        ),
        (
            "update mall.product set name_zh = '改名了' where id = 1001",
            leaf.as_str(),
            "改名了",
        ),
        (
            "update mall.product set name_en = 'Zzz' where id = 1001",
            "/search?q=Zzz",
            "class=\"card\"",
        ),
        (
            "update mall.product set description_zh = '说明改了' where id = 1001",
            PRODUCT,
            "说明改了",
        ),
        (
            "update mall.category set name_zh = '分类改了' where slug = 'phones-digital'",
            FRONT,
            "分类改了",
        ),
        (
            "update mall.product set category_id = (select max(id) from mall.category) where id = 1001",
            leaf.as_str(),
            "!改名了",
        ),
        (
            "delete from mall.product where id = 1002",
            "/p/100201",
            "!product__facts",
        ),
    ] {
        let is_there = |visitor| match words.strip_prefix('!') {
            Some(gone) => !shows(visitor, page, gone),
            None => shows(visitor, page, words),
        };
        assert!(!visitors.iter().any(is_there), "not yet: {change}");
        run(&mall, change).await;
        sleep(PROMISED);
        for (visitor, copy) in visitors.iter().zip(1..) {
            assert!(is_there(visitor), "copy {copy}, {page}: {change}");
        }
    }
}

#[tokio::test]
async fn a_change_is_seen_without_its_notification_too() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let listeners = "select count(*) from (
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like 'select version, %' and pid <> pg_backend_pid()) ended";
    for (price, yuan) in [
        (1_111_100, "11,111"),
        (2_222_200, "22,222"),
        (3_333_300, "33,333"),
    ] {
        for _ in 0..3 {
            visitor.get(PRODUCT);
        }
        // Who listened does not hear of it.
        let deadline = Instant::now() + Duration::from_secs(20);
        while one::<i64>(&mall, listeners).await == 0 {
            assert!(Instant::now() < deadline, "the copy does not follow");
        }
        run(
            &mall,
            &format!("update mall.sku set price_fen = {price} where product_id = 1001"),
        )
        .await;
        sleep(PROMISED);
        assert!(
            shows(&visitor, PRODUCT, yuan),
            "{yuan}, after the connection was cut"
        );
    }
    // Nobody is notified of anything any more.
    run(
        &mall,
        "create or replace function mall.raise_version() returns trigger language plpgsql security definer
         as 'begin update mall.catalogue set version = version + 1; return null; end'",
    )
    .await;
    for (price, yuan) in [(4_444_400, "44,444"), (5_555_500, "55,555")] {
        for _ in 0..3 {
            visitor.get(PRODUCT);
        }
        run(
            &mall,
            &format!("update mall.sku set price_fen = {price} where product_id = 1001"),
        )
        .await;
        sleep(PROMISED);
        assert!(shows(&visitor, PRODUCT, yuan), "{yuan}, without a notification");
    }
}
