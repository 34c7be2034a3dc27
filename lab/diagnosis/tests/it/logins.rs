//! Logins that differ: B knows some of them each time, and others never.

use diagnosis::evidence::{Service::A, Service::B, Shown, Step};

use crate::run::{Run, member};

/// A login that B knows each time, and another one with this cookie, up to this age in milliseconds.
fn run(value: &str, oldest: u64, last: Shown) -> Run {
    let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
    for _ in 0..2 {
        run.ask(B, Step::Visit, "sid=1f0e", 200, member());
        run.ask(B, Step::Repeat, "sid=1f0e", 200, member());
        run.last().login = 2;
    }
    let shown = [Shown::Guest, Shown::Guest, Shown::Guest, last];
    for (age, shown) in [0, 1_000, 2_000, oldest].into_iter().zip(shown) {
        run.ask(B, Step::Delayed, value, 200, shown);
        (run.last().login, run.last().age_ms) = (1, Some(age));
    }
    run
}

#[test]
fn copies_at_a_may_write_to_different_stores() {
    assert_eq!(
        run("sid=77aa", 6_000, Shown::Guest).first(),
        ["R1.copy", "R7.write"]
    );
    assert_eq!(
        run("sid=77aa", 3_000, Shown::Guest).first(),
        ["R1.copy", "R7.write", "R9"]
    );
    // A character that the other one does not have may be the reason as well.
    let with_plus = run("sid=77+a", 6_000, Shown::Guest).first();
    assert_eq!(with_plus, ["A13", "R1.copy", "R6.format", "R7.write"]);
    // A store that is late is another matter.
    assert!(
        !run("sid=77aa", 6_000, member())
            .first()
            .contains(&"R1.copy".to_owned())
    );
}

/// B has a cookie of its own by way of A: its visitors are known, and A's cookie alone says nothing to it.
#[test]
fn a_jar_is_not_compared_with_one_cookie() {
    let mut run = run("sid=77aa", 6_000, Shown::Guest);
    for exchange in &mut run.0.exchanges {
        if exchange.step == Step::Repeat {
            exchange.step = Step::Rested;
        }
    }
    assert!(!run.first().contains(&"R1.copy".to_owned()));
}

/// Single copies, asked around what stands before them, are not compared with the whole.
#[test]
fn what_stands_before_copies_may_be_the_reason() {
    let mut run = run("sid=77aa", 6_000, Shown::Guest);
    for exchange in &mut run.0.exchanges {
        if exchange.step == Step::Repeat {
            exchange.copy = Some("http://127.0.0.1:4001/".to_owned());
        }
    }
    assert!(!run.first().contains(&"R1.copy".to_owned()));
}

/// B's cookie has the name of one that A's form needs: whoever has seen B is refused at A.
#[test]
fn who_has_seen_b_cannot_log_in() {
    let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
    run.ask(B, Step::Visit, "sid=1f0e", 200, member());
    assert!(run.first().is_empty());
    run.ask(A, Step::LoginAfterB, "", 403, Shown::Unclear);
    let labels = run.first();
    assert!(
        labels.iter().any(|label| label.starts_with("A10")) && labels.len() == 2,
        "{labels:?}"
    );
}

/// A cache that keeps `Set-Cookie` gives one session to everybody; a service that sends back what came gives none.
#[test]
fn one_id_for_everybody_comes_out_of_a_cache() {
    let run = |set: fn(&str) -> String| {
        let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
        for (step, cookie) in [
            (Step::Visit, "sid=1f0e"),
            (Step::Nothing, ""),
            (Step::Garbage, "sid=0000"),
            (Step::Real, "sid=2a3b"),
            (Step::Real, "sid=4c5d"),
        ] {
            run.ask(B, step, cookie, 200, Shown::Guest);
            run.last().response.as_mut().expect("an answer").set_cookie = vec![set(cookie)];
        }
        run.first()
    };
    assert_eq!(
        run(|_| "sid=00112233445566778899aabbccddeeff; Path=/".to_owned()),
        ["A14.cdn"]
    );
    assert_ne!(
        run(|cookie| format!(
            "sid=00112233445566778899aabb{}; Path=/",
            &cookie[cookie.len().min(4)..]
        )),
        ["A14.cdn"]
    );
}

