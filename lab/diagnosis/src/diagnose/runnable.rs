//! Whether a run says anything at all.

use url::Url;

use super::{
    case::{Case, Item},
    code_flow, unanswered,
};
use crate::{
    evidence::{Service, Shown, Step, VERSION, Via},
    jar::{SetCookie, host},
    text::{Text, words},
};

/// The number of probes that B would have known one of.
const ENOUGH: usize = 8;

/// Why nothing can be said; `None` if something can.
pub(super) fn obstacle(case: &Case<'_>) -> Option<Text> {
    let evidence = case.evidence;
    if evidence.version != VERSION {
        let version = evidence.version;
        return Some(Text::new(
            format!("不认识这种记录的版本（{version}）。"),
            format!("The version of this run ({version}) is not known."),
        ));
    }
    if case.all(Step::Login).next().is_none() {
        return Some(words("没有登录的记录。", "The run has no login.").into());
    }
    let asked_b = case
        .exchanges()
        .any(|(_, exchange)| exchange.service == Service::B);
    let asked_a = case.first(Service::A, Step::Control).is_some();
    let visited = case.first(Service::B, Step::Visit).is_some();
    if !asked_a && !visited && asked_b && !knows_at_a(case) {
        return Some(
            words(
                "登录之后没有再请求过 A，不知道登录本身是否有效。",
                "A was not asked after the login: whether the login holds at all is not known.",
            )
            .into(),
        );
    }
    if !asked_b && !asked_a {
        return Some(
            words(
                "登录之后没有请求过任何页面。",
                "No page was asked for after the login.",
            )
            .into(),
        );
    }
    if gives_no_answer(case) {
        return Some(if refuses_everybody(case) { LIMITED } else { SILENT }.into());
    }
    if is_broken(case) {
        return Some(
            words(
                "B 不带任何 Cookie 时也出错，与登录无关。",
                "B fails without any cookie too: that is not about the login.",
            )
            .into(),
        );
    }
    if is_incomplete(case) {
        return Some(
            words(
                "登录由几个 Cookie 组成，而探测只带了其中一部分。",
                "The login consists of several cookies, and the probes carried only some of them.",
            )
            .into(),
        );
    }
    lacks_landmark(case).then(|| {
        words(
            "B 的页面上既看不出登录，也看不出未登录：需要告诉诊断看哪里。",
            "B's page shows neither a login nor a guest: the landmark has to be described first.",
        )
        .into()
    })
}

const SILENT: crate::Words = words(
    "B 没有回答访问，不知道它认不认识登录者。",
    "B gave no answer to the visit: whether it knows the member is not known.",
);

const LIMITED: crate::Words = words(
    "B 这时拒绝所有人的请求（限流、防护或故障），不知道它认不认识登录者：请过一会儿用更少的请求再试。",
    "B refused everybody's requests at that time (a limit, a shield, or it was away): whether it knows the member is not known. Try again later, with fewer requests.",
);

fn refuses_everybody(case: &Case<'_>) -> bool {
    let mut refused = case.refused.iter();
    refused.any(|index| case.evidence.exchanges[*index].service == Service::B)
}

/// Whether the cookie went to B and nothing came back, though it is not the cookie that makes B fall silent.
fn gives_no_answer(case: &Case<'_>) -> bool {
    let mut carrying = case
        .exchanges()
        .filter(|(index, exchange)| {
            exchange.service == Service::B
                && (exchange.step == Step::Real
                    || exchange.step == Step::Visit && exchange.request.via == Via::Browser)
                && (!exchange.step.is_journey() || case.arrived_at(*index))
        })
        .peekable();
    let has_visit = carrying.peek().is_some();
    has_visit
        && carrying.all(|(_, exchange)| exchange.response.is_none())
        && knows_at_a(case)
        && unanswered::check(case).is_none()
}

/// Whether B fails for everybody: without a cookie, and with the login as well. Where it fails for guests only, or where the login never
/// came to it, there is more to say.
fn is_broken(case: &Case<'_>) -> bool {
    let fails = |(_, exchange): &Item<'_>| exchange.status() >= 500;
    let without = case
        .at(Service::B, Step::Nothing)
        .find(|(_, exchange)| exchange.response.is_some());
    let mut carrying = case.carrying(Service::B).peekable();
    without.is_some_and(|item| fails(&item)) && carrying.peek().is_some() && carrying.all(|item| fails(&item))
}

/// Whether any page of A shows the login of the journey. The answer to the login itself proves nothing yet.
fn knows_at_a(case: &Case<'_>) -> bool {
    case.exchanges().any(|(_, exchange)| {
        let of_journey = exchange.step.is_journey() && exchange.step != Step::Login;
        exchange.service == Service::A && of_journey && exchange.member().is_some()
    })
}

