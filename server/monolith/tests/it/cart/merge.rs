//! What a guest chose is the member's after the login, once.

use super::{Browser, GUEST_COOKIE, SKUS, count, open, quantities, run};
use crate::mall::set_cookie;
use std::{
    thread::{scope, spawn},
    time::Duration,
};
use tokio::time::sleep;

#[tokio::test]
async fn a_guest_s_cart_becomes_the_member_s_once() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.add(SKUS[0], "2");
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "3");
    guest.add(SKUS[1], "4");
    let old = guest.cookies[GUEST_COOKIE].clone();
    guest.log_in("zhangsan");
    let response = guest.get("/cart");
    let removal = set_cookie(&response, GUEST_COOKIE).expect("it is taken back");
    assert_eq!(
        removal,
        format!("{GUEST_COOKIE}=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0")
    );
    let page = crate::mall::text(response);
    assert!(page.contains("登录前选的 2 种商品已放进你的购物车"));
    let whole = [(100_101, 5), (100_102, 4)];
    assert_eq!(quantities(&guest.cart()), whole);
    assert_eq!(quantities(&member.cart()), whole, "on every device");
    assert_eq!(count(&mall, "mall.cart").await, 1);

    // The old cookie comes again: with the same member, with another one, with nobody.
    guest.cookies.insert(GUEST_COOKIE.to_owned(), old.clone());
    for page in ["/", "/cart", "/p/100101"] {
        assert!(!guest.page(page).contains("登录前选的"), "{page}");
    }
    let mut other = Browser::of(&mall, "lisi");
    other.cookies.insert(GUEST_COOKIE.to_owned(), old.clone());
    assert_eq!(other.cart()["pieces"], 0);
    let mut nobody = Browser::new(&mall);
    nobody.cookies.insert(GUEST_COOKIE.to_owned(), old);
    assert_eq!(nobody.cart()["pieces"], 0);
    assert_eq!(quantities(&member.cart()), whole);
}

#[tokio::test]
async fn any_page_of_the_shop_brings_it() {
    let mall = open().await;
    for page in ["/", "/c/audio", "/p/100101", "/search?q=a", "/cart"] {
        let mut guest = Browser::new(&mall);
        guest.add(SKUS[0], "1");
        guest.log_in("wangwu");
        assert!(
            guest.cookies.contains_key(GUEST_COOKIE),
            "the login knows nothing of carts"
        );
        let shown = guest.page(page);
        assert!(
            shown.contains("class=\"cart-link__number\">1<"),
            "{page} shows the number"
        );
        assert!(!guest.cookies.contains_key(GUEST_COOKIE), "{page}");
        assert_eq!(guest.cart()["pieces"], 1);
        run(&mall, "delete from mall.cart").await;
    }
}

#[tokio::test]
async fn tabs_and_replays_at_once_merge_it_once() {
    let mall = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    for round in 1..=5 {
        let mut guest = Browser::new(&mall);
        guest.add(SKUS[0], "3");
        guest.add(SKUS[2], "2");
        guest.log_in("zhangsan");
        scope(|scope| {
            for page in [
                "/",
                "/cart",
                "/p/100101",
                "/cart",
                "/c/audio",
                "/cart",
                "/search?q=a",
                "/cart",
            ] {
                let mut tab = guest.clone();
                scope.spawn(move || assert_eq!(tab.get(page).status(), 200, "{page}"));
            }
            let mut tab = guest.clone();
            scope.spawn(move || tab.add(SKUS[1], "1"));
        });
        assert_eq!(
            quantities(&member.cart()),
            [(100_101, 3 * round), (100_102, round), (100_201, 2 * round)],
            "round {round}"
        );
    }
}