/// A hands the login over to B, whose callback refuses it: A's own cookie need not go to B, and a lost cookie of B's is named.
#[test]
fn a_callback_that_refuses_what_a_hands_over() {
    let run = |set: &[&str]| {
        let mut run = Run::of_login(&["sid=1f0e; Path=/"], "sid=1f0e");
        run.ask(B, Step::Visit, "", 302, Shown::Guest);
        run.last().response.as_mut().expect("an answer").set_cookie =
            set.iter().map(ToString::to_string).collect();
        for (service, cookie, status) in [(A, "sid=1f0e", 302), (B, "", 403)] {
            run.ask(service, Step::Between, cookie, status, Shown::Unclear);
            let led = run.last();
            let from = led.request.url.clone();
            led.request.context.redirected_by.push(from);
            let place = ("location".to_owned(), "http://shop.example/callback".to_owned());
            led.response
                .as_mut()
                .expect("an answer")
                .headers
                .extend((status == 302).then_some(place));
        }
        run.first()
    };
    assert_eq!(run(&[]), ["R6", "R10", "U6"]);
    assert_eq!(run(&["state=77; Path=/login"]).len(), 1);
    assert!(run(&["state=77; Path=/login"])[0].starts_with("A5"));
}

/// A, B and A again: B's own session ends the one of A, of the journey's visitor and of another one.
#[test]
fn a_session_of_b_may_end_the_one_of_a() {
    let crossed = |after: &[Shown]| {
        let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
        run.ask(B, Step::Visit, "sid=1f0e", 200, member());
        run.last().response.as_mut().expect("an answer").set_cookie =
            vec!["own=77aa77aa77aa77aa; Path=/; HttpOnly".to_owned()];
        run.ask(A, Step::Back, "sid=1f0e", 200, Shown::Guest);
        for shown in after {
            run.ask(A, Step::Crossed, "sid=2b3c", 200, shown.clone());
            run.last().login = 4;
        }
        run.first()
    };
    assert_eq!(crossed(&[member(), member(), Shown::Guest]), ["R5.limit"]);
    assert_eq!(crossed(&[]), ["R2", "R3", "R7.write"], "once can be an accident");
    assert!(!crossed(&[member(), member(), member()]).contains(&"R5.limit".to_owned()));
}

/// B knows a value once, and then never again: what it did with it is the reason, and no copy.
#[test]
fn what_is_known_once_is_not_known_to_some_copies() {
    let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
    run.ask(B, Step::Visit, "sid=1f0e", 200, member());
    for turn in 0..15 {
        let shown = if turn == 0 { member() } else { Shown::Guest };
        run.ask(B, Step::Repeat, "sid=2b3c", 200, shown);
        run.last().login = 1;
    }
    assert!(!run.first().contains(&"R1.copy".to_owned()), "{:?}", run.first());
    run.last().response.as_mut().expect("an answer").shown = member();
    assert!(run.first().contains(&"R1.copy".to_owned()), "{:?}", run.first());
}

/// Of requests at once some are refused: by somebody who has no room for them, or because another one was given a new id.
#[test]
fn what_is_too_busy_says_nothing_of_ids() {
    let at_once = |value: &str, status: u16| {
        let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
        for _ in 0..4 {
            run.ask(B, Step::Visit, "sid=1f0e", 200, member());
        }
        run.ask(B, Step::Parallel, "sid=2b3c", 200, member());
        run.last().response.as_mut().expect("an answer").set_cookie = vec![format!("sid={value}; Path=/")];
        run.ask(B, Step::Parallel, "sid=2b3c", status, Shown::Guest);
        run.first()
    };
    assert_eq!(at_once("77aa", 200), ["R5.rotated"]);
    assert!(at_once("77aa", 503).is_empty());
    assert!(at_once("2b3c", 503).is_empty());
    assert!(at_once("2b3c", 200).is_empty(), "the same value again");
}

