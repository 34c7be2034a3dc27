//! Orders that are paid at the demo provider, with mall and provider speaking over HTTP.

use super::{Form, ask, books, buyer, run, stock, until};
use crate::{
    browser::Browser,
    mall::{Mall, Response, header, text},
};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// A mall that its provider can reach, a member, and the number of an order of the member that is not paid.
async fn ordered() -> (Mall, Browser, String) {
    let mall = Mall::open_to_programs().await;
    run(&mall, "update mall.sku set price_fen = 1000, stock = 50").await;
    let mut member = buyer(&mall, "zhangsan").await;
    let (status, number) = Form::on(&mut member, "/checkout?sku=100101&quantity=1").send(&mut member);
    assert_eq!(status, 201, "{number}");
    (mall, member, number)
}

/// Goes from the page of the order to the provider, and pays there.
fn pay(mall: &Mall, member: &mut Browser, number: &str, more: &[(&str, &str)]) -> Response {
    let begun = member.post("/api/mall/payments/begin", &[("number", number)]);
    assert_eq!(begun.status(), 303);
    let address = header(&begun, "location").to_owned();
    let (provider, asked) = address.split_once("/pay?").expect("the provider's page");
    let payer = mall.visitor().at(provider);
    let page = payer.get(&format!("/pay?{asked}"));
    assert_eq!(page.status(), 200, "{address}");
    assert!(text(page).contains(number), "the order is named");
    let form = [&[("asked", asked), ("decision", "pay")], more].concat();
    let answer = payer.post("/pay", &form);
    assert_eq!(answer.status(), 303);
    answer
}

async fn wait_for(mall: &Mall, state: &str) {
    let begun = Instant::now();
    let query =
        format!("select bool_and({state}) from mall.order o join mall.payment p on p.order_id = o.id");
    while ask(mall, &query).await != "true" {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {state}");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_payer_who_does_not_come_back_has_paid() {
    let (mall, mut member, number) = ordered().await;
    let answer = pay(&mall, &mut member, &number, &[("stay", "1")]);
    assert!(header(&answer, "location").starts_with("/pay?"));
    wait_for(&mall, "o.paid_at is not null").await;
    let reference = "select (p.reference = t.reference)
                     from mall.payment p join demo_payments.trade t on t.number = p.number";
    assert_eq!(ask(&mall, reference).await, "true");
    wait_until_heard(&mall).await;
    assert_eq!(books(&mall).await, "");
}

async fn wait_until_heard(mall: &Mall) {
    let begun = Instant::now();
    while ask(
        mall,
        "select bool_and(heard_at is not null) from demo_payments.notice",
    )
    .await
        != "true"
    {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "the mall does not say that it has heard"
        );
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_payer_who_comes_back_has_paid_whatever_becomes_of_the_notice() {
    let (mall, mut member, number) = ordered().await;
    let answer = pay(&mall, &mut member, &number, &[("notice", "never")]);
    let back = header(&answer, "location").to_owned();
    let origin = mall.visitor().origin().to_owned();
    let answer = member.get(back.strip_prefix(&origin).expect("the mall"));
    assert_eq!(header(&answer, "location"), format!("/orders/{number}"));
    assert_eq!(
        ask(&mall, "select paid_at is not null from mall.order").await,
        "true"
    );
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn what_was_paid_for_a_cancelled_order_is_back_at_the_provider() {
    let (mall, mut member, number) = ordered().await;
    pay(&mall, &mut member, &number, &[("notice", "twice"), ("stay", "1")]);
    wait_for(&mall, "o.paid_at is not null").await;
    let cancelled = member.post("/api/mall/orders/cancel", &[("number", &number)]);
    assert_eq!(cancelled.status(), 303);
    wait_for(&mall, "o.refunded_at is not null").await;
    assert_eq!(
        ask(&mall, "select refunded_at is not null from demo_payments.trade").await,
        "true"
    );
    wait_until_heard(&mall).await;
    assert_eq!(books(&mall).await, "");
}

/// The notice is lost and the payer does not come back: the mall asks before it closes the order, and before it forgets one that was cancelled.
#[tokio::test]
async fn a_payment_that_nobody_tells_of_is_asked_for() {
    let (mall, mut member, number) = ordered().await;
    let lost = [("notice", "never"), ("stay", "1")];
    pay(&mall, &mut member, &number, &lost);
    let (_, cancelled) = Form::on(&mut member, "/checkout?sku=100101&quantity=1").send(&mut member);
    pay(&mall, &mut member, &cancelled, &lost);
    let (_, unpaid) = Form::on(&mut member, "/checkout?sku=100101&quantity=1").send(&mut member);
    let begun = member.post("/api/mall/payments/begin", &[("number", &unpaid)]);
    assert_eq!(begun.status(), 303);

    assert_eq!(
        member.ask("/api/mall/orders/cancel", &[("number", &cancelled)]).0,
        200
    );
    run(
        &mall,
        "update mall.order set due_at = now() - interval '1 second' where cancelled_at is null",
    )
    .await;
    let state =
        |number: &str| format!("select mall.order_state(o) from mall.order o where number = '{number}'");
    until(&mall, &state(&number), "paid").await;
    until(&mall, &state(&cancelled), "refunded").await;
    until(&mall, &state(&unpaid), "cancelled").await;
    let page = member.page(&format!("/orders/{number}"));
    assert!(page.contains("已付款，待发货"), "{page}");
    assert_eq!(
        ask(
            &mall,
            "select count(*) from demo_payments.trade where refunded_at is not null"
        )
        .await,
        "1"
    );
    assert_eq!(stock(&mall).await, "49 + 1");
    assert_eq!(books(&mall).await, "");
}

/// A provider that does not answer is asked again, and an order waits for that: but not for ever.
#[tokio::test]
async fn an_order_waits_for_a_provider_that_is_away() {
    let (mall, mut member, number) = ordered().await;
    let lost = [("notice", "never"), ("stay", "1")];
    pay(&mall, &mut member, &number, &lost);
    let (_, older) = Form::on(&mut member, "/checkout?sku=100101&quantity=1").send(&mut member);
    pay(&mall, &mut member, &older, &lost);
    // Its tables do not answer, and so it does not.
    let mut away = mall.database.pool().begin().await.expect("a transaction");
    sqlx::query("lock table demo_payments.trade in access exclusive mode")
        .execute(&mut *away)
        .await
        .expect("a lock");
    run(
        &mall,
        &format!(
            "update mall.order set due_at = now() - interval '1 second' where number = '{number}';
             update mall.order set due_at = now() - interval '1 hour' where number = '{older}'"
        ),
    )
    .await;
    let state =
        |number: &str| format!("select mall.order_state(o) from mall.order o where number = '{number}'");
    until(&mall, &state(&older), "cancelled").await;
    let asked = format!("select ask_attempts > 1 from mall.payment where number = 'P{number}'");
    until(&mall, &asked, "true").await;
    assert_eq!(ask(&mall, &state(&number)).await, "unpaid");

    away.rollback().await.expect("the end of the outage");
    until(&mall, &state(&number), "paid").await;
    until(&mall, &state(&older), "refunded").await;
    assert_eq!(stock(&mall).await, "49 + 1");
    assert_eq!(books(&mall).await, "");
}
