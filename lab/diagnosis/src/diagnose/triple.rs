//! P2, P3, P6, P7: nothing, garbage, the real cookie; another name; B's own cookie; back at A.

use super::{
    case::{Case, Item, answered, note},
    unresolved,
};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Shape, Step},
    jar::SetCookie,
    verdict::{Layer, Proof, Verdict},
};

/// What it can be where B finds the session and fails at it: at what it reads, or at a member that it does not have.
const UNREADABLE: [(Code, &[&str]); 2] = [
    (Code::U1, &["version", "class", "serializer"]),
    (Code::U6, &["row", "key", "profile"]),
];

/// Why B does not know a value that reaches it. `real` is an exchange that carried it.
pub(super) fn check(case: &Case<'_>, real: Item<'_>) -> Layer {
    let triple = Triple {
        case,
        real,
        nothing: case.answered(Service::B, Step::Nothing).next(),
        garbage: case.answered(Service::B, Step::Garbage).next(),
    };
    if let Some(layer) = triple.conditions() {
        return layer;
    }
    if let Some(layer) = triple.renamed() {
        return layer;
    }
    if let Some(layer) = triple.killed() {
        return layer;
    }
    let (Some(nothing), Some(garbage)) = (triple.nothing, triple.garbage) else {
        return triple.anything();
    };
    if real.1.status() >= 500 {
        return triple.breaks(nothing, garbage);
    }
    // Trap: garbage that B cannot even parse says nothing about the real value.
    let garbage_is_broken =
        garbage.1.status() >= 400 && nothing.1.status() < 400 && case.same(real.1, nothing.1);
    if !case.same(real.1, garbage.1) && !garbage_is_broken {
        return triple.nameless(nothing, garbage);
    }
    triple.unknown(nothing, garbage)
}

/// Why B knows one login and not another one, each sent by force: it finds and reads what it knows.
pub(super) fn mixed(case: &Case<'_>, known: Item<'_>, unknown: Item<'_>) -> Layer {
    let lines = || vec![answered(known), answered(unknown)];
    // A may have refused the one that B does not know.
    let mut verdicts = vec![Verdict::new(Code::L0, &["login"], lines())];
    if unresolved::may_be_kept(unknown.1) {
        verdicts.push(Verdict::new(Code::A14, &["cdn"], lines()));
    }
    if !case.holds_session() {
        verdicts.push(Verdict::new(Code::R1, &["copy"], lines()));
        verdicts.push(Verdict::new(Code::R9, &["lag", "unsaved"], lines()));
    }
    if case.shape().is_some_and(Shape::needs_key) {
        verdicts.push(Verdict::new(Code::R6, &["copy"], lines()));
    }
    Layer::of(verdicts)
}

/// The three answers of P2.
pub(super) struct Triple<'a, 'c> {
    pub case: &'c Case<'a>,
    pub real: Item<'a>,
    pub nothing: Option<Item<'a>>,
    pub garbage: Option<Item<'a>>,
}