/// A sealed value is written anew with each answer, and each of them is good.
#[test]
fn a_value_that_is_replaced_and_good_may_not_be_the_reason() {
    let run = |beside: &str, saved: Shown| {
        let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
        let renew = |run: &mut Run, line: &str| {
            run.last().response.as_mut().expect("an answer").set_cookie = vec![line.to_owned()];
        };
        renew(&mut run, "sid=aaaa; Domain=shop.example; Path=/");
        run.ask(B, Step::Visit, "sid=aaaa", 200, member());
        renew(&mut run, "sid=bbbb; Domain=shop.example; Path=/");
        run.ask(A, Step::Back, "sid=bbbb", 200, member());
        run.ask(A, Step::Saved, &format!("sid=1f0e{beside}"), 200, saved);
        for _ in 0..4 {
            run.ask(B, Step::Real, "sid=2b3c", 200, member());
        }
        for shown in [member(), Shown::Guest] {
            run.ask(B, Step::Parallel, "sid=2b3c", 200, shown);
            renew(&mut run, "sid=dddd; Domain=shop.example; Path=/");
        }
        run.first()
    };
    assert_eq!(run("", member()), ["R5.rotated", "R7.silent"]);
    assert_eq!(run("", Shown::Guest), ["R5.rotated"]);
    assert_eq!(run("; other=7", member()), ["R5.rotated"], "by the other one");
}

/// Who comes with an id that was replaced ends the login: of requests at once not even the first one is known.
#[test]
fn requests_at_once_may_end_the_whole_login() {
    let run = |renews: bool| {
        let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
        for login in [2, 3] {
            for turn in 0..4 {
                run.ask(B, Step::Real, &format!("sid={login}a{turn}"), 200, member());
                let given = format!("sid={login}a{}; Path=/", turn + i32::from(renews));
                run.last().response.as_mut().expect("an answer").set_cookie = vec![given];
                run.last().login = login;
            }
        }
        for login in [4, 5] {
            for _ in 0..4 {
                run.ask(B, Step::Parallel, "sid=4d5e", 200, Shown::Guest);
                run.last().login = login;
            }
        }
        run.first()
    };
    assert_eq!(run(true), ["R5.rotated"]);
    assert!(run(false).contains(&"R1.copy".to_owned()), "{:?}", run(false));
}

/// A cache tells apart whether there is a cookie, and not whose it is.
#[test]
fn what_a_cache_shows_to_a_made_up_cookie_is_somebody_else_s() {
    let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
    run.ask(B, Step::Visit, "sid=1f0e", 200, member());
    run.ask(B, Step::Garbage, "sid=0000", 200, member());
    assert!(!run.first().contains(&"U5.cache".to_owned()));
    let response = run.last().response.as_mut().expect("it was answered");
    response.headers.insert("x-cache".to_owned(), "HIT".to_owned());
    assert_eq!(run.first(), ["U5.cache"]);
}

/// One login is over with its logout, and another one, whose page was under way, is not.
#[test]
fn what_only_a_page_under_way_keeps_was_brought_back() {
    let run = |parallel: i64| {
        let mut run = Run::of_login(&["sid=1f0e; Domain=shop.example; Path=/"], "sid=1f0e");
        run.ask(B, Step::Visit, "sid=1f0e", 200, member());
        for (login, shown) in [(1, Shown::Guest), (2, member())] {
            run.ask(A, Step::ProbeLogout, "sid=1f0e", 303, Shown::Unclear);
            run.last().login = login;
            let ended = run.last().at;
            if login == 2 {
                run.ask(B, Step::Parallel, "sid=1f0e", 200, member());
                run.last().login = login;
                run.last().at = ended + time::Duration::milliseconds(parallel);
            }
            for service in [A, B] {
                run.ask(service, Step::Replay, "sid=1f0e", 200, shown.clone());
                run.last().login = login;
            }
        }
        run.first()
    };
    assert_eq!(run(1), ["U4.resurrected"]);
    assert_ne!(run(-500), ["U4.resurrected"], "it was done before the logout");
}
