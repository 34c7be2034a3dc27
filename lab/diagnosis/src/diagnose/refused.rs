//! The browser ignores the login's `Set-Cookie`.

use super::{
    case::{Case, Item, proof},
    form,
    history::Record,
};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Step},
    jar::{Rule, SetCookie},
    verdict::{Proof, Verdict},
};

/// The verdicts about lines of the login that were ignored, if none of the same name was kept later.
pub(super) fn check(case: &Case<'_>) -> Vec<Verdict> {
    let of_login = |record: &&Record| case.evidence.exchanges[record.exchange].step == Step::Login;
    let records: Vec<_> = case.history.records.iter().filter(of_login).collect();
    if let Some(verdict) = folded(case, &records) {
        return vec![verdict];
    }
    let mut verdicts: Vec<Verdict> = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let kept_later = records[index + 1..]
            .iter()
            .any(|later| name(later) == name(record) && later.receipt.rule == Rule::Stored);
        if record.receipt.rule == Rule::Stored || kept_later || !is_ours(case, record) {
            continue;
        }
        let (code, reasons) = cause(case, record);
        if !verdicts.iter().any(|verdict| verdict.code == code) {
            verdicts.push(Verdict::new(code, reasons, vec![line_proof(record)]));
        }
    }
    verdicts
}

/// The verdicts about lines of the pages before the password that were ignored, so that the password went without them.
pub(super) fn of_form(case: &Case<'_>, submit: Item<'_>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    for record in &case.history.records {
        let exchange = &case.evidence.exchanges[record.exchange];
        let of_page = exchange.service == Service::A
            && record.exchange < submit.0
            && matches!(exchange.step, Step::Login | Step::Between);
        let line = record.receipt.line.as_ref();
        let is_lacking = line.is_some_and(|line| form::lacks(line, submit));
        let is_taken = matches!(record.receipt.rule, Rule::Stored | Rule::Removes);
        if of_page && is_lacking && !is_taken {
            let found = verdict(case, record);
            if !verdicts.iter().any(|verdict| verdict.code == found.code) {
                verdicts.push(found);
            }
        }
    }
    verdicts
}

/// The verdict about a line that the browser ignores.
pub(super) fn verdict(case: &Case<'_>, record: &Record) -> Verdict {
    let (code, reasons) = cause(case, record);
    Verdict::new(code, reasons, vec![line_proof(record)])
}

fn name(record: &Record) -> &str {
    let line = record.receipt.line.as_ref();
    line.map_or_else(|| SetCookie::name_in(&record.line), |line| line.name.as_str())
}

fn is_ours(case: &Case<'_>, record: &Record) -> bool {
    if let Some(line) = &record.receipt.line {
        return case.names.contains(&line.name) && !line.value.is_empty();
    }
    // Who looks for the login among the cookies that a browser keeps finds, of one that it ignores, no more than the signature beside it.
    let name = name(record);
    case.names.is_empty()
        || case
            .names
            .iter()
            .any(|ours| ours == name || is_beside(ours, name))
}

