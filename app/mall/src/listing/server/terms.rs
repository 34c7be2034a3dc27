//! The words of a search, as they are looked up.

use std::fmt::Write;

/// More words than this narrow nothing down any further.
const MAX_WORDS: usize = 8;
/// The longest gram of letters and digits.
const GRAM: usize = 24;
/// What stands before every word of a product's names in `mall.card.searchable`, and after the names.
const END_OF_NAME: char = '\n';
const END_OF_NAMES: char = '\u{c}';

/// The words of a search. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Each of them: small letters, simplified characters.
    pub(crate) words: Vec<String>,
}

/// Patterns for `like` on `mall.card.searchable`, by which what was found is told from what is better.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Patterns {
    /// Match if every word is there.
    pub(crate) everywhere: Vec<String>,
    /// Matches if the whole search is a name.
    pub(crate) exact: String,
    /// Matches if a name begins with the whole search.
    pub(crate) prefix: String,
    /// Match if every word is in the names, an English one at the beginning of a word.
    pub(crate) beginnings: Vec<String>,
    /// Match if every word is in the names.
    pub(crate) names: Vec<String>,
}

impl Terms {
    /// The words in `text`, which is as [`app_kernel::text::comparable`] makes it; `None` if there is none: only letters and digits of
    /// any script make one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        // Products have their names in simplified characters.
        let text = hanconv::t2s(text.to_lowercase());
        let mut words: Vec<String> = Vec::new();
        for part in text.split(|c: char| c.is_whitespace() || !(c.is_ascii() || c.is_alphanumeric())) {
            // English inside of Chinese is a word of its own.
            let mut rest = part;
            while let Some(first) = rest.chars().next() {
                let end = rest.find(|c: char| c.is_ascii() != first.is_ascii());
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                if word.contains(char::is_alphanumeric) && !words.iter().any(|known| known == word) {
                    words.push(word.to_owned());
                }
                rest = after;
            }
        }
        words.truncate(MAX_WORDS);
        (!words.is_empty()).then_some(Self { words })
    }

    /// The question to the index of `mall.grams`: what has all of these words has these grams. Empty if the index cannot help,
    /// because there are single letters only.
    pub(crate) fn tsquery(&self) -> String {
        let mut query = String::new();
        let mut term = |gram: &str, is_prefix: bool| {
            let joint = if query.is_empty() { "" } else { " & " };
            let end = if is_prefix { ":*" } else { "" };
            // Letters and digits only, so nothing has to be escaped.
            let _ = write!(query, "{joint}'{gram}'{end}");
        };
        for word in &self.words {
            if word.is_ascii() {
                for run in runs(word).filter(|run| run.len() > 1) {
                    term(&run[..run.len().min(GRAM)], true);
                }
                continue;
            }
            let characters: Vec<char> = word.chars().collect();
            if let [only] = characters[..] {
                term(&only.to_string(), true);
            }
            for pair in characters.windows(2) {
                term(&pair.iter().collect::<String>(), false);
            }
        }
        query
    }

    /// The patterns of these words.
    pub(crate) fn patterns(&self) -> Patterns {
        let all: Vec<String> = self.words.iter().map(|word| escaped(word)).collect();
        let whole = all.join(" ");
        let each = |pattern: &dyn Fn(&str) -> String| all.iter().map(|word| pattern(word)).collect();
        Patterns {
            everywhere: each(&|word| format!("%{word}%")),
            exact: format!("%{END_OF_NAME} {whole}{END_OF_NAME}%{END_OF_NAMES}%"),
            prefix: format!("%{END_OF_NAME} {whole}%{END_OF_NAMES}%"),
            beginnings: each(&|word| {
                let blank = if word.is_ascii() { " " } else { "" };
                format!("%{blank}{word}%{END_OF_NAMES}%")
            }),
            names: each(&|word| format!("%{word}%{END_OF_NAMES}%")),
        }
    }
}

/// The runs of letters and digits in an ASCII word.
fn runs(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|run| !run.is_empty())
}

/// `word` as a part of a pattern for `like`, whatever characters it has.
fn escaped(word: &str) -> String {
    word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Terms {
        Terms::of(text).expect("words")
    }

    #[test]
    fn words_are_of_one_script_and_compared_in_one_form() {
        for (text, words) in [
            ("red Shoes", vec!["red", "shoes"]),
            ("5G手機", vec!["5g", "手机"]),
            ("耳机，咖啡!", vec!["耳机", "咖啡"]),
            ("c++ 100%", vec!["c++", "100%"]),
            ("a a A", vec!["a"]),
            ("café", vec!["caf", "é"]),
        ] {
            assert_eq!(terms(text).words, words, "{text}");
        }
        for text in ["", "%", "_ -", "😀🎉", "，。！", "\\"] {
            assert_eq!(Terms::of(text), None, "{text}");
        }
        assert_eq!(terms(&"a b c d e f g h i j k".repeat(9)).words.len(), MAX_WORDS);
    }

    #[test]
    fn the_index_is_asked_for_what_it_has() {
        for (text, query) in [
            ("phone", "'phone':*"),
            ("智能手机", "'智能' & '能手' & '手机'"),
            ("机", "'机':*"),
            ("a", ""),
            ("wi-fi x1", "'wi':* & 'fi':* & 'x1':*"),
            ("c++ 手", "'手':*"),
            (
                "0123456789abcdefghijklmnopqrstuvwxyz",
                "'0123456789abcdefghijklmn':*",
            ),
        ] {
            assert_eq!(terms(text).tsquery(), query, "{text}");
        }
    }

    #[test]
    fn wildcards_are_only_characters() {
        let patterns = terms("100%_a\\b 手").patterns();
        assert_eq!(patterns.everywhere, [r"%100\%\_a\\b%", "%手%"]);
        assert_eq!(patterns.exact, "%\n 100\\%\\_a\\\\b 手\n%\u{c}%");
        assert_eq!(patterns.beginnings, ["% 100\\%\\_a\\\\b%\u{c}%", "%手%\u{c}%"]);
    }
}
