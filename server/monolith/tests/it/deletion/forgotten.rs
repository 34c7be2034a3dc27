//! What is left of a member: nothing that says who it was.

use super::{ask, ask_for_it, gone, grace_ends, number, run};
use crate::{
    browser::Browser,
    buying::{Form, SKUS, books, open},
    codes::{code_in, message, messages_age},
    mall::Mall,
};
use serde_json::{Value, json};

const PHONE: &str = "139 0000 0077";
const USER_NAME: &str = "whale-watcher";
const PASSWORD: &str = "noodles at midnight";
/// What is a person's, in the forms in which it can be stored. `ureq/` is what the browser calls itself.
const PERSONAL: [&str; 9] = [
    USER_NAME,
    "13900000077",
    "whale@example.com",
    "鲸鱼观察员",
    "收货的鲸",
    "13900000088",
    "海边路 7 号",
    "请轻放，鲸鱼易碎",
    "ureq/",
];

/// The tables in which a text is, in whatever column of whatever table.
async fn tables_with(mall: &Mall, word: &str) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
         order by 1",
    )
    .fetch_all(mall.database.pool())
    .await
    .expect("the tables");
    assert!(tables.len() > 25, "{tables:?}");
    let mut found = Vec::new();
    for table in tables {
        // A row as a text has all its columns; of bytes in hexadecimal.
        let query = format!(
            "select exists (
                 select from {table} t
                 where position(lower($1) in lower(t::text)) > 0
                    or position(encode(convert_to($1, 'UTF8'), 'hex') in t::text) > 0
             )"
        );
        let has: bool = sqlx::query_scalar(&query)
            .bind(word)
            .fetch_one(mall.database.pool())
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"));
        if has {
            found.push(table);
        }
    }
    found
}

/// Every personal word, and where it is.
async fn personal(mall: &Mall) -> Vec<(&'static str, Vec<String>)> {
    let mut all = Vec::new();
    for word in PERSONAL {
        all.push((word, tables_with(mall, word).await));
    }
    all
}

fn done((status, answer): (u16, Value)) {
    assert!((200..300).contains(&status), "{status} {answer}");
}

/// A member who has left traces everywhere: messages, codes, wrong passwords, an address, a cart, and two orders.
async fn shopper(mall: &Mall) -> Browser {
    let mut browser = Browser::new(mall);
    done(browser.ask("/api/auth/register/code", &[("phone", PHONE)]));
    let code = code_in(&message(mall, PHONE).await).expect("a code");
    done(browser.ask(
        "/api/auth/register",
        &[
            ("phone", PHONE),
            ("code", &code),
            ("user_name", USER_NAME),
            ("password", PASSWORD),
        ],
    ));
    done(browser.ask("/api/auth/profile", &[("nickname", "鲸鱼观察员")]));
    done(browser.ask("/api/auth/email/code", &[("email", "whale@example.com")]));
    let code = code_in(&message(mall, "whale@example.com").await).expect("a code");
    done(browser.ask(
        "/api/auth/email",
        &[("email", "whale@example.com"), ("code", &code)],
    ));
    let mut stranger = Browser::new(mall);
    for account in [USER_NAME, PHONE, "whale@example.com"] {
        assert_eq!(
            stranger.ask("/api/auth/login", &[("account", account), ("password", "wrong")]),
            (401, json!({ "error": "invalid-credentials" }))
        );
    }
    messages_age(mall, "2 minutes").await;
    done(Browser::new(mall).ask("/api/auth/reset/code", &[("phone", "whale@example.com")]));
    done(browser.ask(
        "/api/mall/addresses/add",
        &[
            ("recipient", "收货的鲸"),
            ("phone", "13900000088"),
            ("province", "44"),
            ("district", "440305"),
            ("street", "海边路 7 号"),
        ],
    ));
    for (sku, quantity) in [(SKUS[0], "2"), (SKUS[1], "1")] {
        let form = Form::on(&mut browser, &format!("/checkout?sku={sku}&quantity={quantity}"));
        let form = form.with("note", "请轻放，鲸鱼易碎");
        assert_eq!(form.send(&mut browser).0, 201);
    }
    browser.add(SKUS[2], "3");
    browser
}

