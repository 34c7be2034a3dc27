//! The number of an order, as people read it out.

/// The text if it can be the number of an order: some digits. Whatever else somebody sends is no order's, and the database is not asked.
pub(crate) fn order_number(text: &str) -> Option<&str> {
    let is_number = (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::order_number;

    #[test]
    fn a_number_is_digits() {
        assert_eq!(order_number("2611270505728882"), Some("2611270505728882"));
        for none in ["", "x", "1\0", "１", "-1", "1 ", &"9".repeat(21)] {
            assert_eq!(order_number(none), None, "{none:?}");
        }
    }
}