#[tokio::test]
async fn two_devices_at_once_lose_nothing() {
    let mall = open().await;
    let guests: Vec<_> = SKUS
        .iter()
        .map(|sku| {
            let mut guest = Browser::new(&mall);
            guest.add(sku, "2");
            guest.add(SKUS[0], "1");
            guest.log_in("lisi");
            guest
        })
        .collect();
    scope(|scope| {
        for guest in &guests {
            for _ in 0..3 {
                let mut tab = guest.clone();
                scope.spawn(move || tab.page("/cart"));
            }
        }
    });
    let mut member = Browser::of(&mall, "lisi");
    assert_eq!(
        quantities(&member.cart()),
        [(100_101, 5), (100_102, 2), (100_201, 2)]
    );
    assert_eq!(count(&mall, "mall.cart").await, 1);
}

#[tokio::test]
async fn of_two_members_with_one_cookie_one_gets_it() {
    let mall = open().await;
    let mut members = [Browser::of(&mall, "zhangsan"), Browser::of(&mall, "lisi")];
    for round in 1..=10 {
        let mut guest = Browser::new(&mall);
        guest.add(SKUS[0], "1");
        scope(|scope| {
            for member in &members {
                let mut tab = member.clone();
                tab.cookies
                    .insert(GUEST_COOKIE.to_owned(), guest.cookies[GUEST_COOKIE].clone());
                scope.spawn(move || tab.page("/cart"));
            }
        });
        let pieces = members
            .each_mut()
            .map(|member| member.cart()["pieces"].as_u64().expect("a number"));
        assert_eq!(pieces.iter().sum::<u64>(), round, "{pieces:?}");
    }
}

#[tokio::test]
async fn what_is_added_while_it_is_merged_is_not_lost() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    let mut member = guest.clone();
    member.log_in("zhangsan");
    scope(|scope| {
        for _ in 0..4 {
            let (mut adding, arriving) = (guest.clone(), member.clone());
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(adding.add(SKUS[0], "1").0, 200);
                }
            });
            scope.spawn(move || {
                for _ in 0..5 {
                    // Each time with the guest's cookie, as a tab that has not heard of its removal.
                    arriving.clone().page("/cart");
                }
            });
        }
    });
    // What came last is brought by whoever comes next.
    assert_eq!(quantities(&member.cart()), [(100_101, 21)]);
}

/// A line that another tab is adding at this very moment is not swept away with the cart that it is added to.
#[tokio::test]
async fn a_merge_waits_for_who_is_adding() {
    let mall = open().await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    guest.log_in("zhangsan");
    let mut adding = mall.database.pool().begin().await.expect("a transaction");
    sqlx::query(
        "insert into mall.cart_line (owner, sku_id, quantity, price_fen) select owner, 100201, 2, 1000 from mall.cart",
    )
    .execute(&mut *adding)
    .await
    .expect("added");
    let mut tab = guest.clone();
    let arriving = spawn(move || tab.get("/cart").status());
    sleep(Duration::from_millis(500)).await;
    adding.commit().await.expect("committed");
    assert_eq!(arriving.join().expect("an answer"), 200);
    assert_eq!(quantities(&guest.cart()), [(100_101, 1), (100_201, 2)]);
}

#[tokio::test]
async fn after_the_logout_the_cart_is_not_the_guest_s() {
    let mall = open().await;
    let mut visitor = Browser::new(&mall);
    visitor.add(SKUS[0], "1");
    visitor.log_in("zhangsan");
    visitor.page("/cart");
    visitor.log_out();
    let page = visitor.page("/cart");
    assert!(page.contains("购物车还是空的") && !page.contains("line-100101"));
    assert!(page.contains("hidden class=\"cart-link__number\""));
    assert_eq!(visitor.cart()["pieces"], 0);
    visitor.add(SKUS[1], "1");
    assert_eq!(quantities(&visitor.cart()), [(100_102, 1)]);
    visitor.log_in("lisi");
    assert_eq!(
        quantities(&visitor.cart()),
        [(100_102, 1)],
        "somebody else gets what they chose, and no more"
    );
    visitor.log_out();
    visitor.log_in("zhangsan");
    assert_eq!(quantities(&visitor.cart()), [(100_101, 1)], "it is still there");
}
