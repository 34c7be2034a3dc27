//! B takes the real cookie for garbage: what is left over of stores, keys, names and what lies in between.

use std::iter;

use super::{
    case::{Item, answered, note},
    claims,
    reach::{Reach, Reached, reach},
    triple::Triple,
    white,
};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Shape, Step},
    jar::parse_date,
    verdict::{Layer, Proof, Verdict},
};

/// The age in milliseconds up to which a session cannot be too old: nobody lets logins last for less. A busy machine takes a while from the login
/// to the other service.
const FRESH: u64 = 20_000;
/// The age in milliseconds at which a session has arrived wherever it is copied to.
const COPIED: u64 = 5_000;
/// The time in milliseconds that a request takes for which something is waited for.
const SLOW: u64 = 1000;
/// The number of requests in which a pause is no chance.
const SEVERAL: usize = 4;
/// What it can be where B finds the session, and makes a guest's page of it all the same.
pub(super) const UNREAD: [(Code, &[&str]); 2] = [
    (Code::U1, &["version", "class", "serializer"]),
    (Code::U6, &["row", "key", "role", "profile"]),
];
/// What it can be where B reads a token, and does not take it.
const UNVERIFIED: [(Code, &[&str]); 2] = [
    (Code::R6, &["key", "algorithm"]),
    (Code::R10, &["issuer", "audience", "clock"]),
];

