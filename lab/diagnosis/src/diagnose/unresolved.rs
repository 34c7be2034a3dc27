//! B takes the real cookie for garbage: what is left over of stores, keys, names and what lies in between.

use super::{
    case::Item,
    claims,
    reach::{Reach, reach},
    triple::Triple,
    white,
};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Shape, Step},
    jar::parse_date,
    verdict::Layer,
};

/// The age in milliseconds up to which a session cannot be too old: nobody lets logins last for less. A busy machine takes a while from the login
/// to the other service.
const FRESH: u64 = 20_000;
/// The age in milliseconds at which a session has arrived wherever it is copied to.
const COPIED: u64 = 5_000;
/// What it can be where B finds the session, and makes a guest's page of it all the same.
pub(super) const UNREAD: [(Code, &[&str]); 2] = [
    (Code::U1, &["version", "class", "serializer"]),
    (Code::U6, &["row", "key", "role", "profile"]),
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
        if let Some(layer) = self.reached(reach, shape) {
            return layer;
        }
        if shape == Shape::Jwt && reads_it {
            return claims::check(case).unwrap_or_else(|| {
                self.set(&[
                    (Code::R6, &["key", "algorithm"]),
                    (Code::R10, &["issuer", "audience", "clock"]),
                ])
            });
        }
        let mut codes = self.stores(shape);
        if case.holds_session() && self.clocks_differ() {
            codes.push((Code::R10, &["clock"]));
        }
        // B may take whatever comes for a session that is new to it, and one that it finds for one without a member.
        let takes_any = case.touches(nothing.1) && !case.touches(self.real.1);
        if reads_it && (reach == Some(Reach::Adopts) || (takes_any && reach.is_none())) {
            codes.extend(UNREAD);
        }
        if !reads_it {
            codes.extend([
                (Code::R8, &[][..]),
                (Code::A13, &["forward", "ssr", "cdn", "h2", "parser"]),
                (Code::A14, &["cdn"]),
            ]);
            // Where B finds it and makes a guest's page of it all the same, that looks like this, too.
            codes.push((Code::R7, &["silent"]));
            codes.extend(UNREAD);
        }
        codes.retain(|(code, _)| match code {
            // A new query gets past most caches, and not past those that leave it out of their keys.
            Code::A14 => !self.own_works() && self.nothing.is_some_and(|(_, exchange)| may_be_kept(exchange)),
            Code::A13 | Code::R7 => !self.own_works(),
            Code::R8 => own_shape.is_none() || !self.own_works(),
            _ => true,
        });
        self.set(&codes)
    }

    /// What is left where B gets as far as A's session.
    fn reached(&self, reach: Option<Reach>, shape: Shape) -> Option<Layer> {
        let [unreadable, unusable] = UNREAD;
        match reach? {
            Reach::Content => Some(self.certain(unusable.0, unusable.1)),
            // A may know an older key besides its own.
            Reach::Back if shape.needs_key() => Some(self.set(&[(Code::R6, &["key"]), unusable])),
            Reach::Record | Reach::Back => Some(self.set(&[unreadable, unusable])),
            Reach::Apart | Reach::Adopts => None,
        }
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
        let repeated = case.at(Service::B, Step::Repeat).count() >= 4;
        let later = case
            .at(Service::B, Step::Delayed)
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

/// Whether a shared cache may give an answer to somebody with another cookie (RFC 9111 §3, §4.1).
fn may_be_kept(exchange: &Exchange) -> bool {
    let says = |header: &str, words: &[&str]| {
        let value = exchange.header(header).unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    };
    !says("cache-control", &["no-store", "private"]) && !says("vary", &["cookie", "*"])
}
