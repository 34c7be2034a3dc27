//! What a login sets, and what of it goes along.

use diagnosis::evidence::{Service::A, Shown, Step};

use crate::run::Run;

/// A cookie that no browser keeps may have carried the login, or the password was wrong.
#[test]
fn a_line_that_nobody_can_read_may_have_been_the_login() {
    let big = format!("profile={}; Path=/", "x".repeat(5000));
    let mut run = Run::of_login(&[&big, "sid=1f0e; HttpOnly; Path=/"], "sid=1f0e");
    run.0.session_cookies = vec!["sid".to_owned()];
    run.last().response.as_mut().expect("an answer").shown = Shown::Guest;
    for _ in 0..10 {
        run.ask(A, Step::Repeat, "sid=1f0e", 200, Shown::Guest);
        run.last().age_ms = Some(6000);
    }
    assert_eq!(run.first(), ["L0.login", "A8.cookie"]);
    // A refused login sets it as well.
    let mut wrong = run.0.exchanges.iter_mut();
    let wrong = wrong
        .find(|exchange| exchange.step == Step::WrongPassword)
        .expect("it was tried");
    wrong.response.as_mut().expect("an answer").set_cookie = vec![big];
    assert_eq!(run.first(), ["L0.login"]);
}
