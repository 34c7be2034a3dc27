//! Finding members, and what is shown of them.

use super::{FIND, number, operator};
use crate::{
    mall::{Mall, header},
    query::{ask, run},
};
use serde_json::json;

#[tokio::test]
async fn a_member_is_found_by_everything_they_are_known_by() {
    let mall = Mall::open().await;
    run(
        &mall,
        "update auth.member set email = 'li.si@example.com' where user_name = 'lisi'",
    )
    .await;
    let lisi = number(&mall, "lisi").await;
    let mut operator = operator(&mall);
    for typed in [
        "lisi",
        " LiSi ",
        "138 0000 0002",
        "+8613800000002",
        "１３８０００００００２",
        "Li.Si@Example.com",
        &lisi,
    ] {
        let answer = operator.post(FIND, &[("q", typed)]);
        assert_eq!(
            header(&answer, "location"),
            format!("/admin/members/{lisi}"),
            "{typed}"
        );
        let (status, told) = operator.ask(FIND, &[("q", typed)]);
        assert_eq!(
            (status, told["member"].to_string()),
            (200, lisi.clone()),
            "{typed}"
        );
    }
    let several = operator.submit(FIND, &[("q", "LI")]);
    assert!(
        several.contains(&format!("href=\"/admin/members/{lisi}\"")),
        "{several}"
    );
    assert!(
        several.contains("138****0002") && several.contains("l***@example.com"),
        "{several}"
    );
    assert!(
        !several.contains("href=\"/admin/members/0\"") && !several.contains("张三"),
        "{several}"
    );
}

#[tokio::test]
async fn what_finds_nobody_is_said_and_a_phone_is_in_no_address() {
    let mall = Mall::open().await;
    let mut operator = operator(&mall);
    let long = "a".repeat(10_000);
    for typed in [
        "nobody",
        "139 1234 5678",
        "nobody@example.com",
        "%",
        "_",
        "l_si%",
        "\\",
        "' or true --",
        "a\0b",
        "99999999999999999999",
        "-1",
        "👩‍👩‍👧",
        "<script>",
        &long,
    ] {
        assert_eq!(
            operator.ask(FIND, &[("q", typed)]),
            (404, json!({ "error": "unknown-member" })),
            "{typed:?}"
        );
        let answer = operator.post(FIND, &[("q", typed)]);
        let address = header(&answer, "location").to_owned();
        if typed.contains("139") || typed.contains('@') {
            assert_eq!(address, "/admin");
        }
        let page = operator.page(&address);
        assert!(page.contains("没有找到这样的会员"), "{typed:?}");
        assert!(
            page.contains("value=\"") && !page.contains("<script>"),
            "{typed:?}"
        );
    }
    for page in [
        "/admin?name=%00",
        "/admin?name=%25",
        "/admin?name=%FF",
        "/admin?name=",
    ] {
        assert_eq!(operator.get(page).status(), 200, "{page}");
    }
    for page in ["x", "-1", "0", "99999999999999999999", "%00", "1%20or%201"] {
        assert_eq!(
            operator.get(&format!("/admin/members/{page}")).status(),
            404,
            "{page}"
        );
    }
    assert_eq!(
        ask(
            &mall,
            "select count(*) from auth.operator_action where kind = 'viewed'"
        )
        .await,
        "0"
    );
}

#[tokio::test]
async fn a_long_list_is_cut_and_says_so() {
    let mall = Mall::open().await;
    run(
        &mall,
        "insert into auth.member (user_name, nickname) select 'crowd-' || lpad(n::text, 2, '0'), '众' from generate_series(1, 21) n",
    )
    .await;
    let page = operator(&mall).submit(FIND, &[("q", "crowd")]);
    assert_eq!(page.matches("class=\"found__member\"").count(), 20);
    assert!(page.contains("只列出前 20 位"), "{page}");
}

#[tokio::test]
async fn an_operator_sees_how_an_account_is_used_and_that_is_written_down() {
    let mall = Mall::open().await;
    let lisi = number(&mall, "lisi").await;
    let member = mall.member("lisi");
    let mut stranger = crate::browser::Browser::new(&mall);
    stranger.ask("/api/auth/login", &[("account", "lisi"), ("password", "wrong")]);
    let mut operator = operator(&mall);
    operator.post(FIND, &[("q", "lisi")]);
    let page = operator.page(&format!("/admin/members/{lisi}"));
    for shown in [
        "李四",
        "138****0002",
        "密码",
        "正常",
        "登录失败：密码不正确",
        "127.0.0.1",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("13800000002"), "{page}");
    assert_eq!(page.matches("class=\"device\"").count(), 1, "{page}");
    assert!(page.contains("noindex"), "{page}");
    operator.page(&format!("/admin/members/{lisi}?page=1"));
    assert_eq!(
        operator.get(&format!("/admin/members/{lisi}?page=9")).status(),
        404
    );

    let written = "select string_agg(concat_ws(' ', a.kind, o.user_name, m.user_name, a.count, host(a.ip)), ', ' order by a.id)
                   from auth.operator_action a join auth.member o on o.id = a.operator_id left join auth.member m on m.id = a.member_id";
    assert_eq!(
        ask(&mall, written).await,
        "searched operator 1 127.0.0.1, viewed operator lisi 127.0.0.1"
    );
    assert_eq!(member.viewer()["state"], "member", "looking changes nothing");
    // What cannot be written down is not shown.
    run(&mall, "alter table auth.operator_action rename to away").await;
    for page in ["/admin?name=l".to_owned(), format!("/admin/members/{lisi}")] {
        assert_eq!(operator.get(&page).status(), 503, "{page}");
    }
    assert_eq!(operator.ask(FIND, &[("q", "lisi")]).0, 503);
}
