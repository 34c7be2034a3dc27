//! Many requests at once for one cart.

use super::{Browser, SKUS, open, quantities, run};
use std::{
    thread::{scope, spawn},
    time::Duration,
};
use tokio::time::sleep;

/// Long enough for requests to come to what is held, and less than they wait for.
const WAIT: Duration = Duration::from_millis(500);

/// As many as a copy has connections: more would wait for one, and be sent away where a machine is busy.
const TABS: usize = 8;

/// Adds one piece of the first variant `times` times in each of several tabs at once.
fn in_every_tab(browser: &Browser, tabs: usize, times: usize) {
    scope(|scope| {
        for _ in 0..tabs {
            let mut tab = browser.clone();
            scope.spawn(move || {
                for _ in 0..times {
                    assert_eq!(tab.add(SKUS[0], "1").0, 200);
                }
            });
        }
    });
}

#[tokio::test]
async fn pieces_that_are_added_at_once_add_up() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[1], "1");
    for mut visitor in [guest, Browser::of(&mall, "zhangsan")] {
        in_every_tab(&visitor, TABS, 5);
        let cart = visitor.cart();
        assert!(quantities(&cart).contains(&(100_101, 40)), "{cart}");
        in_every_tab(&visitor, TABS, 9);
        assert!(
            quantities(&visitor.cart()).contains(&(100_101, 99)),
            "99 are the most"
        );
    }
}

#[tokio::test]
async fn copies_add_up_too() {
    let mall = open().await;
    let other = mall.beside(&[]);
    let mut member = Browser::of(&mall, "lisi");
    let mut elsewhere = Browser::new(&other);
    elsewhere.cookies = member.cookies.clone();
    scope(|scope| {
        for browser in [&member, &elsewhere] {
            scope.spawn(|| in_every_tab(browser, TABS / 2, 5));
        }
    });
    assert_eq!(quantities(&member.cart()), [(100_101, 40)]);
}

/// All of them have come as far as they can before one goes on: whoever counted too early would go over.
#[tokio::test]
async fn lines_that_are_added_at_once_are_a_hundred_at_most() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.add(SKUS[0], "1");
    run(
        &mall,
        "insert into mall.cart_line (owner, sku_id, quantity, price_fen)
         select (select owner from mall.cart), id, 1, 1000 from mall.sku where id <> 100101 order by id desc limit 96",
    )
    .await;
    let fresh: Vec<i64> = sqlx::query_scalar(
        "select id from mall.sku where id not in (select sku_id from mall.cart_line) order by id limit 6",
    )
    .fetch_all(mall.database.pool())
    .await
    .expect("variants");
    let mut held = mall.database.pool().begin().await.expect("a transaction");
    sqlx::query("select from mall.cart for update")
        .execute(&mut *held)
        .await
        .expect("held");
    let threads: Vec<_> = fresh
        .iter()
        .map(|sku| {
            let (mut tab, sku) = (member.clone(), sku.to_string());
            spawn(move || tab.add(&sku, "1").0)
        })
        .collect();
    sleep(WAIT).await;
    held.commit().await.expect("released");
    let mut statuses: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().expect("an answer"))
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 409, 409, 409]);
    assert_eq!(quantities(&member.cart()).len(), 100);
}
