//! P0: does the login hold at A itself?

use std::iter;

use super::{
    arrive,
    case::{Case, Item, answered, note},
    delivered, form, refused,
};
use crate::{
    code::Code,
    evidence::{Exchange, Found, Service, Shown, Step, Token, Via, id_in, place},
    jar::SetCookie,
    question::Question,
    verdict::{Layer, Verdict},
};

/// The number of requests after which copies that take turns would have agreed at least once.
const MANY: usize = 8;

/// The age in milliseconds at which a store that is late would know a login.
const SETTLED: u64 = 5000;

/// What the control says.
pub(super) enum Control {
    /// A knows the visitor after the login.
    Holds,
    /// A does not know the visitor, for this reason.
    Fails(Layer),
    /// Nobody asked.
    Missing,
}

pub(super) fn check(case: &Case<'_>) -> Control {
    // A redirect shows nobody, but the service may tell what it found.
    let tells = |exchange: &Exchange| {
        let look_up = exchange.look_up.as_ref();
        look_up.is_some_and(|look_up| look_up.found == Found::Hit)
    };
    let knows = |(_, exchange): Item<'_>| {
        exchange.service == Service::A
            && (exchange.member().is_some() || tells(exchange))
            && exchange.login == 0
    };
    let after_login = case
        .exchanges()
        .any(|item| matches!(item.1.step, Step::Between | Step::Control | Step::Back) && knows(item));
    if after_login {
        return Control::Holds;
    }
    let Some(control) = case.answered(Service::A, Step::Control).next() else {
        let seen_at_b = case
            .at(Service::B, Step::Visit)
            .any(|(_, exchange)| exchange.member().is_some());
        return if seen_at_b {
            Control::Holds
        } else {
            Control::Missing
        };
    };
    Control::Fails(failing(case, control))
}

/// L0: the login has the same answer as one with a wrong password.
pub(super) fn refused_login(case: &Case<'_>) -> Option<Layer> {
    let login = case.all(Step::Login).last()?;
    let wrong = case.all(Step::WrongPassword).last()?;
    let mut lines = vec![answered(login)];
    lines.push(note(
        "用错误的密码登录，得到同样的应答。",
        "A login with a wrong password has the same answer.",
    ));
    (login.1.response.is_some() && case.same(login.1, wrong.1))
        .then(|| Layer::certain(Verdict::new(Code::L0, &["login"], lines)))
}

/// L0: the request with the password on has an error for its answer, and no cookie.
fn failed_login(case: &Case<'_>) -> Option<Layer> {
    let submit = case.all(Step::Login).filter(is_submit).last()?;
    let is_error = submit.1.status() >= 400 && case.history.given.is_empty();
    is_error.then(|| Layer::certain(Verdict::new(Code::L0, &["login"], vec![answered(submit)])))
}

/// Whether a request of the login has the password in it.
pub(super) fn is_submit((_, exchange): &Item<'_>) -> bool {
    exchange.step == Step::Login && exchange.request.context.method != "GET"
}

fn failing(case: &Case<'_>, control: Item<'_>) -> Layer {
    if let Some(layer) = form::check(case).or_else(|| refused_login(case)) {
        return layer;
    }
    let refused = refused::check(case);
    if !refused.is_empty() {
        return Layer::of(refused);
    }
    if let Some(layer) = failed_login(case) {
        return layer;
    }
    // What a limit answers tells no password from another.
    let is_answer = |(_, exchange): Item<'_>| exchange.response.is_some() && exchange.status() != 429;
    let compared = case.all(Step::WrongPassword).any(is_answer);
    if case.history.given.is_empty() {
        return without_cookie(case, control, compared);
    }
    if !case.arrived_at(control.0) {
        let mut layer = arrive::check(case, control.0);
        // Nobody has seen yet that A needs all of it.
        if case.arrived_in_part_at(control.0) {
            layer.verdicts.extend(unknown_at_a(case, control).verdicts);
            return Layer::of(layer.verdicts);
        }
        return layer;
    }
    let without = case.answered(Service::A, Step::Nothing).next();
    if control.1.status() >= 500 && without.is_some_and(|(_, exchange)| exchange.status() < 500) {
        let lines = || vec![answered(control)];
        return Layer::of(vec![
            Verdict::new(Code::R7, &["read"], lines()),
            Verdict::new(Code::U1, &["version", "class", "serializer"], lines()),
        ]);
    }
    if !is_issued_by_login(case) {
        let mut layer = without_cookie(case, control, compared);
        let decided = [
            &["bearer"][..],
            &["url"],
            &["guard"],
            &["stripped"],
            &["subrequest"],
        ];
        let names = |verdict: &Verdict| {
            verdict
                .reasons
                .iter()
                .map(|reason| reason.name())
                .collect::<Vec<_>>()
        };
        let is_decided =
            matches!(layer.verdicts.as_slice(), [one] if decided.contains(&names(one).as_slice()));
        if is_decided {
            return layer;
        }
        // The session from before the login may be meant to carry it.
        layer.verdicts.extend(unknown_at_a(case, control).verdicts);
        layer.verdicts.sort_by_key(|verdict| verdict.code);
        layer.verdicts.dedup_by_key(|verdict| verdict.code);
        return Layer::of(layer.verdicts);
    }
    unknown_at_a(case, control)
}

