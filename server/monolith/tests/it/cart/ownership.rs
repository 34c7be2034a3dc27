//! Nobody reads, changes or merges another's cart.

use super::{Browser, GUEST_COOKIE, SKUS, count, open, quantities};
use crate::mall::{Mall, text};
use serde_json::json;

const FORMS: [&str; 6] = ["add", "set", "tick", "tick-all", "remove", "undo"];

#[tokio::test]
async fn no_form_reaches_another_s_cart() {
    let mall = open().await;
    let mut victims = [Browser::of(&mall, "zhangsan"), Browser::new(&mall)];
    for victim in &mut victims {
        victim.add(SKUS[0], "5");
    }
    let owners: Vec<String> = sqlx::query_scalar("select owner from mall.cart order by owner")
        .fetch_all(mall.database.pool())
        .await
        .expect("owners");
    for mut attacker in [Browser::of(&mall, "lisi"), Browser::new(&mall)] {
        for owner in &owners {
            for form in FORMS {
                let address = format!("/api/mall/cart/{form}");
                let fields = [
                    ("sku", SKUS[0]),
                    ("quantity", "9"),
                    ("ticked", "0"),
                    ("owner", owner.as_str()),
                    ("member", "1"),
                    ("member_id", "1"),
                    ("cart", owner.as_str()),
                ];
                attacker.ask(&address, &fields);
            }
            let query = app_kernel::path::query(&[("owner", owner), ("member", "1")]);
            assert!(!attacker.page(&format!("/cart?{query}")).contains("value=\"5\""));
        }
    }
    for victim in &mut victims {
        let cart = victim.cart();
        assert_eq!(
            (quantities(&cart), &cart["chosen"]),
            (vec![(100_101, 5)], &json!(5))
        );
    }
}

#[tokio::test]
async fn a_member_who_was_logged_out_is_told_so_and_not_that_the_cart_is_empty() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.add(SKUS[0], "2");
    let shown_to = "name=\"shown_to\" value=\"member\"";
    let forms = member.page("/cart").matches(shown_to).count();
    assert_eq!(forms, 6, "tick, less, number, more, remove, tick all");
    let undo = member.submit("/api/mall/cart/remove", &[("sku", SKUS[0])]);
    assert!(undo.contains(shown_to), "undo");
    member.add(SKUS[0], "2");
    member.clone().log_out();

    for form in ["set", "tick", "tick-all", "remove", "undo"] {
        let address = format!("/api/mall/cart/{form}");
        let fields = [
            ("shown_to", "member"),
            ("sku", SKUS[0]),
            ("quantity", "3"),
            ("ticked", "0"),
        ];
        assert_eq!(
            member.ask(&address, &fields),
            (401, json!({ "error": "login-needed" })),
            "{form}"
        );
        let page = member.submit(&address, &fields);
        assert!(
            page.contains("你已经退出登录，刚才的改动没有保存") && page.contains("/login?next="),
            "{form}"
        );
        assert!(
            !page.contains(shown_to) && !page.contains("不在购物车里") && !page.contains("购物车还是空的"),
            "{form}"
        );
    }
    assert_eq!(count(&mall, "mall.cart").await, 1, "no guest's cart was made");
    assert!(
        member.page("/cart").contains("/login?next="),
        "the empty cart leads to the login"
    );
    member.log_in("zhangsan");
    let cart = member.cart();
    assert_eq!(
        (quantities(&cart), &cart["chosen"]),
        (vec![(100_101, 2)], &json!(2))
    );
}

#[tokio::test]
async fn what_is_stored_opens_nothing() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    let stored: String = sqlx::query_scalar("select owner from mall.cart")
        .fetch_one(mall.database.pool())
        .await
        .expect("an owner");
    let hash = stored.strip_prefix("guest ").expect("a guest's").to_owned();
    for mut thief in [Browser::new(&mall), Browser::of(&mall, "lisi")] {
        thief.cookies.insert(GUEST_COOKIE.to_owned(), hash.clone());
        assert_eq!(thief.cart()["pieces"], 0);
    }
    assert_eq!(guest.cart()["pieces"], 1);
}

#[tokio::test]
async fn other_sites_cannot_post_to_it() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    let cookie = format!("{GUEST_COOKIE}={}", guest.cookies[GUEST_COOKIE]);
    for form in FORMS {
        for origin in [
            "https://evil.example",
            "http://evil.cfmall.localhost:3000",
            "null",
        ] {
            let headers = [
                ("origin", origin),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let body = b"sku=100101&quantity=7&ticked=0".to_vec();
            let address = format!("/api/mall/cart/{form}");
            let response = guest.bringing(&cookie).send("POST", &address, &headers, body);
            assert_eq!(response.status(), 403, "{form} from {origin}");
        }
        let by_link = guest
            .bringing(&cookie)
            .get(&format!("/api/mall/cart/{form}?sku=100101&quantity=7"));
        assert_eq!(by_link.status(), 405, "{form}");
    }
    assert_eq!(quantities(&guest.cart()), [(100_101, 1)]);
}

#[tokio::test]
async fn during_an_outage_of_sessions_nobody_is_taken_for_a_guest() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.add(SKUS[0], "1");
    super::run(&mall, "alter table session.record rename to away").await;
    let response = member.get("/cart");
    assert_eq!(response.status(), 503);
    assert!(!text(response).contains("购物车还是空的"));
    assert_eq!(member.add(SKUS[1], "1"), (503, json!({ "error": "unavailable" })));
    super::run(&mall, "alter table session.away rename to record").await;
    assert_eq!(quantities(&member.cart()), [(100_101, 1)]);
}

#[tokio::test]
async fn the_roles_may_do_what_they_need_and_no_more() {
    let mall = open().await;
    Browser::of(&mall, "zhangsan").add(SKUS[0], "1");
    for (role, statement, allowed) in [
        ("cfmall_mall", "select * from mall.cart_line", true),
        ("cfmall_mall", "update mall.cart set used_at = used_at", true),
        (
            "cfmall_mall",
            "update mall.cart_line set quantity = quantity",
            true,
        ),
        ("cfmall_mall", "update mall.cart set owner = 'member 7'", false),
        (
            "cfmall_mall",
            "update mall.cart_line set owner = 'member 7'",
            false,
        ),
        ("cfmall_mall", "update mall.cart_line set sku_id = 1", false),
        ("cfmall_mall", "truncate mall.cart cascade", false),
        ("cfmall_auth", "select * from mall.cart", false),
        ("cfmall_auth", "select * from mall.cart_line", false),
        (
            "cfmall_auth",
            "select mall.cart_merge('member 1', 'member 2')",
            false,
        ),
        (
            "cfmall_auth",
            "select mall.cart_add('member 1', 100101, 1, true, false)",
            false,
        ),
    ] {
        assert_eq!(may(&mall, role, statement).await, allowed, "{role}: {statement}");
    }
}

async fn may(mall: &Mall, role: &str, statement: &str) -> bool {
    let mut transaction = mall.database.pool().begin().await.expect("a transaction");
    sqlx::raw_sql(&format!("set local role {role}"))
        .execute(&mut *transaction)
        .await
        .expect("the role");
    let done = sqlx::raw_sql(statement).execute(&mut *transaction).await;
    if let Err(error) = &done {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
    }
    done.is_ok()
}
