//! From the first form to the account.

use super::{PASSWORD, PHONE, REGISTER, SEND, ask, asked, code_in, form, message, refusal, sent};
use crate::{
    browser::Browser,
    codes::plain,
    mall::{Mall, header, text},
};
use serde_json::json;

fn log_in(mall: &Mall, account: &str, password: &str) -> u16 {
    let form = [("account", account), ("password", password)];
    let visitor = mall.visitor().as_script();
    visitor.post("/api/auth/login", &form).status().as_u16()
}

#[tokio::test]
async fn who_has_the_code_is_a_member_and_goes_on_where_they_were() {
    let mall = Mall::open().await;
    let next = "http://cfmall.localhost:3000/p/100101";
    let mut browser = Browser::new(&mall);
    let page = browser.page(&format!("/register?next={next}"));
    assert!(
        page.contains("获取验证码") && page.contains(&format!("value=\"{next}\"")),
        "{page}"
    );

    let page = browser.submit(SEND, &[("phone", PHONE), ("next", next)]);
    assert!(
        page.contains("139 0000 0001") && page.contains("秒后可以重新发送"),
        "{page}"
    );
    assert!(page.contains(&format!("value=\"{next}\"")), "{page}");
    let again = browser.page("/register");
    assert!(
        again.contains("139 0000 0001") && again.contains("秒后可以重新发送"),
        "a reload says the same"
    );

    let code = code_in(&message(&mall, PHONE).await).expect("a code");
    let fields = form(PHONE, &code, "Ｌｉ_Lei");
    let response = browser.post(REGISTER, &[fields.as_slice(), &[("next", next)]].concat());
    assert_eq!(response.status(), 303);
    assert_eq!(
        header(&response, "location"),
        "/login/check?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Fp%2F100101"
    );
    let page = browser.page("/account");
    assert!(
        page.contains("Li_Lei") && page.contains("li_lei") && page.contains("139****0001"),
        "{page}"
    );
    assert_eq!(
        browser.get("/register").status(),
        302,
        "a member has nothing to do there"
    );

    for account in [
        "li_lei",
        " LI_LEI ",
        "Ｌｉ_Lei",
        "13900000001",
        "+86 139-0000-0001",
        "１３９０００００００１",
    ] {
        assert_eq!(log_in(&mall, account, PASSWORD), 200, "{account:?}");
    }
    assert_eq!(log_in(&mall, "li_lei", "noodles at noon"), 401);
    assert_eq!(
        ask(&mall, "select phone from auth.member where user_name = 'li_lei'").await,
        "+8613900000001"
    );
}

#[tokio::test]
async fn what_was_typed_is_kept_but_not_the_password_and_every_field_is_told() {
    let mall = Mall::open().await;
    let (mut browser, _) = asked(&mall, PHONE).await;
    let page = browser.submit(
        REGISTER,
        &[
            ("phone", PHONE),
            ("code", "12345"),
            ("user_name", "<b>li lei</b>"),
            ("password", "iloveyou"),
        ],
    );
    for sentence in ["验证码是六位数字", "用户名只能用字母", "这个密码太常见"] {
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
    assert!(page.contains("value=\"&lt;b&gt;li lei&lt;/b&gt;\""), "{page}");
    assert!(page.contains("<title>出错了：注册</title>"), "{page}");
    assert!(!page.contains("iloveyou") && !page.contains("12345"), "{page}");
    assert!(!browser.page("/register").contains("太常见"), "it is said once");
}

#[tokio::test]
async fn any_copy_answers_any_step() {
    let mall = Mall::open().await;
    let other = mall.beside(&[("INSTANCE", "monolith-2")]);
    let (browser, code) = asked(&mall, PHONE).await;
    let mut elsewhere = Browser::new(&other);
    elsewhere.cookies = browser.cookies;
    assert_eq!(elsewhere.ask(REGISTER, &form(PHONE, &code, "lilei")).0, 200);
    assert!(elsewhere.page("/account").contains("lilei"));
}

#[tokio::test]
async fn who_sends_the_form_twice_is_a_member_once() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let fields = form(PHONE, &code, "lilei");
    for _ in 0..2 {
        let (status, answer) = browser.ask(REGISTER, &fields);
        assert_eq!((status, &answer["nickname"]), (200, &json!("lilei")), "{answer}");
    }
    let mut other = fields;
    other[3].1 = "another password";
    assert_eq!(browser.ask(REGISTER, &other), refusal(&[("code", "used")]));
    assert_eq!(
        ask(
            &mall,
            "select count(*) from auth.member where user_name = 'lilei'"
        )
        .await,
        "1"
    );
}

#[tokio::test]
async fn a_phone_with_an_account_is_told_by_the_message_alone() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    let known = browser.submit(SEND, &[("phone", "13800000001")]);
    let unknown = Browser::new(&mall).submit(SEND, &[("phone", PHONE)]);
    assert_eq!(plain(&known, "138 0000 0001"), plain(&unknown, "139 0000 0001"));
    let words = message(&mall, "13800000001").await;
    assert!(
        words.contains("已经有账户了") && code_in(&words).is_none(),
        "{words}"
    );
    assert_eq!(
        browser.ask(REGISTER, &form("13800000001", "123456", "lilei")),
        refusal(&[("code", "wrong")])
    );
}

#[tokio::test]
async fn who_has_the_phone_hears_that_it_has_an_account() {
    let mall = Mall::open().await;
    let (mut first, one) = asked(&mall, PHONE).await;
    super::messages_age(&mall, "61 seconds").await;
    let mut second = Browser::new(&mall);
    let other = sent(&mall, &mut second, PHONE).await;
    assert_eq!(first.ask(REGISTER, &form(PHONE, &one, "lilei")).0, 200);
    assert_eq!(
        second.ask(REGISTER, &form(PHONE, &other, "hanmeimei")),
        refusal(&[("phone", "taken")])
    );
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookie_is_told_so() {
    let mall = Mall::open().await;
    let response = mall.visitor().post(SEND, &[("phone", PHONE)]);
    let page = text(mall.visitor().get(header(&response, "location")));
    assert!(page.contains("浏览器没有保存 Cookie"), "{page}");
    assert!(!text(mall.visitor().get("/register")).contains("浏览器没有保存 Cookie"));
}
