//! Every run in `fixtures/` gets the verdict that it should, and no other one however much of it is missing.
//!
//! A fixture is a run and what is expected of it: `first`, `next` and `also` are labels (`A1.sibling`; the code alone where
//! the reason is open, several where the answer is a set), `not` the codes whose symptom it shares and that it must not be.

use std::{collections::BTreeSet, fs, path::Path};

use diagnosis::{
    Code, Diagnosis, Layer, Outcome, Verdict, diagnose,
    evidence::{Evidence, Origin, Response, Step, VERSION, Via},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    #[serde(skip)]
    name: String,
    expect: Expected,
    #[serde(default)]
    not: Vec<Code>,
    evidence: Evidence,
}

#[derive(Deserialize)]
struct Expected {
    first: Vec<String>,
    /// The reasons of a single code that are open.
    reasons: Option<Vec<String>>,
    next: Option<Vec<String>>,
    #[serde(default)]
    also: Vec<String>,
}

fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = fs::read_dir(folder).expect("the fixtures");
    let mut fixtures: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("a fixture").path();
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("a text");
            let fixture: Fixture =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            Fixture { name, ..fixture }
        })
        .collect();
    fixtures.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(fixtures.len() > 60, "only {} fixtures", fixtures.len());
    fixtures
}

fn labels(layer: &Layer) -> Vec<String> {
    layer.verdicts.iter().map(Verdict::label).collect()
}

#[test]
fn every_run_gets_its_verdict() {
    for fixture in fixtures() {
        let name = &fixture.name;
        let diagnosis = diagnose(&fixture.evidence);
        assert_eq!(labels(&diagnosis.first), fixture.expect.first, "{name}");
        assert_eq!(
            diagnosis.next.as_ref().map(labels),
            fixture.expect.next,
            "{name}: next"
        );
        let also: Vec<_> = diagnosis.also.iter().map(Verdict::label).collect();
        assert_eq!(also, fixture.expect.also, "{name}: also");
        let outcome = match fixture.expect.first.len() {
            0 => Outcome::Fine,
            1 => Outcome::Verdict,
            _ => Outcome::Unknown,
        };
        assert_eq!(diagnosis.outcome, outcome, "{name}");
        if let Some(expected) = &fixture.expect.reasons {
            let verdicts = diagnosis.first.verdicts.iter();
            let reasons: Vec<_> = verdicts
                .flat_map(|verdict| verdict.reasons.iter().map(|reason| reason.name()))
                .collect();
            assert_eq!(&reasons, expected, "{name}: reasons");
        }
        let is_open = diagnosis
            .first
            .verdicts
            .iter()
            .any(|verdict| verdict.reasons.len() > 1);
        let asks = diagnosis.first.question.is_some();
        assert!(
            if outcome == Outcome::Unknown {
                asks
            } else {
                !asks || is_open
            },
            "{name}: a question splits a set, or reasons"
        );
        for code in &fixture.not {
            assert!(
                !diagnosis.first.codes().contains(code),
                "{name} is taken for {code}"
            );
        }
        for verdict in diagnosis.first.verdicts.iter().chain(&diagnosis.also) {
            assert!(!verdict.proof.is_empty(), "{name}: {} has no proof", verdict.code);
        }
    }
}

#[test]
fn every_code_is_found_and_told_from_others() {
    let fixtures = fixtures();
    let found = |code: &Code| {
        let certain = |fixture: &&Fixture| fixture.expect.first.len() == 1;
        let is_it = |fixture: &&Fixture| fixture.expect.first[0].split('.').next() == Some(&code.to_string());
        fixtures.iter().filter(certain).any(|fixture| is_it(&fixture))
    };
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !found(code)).collect();
    assert!(missing.is_empty(), "no run has for its verdict {missing:?}");
    let excluded: BTreeSet<_> = fixtures.iter().flat_map(|fixture| fixture.not.clone()).collect();
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !excluded.contains(code)).collect();
    assert!(missing.is_empty(), "no run looks like and is not {missing:?}");
}

