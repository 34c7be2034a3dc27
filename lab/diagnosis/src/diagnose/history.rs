//! What the journey did to the jar of a browser.

use crate::{
    evidence::{EventKind, Evidence, Exchange, Found, Service, Shown, Via},
    jar::{Answer, Jar, Receipt, Rule, StoredCookie},
};

/// A `Set-Cookie` line of the journey, and what became of it.
pub(super) struct Record {
    pub exchange: usize,
    pub line: String,
    pub receipt: Receipt,
}

/// What the jar says about one cookie, when a request leaves.
pub(super) struct Forecast {
    pub exchange: usize,
    pub cookie: StoredCookie,
    pub sent: bool,
    pub rule: Rule,
    pub schemeful: bool,
}

/// What became of a cookie of the login until a request left.
pub(super) enum Fate {
    /// The cookie goes along.
    Sent,
    /// The jar withholds it.
    Withheld {
        cookie: StoredCookie,
        rule: Rule,
        schemeful: bool,
    },
    /// The answer to an exchange replaced it, or took it back.
    Replaced {
        cookie: StoredCookie,
        by: usize,
        removed: bool,
    },
    /// `Clear-Site-Data` of an exchange took it.
    Cleared { by: usize },
    /// Too many others came with an exchange.
    Evicted { by: usize },
    /// The browser was closed.
    Closed { cookie: StoredCookie },
}

fn is_hit(exchange: &Exchange) -> bool {
    let found = exchange.look_up.as_ref().map(|look_up| look_up.found);
    found == Some(Found::Hit)
}

/// The journey, as the jar saw it.
#[derive(Default)]
pub(super) struct History {
    pub records: Vec<Record>,
    pub forecasts: Vec<Forecast>,
    /// The cookies of the login's names that A has set, each as A set it last, or as B renewed it.
    pub given: Vec<StoredCookie>,
    /// The cookies of the login as A had set them before, oldest first: some programs set theirs with every answer.
    earlier: Vec<StoredCookie>,
    clears: Vec<usize>,
    closed: Vec<usize>,
}

impl History {
    pub fn replay(evidence: &Evidence, names: &[String]) -> Self {
        let mut jar = Jar::new(evidence.engine);
        let mut history = Self::default();
        let mut events: Vec<_> = evidence
            .events
            .iter()
            .filter(|event| event.kind == EventKind::BrowserClosed)
            .collect();
        for (index, exchange) in evidence.exchanges.iter().enumerate() {
            if !exchange.step.is_journey() || exchange.request.via != Via::Browser {
                continue;
            }
            events.retain(|event| {
                let is_over = event.at <= exchange.at;
                if is_over {
                    jar.end_session();
                    history.closed.push(index);
                }
                !is_over
            });
            let request = &exchange.request;
            for decision in jar.decide(&request.url, &request.context, exchange.at) {
                history.forecasts.push(Forecast {
                    exchange: index,
                    cookie: decision.cookie.clone(),
                    sent: decision.sent,
                    rule: decision.rule,
                    schemeful: decision.schemeful,
                });
            }
            let Some(response) = &exchange.response else {
                continue;
            };
            if exchange
                .header("clear-site-data")
                .is_some_and(|value| value.contains("\"cookies\"") || value.contains("\"*\""))
            {
                jar.clear_site(&request.url);
                history.clears.push(index);
            }
            let goes_on = exchange.service == Service::B
                && (exchange.member().is_some() || is_hit(exchange))
                && history.arrived(evidence, index, names);
            let by_header = response.set_cookie.iter().map(|line| (line, false));
            let by_script = response.script_cookies.iter().map(|line| (line, true));
            for (line, by_script) in by_header.chain(by_script) {
                let answer = Answer {
                    url: &request.url,
                    context: &request.context,
                    now: exchange.at,
                    by_script,
                    mark: index,
                };
                let receipt = jar.receive(line, answer);
                let is_ours = exchange.service == Service::A
                    || goes_on && history.is_renewal(evidence, index, &receipt, names);
                history.remember(is_ours, index, line, receipt, &jar, names);
            }
        }
        history
    }

