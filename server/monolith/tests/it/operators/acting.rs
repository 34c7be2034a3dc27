//! What operators do to a member.

use super::{DISABLE, ENABLE, REVOKE, REVOKE_ALL, number, operator, trail};
use crate::{
    browser::Browser,
    codes::message,
    mall::{Mall, header},
    query::{ask, run},
};
use serde_json::json;

/// 李四's.
const PHONE: &str = "138 0000 0002";

fn log_in(mall: &Mall, account: &str) -> (u16, serde_json::Value) {
    Browser::new(mall).ask(
        "/api/auth/login",
        &[("account", account), ("password", "cfmall-demo")],
    )
}

#[tokio::test]
async fn a_member_is_disabled_and_enabled_with_a_reason_and_is_told() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let lisi = number(&mall, "lisi").await;
    let (mut member, bystander) = (Browser::of(&copy, "lisi"), copy.member("zhangsan"));
    let mut operator = operator(&mall);

    let page = operator.submit(DISABLE, &[("member", &lisi), ("reason", " 刷单 <b>&</b> ")]);
    assert!(page.contains("账户已停用，所有登录已结束。"), "{page}");
    assert!(page.contains("刷单 &lt;b&gt;&amp;&lt;/b&gt;"), "{page}");
    let answer = member.get("/account");
    assert_eq!(answer.status(), 302);
    assert!(member.page("/login").contains("商城"), "the reason is said");
    assert_eq!(bystander.viewer()["state"], "member");
    assert_eq!(log_in(&mall, "lisi"), (403, json!({ "error": "disabled" })));
    assert!(message(&mall, PHONE).await.contains("已被停用"));

    let again = operator.ask(DISABLE, &[("member", &lisi), ("reason", "again")]);
    assert_eq!(again, (200, json!({ "changed": false, "ended": null })));
    let page = operator.submit(ENABLE, &[("member", &lisi), ("reason", "查清了")]);
    assert!(page.contains("账户已恢复。") && page.contains("查清了"), "{page}");
    assert!(message(&mall, PHONE).await.contains("已恢复"));
    assert_eq!(
        trail(&mall).await,
        "operator disabled lisi 刷单 <b>&</b>, operator enabled lisi 查清了"
    );

    // The member learns that it was the mall; who it was, and why, is between operators, but for the export.
    let mut member = Browser::of(&mall, "lisi");
    let activity = member.page("/account/activity");
    assert!(
        activity.contains("商城停用了账户") && activity.contains("商城恢复了账户"),
        "{activity}"
    );
    assert!(
        !activity.contains("刷单") && !activity.contains("operator"),
        "{activity}"
    );
    let (_, exported) = member.ask("/api/auth/export", &[]);
    let reasons: Vec<_> = exported["operator_actions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|action| action["reason"].as_str())
        .collect();
    assert_eq!(reasons, ["查清了", "刷单 <b>&</b>"]);
    assert!(!exported.to_string().contains("\"operator\""), "{exported}");
}

#[tokio::test]
async fn a_reason_is_asked_for_and_nothing_typed_is_lost() {
    let mall = Mall::open().await;
    let lisi = number(&mall, "lisi").await;
    let mut operator = operator(&mall);
    let long = "因".repeat(201);
    for (reason, code, told) in [
        ("", "empty", "请写明原因。"),
        (" \u{3000}", "empty", "请写明原因。"),
        (&*long, "too-long", "原因不能超过 200 个字。"),
        ("a\nb", "control-character", "原因须写在一行里"),
        ("a\0b", "control-character", "原因须写在一行里"),
        (&*"x".repeat(10_000), "too-long", "原因不能超过 200 个字。"),
    ] {
        let form = [("member", &*lisi), ("reason", reason)];
        assert_eq!(
            operator.ask(DISABLE, &form),
            (422, json!({ "error": code })),
            "{reason:?}"
        );
        let page = operator.submit(DISABLE, &form);
        assert!(page.contains(told), "{reason:?}: {page}");
    }
    let page = operator.submit(DISABLE, &[("member", &lisi), ("reason", &long)]);
    assert!(page.contains(&long), "what was typed is there again");
    assert!(page.contains("aria-invalid=\"true\""), "{page}");
    for member in ["", "x", "-1", "99999999999999999999", "0", "1\0"] {
        let form = [("member", member), ("reason", "spam")];
        assert_eq!(
            operator.ask(DISABLE, &form),
            (404, json!({ "error": "not-found" })),
            "{member:?}"
        );
        assert_eq!(operator.ask(REVOKE_ALL, &form).0, 404, "{member:?}");
    }
    assert_eq!(trail(&mall).await, "");
    assert_eq!(log_in(&mall, "lisi").0, 200);
}

