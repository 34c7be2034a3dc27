//! The catalogue is shown from memory, and never as it was more than a second ago.

use crate::mall::{Mall, Visitor, text};
use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

/// The promise: how long after its commit a change may be missing from a page.
const PROMISED: Duration = Duration::from_secs(1);

/// Pages with what the changes below change: the first product, which is in stock, and its category.
const FRONT: &str = "/";
const PRODUCT: &str = "/p/100101";
const CATEGORY: &str = "/c/phones-digital";

/// The sign that a page comes from memory and may not hold any more.
const OUTDATED: &str = "role=\"status\" class=\"outdated\"";

async fn run(mall: &Mall, statements: &str) {
    sqlx::raw_sql(statements)
        .execute(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{statements}: {error}"));
}

async fn one<T>(mall: &Mall, question: &str) -> T
where
    T: Send + Unpin + sqlx::Type<sqlx::Postgres> + for<'r> sqlx::Decode<'r, sqlx::Postgres>,
{
    sqlx::query_scalar(question)
        .fetch_one(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{question}: {error}"))
}

fn shows(visitor: &Visitor, page: &str, words: &str) -> bool {
    text(visitor.get(page)).contains(words)
}

/// Until the copy hears of changes, so that it remembers what it shows.
fn remembers(log: &Path, visitor: &Visitor) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        visitor.get(FRONT);
        let before = questions(log).len();
        visitor.get(FRONT);
        if questions(log).len() == before {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "the front page is read again and again"
        );
    }
}

/// The statements about the catalogue that a copy has made, from its log; but for those that ask for its version.
fn questions(log: &Path) -> Vec<String> {
    let log = fs::read_to_string(log).expect("a log");
    log.lines()
        .filter(|line| {
            line.contains("sqlx::query") && line.contains("mall.") && !line.contains("mall.catalogue")
        })
        .map(str::to_owned)
        .collect()
}

fn log_file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.log", std::process::id()))
}

#[tokio::test]
async fn pages_ask_at_most_twice_and_then_not_at_all() {
    let log = log_file("statements");
    let mall = Mall::open_logging(&log, "sqlx::query=debug").await;
    let visitor = mall.visitor();
    remembers(&log, &visitor);
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
        let before = questions(&log).len();
        for _ in 0..3 {
            assert!(
                content(&text(visitor.get(page))) == content(&shown),
                "{page} is another one"
            );
        }
        assert_eq!(questions(&log)[before..], [] as [String; 0], "{page}");
    }
    fs::remove_file(log).expect("the log");
}

/// What is between the header and the footer of a page.
fn content(page: &str) -> &str {
    let from_main = page.split("<main").nth(1).unwrap_or_default();
    from_main.split("</main>").next().unwrap_or_default()
}

#[tokio::test]
async fn a_change_is_on_every_copys_pages_within_a_second() {
    let mall = Mall::open().await;
    let other = mall.beside(&[]);
    let visitors = [mall.visitor(), other.visitor()];
    let leaf: String = one(
        &mall,
        "select slug from mall.category where id = (select category_id from mall.product where id = 1001)",
    )
    .await;
    let leaf = format!("/c/{leaf}");
    for visitor in &visitors {
        for page in [FRONT, PRODUCT, CATEGORY, leaf.as_str(), "/search?q=Zzz"] {
            for _ in 0..3 {
                visitor.get(page);
            }
        }
    }
    for (change, page, words) in [
        (
            "update mall.sku set price_fen = 1234567 where product_id = 1001",
            PRODUCT,
            "12,345",
        ),
        (
            "update mall.sku set price_fen = 7654321 where product_id = 1001",
            leaf.as_str(),
            "76,543",
        ),
        (
            "update mall.sku set stock = 0 where product_id = 1001",
            leaf.as_str(),
            "暂时缺货",
        ),
        (
            "update mall.sku set stock = 7 where id = 100101",
            PRODUCT,
            "仅剩 7 件",
        ),
        (
            "update mall.product set name_zh = '改名了' where id = 1001",
            leaf.as_str(),
            "改名了",
        ),
        (
            "update mall.product set name_en = 'Zzz' where id = 1001",
            "/search?q=Zzz",
            "class=\"card\"",
        ),
        (
            "update mall.product set description_zh = '说明改了' where id = 1001",
            PRODUCT,
            "说明改了",
        ),
        (
            "update mall.category set name_zh = '分类改了' where slug = 'phones-digital'",
            FRONT,
            "分类改了",
        ),
        (
            "update mall.product set category_id = (select max(id) from mall.category) where id = 1001",
            leaf.as_str(),
            "!改名了",
        ),
        (
            "delete from mall.product where id = 1002",
            "/p/100201",
            "!product__facts",
        ),
    ] {
        let is_there = |visitor| match words.strip_prefix('!') {
            Some(gone) => !shows(visitor, page, gone),
            None => shows(visitor, page, words),
        };
        assert!(!visitors.iter().any(is_there), "not yet: {change}");
        run(&mall, change).await;
        sleep(PROMISED);
        for (visitor, copy) in visitors.iter().zip(1..) {
            assert!(is_there(visitor), "copy {copy}, {page}: {change}");
        }
    }
}

