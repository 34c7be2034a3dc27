//! Many buyers at once.

use super::{Form, ask, books, buyer, open, run, stock};
use crate::browser::Browser;
use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread::scope,
};

/// As many as a copy has connections: more would wait for one, and be sent away where a machine is busy.
const AT_ONCE: usize = 8;

/// Sends every form once, a few at a time, to copies in turn. How many were answered with each status.
fn send_all(copies: &[Browser], forms: &[Form]) -> (usize, usize) {
    let (next, placed, refused) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    scope(|scope| {
        for worker in 0..AT_ONCE {
            let mut browser = copies[worker % copies.len()].clone();
            let (next, placed, refused) = (&next, &placed, &refused);
            scope.spawn(move || {
                while let Some(form) = forms.get(next.fetch_add(1, Relaxed)) {
                    match form.send(&mut browser).0 {
                        201 => placed.fetch_add(1, Relaxed),
                        409 => refused.fetch_add(1, Relaxed),
                        other => panic!("{other}"),
                    };
                }
            });
        }
    });
    (placed.into_inner(), refused.into_inner())
}

#[tokio::test]
async fn two_hundred_buyers_of_fifty_pieces_are_fifty_orders() {
    let mall = open().await;
    let other = mall.beside(&[]);
    let mut member = buyer(&mall, "zhangsan").await;
    let forms: Vec<_> = (0..200)
        .map(|_| Form::on(&mut member, "/checkout?sku=100101&quantity=1"))
        .collect();
    let mut elsewhere = Browser::new(&other);
    elsewhere.cookies = member.cookies.clone();
    assert_eq!(send_all(&[member, elsewhere], &forms), (50, 150));
    assert_eq!(stock(&mall).await, "0 + 50");
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "50");
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn a_thousand_replays_are_one_order() {
    let mall = open().await;
    let other = mall.beside(&[]);
    let mut member = buyer(&mall, "zhangsan").await;
    let form = Form::on(&mut member, "/checkout?sku=100101&quantity=2");
    let mut elsewhere = Browser::new(&other);
    elsewhere.cookies = member.cookies.clone();
    let replays = vec![form; 1_000];
    assert_eq!(send_all(&[member, elsewhere], &replays), (1_000, 0));
    assert_eq!(stock(&mall).await, "48 + 2");
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "1");
}

/// Orders of the same variants in opposite orders, while they are cancelled and closed: nobody waits in a circle.
#[tokio::test]
async fn orders_that_cross_do_not_hang() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    run(&mall, "update mall.sku set stock = 100000").await;
    member.add("100201", "1");
    member.add("100101", "1");
    let member_id = ask(&mall, "select id from auth.member where user_name = 'zhangsan'").await;
    let address = ask(&mall, "select id from mall.address").await;
    let fingerprint = format!("select fingerprint from mall.checkout_total({member_id}, null, null, '44')");
    let seen = ask(&mall, &fingerprint).await;
    let order = async |worker: usize| {
        for round in 0..20 {
            let confirmation = format!("{worker}-{round}");
            let place = format!(
                "with line as (
                     insert into mall.cart_line (owner, sku_id, quantity, price_fen)
                     select 'member {member_id}', sku, 1, 1000 from unnest(array[100201, 100101]) sku
                     on conflict do nothing returning sku_id
                 )
                 select count(*) from line"
            );
            run(&mall, &place).await;
            run(
                &mall,
                &format!(
                    "select mall.order_place({member_id}, '{confirmation}', extract(epoch from now())::bigint, null, null, {address}, '', '{seen}', '30 minutes')"
                ),
            )
            .await;
            run(
                &mall,
                &format!(
                    "select mall.order_cancel({member_id}, number) from mall.order where confirmation = '{confirmation}'"
                ),
            )
            .await;
        }
    };
    tokio::join!(order(0), order(1), order(2), order(3));
    assert_eq!(books(&mall).await, "");
    assert_eq!(stock(&mall).await, "100000 + 0");
    assert_ne!(ask(&mall, "select count(*) from mall.order").await, "0");
}

/// Two tabs with the checkout of one cart, confirmed at once: what is in it is ordered once.
#[tokio::test]
async fn a_cart_is_ordered_once_from_however_many_tabs() {
    let mall = open().await;
    let other = mall.beside(&[]);
    let mut member = buyer(&mall, "zhangsan").await;
    for round in 1..=10 {
        member.add("100101", "2");
        member.add("100201", "1");
        let forms: Vec<_> = (0..AT_ONCE).map(|_| Form::on(&mut member, "/checkout")).collect();
        let mut elsewhere = Browser::new(&other);
        elsewhere.cookies = member.cookies.clone();
        let answers = send_all(&[member.clone(), elsewhere], &forms);
        assert_eq!(answers, (1, AT_ONCE - 1), "round {round}");
    }
    assert_eq!(stock(&mall).await, "30 + 20");
    assert_eq!(books(&mall).await, "");
}
