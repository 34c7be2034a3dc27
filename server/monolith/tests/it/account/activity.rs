//! What happened to an account, as its owner sees it.

use super::{PASSWORD, key, list};
use crate::{
    mall::{Mall, ORIGIN, Visitor, header, text},
    query::{ask, run, until},
};

const PAGE: &str = "/account/activity";

/// The sentences of a page, from its top to its bottom.
fn sentences(page: &str) -> Vec<&str> {
    let begun = page.split("class=\"entry__what\">").skip(1);
    begun.filter_map(|rest| Some(rest.split_once('<')?.0)).collect()
}

/// Waits until so many wrong passwords are written down, which happens behind the answers.
async fn until_failures(mall: &Mall, number: usize) {
    let count = "select count(*) from auth.activity where kind in ('login-failed', 'confirmation-failed')";
    until(mall, count, &number.to_string()).await;
}

fn log_in_from(mall: &Mall, browser: &str, account: &str, password: &str) -> u16 {
    let headers = [
        ("origin", ORIGIN),
        ("content-type", "application/x-www-form-urlencoded"),
        ("user-agent", browser),
    ];
    let form = app_kernel::path::query(&[("account", account), ("password", password)]);
    let sent = mall
        .visitor()
        .as_script()
        .send("POST", "/api/auth/login", &headers, form.into());
    sent.status().as_u16()
}

fn read(member: &Visitor) -> String {
    text(member.get(PAGE))
}

#[tokio::test]
async fn a_member_reads_what_happened_to_the_account() {
    let mall = Mall::open().await;
    let phone = "Mozilla/5.0 (iPhone) Version/26.0 Mobile Safari/604.1";
    assert_eq!(log_in_from(&mall, phone, "zhangsan", PASSWORD), 200);
    assert_eq!(
        log_in_from(&mall, "<b>stranger</b>", "zhangsan", "hunter2-hunter2"),
        401
    );
    until_failures(&mall, 1).await;
    let other = mall.member("lisi");
    let member = mall.member("zhangsan").as_script();
    let confirm = |password| member.post("/api/auth/confirm", &[("password", password)]);
    assert_eq!(confirm("hunter2-hunter2").status(), 401);
    until_failures(&mall, 2).await;
    for nickname in ["小张", "小张"] {
        let renamed = member.post("/api/auth/profile", &[("nickname", nickname)]);
        assert_eq!(renamed.status(), 200);
    }
    let there = list(&member).iter().map(key).next_back().expect("the phone");
    let ended = member.post("/api/auth/sessions/revoke", &[("session", &there)]);
    assert_eq!(ended.status(), 200);
    assert_eq!(
        mall.member("zhangsan").post("/api/auth/logout", &[]).status(),
        303
    );
    let lost = mall.member("zhangsan");
    let form = [("current", PASSWORD), ("new", "一个全新的密码 🗝")];
    let changed = member.post("/api/auth/password", &form);
    assert_eq!(changed.status(), 200);
    assert_eq!(lost.viewer()["state"], "guest");

    let renewed = super::after(&member, &changed);
    let page = read(&renewed);
    assert_eq!(
        sentences(&page),
        [
            "修改密码后，这处登录结束",
            "修改了密码",
            "登录",
            "退出登录",
            "登录",
            "这处登录在设备列表里被结束",
            "修改了昵称",
            "已登录时输错了密码",
            "登录",
            "登录失败：密码不正确",
            "登录",
        ],
        "{page}"
    );
    assert_eq!(
        page.matches("Safari 26 · iPhone").count(),
        2,
        "its login and its end"
    );
    assert!(page.contains("&lt;b&gt;stranger&lt;/b&gt;") && page.contains("127.0.0.1"));
    assert!(!page.contains("hunter2"), "{page}");
    assert!(text(renewed.get("/account")).contains(&format!("href=\"{PAGE}\"")));

    // Nobody else sees it, and a proof of identity is an entry of its own.
    assert_eq!(
        other
            .post("/api/auth/confirm", &[("password", PASSWORD)])
            .status(),
        303
    );
    let response = mall.member("lisi").get(PAGE);
    assert_eq!(
        header(&response, "cache-control"),
        "no-store",
        "a page for one visitor is kept by nobody"
    );
    assert_eq!(sentences(&text(response)), ["登录", "再次证明了是本人", "登录"]);
}

