//! What a login sets, and what of it goes along.

use diagnosis::{
    Outcome,
    evidence::{
        Service::{A, B},
        Shown, Step, Token,
    },
};

use crate::run::{Run, member};

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

/// Where B knows every visit and no probe, the probes carry another cookie than B reads: all is not well for that. What B has set itself is a
/// login of its own.
#[test]
fn probes_that_b_never_knows_do_not_end_well() {
    for (is_of_a, expected) in [(true, Outcome::CouldNotRun), (false, Outcome::Fine)] {
        let lines = [
            "sid=1f0e; Domain=shop.example; Path=/",
            "access=77; Domain=shop.example; Path=/",
        ];
        let mut run = Run::of_login(&lines[..if is_of_a { 2 } else { 1 }], "sid=1f0e; access=77");
        run.0.session_cookies = vec!["sid".to_owned()];
        run.ask(B, Step::Visit, "sid=1f0e; access=77", 200, member());
        for number in 0..8 {
            run.ask(B, Step::Repeat, "sid=9c2b", 200, Shown::Guest);
            run.last().login = 1;
            run.last().age_ms = Some(number);
        }
        assert_eq!(run.diagnosis().outcome, expected, "{is_of_a}");
    }
}

/// What B has set when A had led back to it is a login of its own, whatever made it ask A.
#[test]
fn a_login_of_b_by_way_of_a_ends_well() {
    let lines = [
        "sid=1f0e; HttpOnly; Path=/",
        "since=77; Domain=shop.example; Path=/",
    ];
    let mut run = Run::of_login(&lines, "sid=1f0e; since=77");
    run.0.session_cookies = vec!["sid".to_owned()];
    run.ask(B, Step::Between, "since=77", 307, Shown::Unclear);
    run.ask(A, Step::Between, "sid=1f0e; since=77", 307, Shown::Unclear);
    let a = run.last().request.url.clone();
    run.ask(B, Step::Between, "since=77", 307, Shown::Unclear);
    run.last().request.context.redirected_by = vec![a];
    run.last().response.as_mut().expect("an answer").set_cookie = vec!["own=5c; Path=/".to_owned()];
    run.ask(B, Step::Visit, "since=77; own=5c", 200, member());
    for number in 0..8 {
        run.ask(B, Step::Repeat, "sid=9c2b", 200, Shown::Guest);
        run.last().login = 1;
        run.last().age_ms = Some(number);
    }
    assert_eq!(run.diagnosis().outcome, Outcome::Fine);
}

fn in_two_cookies() -> Run {
    let mut run = Run::of_login(
        &["sid=1f0e; Domain=shop.example; Path=/", "device=77; Path=/"],
        "sid=1f0e; device=77",
    );
    run.0.session_cookies = vec!["sid".to_owned(), "device".to_owned()];
    run.ask(B, Step::Visit, "sid=1f0e", 200, Shown::Guest);
    run
}

/// Half of a login is none: what did not go along is what fails, if B knows the whole.
#[test]
fn half_of_a_login_has_not_arrived() {
    let mut run = in_two_cookies();
    for _ in 0..3 {
        run.ask(B, Step::Real, "sid=1f0e; device=77", 200, member());
        run.ask(B, Step::Garbage, "sid=0000; device=00", 200, Shown::Guest);
    }
    for age in [0, 100, 5000, 5100, 5200, 5300, 5400, 5500] {
        run.ask(B, Step::Delayed, "sid=1f0e; device=77", 200, member());
        run.last().age_ms = Some(age);
    }
    assert_eq!(run.first(), ["A1.sibling"]);
    let next = run.diagnosis().next.expect("it was tried");
    assert!(next.verdicts.is_empty());
}

/// A token for B that A does not read: the session of A does not go there, and need not.
#[test]
fn b_may_read_another_cookie_of_the_login() {
    const TOKEN: &str = "pass=0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    let labels = |token: &str, at_b: Shown| {
        let mut run = Run::of_login(&["sid=1f0e; Path=/", token], "sid=1f0e");
        run.0.session_cookies = vec!["sid".to_owned()];
        let carried = token.split(';').next().expect("a pair");
        run.ask(B, Step::Visit, carried, 200, Shown::Guest);
        for _ in 0..3 {
            run.ask(B, Step::Real, "sid=1f0e", 200, at_b.clone());
            run.ask(B, Step::Garbage, "sid=0000", 200, Shown::Guest);
        }
        run.first()
    };
    let for_b = format!("{TOKEN}; Domain=shop.example; Path=/; HttpOnly");
    let found = labels(&for_b, Shown::Guest);
    assert!(
        ["A1.sibling", "R11", "R6"]
            .iter()
            .all(|code| found.iter().any(|label| label.starts_with(code))),
        "{found:?}"
    );
    // By force B knows the session: that one lacks.
    assert_eq!(labels(&for_b, member()), ["A1.sibling"]);
    // A mark for script, and a language, are no tokens.
    let mark = format!("{TOKEN}; Domain=shop.example; Path=/");
    assert_eq!(labels(&mark, Shown::Guest), ["A1.sibling"]);
    assert_eq!(
        labels("lang=zh; Domain=shop.example; Path=/; HttpOnly", Shown::Guest),
        ["A1.sibling"]
    );
}

