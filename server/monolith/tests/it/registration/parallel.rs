//! Several who want the same at the same time.

use super::{REGISTER, ask, asked, form, messages_age, refusal, sent};
use crate::{browser::Browser, mall::Mall};
use serde_json::Value;
use std::thread;

/// One of them got it, and the others heard why they did not. On a busy machine some may find no connection to the database in time.
fn only_one(answers: &[(u16, Value)], refused: &(u16, Value)) {
    let done = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!(done, 1, "{answers:?}");
    let others = answers.iter().filter(|(status, _)| *status != 200);
    assert!(others.clone().any(|answer| answer == refused), "{answers:?}");
    assert!(
        others
            .into_iter()
            .all(|answer| answer == refused || answer.0 == 503),
        "{answers:?}"
    );
}

#[tokio::test]
async fn a_name_is_one_members_however_many_want_it() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let mut applicants = Vec::new();
    for number in 0..6 {
        let phone = format!("1390000000{number}");
        let (mut browser, code) = asked(&mall, &phone).await;
        if number % 2 == 1 {
            let cookies = browser.cookies;
            browser = Browser::new(&copy);
            browser.cookies = cookies;
        }
        applicants.push((browser, phone, code));
    }
    let answers: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = applicants
            .into_iter()
            .enumerate()
            .map(|(number, (mut browser, phone, code))| {
                // Two that look the same are the same.
                let name = ["hello-0", "hello-o", "HELLO-0"][number % 3];
                scope.spawn(move || browser.ask(REGISTER, &form(&phone, &code, name)))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    only_one(&answers, &refusal(&[("user_name", "taken")]));
}

#[tokio::test]
async fn a_phone_is_one_members_however_many_have_a_code() {
    let mall = Mall::open().await;
    let phone = "13900000001";
    let mut applicants = Vec::new();
    for number in 0..4 {
        let mut browser = Browser::new(&mall);
        let code = sent(&mall, &mut browser, phone).await;
        applicants.push((browser, code, format!("member-{number}")));
        messages_age(&mall, "61 seconds").await;
    }
    let answers: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = applicants
            .into_iter()
            .map(|(mut browser, code, name)| {
                scope.spawn(move || browser.ask(REGISTER, &form(phone, &code, &name)))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    only_one(&answers, &refusal(&[("phone", "taken")]));
}

#[tokio::test]
async fn one_form_many_times_is_one_member_who_is_logged_in() {
    let mall = Mall::open().await;
    let phone = "13900000001";
    let (browser, code) = asked(&mall, phone).await;
    let answers: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..5)
            .map(|_| {
                let mut browser = browser.clone();
                let code = &code;
                scope.spawn(move || browser.ask(REGISTER, &form(phone, code, "lilei")))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    // On a busy machine some may find no connection to the database in time, and send it again.
    assert!(
        answers.iter().all(|(status, _)| [200, 503].contains(status)),
        "{answers:?}"
    );
    let mut browser = browser;
    assert_eq!(browser.ask(REGISTER, &form(phone, &code, "lilei")).0, 200);
    assert_eq!(
        ask(&mall, "select count(*) from auth.member where not is_demo").await,
        "1"
    );
}
