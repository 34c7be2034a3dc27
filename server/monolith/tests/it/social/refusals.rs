//! What is not taken, and what the visitor is told of it.

use super::{BEGIN, CALLBACK, DEMO, LABEL, LINXIAO, chooses, comes_back, departs, newcomer, nickname, open};
use crate::{
    browser::Browser,
    mall::{Response, header, text},
    query::{ask, run},
};
use lab_identity_provider::Fault;
use serde_json::json;
use std::thread;

/// The page says this, with this status, and nobody is logged in.
fn is_refused(browser: &mut Browser, response: Response, status: u16, title: &str) {
    assert_eq!(response.status(), status, "{title}");
    let page = text(response);
    assert!(page.contains(&format!("<h1>{title}</h1>")), "{title}: {page}");
    assert_eq!(nickname(browser), None, "{title}");
}

#[tokio::test]
async fn whatever_a_provider_does_wrong_logs_nobody_in() {
    let (mall, issuer) = open().await;
    newcomer(&mut Browser::new(&mall), LINXIAO, "linxiao");
    let invalid = format!("无法核实{LABEL}的回答");
    let another = "回答来自另一个地方".to_owned();
    let away = format!("{LABEL}没有回应");
    for (fault, status, title) in [
        (Fault::AnswerOfAnother, 400, &another),
        (Fault::AnswerOfNobody, 400, &another),
        (Fault::Issuer, 400, &another),
        (Fault::Audience, 400, &invalid),
        (Fault::SecondAudience, 400, &invalid),
        (Fault::Nonce, 400, &invalid),
        (Fault::NoNonce, 400, &invalid),
        (Fault::Expired, 400, &invalid),
        (Fault::AccessToken, 400, &invalid),
        (Fault::Unsigned, 400, &invalid),
        (Fault::OtherKey, 400, &invalid),
        (Fault::SharedSecret, 400, &invalid),
        (Fault::NoIdToken, 400, &invalid),
        (Fault::BrokenToken, 503, &away),
        (Fault::ServerError, 503, &away),
        (Fault::Unauthorized, 503, &format!("{LABEL}拒绝了这次登录")),
    ] {
        issuer.provider.make(Some(fault));
        let mut browser = Browser::new(&mall);
        let response = comes_back(&mut browser, BEGIN, &[], LINXIAO);
        is_refused(&mut browser, response, status, title);
    }
    issuer.provider.make(None);
    // With another key, which is asked for once it is needed.
    issuer.provider.change_keys();
    thread::sleep(std::time::Duration::from_millis(1_100));
    let mut browser = Browser::new(&mall);
    comes_back(&mut browser, BEGIN, &[], LINXIAO);
    assert_eq!(nickname(&mut browser).as_deref(), Some("林晓"));
}

#[tokio::test]
async fn whoever_says_no_is_told_that_nothing_has_changed() {
    let (mall, _issuer) = open().await;
    let mut browser = Browser::new(&mall);
    let next = "http://cfmall.localhost:3000/cart";
    let target = chooses(&departs(&mut browser, BEGIN, &[("next", next)]), &[("deny", "1")]);
    let response = browser.get(&target);
    assert_eq!(response.status(), 403);
    let page = text(response);
    assert!(page.contains("<h1>你没有同意登录</h1>"), "{page}");
    let back = format!("/login?{}", app_kernel::path::query(&[("next", next)]));
    assert!(page.contains(&format!("href=\"{back}\"")), "{page}");
    let response = browser.get(&target);
    is_refused(&mut browser, response, 400, "这次登录已经用过了");
}

#[tokio::test]
async fn an_answer_is_taken_once_in_its_own_browser_and_in_time() {
    let (mall, issuer) = open().await;
    newcomer(&mut Browser::new(&mall), LINXIAO, "linxiao");
    let mismatched = "这次登录不是在这个浏览器里开始的";

    // Handed to somebody else, who has begun a login as well, or none.
    let mut owner = Browser::new(&mall);
    let target = chooses(&departs(&mut owner, BEGIN, &[]), &[("person", LINXIAO)]);
    let mut victim = Browser::new(&mall);
    let response = victim.get(&target);
    is_refused(&mut victim, response, 400, mismatched);
    departs(&mut victim, BEGIN, &[]);
    let response = victim.get(&target);
    is_refused(&mut victim, response, 400, mismatched);
    // Nothing like that was begun, or it is said twice, or not at all.
    for changed in [
        target.replace("state=", "state=x"),
        target.replace("state=", "stat="),
        format!("{target}&state=x"),
        format!("{target}&code=x"),
        CALLBACK.to_owned(),
        format!("{CALLBACK}?state=%00&code=%F0%9F%90%BC"),
        format!("{CALLBACK}?failed=nonsense"),
    ] {
        let response = owner.get(&changed);
        is_refused(&mut owner, response, 400, mismatched);
    }
    assert_eq!(owner.get(&target.replace("/demo?", "/other?")).status(), 404);
    // None of that has used it up.
    assert_eq!(owner.get(&target).status(), 302);
    assert_eq!(nickname(&mut owner).as_deref(), Some("林晓"));
    assert_eq!(mall.sessions().await, 2);

    // Played again, by the owner and by whoever has the whole browser's cookies of before.
    let mut thief = Browser::new(&mall);
    thief
        .cookies
        .insert("cfmall-social".to_owned(), owner.cookies["cfmall-social"].clone());
    let response = thief.get(&target);
    is_refused(&mut thief, response, 400, "这次登录已经用过了");
    let response = owner.get(&target);
    assert_eq!(response.status(), 400);
    assert!(text(response).contains("这次登录已经用过了"));
    assert_eq!(mall.sessions().await, 2);

    // Another code with the right state.
    let mut browser = Browser::new(&mall);
    let first = chooses(&departs(&mut browser, BEGIN, &[]), &[("person", LINXIAO)]);
    let second = chooses(&departs(&mut browser, BEGIN, &[]), &[("person", LINXIAO)]);
    let code = |target: &str| {
        target
            .split("code=")
            .nth(1)
            .and_then(|rest| rest.split('&').next())
            .map(str::to_owned)
            .expect("a code")
    };
    let swapped = second.replace(&code(&second), &code(&first));
    let response = browser.get(&swapped);
    is_refused(&mut browser, response, 400, &format!("无法核实{LABEL}的回答"));

    // Too late.
    let target = chooses(&departs(&mut browser, BEGIN, &[]), &[("person", LINXIAO)]);
    run(
        &mall,
        "update auth.social_attempt set expires_at = clock_timestamp() where answered_at is null",
    )
    .await;
    let response = browser.get(&target);
    is_refused(&mut browser, response, 400, "这次登录已经过期");
    drop(issuer);
}

