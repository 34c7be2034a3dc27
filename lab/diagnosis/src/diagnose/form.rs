//! The login form needs a cookie of its own, as for a CSRF token in a session, and the browser sends it back without: the right password is
//! then answered like a wrong one.

use super::{
    arrive,
    case::{Case, Item, answered, note},
    control, refused,
};
use crate::{
    code::Code,
    evidence::Step,
    jar::SetCookie,
    verdict::{Layer, Proof, Verdict},
};

/// Why the password went without a cookie that the form's page had set, if that is why the login fails.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    let submit = case.all(Step::Login).find(control::is_submit)?;
    let mut verdicts = refused::of_form(case, submit);
    for verdict in arrive::of_form(case, submit) {
        if verdicts.iter().all(|other| other.code != verdict.code) {
            verdicts.push(verdict);
        }
    }
    let forced = || case.all(Step::LoginForced);
    if let Some(known) = forced().find(|(_, exchange)| exchange.member().is_some()) {
        if verdicts.is_empty() {
            let codes: [(Code, &[&'static str]); 2] = [
                (Code::A2, &["host", "psl", "prefix"]),
                (Code::A3, &["http", "mixed"]),
            ];
            verdicts = codes
                .map(|(code, reasons)| Verdict::new(code, reasons, Vec::new()))
                .to_vec();
        }
        for verdict in &mut verdicts {
            verdict.proof.extend(works(known));
        }
        return Some(Layer::of(verdicts));
    }
    let wrong = case.all(Step::WrongPassword).last();
    let in_vain = |item: Item<'_>| wrong.is_some_and(|wrong| case.same(item.1, wrong.1));
    if verdicts.is_empty() || forced().any(in_vain) {
        return None;
    }
    let refused = control::refused_login(case)?;
    Some(Layer::of(refused.verdicts.into_iter().chain(verdicts).collect()))
}

/// What shows that the cookie is all that lacked.
fn works(known: Item<'_>) -> [Proof; 2] {
    let text = note(
        "带上登录页设置的、浏览器没有带回的 Cookie，同样的密码可以登录。",
        "With the cookies that the form's page set and the browser did not send back, the same password works.",
    );
    [text, answered(known)]
}

/// Whether a line of a page before the password brings a value that the password went without.
pub(super) fn lacks(line: &SetCookie, submit: Item<'_>) -> bool {
    !line.value.is_empty() && submit.1.sent(&line.name).is_empty()
}
