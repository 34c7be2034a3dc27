//! What was measured, and what of it is said: medians, and ratios within a round.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::counters::Counters;

/// One measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// All that were answered, also in the moment before and after the time that is measured: what was used is theirs.
    pub answered: f64,
    /// A second.
    pub rate: f64,
    pub p50_us: Option<f64>,
    pub p99_us: Option<f64>,
    /// CPU time of the load itself for each request, in seconds.
    pub load: Option<f64>,
    /// By all.
    pub used: Counters,
}

/// All of them, by scenario and round.
#[derive(Default)]
pub struct Figures(BTreeMap<(&'static str, u16), Sample>);

/// A median, and the least and the greatest there was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Sample {
    /// The line of JSON that `load` prints.
    pub fn of_load(text: &str) -> Option<Self> {
        let result: Value = serde_json::from_str(text.lines().last()?).ok()?;
        let number = |name: &str| result[name].as_f64();
        let requests = number("requests")?;
        Some(Self {
            answered: number("answered")?,
            rate: requests / number("seconds")?,
            p50_us: number("p50_us"),
            p99_us: number("p99_us"),
            load: Some(number("cpu_seconds")? / requests.max(1.0)),
            used: Counters::default(),
        })
    }

    /// So many in so many seconds, of which no more is known.
    pub fn of(count: f64, seconds: f64, used: Counters) -> Self {
        Self {
            answered: count,
            rate: count / seconds,
            p50_us: None,
            p99_us: None,
            load: None,
            used,
        }
    }

    pub fn with(self, used: Counters) -> Self {
        Self { used, ..self }
    }

    /// CPU time of the server for each request, in microseconds.
    pub fn server_us(&self) -> Option<f64> {
        Some(self.each().server? * 1e6)
    }

    /// CPU time of `PostgreSQL` for each request, in microseconds.
    pub fn database_us(&self) -> f64 {
        self.each().database * 1e6
    }

    /// What each request used.
    pub fn each(&self) -> Counters {
        self.used.per(self.answered)
    }
}

impl Figures {
    pub fn add(&mut self, scenario: &'static str, round: u16, sample: Sample) {
        self.0.insert((scenario, round), sample);
    }

    /// Of all rounds of a scenario.
    pub fn of(&self, scenario: &str, value: impl Fn(&Sample) -> Option<f64>) -> Option<Spread> {
        spread(self.rounds(scenario).filter_map(|(_, sample)| value(sample)))
    }

    /// Requests a second.
    pub fn rate(&self, scenario: &str) -> Option<Spread> {
        self.of(scenario, |sample| Some(sample.rate))
    }

    /// How many times as fast, within each round, so that a slow minute slows both.
    pub fn ratio(&self, of: &str, to: &str) -> Option<Spread> {
        self.compare(of, to, |sample, other| {
            (other.rate > 0.0).then(|| sample.rate / other.rate)
        })
    }

    /// How much more, within each round.
    pub fn difference(&self, of: &str, to: &str, value: impl Fn(&Sample) -> Option<f64>) -> Option<Spread> {
        self.compare(of, to, |sample, other| Some(value(sample)? - value(other)?))
    }

    /// How many times as much, within each round.
    pub fn times(&self, of: &str, to: &str, value: impl Fn(&Sample) -> Option<f64>) -> Option<Spread> {
        self.compare(of, to, |sample, other| Some(value(sample)? / value(other)?))
    }

    fn compare(
        &self,
        of: &str,
        to: &str,
        compare: impl Fn(&Sample, &Sample) -> Option<f64>,
    ) -> Option<Spread> {
        let others: BTreeMap<_, _> = self.rounds(to).collect();
        spread(
            self.rounds(of)
                .filter_map(|(round, sample)| compare(sample, others.get(&round)?)),
        )
    }

    fn rounds(&self, scenario: &str) -> impl Iterator<Item = (u16, &Sample)> {
        self.0
            .iter()
            .filter(move |((name, _), _)| *name == scenario)
            .map(|((_, round), sample)| (*round, sample))
    }

    pub fn to_json(&self) -> Value {
        let samples = self.0.iter().map(|((scenario, round), sample)| {
            json!({
                "scenario": scenario, "round": round, "rate": sample.rate, "answered": sample.answered,
                "p50_us": sample.p50_us, "p99_us": sample.p99_us, "load_cpu_seconds_each": sample.load,
                "used": sample.used.to_json(),
            })
        });
        Value::Array(samples.collect())
    }
}

/// Of two in the middle their mean.
pub fn spread(values: impl IntoIterator<Item = f64>) -> Option<Spread> {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = values[(values.len() - 1) / 2];
    Some(Spread {
        median: f64::midpoint(lower, upper),
        least: *values.first()?,
        most: *values.last()?,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sample(rate: f64) -> Sample {
        let line = format!(
            r#"{{"requests":{},"answered":{},"seconds":2,"cpu_seconds":0.5,"p50_us":7,"p99_us":9}}"#,
            rate * 2.0,
            rate * 2.0 + 1.0
        );
        Sample::of_load(&line).unwrap()
    }

    #[test]
    fn a_slow_round_slows_both_and_not_their_ratio() {
        let mut figures = Figures::default();
        for (round, (guest, member)) in (1..).zip([(100.0, 90.0), (10.0, 9.0), (100.0, 80.0)]) {
            figures.add("guest", round, sample(guest));
            figures.add("member", round, sample(member));
        }
        let ratio = figures.ratio("member", "guest").unwrap();
        assert_eq!((ratio.median, ratio.least, ratio.most), (0.9, 0.8, 0.9));
        let rate = figures.rate("member").unwrap();
        assert_eq!((rate.median, rate.least, rate.most), (80.0, 9.0, 90.0));
        assert_eq!(figures.ratio("member", "nobody"), None);
        let less = figures
            .difference("member", "guest", |sample| Some(sample.rate))
            .unwrap();
        assert_eq!((less.median, less.least, less.most), (-10.0, -20.0, -1.0));
        assert_eq!(figures.rate("nobody"), None);
        let more = figures.times("guest", "member", |sample| sample.p99_us).unwrap();
        assert_eq!((more.median, more.least, more.most), (1.0, 1.0, 1.0));
    }

    #[test]
    fn results_are_understood() {
        let load = sample(50.0);
        assert_eq!((load.answered, load.rate, load.p99_us), (101.0, 50.0, Some(9.0)));
        assert_eq!(load.load, Some(0.005));
        assert!(Sample::of_load("nonsense").is_none() && Sample::of_load(r#"{"requests":1}"#).is_none());
    }

    #[test]
    fn a_median_lies_in_the_middle() {
        let of = |values: &[f64]| spread(values.iter().copied()).map(|spread| spread.median);
        assert_eq!(of(&[3.0, 1.0]), Some(2.0));
        assert_eq!(of(&[9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(of(&[]), None);
    }
}
