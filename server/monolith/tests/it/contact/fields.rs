//! What can be typed into the fields, and what cannot.

use super::{ADDRESS, EMAIL, EMAIL_CODE, PHONE_API, PHONE_CODE, email, phone};
use crate::{
    browser::Browser,
    codes::refusal,
    mall::{Mall, ORIGIN},
    query::run,
};

const RESET_CODE: &str = "/api/auth/reset/code";

#[tokio::test]
async fn every_field_survives_everything_and_no_user_name_and_no_phone_is_an_address() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let long = "x".repeat(10_000);
    for (nasty, why) in [
        ("", "form"),
        ("\0", "form"),
        ("a\0b\u{1b}[31m@example.com", "form"),
        ("li@example.com\r\nbcc: han@example.com", "form"),
        ("\u{202e}!gnitirw", "form"),
        ("<script>alert(1)</script>@example.com", "form"),
        ("'; drop table auth.member; --", "form"),
        ("🐼@example.com", "letters"),
        // Cyrillic а.
        ("li@ex\u{430}mple.com", "letters"),
        ("zhangsan", "form"),
        ("13800000002", "form"),
        (&long, "length"),
    ] {
        assert_eq!(
            browser.ask(EMAIL_CODE, &[("email", nasty)]),
            refusal(&[("email", why)]),
            "{nasty:?}"
        );
        assert_eq!(
            browser.ask(EMAIL, &email(nasty, nasty)),
            refusal(&[("code", "form"), ("email", why)]),
            "{nasty:?}"
        );
        assert_eq!(
            browser.ask(
                PHONE_API,
                &phone(
                    if nasty == "13800000002" {
                        "+44 7911 123456"
                    } else {
                        nasty
                    },
                    ""
                )
            ),
            refusal(&[("code", "form"), ("phone", "form")]),
            "{nasty:?}"
        );
    }
    for body in [&b"email=%ff&phone=%ff&code=%fe"[..], b"&&&===", b"", b"\xff"] {
        for address in [EMAIL_CODE, EMAIL, PHONE_CODE, PHONE_API] {
            let headers = [
                ("origin", ORIGIN),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let visitor = mall.member("lisi").as_script();
            let status = visitor.send("POST", address, &headers, body.to_vec()).status();
            assert!(status.is_client_error(), "{address} {body:?}: {status}");
        }
    }
    let mut forgetful = Browser::new(&mall);
    for (typed, field, why) in [
        ("li@", "email", "form"),
        ("李雷@example.com", "email", "letters"),
        (&*format!("{}@example.com", "n".repeat(300)), "email", "length"),
        ("zhangsan", "phone", "form"),
    ] {
        let answer = forgetful.ask(RESET_CODE, &[("phone", typed)]);
        assert_eq!(answer, refusal(&[(field, why)]), "{typed}");
    }
    let page = forgetful.submit(RESET_CODE, &[("phone", "li@")]);
    assert!(
        page.contains("name@example.com") && page.contains("value=\"li@\""),
        "{page}"
    );
    // What no form lets through, the table does not take either: an account is named by one thing only.
    for statement in [
        "update auth.member set user_name = 'li@example.com' where user_name = 'zhangsan'",
        "update auth.member set email = 'zhangsan' where user_name = 'lisi'",
        "update auth.member set email = '+8613800000001' where user_name = 'lisi'",
        "update auth.member set email = 'Li@example.com' where user_name = 'lisi'",
        "update auth.member set email = 'li@example.com'",
    ] {
        let refused = sqlx::raw_sql(statement).execute(mall.database.pool()).await;
        assert!(refused.is_err(), "{statement}");
    }
    let answer = forgetful.ask(
        "/api/auth/register",
        &[
            ("user_name", "li@example.com"),
            ("password", "noodles at midnight"),
        ],
    );
    assert_eq!(answer.1["fields"]["user_name"], "characters");
}

#[tokio::test]
async fn a_refused_field_says_why_in_the_visitors_language_and_keeps_what_was_typed() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    run(
        &mall,
        &format!("update auth.member set email = '{ADDRESS}' where user_name = 'zhangsan'"),
    )
    .await;
    let page = browser.submit(EMAIL_CODE, &[("email", "李雷@example.com")]);
    assert!(page.contains("只能用英文字母"), "{page}");
    assert!(page.contains("value=\"李雷@example.com\""), "{page}");
    assert!(page.contains("<title>出错了：电子邮箱</title>"), "{page}");
    assert!(
        page.contains("id=\"email-error\"") && page.contains("aria-describedby=\"email-hint email-error\"")
    );
    browser.post("/api/preferences", &[("locale", "en"), ("next", "/account")]);
    let page = browser.submit(EMAIL_CODE, &[("email", "LI.LEI@example.com")]);
    assert!(page.contains("This is your e-mail address already."), "{page}");
    let page = browser.submit(PHONE_CODE, &[("phone", "138 0000 0001")]);
    assert!(page.contains("This is your phone number already."), "{page}");
    let page = browser.submit(EMAIL_CODE, &[("email", &"n".repeat(10_000))]);
    assert!(page.contains("it may have 254 characters"), "{page}");
    assert!(page.contains(&format!("value=\"{}\"", "n".repeat(300))), "{page}");
}
