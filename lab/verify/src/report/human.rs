//! The diagnosis for people.

use std::fmt::Write;

use diagnosis::{Diagnosis, Finding, Layer, Outcome, Verdict, evidence::Evidence};

use super::stack::{self, Stack};
use crate::lang::Lang;

/// The diagnosis in a language, ready to be printed.
pub fn human(diagnosis: &Diagnosis, evidence: &Evidence, lang: Lang) -> String {
    let mut out = String::new();
    let stack = stack::recognise(evidence);
    let labels: Vec<_> = diagnosis.first.verdicts.iter().map(Verdict::label).collect();
    let label = match diagnosis.outcome {
        Outcome::Verdict => labels.join(""),
        Outcome::Fine => "OK".to_owned(),
        Outcome::Unknown => format!("{{{}}}", labels.join(", ")),
        Outcome::CouldNotRun => "–".to_owned(),
    };
    let _ = writeln!(out, "\n{label}  {}", lang.of(&diagnosis.sentence));
    if diagnosis.outcome == Outcome::CouldNotRun {
        return out;
    }
    let frame = diagnosis.frame;
    let _ = writeln!(
        out,
        "{}{}  {}{}  {}{}\n",
        lang.pick("Cookie 到达：", "cookie arrived: "),
        finding(frame.arrived, lang),
        lang.pick("id 找到：", "id resolved: "),
        finding(frame.resolved, lang),
        lang.pick("内容可用：", "content usable: "),
        finding(frame.usable, lang),
    );
    layer(&mut out, &diagnosis.first, stack, lang);
    if let Some(next) = &diagnosis.next {
        let intro = if next.verdicts.is_empty() {
            lang.pick(
                "修好之后：B 认识这个 Cookie，没有别的障碍。",
                "Once that is repaired: B knows this cookie; nothing else is in the way.",
            )
        } else {
            lang.pick(
                "修好之后，下一个障碍：",
                "Once that is repaired, this fails next:",
            )
        };
        let _ = writeln!(out, "{intro}");
        layer(&mut out, next, stack, lang);
    }
    if !diagnosis.also.is_empty() {
        let _ = writeln!(out, "{}", lang.pick("另外还看到：", "Seen besides:"));
        for verdict in &diagnosis.also {
            one(&mut out, verdict, &[], stack, lang);
        }
    }
    if let Some(stack) = stack {
        let _ = writeln!(out, "{}{}", lang.pick("看起来是：", "It looks like "), stack.name);
    }
    if !diagnosis.not_tried.is_empty() {
        let probes: Vec<_> = diagnosis
            .not_tried
            .iter()
            .map(|probe| format!("{probe:?}"))
            .collect();
        let _ = writeln!(
            out,
            "{}{}",
            lang.pick("没有试过：", "Not tried: "),
            probes.join(" ")
        );
    }
    out
}

fn finding(finding: Finding, lang: Lang) -> &'static str {
    match finding {
        Finding::Yes => lang.pick("是", "yes"),
        Finding::No => lang.pick("否", "no"),
        Finding::Unknown => "?",
    }
}

fn layer(out: &mut String, layer: &Layer, stack: Option<&Stack>, lang: Lang) {
    let shared = shared(&layer.verdicts, lang);
    if !shared.is_empty() {
        let _ = writeln!(
            out,
            "  {}",
            lang.pick("看到的情况：", "What all of these rest on:")
        );
        lines(out, &shared);
        let _ = writeln!(out);
    }
    for verdict in &layer.verdicts {
        one(out, verdict, &shared, stack, lang);
    }
    if let Some(question) = &layer.question {
        let intro = lang.pick("能分清它们的问题：", "The question that splits them: ");
        let _ = writeln!(out, "{intro}{}\n", lang.of(&question.text));
    }
}

/// The lines of proof that several verdicts have in common: they are said once.
fn shared(verdicts: &[Verdict], lang: Lang) -> Vec<&str> {
    let [first, others @ ..] = verdicts else {
        return Vec::new();
    };
    let mut shared = proof(first, lang);
    shared.retain(|line| others.iter().all(|other| proof(other, lang).contains(line)));
    if others.is_empty() { Vec::new() } else { shared }
}

/// The lines of proof of a verdict, each once.
fn proof(verdict: &Verdict, lang: Lang) -> Vec<&str> {
    let mut lines = Vec::new();
    for proof in &verdict.proof {
        let line = lang.of(&proof.text);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn lines(out: &mut String, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(out, "    · {line}");
    }
}

fn one(out: &mut String, verdict: &Verdict, said: &[&str], stack: Option<&Stack>, lang: Lang) {
    let _ = writeln!(out, "  {}  {}", verdict.label(), lang.of(&verdict.sentence));
    let mut own = proof(verdict, lang);
    own.retain(|line| !said.contains(line));
    lines(out, &own);
    let _ = writeln!(
        out,
        "    {}{}",
        lang.pick("修改：", "change: "),
        lang.of(&verdict.fix)
    );
    if let Some((stack, line)) = stack.and_then(|stack| Some((stack, stack.line(verdict)?))) {
        let _ = writeln!(out, "    {}: {line}", stack.name);
    }
    for link in &verdict.further {
        let _ = writeln!(out, "    {}{}", lang.pick("参见：", "read on: "), link.url);
    }
    let _ = writeln!(out);
}
