//! What can be typed into the fields, and what cannot.

use super::{PASSWORD, PHONE, REGISTER, SEND, asked, form, refusal};
use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN},
};

#[tokio::test]
async fn a_phone_is_a_mobile_number_however_it_is_typed() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    let long = "1".repeat(10_000);
    for phone in [
        "",
        "12345",
        "+44 7911 123456",
        "12800000001",
        "139\0",
        "🐼",
        "\u{202e}",
        "'; drop table auth.member; --",
        &long,
    ] {
        assert_eq!(
            browser.ask(SEND, &[("phone", phone)]),
            refusal(&[("phone", "form")]),
            "{phone:?}"
        );
    }
    let full_width = "＋８６　１３９－００００－０００１";
    assert_eq!(browser.ask(SEND, &[("phone", full_width)]).0, 200);
    assert_eq!(
        super::ask(&mall, "select phone from auth.code").await,
        "+8613900000001"
    );
}

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
        "🐼🐼🐼🐼🐼🐼🐼🐼",
        &long,
    ] {
        for field in ["phone", "code", "user_name", "next"] {
            let others = form(PHONE, &code, "13900000001");
            let others = others.into_iter().filter(|(name, _)| *name != field);
            let fields: Vec<_> = others.chain([(field, nasty)]).collect();
            let (status, answer) = browser.ask(REGISTER, &fields);
            // The name of the others is none.
            assert!(
                status == 422 || status == 413,
                "{field} {nasty:?}: {status} {answer}"
            );
        }
    }
    for body in [
        &b"phone=%ff&code=%fe&user_name=%ff&password=%ff"[..],
        b"&&&===",
        b"",
        b"\xff",
    ] {
        for address in [SEND, REGISTER] {
            let headers = [
                ("origin", ORIGIN),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let visitor = mall.visitor().as_script();
            let status = visitor.send("POST", address, &headers, body.to_vec()).status();
            assert!(status.is_client_error(), "{address} {body:?}: {status}");
        }
    }
    assert_eq!(
        browser.ask(REGISTER, &form(PHONE, &code, "lilei")).0,
        200,
        "nothing of that was a try"
    );
}

#[tokio::test]
async fn a_user_name_can_be_taken_for_no_other_account() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    for (name, why) in [
        ("a", "length"),
        ("13800000001", "characters"),
        ("li@lei.cn", "characters"),
        ("panda🐼", "characters"),
        ("zhangs\u{430}n", "scripts"),
        ("l38oooooool", "like-phone"),
        ("adrnin", "taken"),
    ] {
        assert_eq!(
            browser.ask(REGISTER, &form(PHONE, &code, name)),
            refusal(&[("user_name", why)]),
            "{name:?}"
        );
    }
    assert_eq!(browser.ask(REGISTER, &form(PHONE, &code, "lily0m")).0, 200);
    for (number, alike) in ["lilyom", "LiLy0rn", "lily0m"].into_iter().enumerate() {
        let phone = format!("1390000010{number}");
        let (mut other, code) = asked(&mall, &phone).await;
        assert_eq!(
            other.ask(REGISTER, &form(&phone, &code, alike)),
            refusal(&[("user_name", "taken")]),
            "{alike}"
        );
    }
    // Those that were there before anybody looked, too: lisi.
    let (mut other, code) = asked(&mall, "13900000200").await;
    assert_eq!(
        other.ask(REGISTER, &form("13900000200", &code, "Lisi")),
        refusal(&[("user_name", "taken")])
    );
    // The rule holds in the database, whoever writes.
    for name in ["+8613800000001", "13800000001", "li@lei.cn"] {
        let insert = format!(
            "insert into auth.member (user_name, nickname, password_hash) values ('{name}', 'x', 'x')"
        );
        let refused = sqlx::raw_sql(&insert).execute(mall.database.pool()).await;
        assert!(refused.is_err(), "{name}");
    }
}

#[tokio::test]
async fn a_password_is_no_common_one_and_not_what_one_is_called() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let long = "Kq7 zebra ".repeat(13);
    let password = |password: &str, browser: &mut Browser| {
        let mut fields = form(PHONE, &code, "hanmeimei");
        fields[3].1 = password;
        browser.ask(REGISTER, &fields)
    };
    for (typed, why) in [
        ("", "too-short"),
        ("noodles", "too-short"),
        (&*long, "too-long"),
        ("password", "common"),
        ("Sunshine", "common"),
        ("hanmeimei2026", "own-words"),
        ("13900000001", "own-words"),
        ("cfmall-1", "own-words"),
        ("aaaaaaaaaaa", "repeated"),
    ] {
        assert_eq!(
            password(typed, &mut browser),
            refusal(&[("password", why)]),
            "{typed:?}"
        );
    }
    assert_eq!(password(&long[..128], &mut browser).0, 200);
    let log_in = |password| {
        let form = [("account", "hanmeimei"), ("password", password)];
        mall.visitor()
            .as_script()
            .post("/api/auth/login", &form)
            .status()
            .as_u16()
    };
    assert_eq!(log_in(&long[..128]), 200);
    assert_eq!(log_in(PASSWORD), 401);
}

/// The same rules where a member changes the password.
#[tokio::test]
async fn a_new_password_obeys_the_same_rules() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    for (new, why) in [
        ("iloveyou", "common"),
        ("zhangsan2026", "own-words"),
        ("13800000001", "own-words"),
        ("abcdefghijklm", "ordered"),
    ] {
        let (status, answer) = member.ask("/api/auth/password", &[("current", "cfmall-demo"), ("new", new)]);
        assert_eq!((status, answer["error"].as_str()), (422, Some(why)), "{new}");
    }
    let page = member.submit(
        "/api/auth/password",
        &[("current", "cfmall-demo"), ("new", "iloveyou")],
    );
    assert!(page.contains("这个密码太常见"), "{page}");
}