/// A change that cannot be written down does not happen.
#[tokio::test]
async fn what_cannot_be_written_down_does_not_happen() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan").as_script();
    run(
        &mall,
        "alter table auth.activity add constraint broken check (false) not valid",
    )
    .await;
    for (endpoint, form) in [
        ("login", &[("account", "lisi"), ("password", PASSWORD)][..]),
        ("profile", &[("nickname", "小张")]),
        ("password", &[("current", PASSWORD), ("new", "一个全新的密码 🗝")]),
        ("confirm", &[("password", PASSWORD)]),
        ("sessions/revoke-all", &[]),
        ("logout", &[]),
    ] {
        let answer = member.post(&format!("/api/auth/{endpoint}"), form);
        assert_eq!(answer.status(), 503, "{endpoint}");
        assert!(!answer.headers().contains_key("set-cookie"), "{endpoint}");
    }
    assert_eq!(member.viewer()["nickname"], "张三");
    let live = "select count(*) from session.login";
    assert_eq!(ask(&mall, live).await, "1");
    run(&mall, "alter table auth.activity drop constraint broken").await;
    mall.member("zhangsan");
}

#[tokio::test]
async fn it_is_kept_for_a_time_and_strangers_push_nothing_out() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan");
    let note = |kind: &str, times: u8| {
        format!(
            "select count(auth.note_activity(m.id, '{kind}', null, null, null))
             from auth.member m, generate_series(1, {times}) where m.user_name = 'zhangsan'"
        )
    };
    ask(&mall, &note("login-failed", 60)).await;
    let page = read(&member);
    assert!(page.contains("第 1 页，共 3 页"), "{page}");
    assert_eq!(sentences(&page).len(), 20);
    let last = text(member.get("/account/activity?page=3"));
    assert_eq!(sentences(&last).len(), 11);
    assert_eq!(
        sentences(&last).last(),
        Some(&"登录"),
        "whoever guesses pushes no login out"
    );
    ask(&mall, &note("nickname-changed", 160)).await;
    let kinds = "select string_agg(kind || ' ' || n, ', ' order by kind)
                 from (select kind, count(*) as n from auth.activity group by kind) k";
    assert_eq!(ask(&mall, kinds).await, "login-failed 50, nickname-changed 150");
    for (page, status) in [("10", 200), ("11", 404), ("0", 404), ("-1", 404), ("01", 308)] {
        let response = member.get(&format!("{PAGE}?page={page}"));
        assert_eq!(response.status(), status, "{page}");
    }

    run(
        &mall,
        "update auth.activity set at = at - interval '181 days'
         where id not in (select id from auth.activity order by id desc limit 1)",
    )
    .await;
    let page = read(&member);
    assert_eq!(sentences(&page), ["修改了昵称"], "what is too old is not shown");
    until(&mall, kinds, "nickname-changed 1").await;
    let forged = "set role cfmall_auth; delete from auth.activity";
    let refused = sqlx::raw_sql(forged).execute(mall.database.pool()).await;
    let refused = refused.expect_err("the service changes nothing of it");
    assert!(refused.to_string().contains("permission denied"), "{refused}");
}

#[tokio::test]
async fn where_nothing_happened_the_page_says_so() {
    let mall = Mall::open_with(&[("SESSION_STORE", "memory")]).await;
    let member = mall.member("zhangsan");
    let page = read(&member);
    assert!(page.contains("还没有记录"), "{page}");
    assert!(page.contains("会话保存在“memory”里的时候"), "{page}");
    let renamed = member.post("/api/auth/profile", &[("nickname", "小张")]);
    assert_eq!(renamed.status(), 303);
    let page = read(&member);
    assert_eq!(sentences(&page), ["修改了昵称"]);
    assert!(!page.contains("还没有记录"), "{page}");
}