/// Less evidence may leave a verdict open. It never makes another one of it, and never an "all is well" of a failed visit.
#[test]
fn missing_evidence_never_makes_another_verdict() {
    let mut wrong = BTreeSet::new();
    for fixture in fixtures() {
        let whole = diagnose(&fixture.evidence);
        // Without the request that did the first damage, what would fail next is what fails.
        let next = whole.next.iter().flat_map(Layer::codes);
        let also = whole.also.iter().map(|verdict| verdict.code);
        let expected: BTreeSet<_> = whole.first.codes().into_iter().chain(next).chain(also).collect();
        let steps: BTreeSet<_> = fixture
            .evidence
            .exchanges
            .iter()
            .map(|exchange| format!("{:?}", exchange.step))
            .collect();
        let mut thinner: Vec<(String, Evidence)> = Vec::new();
        for gone in &steps {
            thinner.push((
                gone.clone(),
                without(&fixture.evidence, |step, _| format!("{step:?}") == *gone),
            ));
            for also in &steps {
                let keep = |step: Step| [gone, also].iter().any(|name| **name == format!("{step:?}"));
                thinner.push((
                    format!("{gone} {also}"),
                    without(&fixture.evidence, |step, _| keep(step)),
                ));
                // Only the journey and these two.
                let drop = |step: Step| !step.is_journey() && !keep(step);
                thinner.push((
                    format!("all but {gone} {also}"),
                    without(&fixture.evidence, |step, _| drop(step)),
                ));
            }
        }
        for index in 0..fixture.evidence.exchanges.len() {
            thinner.push((
                format!("#{index}"),
                without(&fixture.evidence, |_, other| other == index),
            ));
            thinner.push((
                format!("from #{index}"),
                without(&fixture.evidence, |_, other| other >= index),
            ));
            thinner.push((
                format!("an answer to #{index} but 429"),
                limited(&fixture.evidence, |_, other| other == index),
            ));
        }
        for step in &steps {
            thinner.push((
                format!("answers to {step} but 429"),
                limited(&fixture.evidence, |other, _| format!("{other:?}") == *step),
            ));
        }
        for (gone, evidence) in thinner {
            let diagnosis = diagnose(&evidence);
            let codes = diagnosis.first.codes();
            let failed = evidence.exchanges.iter().any(|exchange| {
                let is_answered = exchange.response.is_some() && exchange.status() != 429;
                exchange.step == Step::Visit && is_answered && exchange.member().is_none()
            });
            if diagnosis.outcome == Outcome::Fine && failed {
                wrong.insert(format!("{} without {gone}: fine", fixture.name));
            }
            if let [code] = codes.as_slice()
                && !expected.contains(code)
            {
                wrong.insert(format!(
                    "{} without {gone}: {code} instead of {expected:?}",
                    fixture.name
                ));
            }
            // Nor does it decide for another reason.
            let all = |diagnosis: &Diagnosis| {
                let next = diagnosis.next.iter().flat_map(|layer| layer.verdicts.clone());
                let first = diagnosis.first.verdicts.iter().cloned();
                first
                    .chain(next)
                    .chain(diagnosis.also.clone())
                    .collect::<Vec<_>>()
            };
            let known = all(&whole);
            if let [verdict] = diagnosis.first.verdicts.as_slice()
                && let [reason] = verdict.reasons.as_slice()
                && let Some(right) = known.iter().find(|other| other.code == verdict.code)
                && !right.reasons.is_empty()
                && !right.reasons.contains(reason)
            {
                let (label, right) = (verdict.label(), &right.reasons);
                wrong.insert(format!(
                    "{} without {gone}: {label} instead of {right:?}",
                    fixture.name
                ));
            }
        }
    }
    let shown: Vec<_> = wrong.iter().take(60).cloned().collect();
    assert!(
        wrong.is_empty(),
        "{} false verdicts:\n{}",
        wrong.len(),
        shown.join("\n")
    );
}

