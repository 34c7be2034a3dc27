//! A run, arranged for questions.

use std::collections::BTreeSet;

use super::history::History;
use crate::{
    evidence::{self, Evidence, Exchange, Service, Shape, Step},
    jar::SetCookie,
    text::Text,
    verdict::Proof,
};

/// An exchange and its place in the run.
pub(super) type Item<'a> = (usize, &'a Exchange);

/// A run, with what its journey did to a browser's jar.
pub(super) struct Case<'a> {
    /// The run, without the answers that say nothing about the member.
    pub evidence: &'a Evidence,
    /// The run as it was recorded.
    pub recorded: &'a Evidence,
    /// The exchanges whose answers say nothing about the member.
    pub refused: Vec<usize>,
    /// The names of the cookies that carry the login.
    pub names: Vec<String>,
    pub history: History,
}

impl<'a> Case<'a> {
    /// A run, and what was heard of it.
    pub fn new(recorded: &'a Evidence, evidence: &'a Evidence, refused: Vec<usize>) -> Self {
        let names = if recorded.session_cookies.is_empty() {
            derived_names(recorded)
        } else {
            recorded.session_cookies.clone()
        };
        Self {
            // Also an answer that says nothing about the member can set a cookie.
            history: History::replay(recorded, &names),
            evidence,
            recorded,
            refused,
            names,
        }
    }

    pub fn exchanges(&self) -> impl Iterator<Item = Item<'a>> + use<'a> {
        self.evidence.exchanges.iter().enumerate()
    }

    pub fn all(&self, step: Step) -> impl Iterator<Item = Item<'a>> + use<'a> {
        self.exchanges()
            .filter(move |(_, exchange)| exchange.step == step)
    }

    pub fn at(&self, service: Service, step: Step) -> impl Iterator<Item = Item<'a>> + use<'a> {
        self.all(step)
            .filter(move |(_, exchange)| exchange.service == service)
    }

    /// The exchanges of a step that had an answer.
    pub fn answered(&self, service: Service, step: Step) -> impl Iterator<Item = Item<'a>> + use<'a> {
        self.at(service, step)
            .filter(|(_, exchange)| exchange.response.is_some())
    }

    pub fn first(&self, service: Service, step: Step) -> Option<Item<'a>> {
        self.at(service, step).next()
    }

    /// Every request that carried the value of a login, as it was issued, and had an answer.
    pub fn carrying(&self, service: Service) -> impl Iterator<Item = Item<'a>> + '_ {
        self.exchanges().filter(move |(index, exchange)| {
            exchange.service == service
                && exchange.step.carries_login()
                && exchange.response.is_some()
                && (!exchange.step.is_journey() || self.arrived_at(*index))
                && !self.is_superseded(exchange)
        })
    }

    /// The values of the login's cookies that a request carried.
    pub fn values<'e>(&self, exchange: &'e Exchange) -> Vec<&'e str> {
        self.names.iter().flat_map(|name| exchange.sent(name)).collect()
    }

    /// Whether a saved value is not the journey's any more: A knows another one that has replaced it.
    fn is_superseded(&self, saved: &Exchange) -> bool {
        let mut back = self.at(Service::A, Step::Back);
        saved.step == Step::Saved
            && back.any(|(_, back)| back.member().is_some() && self.values(back) != self.values(saved))
    }

    /// Whether a visit to B left with a part of the login by which B has known the member.
    pub fn carried_enough(&self, index: usize) -> bool {
        let carried = self.values(&self.evidence.exchanges[index]);
        let mut visits = self.at(Service::B, Step::Visit);
        !carried.is_empty()
            && visits.any(|(_, visit)| visit.member().is_some() && self.values(visit) == carried)
    }

    /// Whether the login's cookie, or all of them, left the browser in this request of the journey.
    pub fn arrived_at(&self, index: usize) -> bool {
        self.history.arrived(self.evidence, index, &self.names)
    }

    /// Whether only a part of the login left the browser in this request of the journey.
    pub fn arrived_in_part_at(&self, index: usize) -> bool {
        self.history.arrived_in_part(self.evidence, index, &self.names)
    }

    /// The value of the login: as it was set, or else as a probe carried it.
    pub fn value(&self) -> Option<String> {
        let stored = self.history.given.first().map(|cookie| cookie.value.clone());
        stored.or_else(|| {
            let carried = self
                .exchanges()
                .filter(|(_, exchange)| exchange.step.carries_login());
            carried
                .flat_map(|(_, exchange)| self.names.iter().flat_map(|name| exchange.sent(name)))
                .next()
                .map(str::to_owned)
        })
    }

    /// The shape of the login's value; `None` without a value.
    pub fn shape(&self) -> Option<Shape> {
        let value = self.value()?;
        Some(self.shape_of(&value, &self.names))
    }

    /// The shape of a value under one of these names: a bare id is a signed one if its signature is in a cookie beside it, `NAME.sig`, as
    /// Koa's and every other program's with keygrip.
    pub fn shape_of(&self, value: &str, names: &[String]) -> Shape {
        let shape = Shape::of(value);
        let signatures: Vec<_> = names.iter().map(|name| format!("{name}.sig")).collect();
        let is_signed = || {
            let lines = self.exchanges().flat_map(|(_, exchange)| exchange.set_cookie());
            lines
                .filter_map(|line| SetCookie::parse(line).ok())
                .any(|line| signatures.contains(&line.name))
        };
        if !shape.needs_key() && is_signed() {
            Shape::SignedId
        } else {
            shape
        }
    }

    /// Whether the value is the session itself, so that no store is asked for it: by its shape, or because A knew a saved one after its
    /// logout.
    pub fn holds_session(&self) -> bool {
        let Some(shape) = self.shape() else { return false };
        let outlives_logout = || {
            let mut replays = self.at(Service::A, Step::Replay).peekable();
            replays.peek().is_some() && replays.all(|(_, exchange)| exchange.member().is_some())
        };
        shape.is_self_contained() || (shape == Shape::Envelope && outlives_logout())
    }

    /// Whether an answer sets or takes back a cookie of the login's name.
    pub fn touches(&self, exchange: &Exchange) -> bool {
        exchange
            .set_cookie()
            .iter()
            .filter_map(|line| SetCookie::parse(line).ok())
            .any(|line| self.names.contains(&line.name))
    }

    /// Whether the answer removes a cookie of the login.
    pub fn takes_back(&self, exchange: &Exchange) -> bool {
        let effects = effects(exchange);
        self.names
            .iter()
            .any(|name| effects.contains(&(name.clone(), false)))
    }

    /// Whether two answers are the same in all that should not differ by chance.
    pub fn same(&self, one: &Exchange, other: &Exchange) -> bool {
        self.same_but_cookies(one, other) && effects(one) == effects(other)
    }

    /// Whether two answers are the same in what a visitor sees.
    pub fn same_but_cookies(&self, one: &Exchange, other: &Exchange) -> bool {
        let pages_count = self.pages_are_stable(one.service);
        let page = |exchange: &Exchange| {
            exchange
                .response
                .as_ref()
                .and_then(|response| response.page.clone())
        };
        one.status() == other.status()
            && one.member() == other.member()
            && place(one) == place(other)
            && one.header("www-authenticate") == other.header("www-authenticate")
            && (!pages_count || page(one) == page(other))
    }

    /// Whether two requests without a cookie had the same page, so that a difference means something.
    pub fn pages_are_stable(&self, service: Service) -> bool {
        let mut pages = self.answered(service, Step::Nothing).map(|(_, exchange)| {
            exchange
                .response
                .as_ref()
                .and_then(|response| response.page.as_ref())
        });
        match (pages.next(), pages.next()) {
            (Some(Some(one)), Some(Some(other))) => one == other,
            _ => false,
        }
    }
}