    /// Whether a line of B's, in an answer to a request whose login it knew, brings the id that this login has from now on, and not a session of
    /// B's own beside it: nobody knows the value from before any more, or somebody knows the new one. Where A takes the new one for a guest's
    /// and knows the one before, the login has not moved, whatever B makes of its own.
    fn is_renewal(&self, evidence: &Evidence, index: usize, receipt: &Receipt, names: &[String]) -> bool {
        let Some(line) = &receipt.line else { return false };
        let later = &evidence.exchanges[index + 1..];
        let with = |value: &str| {
            let has_it = |exchange: &&Exchange| names.iter().any(|name| exchange.sent(name).contains(&value));
            later.iter().filter(has_it).collect::<Vec<_>>()
        };
        let knows = |exchange: &&&Exchange| exchange.member().is_some() || is_hit(exchange);
        let at_a = |exchange: &&&Exchange| exchange.service == Service::A && exchange.response.is_some();
        let is_guest = |exchange: &&Exchange| {
            let response = exchange.response.as_ref();
            response.is_some_and(|response| response.shown == Shown::Guest)
        };
        let new = with(&line.value);
        let before: Vec<_> = self
            .ever_given()
            .filter(|given| given.value != line.value)
            .flat_map(|given| with(&given.value))
            .collect();
        let mut new_at_a = new.iter().filter(at_a).peekable();
        let is_unknown_at_a = new_at_a.peek().is_some() && new_at_a.all(is_guest);
        if is_unknown_at_a && before.iter().filter(at_a).any(|exchange| knows(&exchange)) {
            return false;
        }
        new.iter().any(|exchange| knows(&exchange)) || !before.iter().any(|exchange| knows(&exchange))
    }

    fn remember(
        &mut self,
        is_ours: bool,
        exchange: usize,
        line: &str,
        receipt: Receipt,
        jar: &Jar,
        names: &[String],
    ) {
        let name = receipt.line.as_ref().map(|line| line.name.as_str());
        if receipt.rule == Rule::Stored
            && is_ours
            && name.is_some_and(|name| names.iter().any(|ours| ours == name))
        {
            let stored = jar
                .cookies()
                .iter()
                .filter(|cookie| cookie.set_by == exchange && Some(cookie.name.as_str()) == name);
            for cookie in stored {
                let is_other = |given: &StoredCookie| !given.is_same_as(cookie);
                let (kept, superseded) = self.given.drain(..).partition(is_other);
                self.given = kept;
                self.earlier.extend(superseded);
                self.given.push(cookie.clone());
            }
        }
        self.records.push(Record {
            exchange,
            line: line.to_owned(),
            receipt,
        });
    }

    /// What became of each cookie that A had set, until the request `index` left.
    pub fn fates(&self, evidence: &Evidence, index: usize) -> Vec<Fate> {
        let set_before = |given: &&StoredCookie| given.set_by < index;
        let mut latest: Vec<&StoredCookie> = Vec::new();
        for given in self.ever_given().filter(set_before) {
            latest.retain(|other| !other.is_same_as(given));
            latest.push(given);
        }
        latest
            .into_iter()
            .map(|given| self.fate(evidence, given, index))
            .collect()
    }

    /// Everything of the login's names that A has ever set; of one cookie the older value first.
    fn ever_given(&self) -> impl Iterator<Item = &StoredCookie> {
        self.earlier.iter().chain(&self.given)
    }

