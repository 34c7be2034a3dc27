//! Names of members, learnt from pages.

use super::{html::text, landmark::shows, reader::EXITS};
use crate::http::Reply;

/// Words that a page shows after a login and did not show before, most telling first: candidates for the member's name.
pub fn learn(account: &str, before: &Reply, after: &Reply) -> Vec<String> {
    let local = account.split('@').next().unwrap_or(account);
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let is_new = name.chars().count() >= 2 && shows(&after.body, name) && !shows(&before.body, name);
        if is_new && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    for variant in [account, local] {
        add(variant);
        let mut letters = variant.chars();
        if let Some(first) = letters.next() {
            add(&format!("{}{}", first.to_uppercase(), letters.as_str()));
        }
    }
    let old = text(&before.body);
    for piece in text(&after.body) {
        let is_short = piece.chars().count() <= 24 && !old.contains(&piece);
        let is_word = piece.chars().all(|c| c.is_alphabetic() || " -_.'·".contains(c));
        if is_short && is_word && !is_generic(&piece) {
            add(&piece);
        }
    }
    names
}

/// Words that pages show to every member, in menus and greetings.
fn is_generic(piece: &str) -> bool {
    const WORDS: [&str; 24] = [
        "account",
        "profile",
        "home",
        "welcome",
        "hello",
        "dashboard",
        "settings",
        "logged",
        "log",
        "sign",
        "member",
        "orders",
        "cart",
        "you",
        "your",
        "我的",
        "账户",
        "账号",
        "欢迎",
        "你好",
        "退出",
        "注销",
        "订单",
        "设置",
    ];
    let lower = piece.to_lowercase();
    EXITS.iter().any(|exit| lower.contains(exit)) || WORDS.iter().any(|word| lower.contains(word))
}
