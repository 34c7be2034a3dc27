//! A run as it is written down and read again.

use std::path::Path;

use diagnosis::{Diagnosis, diagnose, evidence::Evidence};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{circumstances::Circumstances, report};

/// A recorded run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    #[serde(flatten)]
    pub evidence: Evidence,
    #[serde(default)]
    pub circumstances: Circumstances,
}

impl Record {
    /// Reads a record, or what `--json` prints: that has the run inside.
    pub fn read(file: &Path) -> Result<Self, String> {
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
        let json: Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        let run = json.get("evidence").unwrap_or(&json);
        serde_json::from_value(run.clone()).map_err(|error| wrong(&error))
    }

    /// The record with stand-ins for what is somebody's.
    pub fn bare(&self) -> Self {
        Self {
            evidence: report::stand_ins(&self.evidence),
            circumstances: self.circumstances.clone(),
        }
    }

    /// What the record says.
    pub fn diagnosis(&self) -> Diagnosis {
        self.circumstances.apply(&self.evidence, diagnose(&self.evidence))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use crate::circumstances::Logins;
    use diagnosis::{
        Outcome,
        evidence::{Service, Shown},
    };
    use serde_json::json;

    use super::Record;

    /// A run in which B answers the login in a way that nothing was recognised in.
    fn run(described: bool) -> Record {
        let exchange = |step: &str, service: &str, sid: &str, shown: &serde_json::Value, page: &str| {
            let cookies = if sid.is_empty() {
                json!([])
            } else {
                json!([{"name": "sid", "value": sid}])
            };
            let url = format!("http://{service}.shop.test/");
            let method = if step == "login" { "POST" } else { "GET" };
            let set = if step == "login" {
                json!(["sid=qJ5bUuM0Yt0p2vYp; Domain=shop.test; Path=/; HttpOnly"])
            } else {
                json!([])
            };
            json!({
                "step": step, "service": service, "at": "2026-01-01T00:00:00Z",
                "request": {"url": url, "context": {"method": method}, "cookies": cookies},
                "response": {"status": 200, "set_cookie": set, "shown": shown, "page": page},
            })
        };
        let (unclear, guest) = (json!("unclear"), json!("guest"));
        let real = "qJ5bUuM0Yt0p2vYp";
        let mut exchanges = vec![
            exchange("nothing", "b", "", &guest, "1"),
            exchange("nothing", "b", "", &guest, "1"),
            exchange("login", "a", "", &unclear, "2"),
            exchange("control", "a", real, &json!({"member": "ada"}), "3"),
        ];
        exchanges.push(exchange("visit", "b", real, &unclear, "4"));
        for _ in 0..3 {
            exchanges.push(exchange("real", "b", real, &unclear, "4"));
            exchanges.push(exchange("garbage", "b", "aaaaaaaaaaaaaaaa", &guest, "1"));
        }
        let run = json!({"version": 1, "session_cookies": ["sid"], "exchanges": exchanges, "circumstances": {"described": described}});
        serde_json::from_value(run).unwrap()
    }

    #[test]
    fn a_record_says_what_the_run_met() {
        let mut record = run(true);
        record.circumstances.logins = Logins::Refused;
        record.circumstances.limits.push(Service::B);
        let text = serde_json::to_string(&record.bare()).unwrap();
        let again: Record = serde_json::from_str(&text).unwrap();
        let sentence = again.diagnosis().sentence;
        assert!(sentence.en.contains("A takes no more logins") && sentence.en.contains("B limits requests"));
        assert!(sentence.zh.contains("A 不再接受登录") && sentence.zh.contains("B 限制请求"));
        record.circumstances.hollow = true;
        assert_eq!(record.diagnosis().outcome, Outcome::CouldNotRun);
    }

    #[test]
    fn one_page_for_everybody_may_be_filled_in_by_script() {
        let says_so = |record: &Record| {
            record
                .diagnosis()
                .sentence
                .en
                .contains("B gives everybody the same page")
        };
        let mut record = run(true);
        assert!(!says_so(&record));
        for exchange in &mut record.evidence.exchanges {
            if let Some(response) = exchange
                .response
                .as_mut()
                .filter(|_| exchange.service == Service::B)
            {
                response.shown = Shown::Guest;
                response.page = Some("1".to_owned());
            }
        }
        assert!(says_so(&record), "{:?}", record.diagnosis().sentence);
    }

    #[test]
    fn a_record_says_whether_landmarks_were_guessed() {
        for described in [true, false] {
            let record = run(described);
            let text = serde_json::to_string(&record.bare()).unwrap();
            let again: Record = serde_json::from_str(&text).unwrap();
            let diagnosis = again.diagnosis();
            let expected = if described {
                Outcome::Verdict
            } else {
                Outcome::Unknown
            };
            assert_eq!(diagnosis.outcome, expected, "{diagnosis:?}");
            assert_eq!(record.diagnosis().outcome, expected);
        }
    }
}
