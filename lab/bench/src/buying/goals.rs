//! What was aimed at, and whether it was reached.

use super::report::{Found, statements};
use crate::{
    figures::Spread,
    publish::Goal,
    table::{missing, percent, thousands},
};

/// Cart adds a second.
const ADDS: f64 = 2_000.0;
/// Statements of a cart add, with those about the session.
const STATEMENTS: f64 = 3.0;
/// What copies ask by themselves meanwhile, for each request.
const BY_THEMSELVES: f64 = 0.1;
/// Orders of one variant a second.
const ORDERS: f64 = 500.0;
/// At half the rate, in ms.
const SLOWEST: f64 = 100.0;
/// The rate, of that without a cart, that shall be left with one.
const LEFT: f64 = 0.9;

/// Compares.
pub fn judge(found: &Found) -> Vec<Goal> {
    let Found { figures, alone, .. } = found;
    let rate = |aim, key, least| {
        goal(
            aim,
            figures.rate(key),
            |rate| {
                let [median, least, most] = [rate.median, rate.least, rate.most].map(thousands);
                format!("{median}/s ({least}–{most})")
            },
            |rate| rate >= least,
        )
    };
    let left = |aim, of, to| goal(aim, figures.ratio(of, to), percent, |ratio| ratio >= LEFT);
    let slow = |aim, key| {
        let rate = figures.rate(key).map_or(0.0, |rate| rate.median);
        goal(
            aim,
            figures.of(key, |sample| Some(sample.p99_us? / 1000.0)),
            |slow| {
                format!(
                    "{:.1} ms ({:.1}–{:.1}) at {rate:.0}/s",
                    slow.median, slow.least, slow.most
                )
            },
            |slow| slow <= SLOWEST,
        )
    };
    vec![
        rate("2,000 cart adds a second or more", "add", ADDS),
        goal(
            "a cart add in three statements or fewer, with those about the session",
            alone.of("add", |sample| Some(statements(sample))),
            |count| format!("{:.2}", count.median),
            |count| count <= STATEMENTS + BY_THEMSELVES,
        ),
        rate(
            "500 orders of one variant a second or more, none too many",
            "hot",
            ORDERS,
        ),
        slow("99 % of cart adds within 100 ms at half the rate", "add-half"),
        slow(
            "99 % of orders of one variant within 100 ms at half the rate",
            "hot-half",
        ),
        left(
            "the front page at 90 % of its speed or more with a cart",
            "front-cart",
            "front",
        ),
        left(
            "a category at 90 % of its speed or more with a cart",
            "category-cart",
            "category",
        ),
        left(
            "a product at 90 % of its speed or more with a cart",
            "product-cart",
            "product",
        ),
    ]
}

fn goal(
    aim: &str,
    value: Option<Spread>,
    show: impl Fn(Spread) -> String,
    reached: impl Fn(f64) -> bool,
) -> Goal {
    Goal {
        aim: aim.to_owned(),
        found: value.map_or_else(missing, show),
        reached: value.is_some_and(|value| reached(value.median)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        counters::Counters,
        figures::{Figures, Sample},
    };

    fn found(add: f64, statements: f64, p99_us: f64, with_a_cart: f64) -> Found {
        let sample = |rate| Sample {
            p99_us: Some(p99_us),
            ..Sample::of(rate, 1.0, Counters::default())
        };
        let (mut figures, mut alone) = (Figures::default(), Figures::default());
        figures.add("add", 1, sample(add));
        figures.add("hot", 1, sample(add / 4.0));
        for half in ["add-half", "hot-half"] {
            figures.add(half, 1, sample(1.0));
        }
        for (page, with) in [
            ("front", "front-cart"),
            ("category", "category-cart"),
            ("product", "product-cart"),
        ] {
            figures.add(page, 1, sample(100.0));
            figures.add(with, 1, sample(with_a_cart));
        }
        let used = Counters {
            others: statements - 1.0,
            session: 1.0,
            ..Counters::default()
        };
        alone.add("add", 1, Sample::of(1.0, 1.0, used));
        Found {
            figures,
            alone,
            machine: Vec::new(),
        }
    }

    #[test]
    fn each_goal_has_its_limit() {
        let reached = |found: &Found| judge(found).iter().filter(|goal| goal.reached).count();
        assert_eq!(reached(&found(2_000.0, 3.0, 100_000.0, 90.0)), 8);
        assert_eq!(reached(&found(1_999.0, 3.0, 100_000.0, 90.0)), 6);
        assert_eq!(reached(&found(2_000.0, 4.0, 100_000.0, 90.0)), 7);
        assert_eq!(reached(&found(2_000.0, 3.0, 100_001.0, 90.0)), 6);
        assert_eq!(reached(&found(2_000.0, 3.0, 100_000.0, 89.0)), 5);
        let nothing = Found {
            figures: Figures::default(),
            alone: Figures::default(),
            machine: Vec::new(),
        };
        assert_eq!(reached(&nothing), 0, "what was not measured is not reached");
    }
}
