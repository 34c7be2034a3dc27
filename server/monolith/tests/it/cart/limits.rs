//! Ninety-nine of a variant, a hundred lines.

use super::{Browser, SKUS, open, run};
use serde_json::json;

/// Fills every cart with lines of variants that are not among [`SKUS`], up to `lines`.
fn filled(lines: usize) -> String {
    format!(
        "insert into mall.cart_line (owner, sku_id, quantity, price_fen)
         select c.owner, s.id, 1, s.price_fen from mall.cart c
         cross join lateral (
             select id, price_fen from mall.sku where id not in (100101, 100102, 100201) order by id
             limit {lines} - (select count(*) from mall.cart_line l where l.owner = c.owner)
         ) s"
    )
}

#[tokio::test]
async fn there_are_99_of_a_variant_at_most() {
    let mall = open().await;
    run(&mall, "update mall.sku set stock = 99").await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "98");
    assert_eq!(guest.add(SKUS[0], "1").1["limited"], false);
    assert_eq!(
        guest.add(SKUS[0], "1"),
        (200, json!({ "quantity": 99, "pieces": 99, "limited": true }))
    );
    let page = guest.submit("/api/mall/cart/add", &[("sku", SKUS[0]), ("quantity", "5")]);
    assert!(page.contains("每种商品最多 99 件"));
}

#[tokio::test]
async fn there_are_100_lines_at_most() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    run(&mall, &filled(100)).await;
    assert_eq!(guest.add(SKUS[1], "1"), (409, json!({ "error": "full" })));
    let page = guest.submit("/api/mall/cart/add", &[("sku", SKUS[1]), ("quantity", "1")]);
    assert!(page.contains("购物车最多放 100 种商品"));
    let undo = [("sku", SKUS[1]), ("quantity", "1"), ("ticked", "1")];
    assert_eq!(
        guest.ask("/api/mall/cart/undo", &undo),
        (409, json!({ "error": "full" }))
    );
    assert_eq!(guest.add(SKUS[0], "1").1["quantity"], 2, "more of what is in it");
    assert_eq!(guest.cart()["lines"].as_array().map(Vec::len), Some(100));
}

#[tokio::test]
async fn what_does_not_fit_at_the_login_waits_until_it_does() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.add(SKUS[0], "1");
    run(&mall, &filled(99)).await;
    let mut guest = Browser::new(&mall);
    for sku in SKUS {
        guest.add(sku, "1");
    }
    guest.log_in("zhangsan");
    let page = guest.page("/cart");
    assert!(page.contains("购物车已满 100 种") && page.contains("还有 1 种没有放进来"));
    assert!(page.contains("登录前选的 2 种商品已放进你的购物车"));
    let cart = guest.cart();
    assert_eq!(cart["lines"].as_array().map(Vec::len), Some(100));
    assert_eq!(cart["lines"][0]["sku"], 100_201, "the newest goes first");
    guest.ask("/api/mall/cart/remove", &[("sku", SKUS[2])]);
    let lines = guest.cart()["lines"].as_array().map(Vec::len);
    assert_eq!(lines, Some(100), "the one that waited is in");
    assert!(!guest.page("/cart").contains("没有放进来"));
}

/// In a browser, where the page that follows offers to put it back.
#[tokio::test]
async fn what_waits_does_not_take_the_place_of_what_can_be_put_back() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.add(SKUS[0], "1");
    run(&mall, &filled(100)).await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[1], "1");
    guest.log_in("zhangsan");
    assert!(guest.page("/cart").contains("还有 1 种没有放进来"));
    let page = guest.submit("/api/mall/cart/remove", &[("sku", SKUS[0])]);
    assert!(page.contains("/api/mall/cart/undo"), "{page}");
    let undo = [("sku", SKUS[0]), ("quantity", "1"), ("ticked", "1")];
    let page = guest.submit("/api/mall/cart/undo", &undo);
    assert!(page.contains("quantity-100101"), "it is back: {page}");
    guest.submit("/api/mall/cart/remove", &[("sku", SKUS[0])]);
    let page = guest.page("/cart");
    assert!(
        page.contains("quantity-100102"),
        "the one that waited is in: {page}"
    );
}
