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
    /// A merchant asks how a payment stands: `number`.
    Query,
    /// The provider says how it stands: `number`, `state` (`open`, `paid`, `refunded`, or `unknown`), and of a known one `amount`, `reference`.
    State,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Return => "return",
            Self::Notice => "notice",
            Self::Refund => "refund",
            Self::Query => "query",
            Self::State => "state",
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
    use proptest::{collection::btree_map, prelude::*};

    const KEY: &[u8] = b"a key of both";
    const KINDS: [Kind; 6] = [
        Kind::Open,
        Kind::Return,
        Kind::Notice,
        Kind::Refund,
        Kind::Query,
        Kind::State,
    ];

    /// Any fields, with everything that has a meaning in a form among their letters.
    fn fields() -> impl Strategy<Value = BTreeMap<String, String>> {
        let name = "[a-z&=%+\n 订🐼]{1,6}";
        let value = "[a-z0-9&=%+\n 订🐼]{0,8}";
        let fields = btree_map(name, value, 1..6);
        fields.prop_filter("the signature is ours", |fields| !fields.contains_key(SIGNATURE))
    }

    fn kind() -> impl Strategy<Value = Kind> {
        proptest::sample::select(&KINDS)
    }

    fn signed(key: &[u8], kind: Kind, fields: &BTreeMap<String, String>) -> String {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        sign(key, kind, &fields)
    }

    /// Other fields with the signature of these, as somebody on the way could send them.
    fn with_the_signature_of(sent: &str, fields: &BTreeMap<String, String>) -> String {
        let (_, signature) = sent.rsplit_once('&').expect("the signature is last");
        format!("{}&{signature}", encode(fields))
    }

    proptest! {
        #[test]
        fn a_message_is_read_as_it_was_written(fields in fields(), kind in kind()) {
            let read = read(KEY, kind, &signed(KEY, kind, &fields));
            prop_assert_eq!(read, Ok(Message(fields)));
        }

        #[test]
        fn other_fields_need_another_signature(one in fields(), other in fields(), kind in kind()) {
            prop_assume!(one != other);
            let changed = with_the_signature_of(&signed(KEY, kind, &one), &other);
            prop_assert_eq!(read(KEY, kind, &changed), Err(NotGenuine));
        }

        #[test]
        fn any_change_of_any_field_is_noticed(
            fields in fields(),
            kind in kind(),
            place: prop::sample::Index,
            text in "[a-z0-9&=%]{1,4}",
        ) {
            let sent = signed(KEY, kind, &fields);
            let name = place.get(&fields.keys().cloned().collect::<Vec<_>>()).clone();
            let without = |change: &dyn Fn(&mut BTreeMap<String, String>, String)| {
                let mut changed = fields.clone();
                let value = changed.remove(&name).unwrap_or_default();
                change(&mut changed, value);
                (changed != fields).then(|| with_the_signature_of(&sent, &changed))
            };
            let changes = [
                without(&|_, _| ()),
                without(&|fields, value| { fields.insert(name.clone(), format!("{value}{text}")); }),
                without(&|fields, _| { fields.insert(name.clone(), text.clone()); }),
                without(&|fields, value| { fields.insert(format!("{name}{text}"), value); }),
                without(&|fields, value| { fields.insert(name.clone(), value); fields.insert(text.clone(), String::new()); }),
                Some(format!("{sent}&{}", encode(&BTreeMap::from([(name.clone(), text.clone())])))),
            ];
            for changed in changes.into_iter().flatten() {
                prop_assert_eq!(read(KEY, kind, &changed), Err(NotGenuine), "{}", changed);
            }
        }

        #[test]
        fn a_message_is_of_one_kind_and_of_one_key(fields in fields(), one in kind(), other in kind(), key: [u8; 32]) {
            let sent = signed(&key, one, &fields);
            prop_assert_eq!(read(&key, other, &sent).is_ok(), one == other);
            prop_assert!(read(KEY, one, &sent).is_err());
        }
    }

    #[test]
    fn any_byte_of_a_message_counts() {
        let sent = sign(
            KEY,
            Kind::Open,
            &[("number", "P1"), ("amount", "1800"), ("subject", "订单 & = 🐼")],
        );
        for place in 0..sent.len() {
            let mut changed = sent.clone().into_bytes();
            changed[place] = if changed[place] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(read(KEY, Kind::Open, &changed).is_err(), "{changed}");
            assert!(read(KEY, Kind::Open, &sent[..place]).is_err(), "{place}");
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
