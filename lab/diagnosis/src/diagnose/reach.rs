//! P6: what B's own login shows of A's session, if the browser carries both.

use super::case::{Case, Item, answered, note};
use crate::{
    evidence::{Exchange, Service, Step},
    text::{Words, words},
    verdict::Proof,
};

/// How far B gets with A's value, though it shows nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// B has opened A's session: what it made of it has A's member in it.
    Content,
    /// B has found A's session, whether it could read it or not.
    Record,
    /// A knows B's own value. Whether B finds A's is another question: A may read more stores than it writes to, and know more keys.
    Back,
    /// B's login has made another session, and A's was not touched.
    Apart,
    /// B goes on with any value, also with garbage.
    Adopts,
    /// The login that the browser carried may have been none, or nobody answered.
    Open,
}

/// How far B gets, and the exchange that shows it.
#[derive(Clone, Copy)]
pub(super) struct Reached<'a> {
    pub how: Reach,
    by: Option<Item<'a>>,
}

impl Reached<'_> {
    /// The lines of proof.
    pub fn lines(self) -> Vec<Proof> {
        let text = self.how.words();
        self.by
            .map(answered)
            .into_iter()
            .chain([note(text.zh, text.en)])
            .collect()
    }
}

impl Reach {
    const fn words(self) -> Words {
        match self {
            Self::Content => words(
                "A 认识 B 接着用的值：B 打开了 A 的会话。",
                "A knows the value that B went on with: B has opened A's session.",
            ),
            Self::Record => words(
                "在带着 A 的登录的浏览器里登录 B 之后，A 的会话不同了，伪造的值则不会这样：B 找到了它。",
                "A login at B, in a browser that carried one of A, did to A's session what it does to no other: B has found it.",
            ),
            Self::Back => words(
                "A 认识 B 自己登录得到的值；B 是否找得到 A 的会话，这还说明不了。",
                "A knows the value of B's own login; that does not show yet that B finds A's session.",
            ),
            Self::Apart => words(
                "B 自己的登录换了新的值，A 的会话原样还在。",
                "B's own login has made another value, and A's session is as it was.",
            ),
            Self::Adopts => words(
                "B 自己的登录沿用任何值，也沿用伪造的。",
                "B's own login goes on with any value, also with garbage.",
            ),
            Self::Open => words(
                "探测用的登录在 A 也不被认识，或没有应答：它说明不了 B。",
                "The login of the probe was not known at A either, or there was no answer: it says nothing of B.",
            ),
        }
    }
}

fn known((_, exchange): &Item<'_>) -> bool {
    exchange.member().is_some()
}

fn unknown((_, exchange): &Item<'_>) -> bool {
    exchange.response.is_some() && exchange.status() < 500 && exchange.member().is_none()
}

/// What the probes say of it; `None` if they were not made, or say nothing.
pub(super) fn reach<'a>(case: &Case<'a>) -> Option<Reached<'a>> {
    let reached = |how, by| Some(Reached { how, by });
    let back = case.at(Service::A, Step::OwnAtA).find(known);
    let back = back.map(|item| Reached {
        how: Reach::Back,
        by: Some(item),
    });
    let other = case.at(Service::A, Step::OverAtA).find(known);
    // What A knows of B anyway shows nothing.
    let content = goes_on_with_another(case).or(other.filter(|_| back.is_none()));
    if content.is_some() {
        return reached(Reach::Content, content);
    }
    let saved: Vec<_> = case.answered(Service::A, Step::OverSaved).collect();
    let Some(first) = saved.first() else {
        let is_made = case.at(Service::A, Step::OverSaved).next().is_some();
        return back.or(reached(Reach::Open, None).filter(|_| is_made));
    };
    if saved.iter().all(unknown) {
        return reached(Reach::Record, Some(*first));
    }
    // With the login first, with garbage afterwards.
    let after: Vec<_> = case.at(Service::B, Step::OverControl).collect();
    let keeps = |index: usize| {
        let before = case.at(Service::B, Step::OwnOver).nth(index)?;
        Some(value(case, before.1) == value(case, after.get(index)?.1))
    };
    match (keeps(0), keeps(1)) {
        (Some(true), Some(false)) => reached(Reach::Record, after.get(1).copied()),
        _ if back.is_some() => back,
        (Some(false), _) => reached(Reach::Apart, Some(*first)),
        (Some(true), Some(true)) => reached(Reach::Adopts, after.get(1).copied()),
        _ => None,
    }
}

/// The answer of A, on the way back, that knows a value which B has put in the place of the login's: it was made of the login's.
fn goes_on_with_another<'a>(case: &Case<'a>) -> Option<Item<'a>> {
    let login = case.value()?;
    let mut back = case.at(Service::A, Step::Back);
    back.find(|(_, exchange)| {
        let sent = value(case, exchange);
        let is_other = !sent.is_empty() && !sent.contains(&login);
        let by_b = |sent: &String| {
            let mut at_b = case.at(Service::B, Step::Visit);
            at_b.any(|(_, visit)| visit.set_cookie().iter().any(|line| line.contains(sent.as_str())))
        };
        exchange.member().is_some() && is_other && sent.iter().any(by_b)
    })
}

/// The values that an exchange carried under the login's names.
fn value(case: &Case<'_>, exchange: &Exchange) -> Vec<String> {
    let values = case.names.iter().flat_map(|name| exchange.sent(name));
    values.map(str::to_owned).collect()
}