/// Where an answer leads, without path parameters and the query.
fn place(exchange: &Exchange) -> Option<&str> {
    exchange.header("location").map(evidence::place)
}

/// Which cookies an answer sets (`true`) and takes back.
fn effects(exchange: &Exchange) -> BTreeSet<(String, bool)> {
    exchange
        .set_cookie()
        .iter()
        .filter_map(|line| SetCookie::parse(line).ok())
        .map(|line| (line.name.clone(), !line.removes(exchange.at)))
        .collect()
}

/// The names that the login sets and that may carry it.
fn derived_names(evidence: &Evidence) -> Vec<String> {
    let lines = |step: Step| {
        let exchanges = evidence
            .exchanges
            .iter()
            .filter(move |exchange| exchange.step == step);
        exchanges.flat_map(|exchange| {
            let lines = exchange.set_cookie().iter();
            lines.filter_map(|line| SetCookie::parse(line).ok())
        })
    };
    let is_ours = |line: &SetCookie| {
        let name = line.name.to_ascii_lowercase();
        !line.value.is_empty() && !name.contains("csrf") && !name.contains("xsrf")
    };
    let set: Vec<_> = lines(Step::Login).filter(is_ours).collect();
    let any_http_only = set.iter().any(|line| line.http_only);
    let anonymous: Vec<_> = lines(Step::WrongPassword).map(|line| line.name).collect();
    let mut names = Vec::new();
    for line in set {
        let counts = if any_http_only {
            line.http_only
        } else {
            !anonymous.contains(&line.name)
        };
        if counts && !names.contains(&line.name) {
            names.push(line.name);
        }
    }
    names
}

/// A line of proof about an exchange.
pub(super) fn proof(exchange: usize, zh: impl Into<String>, en: impl Into<String>) -> Proof {
    Proof {
        text: Text::new(zh, en),
        exchange: Some(exchange),
        rule: None,
    }
}

/// A line of proof that says what an exchange answered.
pub(super) fn answered((index, exchange): Item<'_>) -> Proof {
    let (zh, en) = match (exchange.member(), exchange.status()) {
        (_, 0) => ("没有应答".to_owned(), "did not answer".to_owned()),
        (Some(name), status) => (
            format!("回答 {status}，显示 {name}"),
            format!("answered {status} and showed {name}"),
        ),
        (None, status) => (
            format!("回答 {status}，没有显示登录"),
            format!("answered {status} and showed no login"),
        ),
    };
    let step = serde_json::to_value(exchange.step).ok();
    let step = step.as_ref().and_then(|step| step.as_str()).unwrap_or_default();
    // A query can have a token in it, and a path parameter an id: a proof shows none.
    let url = evidence::place(exchange.request.url.as_str());
    let service = exchange.service.letter();
    proof(
        index,
        format!("{service}（{step}，{url}）{zh}。"),
        format!("{service} ({step}, {url}) {en}."),
    )
}

/// A line of proof about no exchange in particular.
pub(super) fn note(zh: impl Into<String>, en: impl Into<String>) -> Proof {
    Proof {
        text: Text::new(zh, en),
        exchange: None,
        rule: None,
    }
}
