//! Phone numbers that messages and parcels are sent to.

use crate::text::comparable;

/// A mobile number of mainland China, however it was typed: with blanks, hyphens, brackets, `+86`, full-width digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MobileNumber(String);

/// The country's code, as E.164 has it.
const COUNTRY: &str = "+86";

impl MobileNumber {
    /// Reads what was typed; nothing if it is no such number.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: String = comparable(typed)
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.'))
            .collect();
        let digits = digits.strip_prefix('+').map_or(digits.as_str(), |digits| digits);
        let digits = ["0086", "86"]
            .into_iter()
            .find_map(|code| digits.strip_prefix(code).filter(|rest| rest.len() == 11))
            .unwrap_or(digits);
        let is_mobile = digits.len() == 11
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && digits.starts_with('1')
            && !matches!(digits.as_bytes()[1], b'0'..=b'2');
        is_mobile.then(|| Self(digits.to_owned()))
    }

    /// The eleven digits, as people in the country dial them.
    pub fn national(&self) -> &str {
        &self.0
    }

    /// The number with its country: `+8613800000001` (E.164).
    pub fn e164(&self) -> String {
        format!("{COUNTRY}{}", self.0)
    }

    /// The digits in groups, as people read them: `138 0000 0001`.
    pub fn grouped(&self) -> String {
        let (first, rest) = self.0.split_at(3);
        let (second, third) = rest.split_at(4);
        format!("{first} {second} {third}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_typed() {
        for typed in [
            "13800000001",
            " 138 0000 0001 ",
            "138-0000-0001",
            "+86 13800000001",
            "0086 138 0000 0001",
            "86-13800000001",
            "１３８０００００００１",
            "(138) 0000.0001",
            "\u{202a}13800000001\u{202c}",
        ] {
            let number = MobileNumber::parse(typed).unwrap_or_else(|| panic!("{typed:?}"));
            assert_eq!(number.national(), "13800000001", "{typed:?}");
            assert_eq!(number.e164(), "+8613800000001");
            assert_eq!(number.grouped(), "138 0000 0001");
        }
    }

    #[test]
    fn what_is_none_is_none() {
        for typed in [
            "",
            "1380000000",
            "138000000011",
            "12800000001",
            "23800000001",
            "+1 13800000001",
            "+44 7911 123456",
            "1380000000x",
            "+86",
            "🐼",
            "1380000000\u{661}",
            "13800000001\u{0}1",
        ] {
            assert_eq!(MobileNumber::parse(typed), None, "{typed:?}");
        }
    }
}
