//! What came of a scenario, for people.

use std::fmt::Write;

use dev_deployment::paint;
use diagnosis::{
    Diagnosis, Finding, Layer, Outcome as Kind, Verdict,
    evidence::{Evidence, Exchange, Shown},
};
use lab_model::Seen;
use lab_scenarios::{Outcome, Scenario, invariant::Holds, lang::Lang};

/// The outcome of a scenario: in two lines, or with every request and the whole diagnosis.
pub fn outcome(outcome: &Outcome, explain: bool, lang: Lang) -> String {
    let mut out = String::new();
    let title = Scenario::find(outcome.scenario).map(Scenario::title);
    let title = title.map_or("", |title| lang.pick(title.zh, title.en));
    let _ = writeln!(
        out,
        "{} {}",
        paint::bold(&format!("{} · {}", outcome.scenario, outcome.scene)),
        title
    );
    let mark = if outcome.passed {
        paint::green("✓")
    } else {
        paint::red(&format!("✗ {}", outcome.label))
    };
    let _ = writeln!(out, "{mark}  {}\n", lang.of(&outcome.said));
    if explain {
        for seen in &outcome.seen {
            let _ = writeln!(out, "{}", request(seen, lang));
        }
        out.push('\n');
        for invariant in &outcome.invariants {
            let (mark, numbers) = match invariant.holds {
                Holds::Yes => (paint::green("✓"), String::new()),
                Holds::Unknown => (paint::dim("·"), String::new()),
                Holds::No => (
                    paint::red("✗"),
                    format!("  {}", numbers(&invariant.counterexample)),
                ),
            };
            let _ = writeln!(
                out,
                "{mark} {} {}{numbers}",
                invariant.id,
                lang.of(&invariant.means)
            );
        }
        out.push('\n');
    }
    if explain || !outcome.passed {
        out += &diagnosis(&outcome.diagnosis, lang);
    }
    out
}

/// The numbers of some requests: `#3, #5`.
fn numbers(requests: &[u64]) -> String {
    requests
        .iter()
        .map(|number| format!("#{number}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// One request as a line: number, who answered, what arrived, what was looked up, what was set, who is shown.
fn request(seen: &Seen, lang: Lang) -> String {
    let mut line = format!(
        "#{:<4} {:<4} {}{}",
        seen.number, seen.method, seen.host, seen.path
    );
    let _ = write!(
        line,
        "  {} {}",
        seen.copy.as_deref().unwrap_or("gateway"),
        seen.status
    );
    for cookie in seen.cookies.iter().filter(|cookie| cookie.session) {
        let _ = write!(line, "  ▸{}", cookie.mark.0);
    }
    if let Some(look_up) = &seen.look_up {
        let found = serde_json::to_value(look_up.found).ok();
        let found = found
            .as_ref()
            .and_then(|found| found.as_str())
            .unwrap_or_default();
        let _ = write!(line, "  {} {found}", look_up.store);
    }
    for set in seen.set_cookies.iter().filter(|set| set.session) {
        match &set.mark {
            Some(mark) => drop(write!(line, "  ◂{} ({})", mark.0, set.attributes)),
            None => line.push_str(lang.pick("  ◂收回", "  ◂taken back")),
        }
    }
    line + &shown(&seen.shown, lang)
}

fn shown(shown: &Shown, lang: Lang) -> String {
    match shown {
        Shown::Member(name) => format!("  {name}"),
        Shown::Guest => lang.pick("  （游客）", "  (guest)").to_owned(),
        Shown::Unclear => String::new(),
    }
}

/// The exchanges of an evidence, a line each.
pub fn exchanges(evidence: &Evidence, lang: Lang) -> String {
    let mut out = String::new();
    for (index, exchange) in evidence.exchanges.iter().enumerate() {
        let _ = writeln!(out, "{}", line(index, exchange, lang));
    }
    out.push('\n');
    out
}

fn line(index: usize, exchange: &Exchange, lang: Lang) -> String {
    let step = serde_json::to_value(exchange.step).ok();
    let step = step.as_ref().and_then(|step| step.as_str()).unwrap_or_default();
    let copy = exchange.copy.as_deref().unwrap_or_default();
    let url = &exchange.request.url;
    let place = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
    let shown = exchange
        .response
        .as_ref()
        .map(|response| shown(&response.shown, lang));
    format!(
        "{index:<3} {} {step:<12} {} {place}  {copy} {}{}",
        exchange.service.letter(),
        exchange.request.context.method,
        exchange.status(),
        shown.unwrap_or_default()
    )
}

/// The whole diagnosis.
pub fn diagnosis(diagnosis: &Diagnosis, lang: Lang) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", paint::bold(lang.of(&diagnosis.sentence)));
    if diagnosis.outcome == Kind::CouldNotRun {
        return out;
    }
    let frame = diagnosis.frame;
    let _ = writeln!(
        out,
        "{} {}   {} {}   {} {}",
        lang.pick("Cookie 到达？", "did the cookie arrive?"),
        finding(frame.arrived, lang),
        lang.pick("id 找到？", "did the id resolve?"),
        finding(frame.resolved, lang),
        lang.pick("内容可用？", "was the content usable?"),
        finding(frame.usable, lang),
    );
    layer(&mut out, &diagnosis.first, lang);
    if let Some(next) = diagnosis.next.as_ref().filter(|next| !next.verdicts.is_empty()) {
        let _ = writeln!(
            out,
            "\n{}",
            lang.pick(
                "修好之后，下一个障碍：",
                "Once that is repaired, this fails next:"
            )
        );
        layer(&mut out, next, lang);
    }
    if !diagnosis.also.is_empty() {
        let _ = writeln!(out, "\n{}", lang.pick("另外还看到：", "Seen besides:"));
        for also in &diagnosis.also {
            verdict(&mut out, also, lang);
        }
    }
    out
}

const fn finding(finding: Finding, lang: Lang) -> &'static str {
    match finding {
        Finding::Yes => lang.pick("是", "yes"),
        Finding::No => lang.pick("否", "no"),
        Finding::Unknown => "–",
    }
}

fn layer(out: &mut String, layer: &Layer, lang: Lang) {
    for one in &layer.verdicts {
        verdict(out, one, lang);
    }
    if let Some(question) = &layer.question {
        let _ = writeln!(
            out,
            "  {} {}",
            lang.pick("要分清，请看：", "To tell them apart:"),
            lang.of(&question.text)
        );
    }
}

fn verdict(out: &mut String, verdict: &Verdict, lang: Lang) {
    let _ = writeln!(
        out,
        "\n{}  {}",
        paint::red(&verdict.label()),
        lang.of(&verdict.sentence)
    );
    for proof in &verdict.proof {
        let exchange = proof
            .exchange
            .map(|index| format!("[{index}] "))
            .unwrap_or_default();
        let _ = writeln!(out, "    {exchange}{}", lang.of(&proof.text));
    }
    let _ = writeln!(
        out,
        "  {} {}",
        paint::green(lang.pick("改法：", "fix:")),
        lang.of(&verdict.fix)
    );
}
