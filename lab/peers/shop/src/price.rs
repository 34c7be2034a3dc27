//! Prices as shops write them.

use std::fmt::{self, Display};

/// A price in fen; 399900 is shown as `¥3,999` and `.00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price(pub i64);

impl Price {
    /// The part before the point, with the currency.
    pub fn yuan(self) -> impl Display {
        Yuan(self.0 / 100)
    }

    /// The part from the point on.
    pub fn fen(self) -> impl Display {
        Fen(self.0 % 100)
    }
}

struct Yuan(i64);

impl Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yuan = self.0;
        match yuan {
            0..1_000 => write!(f, "¥{yuan}"),
            1_000..1_000_000 => write!(f, "¥{},{:03}", yuan / 1_000, yuan % 1_000),
            _ => write!(
                f,
                "¥{},{:03},{:03}",
                yuan / 1_000_000,
                yuan / 1_000 % 1_000,
                yuan % 1_000
            ),
        }
    }
}

struct Fen(i64);

impl Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ".{:02}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Price;

    #[test]
    fn thousands_are_grouped() {
        let shown = |fen| format!("{}{}", Price(fen).yuan(), Price(fen).fen());
        assert_eq!(
            [5, 99_900, 399_900, 100_000_001].map(shown),
            ["¥0.05", "¥999.00", "¥3,999.00", "¥1,000,000.01"]
        );
    }
}
