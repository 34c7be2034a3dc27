//! A price as people type it.

use app_kernel::{Money, text};

/// The largest price in yuan that is taken for one.
const MOST_YUAN: i64 = 100_000_000;

/// The price in what was typed; `None` if nothing was.
///
/// # Errors
/// If it is no price: an amount of yuan, with or without sign, separators of thousands, and up to two decimals.
pub(super) fn read(typed: &str) -> Result<Option<Money>, NotAPrice> {
    let typed = text::comparable(typed);
    let amount: String = typed
        .trim_start_matches('¥')
        .trim_end_matches('元')
        .chars()
        .filter(|c| !matches!(c, ',' | ' '))
        .collect();
    if typed.is_empty() {
        return Ok(None);
    }
    let (yuan, decimals) = amount.split_once('.').unwrap_or((&amount, ""));
    let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if yuan.is_empty() || !is_number(yuan) || !is_number(decimals) || decimals.len() > 2 {
        return Err(NotAPrice);
    }
    let yuan: i64 = yuan.parse().map_err(|_| NotAPrice)?;
    if yuan > MOST_YUAN {
        return Err(NotAPrice);
    }
    let fen: i64 = format!("{decimals:0<2}").parse().map_err(|_| NotAPrice)?;
    Ok(Some(Money::from_fen(yuan * 100 + fen)))
}

/// What was typed is no price.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotAPrice;

/// An amount as it stands in a field and in an address: `99.50`, `100`.
pub(super) fn shown(amount: Money) -> String {
    let (yuan, fen) = (amount.fen() / 100, amount.fen() % 100);
    if fen == 0 {
        yuan.to_string()
    } else {
        format!("{yuan}.{fen:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_as_people_type_them() {
        for (typed, fen) in [
            ("100", 10_000),
            ("１００", 10_000),
            ("¥1,299.9", 129_990),
            ("￥99.50元", 9_950),
            (" 1 000 ", 100_000),
            ("0", 0),
            ("007", 700),
        ] {
            assert_eq!(read(typed), Ok(Some(Money::from_fen(fen))), "{typed:?}");
        }
        assert_eq!(read(" \u{3000}"), Ok(None));
        for typed in [
            "cheap",
            "-5",
            "1.234",
            "1e9",
            "99999999999999999999",
            "¥",
            "元",
            ".5",
            "1.2.3",
            "😀",
        ] {
            assert_eq!(read(typed), Err(NotAPrice), "{typed:?}");
        }
    }

    #[test]
    fn a_price_is_shown_as_it_can_be_typed() {
        for fen in [0, 5, 50, 100, 9_950, 129_900] {
            let amount = Money::from_fen(fen);
            assert_eq!(read(&shown(amount)), Ok(Some(amount)));
        }
    }
}
