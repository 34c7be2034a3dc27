//! Orders that nobody pays.

use super::{Form, SKUS, ask, books, buyer, open_with, run, stock};
use std::time::{Duration, Instant};
use tokio::time::sleep;

#[tokio::test]
async fn an_unpaid_order_is_closed_and_its_pieces_are_free() {
    let mall = open_with(&[("TIME_TO_PAY", "1s")]).await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "7");
    assert_eq!(Form::on(&mut member, "/checkout").send(&mut member).0, 201);
    let begun = Instant::now();
    while stock(&mall).await != "50 + 0" {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{}",
            stock(&mall).await
        );
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(ask(&mall, "select cancelled_by from mall.order").await, "overdue");
    assert_eq!(books(&mall).await, "");
}

/// Two hundred orders that are overdue, four closers at once: each order is closed once, whoever comes to it.
#[tokio::test]
async fn closers_share_the_work_and_do_none_twice() {
    let mall = open_with(&[]).await;
    let mut member = buyer(&mall, "zhangsan").await;
    for quantity in ["3", "4"] {
        let form = Form::on(&mut member, &format!("/checkout?sku=100101&quantity={quantity}"));
        assert_eq!(form.send(&mut member).0, 201);
    }
    run(
        &mall,
        "insert into mall.order (number, member_id, confirmation, recipient, phone, district, street, note, grams, goods_fen,
                                 freight_fen, due_at)
         select 'T' || n, 1, 'T' || n, 'x', '13800000001', '440305', 'x', '', 500, 1000, 0, now() + interval '1 hour'
         from generate_series(1, 198) n;
         insert into mall.order_line select id, 100102, 1001, 1, 1000, '', '', '[]', '', '' from mall.order where number like 'T%';
         update mall.sku set stock = 2, ordered = 198 where id = 100102;
         update mall.order set due_at = now() - interval '1 second'",
    )
    .await;
    let close = async || -> i32 {
        sqlx::query_scalar("select mall.orders_close(10, '1 hour')")
            .fetch_one(mall.database.pool())
            .await
            .expect("closed")
    };
    let all = async || {
        let mut total = 0;
        loop {
            match close().await {
                0 => return total,
                closed => total += closed,
            }
        }
    };
    let closed = tokio::join!(all(), all(), all(), all());
    // The copy closes, too.
    assert!(closed.0 + closed.1 + closed.2 + closed.3 <= 200, "{closed:?}");
    let begun = Instant::now();
    while ask(
        &mall,
        "select count(*) from mall.order where cancelled_at is null",
    )
    .await
        != "0"
    {
        assert!(begun.elapsed() < Duration::from_secs(30), "all are closed");
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(stock(&mall).await, "50 + 0");
    let other = "select stock || ' + ' || ordered from mall.sku where id = 100102";
    assert_eq!(ask(&mall, other).await, "200 + 0");
    assert_eq!(books(&mall).await, "");
}
