//! Records runs for the fixtures of this crate: logs in at A, visits B as a browser would, and makes the probes it is told
//! to make. `tests/record/record.sh` says of what.
//!
//! ```text
//! record --a URL --b URL --out FILE --from TEXT [--name COOKIE] [--engine E] [--page A|B|URL] [--how typed|link|post|fetch|frame]
//!        [--first URL] [--then URL] [--do PROBE]…
//! ```

mod browser;
mod client;
mod probes;
mod sequences;

use std::{error::Error, fs, path::PathBuf, time::Instant};

use diagnosis::{
    evidence::{Evidence, Origin, Service, Step},
    jar::{Context, Credentials, Engine},
};
use serde_json::json;
use url::Url;

use browser::Browser;

/// What a fixture is to say.
#[derive(Default)]
struct Expected {
    first: Vec<String>,
    next: Option<Vec<String>>,
    also: Vec<String>,
    not: Vec<String>,
}

/// What is recorded.
struct Plan {
    a: Url,
    b: Url,
    out: PathBuf,
    from: String,
    name: String,
    engine: Engine,
    /// The page that B is visited from, and how.
    page: Option<Url>,
    how: String,
    /// Pages of B that the journey asks for before the login and after it.
    first: Option<Url>,
    then: Option<Url>,
    probes: Vec<String>,
    split: bool,
    expected: Expected,
}

const GOOD: &str = "account=zhangsan&password=cfmall-demo";
const OTHER: &str = "account=lisi&password=cfmall-demo";
const BAD: &str = "account=zhangsan&password=wrong";

fn main() -> Result<(), Box<dyn Error>> {
    let plan = plan()?;
    let evidence = Evidence {
        engine: plan.engine,
        session_cookies: vec![plan.name.clone()],
        origin: Some(Origin::Recorded {
            from: plan.from.clone(),
        }),
        ..Evidence::default()
    };
    let mut browser = Browser::new(evidence, plan.name.clone());
    journey(&plan, &mut browser)?;
    for probe in &plan.probes {
        probes::make(probe, &plan, &mut browser)?;
    }
    let diagnosis = diagnosis::diagnose(&browser.evidence);
    let labels = |layer: &diagnosis::Layer| {
        layer
            .verdicts
            .iter()
            .map(diagnosis::Verdict::label)
            .collect::<Vec<_>>()
    };
    let also: Vec<_> = diagnosis.also.iter().map(diagnosis::Verdict::label).collect();
    let (first, next) = (labels(&diagnosis.first), diagnosis.next.as_ref().map(labels));
    let expected = &plan.expected;
    let is_right = first == expected.first && next == expected.next && also == expected.also;
    let mark = if is_right { "  " } else { "!!" };
    println!(
        "{mark} {} {:?} {first:?} next {next:?} also {also:?}",
        plan.out.display(),
        diagnosis.outcome
    );
    let fixture = json!({
        "expect": { "first": expected.first, "next": expected.next, "also": expected.also },
        "not": expected.not,
        "evidence": browser.evidence,
    });
    fs::write(&plan.out, serde_json::to_string_pretty(&fixture)? + "\n")?;
    Ok(())
}

fn plan() -> Result<Plan, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let url = |text: &str| Url::parse(text);
    let mut plan = Plan {
        a: url("http://localhost/")?,
        b: url("http://localhost/")?,
        out: PathBuf::from("run.json"),
        from: String::new(),
        name: "sid".to_owned(),
        engine: Engine::Chromium,
        page: None,
        how: "typed".to_owned(),
        first: None,
        then: None,
        probes: Vec::new(),
        split: false,
        expected: Expected::default(),
    };
    let list = |text: &str| {
        text.split(',')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--a" => plan.a = url(&value)?,
            "--b" => plan.b = url(&value)?,
            "--out" => plan.out = value.into(),
            "--from" => plan.from = value,
            "--name" => plan.name = value,
            "--engine" => plan.engine = serde_json::from_value(value.into())?,
            "--page" => plan.page = Some(url(&value)?),
            "--how" => plan.how = value,
            "--first" => plan.first = Some(url(&value)?),
            "--then" => plan.then = Some(url(&value)?),
            "--split" => plan.split = value == "yes",
            "--expect" => plan.expected.first = list(&value),
            "--next" => plan.expected.next = Some(list(&value)),
            "--also" => plan.expected.also = list(&value),
            "--not" => plan.expected.not = list(&value),
            "--do" => plan.probes.push(value),
            _ => return Err(format!("{word} is not known").into()),
        }
    }
    Ok(plan)
}

/// An address of a service, which may live under a path.
fn at(base: &Url, path: &str) -> Result<Url, url::ParseError> {
    base.join(&format!("{}{path}", base.path().trim_end_matches('/')))
}

/// The address of the page that shows who is asking.
fn viewer(base: &Url) -> Result<Url, url::ParseError> {
    at(base, "/api/session/viewer")
}

fn journey(plan: &Plan, browser: &mut Browser) -> Result<(), Box<dyn Error>> {
    let (login, a, b) = (
        at(&plan.a, "/api/auth/login")?,
        viewer(&plan.a)?,
        viewer(&plan.b)?,
    );
    let form = Context::post(plan.a.join("/login")?);
    let mut wrong = Browser::new(Evidence::default(), plan.name.clone());
    wrong.go(
        Step::WrongPassword,
        Service::A,
        &login,
        form.clone(),
        Some(BAD.to_owned()),
        None,
    );
    browser.evidence.exchanges.append(&mut wrong.evidence.exchanges);
    if let Some(first) = &plan.first {
        browser.go(Step::Between, Service::B, first, Context::typed(), None, None);
    }
    browser.go(Step::Login, Service::A, &login, form, Some(GOOD.to_owned()), None);
    let start = Instant::now();
    browser.go(Step::Control, Service::A, &a, Context::typed(), None, Some(start));
    if let Some(then) = &plan.then {
        browser.go(
            Step::Between,
            Service::B,
            then,
            Context::typed(),
            None,
            Some(start),
        );
    }
    let page = plan.page.clone().unwrap_or_else(|| plan.a.clone());
    let context = match plan.how.as_str() {
        "link" => Context::link(page),
        "post" => Context {
            method: "POST".to_owned(),
            ..Context::link(page)
        },
        "fetch" => Context::fetch(page, Credentials::SameOrigin),
        "include" => Context::fetch(page, Credentials::Include),
        "frame" => Context::frame(page),
        _ => Context::typed(),
    };
    browser.split = plan.split;
    browser.go(Step::Visit, Service::B, &b, context, None, Some(start));
    browser.split = false;
    Ok(())
}
