//! Text that people type, in the one form in which it is compared.

use unicode_normalization::UnicodeNormalization;

/// A name or a search as it is compared: one line, in the form in which `Ｘ１` is `X1` (NFKC, UAX #15), without what nobody can see
/// (UTS #39), single blanks between words.
pub fn comparable(text: &str) -> String {
    let visible: String = text
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The digits of a number without a sign. Full-width digits, as Chinese keyboards type them, are digits.
pub fn whole_number(typed: &str) -> Option<String> {
    let number = comparable(typed);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number)
}

/// A password as it is hashed (RFC 8265 §4.2, `OpaqueString`): the same whichever keyboard composed it (NFC), and with one kind of
/// blank.
pub fn password(text: &str) -> String {
    text.nfc()
        .map(|c| {
            if c.is_whitespace() && !c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// Joiners, direction marks, fillers, variation selectors: good inside of a name, but by themselves nobody sees them
/// (`Default_Ignorable_Code_Point`).
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (typed, compared) in [
            ("Ｘ１", "X1"),
            ("１３８０００００００１", "13800000001"),
            (" 张\u{200b}三\u{feff} ", "张三"),
            ("耳机\u{3000}\u{a0} 咖啡\n", "耳机 咖啡"),
            ("ｶﾞ", "ガ"),
            ("cafe\u{301}", "café"),
            ("\u{202e}\u{2066}", ""),
            ("a\0b", "a b"),
        ] {
            assert_eq!(comparable(typed), compared, "{typed:?}");
        }
    }

    #[test]
    fn a_password_is_the_same_on_every_keyboard() {
        assert_eq!(password("man\u{303}ana"), "mañana");
        assert_eq!(password("a\u{3000}b\u{a0}c"), "a b c");
        // Nothing else is changed: case, width, blanks at the ends.
        assert_eq!(password(" Ｐassword\u{200d} "), " Ｐassword\u{200d} ");
    }
}
