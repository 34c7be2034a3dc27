//! B takes the real cookie for garbage: what is left over of stores, keys, names and what lies in between.

use super::{
    case::{Item, note},
    claims,
    reach::{Reach, Reached, reach},
    triple::Triple,
    white,
};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Shape, Step, is_encoded_uuid},
    jar::parse_date,
    question::Question,
    verdict::{Layer, Proof},
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
pub(super) const UNVERIFIED: [(Code, &[&str]); 2] = [
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
            .is_some_and(|own| self.is_quoted_otherwise(&own.value) || self.is_encoded_otherwise(&own.value))
        {
            codes.push((Code::R6, &["format"]));
        }
        let waits = self.waits_for_it();
        // What B itself writes was not seen. It may want an id signed, as Express does, that A writes bare; or bare, that A writes in base64, as
        // Spring does.
        let is_bare = !shape.needs_key() && !case.holds_session();
        let is_encoded = || case.value().is_some_and(|value| is_encoded_uuid(&value));
        if own.is_none() && (is_bare && !reads_it && waits.is_none() || is_encoded()) {
            codes.push((Code::R6, &["format"]));
        }
        let clocks = self.clocks_differ().filter(|_| case.holds_session());
        let clocks_differ = clocks.is_some();
        // B may take whatever comes for a session that is new to it, and one that it finds for one without a member.
        let takes_any = case.touches(nothing.1) && !case.touches(self.real.1);
        let is_open = matches!(how, Some(Reach::Adopts | Reach::Open)) || (takes_any && how.is_none());
        if !reads_it {
            // Where B finds it and makes a guest's page of it all the same, that looks like this, too.
            codes.extend([
                (Code::R7, &["silent"][..]),
                (Code::R10, conditions(shape, clocks_differ)),
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
            Code::A13 => !self.own_works(),
            // What is in the cookie needs no store.
            Code::R7 => !self.own_works() && !case.holds_session(),
            Code::R8 => own_shape.is_none() || !self.own_works(),
            _ => true,
        });
        let mut lines = reach.map(Reached::lines).unwrap_or_default();
        lines.extend(waits);
        lines.extend(clocks);
        if codes.iter().any(|(code, _)| *code == Code::R11)
            && case.takes_back(self.real.1)
            && !self.own_works()
        {
            lines.push(note(
                "B 对每个这样的 Cookie 都要求删除；它的存储有没有应答，从外面看不出来：先确认 B 连得上存储。",
                "B takes back every such cookie. Whether its store answers at all does not show from outside: see first that B reaches it.",
            ));
        }
        let mut layer = self.set_with(&codes, &lines);
        // Whether B reads it or not: whoever looks at the token's time refuses it.
        let out_of_time = claims::out_of_time(case).filter(|_| shape == Shape::Jwt);
        if let Some(verdict) = out_of_time {
            layer.put_first(verdict, Question::about_clock());
        }
        layer
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

    /// The line of proof that the clocks of A and B differ, by the dates of their answers.
    fn clocks_differ(&self) -> Option<Proof> {
        let ahead = |service: Service| {
            let mut answers = self.case.carrying(service);
            answers.find_map(|(_, exchange)| {
                let date = parse_date(exchange.header("date")?)?;
                Some((date - exchange.at).whole_seconds())
            })
        };
        let between = ahead(Service::B)? - ahead(Service::A)?;
        let line = note(
            format!("按应答的 Date，B 的时钟比 A 的快 {between} 秒。"),
            format!("By the Date of their answers, B's clock is {between} s ahead of A's."),
        );
        (between.abs() > claims::LEEWAY).then_some(line)
    }

    /// What a store or a key can do to a value that B reads.
    fn stores(&self, shape: Shape) -> Vec<(Code, &'static [&'static str])> {
        let case = self.case;
        if case.holds_session() {
            // What B itself writes for a member was not seen yet: a bare id, for instance, could be all that it looks for, or another
            // serialization.
            let mut own = case.at(Service::B, Step::OwnControl);
            let is_seen = own.any(|(_, exchange)| exchange.member().is_some());
            let reasons: &[&str] = match (is_seen, shape) {
                (true, _) => &["key"],
                (false, Shape::Jwt) => &["key", "algorithm", "format"],
                (false, _) => &["key", "format"],
            };
            return vec![(Code::R6, reasons)];
        }
        if white::both(case, |declared| declared.memory).is_some_and(|(a, b)| a && b) {
            return vec![(Code::R1, &["copy"])];
        }
        let declared_stores = white::both(case, |declared| declared.store.clone());
        let declared_keys = white::both(case, |declared| declared.key.clone());
        let is_fresh = self.real.1.age_ms.is_some_and(|age| age <= FRESH);
        let (repeated, later) = (self.is_repeated(), self.is_asked_late());
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

    /// Nobody compared: everything after the arrival fits, but for what many or late requests have ruled out.
    pub fn anything(&self) -> Layer {
        let mut codes: Vec<(Code, &'static [&'static str])> = vec![
            (Code::A13, &["forward", "ssr", "cdn", "h2", "parser"]),
            (Code::A14, &["cdn", "browser", "sw"]),
            (Code::R1, &["copy"]),
            (Code::R6, &["key", "algorithm", "format"]),
            (Code::R7, &["read", "silent"]),
            (Code::R8, &[]),
            (Code::R9, &["lag", "unsaved"]),
            (Code::R10, &["address", "agent", "issuer", "audience", "clock"]),
            (Code::R11, &["store", "prefix", "table", "db"]),
        ];
        codes.extend(UNREAD);
        codes.retain(|(code, _)| match code {
            Code::R1 => !self.is_repeated(),
            Code::R9 => !self.is_asked_late(),
            _ => true,
        });
        self.set(&codes)
    }

    /// Whether B was asked so often with one value that a copy which knows it would have answered.
    fn is_repeated(&self) -> bool {
        self.case.answered(Service::B, Step::Repeat).count() >= 4
    }

    /// Whether B was asked at an age at which a session has arrived wherever it is copied to.
    fn is_asked_late(&self) -> bool {
        let mut delayed = self.case.answered(Service::B, Step::Delayed);
        delayed.any(|(_, exchange)| exchange.age_ms.is_some_and(|age| age >= COPIED))
    }
}

/// The conditions on a session that can fail where B shows only a guest.
const fn conditions(shape: Shape, clocks_differ: bool) -> &'static [&'static str] {
    match (shape, clocks_differ) {
        (Shape::Jwt, _) => &["address", "agent", "issuer", "audience", "clock"],
        (_, true) => &["address", "agent", "clock"],
        (_, false) => &["address", "agent"],
    }
}

/// Whether a shared cache may give an answer to somebody with another cookie (RFC 9111 §3, §4.1).
pub(super) fn may_be_kept(exchange: &Exchange) -> bool {
    let says = |header: &str, words: &[&str]| {
        let value = exchange.header(header).unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    };
    !says("cache-control", &["no-store", "private"]) && !says("vary", &["cookie", "*"])
}