impl<'a> Triple<'a, '_> {
    fn lines(&self) -> Vec<Proof> {
        let items = [self.nothing, self.garbage, Some(self.real)];
        items.into_iter().flatten().map(answered).collect()
    }

    pub fn certain(&self, code: Code, reasons: &[&'static str]) -> Layer {
        Layer::certain(Verdict::new(code, reasons, self.lines()))
    }

    pub fn set(&self, codes: &[(Code, &[&'static str])]) -> Layer {
        self.set_with(codes, &[])
    }

    /// A layer of these verdicts, with the three answers and more for a proof.
    pub fn set_with(&self, codes: &[(Code, &[&'static str])], more: &[Proof]) -> Layer {
        let lines = || self.lines().into_iter().chain(more.iter().cloned()).collect();
        let verdicts = codes.iter();
        let verdicts = verdicts.map(|(code, reasons)| Verdict::new(*code, reasons, lines()));
        Layer::of(verdicts.collect())
    }

    /// R10: another vantage has another answer, and it is no chance.
    fn conditions(&self) -> Option<Layer> {
        let all: Vec<_> = self.case.at(Service::B, Step::Vantage).collect();
        let known: Vec<_> = all
            .iter()
            .filter(|(_, exchange)| exchange.member().is_some())
            .collect();
        let first = known.first()?;
        let reason: &[&str] = match first.1.request.client.as_deref() {
            Some("address") => &["address"],
            Some("agent") => &["agent"],
            _ => &["address", "agent"],
        };
        let mut lines = self.lines();
        lines.push(answered(**first));
        let failures = self
            .case
            .carrying(Service::B)
            .filter(|(_, exchange)| exchange.member().is_none());
        if known.len() >= 2 && failures.count() >= 3 {
            return Some(Layer::certain(Verdict::new(Code::R10, reason, lines)));
        }
        Some(Layer::of(vec![
            Verdict::new(Code::R1, &["copy"], lines.clone()),
            Verdict::new(Code::R9, &["lag", "unsaved"], lines.clone()),
            Verdict::new(Code::R10, reason, lines),
        ]))
    }

    /// R8: A's value under B's name works; or B has a name of its own, and garbage under A's name has no effect.
    fn renamed(&self) -> Option<Layer> {
        let case = self.case;
        let mut lines = self.lines();
        let known = |item: &Item<'a>| item.1.member().is_some();
        if let Some(renamed) = case.at(Service::B, Step::Rename).find(known) {
            lines.push(answered(renamed));
            return Some(Layer::certain(Verdict::new(Code::R8, &[], lines)));
        }
        let own = self.own()?;
        let ineffective =
            case.same(self.nothing?.1, self.garbage?.1) && case.same(self.nothing?.1, self.real.1);
        if case.names.contains(&own.name) || !ineffective {
            return None;
        }
        lines.push(note(
            format!(
                "B 自己的 Cookie 叫 {}，A 的叫 {}。",
                own.name,
                case.names.join(", ")
            ),
            format!(
                "B's own cookie is called {}, and A's {}.",
                own.name,
                case.names.join(", ")
            ),
        ));
        Some(Layer::certain(Verdict::new(Code::R8, &[], lines)))
    }

    /// The cookie that B's own login sets, and that it knows again.
    pub fn own(&self) -> Option<SetCookie> {
        let set = |item: Item<'a>| {
            let lines = item
                .1
                .set_cookie()
                .iter()
                .filter_map(|line| SetCookie::parse(line).ok());
            lines.filter(|line| {
                !line.value.is_empty() && (line.http_only || self.case.names.contains(&line.name))
            })
        };
        let mut found = self
            .case
            .at(Service::B, Step::OwnLogin)
            .flat_map(set)
            .collect::<Vec<_>>();
        // Of several the one with A's name, if there is one.
        found.sort_by_key(|line| !self.case.names.contains(&line.name));
        let first = found.into_iter().next()?;
        Some(first)
    }

    /// Whether B's own login works, so that cookies reach it and its store answers.
    pub fn own_works(&self) -> bool {
        self.has_member() || self.keeps_own()
    }

    /// Whether the member is one of B's, too: a login there makes B show them.
    fn has_member(&self) -> bool {
        let mut again = self.case.at(Service::B, Step::OwnControl);
        again.any(|(_, exchange)| exchange.member().is_some())
    }

    /// Whether B issues a cookie of the login's name to everybody, and no other one to whoever brings that.
    fn keeps_own(&self) -> bool {
        let case = self.case;
        let sets = |exchange: &Exchange| {
            let lines = exchange.set_cookie().iter();
            let mut lines = lines.filter_map(|line| SetCookie::parse(line).ok());
            lines.any(|line| {
                case.names.contains(&line.name) && !exchange.sent(&line.name).contains(&line.value.as_str())
            })
        };
        let all = |step: Step, set: bool| {
            let mut answers = case
                .at(Service::B, step)
                .filter(|(_, exchange)| exchange.status() != 0);
            let count = case.at(Service::B, step).count();
            count >= 2 && answers.all(|(_, exchange)| sets(exchange) == set)
        };
        all(Step::Nothing, true) && all(Step::OwnControl, false)
    }

    /// P7: after B, A does not know even the saved value.
    fn killed(&self) -> Option<Layer> {
        let case = self.case;
        let all: Vec<_> = case
            .answered(Service::A, Step::Saved)
            .filter(|(_, exchange)| exchange.status() < 500)
            .collect();
        let first = all.first()?;
        let is_known = |item: &Item<'a>| item.1.member().is_some();
        let mut back = case.at(Service::A, Step::Back);
        // Neither where A knows what it has issued since (the saved value is an older one), nor where it never knew any.
        let never = !case.carrying(Service::A).any(|item| is_known(&item));
        if all.iter().any(is_known) || back.any(|item| is_known(&item)) || never {
            return None;
        }
        // B has known it, so that it can read it: what it did then ended it, or time did.
        let was_known = case
            .at(Service::B, Step::Visit)
            .any(|item| is_known(&item) && (case.arrived_at(item.0) || case.carried_enough(item.0)));
        let is_aged = case.answered(Service::B, Step::Delayed).next().is_none();
        let mut layer = match (was_known, is_aged) {
            (true, true) => self.set(&[
                (Code::R3, &["expired", "swept", "evicted"]),
                (Code::R5, &["logout", "rotated", "copied"]),
            ]),
            (true, false) => self.set(&[(Code::R5, &["logout", "rotated", "copied"])]),
            (false, _) => self.set(&[
                (Code::R5, &["logout", "rotated", "copied"]),
                (Code::R6, &["key", "format"]),
                // Whoever takes it for stolen ends it, and so does who finds no member for it.
                (Code::R10, &["address", "agent"]),
                (Code::U1, &["version", "class", "serializer", "destroyed"]),
                (Code::U6, &["row", "key"]),
            ]),
        };
        for verdict in &mut layer.verdicts {
            verdict.proof.push(answered(*first));
            verdict.proof.push(note(
                "访问 B 之后，A 连保存下来的原值也不认识了：B 碰到的是 A 的存储，R11 可以排除。",
                "After B was visited, A does not know even the saved value: B reaches A's store, which excludes R11.",
            ));
        }
        // One answer can be that of another copy of A.
        if all.len() < 2 && case.answered(Service::A, Step::Repeat).count() < 4 {
            layer
                .verdicts
                .push(Verdict::new(Code::R1, &["copy"], self.lines()));
            return Some(Layer::of(layer.verdicts));
        }
        Some(layer)
    }

    /// The real cookie ends in an error.
    fn breaks(&self, nothing: Item<'a>, garbage: Item<'a>) -> Layer {
        let case = self.case;
        let is_error = |(_, exchange): &Item<'a>| exchange.status() >= 500;
        if !is_error(&garbage) {
            let at_b: Vec<_> = case.carrying(Service::B).collect();
            // Whoever says that something is away has found the session, or its store is what is away. Nor can anybody who has read it once
            // be unable to.
            let is_away = at_b
                .iter()
                .chain([&self.real])
                .all(|(_, exchange)| matches!(exchange.status(), 502..=504));
            let was_read = at_b.iter().any(|(_, exchange)| exchange.member().is_some());
            if is_away || was_read {
                return self.set(&[(Code::R7, &["read"]), (Code::U6, &["profile"])]);
            }
            // Once is an accident. And garbage without a good signature may never reach the store that fails.
            let reaches = case.shape().is_some_and(|shape| !shape.needs_key()) || self.own_works();
            if at_b.len() >= 2 && at_b.iter().all(is_error) && (reaches || case.holds_session()) {
                if self.has_member() {
                    return self.certain(UNREADABLE[0].0, UNREADABLE[0].1);
                }
                return self.set(&UNREADABLE);
            }
            return self.set(&[(Code::R7, &["read"]), UNREADABLE[0], UNREADABLE[1]]);
        }
        let a_fails = case.carrying(Service::A).any(|item| is_error(&item));
        let says_so = self.real.1.status() == 503 && garbage.1.status() == 503 && !is_error(&nothing);
        if a_fails || says_so {
            return self.certain(Code::R7, &["read"]);
        }
        self.set(&[(Code::R6, &["key", "format"]), (Code::R7, &["read"])])
    }
}
