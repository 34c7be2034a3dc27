//! What a session carries, in the format of `tower-sessions-sqlx-store`: a [`Record`] in `MessagePack`.

use crate::token::HashedId;
use serde_json::Value;
use std::{collections::HashMap, str::FromStr};
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};

/// Names and values.
pub(crate) type Values = HashMap<String, Value>;

/// The values with the bytes they were read from.
#[derive(Clone, Debug)]
pub(crate) struct Payload {
    pub(crate) bytes: Vec<u8>,
    pub(crate) values: Values,
    expiry_date: OffsetDateTime,
}

impl Payload {
    /// Reads what the store wrote. Never panics, whatever the bytes are.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, rmp_serde::decode::Error> {
        let record: Record = rmp_serde::from_slice(bytes)?;
        Ok(Self {
            bytes: bytes.to_vec(),
            values: record.data,
            expiry_date: record.expiry_date,
        })
    }

    /// The same record with other values. Its id is the hashed one, as the store writes it.
    pub(crate) fn with(&self, id: &HashedId, values: Values) -> Result<Self, serde_json::Error> {
        let record = Record {
            id: Id::from_str(id.as_str()).unwrap_or_default(),
            data: values,
            expiry_date: self.expiry_date,
        };
        let bytes = rmp_serde::to_vec(&record).map_err(serde::ser::Error::custom)?;
        Ok(Self {
            bytes,
            values: record.data,
            expiry_date: self.expiry_date,
        })
    }
}
