//! An e-mail address, from the account page to the login.

use super::{ADDRESS, EMAIL, EMAIL_CODE, EMAIL_REMOVE, OLD_PHONE, done, email, email_code, log_in, stored};
use crate::{
    browser::Browser,
    codes::{code_in, message, plain},
    mall::{Mall, text},
    query::run,
};

#[tokio::test]
async fn an_address_is_the_members_once_the_code_was_typed() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let mut browser = Browser::of(&mall, "zhangsan");
    assert!(browser.page("/account").contains("href=\"/account/email\""));
    assert!(browser.page("/account/email").contains("获取验证码"));
    let page = browser.submit(EMAIL_CODE, &[("email", " Li.Lei＠EXAMPLE.com ")]);
    assert!(
        page.contains(ADDRESS) && page.contains("秒后可以重新发送"),
        "{page}"
    );
    let words = message(&mall, ADDRESS).await;
    let code = code_in(&words).expect("a code");
    assert!(words.contains("绑定到账户"), "{words}");
    assert!(browser.page("/mailbox").contains(ADDRESS));
    assert_eq!(stored(&mall, "email").await, "", "it counts for nothing so far");
    assert_eq!(log_in(&mall, ADDRESS), 401);

    // Any copy answers any step.
    let mut elsewhere = Browser::new(&copy);
    elsewhere.cookies = browser.cookies.clone();
    let page = elsewhere.submit(EMAIL, &email(ADDRESS, &code));
    assert!(
        page.contains("电子邮箱已经绑定") && page.contains("l***@example.com"),
        "{page}"
    );
    assert!(!page.contains(ADDRESS), "{page}");
    assert_eq!(
        browser.ask(EMAIL, &email(ADDRESS, &code)),
        done(),
        "who clicks twice"
    );
    for typed in [
        ADDRESS,
        "LI.LEI@Example.com",
        " ｌｉ．ｌｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ ",
    ] {
        assert_eq!(log_in(&mall, typed), 200, "{typed}");
    }
    assert_eq!(log_in(&mall, "li.lei@example.org"), 401);
    assert!(
        message(&mall, OLD_PHONE).await.contains("绑定了新的电子邮箱"),
        "without an address before, the phone hears of it"
    );
    let mailbox = browser.page("/mailbox");
    assert!(
        mailbox.contains("绑定了新的电子邮箱") && !mailbox.contains(&code),
        "{mailbox}"
    );

    let other = "han@example.com";
    let code = email_code(&mall, &mut browser, other).await;
    assert_eq!(browser.ask(EMAIL, &email(other, &code)), done());
    assert!(message(&mall, ADDRESS).await.contains("绑定了新的电子邮箱"));
    assert_eq!((log_in(&mall, ADDRESS), log_in(&mall, other)), (401, 200));
    assert_eq!(browser.ask(EMAIL_REMOVE, &[]), done());
    assert!(message(&mall, other).await.contains("解除了绑定"));
    assert_eq!(browser.ask(EMAIL_REMOVE, &[]), done(), "who clicks twice");
    assert_eq!(log_in(&mall, other), 401);
    assert_eq!(browser.page("/account").matches("添加电子邮箱").count(), 1);
    let activity = browser.page("/account/activity");
    for (sentence, times) in [("绑定了新的电子邮箱", 2), ("解除了电子邮箱的绑定", 1)] {
        assert_eq!(
            activity.matches(sentence).count(),
            times,
            "{sentence}: {activity}"
        );
    }
    assert!(!activity.contains("example.com"), "{activity}");
}

#[tokio::test]
async fn that_an_address_is_anothers_is_told_by_the_message_alone() {
    let mall = Mall::open().await;
    run(
        &mall,
        &format!("update auth.member set email = '{ADDRESS}' where user_name = 'lisi'"),
    )
    .await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let known = browser.submit(EMAIL_CODE, &[("email", ADDRESS)]);
    let stranger = "nobody@example.com";
    let unknown = browser.submit(EMAIL_CODE, &[("email", stranger)]);
    assert_eq!(plain(&known, ADDRESS), plain(&unknown, stranger));
    let words = message(&mall, ADDRESS).await;
    assert!(
        words.contains("没有验证码") && code_in(&words).is_none(),
        "{words}"
    );
    // A phone hears the same.
    browser.submit(super::PHONE_CODE, &[("phone", "138 0000 0002")]);
    let words = message(&mall, "138 0000 0002").await;
    assert!(
        words.contains("没有验证码") && code_in(&words).is_none(),
        "{words}"
    );
}

#[tokio::test]
async fn where_no_messages_are_sent_nothing_can_be_changed() {
    let mall = Mall::open_with(&[("MESSENGER", "none")]).await;
    let mut browser = Browser::of(&mall, "zhangsan");
    for page in ["/account/email", "/account/phone"] {
        let page = browser.get(page);
        assert_eq!(page.status(), 501);
        assert!(text(page).contains("不发送短信和邮件"));
    }
    for address in [EMAIL_CODE, EMAIL, super::PHONE_CODE, super::PHONE_API] {
        let answer = browser.ask(address, &email(ADDRESS, "123456"));
        assert_eq!(
            answer,
            (501, serde_json::json!({ "error": "closed" })),
            "{address}"
        );
    }
}

#[tokio::test]
async fn an_outage_is_said_to_be_one_and_changes_nothing() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let code = email_code(&mall, &mut browser, ADDRESS).await;
    run(&mall, "alter table auth.code rename to away").await;
    let unavailable = (503, serde_json::json!({ "error": "unavailable" }));
    assert_eq!(browser.ask(EMAIL, &email(ADDRESS, &code)), unavailable);
    assert_eq!(
        browser.ask(EMAIL_CODE, &[("email", "han@example.com")]),
        unavailable
    );
    assert_eq!(browser.get("/account/email").status(), 503);
    run(&mall, "alter table auth.away rename to code").await;
    // What cannot be written down does not happen.
    run(&mall, "alter table auth.activity rename to away").await;
    assert_eq!(browser.ask(EMAIL, &email(ADDRESS, &code)), unavailable);
    run(&mall, "alter table auth.away rename to activity").await;
    assert_eq!(stored(&mall, "email").await, "");
    assert_eq!(browser.ask(EMAIL, &email(ADDRESS, &code)), done());
}
