//! What the tables of the jar's tests are written with.

use diagnosis::jar::{Answer, Context, Engine, Jar, Receipt, Rule};
use time::{Duration, OffsetDateTime};
use url::Url;

/// 2026-11-26, 00:00 UTC.
pub fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_795_651_200).expect("a moment")
}

pub fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

/// Receives a line in a typed top-level request.
pub fn receive(jar: &mut Jar, line: &str, from: &str) -> Receipt {
    receive_in(jar, line, from, &Context::typed())
}

pub fn receive_in(jar: &mut Jar, line: &str, from: &str, context: &Context) -> Receipt {
    let answer = Answer {
        url: &url(from),
        context,
        now: now(),
        by_script: false,
        mark: 0,
    };
    jar.receive(line, answer)
}

/// The rule that decides about a line in an empty jar.
pub fn rule(engine: Engine, line: &str, from: &str) -> Rule {
    receive(&mut Jar::new(engine), line, from).rule
}

/// The header that a jar with these lines, all from one address, sends to another one.
pub fn header(lines: &[&str], from: &str, to: &str) -> Option<String> {
    let mut jar = Jar::new(Engine::Chromium);
    for line in lines {
        receive(&mut jar, line, from);
    }
    jar.header(&url(to), &Context::typed(), now())
}

/// Whether the first cookie of a jar is sent, and the rule.
pub fn sent(jar: &Jar, to: &str, context: &Context, after: Duration) -> (bool, Rule) {
    let decisions = jar.decide(&url(to), context, now() + after);
    let decision = decisions.first().expect("a cookie in the jar");
    (decision.sent, decision.rule)
}
