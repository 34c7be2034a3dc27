//! Whatever is sent, nothing is lost and somebody says what was wrong.

use super::{Browser, GUEST_COOKIE, SKUS, open, quantities, run};
use crate::mall::{set_cookie, text};
use serde_json::json;

const NO_QUANTITIES: [&str; 13] = [
    "",
    "0",
    "-1",
    "−1",
    "100",
    "1000000000",
    "99999999999999999999999",
    "1.5",
    "1e1",
    "two",
    "两件",
    "🐼",
    "\0",
];

#[tokio::test]
async fn a_quantity_that_is_none_is_refused_and_not_forgotten() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "2");
    for typed in NO_QUANTITIES {
        let form = [("sku", SKUS[0]), ("quantity", typed)];
        for address in ["/api/mall/cart/add", "/api/mall/cart/set", "/api/mall/cart/undo"] {
            assert_eq!(
                guest.ask(address, &form),
                (422, json!({ "error": "quantity" })),
                "{address} {typed:?}"
            );
        }
        let page = guest.submit("/api/mall/cart/add", &form);
        assert!(
            page.contains("数量请填写 1 到 99 的整数") && page.contains("product__facts"),
            "{typed:?}"
        );
        assert!(page.contains("<title>出错了：北辰 X1"), "{typed:?}");
        if typed == "two" {
            assert!(page.contains("name=\"quantity\" value=\"two\""), "{page}");
            assert!(
                guest.page("/p/100101").contains("name=\"quantity\" value=\"1\""),
                "once"
            );
        }
        let page = guest.submit("/api/mall/cart/set", &form);
        assert!(
            page.contains("数量请填写 1 到 99 的整数") && page.contains("aria-invalid=\"true\""),
            "{typed:?}"
        );
        assert!(page.contains("<title>出错了：购物车</title>"), "{typed:?}");
        if typed == "two" {
            assert!(page.contains("value=\"two\""), "what was typed is still there");
        }
    }
    assert_eq!(quantities(&guest.cart()), [(100_101, 2)]);
    guest.ask("/api/mall/cart/set", &[("sku", SKUS[0]), ("quantity", "１２")]);
    assert_eq!(
        quantities(&guest.cart()),
        [(100_101, 12)],
        "full-width digits are digits"
    );
}

#[tokio::test]
async fn a_variant_that_is_none_is_told_so() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    for sku in [
        "",
        "7",
        "0",
        "-100101",
        "99999999999999999999",
        "x",
        "100101 or 1=1",
        "\0",
        "🐼",
    ] {
        let form = [("sku", sku), ("quantity", "1"), ("ticked", "1")];
        assert_eq!(
            guest.ask("/api/mall/cart/add", &form),
            (404, json!({ "error": "unknown" })),
            "{sku:?}"
        );
        let page = guest.submit("/api/mall/cart/add", &form);
        assert!(
            page.contains("这件商品已经下架") && page.contains("id=\"line-100101\""),
            "{sku:?}"
        );
        for form_name in ["set", "tick", "remove"] {
            let page = guest.submit(&format!("/api/mall/cart/{form_name}"), &form);
            assert!(page.contains("已经不在购物车里了"), "{form_name} {sku:?}");
        }
    }
    assert_eq!(quantities(&guest.cart()), [(100_101, 1)]);
}

