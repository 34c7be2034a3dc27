//! A member's orders: the list, the page of one, and what may be done with it.

mod machine;
mod words;

use crate::{
    browser::Browser,
    mall::{Mall, header, text},
    query::{ask, run},
};

const CANCEL: &str = "/api/mall/orders/cancel";
const RECEIVE: &str = "/api/mall/orders/receive";
const AGAIN: &str = "/api/mall/orders/again";

/// A mall in which each variant costs ten yuan, there are a thousand of it, and zhangsan has an address.
async fn open() -> Mall {
    let mall = Mall::open().await;
    run(
        &mall,
        "update mall.sku set price_fen = 1000, stock = 1000; update mall.product set grams = 250;
         select mall.address_add(m.id, '张三', '13800000001', '440305', '科技园路 1 号', true)
         from auth.member m where m.user_name = 'zhangsan'",
    )
    .await;
    mall
}

/// Places an order of zhangsan's for two pieces of each of two variants. Its number.
async fn order(mall: &Mall, confirmation: &str) -> String {
    run(
        mall,
        "insert into mall.cart (owner) select 'member ' || id from auth.member where user_name = 'zhangsan' on conflict do nothing;
         insert into mall.cart_line (owner, sku_id, quantity, price_fen)
         select 'member ' || id, sku, 2, 1000 from auth.member, unnest(array[100101, 100201]) sku where user_name = 'zhangsan'",
    )
    .await;
    ask(
        mall,
        &format!(
            "select number from auth.member m, mall.checkout_total(m.id, null, null, '44') t,
                    mall.order_place(m.id, '{confirmation}', t.shown_at, null, null,
                                     (select min(id) from mall.address), '轻放 <b>', t.fingerprint, '30 minutes', 10000)
             where m.user_name = 'zhangsan'"
        ),
    )
    .await
}

/// The states, and the statement that brings an order there.
const STATES: [(&str, &str, &str); 7] = [
    ("unpaid", "待付款", ""),
    ("paid", "已付款，待发货", "paid_at = now()"),
    (
        "shipped",
        "已发货",
        "paid_at = now(), shipped_at = now(), tracking = 'SF 1234'",
    ),
    (
        "received",
        "已收货",
        "paid_at = now(), shipped_at = now(), received_at = now()",
    ),
    (
        "cancelled",
        "已取消",
        "cancelled_at = now(), cancelled_by = 'member'",
    ),
    (
        "refunding",
        "已取消，退款中",
        "paid_at = now(), cancelled_at = now(), cancelled_by = 'member'",
    ),
    (
        "refunded",
        "已取消，已退款",
        "paid_at = now(), cancelled_at = now(), cancelled_by = 'member', refunded_at = now()",
    ),
];

#[tokio::test]
async fn the_page_of_an_order_says_how_far_it_has_come_and_offers_what_is_allowed() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    for (place, (state, words, change)) in STATES.into_iter().enumerate() {
        let number = order(&mall, state).await;
        if !change.is_empty() {
            run(
                &mall,
                &format!("update mall.order set {change} where number = '{number}'"),
            )
            .await;
        }
        let page = member.page(&format!("/orders/{number}"));
        assert!(page.contains(&format!(">{words}</p>")), "{state}: {page}");
        for there in [
            "广东省 深圳市 南山区",
            "138****0001",
            "轻放 &lt;b&gt;",
            "× 2",
            "¥40.00",
            "打印",
        ] {
            assert!(page.contains(there), "{state}: {there}: {page}");
        }
        let allowed = |api: &str| page.contains(&format!("action=\"{api}?"));
        assert_eq!(page.contains("/pay\""), place == 0, "pay {state}");
        assert_eq!(allowed(CANCEL), place <= 1, "cancel {state}");
        assert_eq!(allowed(RECEIVE), place == 2, "receive {state}");
        assert!(allowed(AGAIN), "again {state}");
        // What is not offered is refused, and what is offered is done.
        let (cancel, _) = member.ask(CANCEL, &[("number", &number)]);
        assert_eq!(cancel, if place <= 1 { 200 } else { 409 }, "{state}");
        let (receive, _) = member.ask(RECEIVE, &[("number", &number)]);
        assert_eq!(receive, if place == 2 { 200 } else { 409 }, "{state}");
        // A second time it is refused at the latest, and the page says why.
        let why = match place {
            0 | 1 | 4.. => "订单此前已取消",
            _ => "已经确认收货",
        };
        for api in [CANCEL, RECEIVE] {
            let page = member.submit(api, &[("number", &number)]);
            assert!(page.contains(why), "{state} {api}: {page}");
        }
    }
}

