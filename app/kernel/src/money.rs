//! Money in minor units: an integer, never a float.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in Chinese yuan, counted in fen (1 yuan = 100 fen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money {
    fen: i64,
}

impl Money {
    /// The amount of `fen` fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self { fen }
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.fen
    }
}

/// Formats as `¥3,999.00`, in both languages of the mall.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.fen < 0 { "-" } else { "" };
        let yuan = (self.fen.unsigned_abs() / 100).to_string();
        let mut grouped = String::with_capacity(yuan.len() + yuan.len() / 3);
        for (index, digit) in yuan.chars().enumerate() {
            if index > 0 && (yuan.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}¥{grouped}.{:02}", self.fen.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn amounts_read_like_a_price_tag() {
        let shown = |fen| Money::from_fen(fen).to_string();
        assert_eq!(shown(0), "¥0.00");
        assert_eq!(shown(5), "¥0.05");
        assert_eq!(shown(99_900), "¥999.00");
        assert_eq!(shown(399_900), "¥3,999.00");
        assert_eq!(shown(123_456_789), "¥1,234,567.89");
        assert_eq!(shown(-100), "-¥1.00");
    }
}
