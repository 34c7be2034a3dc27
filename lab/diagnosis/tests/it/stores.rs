//! What B does to an id that it does not find.

use diagnosis::evidence::{Service::B, Shown, Step};

use crate::run::{Run, member};

const ID: &str = "4b1f0c8e7d6a5b4c4b1f0c8e7d6a5b4c";
const REMOVAL: &str = "sid=; Domain=shop.example; Path=/; Max-Age=0";

/// B takes every cookie back, a real one and garbage.
fn taken_back() -> Run {
    let real = format!("sid={ID}");
    let mut run = Run::of_login(&[&format!("{real}; Domain=shop.example; Path=/")], &real);
    let mut removed = |step, cookies: &str, number, age| {
        run.ask(B, step, cookies, 200, Shown::Guest);
        let exchange = run.last();
        (exchange.login, exchange.age_ms) = (number, age);
        exchange.response.as_mut().expect("an answer").set_cookie = vec![REMOVAL.to_owned()];
    };
    removed(Step::Visit, &real, 0, Some(0));
    for number in 1..4 {
        removed(Step::Real, &real, number, Some(0));
        removed(
            Step::Garbage,
            "sid=9d3a77c1500f4e219d3a77c1500f4e21",
            number,
            None,
        );
    }
    for _ in 0..4 {
        removed(Step::Repeat, &real, 4, Some(0));
    }
    removed(Step::Delayed, &real, 5, Some(6_000));
    run
}

/// Another store and one that is away look the same, until B's own login shows that its store answers: the verdict says so.
#[test]
fn whoever_takes_back_every_cookie_may_have_no_store() {
    let says_so = |run: &Run| {
        assert_eq!(run.first(), ["R11"]);
        let proof = run.diagnosis().first.verdicts.remove(0).proof;
        proof.iter().any(|line| line.text.en.contains("B reaches it"))
    };
    let mut run = taken_back();
    assert!(says_so(&run));
    let own = "sid=0c8e7d6a5b4c4b1f0c8e7d6a5b4c4b1f";
    run.ask(B, Step::OwnLogin, "", 303, Shown::Unclear);
    run.last().response.as_mut().expect("an answer").set_cookie = vec![format!("{own}; Path=/")];
    run.ask(B, Step::OwnControl, own, 200, member());
    assert!(!says_so(&run));
}
