//! Adding, changing and taking out, with forms and with scripts.

use super::{Browser, GUEST_COOKIE, SKUS, count, open, quantities};
use crate::mall::{header, set_cookie};
use serde_json::json;

#[tokio::test]
async fn a_guest_has_a_cart_without_a_session_and_its_secret_is_not_stored() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    let response = guest.post("/api/mall/cart/add", &[("sku", SKUS[0]), ("quantity", "2")]);
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (303, "/p/100101")
    );
    let cookie = set_cookie(&response, GUEST_COOKIE).expect("a cookie").to_owned();
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    assert_eq!(
        attributes,
        "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000"
    );
    let secret = pair.split_once('=').expect("a value").1;
    assert_eq!(secret.len(), 43);

    let page = guest.page("/p/100101");
    assert!(page.contains("已加入购物车，车里现有 2 件") && page.contains("href=\"/cart\""));
    let again = guest.page("/p/100101");
    assert!(!again.contains("车里现有 2 件"), "said once");
    assert_eq!(
        quantities(&guest.cart()),
        [(100_101, 2)],
        "a reload adds nothing and loses nothing"
    );

    assert_eq!(mall.sessions().await, 0);
    let stored: Vec<String> = sqlx::query_scalar("select t::text from mall.cart t")
        .fetch_all(mall.database.pool())
        .await
        .expect("the carts");
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains(secret), "{stored:?}");
}

#[tokio::test]
async fn whoever_only_looks_is_given_nothing() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    for page in ["/", "/p/100101", "/cart"] {
        guest.page(page);
    }
    guest.ask("/api/mall/cart/tick-all", &[("ticked", "1")]);
    guest.add("100101", "none");
    assert!(!guest.cookies.contains_key(GUEST_COOKIE), "{:?}", guest.cookies);
    assert_eq!(count(&mall, "mall.cart").await, 0);
}

#[tokio::test]
async fn every_form_changes_what_it_says() {
    let mall = open().await;
    for mut visitor in [Browser::new(&mall), Browser::of(&mall, "zhangsan")] {
        for sku in SKUS {
            visitor.submit("/api/mall/cart/add", &[("sku", sku), ("quantity", "1")]);
        }
        let page = visitor.submit("/api/mall/cart/set", &[("sku", SKUS[0]), ("quantity", "3")]);
        assert!(page.contains("已选 5 件") && page.contains("¥50"), "set");
        let page = visitor.submit("/api/mall/cart/tick", &[("sku", SKUS[1]), ("ticked", "0")]);
        assert!(page.contains("已选 4 件") && page.contains("¥40"), "unticked");
        let page = visitor.submit("/api/mall/cart/tick-all", &[("ticked", "0")]);
        assert!(
            page.contains("已选 0 件") && page.contains("¥0"),
            "nothing ticked"
        );
        let page = visitor.submit("/api/mall/cart/tick-all", &[("ticked", "1")]);
        assert!(page.contains("已选 5 件"), "everything ticked");

        visitor.submit("/api/mall/cart/tick", &[("sku", SKUS[0]), ("ticked", "0")]);
        let page = visitor.submit("/api/mall/cart/remove", &[("sku", SKUS[0])]);
        assert!(page.contains("已移出购物车") && page.contains("撤销"), "removed");
        assert_eq!(quantities(&visitor.cart()), [(100_102, 1), (100_201, 1)]);
        let undo = [("sku", SKUS[0]), ("quantity", "3"), ("ticked", "0")];
        for hidden in ["name=\"quantity\" value=\"3\"", "name=\"ticked\" value=\"0\""] {
            assert!(page.contains(hidden), "{hidden}");
        }
        // A second click finds the line there.
        for _ in 0..2 {
            let page = visitor.submit("/api/mall/cart/undo", &undo);
            assert!(
                page.contains("已放回购物车") && page.contains("已选 2 件"),
                "as it was"
            );
        }
        assert_eq!(
            quantities(&visitor.cart()),
            [(100_101, 3), (100_102, 1), (100_201, 1)]
        );
    }
}

#[tokio::test]
async fn scripts_are_answered_with_json_and_a_status() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    assert_eq!(
        guest.add(SKUS[0], "2"),
        (200, json!({ "quantity": 2, "pieces": 2, "limited": false }))
    );
    assert_eq!(
        guest.add(SKUS[2], "1"),
        (200, json!({ "quantity": 1, "pieces": 3, "limited": false }))
    );
    let (status, cart) = guest.ask("/api/mall/cart/set", &[("sku", SKUS[0]), ("quantity", "4")]);
    assert_eq!(
        (status, &cart["pieces"], &cart["total"]),
        (200, &json!(5), &json!(5_000))
    );
    assert_eq!(cart["lines"][0]["sku"], 100_201, "the newest first");
    let (status, cart) = guest.ask("/api/mall/cart/remove", &[("sku", SKUS[0])]);
    assert_eq!((status, &cart["pieces"]), (200, &json!(1)));
    let (status, cart) = guest.ask(
        "/api/mall/cart/undo",
        &[("sku", SKUS[0]), ("quantity", "4"), ("ticked", "1")],
    );
    assert_eq!((status, &cart["pieces"]), (200, &json!(5)));
    for (form, refused) in [
        ("set", json!({ "error": "not-in-cart" })),
        ("tick", json!({ "error": "not-in-cart" })),
        ("remove", json!({ "error": "not-in-cart" })),
        ("undo", json!({ "error": "unknown" })),
        ("add", json!({ "error": "unknown" })),
    ] {
        let address = format!("/api/mall/cart/{form}");
        assert_eq!(
            guest.ask(&address, &[("sku", "7"), ("quantity", "1")]),
            (404, refused),
            "{form}"
        );
    }
}
