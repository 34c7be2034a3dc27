//! Addresses: what can be one, whose it is, and which is chosen if nothing else is said.

use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN, header, text},
};
use std::thread::scope;

const ADD: &str = "/api/mall/addresses/add";
const CHANGE: &str = "/api/mall/addresses/change";
const REMOVE: &str = "/api/mall/addresses/remove";
const DEFAULT: &str = "/api/mall/addresses/default";

/// Fields that make an address.
const FINE: [(&str, &str); 5] = [
    ("recipient", "李雷"),
    ("phone", "+86 138-0000-0001"),
    ("province", "44"),
    ("district", "440305"),
    ("street", "科技园路 1 号"),
];

/// The fields, one of them in another way.
fn with<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = FINE.into_iter().filter(|(name, _)| *name != field);
    others.chain([(field, value)]).collect()
}

/// Adds an address as a script. Its id.
fn add(member: &mut Browser, fields: &[(&str, &str)]) -> String {
    let (status, answer) = member.ask(ADD, fields);
    assert_eq!(status, 200, "{answer}");
    answer["id"].to_string()
}

async fn ask(mall: &Mall, query: &str) -> String {
    sqlx::query_scalar::<_, Option<String>>(&format!("select ({query})::text"))
        .fetch_one(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{query}: {error}"))
        .unwrap_or_default()
}

async fn run(mall: &Mall, statement: &str) {
    sqlx::raw_sql(statement)
        .execute(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// The id of the member's default address.
async fn default(mall: &Mall) -> String {
    ask(
        mall,
        "select string_agg(id || '', ',') from mall.address where is_default",
    )
    .await
}

#[tokio::test]
async fn an_address_is_stored_as_it_is_meant() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    assert!(member.page("/addresses").contains("还没有填写收货地址"));
    let page = member.submit(ADD, &FINE);
    assert!(
        page.contains("地址已保存") && page.contains("广东省 深圳市 南山区") && page.contains("138****0001"),
        "{page}"
    );
    assert!(!page.contains("13800000001"), "not all of the number is shown");
    let row = "select recipient || ' ' || phone || ' ' || district || ' ' || street || ' ' || is_default from mall.address";
    assert_eq!(
        ask(&mall, row).await,
        "李雷 13800000001 440305 科技园路 1 号 true"
    );
}

#[tokio::test]
async fn what_cannot_be_an_address_is_told_and_nothing_typed_is_lost() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let long = "长".repeat(10_000);
    for (field, value, sentence) in [
        ("recipient", "", "请填写收货人"),
        ("recipient", "\u{200b}\u{202e}", "请填写收货人"),
        ("recipient", &long[..123 * 3], "请填写收货人"),
        ("phone", "12345", "请填写中国大陆手机号码"),
        ("phone", "+1 202 555 0100", "请填写中国大陆手机号码"),
        ("phone", "🐼", "请填写中国大陆手机号码"),
        ("district", "", "请先选择省份"),
        ("district", "440300", "请先选择省份"),
        ("district", "110101", "请先选择省份"),
        ("district", "<script>", "请先选择省份"),
        ("street", "", "请填写街道和门牌号"),
        ("street", &long[..121 * 3], "请填写街道和门牌号"),
    ] {
        let fields = with(field, value);
        let (status, answer) = member.ask(ADD, &fields);
        assert_eq!((status, answer["error"].as_str()), (422, Some(field)), "{value}");
        let page = member.submit(ADD, &fields);
        assert!(
            page.contains(sentence) && page.contains("<title>出错了"),
            "{field} {value}: {page}"
        );
        for (name, typed) in FINE.into_iter().filter(|(name, _)| *name != field) {
            let is_there = page.contains(&format!("value=\"{typed}\""));
            assert!(is_there, "{name} is still there after a wrong {field}: {page}");
        }
    }
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
    let page = member.submit(ADD, &with("recipient", "\"><script>alert(1)</script>"));
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script>alert"),
        "{page}"
    );
}

#[tokio::test]
async fn choosing_a_province_sends_nothing_and_loses_nothing() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    assert!(!member.page("/addresses/new").contains("name=\"district\""));
    let fields = [
        ("recipient", "李雷"),
        ("phone", "half a num"),
        ("province", "54"),
        ("street", "布达拉宫"),
        ("choose", "1"),
    ];
    let page = member.submit(ADD, &fields);
    for there in ["李雷", "half a num", "布达拉宫", "拉萨市", "城关区"] {
        assert!(page.contains(there), "{there}: {page}");
    }
    assert!(!page.contains("role=\"alert\""), "{page}");
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
}