/// Whether an answer from the request with the password on sets a cookie of the login, or only a page before it.
fn is_issued_by_login(case: &Case<'_>) -> bool {
    let Some(submit) = case.exchanges().find(is_submit) else {
        return true;
    };
    case.history.records.iter().any(|record| {
        let step = case.evidence.exchanges[record.exchange].step;
        let line = record.receipt.line.as_ref();
        let is_ours = line.is_some_and(|line| case.names.contains(&line.name));
        record.exchange >= submit.0 && step == Step::Login && is_ours
    })
}

/// The cookie goes along, and A does not know the visitor.
fn unknown_at_a(case: &Case<'_>, control: Item<'_>) -> Layer {
    let lines = || vec![answered(control)];
    let refused = Verdict::new(Code::L0, &["login"], lines());
    if control.1.status() == 431 {
        return Layer::certain(Verdict::new(Code::A8, &["header"], lines()));
    }
    let unread = refused::possible(case);
    if !unread.is_empty() {
        return Layer::of(iter::once(refused).chain(unread).collect());
    }
    if case.names.iter().any(|name| control.1.sent(name).len() > 1) {
        let shadowed = Verdict::new(Code::A10, &["scope", "nested", "path", "partition"], lines());
        return Layer::of(vec![refused, shadowed]);
    }
    if delivered::is_hit(control) {
        return Layer::of(vec![refused, Verdict::new(Code::A14, &["cdn"], lines())]);
    }
    // Many more requests, or it may be one copy that does not know it, or a store that is late.
    let late = Verdict::new(Code::R9, &["lag", "unsaved"], lines());
    if case.carrying(Service::A).count() < MANY {
        return Layer::of(vec![refused, Verdict::new(Code::R1, &["copy"], lines()), late]);
    }
    let mut ages = case
        .carrying(Service::A)
        .filter_map(|(_, exchange)| exchange.age_ms);
    if ages.any(|age| age >= SETTLED) {
        return Layer::certain(refused);
    }
    Layer::of(vec![refused, late])
}

/// What A answered without cookies to the address that the login led to, and to the same one without its id: the one opens, the other
/// does not.
fn opened_by_address<'a>(case: &Case<'a>) -> Option<[Item<'a>; 2]> {
    let without_cookies = |(_, exchange): &Item<'a>| {
        let cookies = exchange.request.cookies.as_ref();
        exchange.service == Service::A && cookies.is_some_and(Vec::is_empty)
    };
    let asked: Vec<_> = case
        .answered(Service::A, Step::Between)
        .filter(without_cookies)
        .collect();
    let url = |item: &Item<'a>| item.1.request.url.as_str();
    let shows_guest = |item: &Item<'a>| {
        let response = item.1.response.as_ref();
        response.is_some_and(|response| response.shown == Shown::Guest)
    };
    let opens = |item: &&Item<'a>| {
        let is_page = (200..300).contains(&item.1.status()) && !shows_guest(item);
        id_in(url(item)).is_some() && is_page
    };
    asked.iter().filter(opens).find_map(|with| {
        let is_closed = |item: &&Item<'a>| {
            let is_same = id_in(url(item)).is_none() && place(url(item)) == place(url(with));
            is_same && (shows_guest(item) || matches!(item.1.status(), 300..=499))
        };
        Some([*with, *asked.iter().find(is_closed)?])
    })
}

