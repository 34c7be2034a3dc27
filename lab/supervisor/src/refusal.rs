//! Why the lab does not do what it was asked for.

use diagnosis::Text;
use lab_model::Refusal;

/// A refusal because something went wrong.
pub fn failed(error: &anyhow::Error) -> Refusal {
    let text = format!("{error:#}");
    Refusal {
        unknown: false,
        reason: Text::new(format!("没有做到：{text}"), format!("It did not work: {text}")),
    }
}

/// A refusal because it makes no sense here.
pub fn refused(zh: &str, en: &str) -> Refusal {
    Refusal {
        unknown: false,
        reason: Text::new(zh, en),
    }
}
