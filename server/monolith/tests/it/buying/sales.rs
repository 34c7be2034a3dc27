//! What was sold: paid orders, counted by and by.

use super::{Form, ask, books, buyer, open, run, until};
use crate::mall::Mall;

/// The product of the first two variants.
const PRODUCT: &str = "1001";

/// Pieces sold of the product, by product and card.
async fn sold(mall: &Mall) -> (i64, i64) {
    let of = |table: &str, id: &str| format!("select sold from mall.{table} where {id} = {PRODUCT}");
    let number = async |query: String| ask(mall, &query).await.parse().expect("a number");
    (
        number(of("product", "id")).await,
        number(of("card", "product_id")).await,
    )
}

async fn version(mall: &Mall) -> i64 {
    let version = ask(mall, "select version from mall.catalogue").await;
    version.parse().expect("a number")
}

#[tokio::test]
async fn paid_orders_count_and_those_that_are_cancelled_do_not() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let (before, _) = sold(&mall).await;
    let form = Form::on(&mut member, "/checkout?sku=100101&quantity=3");
    let (status, number) = form.send(&mut member);
    assert_eq!(status, 201, "{number}");
    assert_eq!(
        member
            .post("/api/mall/payments/begin", &[("number", &number)])
            .status(),
        303
    );
    let first = version(&mall).await;
    let settled = format!("select mall.payment_settle('P{number}', total_fen, 'R') from mall.order");
    assert_eq!(ask(&mall, &settled).await, "paid");
    // Not at once: no page that is remembered is read again for a payment.
    assert_eq!(ask(&mall, "select mall.sales_count(100, '5 minutes')").await, "0");
    assert_eq!(
        (sold(&mall).await, version(&mall).await),
        ((before, before), first)
    );

    // The copy counts what has waited.
    run(
        &mall,
        "update mall.order set paid_at = paid_at - interval '5 minutes'",
    )
    .await;
    until(&mall, "select is_counted from mall.order", "true").await;
    assert_eq!(sold(&mall).await, (before + 3, before + 3));
    assert_eq!(version(&mall).await, first + 1);
    assert_eq!(books(&mall).await, "");

    // Cancelled, and the money goes back. The demo has sent it meanwhile, as if it were paid five minutes ago.
    run(
        &mall,
        "update mall.order set paid_at = now(), shipped_at = null, tracking = null",
    )
    .await;
    assert_eq!(
        member.ask("/api/mall/orders/cancel", &[("number", &number)]).0,
        200
    );
    assert_eq!(sold(&mall).await.0, before + 3);
    run(
        &mall,
        "update mall.order set cancelled_at = cancelled_at - interval '5 minutes'",
    )
    .await;
    until(&mall, "select is_counted from mall.order", "false").await;
    assert_eq!(sold(&mall).await, (before, before));
    assert_eq!(version(&mall).await, first + 2);
    assert_eq!(books(&mall).await, "");
}

/// Copies count at once, and a variant is withdrawn meanwhile: each order counts once, and what was sold of the variant stays.
#[tokio::test]
async fn copies_share_the_counting_and_do_none_twice() {
    let mall = open().await;
    let (before, _) = sold(&mall).await;
    run(
        &mall,
        "insert into mall.order (number, member_id, confirmation, recipient, phone, district, street, note, grams, goods_fen,
                                 freight_fen, due_at, paid_at)
         select 'T' || n, 1, 'T' || n, 'x', '13800000001', '440305', 'x', '', 500, 2000, 0, now(), now()
         from generate_series(1, 300) n;
         insert into mall.order_line select id, 100102, 1001, 2, 1000, '', '', '[]', '', '' from mall.order",
    )
    .await;
    let all = async || {
        let mut total = 0;
        loop {
            match sqlx::query_scalar::<_, i32>("select mall.sales_count(20, '0')")
                .fetch_one(mall.database.pool())
                .await
                .expect("counted")
            {
                0 => return total,
                counted => total += counted,
            }
        }
    };
    let withdraw = run(&mall, "delete from mall.sku where id = 100102");
    let (one, two, three, four, ()) = tokio::join!(all(), all(), all(), all(), withdraw);
    assert_eq!(one + two + three + four, 300);
    assert_eq!(sold(&mall).await, (before + 600, before + 600));
    let rule = "select count(*) from mall.books() where rule = 'pieces sold in orders'";
    assert_eq!(ask(&mall, rule).await, "0");
    run(
        &mall,
        "update mall.product set sold_in_orders = 1 where id = 1002",
    )
    .await;
    assert_eq!(ask(&mall, rule).await, "1");
}
