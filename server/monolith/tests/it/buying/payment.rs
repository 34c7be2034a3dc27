//! Money: asked for, come, come twice, come too late, gone back.

use super::{Form, ask, books, buyer, open, run, stock, until};
use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN, Response, header, text},
};
use app_demo_payments::protocol::{Kind, sign};

const BEGIN: &str = "/api/mall/payments/begin";
const NOTICE: &str = "/api/mall/payments/notice";

/// An order of two pieces for 28 yuan. Its number.
fn order(member: &mut Browser) -> String {
    let form = Form::on(member, "/checkout?sku=100101&quantity=2");
    let (status, number) = form.send(member);
    assert_eq!(status, 201, "{number}");
    number
}

/// A member with an order that they have begun to pay.
async fn paying(mall: &Mall) -> (Browser, String) {
    let mut member = buyer(mall, "zhangsan").await;
    let number = order(&mut member);
    assert_eq!(member.post(BEGIN, &[("number", &number)]).status(), 303);
    (member, number)
}

/// What the provider says of the payment for an order.
async fn says(mall: &Mall, kind: Kind, order: &str, amount: &str, reference: &str) -> String {
    let key: Vec<u8> = sqlx::query_scalar("select value from mall.secret where name = 'demo-payments'")
        .fetch_one(mall.database.pool())
        .await
        .expect("a key");
    let number = format!("P{order}");
    let fields = [
        ("number", number.as_str()),
        ("amount", amount),
        ("reference", reference),
        ("state", "paid"),
    ];
    sign(&key, kind, &fields)
}

/// Posts a notice as the provider does: a program without cookies.
fn tell(mall: &Mall, notice: &str) -> Response {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    mall.visitor()
        .send("POST", NOTICE, &form, notice.as_bytes().to_vec())
}

