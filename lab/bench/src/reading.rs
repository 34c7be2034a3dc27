//! What the figures mean, in sentences; each says what was found, whichever way it went.

use crate::{
    checks::Checks,
    figures::{Figures, Sample, Spread},
    table::{percent, thousands},
};

/// Paragraphs. One whose figures are missing is left out.
pub fn of(figures: &Figures, checks: &Checks) -> String {
    let all = [
        page(figures),
        bare_page(figures),
        viewer(figures),
        table_size(figures),
        Some(writes(figures, checks)),
    ];
    all.into_iter()
        .flatten()
        .map(|text| wrapped(&text) + "\n")
        .collect::<Vec<_>>()
        .join("\n")
}

/// Microseconds of CPU time of a request: server, database, load.
struct Work {
    server: f64,
    database: f64,
    load: f64,
}

impl Work {
    fn of(figures: &Figures, scenario: &str) -> Option<Self> {
        let median = |value: &dyn Fn(&Sample) -> Option<f64>| Some(figures.of(scenario, value)?.median * 1e6);
        Some(Self {
            server: median(&|sample| sample.each().server)?,
            database: median(&|sample| Some(sample.each().database))?,
            load: median(&|sample| sample.load)?,
        })
    }

    fn sum(&self) -> f64 {
        self.server + self.database + self.load
    }
}

/// One page for a guest, for a member of ours and for one of the published store; and how fast theirs are to the guest's.
struct Compared {
    works: [Work; 3],
    ratios: [Spread; 2],
}

impl Compared {
    fn of(figures: &Figures, [guest, ours, stock]: [&'static str; 3]) -> Option<Self> {
        let work = |scenario| Work::of(figures, scenario);
        let ratio = |scenario| figures.ratio(scenario, guest);
        Some(Self {
            works: [work(guest)?, work(ours)?, work(stock)?],
            ratios: [ratio(ours)?, ratio(stock)?],
        })
    }
}

fn page(figures: &Figures) -> Option<String> {
    let Compared {
        works: [guest, ours, stock],
        ratios: [member, published],
    } = Compared::of(figures, ["category-guest", "category-ours", "category-stock"])?;
    Some(format!(
        "**A page.** A guest's category page costs {:.0} µs of CPU time in all: {:.0} in the server, {:.0} in PostgreSQL for the \
         products, {:.0} for the load. To know who is asking adds {:.0} µs with our store ({:+.0} in the server, {:+.0} in \
         PostgreSQL) and {:.0} µs with the published one ({:+.0} and {:+.0}); a page with a member in it is also not quite the page \
         of a guest. So a member's page runs at {} of a guest's speed with ours, and at {} with the published store.",
        guest.sum(),
        guest.server,
        guest.database,
        guest.load,
        ours.sum() - guest.sum(),
        ours.server - guest.server,
        ours.database - guest.database,
        stock.sum() - guest.sum(),
        stock.server - guest.server,
        stock.database - guest.database,
        percent(member),
        percent(published)
    ))
}

/// A page whose only statement is the session's. Cores that are waited for count as well as work, so both are said.
fn bare_page(figures: &Figures) -> Option<String> {
    let Compared {
        works: [guest, ours, stock],
        ratios: [member, published],
    } = Compared::of(figures, ["search-guest", "search-ours", "search-stock"])?;
    Some(format!(
        "**A page without a query of its own.** A guest's search page costs {:.0} µs of CPU time in all. Knowing who is asking adds \
         {:.0} µs with our store ({:+.0} in the server, {:+.0} in PostgreSQL) and {:.0} µs with the published one ({:+.0} and {:+.0}). \
         Work alone would let a member's page run at {:.0} % and {:.0} % of a guest's speed; it runs at {} and {}: the difference is \
         time in which a core has nothing to do because requests wait for the database.",
        guest.sum(),
        ours.sum() - guest.sum(),
        ours.server - guest.server,
        ours.database - guest.database,
        stock.sum() - guest.sum(),
        stock.server - guest.server,
        stock.database - guest.database,
        100.0 * guest.sum() / ours.sum(),
        100.0 * guest.sum() / stock.sum(),
        percent(member),
        percent(published)
    ))
}

fn viewer(figures: &Figures) -> Option<String> {
    let ours = Work::of(figures, "viewer-ours")?;
    let guest = Work::of(figures, "viewer-guest")?;
    let floor = figures
        .of("floor", |sample| Some(sample.each().database * 1e6))?
        .median;
    let ratio = figures.ratio("viewer-ours", "floor")?;
    Some(format!(
        "**The endpoint.** `pgbench` reads {} rows a second; the viewer endpoint answers {} requests a second, {} of that, although \
         each is an HTTP request: {:.0} µs of its {:.0} µs are the server's, and {:.0} µs of those a guest's request costs as \
         well; {:.0} µs are the load's. PostgreSQL itself works {:.0} µs for a session, {} the {floor:.0} µs for a row of \
         `pgbench`: requests that wait together are answered by one statement.",
        thousands(figures.rate("floor")?.median),
        thousands(figures.rate("viewer-ours")?.median),
        percent(ratio),
        ours.server,
        ours.sum(),
        guest.server,
        ours.load,
        ours.database,
        if ours.database < floor {
            "less than"
        } else {
            "not less than"
        },
    ))
}

fn table_size(figures: &Figures) -> Option<String> {
    let ratio = figures.ratio("category-large", "category-small")?;
    let work = |scenario| Work::of(figures, scenario).map(|work| work.database);
    Some(format!(
        "**The table.** With the same thousand sessions in use, a table of a million rows gives {} of the speed of a table of a \
         thousand; PostgreSQL works {:.0} and {:.0} µs for a page.",
        percent(ratio),
        work("category-large")?,
        work("category-small")?
    ))
}

fn writes(figures: &Figures, checks: &Checks) -> String {
    let due = figures
        .ratio("category-due", "category-ours")
        .map_or_else(String::new, |ratio| {
            format!(
                " When every session is due at once, pages run at {} of the usual speed.",
                percent(ratio)
            )
        });
    format!(
        "**Writing.** A page that is only read writes {:.0} bytes of WAL while no session is due. A touch, at most one for each \
         session and minute, writes {:.0} bytes, and {:.0} where it is the first on its page since a checkpoint.{due}",
        checks.alone.wal, checks.touch_wal.later, checks.touch_wal.after_checkpoint
    )
}

/// Lines that fit on a screen.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 118;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn no_word_is_lost_and_no_line_too_long() {
        let text = "µs of work ".repeat(100);
        let lines = wrapped(&text);
        assert!(lines.lines().all(|line| line.chars().count() <= 118) && lines.lines().count() < 12);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&lines), words(&text));
    }
}