/// Where B does not know the whole either, it may not need the half that did not arrive.
#[test]
fn half_of_a_login_may_be_all_that_matters() {
    let mut run = in_two_cookies();
    for _ in 0..3 {
        run.ask(B, Step::Real, "sid=1f0e; device=77", 200, Shown::Guest);
        run.ask(B, Step::Garbage, "sid=0000; device=00", 200, Shown::Guest);
    }
    let labels = run.first();
    assert!(
        labels.contains(&"A1.sibling".to_owned()) && labels.contains(&"R11".to_owned()),
        "{labels:?}"
    );
    let question = run.diagnosis().first.question.expect("a set has a question");
    assert!(question.text.en.contains("all cookies of the login"));
}

/// A value like an id in the address that the login leads to may be the login, or belong to the page.
#[test]
fn an_id_in_the_address_is_a_login_where_it_opens_the_page() {
    let mut run = Run::of_login(&[], "");
    run.last().response.as_mut().expect("an answer").shown = Shown::Guest;
    run.ask(B, Step::Visit, "", 200, Shown::Guest);
    let give = |run: &mut Run, step: Step| {
        let mut all = run.0.exchanges.iter_mut();
        let given = all.find(|exchange| exchange.step == step).expect("it was tried");
        given.response.as_mut().expect("an answer").token = Some(Token::Id);
    };
    assert_eq!(run.first(), ["A6"]);
    give(&mut run, Step::Login);
    assert_eq!(run.first(), ["L0.url", "A6"]);
    let mut proven = Run(run.0.clone());
    for (path, shown) in [("/me", Shown::Guest), ("/me;id=4f1c9a02b7d84f1c", Shown::Unclear)] {
        proven.ask(A, Step::Between, "", 200, shown);
        proven.last().request.url.set_path(path);
    }
    assert_eq!(proven.first(), ["L0.url"]);
    // Where a wrong password leads to one as well, it says nothing.
    give(&mut run, Step::WrongPassword);
    assert_eq!(run.first(), ["A6"]);
}

/// A login that is answered by an error has not succeeded, whatever a wrong password is answered.
#[test]
fn an_error_is_no_login_without_a_cookie() {
    let mut run = Run::of_login(&[], "");
    run.last().response.as_mut().expect("an answer").shown = Shown::Guest;
    run.ask(B, Step::Visit, "", 200, Shown::Guest);
    let login = run
        .0
        .exchanges
        .iter_mut()
        .find(|exchange| exchange.step == Step::Login);
    let login = login.expect("it was tried");
    login.request.context.method = "POST".to_owned();
    assert_eq!(run.first(), ["A6"]);
    for status in [403, 429, 503] {
        let login = run
            .0
            .exchanges
            .iter_mut()
            .find(|exchange| exchange.step == Step::Login);
        login
            .expect("it was tried")
            .response
            .as_mut()
            .expect("an answer")
            .status = status;
        assert_eq!(run.first(), ["L0.login"], "{status}");
    }
}

/// Who has made other logins of the same member may have refused this one.
#[test]
fn a_login_without_a_cookie_after_others_with_one() {
    let mut run = Run::default();
    run.ask(A, Step::Nothing, "", 200, Shown::Guest);
    run.ask(B, Step::Nothing, "", 200, Shown::Guest);
    run.ask(A, Step::WrongPassword, "", 401, Shown::Unclear);
    run.ask(B, Step::Repeat, "sid=1f0e", 200, member());
    run.last().login = 2;
    run.ask(A, Step::Login, "", 200, Shown::Unclear);
    run.ask(A, Step::Control, "", 200, Shown::Guest);
    assert_eq!(run.first(), ["L0.login", "A6"]);
    let question = run.diagnosis().first.question.expect("a set has a question");
    assert!(
        question.text.en.contains("limit the logins"),
        "{}",
        question.text.en
    );
}

/// B knows some of the logins that are sent by force: its store, its key and its name of the cookie are right.
#[test]
fn who_knows_one_login_of_a_has_store_and_key() {
    let mut run = Run::of_login(&["sid=1f0e; Path=/"], "sid=1f0e");
    run.0.session_cookies = vec!["sid".to_owned()];
    run.ask(B, Step::Visit, "", 200, Shown::Guest);
    for (login, shown) in [(2, member()), (3, member()), (4, Shown::Guest)] {
        run.ask(B, Step::Real, &format!("sid=1f0{login}"), 200, shown);
        run.last().login = login;
        run.ask(B, Step::Garbage, "sid=0000", 200, Shown::Guest);
    }
    assert_eq!(run.first(), ["A1.sibling"]);
    let next = run.diagnosis().next.expect("it was tried");
    let labels: Vec<_> = next.verdicts.iter().map(diagnosis::Verdict::label).collect();
    assert_eq!(labels, ["L0.login", "A14.cdn", "R1.copy", "R9"]);
    // What fails with an error has another cause.
    let last = run
        .0
        .exchanges
        .iter_mut()
        .rfind(|exchange| exchange.step == Step::Real);
    last.expect("a probe")
        .response
        .as_mut()
        .expect("an answer")
        .status = 503;
    let next = run.diagnosis().next.expect("it was tried");
    let labels: Vec<_> = next.verdicts.iter().map(diagnosis::Verdict::label).collect();
    assert_eq!(labels, ["R7.read", "U6.profile"]);
}