#[tokio::test]
async fn the_list_is_narrowed_down_by_state_and_has_pages() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    assert!(member.page("/orders").contains("您还没有下过订单"));
    for (state, _, change) in STATES {
        let number = order(&mall, state).await;
        if !change.is_empty() {
            run(
                &mall,
                &format!("update mall.order set {change} where number = '{number}'"),
            )
            .await;
        }
    }
    let shown = |page: &str| page.matches("class=\"orders__order\"").count();
    for (filter, count) in [
        ("", 7),
        ("?state=unpaid", 1),
        ("?state=paid", 1),
        ("?state=shipped", 1),
        ("?state=received", 1),
        ("?state=cancelled", 3),
    ] {
        assert_eq!(
            shown(&member.page(&format!("/orders{filter}"))),
            count,
            "{filter}"
        );
    }
    assert_eq!(member.get("/orders?state=nonsense").status(), 404);

    run(
        &mall,
        "insert into mall.order (number, member_id, confirmation, recipient, phone, district, street, note, grams, goods_fen,
                                 freight_fen, due_at)
         select 'T' || n, (select id from auth.member where user_name = 'zhangsan'), 'T' || n, 'x', '13800000001', '440305', 'x',
                '', 500, 1000, 0, now() + interval '1 hour'
         from generate_series(1, 300) n;
         insert into mall.order_line select id, 100102, 1001, 1, 1000, 'n', 'n', '[]', 'phone', 'sky' from mall.order where number like 'T%'",
    )
    .await;
    assert_eq!(shown(&member.page("/orders")), 10);
    assert_eq!(shown(&member.page("/orders?page=31")), 7);
    let page = member.page("/orders?state=unpaid&page=2");
    assert!(
        page.contains("/orders?state=unpaid&amp;page=3") && page.contains("第 2 页"),
        "{page}"
    );
    assert!(
        page.find(">订单 T290<") < page.find(">订单 T289<"),
        "newest first"
    );
    for (written, right) in [("x", "/orders"), ("02", "/orders?page=2"), ("1", "/orders")] {
        let answer = member.get(&format!("/orders?page={written}"));
        assert_eq!(answer.status(), 308, "{written}");
        assert!(header(&answer, "location").ends_with(right), "{written}");
    }
    for none in ["32", "1000000", "0", "-1"] {
        assert_eq!(
            member.get(&format!("/orders?page={none}")).status(),
            404,
            "{none}"
        );
    }
}

