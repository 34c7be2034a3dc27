//! Another password.

use super::{PASSWORD, after, noticed, said};
use crate::{
    codes::message,
    mall::{Mall, header, text},
};
use serde_json::json;

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let mall = Mall::open().await;
    let thief = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    let form = [("current", PASSWORD), ("new", "一个全新的密码 🗝")];
    let response = member.as_script().post("/api/auth/password", &form);
    let renewed = after(&member, &response);
    assert_eq!(said(response).1["nickname"], "张三");
    assert_eq!(thief.viewer()["state"], "guest");
    assert_eq!(member.viewer()["state"], "guest", "the old id is dead");
    assert_eq!(renewed.viewer()["nickname"], "张三");
    let told = message(&mall, "138 0000 0001").await;
    assert!(told.contains("密码刚刚修改过"), "{told}");

    let log_in = |password| {
        let form = [("account", "zhangsan"), ("password", password)];
        mall.visitor()
            .as_script()
            .post("/api/auth/login", &form)
            .status()
            .as_u16()
    };
    assert_eq!(log_in(PASSWORD), 401);
    assert_eq!(log_in("一个全新的密码 🗝"), 200);
}

#[tokio::test]
async fn a_password_that_is_refused_changes_nothing() {
    let mall = Mall::open().await;
    let other = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    for (current, new, status, error) in [
        (PASSWORD, "1234567", 422, "too-short"),
        (PASSWORD, "", 422, "too-short"),
        (PASSWORD, &*"x".repeat(201), 422, "too-long"),
        ("wrong", "long-enough", 401, "invalid-credentials"),
        ("", "long-enough", 401, "invalid-credentials"),
    ] {
        let response = member
            .as_script()
            .post("/api/auth/password", &[("current", current), ("new", new)]);
        assert!(!response.headers().contains_key("set-cookie"));
        assert_eq!(said(response), (status, json!({ "error": error })));
    }
    let response = member.post(
        "/api/auth/password",
        &[
            ("current", "hunter2-hunter2"),
            ("new", "a swordfish in the attic"),
        ],
    );
    assert_eq!(header(&response, "location"), "/account#password-section");
    let page = text(noticed(&member, &response).get("/account"));
    assert!(page.contains("当前密码不正确"));
    assert!(!page.contains("hunter2") && !page.contains("swordfish"));
    assert_eq!(other.viewer()["state"], "member");
    mall.member("zhangsan");
}

#[tokio::test]
async fn of_two_new_passwords_at_a_time_one_counts() {
    let mall = Mall::open().await;
    let members: Vec<_> = (0..4).map(|_| mall.member("lisi").as_script()).collect();
    let statuses: Vec<_> = std::thread::scope(|scope| {
        let changes: Vec<_> = members
            .iter()
            .enumerate()
            .map(|(number, member)| {
                let new = format!("another password {number}");
                scope.spawn(move || {
                    member
                        .post("/api/auth/password", &[("current", PASSWORD), ("new", &new)])
                        .status()
                        .as_u16()
                })
            })
            .collect();
        changes
            .into_iter()
            .map(|change| change.join().expect("an answer"))
            .collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert!(
        statuses.iter().all(|status| [200, 401, 409].contains(status)),
        "{statuses:?}"
    );
    assert_eq!(
        mall.sessions().await,
        1,
        "and the one who changed it is logged in"
    );
}
