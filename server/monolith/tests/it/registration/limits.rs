//! How often codes are sent and tried.

use super::{PHONE, REGISTER, SEND, asked, form, messages_age, other_than, refusal, run};
use crate::{browser::Browser, mall::Mall};
use std::thread;

/// The seconds to wait, which an answer says.
fn wait((status, answer): (u16, serde_json::Value)) -> u64 {
    assert_eq!(
        (status, answer["error"].as_str()),
        (429, Some("too-many-attempts")),
        "{answer}"
    );
    answer["retry_after"].as_u64().expect("seconds")
}

#[tokio::test]
async fn a_phone_gets_one_message_a_minute_whoever_asks() {
    let mall = Mall::open().await;
    let (mut browser, _) = asked(&mall, PHONE).await;
    let mut stranger = Browser::new(&mall);
    for browser in [&mut browser, &mut stranger] {
        assert!((40..=61).contains(&wait(browser.ask(SEND, &[("phone", "+86 13900000001")]))));
    }
    assert_eq!(
        browser.ask(SEND, &[("phone", "13900000002")]).0,
        200,
        "another phone is another"
    );

    messages_age(&mall, "40 seconds").await;
    assert!((2..=21).contains(&wait(browser.ask(SEND, &[("phone", PHONE)]))));
    let page = stranger.submit(SEND, &[("phone", PHONE)]);
    assert!(
        page.contains("秒后再试") && page.contains("value=\"139 0000 0001\""),
        "{page}"
    );
    messages_age(&mall, "21 seconds").await;
    assert_eq!(browser.ask(SEND, &[("phone", PHONE)]).0, 200);
}

#[tokio::test]
async fn a_phone_gets_five_messages_an_hour_and_ten_a_day() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    for number in 1..=10 {
        assert_eq!(browser.ask(SEND, &[("phone", PHONE)]).0, 200, "{number}");
        messages_age(&mall, "61 seconds").await;
        if number == 5 {
            let seconds = wait(browser.ask(SEND, &[("phone", PHONE)]));
            assert!((3_200..3_360).contains(&seconds), "{seconds}");
            messages_age(&mall, "1 hour").await;
        }
    }
    messages_age(&mall, "1 hour").await;
    let seconds = wait(browser.ask(SEND, &[("phone", PHONE)]));
    assert!((78_000..79_200).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn an_address_asks_for_so_many_messages() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    run(
        &mall,
        "insert into auth.attempt (subject, failures, last_at)
         values (auth.hashed('messages from 127.0.0.1'), 30, clock_timestamp())",
    )
    .await;
    assert_eq!(browser.ask(SEND, &[("phone", PHONE)]).0, 200);
    wait(browser.ask(SEND, &[("phone", "13900000002")]));
}

/// Whoever tries a few codes for each of many phones is slowed down like who tries many for one.
#[tokio::test]
async fn an_address_tries_so_many_codes_over_all_phones() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    run(
        &mall,
        "insert into auth.attempt (subject, failures, last_at)
         values (auth.hashed('codes from 127.0.0.1'), 30, clock_timestamp())",
    )
    .await;
    let wrong = other_than(&code);
    assert_eq!(
        browser.ask(REGISTER, &form(PHONE, &wrong, "lilei")),
        refusal(&[("code", "wrong")])
    );
    let (mut other, code) = asked(&mall, "13900000002").await;
    wait(other.ask(REGISTER, &form("13900000002", &code, "lilei")));
    run(&mall, "update auth.attempt set blocked_until = null").await;
    assert_eq!(other.ask(REGISTER, &form("13900000002", &code, "lilei")).0, 200);
}

#[tokio::test]
async fn many_codes_at_once_are_many() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let (browser, code) = asked(&mall, PHONE).await;
    let wrong = other_than(&code);
    let answers: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..20)
            .map(|number| {
                let mut sender = Browser::new(if number % 2 == 0 { &mall } else { &copy });
                sender.cookies = browser.cookies.clone();
                let wrong = &wrong;
                scope.spawn(move || sender.ask(REGISTER, &form(PHONE, wrong, "lilei")))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let judged = answers
        .iter()
        .filter(|answer| **answer == refusal(&[("code", "wrong")]));
    assert_eq!(judged.count(), 5, "{answers:?}");
}

#[tokio::test]
async fn of_many_requests_at_once_one_sends_a_message() {
    let mall = Mall::open().await;
    let statuses: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| {
                let mut browser = Browser::new(&mall);
                scope.spawn(move || browser.ask(SEND, &[("phone", PHONE)]).0)
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let done = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(done, 1, "{statuses:?}");
    assert!(
        statuses.iter().all(|status| [200, 429].contains(status)),
        "{statuses:?}"
    );
    assert_eq!(super::ask(&mall, "select count(*) from auth.mailbox").await, "1");
}
