//! The messages between merchant and provider: fields as forms have them, with a signature that only the two can make.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use url::form_urlencoded;

/// The name of the field with the signature.
const SIGNATURE: &str = "signature";

/// The kind of a message. It is signed with the rest, so that none can be taken for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A merchant asks for a payment: `number`, `amount`, `subject`, `return`, `notice`, `language`.
    Open,
    /// A payer comes back: `number`, `state` (`paid` or `open`), and of a paid one `amount`, `reference`.
    Return,
    /// The provider tells of a payment: `number`, `amount`, `reference`.
    Notice,
    /// A merchant gives back what was paid: `number`, `amount`.
    Refund,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Return => "return",
            Self::Notice => "notice",
            Self::Refund => "refund",
        }
    }
}

/// The fields of a message that is genuine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(BTreeMap<String, String>);

/// A message that none of the two has made, or that was changed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotGenuine;

impl Message {
    /// The value of a field, and nothing of one that is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The amount in fen.
    ///
    /// # Errors
    /// [`NotGenuine`] if there is none that can be paid.
    pub fn amount(&self) -> Result<i64, NotGenuine> {
        let amount = self.get("amount").parse().map_err(|_| NotGenuine)?;
        if amount > 0 { Ok(amount) } else { Err(NotGenuine) }
    }
}

/// A message with these fields and its signature, encoded as forms are.
pub fn sign(key: &[u8], kind: Kind, fields: &[(&str, &str)]) -> String {
    let fields: BTreeMap<_, _> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let tag = mac(key, kind, &fields).finalize().into_bytes();
    let mut encoded = encode(&fields);
    encoded.push('&');
    encoded.push_str(SIGNATURE);
    encoded.push('=');
    encoded.push_str(&URL_SAFE_NO_PAD.encode(tag));
    encoded
}

/// Reads a message of a kind.
///
/// # Errors
/// [`NotGenuine`] if its signature is not that of its fields, or a field is there twice.
pub fn read(key: &[u8], kind: Kind, encoded: &str) -> Result<Message, NotGenuine> {
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(encoded.as_bytes()) {
        if fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(NotGenuine);
        }
    }
    let tag = fields.remove(SIGNATURE).ok_or(NotGenuine)?;
    let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| NotGenuine)?;
    mac(key, kind, &fields)
        .verify_slice(&tag)
        .map_err(|_| NotGenuine)?;
    Ok(Message(fields))
}

fn mac(key: &[u8], kind: Kind, fields: &BTreeMap<String, String>) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(b"demo payments ");
    mac.update(kind.name().as_bytes());
    mac.update(b"\n");
    mac.update(encode(fields).as_bytes());
    mac
}

/// One text for the same fields, in the order of their names.
fn encode(fields: &BTreeMap<String, String>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of both";
    const FIELDS: [(&str, &str); 3] = [("number", "P1"), ("amount", "1800"), ("subject", "订单 & = 🐼")];

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let sent = sign(KEY, Kind::Open, &FIELDS);
        let read = read(KEY, Kind::Open, &sent).expect("genuine");
        for (name, value) in FIELDS {
            assert_eq!(read.get(name), value);
        }
        assert_eq!(read.amount(), Ok(1800));
    }

    #[test]
    fn whatever_is_changed_is_noticed() {
        let sent = sign(KEY, Kind::Open, &FIELDS);
        let is_genuine = |text: &str| read(KEY, Kind::Open, text).is_ok();
        for place in 0..sent.len() {
            let mut changed = sent.clone().into_bytes();
            changed[place] = if changed[place] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(!is_genuine(&changed), "{changed}");
        }
        for more in ["&amount=1", "&more=1", "&signature=x", "&number=P1"] {
            assert!(!is_genuine(&format!("{sent}{more}")), "{more}");
        }
        assert!(!is_genuine(""));
        assert!(!is_genuine("number=P1&amount=1800"));
        assert!(read(b"another key", Kind::Open, &sent).is_err());
        for other in [Kind::Return, Kind::Notice, Kind::Refund] {
            assert!(read(KEY, other, &sent).is_err(), "{other:?}");
        }
    }

    #[test]
    fn an_amount_is_more_than_nothing() {
        for amount in ["", "0", "-1", "1.5", "x", "99999999999999999999"] {
            let sent = sign(KEY, Kind::Refund, &[("amount", amount)]);
            let read = read(KEY, Kind::Refund, &sent).expect("genuine");
            assert_eq!(read.amount(), Err(NotGenuine), "{amount}");
        }
    }
}