#[tokio::test]
async fn a_cookie_that_is_none_or_two_opens_nothing_and_breaks_nothing() {
    let mall = open().await;
    let mut guests = [Browser::new(&mall), Browser::new(&mall)];
    for (guest, quantity) in guests.iter_mut().zip(["2", "3"]) {
        guest.add(SKUS[0], quantity);
    }
    let [one, two] = guests.each_ref().map(|guest| guest.cookies[GUEST_COOKIE].clone());
    let anybody = Browser::new(&mall);
    for (cookies, pieces) in [
        (format!("{GUEST_COOKIE}="), 0),
        (format!("{GUEST_COOKIE}=x"), 0),
        (format!("{GUEST_COOKIE}={}", "A".repeat(5_000)), 0),
        (format!("{GUEST_COOKIE}={}", "A".repeat(43)), 0),
        (format!("{GUEST_COOKIE}={one}; {GUEST_COOKIE}={two}"), 0),
        (format!("{GUEST_COOKIE}=x; {GUEST_COOKIE}={one}"), 2),
        (format!("{GUEST_COOKIE}={one}; {GUEST_COOKIE}={one}"), 2),
        (
            format!(
                "cfmall-cart={one}; cfmall-cart-pieces=🐼.guest; cfmall-cart-notice=!!; cfmall-added=e30"
            ),
            0,
        ),
    ] {
        let visitor = anybody.bringing(&cookies);
        let page = visitor.get("/cart");
        assert_eq!(page.status(), 200, "{cookies}");
        assert_eq!(text(page).contains("购物车还是空的"), pieces == 0, "{cookies}");
        assert_eq!(visitor.get("/p/100101").status(), 200);
    }
    // Who brings rubbish gets a good one with the first piece.
    let response = anybody
        .bringing(&format!("{GUEST_COOKIE}=x"))
        .post("/api/mall/cart/add", &[("sku", SKUS[0]), ("quantity", "1")]);
    assert!(set_cookie(&response, GUEST_COOKIE).is_some(), "{response:?}");
    for (guest, quantity) in guests.iter_mut().zip([2, 3]) {
        assert_eq!(quantities(&guest.cart()), [(100_101, quantity)]);
    }
}

#[tokio::test]
async fn any_name_is_text() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    for name in [
        "<script>alert(1)</script>",
        "🐼 \u{202e}מוצר",
        &"长".repeat(10_000),
    ] {
        sqlx::query("update mall.product set name_zh = $1 where id = 1001")
            .bind(name)
            .execute(mall.database.pool())
            .await
            .expect("renamed");
        let page = guest.page("/cart");
        assert!(
            page.contains(&name.replace('<', "&lt;").replace('>', "&gt;")),
            "{name:.40}"
        );
        assert!(!page.contains("<script>alert"), "{name:.40}");
        assert!(
            page.len() < 120_000,
            "buttons are not named in ten thousand characters: {}",
            page.len()
        );
        let page = guest.submit("/api/mall/cart/set", &[("sku", SKUS[0]), ("quantity", "2")]);
        assert!(page.contains("已选 2 件"));
    }
}

#[tokio::test]
async fn it_is_said_in_the_visitor_s_language() {
    let mall = open().await;
    run(&mall, "update mall.sku set stock = 0 where id = 100102").await;
    let mut guest = Browser::new(&mall);
    guest.cookies.insert("cfmall-locale".to_owned(), "en".to_owned());
    let page = guest.page("/cart");
    assert!(page.contains("Your cart is empty") && page.contains("<title>Cart</title>"));
    let page = guest.submit("/api/mall/cart/add", &[("sku", SKUS[0]), ("quantity", "1")]);
    assert!(page.contains("Added. There is 1 of it in your cart now.") && page.contains("Go to the cart"));
    let page = guest.submit("/api/mall/cart/add", &[("sku", SKUS[0]), ("quantity", "no")]);
    assert!(page.contains("A quantity is a whole number from 1 to 99."));
    let page = guest.submit("/api/mall/cart/add", &[("sku", SKUS[1]), ("quantity", "1")]);
    assert!(page.contains("The last one has just been sold."));
    let page = guest.page("/cart");
    assert!(page.contains("1 piece chosen") && page.contains("You are not logged in."));
    let page = guest.page("/p/100102");
    assert!(page.contains("disabled") && page.contains("Sold out for now"));
}

#[tokio::test]
async fn odd_bodies_are_answered() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    let cookie = format!("{GUEST_COOKIE}={}", guest.cookies[GUEST_COOKIE]);
    let long = format!("sku=100101&quantity={}", "9".repeat(60_000));
    for body in [
        "",
        "&&&===",
        "sku",
        "sku=100101",
        "quantity=1",
        "sku=%ff&quantity=%fe",
        "sku=100101&sku=100102&quantity=1",
        "sku=100101&quantity=1&quantity=2",
        "sku[]=100101&quantity=1",
        long.as_str(),
    ] {
        for form in ["add", "set", "undo"] {
            let headers = [
                ("origin", crate::mall::ORIGIN),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let response = guest.bringing(&cookie).send(
                "POST",
                &format!("/api/mall/cart/{form}"),
                &headers,
                body.into(),
            );
            let status = response.status().as_u16();
            assert!(matches!(status, 303 | 422), "{form} {body:.40}: {status}");
        }
    }
    assert_eq!(quantities(&guest.cart()), [(100_101, 1)]);
}
