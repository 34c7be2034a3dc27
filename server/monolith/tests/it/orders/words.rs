//! What the page of an order says.

use super::{AGAIN, CANCEL, RECEIVE, ask, open, order, run};
use crate::{
    browser::Browser,
    mall::{Mall, header},
};

/// An order that was changed by hand. Its number.
async fn changed(mall: &Mall, name: &str, change: &str) -> String {
    let number = order(mall, name).await;
    run(
        mall,
        &format!("update mall.order set {change} where number = '{number}'"),
    )
    .await;
    number
}

/// A browser of zhangsan's in English, and one in Chinese.
fn both(mall: &Mall) -> [Browser; 2] {
    let mut english = Browser::of(mall, "zhangsan");
    let answer = english.post("/api/preferences", &[("locale", "en")]);
    assert_eq!(answer.status(), 303);
    [english, Browser::of(mall, "zhangsan")]
}

#[tokio::test]
async fn a_refusal_says_why() {
    let mall = open().await;
    let members = both(&mall);
    for (place, (change, api, said)) in [
        (
            "paid_at = now(), shipped_at = now()",
            CANCEL,
            [
                "on its way already and cannot be cancelled",
                "已经发货，不能再取消",
            ],
        ),
        (
            "paid_at = now(), shipped_at = now(), received_at = now()",
            CANCEL,
            ["You have received this order already", "已经确认收货"],
        ),
        (
            "due_at = due_at",
            RECEIVE,
            ["has not been sent yet", "还没有发货"],
        ),
        (
            "paid_at = now()",
            RECEIVE,
            ["has not been sent yet", "还没有发货"],
        ),
        (
            "cancelled_at = now(), cancelled_by = 'overdue'",
            CANCEL,
            ["was cancelled before", "此前已取消"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let number = changed(&mall, &place.to_string(), change).await;
        let before = ask(
            &mall,
            &format!("select o from mall.order o where number = '{number}'"),
        )
        .await;
        for (mut member, said) in members.clone().into_iter().zip(said) {
            let page = member.submit(api, &[("number", &number)]);
            assert!(page.contains(said), "{api} {change}: {said}: {page}");
            // Once.
            let page = member.page(&format!("/orders/{number}"));
            assert!(!page.contains("order-error"), "{api} {change}: {page}");
        }
        let after = ask(
            &mall,
            &format!("select o from mall.order o where number = '{number}'"),
        )
        .await;
        assert_eq!(after, before, "{api} {change}");
    }
}

#[tokio::test]
async fn an_order_that_was_not_paid_in_time_says_so() {
    let mall = open().await;
    let [mut english, mut chinese] = both(&mall);
    let number = changed(&mall, "x", "due_at = now() - interval '1 second'").await;
    run(&mall, "select mall.orders_close(100, '1 hour')").await;
    let address = format!("/orders/{number}");
    for page in [english.page(&address), english.page("/orders?state=cancelled")] {
        assert!(page.contains(">Closed, not paid in time<"), "{page}");
    }
    for page in [chinese.page(&address), chinese.page("/orders?state=cancelled")] {
        assert!(page.contains(">超时未付款，已关闭<"), "{page}");
    }
    assert!(!chinese.page(&address).contains("分钟内付款"));

    // The money comes nevertheless, and is on its way back until it is back.
    run(
        &mall,
        &format!(
            "insert into mall.payment (number, order_id, provider, amount_fen, reference, paid_at, refund_wanted_at, refund_tried_at)
             select 'P' || number, id, 'demo', total_fen, 'R', now(), now(), now() from mall.order where number = '{number}'"
        ),
    )
    .await;
    let pages = [chinese.page(&address), chinese.page("/orders")];
    for page in &pages {
        assert!(page.contains(">已取消，退款中<"), "{page}");
    }
    assert!(pages[0].contains("关闭后到账"), "{}", pages[0]);
    run(&mall, &format!("select mall.payment_refunded('P{number}')")).await;
    let page = chinese.page(&address);
    assert!(
        page.contains(">已取消，已退款<") && page.contains("退款到账") && page.contains("超时未付款，已关闭"),
        "{page}"
    );
    assert_eq!(ask(&mall, "select count(*) from mall.books()").await, "0");
}

/// As long as no copy has closed it, it can be cancelled, but not paid.
#[tokio::test]
async fn an_overdue_order_offers_no_payment() {
    let mall = open().await;
    let number = order(&mall, "x").await;
    let mut member = Browser::of(&mall, "zhangsan");
    let pay = format!("/orders/{number}/pay\"");
    assert!(member.page("/orders").contains(&pay));
    // The copy cannot close it.
    run(
        &mall,
        "alter function mall.orders_close(integer, interval) rename to orders_close_later;
         update mall.order set due_at = now() - interval '1 second'",
    )
    .await;
    assert!(!member.page("/orders").contains(&pay));
    let page = member.page(&format!("/orders/{number}"));
    assert!(
        page.contains("付款时间已到") && page.contains(CANCEL) && !page.contains(&pay),
        "{page}"
    );
    assert_eq!(member.ask(CANCEL, &[("number", &number)]).0, 200);
}

#[tokio::test]
async fn cancelling_asks_once_more_and_says_what_becomes_of_the_money() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    for (change, before, after) in [
        ("due_at = due_at", "确认取消", "订单已取消。"),
        (
            "paid_at = now()",
            "取消并退款",
            "订单已取消，已付款项会自动退还。",
        ),
    ] {
        let number = changed(&mall, change, change).await;
        let page = member.page(&format!("/orders/{number}"));
        let details = page.split_once("<details").map_or("", |(_, details)| details);
        let details = details
            .split_once("</details>")
            .map_or("", |(details, _)| details);
        assert!(
            details.contains("<summary") && details.contains(CANCEL) && details.contains(before),
            "{page}"
        );
        let page = member.submit(CANCEL, &[("number", &number)]);
        assert!(page.contains(&format!(">{after}<")), "{page}");
    }
}

#[tokio::test]
async fn a_full_cart_has_no_room_for_what_is_bought_again() {
    let mall = open().await;
    let number = order(&mall, "x").await;
    run(
        &mall,
        "insert into mall.cart_line (owner, sku_id, quantity, price_fen)
         select 'member ' || id, sku, case sku when 100101 then 98 else 1 end, 1000
         from auth.member, unnest(array[100101] || array(select generate_series(1, 99))) sku where user_name = 'zhangsan'",
    )
    .await;
    let [mut english, mut chinese] = both(&mall);
    let page = english.submit(AGAIN, &[("number", &number)]);
    assert!(
        page.contains("1 product is in the cart again") && page.contains("no room in the cart"),
        "{page}"
    );
    let quantity = "select quantity from mall.cart_line where sku_id = 100101";
    assert_eq!(
        ask(&mall, quantity).await,
        "98",
        "there are more than were ordered"
    );
    let (status, answer) = chinese.ask(AGAIN, &[("number", &number)]);
    assert_eq!(status, 200);
    assert_eq!(
        answer,
        serde_json::json!({ "added": 0, "left_out": [{ "sku": 100_201, "why": "no-room" }], "pieces": 197 })
    );
}

#[tokio::test]
async fn a_guest_comes_back_to_the_order() {
    let mall = open().await;
    let number = order(&mall, "x").await;
    let mut member = Browser::of(&mall, "zhangsan");
    let page = member.page(&format!("/orders/{number}"));
    let action = page
        .split("action=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.starts_with(AGAIN))
        .expect("a form")
        .replace("&amp;", "&");
    let mut guest = Browser::new(&mall);
    let answer = guest.post(&action, &[("number", &number)]);
    assert_eq!(answer.status(), 303);
    let login = header(&answer, "location");
    assert!(
        login.starts_with("/login?next=") && login.ends_with(&format!("orders%2F{number}")),
        "{login}"
    );
    assert_eq!(ask(&mall, "select count(*) from mall.cart_line").await, "0");
}
