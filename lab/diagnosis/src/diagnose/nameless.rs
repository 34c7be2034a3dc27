//! B answers the real cookie in another way than garbage, and shows nobody.

use super::{
    case::{Item, note},
    claims,
    triple::Triple,
    unresolved::UNREAD,
};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Shape, Step},
    verdict::{Layer, Proof},
};

impl<'a> Triple<'a, '_> {
    /// B answers the real cookie differently from garbage, and shows nobody.
    pub fn nameless(&self, nothing: Item<'a>, garbage: Item<'a>) -> Layer {
        let mut layer = self.nameless_for(nothing);
        let lines = self.differences(garbage);
        for verdict in &mut layer.verdicts {
            verdict.proof.extend(lines.clone());
        }
        layer
    }

    /// What differs in the answers to the real cookie and to garbage, besides what every line of proof says.
    fn differences(&self, garbage: Item<'a>) -> Vec<Proof> {
        let header = |name: &'static str| {
            let shown = |exchange: &Exchange| exchange.header(name).unwrap_or("–").to_owned();
            let (real, other) = (shown(self.real.1), shown(garbage.1));
            (real != other).then(|| {
                note(
                    format!("{name}：对真实的值是 {real}，对伪造的是 {other}。"),
                    format!("{name}: {real} for the real value, {other} for garbage."),
                )
            })
        };
        let mut lines: Vec<_> = header("www-authenticate").into_iter().collect();
        let is_all_said = !lines.is_empty()
            || self.real.1.status() != garbage.1.status()
            || self.case.same_but_cookies(self.real.1, garbage.1);
        if !is_all_said {
            lines.push(note(
                "对真实的值和对伪造的值，页面（或跳转的地址）不同。",
                "The page (or where it leads) is another one for the real value than for garbage.",
            ));
        } else if lines.is_empty() && self.case.same_but_cookies(self.real.1, garbage.1) {
            lines.push(note(
                "对真实的值和对伪造的值，应答设置或收回的 Cookie 不同。",
                "The answers to the real value and to garbage do not set or take back the same cookies.",
            ));
        }
        lines
    }

    fn nameless_for(&self, nothing: Item<'a>) -> Layer {
        let case = self.case;
        let shape = case.shape();
        let verified_only = case.same(self.real.1, nothing.1);
        let reasons: &[&str] = &["row", "key", "role", "profile"];
        match shape {
            // A good signature may be all that tells it from garbage.
            Some(Shape::Jwt) => match claims::check(case) {
                Some(layer) if layer.codes().contains(&Code::R6) && self.is_signature_verified() => {
                    self.verified(layer)
                }
                Some(layer) => layer,
                None => self.set(&[(Code::R10, &["issuer", "audience", "clock"]), (Code::U6, reasons)]),
            },
            Some(_) if case.holds_session() && verified_only => {
                self.set(&[(Code::R10, &["issuer", "audience", "clock"]), (Code::U6, reasons)])
            }
            // Found, and then taken for a guest's: also a content that does not verify, as Django has it with two keys, or
            // that cannot be read. With a signed id, a good signature may be all that B found.
            Some(shape) if verified_only => {
                let mut codes: Vec<(Code, &[&'static str])> = vec![
                    (Code::R6, &["key"]),
                    (Code::U1, &["version", "class", "serializer"]),
                    (Code::U6, reasons),
                ];
                if shape.needs_key() {
                    codes.push((Code::R11, &["store", "prefix", "table", "db"]));
                }
                self.set(&codes)
            }
            // What tells it from a guest's is a cookie alone: a content that cannot be read is dropped like that, too.
            // And a session that is bound to what a proxy before B changes.
            _ if case.same_but_cookies(self.real.1, nothing.1) => {
                let [unread, unknown] = UNREAD;
                self.set(&[(Code::R10, &["address", "agent"]), unread, unknown])
            }
            _ => self.certain(Code::U6, reasons),
        }
    }

    /// Whether all that is wrong with the garbage is its signature, and B tells each of it from each real token: it has verified that, and does
    /// not show this to some and that to others.
    fn is_signature_verified(&self) -> bool {
        let case = self.case;
        let (Some((_, garbage)), (_, real)) = (self.garbage, self.real) else {
            return false;
        };
        let signed = |exchange: &Exchange| {
            let value = *case.values(exchange).first()?;
            Some(value.rsplit_once('.')?.0.to_owned())
        };
        let is_steady = |step: Step, first: &Exchange| {
            let mut all = case.answered(Service::B, step);
            all.all(|(_, exchange)| case.same(exchange, first))
        };
        signed(garbage).is_some()
            && signed(garbage) == signed(real)
            && is_steady(Step::Garbage, garbage)
            && is_steady(Step::Real, real)
    }

    /// What is left of a token whose signature B has verified: its other claims, what is in it, and what B has of its own about the token and the
    /// member.
    fn verified(&self, claimed: Layer) -> Layer {
        let mut verdicts = claimed.verdicts;
        verdicts.retain(|verdict| verdict.code != Code::R6);
        let mut more: Vec<(Code, &[&'static str])> = vec![(Code::U6, &["row", "key", "role", "profile"])];
        if !verdicts.iter().any(|verdict| verdict.code == Code::R10) {
            more.push((Code::R10, &["issuer", "audience", "clock"]));
            more.push((Code::U1, &["version", "class", "serializer"]));
        }
        // Whatever B looks up its token by.
        more.push((Code::R11, &["store", "prefix", "table", "db"]));
        let known = |code: &Code| verdicts.iter().any(|verdict| verdict.code == *code);
        more.retain(|(code, _)| !known(code));
        let more = self.set(&more).verdicts;
        verdicts.extend(more);
        verdicts.sort_by_key(|verdict| verdict.code);
        Layer::of(verdicts)
    }
}
