//! What was aimed at, and whether it was reached.

use crate::{
    checks::Checks,
    figures::{Figures, Spread},
    publish::Goal,
    table::percent,
};

/// What is written for a session that is used.
const TOUCHED: &str = "session.login";

/// Compares.
pub fn judge(figures: &Figures, checks: &Checks) -> Vec<Goal> {
    let goal = |aim: &str, (found, reached)| Goal {
        aim: aim.to_owned(),
        found,
        reached,
    };
    vec![
        goal(
            "a member's category page at 85 % of a guest's speed or more, 64 connections",
            at_least(figures.ratio("category-ours", "category-guest"), 0.85),
        ),
        // The strictest page there is: whatever a session costs is all that the database does for it.
        goal(
            "a member's search page, which needs no database itself, at 85 % of a guest's speed or more, 64 connections",
            at_least(figures.ratio("search-ours", "search-guest"), 0.85),
        ),
        goal(
            "the viewer endpoint at 60 % of pgbench's rate or more, 64 connections",
            at_least(figures.ratio("viewer-ours", "floor"), 0.60),
        ),
        goal(
            "at most one session statement for a request, and fewer under load",
            shared_statements(figures, checks),
        ),
        goal(
            "reading pages writes nothing but one touch of a session a minute",
            only_a_touch(checks),
        ),
        goal(
            "a million sessions are as fast as a thousand (95 % or more)",
            at_least(figures.ratio("category-large", "category-small"), 0.95),
        ),
        goal("a login in three statements or fewer", login(checks)),
    ]
}

fn at_least(ratio: Option<Spread>, wanted: f64) -> (String, bool) {
    ratio.map_or_else(
        || ("not measured".to_owned(), false),
        |ratio| (percent(ratio), ratio.median >= wanted),
    )
}

/// Touches are statements about sessions, too.
fn shared_statements(figures: &Figures, checks: &Checks) -> (String, bool) {
    let alone = checks.alone.session + checks.alone.touches;
    let of = |scenario| {
        let each = figures.of(scenario, |sample| {
            let each = sample.each();
            Some(each.session + each.touches)
        });
        each.map_or(f64::NAN, |each| each.median)
    };
    let (some, many) = (of("viewer-ours-16"), of("viewer-ours"));
    // A statement more or less may belong to the moment of counting.
    let reached = alone <= 1.001 && some < alone && many < some;
    (
        format!("{alone:.2} with one connection, {some:.2} with 16, {many:.2} with 64"),
        reached,
    )
}

fn only_a_touch(checks: &Checks) -> (String, bool) {
    let one = &checks.one_touch;
    let touches = one.writes.get(TOUCHED).copied().unwrap_or_default();
    let mut found = format!(
        "{touches} row of {TOUCHED} for {:.0} requests of one session",
        one.requests
    );
    let others = one.writes.iter().filter(|(table, _)| *table != TOUCHED);
    for (table, count) in others.clone() {
        found = format!("{found}, {count} of {table}");
    }
    (found, touches == 1 && others.count() == 0)
}

fn login(checks: &Checks) -> (String, bool) {
    let (login, logout) = (checks.login.sum(), checks.logout.sum());
    (
        format!("{login:.1} for a login, {logout:.1} for a logout"),
        login <= 3.0,
    )
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use super::*;
    use crate::{
        checks::{OneTouch, TouchWal},
        counters::Counters,
        figures::Sample,
        login::Cost,
    };

    fn checks(writes: &[(&str, u64)], statements: f64) -> Checks {
        let cost = |sum| Cost {
            statements: BTreeMap::from([("select".to_owned(), 1.0), ("insert".to_owned(), sum - 1.0)]),
            took: Duration::ZERO,
        };
        Checks {
            alone: Counters {
                session: 1.0,
                ..Counters::default()
            },
            one_touch: OneTouch {
                requests: 500.0,
                writes: writes
                    .iter()
                    .map(|(table, count)| ((*table).to_owned(), *count))
                    .collect(),
            },
            touch_wal: TouchWal {
                after_checkpoint: 0.0,
                later: 0.0,
            },
            login: cost(statements),
            logout: cost(2.0),
        }
    }

    #[test]
    fn a_page_that_writes_more_than_a_touch_is_found_out() {
        let reached = |writes: &[_]| only_a_touch(&checks(writes, 3.0)).1;
        assert!(reached(&[("session.login", 1)]));
        assert!(!reached(&[("session.login", 2)]));
        assert!(!reached(&[]), "nobody would notice that it is not touched at all");
        assert!(!reached(&[("session.login", 1), ("session.record", 1)]));
    }

    #[test]
    fn each_goal_has_its_limit() {
        let sample = |rate: u32, session| {
            let used = Counters {
                session,
                ..Counters::default()
            };
            Sample::of(100.0, 100.0 / f64::from(rate), used)
        };
        let mut figures = Figures::default();
        for (scenario, rate, statements) in [
            ("category-ours", 85, 0.0),
            ("category-guest", 100, 0.0),
            ("search-ours", 84, 0.0),
            ("search-guest", 100, 0.0),
            ("viewer-ours", 59, 20.0),
            ("viewer-ours-16", 50, 30.0),
            ("floor", 100, 0.0),
            ("category-large", 95, 0.0),
            ("category-small", 100, 0.0),
        ] {
            figures.add(scenario, 1, sample(rate, statements));
        }
        let reached = |statements| {
            let goals = judge(&figures, &checks(&[("session.login", 1)], statements));
            goals.into_iter().map(|goal| goal.reached).collect::<Vec<_>>()
        };
        assert_eq!(reached(3.0), [true, false, false, true, true, true, true]);
        assert_eq!(reached(3.1).last(), Some(&false));
        let nothing = judge(&Figures::default(), &checks(&[], 3.0));
        assert_eq!(nothing.iter().filter(|goal| goal.reached).count(), 1);
    }
}
