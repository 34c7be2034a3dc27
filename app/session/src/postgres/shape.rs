//! The shape of a record: walked through, and nothing kept.
//!
//! Accepts exactly what [`Record`](tower_sessions::session::Record) and [`Value`](serde_json::Value) accept; the tests of
//! [`super::payload`] hold the two against each other.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Unexpected, Visitor},
};
use std::fmt;
use time::OffsetDateTime;
use tower_sessions::session::Id;

/// A record whose values are only walked through.
#[derive(Deserialize)]
pub(super) struct Shape {
    #[serde(rename = "id")]
    _id: Id,
    #[serde(rename = "data")]
    _data: Entries,
    #[serde(rename = "expiry_date")]
    _expiry_date: OffsetDateTime,
}

/// The names and values of a record.
struct Entries;

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for Entries {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_key_seed(Key::LikeString)?.is_some() {
            map.next_value::<AnyJson>()?;
        }
        Ok(self)
    }
}

/// The key of a map.
#[derive(Clone, Copy)]
enum Key {
    /// The first key of a [`serde_json::Value`]'s map: text.
    Text,
    /// Any key that is read as a [`String`]: text, or bytes that are text.
    LikeString,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<(), E> {
        match self {
            Self::LikeString if std::str::from_utf8(bytes).is_ok() => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Bytes(bytes), &self)),
        }
    }
}

/// Anything that can be a [`serde_json::Value`].
struct AnyJson;

impl<'de> Deserialize<'de> for AnyJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for AnyJson {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_none<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut key = Key::Text;
        while map.next_key_seed(key)?.is_some() {
            map.next_value::<Self>()?;
            key = Key::LikeString;
        }
        Ok(self)
    }
}