#[tokio::test]
async fn logins_are_ended_one_by_one_and_all_at_once() {
    let mall = Mall::open().await;
    let (lisi, zhangsan) = (number(&mall, "lisi").await, number(&mall, "zhangsan").await);
    let (first, second) = (mall.member("lisi"), mall.member("lisi"));
    let other = mall.member("zhangsan");
    let mut operator = operator(&mall);
    let key = |member: &str| {
        format!("select handle from session.login where member_id = {member} order by signed_in_at limit 1")
    };
    let theirs = ask(&mall, &key(&zhangsan)).await;
    let not_theirs = operator.ask(REVOKE, &[("member", &lisi), ("session", &theirs)]);
    assert_eq!(not_theirs, (404, json!({ "error": "unknown-session" })));
    let its = ask(&mall, &key(&lisi)).await;
    let page = operator.submit(REVOKE, &[("member", &lisi), ("session", &its)]);
    assert!(page.contains("已结束 1 处登录"), "{page}");
    assert_eq!(
        (
            first.viewer()["state"].as_str(),
            second.viewer()["state"].as_str()
        ),
        (Some("guest"), Some("member"))
    );
    assert_eq!(
        operator.ask(REVOKE, &[("member", &lisi), ("session", &its)]),
        (404, json!({ "error": "unknown-session" }))
    );
    for key in ["", "x\0", "' or true"] {
        assert_eq!(
            operator.ask(REVOKE, &[("member", &lisi), ("session", key)]).0,
            404
        );
    }
    let third = mall.member("lisi");
    assert_eq!(
        operator.ask(REVOKE_ALL, &[("member", &lisi)]),
        (200, json!({ "changed": true, "ended": 2 }))
    );
    for ended in [&second, &third] {
        assert_eq!(ended.viewer()["state"], "guest");
    }
    assert_eq!(other.viewer()["state"], "member");
    assert_eq!(
        trail(&mall).await,
        "operator session-ended lisi 1, operator sessions-ended lisi 2"
    );
    let by = "select string_agg(distinct concat_ws(' ', kind, reason, (select user_name from auth.member o where o.id = a.operator_id)), ', ')
              from auth.activity a where a.kind = 'ended'";
    assert_eq!(ask(&mall, by).await, "ended operator operator");
    let mut member = Browser::of(&mall, "lisi");
    assert!(member.page("/account/activity").contains("商城结束了这处登录"));
}

#[tokio::test]
async fn no_operator_s_account_is_changed_on_a_page() {
    let mall = Mall::open().await;
    super::operate(&mall, &["grant-operator", "lisi"]).await;
    let (lisi, own) = (number(&mall, "lisi").await, number(&mall, "operator").await);
    let member = mall.member("lisi");
    let mut operator = operator(&mall);
    for target in [&lisi, &own] {
        for address in [DISABLE, ENABLE, REVOKE_ALL] {
            let form = [("member", &**target), ("reason", "spam")];
            assert_eq!(
                operator.ask(address, &form),
                (403, json!({ "error": "is-operator" })),
                "{address}"
            );
        }
        let page = operator.page(&format!("/admin/members/{target}"));
        assert!(
            page.contains("这是客服的账户") && !page.contains(DISABLE) && !page.contains(REVOKE),
            "{page}"
        );
    }
    assert_eq!(member.viewer()["state"], "member");
    assert_eq!(trail(&mall).await, "");
}

#[tokio::test]
async fn of_two_at_once_one_has_done_it() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    super::operate(&mall, &["grant-operator", "zhangsan"]).await;
    let lisi = number(&mall, "lisi").await;
    let (mut one, mut two) = (operator(&mall), Browser::of(&copy, "zhangsan"));
    for round in 0..5 {
        let changed: Vec<_> = std::thread::scope(|scope| {
            let both = [&mut one, &mut two].map(|browser| {
                let lisi = &lisi;
                scope.spawn(move || browser.ask(DISABLE, &[("member", lisi), ("reason", "spam")]))
            });
            both.map(|done| done.join().expect("no panic")).into()
        });
        let won = changed.iter().filter(|(_, told)| told["changed"] == true).count();
        assert!(changed.iter().all(|(status, _)| *status == 200), "{changed:?}");
        assert_eq!(won, 1, "{changed:?}");
        let written = ask(
            &mall,
            "select count(*) from auth.operator_action where kind = 'disabled'",
        )
        .await;
        assert_eq!(written, (round + 1).to_string());
        super::operate(&mall, &["enable", "lisi"]).await;
    }
}

#[tokio::test]
async fn it_happens_with_its_entry_or_not_at_all() {
    let mall = Mall::open().await;
    let lisi = number(&mall, "lisi").await;
    let member = mall.member("lisi");
    let mut operator = operator(&mall);
    for table in ["operator_action", "activity"] {
        run(&mall, &format!("alter table auth.{table} rename to away")).await;
        let form = [("member", &*lisi), ("reason", "spam")];
        for address in [DISABLE, REVOKE_ALL] {
            assert_eq!(
                operator.ask(address, &form),
                (503, json!({ "error": "unavailable" })),
                "{address} without {table}"
            );
        }
        run(&mall, &format!("alter table auth.away rename to {table}")).await;
    }
    assert_eq!(member.viewer()["state"], "member");
    assert_eq!(trail(&mall).await, "");
    let answer = operator.post(DISABLE, &[("member", &lisi), ("reason", "spam")]);
    assert_eq!(header(&answer, "location"), format!("/admin/members/{lisi}"));
}
