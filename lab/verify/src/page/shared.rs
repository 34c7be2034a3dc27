//! Names of members, found where two pages for members show the same one.

use super::{landmark::shows_name, visible::text};
use crate::http::Reply;

/// Words that stand beside names on pages for members, in menus and in sentences.
const MENU: [&str; 40] = [
    "a",
    "account",
    "as",
    "back",
    "cart",
    "contact",
    "dashboard",
    "hello",
    "help",
    "hi",
    "history",
    "home",
    "in",
    "is",
    "log",
    "logged",
    "logout",
    "member",
    "messages",
    "my",
    "of",
    "off",
    "order",
    "orders",
    "out",
    "profile",
    "session",
    "settings",
    "shop",
    "sign",
    "signed",
    "signout",
    "the",
    "this",
    "to",
    "user",
    "welcome",
    "wishlist",
    "you",
    "your",
];
/// The length of the longest name in characters.
const LONGEST: usize = 40;

/// The names that two pages for members both show, and no page for guests does: runs of capitalised words, whatever stands around them.
pub fn shared(one: &Reply, other: &Reply, guests: &[&Reply]) -> Vec<String> {
    let known: Vec<_> = guests.iter().flat_map(|guest| sentences(&guest.body)).collect();
    let own = |page: &Reply| {
        let mut own = sentences(&page.body);
        own.retain(|sentence| !known.contains(sentence));
        own
    };
    let (ours, theirs) = (own(one), own(other));
    let mut names: Vec<String> = Vec::new();
    for (mine, their) in ours
        .iter()
        .flat_map(|mine| theirs.iter().map(move |their| (mine, their)))
    {
        for run in runs(mine, their) {
            let is_new = !names.contains(&run) && run.chars().count() <= LONGEST;
            if is_new && !guests.iter().any(|guest| shows_name(&guest.body, &run)) {
                names.push(run);
            }
        }
    }
    // The longest is the most telling.
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names
}

/// The words of each sentence of a page, without the marks around them.
fn sentences(body: &str) -> Vec<Vec<String>> {
    let is_mark = |c: char| ",，!！:：|;；()（）。？?".contains(c);
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    text(body)
        .iter()
        .flat_map(|piece| piece.split(is_mark))
        .map(|sentence| {
            let words = sentence.split_whitespace().map(bare);
            words.filter(|word| !word.is_empty()).collect()
        })
        .collect()
}

/// The runs of words that may be a name and stand in both sentences. A word by itself is one only behind a small one ("of Ada"): what begins
/// a sentence has a capital anyway.
fn runs(mine: &[String], their: &[String]) -> Vec<String> {
    let is_same = |one: &String, other: &String| one.to_lowercase() == other.to_lowercase();
    let is_behind_small =
        |words: &[String], at: usize| at > 0 && words[at - 1].starts_with(char::is_lowercase);
    let has_name = |words: &[String], at: usize| words.get(at).is_some_and(|word| may_name(word, word));
    let mut found = Vec::new();
    for at in 0..mine.len() {
        for there in 0..their.len() {
            let is_begun = at > 0
                && there > 0
                && is_same(&mine[at - 1], &their[there - 1])
                && may_name(&mine[at - 1], &their[there - 1]);
            let pairs = mine[at..].iter().zip(&their[there..]);
            let length = pairs
                .take_while(|(one, other)| is_same(one, other) && may_name(one, other))
                .count();
            let is_told = is_behind_small(mine, at) || is_behind_small(their, there);
            // "Mei Lin" and "Mei Chen" are two, and so may "Lin" and "Mei Lin" be.
            let goes_on = has_name(mine, at + length) || has_name(their, there + length);
            let is_surname = at > 0 && has_name(mine, at - 1) || there > 0 && has_name(their, there - 1);
            if !is_begun && !goes_on && (length > 1 || length == 1 && is_told && !is_surname) {
                found.push(mine[at..at + length].join(" "));
            }
        }
    }
    found
}

/// Whether a word, as it is written on two pages, may be a part of a name.
fn may_name(one: &str, other: &str) -> bool {
    let is_capital = |word: &str| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let is_word = one.chars().all(|c| c.is_alphabetic() || "-_.'·".contains(c));
    let small = one.to_lowercase();
    is_word
        && one.chars().count() >= 2
        && (is_capital(one) || is_capital(other))
        && !MENU.contains(&small.as_str())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn reply(body: &str) -> Reply {
        Reply {
            status: 200,
            headers: Vec::new(),
            body: body.to_owned(),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn a_name_is_what_two_members_pages_share() {
        let guest = reply("<a href=/login>Log in</a><p>Blue Moon Shop</p>");
        let names = |one: &str, other: &str| shared(&reply(one), &reply(other), &[&guest]);
        for (one, other) in [
            ("<p>Profile of Mei Lin</p>", "<p>This is Mei Lin.</p>"),
            ("<p>Account of Mei Lin</p>", "<b>MEI LIN</b>'s orders"),
            ("<p>Profile of Mei Lin</p>", "<p>Profile of Mei Lin</p>"),
            (
                "<p>You are Mei Lin.</p><p>Blue Moon Shop</p>",
                "<p>Blue Moon Shop</p>mei lin",
            ),
        ] {
            assert_eq!(names(one, other), ["Mei Lin"], "{one} {other}");
        }
        assert_eq!(names("Profile of Mei", "You are Mei"), ["Mei"]);
        // What pages say to members is no name.
        for (one, other) in [
            ("<p>Profile of Mei Lin</p>", "<p>Feed of Mei Chen</p>"),
            ("<p>Profile of Ada Lin</p>", "<p>This is Mei Lin.</p>"),
            ("<p>Profile of Lin</p>", "<p>You are Mei Lin</p>"),
            ("<p>Your orders</p>", "<p>Your session has ended</p>"),
            ("<p>My Orders</p><a>Log Out</a>", "<p>My Orders</p><a>Log Out</a>"),
            (
                "<p>Settings</p><p>Blue Moon Shop</p>",
                "<p>Settings of the Blue Moon Shop</p>",
            ),
            ("<p>Orders from today</p>", "<p>Orders are for customers</p>"),
        ] {
            assert_eq!(names(one, other), Vec::<String>::new(), "{one} {other}");
        }
    }
}