/// The login set no cookie that counts.
fn without_cookie(case: &Case<'_>, control: Item<'_>, compared: bool) -> Layer {
    let of = |step: Step| {
        let mut all = case.all(step);
        all.find_map(|item| Some((item, item.1.response.as_ref()?.token?)))
    };
    let opened = opened_by_address(case);
    // What a wrong password is given as well is no login.
    let is_for_all = |token: Token| of(Step::WrongPassword).is_some_and(|(_, other)| other == token);
    let token = of(Step::Login).filter(|(_, token)| *token != Token::Id || !is_for_all(*token));
    if let Some((item, token)) = token {
        let reason = match token {
            Token::Body => "bearer",
            Token::Url | Token::Id => "url",
        };
        let mut lines = vec![answered(item), answered(control)];
        if let Some([with, without]) = opened {
            lines.extend([answered(with), answered(without)]);
            lines.push(note(
                "登录所到的地址不带 Cookie 也能打开，去掉其中的 id 就不能。",
                "The address that the login led to opens without cookies, and does not without the id in it.",
            ));
        }
        let verdict = Verdict::new(Code::L0, &[reason], lines);
        if token != Token::Id || opened.is_some() {
            return Layer::certain(verdict);
        }
        let without = vec![answered(item)];
        let absent = Verdict::new(Code::A6, &reasons(case).0, without);
        return Layer {
            question: Some(Question::about_address()),
            ..Layer::of(vec![verdict, absent])
        };
    }
    let mut lines = vec![note(
        "登录的应答里没有登录用的 Set-Cookie。",
        "The login's answer has no Set-Cookie for the login.",
    )];
    lines.extend(case.all(Step::Login).last().map(answered));
    let (reasons, item) = reasons(case);
    lines.extend(item.map(answered));
    let verdict = Verdict::new(Code::A6, &reasons, lines);
    // Where other logins of the same member were made, this one may have been refused.
    let is_other = |item: &Item<'_>| item.1.login != 0 && item.1.member().is_some();
    if let Some(other) = case.exchanges().find(is_other) {
        let lines = vec![answered(control), answered(other)];
        return Layer::of(vec![Verdict::new(Code::L0, &["login"], lines), verdict]);
    }
    if compared {
        Layer::certain(verdict)
    } else {
        Layer::of(vec![
            Verdict::new(Code::L0, &["login"], vec![answered(control)]),
            verdict,
        ])
    }
}

/// Why no cookie came: what the login's variants say.
fn reasons<'a>(case: &Case<'a>) -> (Vec<&'static str>, Option<Item<'a>>) {
    let names = |item: &Item<'a>| -> Vec<String> {
        let lines = item.1.set_cookie().iter();
        let lines = lines.filter_map(|line| SetCookie::parse(line).ok());
        let lines = lines.filter(|line| !line.value.is_empty());
        lines.map(|line| line.name).collect()
    };
    let is_browser = |item: &Item<'a>| item.1.request.via == Via::Browser;
    let login = || case.all(Step::Login);
    let plain: Vec<_> = login().filter(is_browser).flat_map(|item| names(&item)).collect();
    // Something else than what the login sets anyway.
    let sets = |item: &Item<'a>| names(item).iter().any(|name| !plain.contains(name));
    let between_services = login().find(|item| !is_browser(item) && sets(item));
    if between_services.is_some() {
        return (vec!["subrequest"], between_services);
    }
    let variant = |step| case.all(step).find(sets).or_else(|| case.all(step).last());
    let (secured, direct) = (variant(Step::LoginSecured), variant(Step::LoginDirect));
    match (secured, direct) {
        (Some(secured), _) if sets(&secured) => (vec!["guard"], Some(secured)),
        (_, Some(direct)) if sets(&direct) => (vec!["stripped"], Some(direct)),
        // A program that does not trust its proxy goes on seeing http, whatever the proxy's headers say.
        (_, Some(_)) => (vec!["guard", "late", "none"], None),
        (_, None) => (vec!["guard", "late", "stripped", "subrequest", "none"], None),
    }
}