fn without(evidence: &Evidence, mut gone: impl FnMut(Step, usize) -> bool) -> Evidence {
    let mut thinner = evidence.clone();
    let mut index = 0;
    thinner.exchanges.retain(|exchange| {
        index += 1;
        !gone(exchange.step, index - 1)
    });
    thinner
}

/// A run in which a limit of requests answered in place of pages.
fn limited(evidence: &Evidence, is_limited: impl Fn(Step, usize) -> bool) -> Evidence {
    let mut limited = evidence.clone();
    for (index, exchange) in limited.exchanges.iter_mut().enumerate() {
        let is_page = exchange.step != Step::Login && exchange.step != Step::OwnLogin;
        if is_page && exchange.response.is_some() && is_limited(exchange.step, index) {
            exchange.look_up = None;
            exchange.response = Some(Response {
                status: 429,
                ..Response::default()
            });
        }
    }
    limited
}

#[test]
fn no_order_of_exchanges_and_no_missing_answer_panics() {
    for fixture in fixtures() {
        for turn in 0..fixture.evidence.exchanges.len() {
            let mut turned = fixture.evidence.clone();
            turned.exchanges.rotate_left(turn);
            diagnose(&turned);
            turned.exchanges.reverse();
            turned.exchanges[turn].response = None;
            turned.exchanges[turn].request.cookies = None;
            diagnose(&turned);
            // A service that falls silent from some moment on, and visits that another service makes.
            let mut silent = fixture.evidence.clone();
            let service = silent.exchanges[turn].service;
            for exchange in &mut silent.exchanges[turn..] {
                exchange.request.via = Via::Service;
                if exchange.service == service {
                    exchange.response = None;
                }
            }
            diagnose(&silent);
        }
    }
}

#[test]
fn no_text_shows_the_value_of_a_cookie() {
    for fixture in fixtures() {
        let said = serde_json::to_string(&diagnose(&fixture.evidence)).expect("JSON");
        let sent = fixture
            .evidence
            .exchanges
            .iter()
            .flat_map(|exchange| exchange.request.cookies.iter().flatten());
        for pair in sent.filter(|pair| pair.value.len() >= 16) {
            assert!(
                !said.contains(&pair.value),
                "{} shows {}",
                fixture.name,
                pair.name
            );
        }
    }
}

#[test]
fn every_run_says_where_it_comes_from_and_survives_a_round_trip() {
    for fixture in fixtures() {
        let name = &fixture.name;
        assert_eq!(fixture.evidence.version, VERSION, "{name}");
        let text = match fixture.evidence.origin.as_ref().expect("an origin") {
            Origin::Recorded { from } => from,
            Origin::Constructed { after } => after,
        };
        assert!(text.len() > 10, "{name}: {text}");
        let json = serde_json::to_string(&fixture.evidence).expect("JSON");
        let again: Evidence = serde_json::from_str(&json).expect("the same run");
        assert_eq!(again, fixture.evidence, "{name}");
    }
}

#[test]
fn every_code_has_words_in_both_languages() {
    for code in Code::ALL {
        let words = code.meaning();
        assert!(words.en.ends_with('.') && words.zh.ends_with('。'), "{code}");
        let mut names = BTreeSet::new();
        assert!(code.reasons().all(|reason| names.insert(reason.name())), "{code}");
    }
}

/// A record is as fine as a millisecond, and a service on the same machine answers several requests in one.
#[test]
fn what_happens_in_one_millisecond_keeps_its_order() {
    let fixture = fixtures()
        .into_iter()
        .find(|fixture| fixture.name == "r5-limit")
        .expect("a run in which a second login ends the first");
    let mut evidence = fixture.evidence;
    let steps: Vec<_> = evidence.exchanges.iter().map(|exchange| exchange.step).collect();
    let second = steps.iter().position(|step| *step == Step::SecondLogin);
    let second = second.expect("a second login");
    let at = evidence.exchanges[second].at;
    evidence.exchanges[second - 1].at = at;
    evidence.exchanges[second + 1].at = at;
    assert_eq!(labels(&diagnose(&evidence).first), fixture.expect.first);
}
