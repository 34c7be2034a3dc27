//! What a session carries, in the format of `tower-sessions-sqlx-store`: a [`Record`] in `MessagePack`.
//!
//! Every look-up brings these bytes, and hardly any request asks what they say. So they are only walked through once, to
//! find out whether they can be read; values are made of them when somebody asks.

use super::shape::Shape;
use crate::{SessionError, token::HashedId};
use rmp_serde::{Deserializer, decode::Error, decode::ReadRefReader};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use time::OffsetDateTime;
use tower_sessions::session::Record;

/// Deeper than any JSON text that `serde_json` reads (128), and far from the end of a thread's stack.
const DEPTH: usize = 160;

/// Names and values.
pub(crate) type Values = HashMap<String, Value>;

/// Bytes that are known to be a record.
#[derive(Clone, Debug)]
pub(crate) struct Payload(Vec<u8>);

/// Bytes that are no record, and why not.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(crate) struct Unreadable {
    pub(crate) bytes: Vec<u8>,
    error: Error,
}

impl Payload {
    /// Takes what the store wrote. Never panics, whatever the bytes are, and makes nothing of them.
    pub(crate) fn check(bytes: Vec<u8>) -> Result<Self, Unreadable> {
        match Shape::deserialize(&mut decoder(&bytes)) {
            Ok(_) => Ok(Self(bytes)),
            Err(error) => Err(Unreadable { bytes, error }),
        }
    }

    /// What a new session carries: nothing, in a record that has the hashed id and an end, both of which count as columns only.
    pub(crate) fn empty(id: &HashedId, until: OffsetDateTime) -> Result<Self, SessionError> {
        let record = Record {
            id: id.digest().unwrap_or_default(),
            data: Values::new(),
            expiry_date: until,
        };
        rmp_serde::to_vec(&record).map(Self).map_err(unwritable)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The values.
    pub(crate) fn decode(&self) -> Result<Values, SessionError> {
        Ok(self.record()?.data)
    }

    /// The same record with what `change` makes of its values. Its id is the hashed one, as the store writes it.
    pub(crate) fn changed(
        &self,
        id: &HashedId,
        change: impl FnOnce(&mut Values),
    ) -> Result<(Self, Values), SessionError> {
        let mut record = self.record()?;
        change(&mut record.data);
        record.id = id.digest().unwrap_or_default();
        let bytes = rmp_serde::to_vec(&record).map_err(unwritable)?;
        // What cannot be read again must not be written: the session would count as damaged.
        let payload = Self::check(bytes).map_err(unwritable)?;
        Ok((payload, record.data))
    }

    fn record(&self) -> Result<Record, SessionError> {
        Record::deserialize(&mut decoder(&self.0)).map_err(SessionError::unavailable)
    }
}

fn decoder(bytes: &[u8]) -> Deserializer<ReadRefReader<'_, [u8]>> {
    let mut decoder = Deserializer::from_read_ref(bytes);
    decoder.set_max_depth(DEPTH);
    decoder
}

fn unwritable(error: impl std::fmt::Display) -> SessionError {
    SessionError::Value(serde::ser::Error::custom(error))
}

/// Fuzz targets, also for the engines that follow coverage:
/// `cargo bolero test --rustc-bootstrap --profile dev --package app-session postgres::payload::tests::any_bytes_are_read_or_refused`
#[cfg(test)]
mod tests {
    use super::*;
    use crate::Token;
    use bolero::check;
    use peak_alloc::PeakAlloc;
    use serde_json::json;
    use time::OffsetDateTime;
    use tower_sessions::session::Id;

    #[global_allocator]
    static ALLOCATOR: PeakAlloc = PeakAlloc;

    const MEBIBYTE: usize = 1024 * 1024;

    fn id() -> HashedId {
        Token::fresh(None).hashed("app")
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

    fn payload(bytes: &[u8]) -> Result<Payload, Unreadable> {
        Payload::check(bytes.to_vec())
    }

    /// Walking through finds exactly what decoding finds; what can be read can be written, and is the same when it is read
    /// again.
    fn read(bytes: &[u8]) {
        let decoded = Record::deserialize(&mut decoder(bytes));
        let checked = payload(bytes);
        assert_eq!(
            checked.is_ok(),
            decoded.is_ok(),
            "{bytes:02x?}: {checked:?} {decoded:?}"
        );
        let (Ok(checked), Ok(decoded)) = (checked, decoded) else {
            return;
        };
        assert_eq!(checked.bytes(), bytes);
        let (written, values) = checked.changed(&id(), |_| ()).expect("it can be written");
        assert_eq!(values, decoded.data);
        let again = written.record().expect("it can be read");
        assert_eq!(
            (again.data, again.expiry_date),
            (decoded.data, decoded.expiry_date)
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
        assert!(payload(&record).is_ok());
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
                assert_eq!(payload(&bytes).is_ok(), depth == 128, "{depth}");
                read(&bytes);
            }
        }
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let payload = payload(&record()).expect("a record");
        let nested = |depth| (0..depth).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        let with =
            |depth| payload.changed(&id(), |values| drop(values.insert("k".to_owned(), nested(depth))));
        assert!(with(128).is_ok());
        assert!(with(200).is_err());
    }
}
