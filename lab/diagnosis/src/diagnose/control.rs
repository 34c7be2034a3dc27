//! P0: does the login hold at A itself?

use super::{
    arrive,
    case::{Case, Item, answered, note},
    delivered, refused,
};
use crate::{
    code::Code,
    evidence::{Exchange, Found, Service, Step, Token, Via},
    verdict::{Layer, Verdict},
};

/// The number of requests after which copies that take turns would have agreed at least once.
const MANY: usize = 8;

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
    let Some(control) = case.first(Service::A, Step::Control) else {
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

fn failing(case: &Case<'_>, control: Item<'_>) -> Layer {
    let login = case.all(Step::Login).last();
    let wrong = case.all(Step::WrongPassword).last();
    let is_refused = login
        .zip(wrong)
        .is_some_and(|(login, wrong)| case.same(login.1, wrong.1));
    if let Some(login) = login.filter(|_| is_refused) {
        let mut lines = vec![answered(login)];
        lines.push(note(
            "用错误的密码登录，得到同样的应答。",
            "A login with a wrong password has the same answer.",
        ));
        return Layer::certain(Verdict::new(Code::L0, &["login"], lines));
    }
    let refused = refused::check(case);
    if !refused.is_empty() {
        return Layer::of(refused);
    }
    if case.history.given.is_empty() {
        return without_cookie(case, control, wrong.is_some());
    }
    if !case.arrived_at(control.0) {
        return arrive::check(case, control.0);
    }
    let without = case.first(Service::A, Step::Nothing);
    if control.1.status() >= 500 && without.is_some_and(|(_, exchange)| exchange.status() < 500) {
        let lines = || vec![answered(control)];
        return Layer::of(vec![
            Verdict::new(Code::R7, &["read"], lines()),
            Verdict::new(Code::U1, &["version", "class", "serializer"], lines()),
        ]);
    }
    unknown_at_a(case, control)
}

/// The cookie goes along, and A does not know the visitor.
fn unknown_at_a(case: &Case<'_>, control: Item<'_>) -> Layer {
    let lines = || vec![answered(control)];
    let refused = Verdict::new(Code::L0, &["login"], lines());
    if control.1.status() == 431 {
        return Layer::certain(Verdict::new(Code::A8, &["header"], lines()));
    }
    if case.names.iter().any(|name| control.1.sent(name).len() > 1) {
        let shadowed = Verdict::new(Code::A10, &["scope", "nested", "path", "partition"], lines());
        return Layer::of(vec![refused, shadowed]);
    }
    if delivered::is_hit(control) {
        return Layer::of(vec![refused, Verdict::new(Code::A14, &["cdn"], lines())]);
    }
    // Many more requests, or it may be one copy that does not know it, or a store that is late.
    if case.carrying(Service::A).count() >= MANY {
        return Layer::certain(refused);
    }
    Layer::of(vec![
        refused,
        Verdict::new(Code::R1, &["copy"], lines()),
        Verdict::new(Code::R9, &["lag", "unsaved"], lines()),
    ])
}

/// The login set no cookie that counts.
fn without_cookie(case: &Case<'_>, control: Item<'_>, compared: bool) -> Layer {
    let token = case
        .all(Step::Login)
        .find_map(|item| Some((item, item.1.response.as_ref()?.token?)));
    if let Some((item, token)) = token {
        let reason = match token {
            Token::Body => "bearer",
            Token::Url => "url",
        };
        return Layer::certain(Verdict::new(
            Code::L0,
            &[reason],
            vec![answered(item), answered(control)],
        ));
    }
    let mut lines = vec![note(
        "登录的应答里没有登录用的 Set-Cookie。",
        "The login's answer has no Set-Cookie for the login.",
    )];
    lines.extend(case.all(Step::Login).last().map(answered));
    let (reasons, item) = reasons(case);
    lines.extend(item.map(answered));
    let verdict = Verdict::new(Code::A6, &reasons, lines);
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
    let sets = |item: &Item<'a>| !item.1.set_cookie().is_empty();
    let (secured, direct) = (
        case.all(Step::LoginSecured).last(),
        case.all(Step::LoginDirect).last(),
    );
    let between_services = case
        .exchanges()
        .find(|item| item.1.request.via != Via::Browser && item.1.step == Step::Login && sets(item));
    if between_services.is_some() {
        return (vec!["subrequest"], between_services);
    }
    match (secured, direct) {
        (Some(secured), _) if sets(&secured) => (vec!["guard"], Some(secured)),
        (_, Some(direct)) if sets(&direct) => (vec!["stripped"], Some(direct)),
        (Some(_), Some(_)) => (vec!["late", "none"], None),
        (Some(_), None) => (vec!["late", "stripped", "subrequest", "none"], None),
        (None, Some(_)) => (vec!["guard", "late", "none"], None),
        (None, None) => (vec!["guard", "late", "stripped", "subrequest", "none"], None),
    }
}