    fn fate(&self, evidence: &Evidence, given: &StoredCookie, index: usize) -> Fate {
        let mut forecasts = self
            .forecasts
            .iter()
            .filter(|forecast| forecast.exchange == index);
        if let Some(found) = forecasts.find(|forecast| forecast.cookie.is_same_as(given)) {
            let by = self.replaced_first(given, found.cookie.set_by);
            return if found.cookie.set_by != given.set_by && evidence.exchanges[by].service == Service::B {
                Fate::Replaced {
                    cookie: given.clone(),
                    by,
                    removed: false,
                }
            } else if found.sent {
                Fate::Sent
            } else {
                let (cookie, rule, schemeful) = (found.cookie.clone(), found.rule, found.schemeful);
                Fate::Withheld {
                    cookie,
                    rule,
                    schemeful,
                }
            };
        }
        let since = |record: &&Record| record.exchange >= given.set_by && record.exchange < index;
        for record in self.records.iter().filter(since) {
            let is_before = |before: &StoredCookie| before.is_same_as(given);
            if record.receipt.rule == Rule::Removes && record.receipt.before.as_ref().is_some_and(is_before) {
                return Fate::Replaced {
                    cookie: given.clone(),
                    by: record.exchange,
                    removed: true,
                };
            }
            if record.receipt.evicted.iter().any(is_before) {
                return Fate::Evicted { by: record.exchange };
            }
        }
        let between = |at: &&usize| **at >= given.set_by && **at < index;
        if let Some(by) = self.clears.iter().find(between) {
            return Fate::Cleared { by: *by };
        }
        Fate::Closed {
            cookie: given.clone(),
        }
    }

    /// The exchange that replaced what A had set, which others may have replaced again.
    fn replaced_first(&self, given: &StoredCookie, last: usize) -> usize {
        let took = |record: &&Record| {
            let before = record.receipt.before.as_ref();
            record.exchange > given.set_by
                && before.is_some_and(|before| before.is_same_as(given) && before.value == given.value)
        };
        self.records
            .iter()
            .find(took)
            .map_or(last, |record| record.exchange)
    }

    /// Whether the login left the browser in a request of the journey: as it was seen, or else as the jar has it. Where the recorder knows
    /// which cookies carry it, one alone is not the login.
    pub fn arrived(&self, evidence: &Evidence, index: usize, names: &[String]) -> bool {
        let needed = self.in_force(evidence, index);
        let went = |name: &String| self.went(evidence, index, name);
        let is_complete = || needed.iter().all(went);
        names.iter().any(went) && (evidence.session_cookies.is_empty() || is_complete())
    }

    /// Whether a part of the login left the browser, and another part did not.
    pub fn arrived_in_part(&self, evidence: &Evidence, index: usize, names: &[String]) -> bool {
        !self.arrived(evidence, index, names) && names.iter().any(|name| self.went(evidence, index, name))
    }

    /// The names of the login under which A has set a cookie until the request `index` left, but for those that it has taken back.
    fn in_force(&self, evidence: &Evidence, index: usize) -> Vec<String> {
        let by_a = |record: &&Record| {
            record.exchange < index && evidence.exchanges[record.exchange].service == Service::A
        };
        let is_last_kept = |name: &str| {
            let of_name =
                |record: &&Record| record.receipt.line.as_ref().is_some_and(|line| line.name == name);
            let last = self.records.iter().filter(by_a).rfind(of_name);
            last.is_none_or(|record| record.receipt.rule != Rule::Removes)
        };
        let given = self.ever_given().filter(|given| given.set_by < index);
        given
            .map(|given| given.name.clone())
            .filter(|name| is_last_kept(name))
            .collect()
    }

    /// Whether a value that A has set under this name left the browser in a request.
    fn went(&self, evidence: &Evidence, index: usize, name: &str) -> bool {
        let exchange = &evidence.exchanges[index];
        let given = |value: &str| self.ever_given().any(|cookie| cookie.value == value);
        if exchange.request.cookies.is_some() {
            let mut sent = exchange.sent(name).into_iter();
            return sent.any(|value| self.given.is_empty() || given(value));
        }
        let mut forecasts = self.forecasts.iter();
        forecasts.any(|forecast| {
            let cookie = &forecast.cookie;
            forecast.exchange == index && forecast.sent && cookie.name == name && given(&cookie.value)
        })
    }
}