#[tokio::test]
async fn another_s_order_does_not_exist() {
    let mall = open().await;
    let number = order(&mall, "x").await;
    let mut other = Browser::of(&mall, "lisi");
    for none in [number.as_str(), "1", "x", "%00", "🐼", &"9".repeat(500), "1\0"] {
        let address = format!(
            "/orders/{}",
            none.replace('🐼', "%F0%9F%90%BC").replace('\0', "%00")
        );
        assert_eq!(other.get(&address).status(), 404, "{none}");
        assert_eq!(other.get(&format!("{address}/pay")).status(), 404, "{none}");
        for api in [CANCEL, RECEIVE, AGAIN] {
            assert_eq!(other.ask(api, &[("number", none)]).0, 404, "{api} {none}");
            assert_eq!(other.post(api, &[("number", none)]).status(), 404, "{api} {none}");
        }
    }
    assert!(!other.page("/orders").contains(&number));
    let mut guest = Browser::new(&mall);
    for page in [
        "/orders".to_owned(),
        format!("/orders/{number}"),
        format!("/orders/{number}/pay"),
    ] {
        let response = guest.get(&page);
        assert_eq!(response.status(), 302, "{page}");
        assert!(
            header(&response, "location").starts_with("/login?next="),
            "{page}"
        );
    }
    assert_eq!(guest.ask(CANCEL, &[("number", &number)]).0, 401);
    assert_eq!(
        ask(
            &mall,
            "select count(*) from mall.order where cancelled_at is null"
        )
        .await,
        "1"
    );
}

#[tokio::test]
async fn what_was_ordered_can_be_bought_again_as_far_as_it_is_sold() {
    let mall = open().await;
    let number = order(&mall, "x").await;
    let mut member = Browser::of(&mall, "zhangsan");
    let answer = member.post(AGAIN, &[("number", &number)]);
    assert_eq!(header(&answer, "location"), "/cart");
    assert_eq!(ask(&mall, "select sum(quantity) from mall.cart_line").await, "4");
    // Eight more clicks at once.
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let mut tab = member.clone();
            let number = &number;
            scope.spawn(move || assert_eq!(tab.ask(AGAIN, &[("number", number)]).1["added"], 0));
        }
    });
    assert_eq!(ask(&mall, "select sum(quantity) from mall.cart_line").await, "4");
    run(&mall, "update mall.cart_line set quantity = 1, ticked = false").await;
    let (_, answer) = member.ask(AGAIN, &[("number", &number)]);
    assert_eq!((&answer["added"], &answer["pieces"]), (&2.into(), &4.into()));
    let ticked = "select count(*) from mall.cart_line where ticked";
    assert_eq!(ask(&mall, ticked).await, "2");
    run(
        &mall,
        "delete from mall.cart; update mall.sku set stock = 0 where id = 100101",
    )
    .await;
    let page = member.submit(AGAIN, &[("number", &number)]);
    assert!(
        page.contains("1 种商品已重新加入购物车")
            && page.contains("1 种商品没有加入")
            && page.contains(" · 256GB</bdi> · 暂时缺货"),
        "{page}"
    );
    let badge = |browser: &mut Browser| browser.cookies.get("cfmall-cart-pieces").cloned();
    assert!(
        badge(&mut member).is_some_and(|badge| badge.starts_with('2')),
        "{:?}",
        badge(&mut member)
    );
    run(
        &mall,
        "delete from mall.cart; delete from mall.sku where id in (100101, 100201)",
    )
    .await;
    let page = member.submit(AGAIN, &[("number", &number)]);
    assert!(
        page.contains("没有商品加入购物车")
            && page.contains("2 种商品没有加入")
            && page.matches("已下架").count() == 2,
        "{page}"
    );
    // The order still shows what it was.
    assert!(member.page(&format!("/orders/{number}")).contains("北辰 X1"));
}

#[tokio::test]
async fn during_an_outage_nobody_is_told_that_they_have_no_orders() {
    let mall = open().await;
    let number = order(&mall, "x").await;
    let mut member = Browser::of(&mall, "zhangsan");
    run(&mall, "alter table mall.order_line rename to away").await;
    for response in [
        member.get("/orders"),
        member.get(&format!("/orders/{number}")),
        member.post(AGAIN, &[("number", &number)]),
        member.post(CANCEL, &[("number", &number)]),
    ] {
        assert_eq!(response.status(), 503);
        assert!(!text(response).contains("/login"));
    }
    run(&mall, "alter table mall.away rename to order_line").await;
    assert_eq!(
        ask(
            &mall,
            "select count(*) from mall.order where cancelled_at is null"
        )
        .await,
        "1",
        "nothing half done"
    );
}
