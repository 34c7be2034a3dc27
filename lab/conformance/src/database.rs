//! Read-only access to the database of a deployment.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use sqlx::{
    PgPool, Row,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::verdict::{NotPassed, failed};

/// A connection pool whose transactions are read-only.
pub struct Database(PgPool);

/// An event in the life of a session, as the system recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: String,
    /// The reason.
    pub detail: String,
    /// The session, which must not be named by its cookie.
    pub session: String,
    /// The member whose session it is.
    pub member: String,
    /// The network address that the request came from.
    pub address: String,
}

/// A value of a table, as text or as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A value of any other type, as the database writes it.
    Text(String),
    /// A value of the type `bytea`.
    Bytes(Vec<u8>),
}

impl Database {
    /// Connects to the database at `url`.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let options: PgConnectOptions = url.parse().context("--database is no address of PostgreSQL")?;
        let options = options
            .application_name("conformance")
            .options([("default_transaction_read_only", "on")]);
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await
            .context("the database does not answer")?;
        Ok(Self(pool))
    }

    /// The one number that the statement `question` selects.
    pub async fn number(&self, question: &str) -> Result<i64, NotPassed> {
        let row = sqlx::query(question).fetch_one(&self.0).await?;
        Ok(row.try_get(0)?)
    }

    /// The versions by key that the statement `question` selects.
    pub async fn versions(&self, question: &str) -> Result<BTreeMap<String, String>, NotPassed> {
        let rows = sqlx::query(question).fetch_all(&self.0).await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect()
    }

    /// The events after the number `since` that the statement `question` selects.
    pub async fn events(&self, question: &str, since: i64) -> Result<Vec<Event>, NotPassed> {
        let rows = sqlx::query(question).bind(since).fetch_all(&self.0).await?;
        rows.iter()
            .map(|row| {
                Ok(Event {
                    kind: row.try_get(0)?,
                    detail: row.try_get(1)?,
                    session: row.try_get(2)?,
                    member: row.try_get(3)?,
                    address: row.try_get(4)?,
                })
            })
            .collect()
    }

    /// The statements that other connections run or have run last.
    pub async fn statements(&self) -> Result<Vec<String>, NotPassed> {
        let question = "select query from pg_stat_activity where application_name <> 'conformance'";
        let rows = sqlx::query(question).fetch_all(&self.0).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The names of the tables of these schemas.
    pub async fn tables(&self, schemas: &[String]) -> Result<Vec<String>, NotPassed> {
        let question = "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = any($1) order by 1";
        let rows = sqlx::query(question).bind(schemas).fetch_all(&self.0).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// All values of the newest `most` rows of a table.
    pub async fn values(&self, table: &str, most: u32) -> Result<Vec<Value>, NotPassed> {
        // Bytes leave as base64 with a mark, everything else as it is written.
        let question = format!(
            "select value from (select * from {table} order by ctid desc limit {most}) as t,
             lateral json_each_text(row_to_json(t)) as field (key, value) where value is not null"
        );
        let rows = sqlx::query(&question).fetch_all(&self.0).await?;
        rows.iter().map(|row| Ok(read(row.try_get(0)?))).collect()
    }
}

/// The value that JSON has as `text`; `bytea` is written as `\x0123`.
fn read(text: String) -> Value {
    let digits = text.strip_prefix("\\x").filter(|digits| digits.len() % 2 == 0);
    let bytes: Option<Vec<u8>> = digits.and_then(|digits| {
        (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
            .collect()
    });
    bytes.map_or(Value::Text(text), Value::Bytes)
}

impl Value {
    /// The encodings of this value that somebody who has stolen it would try as a cookie.
    pub fn encodings(&self) -> Vec<String> {
        use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
        let encoded = |bytes: &[u8]| {
            let hex = bytes
                .iter()
                .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
            [
                URL_SAFE_NO_PAD.encode(bytes),
                URL_SAFE.encode(bytes),
                STANDARD.encode(bytes),
                STANDARD_NO_PAD.encode(bytes),
                hex,
            ]
        };
        match self {
            Self::Text(text) => {
                let mut all = vec![text.clone()];
                all.extend(encoded(text.as_bytes()));
                for engine in [&URL_SAFE_NO_PAD, &STANDARD_NO_PAD] {
                    if let Ok(bytes) = engine.decode(text) {
                        all.extend(encoded(&bytes));
                    }
                }
                all
            }
            Self::Bytes(bytes) => {
                let (front, back) = bytes.split_at(bytes.len() / 2);
                let mut all: Vec<_> = [bytes, front, back].into_iter().flat_map(encoded).collect();
                // A token of 128 bits may lie anywhere in a payload, in either byte order.
                for window in bytes.windows(16).take(512) {
                    all.push(URL_SAFE_NO_PAD.encode(window));
                    all.push(URL_SAFE_NO_PAD.encode(window.iter().rev().copied().collect::<Vec<_>>()));
                }
                all
            }
        }
    }
}

impl From<sqlx::Error> for NotPassed {
    fn from(error: sqlx::Error) -> Self {
        failed("the database can be looked at", error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_from_text_and_tried_in_all_encodings() {
        assert_eq!(read("\\x00ff".into()), Value::Bytes(vec![0, 255]));
        assert_eq!(read("\\xzz".into()), Value::Text("\\xzz".into()));
        let tried = Value::Bytes((0..20).collect()).encodings();
        assert!(tried.contains(&"AAECAwQFBgcICQ".to_owned()), "the first half");
        assert!(
            tried.contains(&"AQIDBAUGBwgJCgsMDQ4PEA".to_owned()),
            "16 bytes from the second on"
        );
        assert!(
            Value::Text("AAEC".into())
                .encodings()
                .contains(&"000102".to_owned())
        );
    }
}
