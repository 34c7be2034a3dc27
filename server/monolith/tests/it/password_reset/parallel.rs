//! Several who use one code at the same time.

use super::{PHONE, RESET, asked, changes, done, form, log_in};
use crate::{browser::Browser, codes::refusal, mall::Mall, query::ask};
use std::thread;

#[tokio::test]
async fn one_code_is_one_password_however_often_it_is_sent() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let (browser, code) = asked(&mall, PHONE).await;
    let passwords = ["noodles at midnight", "noodles at noon today"];
    let answers: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..6)
            .map(|number| {
                let mut sender = Browser::new(if number % 2 == 0 { &mall } else { &copy });
                sender.cookies = browser.cookies.clone();
                let (code, password) = (&code, passwords[number / 3]);
                scope.spawn(move || (password, sender.ask(RESET, &form(PHONE, code, password))))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    assert_eq!(changes(&mall).await, "1", "{answers:?}");
    let told = "select count(*) from auth.mailbox where words like '%刚刚设置了新密码%'";
    assert_eq!(ask(&mall, told).await, "1");
    let [kept] = passwords
        .into_iter()
        .filter(|password| log_in(&mall, PHONE, password) == 200)
        .collect::<Vec<_>>()[..]
    else {
        panic!("one of the two is the password: {answers:?}");
    };
    let used = refusal(&[("code", "used")]);
    for (password, answer) in &answers {
        // On a busy machine some may find no connection to the database in time.
        let right = if *password == kept {
            *answer == done()
        } else {
            *answer == used
        };
        assert!(right || answer.0 == 503, "{kept}: {answers:?}");
    }
}
