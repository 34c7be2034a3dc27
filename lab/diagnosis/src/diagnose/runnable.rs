//! Whether a run says anything at all.

use super::case::Case;
use crate::{
    evidence::{Service, Shown, Step, VERSION},
    text::{Text, words},
};

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
    let broken = case
        .at(Service::B, Step::Nothing)
        .find(|(_, exchange)| exchange.response.is_some() && exchange.status() >= 500);
    if broken.is_some() {
        return Some(
            words(
                "B 不带任何 Cookie 时也出错，与登录无关。",
                "B fails without any cookie too: that is not about the login.",
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

/// Whether any page of A shows the login of the journey. The answer to the login itself proves nothing yet.
fn knows_at_a(case: &Case<'_>) -> bool {
    case.exchanges().any(|(_, exchange)| {
        let of_journey = exchange.step.is_journey() && exchange.step != Step::Login;
        exchange.service == Service::A && of_journey && exchange.member().is_some()
    })
}

/// Whether nothing that B answered tells a member from a guest.
fn lacks_landmark(case: &Case<'_>) -> bool {
    let mut answers = case
        .exchanges()
        .filter(|(_, exchange)| exchange.service == Service::B)
        .filter_map(|(_, exchange)| exchange.response.as_ref())
        .peekable();
    let is_mute = answers.peek().is_some()
        && answers.all(|response| response.shown == Shown::Unclear && response.status < 300);
    is_mute
        && case
            .at(Service::B, Step::Visit)
            .any(|(index, _)| case.arrived_at(index))
}
