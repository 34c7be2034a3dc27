//! What is said beside a verdict: the proof and the question.

use diagnosis::{
    Diagnosis,
    evidence::{
        Service::{A, B},
        Shown, Step,
    },
};

use crate::run::{Run, member};

const SID: &str = "sid=9f86d081884c7d659a2feaa0c55ad015";
const GARBAGE: &str = "sid=00000000000000000000000000000000";

fn carried(cookie: &str) -> Run {
    let line = format!("{cookie}; Domain=shop.example; Path=/; HttpOnly");
    let mut run = Run::of_login(&[&line], cookie);
    run.0.session_cookies = vec![cookie.split('=').next().expect("a name").to_owned()];
    run.ask(B, Step::Nothing, "", 200, Shown::Guest);
    run.ask(A, Step::Back, cookie, 200, member());
    run
}

fn proof(diagnosis: &Diagnosis) -> String {
    let lines = diagnosis.first.verdicts.iter().flat_map(|verdict| &verdict.proof);
    lines
        .map(|line| line.text.en.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether B reads a token or not, its time is compared with B's clock.
#[test]
fn a_token_from_the_future_is_said_first() {
    // Valid ten minutes after the epoch, when these runs are made; and from the epoch on.
    const LATER: &str = "token=eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAiMSIsICJpYXQiOiA2MDAsICJuYmYiOiA2MDAsICJleHAiOiA0MjAwfQ.c2lnbmF0dXJlc2lnbmF0dXJl";
    const NOW: &str = "token=eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAiMSIsICJpYXQiOiAwLCAibmJmIjogMCwgImV4cCI6IDQyMDB9.c2lnbmF0dXJlc2lnbmF0dXJl";
    let run = |token: &str| {
        let mut run = carried(token);
        for step in [Step::Visit, Step::Real, Step::Garbage, Step::Real] {
            run.ask(B, step, token, 200, Shown::Guest);
        }
        for exchange in &mut run.0.exchanges {
            let answer = exchange.response.as_mut().expect("an answer");
            let date = "Thu, 01 Jan 1970 00:00:05 GMT".to_owned();
            answer.headers.insert("date".to_owned(), date);
        }
        run
    };
    let later = run(LATER);
    assert_eq!(later.first()[0], "R10.clock");
    let first = &later.diagnosis().first.verdicts[0];
    assert!(
        first
            .proof
            .iter()
            .any(|line| line.text.en.contains("By B's clock"))
    );
    assert!(later.first().len() > 1);
    let now = run(NOW).first();
    assert!(now.contains(&"R10".to_owned()) && now[0] != "R10", "{now:?}");
}

/// Where B knows values always or never, and a character tells them apart, no copy, cache or late store is the cause.
#[test]
fn a_character_that_b_reads_as_another_one() {
    let value = |middle: &str, number: usize| format!("sid=9f86d081{number}{middle}84c7d659a2feaa0c55ad015");
    let run = |middle: &str| {
        let mut run = carried(&value(middle, 0));
        for _ in 0..2 {
            run.ask(B, Step::Visit, &value(middle, 0), 200, Shown::Guest);
        }
        for login in 1..5 {
            run.ask(B, Step::Real, &value("a", login), 200, member());
            run.ask(B, Step::Garbage, GARBAGE, 200, Shown::Guest);
            run.ask(B, Step::Real, &value(middle, login + 4), 200, Shown::Guest);
        }
        run
    };
    let plus = run("+");
    assert_eq!(plus.first(), ["A13", "R6.format"]);
    assert!(proof(&plus.diagnosis()).contains("all have a \"+\""));
    // Also where the journey's own visits are known.
    let mut late = carried(&value("a", 0));
    late.ask(B, Step::Visit, &value("a", 0), 200, member());
    for login in 1..4 {
        late.ask(B, Step::Real, &value("a", login), 200, member());
    }
    for (login, step) in [
        (4, Step::Repeat),
        (5, Step::Delayed),
        (6, Step::Parallel),
        (7, Step::Repeat),
    ] {
        for _ in 0..8 {
            late.ask(B, step, &value("+", login), 200, Shown::Guest);
        }
    }
    assert_eq!(late.first(), ["A13", "R6.format"]);
    // With one that has it and is known, it is chance.
    let mut chance = run("+");
    chance.ask(B, Step::Real, &value("+", 8), 200, member());
    assert!(chance.first() != ["A13", "R6.format"]);
    assert!(run("b").first() != ["A13", "R6.format"]);
}

/// What B itself would write was not seen: an id may have another form there, bare for one in base64, signed for a bare one.
#[test]
fn an_id_may_have_another_form_at_b() {
    let run = |cookie: &str, own: Option<&str>| {
        let mut run = carried(cookie);
        for step in [Step::Visit, Step::Real, Step::Garbage, Step::Nothing, Step::Real] {
            run.ask(
                B,
                step,
                if step == Step::Nothing { "" } else { cookie },
                200,
                Shown::Guest,
            );
            let answer = run.last().response.as_mut().expect("an answer");
            answer.set_cookie = own.into_iter().map(str::to_owned).collect();
        }
        run.first()
    };
    let format = "R6.format".to_owned();
    for cookie in ["SESSION=MGQ1YzFmNmUtM2EwYi00ZjNlLTljNTctMmIxYTdkOWUwZjEx", SID] {
        let found = run(cookie, None);
        assert!(found.contains(&format), "{found:?}");
    }
    let same_form = run(SID, Some("sid=0011223344556677889900aabbccddee; Path=/"));
    assert!(!same_form.contains(&format), "{same_form:?}");
}

/// Where garbage has its answer each time and the login's value never, the silence is one.
#[test]
fn who_falls_silent_at_the_real_value_only_has_found_something() {
    let run = |garbage: [u16; 3], real: [u16; 3]| {
        let mut run = carried(SID);
        run.ask(B, Step::Visit, SID, 0, Shown::Unclear);
        for (garbage, real) in garbage.into_iter().zip(real) {
            run.ask(B, Step::Real, SID, real, Shown::Guest);
            run.ask(B, Step::Garbage, GARBAGE, garbage, Shown::Guest);
        }
        run
    };
    let split = run([200; 3], [0; 3]);
    assert_eq!(split.first(), ["R7.read", "U1", "U6.profile"]);
    assert_eq!(run([0; 3], [0; 3]).first(), ["R7.read"]);
    // Now and then is a network.
    let outcome = run([200, 0, 200], [0; 3]).diagnosis().outcome;
    assert_eq!(outcome, diagnosis::Outcome::CouldNotRun);
}

/// A pause of every request with the cookie, and of none without, shows that B reads it.
#[test]
fn who_is_slow_with_the_cookie_reads_it() {
    let run = |slow: u64, fast: u64| {
        let mut run = carried(SID);
        let asked = [(Step::Visit, SID), (Step::Real, SID), (Step::Garbage, GARBAGE)];
        for (step, cookie) in asked.into_iter().cycle().take(6) {
            run.ask(B, step, cookie, 200, Shown::Guest);
        }
        for _ in 0..6 {
            run.ask(B, Step::Repeat, SID, 200, Shown::Guest);
        }
        for exchange in &mut run.0.exchanges {
            let has_it = exchange
                .request
                .cookies
                .as_ref()
                .is_some_and(|cookies| !cookies.is_empty());
            let answer = exchange.response.as_mut().expect("an answer");
            answer.took_ms = Some(if has_it { slow } else { fast });
        }
        run
    };
    let slow = run(2004, 3);
    assert_eq!(slow.first(), ["R7.silent", "R10", "R11", "U1", "U6"]);
    assert!(proof(&slow.diagnosis()).contains("took 2004 ms or more"));
    // A service that is slow anyway shows nothing, and a moment is none.
    for (with, without) in [(2004, 400), (900, 1)] {
        let labels = run(with, without).first();
        assert!(labels.contains(&"R8".to_owned()), "{labels:?}");
    }
    // Nor once.
    let mut once = run(2004, 3);
    once.last().response.as_mut().expect("an answer").took_ms = Some(2);
    assert!(once.first().contains(&"R8".to_owned()));
}

/// Three answers of one status are no proof: what differs is said.
#[test]
fn the_proof_says_what_differs() {
    let token = "token=eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIiwiYXVkIjoiYWNjb3VudCJ9.c2lnbmF0dXJl";
    let mut run = carried(token);
    let refusal = "Bearer error=\"invalid_token\"";
    for step in [Step::Nothing, Step::Visit, Step::Real, Step::Garbage] {
        let cookie = match step {
            Step::Nothing => "",
            Step::Garbage => "token=eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIiwiYXVkIjoiYWNjb3VudCJ9.AAAAAAAAAAAA",
            _ => token,
        };
        run.ask(B, step, cookie, 401, Shown::Guest);
        let challenge = if matches!(step, Step::Visit | Step::Real) {
            refusal
        } else {
            "Bearer"
        };
        let headers = &mut run.last().response.as_mut().expect("an answer").headers;
        headers.insert("www-authenticate".to_owned(), challenge.to_owned());
    }
    assert_eq!(run.first(), ["R10", "U6"]);
    let diagnosis = run.diagnosis();
    assert!(
        proof(&diagnosis).contains("www-authenticate: Bearer error=\"invalid_token\" for the real value")
    );
    let question = diagnosis.first.question.expect("a set has a question");
    assert!(
        question.text.en.starts_with("Which issuer, audience and key"),
        "{}",
        question.text.en
    );
}

/// Where no cookie comes, what withholds it and what takes it away are repaired at different places.
#[test]
fn a_login_without_a_cookie_has_a_question() {
    let mut run = Run::of_login(&[], "");
    run.last().response.as_mut().expect("an answer").shown = Shown::Guest;
    run.ask(B, Step::Visit, "", 200, Shown::Guest);
    assert_eq!(run.first(), ["A6"]);
    let question = |run: &Run| run.diagnosis().first.question.expect("open reasons").text.en;
    assert!(question(&run).contains("at A itself"));
    run.ask(A, Step::LoginDirect, "", 303, Shown::Unclear);
    assert!(question(&run).contains("https"));
}
