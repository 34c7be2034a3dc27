//! What a session carries, in the format of `tower-sessions-sqlx-store`: a [`Record`] in `MessagePack`.

use crate::token::HashedId;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::HashMap, str::FromStr};
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};

/// Deeper than any JSON text that `serde_json` reads (128), and far from the end of a thread's stack.
const DEPTH: usize = 160;

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
        let mut decoder = rmp_serde::Deserializer::from_read_ref(bytes);
        decoder.set_max_depth(DEPTH);
        let record = Record::deserialize(&mut decoder)?;
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
        // What cannot be read again must not be written: the session would count as damaged.
        Self::read(&bytes).map_err(serde::ser::Error::custom)?;
        Ok(Self {
            bytes,
            values: record.data,
            expiry_date: self.expiry_date,
        })
    }
}

/// Fuzz targets, also for the engines that follow coverage:
/// `cargo bolero test --rustc-bootstrap --profile dev --package app-session own::payload::tests::any_bytes_are_read_or_refused`
#[cfg(test)]
mod tests {
    use super::*;
    use bolero::check;
    use peak_alloc::PeakAlloc;
    use serde_json::json;

    #[global_allocator]
    static ALLOCATOR: PeakAlloc = PeakAlloc;

    const MEBIBYTE: usize = 1024 * 1024;

    fn id() -> HashedId {
        HashedId::of(Id(42))
    }

    /// A record as there are many.
    fn record() -> Vec<u8> {
        let record = Record {
            id: Id(7),
            data: [
                ("text".to_owned(), json!("会话")),
                ("list".to_owned(), json!([1, -1, 0.5, null, true, { "k": "v" }])),
            ]
            .into(),
            expiry_date: OffsetDateTime::UNIX_EPOCH,
        };
        rmp_serde::to_vec(&record).expect("a record can be written")
    }

    /// What can be read can be written, and is the same when it is read again.
    fn read(bytes: &[u8]) {
        let Ok(payload) = Payload::read(bytes) else {
            return;
        };
        assert_eq!(payload.bytes, bytes);
        let written = payload
            .with(&id(), payload.values.clone())
            .expect("it can be written");
        let again = Payload::read(&written.bytes).expect("it can be read");
        assert_eq!(
            (again.values, again.expiry_date),
            (payload.values, payload.expiry_date)
        );
    }

    #[test]
    fn any_bytes_are_read_or_refused() {
        check!().with_iterations(20_000).for_each(read);
    }

    /// Random bytes are no record; these nearly are.
    #[test]
    fn a_record_with_a_few_wrong_bytes_is_read_or_refused() {
        let record = record();
        check!()
            .with_iterations(20_000)
            .with_type::<(Vec<(u8, u8)>, u8)>()
            .for_each(|(wrong, length)| {
                let mut bytes = record.clone();
                for (position, byte) in wrong {
                    let position = usize::from(*position) % bytes.len();
                    bytes[position] = *byte;
                }
                read(&bytes);
                bytes.truncate(usize::from(*length));
                read(&bytes);
            });
        assert!(Payload::read(&record).is_ok());
    }

    /// Five bytes can say that four billion follow; nobody shall make room for them.
    #[test]
    fn lengths_are_not_believed() {
        let record = record();
        for claim in [0xdd_u8, 0xdf, 0xdb, 0xc6, 0xc9, 0xdc, 0xde, 0xda, 0xc5, 0xc8] {
            for position in 0..record.len() {
                let mut bytes = record[..position].to_vec();
                bytes.extend([claim, 0xff, 0xff, 0xff, 0xff]);
                bytes.extend(&record[position..]);
                ALLOCATOR.reset_peak_usage();
                let before = ALLOCATOR.current_usage();
                read(&bytes);
                let more = ALLOCATOR.peak_usage().saturating_sub(before);
                // Other tests run at the same time and need some, too.
                assert!(
                    more < 64 * MEBIBYTE,
                    "{more} bytes for {claim:x} at {position} of a record"
                );
            }
        }
    }

    #[test]
    fn values_are_not_nested_for_ever() {
        let start = rmp_serde::to_vec(&(Id(7), [("k", ())].as_slice())).expect("written");
        for depth in [128, 1_000, 100_000] {
            for opening in [&[0x91_u8][..], &[0x81, 0xa1, b'k']] {
                let mut bytes = vec![0x93];
                bytes.extend(&start[1..19]);
                bytes.extend([0x81, 0xa1, b'k']);
                bytes.extend(opening.repeat(depth));
                bytes.push(0xc0);
                bytes.extend(rmp_serde::to_vec(&OffsetDateTime::UNIX_EPOCH).expect("written"));
                assert_eq!(Payload::read(&bytes).is_ok(), depth == 128, "{depth}");
                read(&bytes);
            }
        }
    }
    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let payload = Payload::read(&record()).expect("a record");
        let nested = |depth| (0..depth).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        let with = |depth| payload.with(&id(), [("k".to_owned(), nested(depth))].into());
        assert!(with(128).is_ok());
        assert!(with(200).is_err());
    }
}