#[tokio::test]
async fn nothing_personal_is_left_in_any_table() {
    let mall = open().await;
    let mut browser = shopper(&mall).await;
    let id = number(&mall, USER_NAME).await;
    // One order is cancelled, the other paid: the cart still has three pieces.
    let [cancelled, paid] =
        ["asc", "desc"].map(|order| format!("select number from mall.order order by id {order} limit 1"));
    let (cancelled, paid) = (ask(&mall, &cancelled).await, ask(&mall, &paid).await);
    done(browser.ask("/api/mall/orders/cancel", &[("number", &cancelled)]));
    run(
        &mall,
        &format!("select mall.payment_begin({id}, '{paid}', 'demo');
                  select mall.payment_settle('P{paid}', total_fen, 'R') from mall.order where number = '{paid}'"),
    )
    .await;
    for (word, tables) in personal(&mall).await {
        assert!(!tables.is_empty(), "{word} has left a trace before");
    }

    ask_for_it(&mut browser);
    grace_ends(&mall).await;
    gone(&mall, &id).await;
    let address = ["收货的鲸", "13900000088", "海边路 7 号", "请轻放，鲸鱼易碎"];
    for (word, tables) in personal(&mall).await {
        let expected: &[&str] = if address.contains(&word) {
            &["mall.\"order\""]
        } else {
            &[]
        };
        assert_eq!(tables, expected, "{word}: what is under way still arrives");
    }
    let order = |number: &str| {
        format!(
            "select concat_ws(' ', coalesce(member_id, 0), recipient || '.', total_fen) from mall.order where number = '{number}'"
        )
    };
    assert_eq!(ask(&mall, &order(&cancelled)).await, "0 . 2800");
    assert_eq!(ask(&mall, &order(&paid)).await, format!("{id} 收货的鲸. 1800"));

    // It arrives.
    run(
        &mall,
        "update mall.order set shipped_at = now(), received_at = now() where paid_at is not null;
         update outbox.member_deleted set at = at - interval '2 minutes', mall_looked_at = mall_looked_at - interval '2 minutes'",
    )
    .await;
    crate::query::until(
        &mall,
        "select count(*) from outbox.member_deleted where mall_done_at is null",
        "0",
    )
    .await;
    for (word, tables) in personal(&mall).await {
        assert_eq!(tables, Vec::<String>::new(), "{word}");
    }
    let numbered = format!(
        "select (select count(*) from mall.order where member_id is not null)
              + (select count(*) from session.event where member_id = {id} and ip is not null)
              + (select count(*) from session.member where id = {id})"
    );
    assert_eq!(ask(&mall, &numbered).await, "0");
    // What was sold and paid is as it was.
    let sold = "select string_agg(o.total_fen || ' ' || l.sku_id || ' ' || l.quantity, ', ' order by o.id)
                from mall.order o join mall.order_line l on l.order_id = o.id";
    assert_eq!(ask(&mall, sold).await, "2800 100101 2, 1800 100102 1");
    assert_eq!(books(&mall).await, "");
}

/// Whoever registers with the name and the phone that were given up is somebody else, and finds nothing of the one before.
#[tokio::test]
async fn the_name_and_the_phone_are_free_and_their_next_owner_inherits_nothing() {
    let mall = open().await;
    let mut browser = shopper(&mall).await;
    let id = number(&mall, USER_NAME).await;
    ask_for_it(&mut browser);
    let taken = Browser::new(&mall).ask(
        "/api/auth/login",
        &[("account", USER_NAME), ("password", PASSWORD)],
    );
    assert_eq!(taken.0, 403, "until then the name is taken");
    grace_ends(&mall).await;
    gone(&mall, &id).await;
    let refused = Browser::new(&mall).ask(
        "/api/auth/login",
        &[("account", USER_NAME), ("password", PASSWORD)],
    );
    assert_eq!(refused, (401, json!({ "error": "invalid-credentials" })));

    let mut next = Browser::new(&mall);
    done(next.ask("/api/auth/register/code", &[("phone", PHONE)]));
    let code = code_in(&message(&mall, PHONE).await).expect("a code");
    done(next.ask(
        "/api/auth/register",
        &[
            ("phone", PHONE),
            ("code", &code),
            ("user_name", USER_NAME),
            ("password", PASSWORD),
        ],
    ));
    assert_ne!(number(&mall, USER_NAME).await, id);
    assert_eq!(next.cart()["pieces"], 0);
    for page in ["/orders", "/addresses", "/account/activity"] {
        let page = next.page(page);
        assert!(!page.contains("鲸"), "{page}");
    }
}
