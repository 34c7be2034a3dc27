//! Words of a search, and how they are written into addresses.

use unicode_normalization::UnicodeNormalization;

/// The most characters of a search.
const LONGEST: usize = 80;

/// The words of a search: one line, without what nobody can see, not too long.
pub fn readable(text: &str) -> String {
    let visible: String = text
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line: Vec<_> = visible.split_whitespace().collect();
    let short: String = line.join(" ").chars().take(LONGEST).collect();
    short.trim_end().to_owned()
}

/// Joiners, direction marks, fillers (`Default_Ignorable_Code_Point`).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text as a value in a query.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A pattern for `ilike` that matches the word itself anywhere.
pub(crate) fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_one_short_line_of_visible_characters() {
        assert_eq!(readable(" a\u{200b}b \n c\t"), "ab c");
        assert_eq!(readable("ＡＢ"), "AB");
        assert_eq!(readable(&"长".repeat(90)).chars().count(), LONGEST);
    }

    #[test]
    fn a_pattern_matches_the_word_itself() {
        assert_eq!(containing(r"50%_\"), r"%50\%\_\\%");
    }
}
