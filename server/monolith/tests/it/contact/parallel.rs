//! Several who want the same at the same time.

use super::{ADDRESS, EMAIL, email, email_code, stored};
use crate::{
    browser::Browser,
    codes::{messages_age, refusal},
    mall::Mall,
    query::ask,
};
use std::thread;

#[tokio::test]
async fn an_address_is_one_members_however_many_have_a_code() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let mut wanting = Vec::new();
    for (number, member) in ["zhangsan", "lisi", "wangwu", "layla"].into_iter().enumerate() {
        let mut browser = Browser::of(&mall, member);
        let code = email_code(&mall, &mut browser, ADDRESS).await;
        if number % 2 == 1 {
            let cookies = browser.cookies;
            browser = Browser::new(&copy);
            browser.cookies = cookies;
        }
        wanting.push((browser, code));
        messages_age(&mall, "61 seconds").await;
    }
    let answers: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = wanting
            .into_iter()
            .map(|(mut browser, code)| scope.spawn(move || browser.ask(EMAIL, &email(ADDRESS, &code))))
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let members = format!("select count(*) from auth.member where email = '{ADDRESS}'");
    assert_eq!(ask(&mall, &members).await, "1", "{answers:?}");
    assert_eq!(
        answers.iter().filter(|(status, _)| *status == 200).count(),
        1,
        "{answers:?}"
    );
    // On a busy machine some may find no connection to the database in time.
    let taken = refusal(&[("email", "taken")]);
    assert!(
        answers
            .iter()
            .all(|answer| answer.0 == 200 || answer.0 == 503 || *answer == taken),
        "{answers:?}"
    );
}

#[tokio::test]
async fn one_form_many_times_is_one_change_and_one_message() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let code = email_code(&mall, &mut browser, ADDRESS).await;
    let answers: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| {
                let (mut browser, code) = (browser.clone(), &code);
                scope.spawn(move || browser.ask(EMAIL, &email(ADDRESS, code)))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    assert!(
        answers.iter().all(|(status, _)| [200, 503].contains(status)),
        "{answers:?}"
    );
    assert_eq!(stored(&mall, "email").await, ADDRESS);
    let told = "select count(*) from auth.mailbox where words like '%绑定了新的电子邮箱%'";
    assert_eq!(ask(&mall, told).await, "1");
}
