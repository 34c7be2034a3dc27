//! What is remembered, and what is not.

use super::{CATEGORY, FRONT, PRODUCT, PROMISED, run};
use crate::mall::{Mall, Visitor, text};
use std::{
    fs,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

/// Until a visit of the page asks nothing, because the copy remembers it and is sure that it still holds; what it shows then. A busy
/// machine can keep a copy from being sure for a moment.
fn remembered(log: &Path, visitor: &Visitor, page: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let before = questions(log).len();
        let shown = text(visitor.get(page));
        if questions(log).len() == before {
            return shown;
        }
        assert!(Instant::now() < deadline, "{page} is read again and again");
    }
}

/// The statements about the catalogue that a copy has made, from its log; but for those that ask for its version, and those with
/// which it looks after orders and forgets members.
fn questions(log: &Path) -> Vec<String> {
    const OTHERS: [&str; 6] = [
        "mall.catalogue",
        "mall.members_forget",
        "mall.order",
        "mall.payment",
        "mall.sales_count",
        "demo_payments.",
    ];
    let log = fs::read_to_string(log).expect("a log");
    log.lines()
        .filter(|line| line.contains("sqlx::query") && line.contains("mall."))
        .filter(|line| !OTHERS.iter().any(|other| line.contains(other)))
        .map(str::to_owned)
        .collect()
}

fn log_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.log", std::process::id()))
}

#[tokio::test]
async fn pages_ask_at_most_twice_and_then_not_at_all() {
    let log = log_file("statements");
    let mall = Mall::open_logging(&log, "sqlx::query=debug").await;
    let visitor = mall.visitor();
    remembered(&log, &visitor, FRONT);
    for (page, full) in [
        (FRONT, true),
        (CATEGORY, true),
        // Fewer products, as many questions.
        ("/c/power-banks", false),
        (PRODUCT, false),
        ("/search?q=%E8%80%B3%E6%9C%BA", false),
        ("/search?q=a&page=2", true),
        ("/search?q=nothing-like-that", false),
    ] {
        // Whatever is remembered is forgotten.
        run(&mall, "update mall.product set position = position + 1000").await;
        sleep(PROMISED);
        let before = questions(&log).len();
        let shown = text(visitor.get(page));
        let asked = questions(&log)[before..].to_vec();
        assert!(
            (1..=2).contains(&asked.len()),
            "{page} asked {} times: {asked:#?}",
            asked.len()
        );
        if full {
            assert!(shown.matches("class=\"card\"").count() > 10, "{page}");
        }
        let again = remembered(&log, &visitor, page);
        assert!(content(&again) == content(&shown), "{page} is another one");
    }
    fs::remove_file(log).expect("the log");
}

/// What is between the header and the footer of a page.
fn content(page: &str) -> &str {
    let from_main = page.split("<main").nth(1).unwrap_or_default();
    from_main.split("</main>").next().unwrap_or_default()
}
#[tokio::test]
async fn nobody_is_in_what_everybody_sees() {
    let mall = Mall::open().await;
    let members =
        [("zhangsan", "张三"), ("lisi", "李四")].map(|(name, nickname)| (mall.member(name), nickname));
    let everybody = &members;
    std::thread::scope(|scope| {
        for (visitor, nickname) in everybody {
            scope.spawn(move || {
                for round in 0..10 {
                    for page in [
                        FRONT,
                        CATEGORY,
                        PRODUCT,
                        "/search?q=a",
                        "/search",
                        "/search?q=zzz",
                        "/nope",
                    ] {
                        let shown = text(visitor.get(page));
                        for (_, other) in everybody {
                            assert_eq!(
                                shown.contains(other),
                                other == nickname,
                                "{page} of {nickname}, round {round}"
                            );
                        }
                    }
                }
            });
        }
    });
    let guest = mall.visitor();
    for page in [FRONT, CATEGORY, PRODUCT, "/search?q=a", "/search"] {
        let shown = text(guest.get(page));
        assert!(
            members.iter().all(|(_, nickname)| !shown.contains(nickname)),
            "{page}"
        );
    }
}

#[tokio::test]
async fn pages_that_do_not_exist_push_out_none_that_does() {
    let log = log_file("slugs");
    let mall = Mall::open_logging(&log, "sqlx::query=debug").await;
    let visitor = mall.visitor();
    remembered(&log, &visitor, CATEGORY);
    for number in 0..2_000 {
        assert_eq!(visitor.get(&format!("/c/none-{number}")).status(), 404);
    }
    for odd in [
        "%00",
        "%25",
        "%F0%9F%8D%B5",
        "\u{ff01}",
        "%E8%8C%B6",
        &"x".repeat(5_000),
    ] {
        let address = format!(
            "/c/{}",
            app_kernel::path::query(&[("", odd)]).trim_start_matches('=')
        );
        assert_eq!(visitor.get(&address).status(), 404, "{odd}");
    }
    let asked = questions(&log).len();
    assert!(
        asked < 500,
        "whether a category exists is known without asking: {asked} questions"
    );
    // Now the copy is sure of what it remembers.
    remembered(&log, &visitor, FRONT);
    let before = questions(&log).len();
    visitor.get(CATEGORY);
    assert_eq!(questions(&log).len(), before, "the category is still remembered");
    fs::remove_file(log).expect("the log");
}