/// Whether the probes carried less than the login: a cookie whose name goes on where the login's ends (`session.sig`) was set
/// and not carried, or A knows the jar and at the same time not the saved value.
fn is_incomplete(case: &Case<'_>) -> bool {
    let extends = |name: &str| {
        let mut ours = case.names.iter();
        ours.any(|own| {
            name.strip_prefix(own.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let set: Vec<_> = case
        .history
        .records
        .iter()
        .filter(|record| case.evidence.exchanges[record.exchange].step == Step::Login)
        .filter_map(|record| record.receipt.line.as_ref())
        .filter(|line| !line.value.is_empty() && extends(&line.name))
        .collect();
    let probes = [Step::Real, Step::Saved, Step::Repeat];
    let lacks_one = case.exchanges().any(|(_, exchange)| {
        probes.contains(&exchange.step) && set.iter().any(|line| exchange.sent(&line.name).is_empty())
    });
    let known = |step: Step, known: bool| {
        let mut all = case.at(Service::A, step);
        all.any(|(_, exchange)| exchange.response.is_some() && exchange.member().is_some() == known)
    };
    // An answer that leads on says nothing yet: a jar's visit goes there, and a single request does not.
    let is_guest_by_saved = case.at(Service::A, Step::Saved).any(|(_, exchange)| {
        let response = exchange.response.as_ref();
        response.is_some_and(|response| response.shown == Shown::Guest)
    });
    // Where the value is replaced on the way, the saved one is simply an older one.
    let value = |step: Step| {
        let exchange = case.first(Service::A, step)?.1;
        Some(
            case.names
                .iter()
                .map(|name| exchange.sent(name))
                .collect::<Vec<_>>(),
        )
    };
    lacks_one
        || (value(Step::Back) == value(Step::Saved)
            && known(Step::Back, true)
            && !known(Step::Back, false)
            && is_guest_by_saved
            && !known(Step::Saved, true))
}

/// Why all is not well though nothing fails that was understood; `None` if it is.
pub(super) fn doubt(case: &Case<'_>) -> Option<Text> {
    is_known_by_others(case).then(|| OTHERS.into())
}

const OTHERS: crate::Words = words(
    "访问 B 时它认识登录者，而探测只带登录的 Cookie 时它不认识：B 读的是另一个 Cookie。请用 cookies = […] 写明哪些 Cookie 带着登录。",
    "B knows the member on a visit and not in the probes, which carry the login's cookies only: it reads another one. Name the cookies that carry the login (cookies = […]).",
);

/// Whether B knows the member on every visit and never by what the probes carry, which is less than the visit had.
fn is_known_by_others(case: &Case<'_>) -> bool {
    let probes = [Step::Real, Step::Repeat, Step::Delayed];
    let of_probes = case.exchanges().filter(|(_, exchange)| {
        exchange.service == Service::B && probes.contains(&exchange.step) && exchange.response.is_some()
    });
    let of_probes: Vec<_> = of_probes.collect();
    let knows = |(_, exchange): &Item<'_>| exchange.member().is_some();
    // What B has set itself is a login of its own, and no probe's business.
    let of_a = |name: &str, visited: &Url| {
        let mut records = case.history.records.iter();
        records.any(|record| {
            let line = record.receipt.line.as_ref().filter(|line| line.name == name);
            let exchange = &case.evidence.exchanges[record.exchange];
            exchange.service == Service::A
                && line.is_some_and(|line| reaches(line, &exchange.request.url, visited))
        })
    };
    let lacks_one = |(_, visit): Item<'_>| {
        let mut sent = visit.request.cookies.iter().flatten();
        sent.any(|pair| {
            of_a(&pair.name, &visit.request.url)
                && of_probes
                    .iter()
                    .all(|(_, probe)| probe.sent(&pair.name).is_empty())
        })
    };
    let mut visits = case.answered(Service::B, Step::Visit).peekable();
    of_probes.len() >= ENOUGH
        && !of_probes.iter().any(knows)
        && visits.peek().is_some()
        && visits.all(|visit| knows(&visit) && lacks_one(visit) && !code_flow::has_login_of_b(case, visit))
}

/// Whether the host of `visited` gets a cookie that `setter` sets by this line.
fn reaches(line: &SetCookie, setter: &Url, visited: &Url) -> bool {
    let host = host::of(visited);
    match line
        .domain
        .as_deref()
        .map(|domain| domain.trim_start_matches('.'))
    {
        Some(domain) if !domain.is_empty() => host::domain_matches(host, &domain.to_ascii_lowercase()),
        _ => host == host::of(setter),
    }
}

/// Whether nothing that B answered tells a member from a guest.
fn lacks_landmark(case: &Case<'_>) -> bool {
    let mut answers = case
        .exchanges()
        .filter(|(_, exchange)| exchange.service == Service::B && exchange.look_up.is_none())
        .filter_map(|(_, exchange)| exchange.response.as_ref())
        .peekable();
    let is_mute = answers.peek().is_some()
        && answers.all(|response| {
            response.shown == Shown::Unclear && (response.status < 300 || response.status == 404)
        });
    is_mute
        && case
            .at(Service::B, Step::Visit)
            .any(|(index, _)| case.arrived_at(index))
}
