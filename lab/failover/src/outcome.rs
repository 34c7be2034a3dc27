//! What came of one run, as it is kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    case::{Bar, Case},
    record::{Event, Record, Service},
};

/// What came of one run of a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Run {
    pub visitors: u16,
    /// Pages that were right about who was asking, by whomever.
    pub pages: usize,
    pub logins: usize,
    pub logouts: usize,
    /// Sessions that were ended from another browser.
    pub ended: usize,
    pub auth: Outage,
    pub mall: Outage,
    /// The longest that an answer took, in seconds.
    pub slowest: f64,
    /// Sessions that every copy was asked for afterwards.
    pub asked: usize,
    /// Sessions whose login was acknowledged and that are gone.
    pub lost_logins: usize,
    /// Sessions whose end was acknowledged and that are alive.
    pub undone_ends: usize,
    /// What must not happen in any case.
    pub wrong: Vec<String>,
    /// So long a primary that was cut off took itself for one, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<f64>,
    /// So long it believed that a synchronous standby follows, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<f64>,
    /// The sessions that an operator ended afterwards, where that is what has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by_operator: Option<u64>,
}

/// The answers 503 of one service; seconds are counted from the fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    pub answers: usize,
    pub first: f64,
    pub last: f64,
}

impl Outage {
    fn of(record: &Record, service: Service) -> Self {
        let lists = record.lists();
        let (first, last) = lists.unavailable(service).unwrap_or_default();
        let answers = lists
            .seen
            .iter()
            .filter(|seen| seen.service == service && seen.event == Event::Unavailable)
            .count();
        Self {
            answers,
            first: seconds(first),
            last: seconds(last),
        }
    }

    /// From the first to the last.
    pub fn seconds(&self) -> f64 {
        self.last - self.first
    }
}

impl Run {
    pub fn of(case: &Case, record: &Record, visitors: u16, asked: usize) -> Self {
        let (auth, mall) = (
            Outage::of(record, Service::Auth),
            Outage::of(record, Service::Mall),
        );
        let lists = record.lists();
        let mut wrong = lists.wrong.clone();
        let early = lists
            .seen
            .iter()
            .filter(|seen| seen.event == Event::Unavailable && Some(seen.at) < lists.fault_at)
            .count();
        if early > 0 {
            wrong.push(format!("{early} answers 503 before the fault"));
        }
        if case.bar == Bar::NOTHING && auth.answers + mall.answers > 0 {
            wrong.push(format!("{} answers 503", auth.answers + mall.answers));
        }
        Self {
            visitors,
            pages: lists.count(Event::Page),
            logins: lists.count(Event::LoggedIn),
            logouts: lists.count(Event::LoggedOut),
            ended: lists.count(Event::Ended),
            auth,
            mall,
            slowest: seconds(lists.slowest),
            asked,
            lost_logins: lists.lost_logins.len(),
            undone_ends: lists.undone_ends.len(),
            wrong,
            alone: lists.cut_off.map(|cut_off| seconds(cut_off.primary)),
            followed: lists.cut_off.map(|cut_off| seconds(cut_off.followed)),
            ended_by_operator: None,
        }
    }

    /// The longer of both services' times, in seconds.
    pub fn outage(&self) -> f64 {
        self.auth.seconds().max(self.mall.seconds())
    }

    /// Acknowledged things that are not so.
    pub const fn lost(&self) -> usize {
        self.lost_logins + self.undone_ends
    }

    /// Whether the run is within what may be seen.
    pub fn keeps(&self, case: &Case) -> bool {
        self.is_right(case) && self.outage() <= f64::from(case.bar.seconds)
    }

    /// Whether the run lost nothing and showed nothing wrong, however long it took.
    pub const fn is_right(&self, case: &Case) -> bool {
        self.wrong.is_empty() && (self.lost() == 0 || case.bar.may_lose)
    }

    /// One sentence.
    pub fn sentence(&self, case: &Case) -> String {
        format!(
            "{} {}: auth {} × 503 in {:.1} s, mall {} × 503 in {:.1} s, longest answer {:.1} s; {} pages, {} logins, {} logouts, {} sessions \
             ended by the other; {} sessions asked for; logins lost {}, ends undone {}, wrong {}",
            case.id,
            if self.keeps(case) { "keeps" } else { "FAILS" },
            self.auth.answers,
            self.auth.seconds(),
            self.mall.answers,
            self.mall.seconds(),
            self.slowest,
            self.pages,
            self.logins,
            self.logouts,
            self.ended,
            self.asked,
            self.lost_logins,
            self.undone_ends,
            self.wrong.len()
        )
    }
}

/// To a tenth.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::case;

    #[test]
    fn a_run_is_held_to_its_bar() {
        let h1 = case::find("h1").unwrap();
        let mut run = Run {
            mall: Outage {
                answers: 9,
                first: 0.5,
                last: 5.4,
            },
            ..Run::default()
        };
        assert!(run.keeps(h1));
        run.mall.last = 5.6;
        assert!(!run.keeps(h1), "5.1 s of 503");
        run.mall.last = 1.0;
        run.lost_logins = 1;
        assert!(!run.keeps(h1));
        assert!(run.keeps(case::find("H6").unwrap()));
        run.wrong.push("a name".to_owned());
        assert!(!run.keeps(case::find("H6").unwrap()));
    }

    #[test]
    fn where_nothing_may_be_seen_a_single_503_fails() {
        let record = Record::new();
        record.fault_begins();
        record.see(Service::Auth, Event::Unavailable);
        let run = |id| Run::of(case::find(id).unwrap(), &record, 1, 0);
        assert!(!run("H7").keeps(case::find("H7").unwrap()));
        assert!(run("H1").keeps(case::find("H1").unwrap()));
    }
}
