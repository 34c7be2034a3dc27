//! A copy that is killed at any moment.

use super::{Form, ask, books, buyer, run};
use crate::{
    browser::Browser,
    mall::{Mall, header},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread::{scope, sleep},
    time::Duration,
};

/// What a buyer was told of an order.
#[derive(Default)]
struct Told {
    placed: Vec<String>,
    paid: Vec<String>,
}

/// Orders and pays, again and again, until nobody answers any more.
fn buy(mut browser: Browser) -> Told {
    let mut told = Told::default();
    // A request to a process that was killed is an error of the client, which panics.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        loop {
            let form = Form::on(&mut browser, "/checkout?sku=100101&quantity=1");
            let (status, number) = form.send(&mut browser);
            if status != 201 {
                continue;
            }
            told.placed.push(number.clone());
            let there = browser.post("/api/mall/payments/begin", &[("number", &number)]);
            let there = header(&there, "location").to_owned();
            let (provider, asked) = there.split_once("/pay?").unwrap_or_default();
            let payer = browser.at(provider);
            if payer
                .post("/pay", &[("asked", asked), ("decision", "pay")])
                .status()
                == 303
            {
                told.paid.push(number);
            }
        }
    }));
    told
}

/// Copies are killed while members order, pay, and orders are closed. What somebody was told stands, and the books balance.
#[tokio::test]
async fn what_was_told_stands_and_the_books_balance() {
    // The one that lives: it tells, refunds and closes what the others have left.
    let mall = Mall::open_to_programs().await;
    run(&mall, "update mall.sku set price_fen = 1000, stock = 100000").await;
    let members = [buyer(&mall, "zhangsan").await, buyer(&mall, "lisi").await];
    let origin = mall.visitor().origin().to_owned();
    let mut all = Told::default();
    for round in 0..8_u64 {
        // Some orders are overdue as soon as they are placed.
        let time_to_pay = if round % 2 == 0 { "30m" } else { "1s" };
        let copy = mall.beside(&[
            ("MALL_ORIGIN", &*origin),
            ("TIME_TO_PAY", time_to_pay),
            ("MAX_UNPAID_ORDERS", "1000"),
        ]);
        let mut shoppers = Vec::new();
        for member in &members {
            let mut shopper = Browser::new(&copy);
            shopper.cookies = member.cookies.clone();
            shoppers.extend([shopper.clone(), shopper]);
        }
        scope(|scope| {
            let bought: Vec<_> = shoppers
                .into_iter()
                .map(|shopper| scope.spawn(|| buy(shopper)))
                .collect();
            sleep(Duration::from_millis(700 + 37 * round));
            drop(copy);
            for bought in bought {
                let Told { placed, paid } = bought.join().expect("a shopper");
                all.placed.extend(placed);
                all.paid.extend(paid);
            }
        });
    }
    assert!(!all.placed.is_empty() && !all.paid.is_empty());
    let count = async |rows: &str, numbers: &[String]| {
        let list = numbers.join("','");
        ask(&mall, &format!("select count(*) from {rows} in ('{list}')")).await
    };
    assert_eq!(
        count("mall.order where number", &all.placed).await,
        all.placed.len().to_string()
    );
    let begun = std::time::Instant::now();
    // All that was paid is paid here, or on its way back.
    loop {
        let known = count(
            "mall.order o join mall.payment p on p.order_id = o.id where p.paid_at is not null and o.number",
            &all.paid,
        )
        .await;
        let open = ask(
            &mall,
            "select count(*) from mall.payment where refund_wanted_at is not null and refunded_at is null",
        )
        .await;
        if known == all.paid.len().to_string() && open == "0" {
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "{known} of {}, {open} to be refunded",
            all.paid.len()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(books(&mall).await, "");
    let pieces = "select stock + ordered from mall.sku where id = 100101";
    assert_eq!(ask(&mall, pieces).await, "100000");
}
