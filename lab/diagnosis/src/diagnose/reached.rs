//! What B's own login leaves of the causes.

use std::iter;

use super::{
    case::answered,
    claims,
    reach::{Reach, Reached},
    triple::Triple,
    unresolved::{UNREAD, UNVERIFIED},
};
use crate::{
    code::Code,
    evidence::{Shape, is_encoded_uuid},
    verdict::{Layer, Verdict},
};

impl Triple<'_, '_> {
    /// What is left where B gets as far as A's session.
    pub fn reached(&self, reached: Reached<'_>, shape: Shape, is_other_format: bool) -> Option<Layer> {
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
    pub fn is_written_otherwise(&self, own: &str) -> bool {
        let form = |value: &str| {
            let bare = value.trim_matches('"');
            (bare.len(), bare.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        let is_bare = |value: &str| matches!(Shape::of(value), Shape::Id | Shape::Uuid);
        let value = self.case.value().unwrap_or_default();
        is_bare(&value) && is_bare(own) && form(&value) != form(own) || self.is_quoted_otherwise(own)
    }

    /// Whether one of A and B writes ids in Base64, as Spring Session does, and the other one as they are.
    pub fn is_encoded_otherwise(&self, own: &str) -> bool {
        let value = self.case.value().unwrap_or_default();
        is_encoded_uuid(&value) != is_encoded_uuid(own)
    }

    /// Whether one of A and B puts ids in quotes, which are a part of the value for some programs (RFC 6265bis §4.1.1) and for others not.
    pub fn is_quoted_otherwise(&self, own: &str) -> bool {
        let is_id = |value: &str| matches!(Shape::of(value), Shape::Id | Shape::Uuid);
        let value = self.case.value().unwrap_or_default();
        is_id(&value) && is_id(own) && value.starts_with('"') != own.starts_with('"')
    }
}
