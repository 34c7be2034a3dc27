//! A login that ends while nobody asks, where every answer renews it.

use diagnosis::evidence::{Service::A, Service::B, Shown, Step};
use time::Duration;

use crate::run::{Run, member};

const SID: &str = "sid=1f0e";

/// A login that is known everywhere, whose cookie lasts so long and is set again with each answer.
fn renewed(seconds: u32) -> Run {
    let line = format!("sid=1f0e; Domain=shop.example; Path=/; Max-Age={seconds}");
    let mut run = Run::of_login(&[&line], SID);
    for (service, step) in [(A, Step::Control), (B, Step::Visit), (A, Step::Back)] {
        run.ask(service, step, SID, 200, member());
        run.last().response.as_mut().expect("an answer").set_cookie = vec![line.clone()];
    }
    run
}

/// Looks at B before and behind a pause of eight seconds, as login `number`.
fn rest(run: &mut Run, number: u32, carried: &str, shown: Shown) {
    for (carried, shown) in [(SID, member()), (carried, shown)] {
        run.ask(B, Step::Rested, carried, 200, shown);
        run.last().login = number;
    }
    run.last().at += Duration::seconds(8);
}

#[test]
fn what_the_server_forgets_in_a_pause_has_expired() {
    let mut run = renewed(86_400);
    rest(&mut run, 1, SID, Shown::Guest);
    assert!(run.first().is_empty(), "one alone can be an accident");
    rest(&mut run, 2, SID, Shown::Guest);
    assert_eq!(run.first(), ["R3.expired"]);
}

/// Some stores are swept only when somebody comes.
#[test]
fn what_ends_only_where_somebody_else_came_was_swept() {
    let mut run = renewed(86_400);
    rest(&mut run, 1, SID, Shown::Guest);
    rest(&mut run, 2, SID, member());
    assert!(run.first().is_empty(), "one alone can be an accident");
    rest(&mut run, 3, SID, Shown::Guest);
    assert_eq!(run.first(), ["R3.swept"]);
}

#[test]
fn what_the_browser_forgets_in_a_pause_was_short() {
    let mut run = renewed(4);
    rest(&mut run, 1, "", Shown::Guest);
    rest(&mut run, 2, "", Shown::Guest);
    assert_eq!(run.first(), ["A7.short"]);
}

/// B gives the session another id, which A is not asked with: the one of A has ended.
#[test]
fn an_id_that_b_has_replaced_has_ended_at_a() {
    let line = "sid=1f0e; Domain=shop.example; Path=/";
    let run = |saved: Shown| {
        let mut run = Run::of_login(&[line], SID);
        run.ask(B, Step::Visit, SID, 200, member());
        run.last().response.as_mut().expect("an answer").set_cookie = vec!["sid=77aa; Path=/".to_owned()];
        run.ask(A, Step::Back, SID, 200, saved.clone());
        run.ask(A, Step::Saved, SID, 200, saved);
        run.first()
    };
    assert_eq!(run(Shown::Guest), ["R5.rotated"]);
    assert!(run(member()).is_empty());
}

#[test]
fn what_something_brings_back_was_not_short() {
    let lines = [
        "sid=1f0e; Domain=shop.example; Path=/; Max-Age=60",
        "refresh=77aa; Path=/; Max-Age=86400",
    ];
    let run = |shown: &[Shown]| {
        let mut run = Run::of_login(&lines, SID);
        run.0.session_cookies = vec!["sid".to_owned()];
        run.ask(B, Step::Visit, SID, 200, member());
        for (service, shown) in [A, B].into_iter().zip(shown) {
            run.ask(service, Step::Lapsed, "refresh=77aa", 200, shown.clone());
            run.last().login = 1;
        }
        let also = run.diagnosis().also;
        let also: Vec<_> = also.iter().map(diagnosis::Verdict::label).collect();
        (run.first(), also)
    };
    let short = || vec!["A7.short".to_owned()];
    assert_eq!(run(&[]), (vec![], short()), "what could not be tried is told");
    assert_eq!(run(&[member(), Shown::Guest]).0, short());
    assert_eq!(run(&[Shown::Guest, member()]).0, short());
    assert_eq!(run(&[member(), member()]), (vec![], vec![]));
}

#[test]
fn a_life_of_a_minute_is_told_beside_a_login_that_works() {
    let also = |seconds: u32| {
        let mut run = renewed(seconds);
        rest(&mut run, 1, SID, member());
        assert!(run.first().is_empty());
        let also = run.diagnosis().also;
        also.iter().map(diagnosis::Verdict::label).collect::<Vec<_>>()
    };
    assert_eq!(also(60), ["A7.short"]);
    assert!(also(1_800).is_empty());
    // Something else brings it back, or B would not know the visitor behind the pause.
    assert!(also(4).is_empty());
}

#[test]
fn what_both_have_forgotten_has_several_causes() {
    let run = |at_b: Shown, at_a: Option<Shown>| {
        let mut run = renewed(86_400);
        run.ask(B, Step::Remaining, SID, 200, at_b);
        if let Some(shown) = at_a {
            run.ask(A, Step::Remaining, SID, 200, shown);
        }
        run.first()
    };
    assert_eq!(
        run(Shown::Guest, Some(Shown::Guest)),
        ["R2", "R3", "R5.limit", "R7.write"]
    );
    assert!(run(Shown::Guest, Some(member())).is_empty());
    assert!(run(Shown::Guest, None).is_empty());
    assert!(run(member(), None).is_empty());
}

/// A login that is known everywhere, and what B says of it behind the logins of the probes, and of another one before and behind as many more.
fn crowd(others: &[Shown]) -> Vec<String> {
    let mut run = renewed(86_400);
    run.ask(B, Step::Remaining, SID, 200, Shown::Guest);
    for shown in others {
        run.ask(B, Step::Crowded, "sid=2b3c", 200, shown.clone());
        run.last().login = 7;
    }
    run.first()
}

#[test]
fn what_is_lost_behind_other_logins_was_dropped_for_them() {
    assert!(crowd(&[]).is_empty(), "one alone can be an accident");
    assert_eq!(crowd(&[member(), Shown::Guest]), ["R3.evicted", "R5.limit"]);
    assert_eq!(crowd(&[member(), member(), Shown::Guest]), ["R3"]);
    // Another one is known behind all of it: what has ended the first one was not seen, and it has ended.
    assert_eq!(crowd(&[member(), member(), member()]), ["R2", "R3", "R5.limit"]);
}
