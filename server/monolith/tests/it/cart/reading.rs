//! Prices, names and stocks are the catalogue's at the moment of reading.

use super::{Browser, SKUS, count, open, quantities, run};
use serde_json::json;

#[tokio::test]
async fn what_a_client_says_of_a_price_is_not_read() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    let form = [
        ("sku", SKUS[0]),
        ("quantity", "1"),
        ("price", "1"),
        ("price_fen", "1"),
        ("total", "0"),
        ("name", "free"),
        ("stock", "1000000"),
    ];
    guest.ask("/api/mall/cart/add", &form);
    let (_, cart) = guest.ask("/api/mall/cart/set", &form);
    assert_eq!(
        (&cart["total"], &cart["lines"][0]["product"]["price"]),
        (&json!(1_000), &json!(1_000))
    );
    assert!(!cart.to_string().contains("free"));
}

#[tokio::test]
async fn a_change_of_price_is_said_and_counts_at_once() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "2");
    assert!(!guest.page("/cart").contains("比加入时"));
    run(&mall, "update mall.sku set price_fen = 850 where id = 100101").await;
    let page = guest.page("/cart");
    assert!(
        page.contains("比加入时便宜了 ¥1.50") && page.contains("¥17"),
        "cheaper"
    );
    run(&mall, "update mall.sku set price_fen = 1200 where id = 100101").await;
    let page = guest.page("/cart");
    assert!(
        page.contains("比加入时贵了 ¥2.00") && page.contains("¥24"),
        "dearer"
    );
    guest.add(SKUS[0], "1");
    assert!(
        !guest.page("/cart").contains("比加入时"),
        "who adds again has seen the price"
    );
}

#[tokio::test]
async fn a_change_of_price_is_still_said_after_the_carts_are_one() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.add(SKUS[0], "1");
    run(&mall, "update mall.sku set price_fen = 1200 where id = 100101").await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    guest.log_in("zhangsan");
    let page = guest.page("/cart");
    assert!(
        page.contains("比加入时贵了 ¥2.00") && page.contains("已选 2 件"),
        "{page}"
    );
}

#[tokio::test]
async fn what_cannot_be_bought_is_said_and_not_in_the_total() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    for sku in SKUS {
        guest.add(sku, "3");
    }
    run(
        &mall,
        "update mall.sku set stock = 2 where id = 100101; update mall.sku set stock = 0 where id = 100102",
    )
    .await;
    let page = guest.page("/cart");
    assert!(page.contains("只剩 2 件，请减少数量") && page.contains("暂时缺货，不计入合计"));
    assert!(page.contains("已选 3 件"), "only the third");
    assert_eq!(guest.cart()["total"], 3_000);
    guest.ask("/api/mall/cart/set", &[("sku", SKUS[0]), ("quantity", "2")]);
    assert!(guest.page("/cart").contains("仅剩 2 件"));
    assert_eq!(guest.cart()["total"], 5_000);

    run(&mall, "delete from mall.product where id = 1002").await;
    let page = guest.page("/cart");
    assert!(page.contains("已下架的商品（编号 100201）") && page.contains("商品已下架，不计入合计"));
    assert_eq!(guest.cart()["total"], 2_000);
    assert_eq!(guest.add(SKUS[1], "1"), (409, json!({ "error": "sold-out" })));
    assert_eq!(guest.add(SKUS[2], "1"), (404, json!({ "error": "unknown" })));
    guest.submit("/api/mall/cart/remove", &[("sku", SKUS[2])]);
    guest.submit("/api/mall/cart/remove", &[("sku", SKUS[1])]);
    let page = guest.submit(
        "/api/mall/cart/undo",
        &[("sku", SKUS[1]), ("quantity", "3"), ("ticked", "1")],
    );
    assert!(
        page.contains("已放回购物车"),
        "sold out, and put back all the same"
    );
    let page = guest.submit(
        "/api/mall/cart/undo",
        &[("sku", SKUS[2]), ("quantity", "3"), ("ticked", "1")],
    );
    assert!(page.contains("这件商品已经下架"), "nothing to put back");
}

#[tokio::test]
async fn who_adds_more_than_is_left_is_told_at_once() {
    let mall = open().await;
    run(&mall, "update mall.sku set stock = 2 where id = 100101").await;
    let mut guest = Browser::new(&mall);
    let page = guest.submit("/api/mall/cart/add", &[("sku", SKUS[0]), ("quantity", "50")]);
    assert!(page.contains("车里现有 50 件，但只剩 2 件可买"), "{page}");
    assert_eq!(
        guest.add(SKUS[0], "1"),
        (
            200,
            json!({ "quantity": 51, "pieces": 51, "limited": false, "left": 2 })
        )
    );
    guest.ask("/api/mall/cart/set", &[("sku", SKUS[0]), ("quantity", "1")]);
    let enough = json!({ "quantity": 2, "pieces": 2, "limited": false });
    assert_eq!(guest.add(SKUS[0], "1"), (200, enough), "as many as there are");
}

#[tokio::test]
async fn a_guest_s_cart_lives_for_thirty_days_after_its_last_use() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    let passed = |days| format!("update mall.cart set used_at = now() - interval '{days} days'");
    // Looking at it is using it.
    for _ in 0..3 {
        run(&mall, &passed(29)).await;
        assert_eq!(guest.cart()["pieces"], 1);
    }
    assert_eq!(
        app_mall::server::sweep_carts(mall.database.pool())
            .await
            .expect("swept"),
        0
    );
    run(&mall, &passed(31)).await;
    assert_eq!(guest.cart()["pieces"], 0);
    guest.add(SKUS[1], "1");
    assert_eq!(
        quantities(&guest.cart()),
        [(100_102, 1)],
        "what is over does not come back"
    );

    let mut member = Browser::of(&mall, "lisi");
    member.add(SKUS[0], "1");
    run(&mall, &passed(31)).await;
    run(&mall, "insert into mall.cart select 'guest ' || lpad(n::text, 43, '0'), now() - interval '40 days' from generate_series(1, 2500) n").await;
    assert_eq!(
        app_mall::server::sweep_carts(mall.database.pool())
            .await
            .expect("swept"),
        2_501
    );
    assert_eq!(count(&mall, "mall.cart").await, 1);
    assert_eq!(member.cart()["pieces"], 1, "a member's lives for a year");
}