#[tokio::test]
async fn a_change_is_seen_without_its_notification_too() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let listeners = "select count(*) from (
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like 'select version, %' and pid <> pg_backend_pid()) ended";
    for (price, yuan) in [
        (1_111_100, "11,111"),
        (2_222_200, "22,222"),
        (3_333_300, "33,333"),
    ] {
        for _ in 0..3 {
            visitor.get(PRODUCT);
        }
        // Who listened does not hear of it.
        let ended: i64 = one(&mall, listeners).await;
        assert_eq!(ended, 1, "a copy follows on one connection");
        run(
            &mall,
            &format!("update mall.sku set price_fen = {price} where product_id = 1001"),
        )
        .await;
        sleep(PROMISED);
        assert!(
            shows(&visitor, PRODUCT, yuan),
            "{yuan}, after the connection was cut"
        );
    }
    // Nobody is notified of anything any more.
    run(
        &mall,
        "create or replace function mall.raise_version() returns trigger language plpgsql security definer
         as 'begin update mall.catalogue set version = version + 1; return null; end'",
    )
    .await;
    for (price, yuan) in [(4_444_400, "44,444"), (5_555_500, "55,555")] {
        for _ in 0..3 {
            visitor.get(PRODUCT);
        }
        run(
            &mall,
            &format!("update mall.sku set price_fen = {price} where product_id = 1001"),
        )
        .await;
        sleep(PROMISED);
        assert!(shows(&visitor, PRODUCT, yuan), "{yuan}, without a notification");
    }
}

#[tokio::test]
async fn a_copy_that_cannot_hear_reads_and_one_that_cannot_read_says_how_old_its_page_is() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for page in [FRONT, PRODUCT] {
        assert!(!shows(&visitor, page, OUTDATED), "{page}");
    }
    run(&mall, "alter table mall.catalogue rename to silent").await;
    sleep(PROMISED);
    // Committed without raising any version that could be read.
    run(
        &mall,
        "alter table mall.sku disable trigger all; update mall.sku set price_fen = 1234500 where id = 100101",
    )
    .await;
    assert!(
        shows(&visitor, PRODUCT, "12,345"),
        "read at once, by who cannot hear"
    );

    run(
        &mall,
        "alter table mall.card rename to away; alter table mall.product rename to gone",
    )
    .await;
    for page in [FRONT, PRODUCT] {
        let response = visitor.get(page);
        assert_eq!(response.status(), 200, "{page}");
        let shown = text(response);
        assert!(shown.contains(OUTDATED) && shown.contains("不到一分钟"), "{page}");
    }
    let in_english = visitor.send("GET", PRODUCT, &[("accept-language", "en")], Vec::new());
    assert_eq!(in_english.status(), 503, "never shown in this language");
    assert_eq!(
        visitor.get("/p/100301").status(),
        503,
        "what was never shown cannot be"
    );

    run(
        &mall,
        "alter table mall.away rename to card; alter table mall.gone rename to product;
         alter table mall.silent rename to catalogue",
    )
    .await;
    for page in [FRONT, PRODUCT] {
        assert!(!shows(&visitor, page, OUTDATED), "{page}");
    }
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
    remembers(&log, &visitor);
    visitor.get(CATEGORY);
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
    let before = questions(&log).len();
    assert!(
        before < 20,
        "whether a category exists is known without asking: {before} questions"
    );
    visitor.get(CATEGORY);
    assert_eq!(questions(&log).len(), before);
    fs::remove_file(log).expect("the log");
}

/// What lists show follows from the other tables, whatever is done to those and in whatever order.
#[tokio::test]
async fn cards_are_what_their_products_say() {
    let mall = Mall::open().await;
    let wrong = "select count(*) from ((table mall.card except table mall.card_source)
                 union all (table mall.card_source except table mall.card)) row";
    assert_eq!(one::<i64>(&mall, wrong).await, 0, "after seeding");
    for change in [
        "update mall.sku set price_fen = price_fen * 2 where id % 3 = 0",
        "update mall.sku set stock = 0 where id % 2 = 0",
        "update mall.sku set product_id = 1002 where id = 100101",
        "update mall.product set position = -position, name_zh = name_zh || '!'",
        "update mall.product set category_id = (select max(id) from mall.category) where id % 5 = 0",
        "update mall.category set name_en = upper(name_en)",
        "update mall.category set parent_id = (select id from mall.category where parent_id is null limit 1)
         where id in (select parent_id from mall.category where id = (select max(id) from mall.category))",
        "delete from mall.sku where product_id = 1003",
        "delete from mall.product where id = 1004",
        "insert into mall.sku select 100301, 1003, choice, price_fen, stock, position from mall.sku where id = 100501",
        // Hung on a category that is not of the third level, a product is in no list.
        "update mall.product set category_id = (select id from mall.category where parent_id is null limit 1) where id = 1005",
    ] {
        run(&mall, change).await;
        assert_eq!(one::<i64>(&mall, wrong).await, 0, "after {change}");
    }
    // Of two who change variants of one product at once, each sees what the other one did.
    let pool = mall.database.pool();
    for _ in 0..20 {
        let change = |sku: i64, by: i64| async move {
            sqlx::query("update mall.sku set price_fen = price_fen + $2 where id = $1")
                .bind(sku)
                .bind(by)
                .execute(pool)
                .await
                .expect("changed");
        };
        tokio::join!(change(100601, 7), change(100602, -9), change(100601, -5));
    }
    assert_eq!(
        one::<i64>(&mall, wrong).await,
        0,
        "after changes at the same time"
    );
}