#[tokio::test]
async fn one_address_is_the_default() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let first = add(&mut member, &FINE);
    assert_eq!(default(&mall).await, first, "the first");
    let second = add(&mut member, &FINE);
    assert_eq!(default(&mall).await, first);
    let third = add(&mut member, &with("default", "1"));
    assert_eq!(default(&mall).await, third, "if one says so");
    assert_eq!(member.post(DEFAULT, &[("id", &second)]).status(), 303);
    assert_eq!(default(&mall).await, second);
    let mut changed = with("default", "1");
    changed.push(("id", &first));
    assert_eq!(member.ask(CHANGE, &changed).0, 200);
    assert_eq!(default(&mall).await, first);
    // Without the tick it stays the default: one always is.
    let mut changed = FINE.to_vec();
    changed.push(("id", &first));
    assert_eq!(member.ask(CHANGE, &changed).0, 200);
    assert_eq!(default(&mall).await, first);
    assert_eq!(member.post(REMOVE, &[("id", &first)]).status(), 303);
    assert_eq!(default(&mall).await, third, "the newest other one");
    member.post(REMOVE, &[("id", &third)]);
    member.post(REMOVE, &[("id", &second)]);
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
}

#[tokio::test]
async fn twenty_are_the_most_whoever_comes_at_once() {
    let mall = Mall::open().await;
    let member = Browser::of(&mall, "zhangsan");
    let added: usize = scope(|scope| {
        let tabs: Vec<_> = (0..6)
            .map(|_| {
                let mut tab = member.clone();
                scope.spawn(move || {
                    let answers = (0..5).map(|_| tab.ask(ADD, &with("default", "1")).0);
                    let counted = answers.inspect(|status| assert!([200, 409].contains(status), "{status}"));
                    counted.filter(|status| *status == 200).count()
                })
            })
            .collect();
        tabs.into_iter().map(|tab| tab.join().expect("a tab")).sum()
    });
    assert_eq!(added, 20);
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "20");
    assert_eq!(
        ask(&mall, "select count(*) from mall.address where is_default").await,
        "1"
    );
    let page = member.clone().submit(ADD, &FINE);
    assert!(page.contains("最多保存 20 个地址"), "{page}");
}

#[tokio::test]
async fn another_s_address_does_not_exist() {
    let mall = Mall::open().await;
    let mut owner = Browser::of(&mall, "zhangsan");
    let mut other = Browser::of(&mall, "lisi");
    let id = add(&mut owner, &FINE);
    for none in [id.as_str(), "0", "-1", "x", "", "99999999999999999999", "🐼"] {
        let mut fields = with("street", "stolen");
        fields.push(("id", none));
        for api in [CHANGE, REMOVE, DEFAULT] {
            assert_eq!(other.ask(api, &fields).0, 404, "{api} {none}");
        }
        let page = other.submit(REMOVE, &fields);
        assert!(page.contains("这个地址已经不存在"), "{none}: {page}");
    }
    for none in [id.as_str(), "0", "x", "99999999999999999999"] {
        assert_eq!(other.get(&format!("/addresses/{none}")).status(), 404, "{none}");
    }
    assert_eq!(
        ask(&mall, "select street from mall.address").await,
        "科技园路 1 号"
    );
    assert_eq!(owner.get(&format!("/addresses/{id}")).status(), 200);
}

#[tokio::test]
async fn a_guest_logs_in_and_comes_back_and_an_outage_is_none() {
    let mall = Mall::open().await;
    let mut guest = Browser::new(&mall);
    for page in ["/addresses", "/addresses/new", "/addresses/1"] {
        let response = guest.get(page);
        assert_eq!(response.status(), 302, "{page}");
        assert!(
            header(&response, "location").starts_with("/login?next="),
            "{page}"
        );
    }
    assert_eq!(guest.ask(ADD, &FINE).0, 401);
    let mut member = Browser::of(&mall, "zhangsan");
    run(&mall, "alter table mall.address rename to away").await;
    for response in [
        member.get("/addresses"),
        member.get("/addresses/1"),
        member.post(ADD, &FINE),
    ] {
        assert_eq!(response.status(), 503);
        assert!(!text(response).contains("/login"));
    }
    run(&mall, "alter table mall.away rename to address").await;
    assert_eq!(member.post(ADD, &FINE).status(), 303);
}

#[tokio::test]
async fn who_came_from_the_checkout_is_back_there_with_the_new_address() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let mut fields = FINE.to_vec();
    let there = format!("{ORIGIN}/checkout?sku=100101&quantity=2&address=7");
    fields.push(("then", &there));
    let response = member.post(ADD, &fields);
    let id = default(&mall).await;
    assert_eq!(
        header(&response, "location"),
        format!("{ORIGIN}/checkout?sku=100101&quantity=2&address={id}")
    );
    // Nowhere but to a page of ours.
    for evil in [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/api/mall/cart",
    ] {
        let mut fields = FINE.to_vec();
        fields.push(("then", evil));
        assert_eq!(
            header(&member.post(ADD, &fields), "location"),
            "/addresses",
            "{evil}"
        );
    }
}
