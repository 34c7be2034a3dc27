//! What was seen, as a sentence, a table and a picture.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use crate::{
    record::{Event, Mark, Seen},
    rehearsal::Outcome,
};

/// The picture's width, the height of a shopper's line, and what is above and below them.
const WIDTH: f64 = 1200.0;
const LINE: f64 = 8.0;
const HEAD: f64 = 78.0;
const FOOT: f64 = 44.0;
const MARGIN: f64 = 12.0;

/// Sums of what was seen.
#[derive(Default)]
struct Sums {
    pages: usize,
    logins: usize,
    logouts: usize,
    carts: usize,
    paid: usize,
    kills: usize,
    steps: usize,
    excused: usize,
    faults: usize,
}

impl Sums {
    fn of(outcome: &Outcome) -> (Self, Duration) {
        let (seen, marks, took) = outcome.record.read();
        let mut sums = Self::default();
        for Seen { event, .. } in &seen {
            let sum = match event {
                Event::Page { .. } => &mut sums.pages,
                Event::LoggedIn => &mut sums.logins,
                Event::LoggedOut => &mut sums.logouts,
                Event::Cart => &mut sums.carts,
                Event::Paid => &mut sums.paid,
                Event::Excused(_) => &mut sums.excused,
                Event::Fault(_) => &mut sums.faults,
            };
            *sum += 1;
        }
        sums.steps = marks
            .iter()
            .filter(|(_, mark)| matches!(mark, Mark::Step(_)))
            .count();
        sums.kills = marks.len() - sums.steps;
        (sums, took)
    }
}

/// One sentence.
pub fn sentence(outcome: &Outcome) -> String {
    let (sums, took) = Sums::of(outcome);
    format!(
        "{} behind {}: {} shoppers, {} of them with a Chromium, {} steps, {} killed copies, {:.0} s: {} pages, {} logins, {} logouts, {} carts, {} orders, {} errors that a kill explains, \
         {} faults",
        outcome.target.name(),
        outcome.behind.name(),
        outcome.shoppers,
        outcome.browsers,
        sums.steps,
        sums.kills,
        took.as_secs_f64(),
        sums.pages,
        sums.logins,
        sums.logouts,
        sums.carts,
        sums.paid,
        sums.excused,
        sums.faults
    )
}

/// The table for the documentation.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "| from one process to | behind | shoppers | of them with a Chromium | steps | copies killed | pages, each right about who is asking | logins | logouts | carts counted | orders placed and paid \
         | errors that a kill explains | logged out, or wrong in another way |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for outcome in outcomes {
        let (sums, _) = Sums::of(outcome);
        let to = match outcome.target {
            crate::path::Target::Hosts => "two host names (T7)",
            crate::path::Target::Paths => "one host name with paths (T8)",
        };
        let _ = writeln!(
            text,
            "| {to} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | **{}** |",
            outcome.behind.name(),
            outcome.shoppers,
            outcome.browsers,
            sums.steps,
            sums.kills,
            sums.pages,
            sums.logins,
            sums.logouts,
            sums.carts,
            sums.paid,
            sums.excused,
            sums.faults
        );
    }
    text
}

/// The picture: a line for each shopper, thick while logged in, in the colour of the program that made the page; a band for each step; a
/// cross where a copy was killed.
pub fn svg(outcome: &Outcome) -> String {
    let (seen, marks, took) = outcome.record.read();
    let height = HEAD + f64::from(outcome.shoppers) * LINE + FOOT;
    let scale = (WIDTH - 2.0 * MARGIN) / took.as_secs_f64().max(1.0);
    let x = |at: Duration| MARGIN + at.as_secs_f64() * scale;
    let y = |shopper: u16| HEAD + (f64::from(shopper) - 0.5) * LINE;
    let title = sentence(outcome);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">\n<style>\n\
         text{{font:13px system-ui,sans-serif;fill:#1f2328}}.small{{font-size:11px;fill:#59636e}}rect.page{{fill:#fff}}\
         .band{{fill:#f6f8fa}}.monolith{{stroke:#8250df}}.mall{{stroke:#1a7f37}}.auth{{stroke:#bc4c00}}.guest{{stroke-width:1.5;opacity:.55}}\
         .member{{stroke-width:5}}.kill{{stroke:#cf222e;stroke-width:2}}.fault{{fill:#cf222e}}\n\
         @media (prefers-color-scheme:dark){{text{{fill:#e6edf3}}.small{{fill:#9198a1}}rect.page{{fill:#0d1117}}.band{{fill:#161b22}}\
         .monolith{{stroke:#ab7df8}}.mall{{stroke:#3fb950}}.auth{{stroke:#f0883e}}.kill{{stroke:#f85149}}.fault{{fill:#f85149}}}}\n\
         </style>\n<rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\"/>\n"
    );
    bands(&mut text, &marks, took, &x, height);
    let mut lines: BTreeMap<u16, Vec<&Seen>> = BTreeMap::new();
    for seen in &seen {
        lines.entry(seen.shopper).or_default().push(seen);
    }
    for (shopper, line) in &lines {
        spans(&mut text, line, &x, y(*shopper));
    }
    for (at, mark) in &marks {
        if let Mark::Killed(copy) = mark {
            let x = x(*at);
            let _ = writeln!(
                text,
                "<g class=\"kill\"><title>{copy} is killed</title><path d=\"M{x:.1} {HEAD}V{:.1}\" stroke-dasharray=\"2 3\" opacity=\".5\"/>\
                 <path d=\"M{:.1} {:.1}l8 8m0-8l-8 8\"/></g>",
                height - FOOT,
                x - 4.0,
                HEAD - 12.0
            );
        }
    }
    for Seen { at, shopper, event } in &seen {
        if let Event::Fault(what) = event {
            let what = what.replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(
                text,
                "<circle class=\"fault\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"5\"><title>{what}</title></circle>",
                x(*at),
                y(*shopper)
            );
        }
    }
    legend(&mut text, height);
    text.push_str("</svg>\n");
    text
}

