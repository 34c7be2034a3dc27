//! Answers that say nothing about the member.

use diagnosis::{
    Outcome,
    evidence::{
        Service::{A, B},
        Shown, Step,
    },
};

use crate::run::{Run, member};

const SID: &str = "sid=9f86d081884c7d659a2feaa0c55ad015";

/// A login that B knows, at every request until a limit answers with this status.
fn known(hits: usize, refusals: usize, status: u16) -> Run {
    let mut run = Run::of_login(&[&format!("{SID}; Domain=shop.example; Path=/; HttpOnly")], SID);
    run.0.session_cookies = vec!["sid".to_owned()];
    run.ask(B, Step::Visit, SID, 200, member());
    run.ask(A, Step::Back, SID, 200, member());
    for _ in 0..hits {
        run.ask(B, Step::Repeat, SID, 200, member());
    }
    for _ in 0..refusals {
        run.ask(B, Step::Repeat, SID, status, Shown::Unclear);
    }
    run
}

#[test]
fn a_limit_of_requests_is_no_answer_about_the_member() {
    assert_eq!(known(9, 11, 429).first(), [""; 0]);
    // Without a limit that says so, some copies do not know it.
    assert_eq!(known(9, 11, 302).first(), ["R1.copy", "R9.lag"]);
    // The first seconds fall into the limit, what follows does not.
    let mut run = known(0, 0, 0);
    for (age, status) in [
        (1, 429),
        (500, 429),
        (2000, 429),
        (5100, 200),
        (5200, 200),
        (5300, 200),
    ] {
        let shown = if status == 200 { member() } else { Shown::Unclear };
        run.ask(B, Step::Delayed, SID, status, shown);
        run.last().age_ms = Some(age);
    }
    assert_eq!(run.first(), [""; 0]);
}

/// Where a guest is refused as well, and at other times is not, it is about the service.
#[test]
fn what_guests_get_now_and_then_is_no_answer_about_the_member() {
    for status in [502, 503] {
        let mut run = known(9, 11, status);
        assert_eq!(run.first(), ["R7.read", "U6.profile"]);
        run.ask(B, Step::Nothing, "", status, Shown::Unclear);
        assert_eq!(run.first(), [""; 0]);
    }
    // Refusals in a row, a guest's among them, are a block; single ones can be those of a copy.
    let mut run = known(9, 11, 403);
    assert_eq!(run.first(), ["R1.copy", "R9.lag"]);
    run.ask(B, Step::Nothing, "", 403, Shown::Unclear);
    assert_eq!(run.first(), [""; 0]);
    run.ask(B, Step::Repeat, SID, 200, member());
    run.ask(B, Step::Repeat, SID, 401, Shown::Unclear);
    run.ask(B, Step::Nothing, "", 401, Shown::Guest);
    assert_eq!(run.first(), ["R1.copy", "R9.lag"]);
}

/// If no visit got through, nothing is known; a cookie that did not go along needs no answer.
#[test]
fn nothing_is_said_of_visits_that_a_limit_refused() {
    let journey = |attributes: &str, carried: &str| {
        let mut run = Run::of_login(&[&format!("{SID}; {attributes}")], SID);
        run.0.session_cookies = vec!["sid".to_owned()];
        run.ask(B, Step::Visit, carried, 429, Shown::Unclear);
        run.ask(A, Step::Back, SID, 200, member());
        run
    };
    let diagnosis = journey("Domain=shop.example; Path=/", SID).diagnosis();
    assert_eq!(diagnosis.outcome, Outcome::CouldNotRun);
    assert!(
        diagnosis.sentence.en.contains("refused everybody's requests"),
        "{:?}",
        diagnosis.sentence
    );
    assert_eq!(journey("Path=/", "").first(), ["A1.sibling"]);
}

/// A cookie that a refusal sets is set all the same.
#[test]
fn a_refusal_can_take_the_cookie_away() {
    let mut run = known(0, 0, 0);
    run.ask(B, Step::Visit, SID, 429, Shown::Unclear);
    let line = "sid=; Domain=shop.example; Path=/; Max-Age=0".to_owned();
    run.last().response.as_mut().expect("an answer").set_cookie = vec![line];
    run.ask(B, Step::Visit, "", 200, Shown::Guest);
    assert_eq!(run.first(), ["A9.reissue"]);
}