impl<'a> Triple<'a, '_> {
    /// B takes the real cookie for garbage.
    pub fn unknown(&self, nothing: Item<'a>, garbage: Item<'a>) -> Layer {
        let case = self.case;
        if let Some((a, b)) = white::both(case, |declared| declared.key.clone())
            && a != b
        {
            return self.certain(Code::R6, &["key"]);
        }
        let shape = case.shape().unwrap_or(Shape::Id);
        let own = self.own();
        let own_shape = own
            .as_ref()
            .filter(|own| case.names.contains(&own.name))
            .map(|own| case.shape_of(&own.value, std::slice::from_ref(&own.name)));
        if own_shape.is_some_and(|own| !own.is_like(shape)) {
            return self.certain(Code::R6, &["format"]);
        }
        // An error in answer to garbage can be that of a parser before B looks anything up.
        let is_answered = garbage.1.status() < 400 || garbage.1.status() == nothing.1.status();
        let has_effect = !case.same(nothing.1, garbage.1) && is_answered;
        let reads_it = has_effect || own_shape.is_some_and(|_| self.own_works());
        let reach = reach(case);
        let how = reach.map(|reached| reached.how);
        let is_other_format = own
            .as_ref()
            .is_some_and(|own| self.is_written_otherwise(&own.value));
        if let Some(layer) = reach.and_then(|reached| self.reached(reached, shape, is_other_format)) {
            return layer;
        }
        if shape == Shape::Jwt && reads_it {
            return claims::check(case).unwrap_or_else(|| self.set(&UNVERIFIED));
        }
        let mut codes = self.stores(shape);
        if own
            .as_ref()
            .is_some_and(|own| self.is_quoted_otherwise(&own.value))
        {
            codes.push((Code::R6, &["format"]));
        }
        let waits = self.waits_for_it();
        let clocks_differ = case.holds_session() && self.clocks_differ();
        // B may take whatever comes for a session that is new to it, and one that it finds for one without a member.
        let takes_any = case.touches(nothing.1) && !case.touches(self.real.1);
        let is_open = matches!(how, Some(Reach::Adopts | Reach::Open)) || (takes_any && how.is_none());
        if !reads_it {
            // Where B finds it and makes a guest's page of it all the same, that looks like this, too.
            codes.extend([
                (Code::R7, &["silent"][..]),
                (Code::R10, conditions(clocks_differ)),
            ]);
            codes.extend(UNREAD);
        } else if is_open {
            codes.extend(UNREAD);
        }
        if reads_it && clocks_differ {
            codes.push((Code::R10, &["clock"]));
        }
        if !reads_it && waits.is_none() {
            codes.extend([
                (Code::R8, &[][..]),
                (Code::A13, &["forward", "ssr", "cdn", "h2", "parser"]),
                (Code::A14, &["cdn"]),
            ]);
        }
        codes.retain(|(code, _)| match code {
            // A new query gets past most caches, and not past those that leave it out of their keys.
            Code::A14 => !self.own_works() && self.nothing.is_some_and(|(_, exchange)| may_be_kept(exchange)),
            Code::A13 | Code::R7 => !self.own_works(),
            Code::R8 => own_shape.is_none() || !self.own_works(),
            _ => true,
        });
        let mut lines = reach.map(Reached::lines).unwrap_or_default();
        lines.extend(waits);
        self.set_with(&codes, &lines)
    }

    /// What is left where B gets as far as A's session.
    fn reached(&self, reached: Reached<'_>, shape: Shape, is_other_format: bool) -> Option<Layer> {
        let lines = || iter::once(answered(self.real)).chain(reached.lines()).collect();
        let layer = |codes: &[(Code, &[&'static str])]| {
            let verdicts = codes.iter();
            let verdicts = verdicts.map(|(code, reasons)| Verdict::new(*code, reasons, lines()));
            Some(Layer::of(verdicts.collect()))
        };
        match reached.how {
            Reach::Content => layer(&UNREAD[1..]),
            Reach::Record => layer(&UNREAD),
            Reach::Back if shape == Shape::Jwt => Some(self.back_with_token(reached)),
            Reach::Back => layer(&self.back(shape, is_other_format)),
            Reach::Apart | Reach::Adopts | Reach::Open => None,
        }
    }

    /// What is left where A knows B's own token: what the claims say, or B does not know whose it is.
    fn back_with_token(&self, reached: Reached<'_>) -> Layer {
        let mut layer = claims::check(self.case).unwrap_or_else(|| self.set(&UNVERIFIED));
        if layer.verdicts.len() > 1 {
            let (unusable, reasons) = UNREAD[1];
            layer.verdicts.retain(|verdict| verdict.code != unusable);
            layer
                .verdicts
                .push(Verdict::new(unusable, reasons, vec![answered(self.real)]));
            for verdict in &mut layer.verdicts {
                verdict.proof.extend(reached.lines());
            }
        }
        Layer::of(layer.verdicts)
    }

    /// What is left where A knows B's own value. A may read more stores than it writes to, and know an older key besides its own.
    fn back(&self, shape: Shape, is_other_format: bool) -> Vec<(Code, &'static [&'static str])> {
        let mut codes = vec![UNREAD[1]];
        match (shape.needs_key(), is_other_format) {
            (true, true) => codes.push((Code::R6, &["key", "format"])),
            (true, false) => codes.push((Code::R6, &["key"])),
            (false, true) => codes.push((Code::R6, &["format"])),
            (false, false) => {}
        }
        if !self.case.holds_session() {
            codes.push(UNREAD[0]);
            codes.push((Code::R11, &["store", "prefix", "table", "db"]));
        }
        codes
    }

    /// Whether B writes ids in another form than A does: with or without quotes, longer or shorter, with other characters.
    fn is_written_otherwise(&self, own: &str) -> bool {
        let form = |value: &str| {
            let bare = value.trim_matches('"');
            (bare.len(), bare.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        let is_bare = |value: &str| matches!(Shape::of(value), Shape::Id | Shape::Uuid);
        let value = self.case.value().unwrap_or_default();
        is_bare(&value) && is_bare(own) && form(&value) != form(own) || self.is_quoted_otherwise(own)
    }

    /// Whether one of A and B puts ids in quotes, which are a part of the value for some programs (RFC 6265bis §4.1.1) and for others not.
    fn is_quoted_otherwise(&self, own: &str) -> bool {
        let is_id = |value: &str| matches!(Shape::of(value), Shape::Id | Shape::Uuid);
        let value = self.case.value().unwrap_or_default();
        is_id(&value) && is_id(own) && value.starts_with('"') != own.starts_with('"')
    }

    /// The line of proof that B takes a cookie of the name to something that is slow, whatever its value: every request with one takes long, and
    /// none without.
    fn waits_for_it(&self) -> Option<Proof> {
        let case = self.case;
        let took = |(_, exchange): Item<'a>| exchange.response.as_ref()?.took_ms;
        let has_name = |exchange: &Exchange| case.names.iter().any(|name| !exchange.sent(name).is_empty());
        let of_b = |(_, exchange): &Item<'a>| exchange.service == Service::B && exchange.response.is_some();
        let with = case.exchanges().filter(of_b).filter(|item| has_name(item.1));
        let with: Vec<_> = with.map(took).collect::<Option<_>>()?;
        let without: Vec<_> = case.at(Service::B, Step::Nothing).filter_map(took).collect();
        let (fastest, slowest) = (*with.iter().min()?, *without.iter().max()?);
        let is_repeated = with.len() >= SEVERAL && without.len() >= 2;
        let line = note(
            format!(
                "带这个名称的 Cookie 的 {} 个请求，每个至少用了 {fastest} 毫秒；不带的最多 {slowest} 毫秒：B 读这个名称。",
                with.len()
            ),
            format!(
                "Each of {} requests with a cookie of that name took {fastest} ms or more, and those without at most {slowest} ms: B reads the name.",
                with.len()
            ),
        );
        (is_repeated && fastest > SLOW && fastest > 10 * slowest).then_some(line)
    }

    /// Whether the clocks of A and B differ, by the dates of their answers.
    fn clocks_differ(&self) -> bool {
        let ahead = |service: Service| {
            let mut answers = self.case.carrying(service);
            answers.find_map(|(_, exchange)| {
                let date = parse_date(exchange.header("date")?)?;
                Some((date - exchange.at).whole_seconds())
            })
        };
        ahead(Service::A)
            .zip(ahead(Service::B))
            .is_some_and(|(a, b)| a.abs_diff(b) > claims::LEEWAY.unsigned_abs())
    }

    /// What a store or a key can do to a value that B reads.
    fn stores(&self, shape: Shape) -> Vec<(Code, &'static [&'static str])> {
        let case = self.case;
        if case.holds_session() {
            // What B itself writes for a member was not seen yet: a bare id, for instance, could be all that it looks for, or another
            // serialization.
            let mut own = case.at(Service::B, Step::OwnControl);
            let reasons: &[&str] = if own.any(|(_, exchange)| exchange.member().is_some()) {
                &["key"]
            } else {
                &["key", "format"]
            };
            return vec![(Code::R6, reasons)];
        }
        if white::both(case, |declared| declared.memory).is_some_and(|(a, b)| a && b) {
            return vec![(Code::R1, &["copy"])];
        }
        let declared_stores = white::both(case, |declared| declared.store.clone());
        let declared_keys = white::both(case, |declared| declared.key.clone());
        let is_fresh = self.real.1.age_ms.is_some_and(|age| age <= FRESH);
        let repeated = case.answered(Service::B, Step::Repeat).count() >= 4;
        let later = case
            .answered(Service::B, Step::Delayed)
            .any(|(_, exchange)| exchange.age_ms.is_some_and(|age| age >= COPIED));
        let mut codes: Vec<(Code, &'static [&'static str])> = Vec::new();
        if declared_stores.as_ref().is_none_or(|(a, b)| a != b) {
            codes.push((Code::R11, &["store", "prefix", "table", "db"]));
        }
        if shape.needs_key() && declared_keys.is_none() {
            codes.push((Code::R6, &["key"]));
        }
        if !is_fresh {
            codes.push((Code::R3, &["expired", "swept", "evicted"]));
        }
        if !repeated {
            codes.push((Code::R1, &["copy"]));
        }
        if is_fresh && !later && !repeated {
            codes.push((Code::R9, &["lag", "unsaved"]));
        }
        if codes.is_empty() {
            codes.extend([
                (Code::R2, &[][..]),
                (
                    Code::R5,
                    &["logout", "prefetch", "limit", "password", "rotated", "copied"],
                ),
            ]);
        }
        codes
    }

    /// Nobody compared: everything after the arrival fits.
    pub fn anything(&self) -> Layer {
        self.set(&[
            (Code::A13, &["forward", "ssr", "cdn", "h2", "parser"]),
            (Code::A14, &["cdn", "browser", "sw"]),
            (Code::R1, &["copy"]),
            (Code::R6, &["key", "algorithm", "format"]),
            (Code::R7, &["read", "silent"]),
            (Code::R8, &[]),
            (Code::R9, &["lag", "unsaved"]),
            (Code::R11, &["store", "prefix", "table", "db"]),
            (Code::U6, &["row", "key", "role", "profile"]),
        ])
    }
}

/// The conditions on a session that can fail where B shows only a guest.
const fn conditions(clocks_differ: bool) -> &'static [&'static str] {
    if clocks_differ {
        &["address", "agent", "clock"]
    } else {
        &["address", "agent"]
    }
}

/// Whether a shared cache may give an answer to somebody with another cookie (RFC 9111 §3, §4.1).
fn may_be_kept(exchange: &Exchange) -> bool {
    let says = |header: &str, words: &[&str]| {
        let value = exchange.header(header).unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    };
    !says("cache-control", &["no-store", "private"]) && !says("vary", &["cookie", "*"])
}
