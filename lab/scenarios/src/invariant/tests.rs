//! Histories of a few requests each.

use diagnosis::evidence::{Found, LookUp, Shown};
use lab_model::{CookieSeen, Mark, Seen, SetCookieSeen, Visitor};
use time::OffsetDateTime;

use super::{Holds, check};

/// A request: its number, `METHOD path`, the session it brought, the session it was given (`Some("")`: taken back), whether it
/// shows the member.
fn seen(number: u64, what: &str, brought: &str, given: Option<&str>, hit: bool) -> Seen {
    let (method, path) = what.split_once(' ').expect("METHOD path");
    let mark = |text: &str| Mark(text.to_owned());
    Seen {
        number,
        at: OffsetDateTime::UNIX_EPOCH,
        took: 1,
        visitor: Visitor("a".into()),
        method: method.into(),
        host: "t.cfmall.localhost:4400".into(),
        path: path.into(),
        copy: Some("mall-1".into()),
        cookies: (!brought.is_empty())
            .then(|| CookieSeen {
                name: "s".into(),
                mark: mark(brought),
                session: true,
            })
            .into_iter()
            .collect(),
        look_up: (!brought.is_empty()).then(|| LookUp {
            store: "memory".into(),
            memory: true,
            found: if hit { Found::Hit } else { Found::Miss },
        }),
        status: 200,
        set_cookies: given
            .map(|given| SetCookieSeen {
                name: "s".into(),
                mark: (!given.is_empty()).then(|| mark(given)),
                attributes: "Path=/".into(),
                session: true,
            })
            .into_iter()
            .collect(),
        shown: if hit {
            Shown::Member("张三".into())
        } else {
            Shown::Guest
        },
        fault: None,
        destination: None,
        unexpected: Vec::new(),
    }
}

const LOGIN: &str = "POST /api/auth/login";
const LOGOUT: &str = "POST /api/auth/logout";
const REVOKE: &str = "POST /api/auth/sessions/revoke-others";

/// What the history says of one invariant: whether it held, and the story against it.
fn of(id: &str, history: &[Seen]) -> (Holds, Vec<u64>) {
    let all = check(history);
    let found = all
        .into_iter()
        .find(|invariant| invariant.id == id)
        .expect("an invariant");
    (found.holds, found.counterexample)
}

#[test]
fn an_empty_history_proves_nothing() {
    assert!(
        check(&[])
            .iter()
            .all(|invariant| invariant.holds == Holds::Unknown)
    );
}

#[test]
fn a_copy_that_does_not_know_the_login_breaks_the_first_two() {
    let good = [
        seen(1, LOGIN, "", Some("a"), false),
        seen(2, "GET /", "a", None, true),
    ];
    assert_eq!(of("I1", &good), (Holds::Yes, vec![]));
    assert_eq!(of("I2", &good), (Holds::Yes, vec![]));
    let mut bad = good.to_vec();
    bad.push(seen(3, "GET /", "a", Some(""), false));
    bad.push(seen(4, "GET /", "a", Some(""), false));
    assert_eq!(of("I1", &bad), (Holds::No, vec![1, 3]));
    assert_eq!(of("I2", &bad), (Holds::No, vec![1, 3]));
}

#[test]
fn a_logout_that_was_asked_for_breaks_nothing_unless_the_session_comes_back() {
    let mut history = vec![
        seen(1, LOGIN, "", Some("a"), false),
        seen(2, LOGOUT, "a", Some(""), true),
        seen(3, "GET /", "a", None, false),
    ];
    for id in ["I1", "I2", "I3"] {
        assert_ne!(of(id, &history).0, Holds::No, "{id}");
    }
    history.push(seen(4, "GET /", "a", None, true));
    assert_eq!(of("I3", &history), (Holds::No, vec![1, 2, 4]));
}

#[test]
fn what_another_device_has_ended_is_over() {
    let mut history = vec![
        seen(1, LOGIN, "", Some("a"), false),
        seen(2, LOGIN, "", Some("b"), false),
        seen(3, REVOKE, "b", None, true),
        seen(4, "GET /", "a", Some(""), false),
    ];
    assert_eq!(of("I9", &history), (Holds::Yes, vec![]));
    assert_ne!(of("I1", &history).0, Holds::No);
    assert_ne!(of("I2", &history).0, Holds::No);
    history.push(seen(5, "GET /", "a", None, true));
    assert_eq!(of("I9", &history), (Holds::No, vec![3, 5]));
}

#[test]
fn sessions_of_two_people_of_guests_and_of_before_the_login_are_found() {
    let mut other = seen(3, "GET /", "a", None, true);
    other.shown = Shown::Member("李四".into());
    let history = [
        seen(1, LOGIN, "", Some("a"), false),
        seen(2, "GET /", "a", None, true),
        other,
    ];
    assert_eq!(of("I4", &history), (Holds::No, vec![2, 3]));
    assert_eq!(
        of("I6", &[seen(1, "GET /", "", Some("a"), false)]),
        (Holds::No, vec![1])
    );
    let fixed = [
        seen(1, "GET /", "a", None, false),
        seen(2, LOGIN, "a", Some("a"), false),
    ];
    assert_eq!(of("I5", &fixed), (Holds::No, vec![2]));
}
