//! Many buyers at once.

use super::{Form, ask, books, buyer, open, run, stock};
use crate::{browser::Browser, mall::Mall};
use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread::scope,
};

/// As many as a copy has connections: more would wait for one, and be sent away where a machine is busy.
const AT_ONCE: usize = 8;

/// Sends every form once, a few at a time, to copies in turn: each by its own member. How many were answered with each status.
fn send_all(copies: &[&Mall], forms: &[(&Browser, Form)]) -> (usize, usize) {
    let (next, placed, refused) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    scope(|scope| {
        for worker in 0..AT_ONCE {
            let copy = copies[worker % copies.len()];
            let (next, placed, refused) = (&next, &placed, &refused);
            scope.spawn(move || {
                while let Some((member, form)) = forms.get(next.fetch_add(1, Relaxed)) {
                    let mut browser = Browser::new(copy);
                    browser.cookies = member.cookies.clone();
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

/// `count` new members, each with the checkout of one piece of the first variant before them.
async fn buyers(mall: &Mall, count: usize) -> Vec<(Browser, Form)> {
    run(
        mall,
        &format!(
            "insert into auth.member (user_name, nickname, password_hash)
             select 'buyer-' || n, 'buyer', m.password_hash
             from auth.member m, generate_series(1, {count}) n where m.user_name = 'zhangsan';
             insert into mall.address (member_id, recipient, phone, district, street, is_default)
             select id, '张三', '13800000001', '440305', '科技园路 1 号', true from auth.member where user_name like 'buyer-%'"
        ),
    )
    .await;
    let next = AtomicUsize::new(1);
    let log_in = || {
        let mut own = Vec::new();
        loop {
            let number = next.fetch_add(1, Relaxed);
            if number > count {
                return own;
            }
            let mut buyer = Browser::of(mall, &format!("buyer-{number}"));
            let form = Form::on(&mut buyer, "/checkout?sku=100101&quantity=1");
            own.push((buyer, form));
        }
    };
    scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(log_in)).collect();
        let logged_in = workers
            .into_iter()
            .map(|worker| worker.join().expect("logged in"));
        logged_in.flatten().collect()
    })
}

#[tokio::test]
async fn two_hundred_buyers_of_fifty_pieces_are_fifty_orders() {
    let mall = open().await;
    let other = mall.beside(&[]);
    let buyers = buyers(&mall, 200).await;
    let forms: Vec<_> = buyers.iter().map(|(buyer, form)| (buyer, form.clone())).collect();
    assert_eq!(send_all(&[&mall, &other], &forms), (50, 150));
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
    let replays = vec![(&member, form); 1_000];
    assert_eq!(send_all(&[&mall, &other], &replays), (1_000, 0));
    assert_eq!(stock(&mall).await, "48 + 2");
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "1");
}

/// Orders of the same variants in opposite orders, while they are cancelled and closed: nobody waits in a circle.
#[tokio::test]
async fn orders_that_cross_do_not_hang() {
    let mall = open().await;
    run(&mall, "update mall.sku set stock = 100000").await;
    let order = async |name: &str| {
        buyer(&mall, name).await;
        let member_id = ask(
            &mall,
            &format!("select id from auth.member where user_name = '{name}'"),
        )
        .await;
        let address = ask(
            &mall,
            &format!("select id from mall.address where member_id = {member_id}"),
        )
        .await;
        let fill = format!(
            "insert into mall.cart (owner) values ('member {member_id}') on conflict do nothing;
             insert into mall.cart_line (owner, sku_id, quantity, price_fen)
             select 'member {member_id}', sku, 1, 1000 from unnest(array[100201, 100101]) sku
             on conflict do nothing"
        );
        run(&mall, &fill).await;
        let fingerprint =
            format!("select fingerprint from mall.checkout_total({member_id}, null, null, '44')");
        let seen = ask(&mall, &fingerprint).await;
        for round in 0..20 {
            let confirmation = format!("{name}-{round}");
            run(&mall, &fill).await;
            run(
                &mall,
                &format!(
                    "select mall.order_place({member_id}, '{confirmation}', extract(epoch from now())::bigint, null, null, {address}, '', '{seen}', '30 minutes', 20)"
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
    tokio::join!(order("zhangsan"), order("lisi"), order("wangwu"), order("layla"));
    assert_eq!(books(&mall).await, "");
    assert_eq!(stock(&mall).await, "100000 + 0");
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "80");
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
        let forms: Vec<_> = forms.into_iter().map(|form| (&member, form)).collect();
        let answers = send_all(&[&mall, &other], &forms);
        assert_eq!(answers, (1, AT_ONCE - 1), "round {round}");
    }
    assert_eq!(stock(&mall).await, "30 + 20");
    assert_eq!(books(&mall).await, "");
}