#[tokio::test]
async fn of_many_copies_of_an_answer_one_counts() {
    let (mall, _issuer) = open().await;
    newcomer(&mut Browser::new(&mall), LINXIAO, "linxiao");
    let mut browser = Browser::new(&mall);
    let target = chooses(&departs(&mut browser, BEGIN, &[]), &[("person", LINXIAO)]);
    let statuses = thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| {
                let (mut browser, target) = (browser.clone(), target.clone());
                scope.spawn(move || browser.get(&target).status().as_u16())
            })
            .collect();
        let mut statuses: Vec<_> = all
            .into_iter()
            .map(|one| one.join().expect("an answer"))
            .collect();
        statuses.sort_unstable();
        statuses
    });
    assert_eq!(statuses, [302, 400, 400, 400, 400, 400, 400, 400]);
    assert_eq!(mall.sessions().await, 2);
}

#[tokio::test]
async fn a_provider_that_is_away_is_no_broken_login() {
    let (mall, mut issuer) = open().await;
    let mut browser = Browser::new(&mall);
    let target = chooses(&departs(&mut browser, BEGIN, &[]), &[("person", LINXIAO)]);
    issuer.close();
    let response = browser.get(&target);
    assert_eq!(header(&response, "retry-after"), "60");
    is_refused(&mut browser, response, 503, &format!("{LABEL}没有回应"));
    // One that has never answered.
    let mall = mall.beside(&issuer.environment());
    let mut browser = Browser::new(&mall);
    assert_eq!(browser.get("/login").status(), 200);
    let response = browser.post(BEGIN, &[DEMO]);
    assert_eq!(header(&response, "location"), format!("{CALLBACK}?failed=away"));
    let response = browser.get(&format!("{CALLBACK}?failed=away"));
    is_refused(&mut browser, response, 503, &format!("{LABEL}没有回应"));
    assert_eq!(browser.ask(BEGIN, &[DEMO]), (503, json!({ "error": "away" })));
    browser.log_in("zhangsan");
    assert_eq!(nickname(&mut browser).as_deref(), Some("张三"));
}

#[tokio::test]
async fn without_the_database_nobody_is_told_that_the_login_failed() {
    let (mall, _issuer) = open().await;
    newcomer(&mut Browser::new(&mall), LINXIAO, "linxiao");
    let mut browser = Browser::new(&mall);
    let target = chooses(&departs(&mut browser, BEGIN, &[]), &[("person", LINXIAO)]);
    run(&mall, "alter table auth.social_attempt rename to away").await;
    assert_eq!(browser.get(&target).status(), 503);
    assert_eq!(
        browser.ask(BEGIN, &[DEMO]),
        (503, json!({ "error": "unavailable" }))
    );
    run(&mall, "alter table auth.away rename to social_attempt").await;
    // Nothing was used up by that.
    assert_eq!(browser.get(&target).status(), 302);
    assert_eq!(nickname(&mut browser).as_deref(), Some("林晓"));
}

#[tokio::test]
async fn nobody_begins_without_end_or_from_elsewhere() {
    let (mall, _issuer) = open().await;
    let mut browser = Browser::new(&mall);
    let visitor = browser.bringing("");
    let foreign = [
        ("origin", "https://evil.example"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let response = visitor.send("POST", BEGIN, &foreign, b"provider=demo".to_vec());
    assert_eq!(response.status(), 403);
    assert_eq!(visitor.get(BEGIN).status(), 405);
    let begun = (0..70)
        .take_while(|_| browser.ask(BEGIN, &[DEMO]) != (429, json!({ "error": "too-many-attempts" })))
        .count();
    assert!((60..65).contains(&begun), "{begun}");
    let page = browser.submit(BEGIN, &[DEMO]);
    assert!(page.contains("<h1>尝试次数过多</h1>"), "{page}");
    assert_eq!(
        ask(&mall, "select count(*) from auth.social_attempt").await,
        begun.to_string()
    );
}
