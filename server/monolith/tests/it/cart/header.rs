//! The number at the cart in the header, and what it costs: nothing.

use super::{Browser, SKUS, open, run};
use crate::mall::Mall;
use std::{fs, path::Path};

fn shows(page: &str, pieces: u32) -> bool {
    page.contains(&format!("class=\"cart-link__number\">{pieces}<"))
}

#[tokio::test]
async fn every_page_shows_the_number_to_whom_it_belongs() {
    let mall = open().await;
    let mut visitor = Browser::new(&mall);
    assert!(
        visitor.page("/").contains("hidden class=\"cart-link__number\""),
        "nothing yet"
    );
    visitor.add(SKUS[0], "3");
    for page in [
        "/",
        "/c/audio",
        "/p/100101",
        "/search?q=a",
        "/login",
        "/nope",
        "/cart",
    ] {
        assert!(shows(&visitor.page(page), 3), "{page}");
    }
    visitor.log_in("zhangsan");
    assert!(
        !shows(&visitor.page("/account"), 3),
        "not known to be the member's"
    );
    assert!(shows(&visitor.page("/"), 3), "merged");
    assert!(shows(&visitor.page("/account"), 3));
    visitor.log_out();
    assert!(!shows(&visitor.page("/"), 3), "not shown to a guest");
    visitor.log_in("lisi");
    let page = visitor.page("/");
    assert!(!shows(&page, 3), "nor to somebody else");
    assert!(page.contains("fetch(address"), "whose browser asks once");
    visitor.cart();
    assert!(!visitor.page("/").contains("fetch(address, {"), "and not again");
}

#[tokio::test]
async fn the_number_is_the_current_one_where_the_cart_is_shown() {
    let mall = open().await;
    let mut here = Browser::of(&mall, "zhangsan");
    let mut there = Browser::of(&mall, "zhangsan");
    here.add(SKUS[0], "1");
    there.add(SKUS[0], "1");
    assert!(shows(&here.page("/"), 1), "as this browser was told");
    assert!(shows(&here.page("/cart"), 2));
    assert!(shows(&here.page("/"), 2));
    run(&mall, "update mall.cart_line set quantity = 99").await;
    here.add(SKUS[1], "1");
    assert!(here.page("/").contains("cart-link__number\">99+<"));
}

#[tokio::test]
async fn a_cart_costs_other_pages_nothing_and_adding_is_one_statement() {
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cart-{}.log", std::process::id()));
    let mall = Mall::open_logging(&log, "sqlx::query=debug").await;
    let statements = || {
        let log = fs::read_to_string(&log).expect("a log");
        let about_carts = |line: &&str| line.contains("sqlx::query") && line.contains("mall.cart");
        log.lines().filter(about_carts).count()
    };
    let mut guest = Browser::new(&mall);
    let mut member = Browser::of(&mall, "zhangsan");
    for visitor in [&mut guest, &mut member] {
        let before = statements();
        assert_eq!(visitor.add(SKUS[0], "1").0, 200);
        assert_eq!(statements(), before + 1, "adding");
        for page in ["/", "/c/audio", "/p/100101", "/search?q=a", "/login", "/nope"] {
            visitor.page(page);
        }
        assert_eq!(statements(), before + 1, "pages");
        visitor.page("/cart");
        assert_eq!(statements(), before + 2, "the cart");
    }
    guest.log_in("zhangsan");
    let before = statements();
    guest.add(SKUS[1], "1");
    assert_eq!(statements(), before + 2, "adding right after the login");
    fs::remove_file(log).expect("the log");
}
