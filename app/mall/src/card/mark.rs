//! Words marked in a name.

use leptos::prelude::*;
use std::ops::Range;

/// `name` with every place marked where one of `words`, which are in small letters, stands in it.
pub(super) fn marked(name: &str, words: &[String]) -> AnyView {
    let places = places(name, words);
    if places.is_empty() {
        return name.to_owned().into_any();
    }
    let mut pieces = Vec::new();
    let mut done = 0;
    for place in places {
        pieces.push(unmarked(&name[done..place.start]));
        done = place.end;
        pieces.push(Some(view! { <mark>{name[place].to_owned()}</mark> }.into_any()));
    }
    pieces.push(unmarked(&name[done..]));
    pieces.into_iter().flatten().collect_view().into_any()
}

/// A text between marks. leptos would make a blank of an empty one.
fn unmarked(text: &str) -> Option<AnyView> {
    (!text.is_empty()).then(|| text.to_owned().into_any())
}

/// Where one of `words` stands in `name`, in order, none inside of another.
fn places(name: &str, words: &[String]) -> Vec<Range<usize>> {
    // A letter whose small form is longer would move all that follow.
    let small: String = name
        .chars()
        .map(|c| {
            let mut small = c.to_lowercase();
            match small.next() {
                Some(only) if small.next().is_none() && only.len_utf8() == c.len_utf8() => only,
                _ => c,
            }
        })
        .collect();
    let mut found: Vec<Range<usize>> = words
        .iter()
        .filter(|word| !word.is_empty())
        .flat_map(|word| small.match_indices(word.as_str()))
        .map(|(start, word)| start..start + word.len())
        .collect();
    found.sort_unstable_by_key(|place| (place.start, place.end));
    found
        .into_iter()
        .fold(Vec::new(), |mut all: Vec<Range<usize>>, place| {
            match all.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => all.push(place),
            }
            all
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let mut shown = String::new();
        let mut done = 0;
        for place in places(name, &words) {
            shown = format!("{shown}{}[{}]", &name[done..place.start], &name[place.clone()]);
            done = place.end;
        }
        shown + &name[done..]
    }

    #[test]
    fn words_are_marked_in_any_case_and_script() {
        for (name, words, marked) in [
            (
                "Beichen X1 smartphone",
                vec!["phone", "x1"],
                "Beichen [X1] smart[phone]",
            ),
            ("智能手机", vec!["手机"], "智能[手机]"),
            ("abcd", vec!["bc", "cd"], "a[bcd]"),
            ("a cat", vec!["a"], "[a] c[a]t"),
            ("İstanbul i", vec!["i"], "İstanbul [i]"),
            ("name", vec![""], "name"),
            ("name", vec![], "name"),
        ] {
            assert_eq!(shown(name, &words), marked);
        }
    }
}