#[tokio::test]
async fn there_and_back() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let number = order(&mut member);
    let page = member.page(&format!("/orders/{number}/pay"));
    assert!(page.contains("¥28") && page.contains("30 分钟内"), "{page}");

    let there = member.post(BEGIN, &[("number", &number)]);
    let there = header(&there, "location").to_owned();
    let (provider, asked) = there.split_once("/pay?").expect("the provider's page");
    assert_eq!(provider, "http://pay-cfmall.localhost:3000");
    let payer = mall.visitor().at(provider);
    let page = text(payer.get(&format!("/pay?{asked}")));
    assert!(page.contains("¥28.00") && page.contains(&number), "{page}");

    // Not now: the order waits.
    let declined = payer.post("/pay", &[("asked", asked), ("decision", "decline")]);
    let back = header(&declined, "location")
        .strip_prefix(ORIGIN)
        .expect("the mall")
        .to_owned();
    let answer = member.get(&back);
    assert_eq!(header(&answer, "location"), format!("/orders/{number}"));
    assert!(member.page(&format!("/orders/{number}")).contains("尚未付款"));

    let paid = payer.post(
        "/pay",
        &[("asked", asked), ("decision", "pay"), ("notice", "never")],
    );
    let back = header(&paid, "location")
        .strip_prefix(ORIGIN)
        .expect("the mall")
        .to_owned();
    member.get(&back);
    let page = member.page(&format!("/orders/{number}"));
    assert!(
        page.contains("付款成功") && page.contains("已付款，待发货"),
        "{page}"
    );
    assert_eq!(stock(&mall).await, "48 + 2");
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn however_often_and_in_whatever_order_it_is_said_it_is_paid_once() {
    let mall = open().await;
    let (mut member, number) = paying(&mall).await;
    let notice = says(&mall, Kind::Notice, &number, "2800", "R1").await;
    let back = says(&mall, Kind::Return, &number, "2800", "R1").await;
    assert_eq!(text(tell(&mall, &notice)), "success");
    let paid = ask(&mall, "select paid_at from mall.order").await;
    assert_ne!(paid, "");
    for _ in 0..3 {
        assert_eq!(text(tell(&mall, &notice)), "success");
        assert_eq!(
            member.get(&format!("/api/mall/payments/return?{back}")).status(),
            303
        );
    }
    assert_eq!(ask(&mall, "select paid_at from mall.order").await, paid);
    assert_eq!(ask(&mall, "select count(*) from mall.payment").await, "1");
    // Another reference for the same payment: a person looks at it.
    let other = says(&mall, Kind::Notice, &number, "2800", "R2").await;
    assert_eq!(text(tell(&mall, &other)), "success");
    assert_eq!(
        ask(&mall, "select reason from mall.payment_flag").await,
        "reference"
    );
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn what_the_provider_did_not_say_changes_nothing() {
    let mall = open().await;
    let (mut member, number) = paying(&mall).await;
    let notice = says(&mall, Kind::Notice, &number, "2800", "R1").await;
    let back = says(&mall, Kind::Return, &number, "2800", "R1").await;
    for forged in [
        "",
        "number=P1&amount=2800&reference=R1",
        &notice.replace("2800", "1"),
        &notice.replace("R1", "R9"),
        &back,
        &"x".repeat(10_000),
    ] {
        assert_eq!(tell(&mall, forged).status(), 400, "{forged}");
    }
    for forged in [back.replace("2800", "1"), notice.clone(), String::new()] {
        let answer = member.get(&format!("/api/mall/payments/return?{forged}"));
        assert_eq!(header(&answer, "location"), "/orders", "{forged}");
        assert!(member.page("/orders").contains("不是付款平台发出的"));
    }
    let unknown = says(&mall, Kind::Notice, "1", "2800", "R1").await;
    assert_eq!(tell(&mall, &unknown).status(), 404);
    assert_eq!(
        ask(&mall, "select count(*) from mall.order where paid_at is not null").await,
        "0"
    );
    assert_eq!(ask(&mall, "select count(*) from mall.payment_flag").await, "0");
}

#[tokio::test]
async fn another_amount_is_refused_and_flagged() {
    let mall = open().await;
    let (_, number) = paying(&mall).await;
    for amount in ["1", "2799", "2801", "1", "280000"] {
        let notice = says(&mall, Kind::Notice, &number, amount, "R1").await;
        assert_eq!(tell(&mall, &notice).status(), 409, "{amount}");
    }
    assert_eq!(
        ask(&mall, "select count(*) from mall.payment_flag").await,
        "4",
        "each once"
    );
    assert_eq!(
        ask(&mall, "select count(*) from mall.order where paid_at is not null").await,
        "0"
    );
    // The right one still counts.
    let notice = says(&mall, Kind::Notice, &number, "2800", "R1").await;
    assert_eq!(text(tell(&mall, &notice)), "success");
    assert_eq!(books(&mall).await, "");
}

/// With a provider that can be reached: what comes after the order was closed goes back by itself.
#[tokio::test]
async fn money_that_comes_too_late_goes_back() {
    let mall = Mall::open_to_programs().await;
    run(&mall, "update mall.sku set price_fen = 1000, stock = 50").await;
    let mut member = buyer(&mall, "zhangsan").await;
    let number = order(&mut member);
    let there = member.post(BEGIN, &[("number", &number)]);
    let there = header(&there, "location").to_owned();
    let (provider, asked) = there.split_once("/pay?").expect("the provider's page");
    run(
        &mall,
        "update mall.order set due_at = now() - interval '1 second'",
    )
    .await;
    until(&mall, "select cancelled_by from mall.order", "overdue").await;
    assert_eq!(stock(&mall).await, "50 + 0");

    let payer = mall.visitor().at(provider);
    assert_eq!(
        payer
            .post("/pay", &[("asked", asked), ("decision", "pay")])
            .status(),
        303
    );
    // The notice arrives by itself, and so does the refund.
    until(&mall, "select refunded_at is not null from mall.payment", "true").await;
    until(
        &mall,
        "select refunded_at is not null from demo_payments.trade",
        "true",
    )
    .await;
    let page = member.page(&format!("/orders/{number}"));
    assert!(
        page.contains("已取消，已退款") && page.contains("超时未付款"),
        "{page}"
    );
    assert_eq!(stock(&mall).await, "50 + 0");
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn a_large_amount_asks_for_a_fresh_proof_and_comes_back_to_the_step() {
    let mall = open().await;
    run(&mall, "update mall.sku set price_fen = 150001").await;
    let mut member = buyer(&mall, "zhangsan").await;
    let number = order(&mut member);
    run(
        &mall,
        "update session.login set elevated_until = now() - interval '1 second'",
    )
    .await;
    let page = member.page(&format!("/orders/{number}/pay"));
    assert!(page.contains("再次要求输入密码"), "{page}");
    let action = format!("{BEGIN}?next=%2Forders%2F{number}%2Fpay");
    let answer = member.post(&action, &[("number", &number)]);
    assert_eq!(
        header(&answer, "location"),
        format!("/account/confirm?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Forders%2F{number}%2Fpay")
    );
    assert_eq!(
        member.ask(BEGIN, &[("number", &number)]),
        (403, serde_json::json!({ "error": "confirm-needed" }))
    );
    let proof = [
        ("password", "cfmall-demo"),
        ("next", &format!("{ORIGIN}/orders/{number}/pay")),
    ];
    let answer = member.post("/api/auth/confirm", &proof);
    assert_eq!(
        header(&answer, "location"),
        format!("{ORIGIN}/orders/{number}/pay")
    );
    let answer = member.post(&action, &[("number", &number)]);
    assert!(header(&answer, "location").starts_with("http://pay-cfmall.localhost:3000/pay?"));
}

#[tokio::test]
async fn nobody_pays_for_anothers_order_or_twice() {
    let mall = open().await;
    let (mut member, number) = paying(&mall).await;
    let mut other = Browser::of(&mall, "lisi");
    for none in [number.as_str(), "1", "", "x", "２６"] {
        assert_eq!(other.post(BEGIN, &[("number", none)]).status(), 404, "{none}");
        assert_eq!(other.ask(BEGIN, &[("number", none)]).0, 404, "{none}");
    }
    assert_eq!(other.get(&format!("/orders/{number}/pay")).status(), 404);
    let notice = says(&mall, Kind::Notice, &number, "2800", "R1").await;
    tell(&mall, &notice);
    assert_eq!(member.ask(BEGIN, &[("number", &number)]).0, 409);
    let page = member.submit(BEGIN, &[("number", &number)]);
    assert!(page.contains("没有需要支付的款项"), "{page}");
}

/// Paid, closed and cancelled at the same instant: one of them, whichever comes first, and no money or piece is lost.
#[tokio::test]
async fn paying_and_closing_at_once_is_one_of_both() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    run(&mall, "update mall.sku set stock = 1000 where id = 100101").await;
    let member_id = ask(&mall, "select id from auth.member where user_name = 'zhangsan'").await;
    for round in 0..30 {
        let number = order(&mut member);
        member.post(BEGIN, &[("number", &number)]);
        run(
            &mall,
            "update mall.order set due_at = now() where cancelled_at is null and paid_at is null",
        )
        .await;
        let settle = format!("select mall.payment_settle('P{number}', 2800, 'R{round}')");
        let cancel = format!("select mall.order_cancel({member_id}, '{number}')");
        tokio::join!(
            run(&mall, &settle),
            run(&mall, "select mall.orders_close(10, '0')"),
            run(&mall, &settle),
            run(&mall, &cancel),
        );
        let wanted = "select count(*) from mall.order o join mall.payment p on p.order_id = o.id
                      where (o.cancelled_at is null) = (o.paid_at is not null and p.refund_wanted_at is null)";
        assert_eq!(ask(&mall, wanted).await, (round + 1).to_string());
    }
    assert_eq!(books(&mall).await, "");
    let pieces = "select stock + ordered from mall.sku where id = 100101";
    assert_eq!(ask(&mall, pieces).await, "1000");
}

#[tokio::test]
async fn who_comes_back_without_paying_hears_how_the_order_is_by_now() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let cancel = "select mall.order_cancel(member_id, number) from mall.order where cancelled_at is null";
    let overdue = "update mall.order set due_at = now() - interval '1 second'";
    for (meanwhile, is_due) in [("select", true), (cancel, false), (overdue, false)] {
        let number = order(&mut member);
        let there = member.post(BEGIN, &[("number", &number)]);
        let (provider, asked) = header(&there, "location")
            .split_once("/pay?")
            .expect("the provider's page");
        let payer = mall.visitor().at(provider);
        let declined = payer.post("/pay", &[("asked", asked), ("decision", "decline")]);
        let back = header(&declined, "location").to_owned();
        let back = back.strip_prefix(ORIGIN).expect("back at the mall").to_owned();
        run(&mall, meanwhile).await;
        let answer = member.get(&back);
        assert_eq!(header(&answer, "location"), format!("/orders/{number}"));
        let page = member.page(&format!("/orders/{number}"));
        assert_eq!(page.contains("您可以重试"), is_due, "{meanwhile}: {page}");
    }
}
