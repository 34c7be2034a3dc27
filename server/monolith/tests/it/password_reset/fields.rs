//! What can be typed into the fields, and what cannot.

use super::{PASSWORD, PHONE, RESET, SEND, asked, changes, done, form};
use crate::{
    browser::Browser,
    codes::{other_than, refusal},
    mall::{Mall, ORIGIN},
};

#[tokio::test]
async fn every_field_survives_everything() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let long = "字".repeat(10_000);
    for nasty in [
        "",
        "\0",
        "a\0b\u{1b}[31m",
        "%",
        "\u{202e}!gnitirw",
        "<script>alert(1)</script>",
        "'; drop table auth.member; --",
        "🐼",
        "+44 7911 123456",
        &long,
    ] {
        let phone = Browser::new(&mall).ask(SEND, &[("phone", nasty)]);
        assert!(
            phone == refusal(&[("phone", "form")]) || phone.0 == 413,
            "{nasty:?}: {phone:?}"
        );
        for field in ["phone", "code"] {
            let others = form(PHONE, &code, PASSWORD)
                .into_iter()
                .filter(|(name, _)| *name != field);
            let (status, answer) = browser.ask(RESET, &others.chain([(field, nasty)]).collect::<Vec<_>>());
            assert!(
                (status == 422 && answer["fields"][field] == "form") || status == 413,
                "{field} {nasty:?}: {status} {answer}"
            );
        }
    }
    for body in [&b"phone=%ff&code=%fe&password=%ff"[..], b"&&&===", b"", b"\xff"] {
        for address in [SEND, RESET] {
            let headers = [
                ("origin", ORIGIN),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let visitor = mall.visitor().as_script();
            let status = visitor.send("POST", address, &headers, body.to_vec()).status();
            assert!(status.is_client_error(), "{address} {body:?}: {status}");
        }
    }
    let all = browser.ask(RESET, &form("12345", "12345", "short"));
    let why = [("code", "form"), ("password", "too-short"), ("phone", "form")];
    assert_eq!(all, refusal(&why), "all of it at once");
    let full_width = "＋８６　１３８－００００－０００１";
    let digits = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(
        browser.ask(
            RESET,
            &[
                form(full_width, &digits, PASSWORD).as_slice(),
                &[("next", "//evil.example")]
            ]
            .concat()
        ),
        done(),
        "nothing of that was a try"
    );
}

/// What an account is called, whoever has no code does not learn by trying passwords.
#[tokio::test]
async fn a_password_is_no_common_one_and_not_what_the_account_is_called() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let wrong = other_than(&code);
    assert_eq!(
        browser.ask(RESET, &form(PHONE, &wrong, "zhangsan2026")),
        refusal(&[("code", "wrong")])
    );
    let long = "Kq7 zebra ".repeat(13);
    for (password, why) in [
        ("", "too-short"),
        ("noodles", "too-short"),
        (&*long, "too-long"),
        ("iloveyou", "common"),
        ("13800000001", "own-words"),
        ("cfmall-1", "own-words"),
        ("zhangsan2026", "own-words"),
        ("Zhangsan-张三", "own-words"),
    ] {
        assert_eq!(
            browser.ask(RESET, &form(PHONE, &code, password)),
            refusal(&[("password", why)]),
            "{password:?}"
        );
    }
    assert_eq!(changes(&mall).await, "0");
    assert_eq!(
        browser.ask(RESET, &form(PHONE, &code, &long[..128])),
        done(),
        "the code is still good"
    );
}