/// Whether a cookie belongs to another one by its name: `session.sig` to `session`.
fn is_beside(name: &str, other: &str) -> bool {
    !other.is_empty() && name.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether a request went without a cookie of the login that no browser keeps.
pub(super) fn is_left_out(case: &Case<'_>, exchange: &Exchange) -> bool {
    let mut records = case.history.records.iter();
    records.any(|record| {
        let of_login = case.evidence.exchanges[record.exchange].step == Step::Login;
        let is_unread = record.receipt.line.is_none() && is_ours(case, record);
        of_login && is_unread && exchange.sent(name(record)).is_empty()
    })
}

/// The verdicts about lines of the login that no browser keeps and that may have carried it, for all that is known: a refused login does not
/// set them.
pub(super) fn possible(case: &Case<'_>) -> Vec<Verdict> {
    let name_of = |line: &String| SetCookie::name_in(line).to_owned();
    let refused: Vec<_> = case
        .all(Step::WrongPassword)
        .flat_map(|(_, exchange)| exchange.set_cookie().iter().map(name_of))
        .collect();
    let unread = case.history.records.iter().filter(|record| {
        let of_login = case.evidence.exchanges[record.exchange].step == Step::Login;
        of_login && record.receipt.line.is_none() && !refused.iter().any(|other| other == name(record))
    });
    let mut verdicts: Vec<Verdict> = Vec::new();
    for record in unread {
        let (code, reasons) = cause(case, record);
        if !verdicts.iter().any(|verdict| verdict.code == code) {
            verdicts.push(Verdict::new(code, reasons, vec![line_proof(record)]));
        }
    }
    verdicts
}

fn line_proof(record: &Record) -> Proof {
    let sentence = record.receipt.rule.sentence();
    let source = record.receipt.rule.source();
    let line = attributes(&record.line);
    Proof {
        rule: Some(record.receipt.rule),
        ..proof(
            record.exchange,
            format!("Set-Cookie: {line} —— {}（{source}）", sentence.zh),
            format!("Set-Cookie: {line}: {} ({source})", sentence.en),
        )
    }
}

/// A line with its value left out: a proof shows no ids.
pub(super) fn attributes(line: &str) -> String {
    let (pair, rest) = line
        .split_once(';')
        .map_or((line, ""), |(pair, rest)| (pair, rest));
    let name = pair.split_once('=').map_or("", |(name, _)| name);
    let shown: String = name.chars().filter(|character| !character.is_control()).collect();
    format!("{shown}=…{}{rest}", if rest.is_empty() { "" } else { ";" })
}

fn cause(case: &Case<'_>, record: &Record) -> (Code, &'static [&'static str]) {
    match record.receipt.rule {
        Rule::PublicSuffix => (Code::A2, &["psl"]),
        Rule::SingleLabel => (Code::A2, &["label"]),
        Rule::AddressDomain => (Code::A2, &["ip"]),
        Rule::ForeignDomain | Rule::DomainNotAscii => (Code::A2, &["host"]),
        Rule::SecurePrefix | Rule::HostPrefix | Rule::HttpPrefix | Rule::NamelessPrefix => {
            (Code::A2, &["prefix"])
        }
        Rule::NoneWithoutSecure => (Code::A2, &["none"]),
        Rule::TooLarge => (Code::A8, &["cookie"]),
        Rule::SecureFromInsecure => (Code::A3, &["http"]),
        Rule::CoversSecure => (Code::A3, &["overwrite"]),
        Rule::CrossSiteAnswer => (Code::A4, &["subresource"]),
        Rule::ThirdPartyBlocked => (Code::A4, &["third-party"]),
        Rule::CredentialsOmitted => (Code::A12, &["mode"]),
        Rule::Removes => (Code::A7, ended(case, record)),
        _ => (Code::A2, &["syntax"]),
    }
}

/// Why a line ends its own cookie: by the server's own clock it may not. `Date` can be that of a proxy, so that a date in the past is not
/// known to be meant where it agrees with the browser's.
fn ended(case: &Case<'_>, record: &Record) -> &'static [&'static str] {
    let exchange = &case.evidence.exchanges[record.exchange];
    let expires = record.receipt.line.as_ref().filter(|line| line.max_age.is_none());
    let server = exchange.header("date").and_then(crate::jar::parse_date);
    match (expires.and_then(|line| line.expires), server) {
        (Some(expires), Some(server)) if expires > server => &["clock"],
        (Some(_), _) => &["short", "clock"],
        (None, _) => &["short"],
    }
}

/// The login's cookie, hidden behind a comma in the line of another one.
fn folded(case: &Case<'_>, records: &[&Record]) -> Option<Verdict> {
    let declared = &case.evidence.session_cookies;
    let has_own_line = |name: &&String| {
        records.iter().any(|record| {
            let line = record.receipt.line.as_ref();
            line.is_some_and(|line| line.name == **name)
        })
    };
    let missing: Vec<_> = declared.iter().filter(|name| !has_own_line(name)).collect();
    let record = records.iter().find(|record| {
        let names = SetCookie::folded_names(&record.line);
        missing.iter().any(|name| names.contains(&name.as_str()))
    })?;
    let text = proof(
        record.exchange,
        format!(
            "登录的 Cookie 写在另一行的逗号之后：{}。",
            attributes(&record.line)
        ),
        format!(
            "The cookie of the login comes after a comma in the line of another one: {}.",
            attributes(&record.line)
        ),
    );
    Some(Verdict::new(Code::A2, &["folded"], vec![text]))
}