fn bands(
    text: &mut String,
    marks: &[(Duration, Mark)],
    took: Duration,
    x: &impl Fn(Duration) -> f64,
    height: f64,
) {
    let steps: Vec<_> = marks
        .iter()
        .filter_map(|(at, mark)| match mark {
            Mark::Step(name) => Some((*at, *name)),
            Mark::Killed(_) => None,
        })
        .collect();
    for (index, (at, name)) in steps.iter().enumerate() {
        let end = steps.get(index + 1).map_or(took, |(next, _)| *next);
        let (from, to) = (x(*at), x(end));
        if index % 2 == 0 {
            let _ = writeln!(
                text,
                "<rect class=\"band\" x=\"{from:.1}\" y=\"0\" width=\"{:.1}\" height=\"{:.1}\"/>",
                to - from,
                height - FOOT
            );
        }
        for (line, words) in wrapped(name, to - from).into_iter().enumerate() {
            let _ = writeln!(
                text,
                "<text class=\"small\" x=\"{:.1}\" y=\"{}\">{words}</text>",
                from + 3.0,
                14 + 13 * line
            );
        }
    }
}

/// A name in lines that are not wider than `width`, as far as words allow.
fn wrapped(name: &str, width: f64) -> Vec<String> {
    const LETTER: f64 = 6.2;
    let fits = |text: &str| f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX)) * LETTER < width;
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ') {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// One shopper's line: spans of the same kind are drawn as one.
fn spans(text: &mut String, line: &[&Seen], x: &impl Fn(Duration) -> f64, y: f64) {
    let pages = line.iter().filter_map(|seen| match &seen.event {
        Event::Page { by, member } => {
            let by = by.split('-').next().unwrap_or_default();
            Some((seen.at, (by, *member)))
        }
        _ => None,
    });
    // From when to when which kind of page was seen.
    let mut spans: Vec<(Duration, Duration, (&str, bool))> = Vec::new();
    for (at, kind) in pages {
        if let Some(last) = spans.last_mut() {
            last.1 = at;
            if last.2 == kind {
                continue;
            }
        }
        spans.push((at, at, kind));
    }
    let mut paths: BTreeMap<(&str, bool), String> = BTreeMap::new();
    for (from, to, kind) in spans {
        let path = paths.entry(kind).or_default();
        let _ = write!(path, "M{:.1} {y}H{:.1}", x(from), x(to).max(x(from) + 0.8));
    }
    for ((by, member), path) in paths {
        let kind = if member { "member" } else { "guest" };
        let _ = writeln!(text, "<path class=\"{by} {kind}\" fill=\"none\" d=\"{path}\"/>");
    }
}

fn legend(text: &mut String, height: f64) {
    let y = height - FOOT / 2.0;
    let mut x = MARGIN;
    for (class, what) in [
        ("monolith member", "logged in, page by the monolith"),
        ("mall member", "by the mall"),
        ("auth member", "by auth"),
        ("mall guest", "logged out by themselves"),
    ] {
        let _ = writeln!(
            text,
            "<path class=\"{class}\" d=\"M{x} {y}h26\"/><text class=\"small\" x=\"{}\" y=\"{}\">{what}</text>",
            x + 32.0,
            y + 4.0
        );
        x += 60.0 + 7.0 * f64::from(u32::try_from(what.len()).unwrap_or(40));
    }
    let _ = writeln!(
        text,
        "<path class=\"kill\" d=\"M{x} {:.1}l8 8m0-8l-8 8\"/><text class=\"small\" x=\"{}\" y=\"{}\">a copy is killed</text>",
        y - 4.0,
        x + 14.0,
        y + 4.0
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_wrapped_to_the_width_of_its_step() {
        assert_eq!(wrapped("told that it comes", 200.0), ["told that it comes"]);
        assert_eq!(wrapped("told that it comes", 66.0), ["told that", "it comes"]);
        assert_eq!(wrapped("two services", 10.0), ["two", "services"]);
    }
}
