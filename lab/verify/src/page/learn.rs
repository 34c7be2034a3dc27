//! Names of members, learnt from pages.

use serde_json::Value;

use super::{ENTRANCES, EXITS, landmark::shows_name, says, visible::text};
use crate::http::Reply;

/// Words that a page shows after a login and did not show before, most telling first: candidates for the member's name.
pub fn learn(account: &str, before: &Reply, after: &Reply) -> Vec<String> {
    let local = account.split('@').next().unwrap_or(account);
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let is_shown = |reply: &Reply| shows_name(&reply.body, name);
        let is_new = name.chars().count() >= 2 && is_shown(after) && !is_shown(before);
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
    let candidates = match serde_json::from_str(&after.body) {
        Ok(json) => named(&json),
        Err(_) => text(&after.body).iter().flat_map(|piece| parts(piece)).collect(),
    };
    for name in candidates {
        let is_word = name.chars().all(|c| c.is_alphabetic() || " -_.'·".contains(c));
        if is_word && name.chars().count() <= 24 && !is_generic(&name) {
            add(&name);
        }
    }
    names
}

/// The strings of data whose key says that they name somebody.
fn named(json: &Value) -> Vec<String> {
    match json {
        Value::Object(fields) => {
            let of_field = |(key, value): (&String, &Value)| match value {
                Value::String(name) if says(key, &["nick", "name", "user", "login", "display"]) => {
                    vec![name.clone()]
                }
                other => named(other),
            };
            fields.iter().flat_map(of_field).collect()
        }
        Value::Array(items) => items.iter().flat_map(named).collect(),
        _ => Vec::new(),
    }
}

/// The parts of a stretch of text between marks, without the greeting before a name.
fn parts(piece: &str) -> Vec<String> {
    const GREETINGS: [&str; 24] = [
        "hello",
        "hi",
        "hey",
        "dear",
        "welcome back",
        "welcome",
        "signed in as",
        "logged in as",
        "hallo",
        "guten tag",
        "willkommen",
        "angemeldet als",
        "bonjour",
        "bienvenue",
        "connecté en tant que",
        "hola",
        "bienvenido",
        "olá",
        "ciao",
        "benvenuto",
        "здравствуйте",
        "привет",
        "您好",
        "你好",
    ];
    let is_mark = |c: char| ",，!！:：|;；()（）。？?".contains(c);
    let bare = |part: &str| {
        let part = part.trim().trim_end_matches('.');
        let greeting = GREETINGS.iter().find(|greeting| {
            part.get(..greeting.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(greeting))
        });
        let rest = greeting.map_or(part, |greeting| &part[greeting.len()..]);
        // A name that only begins like a greeting is one: "Hilda".
        let is_apart = !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_apart { rest.trim() } else { part }.to_owned()
    };
    piece
        .split(is_mark)
        .map(bare)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Words that pages show to every member, in menus and greetings.
fn is_generic(piece: &str) -> bool {
    const WORDS: [&str; 31] = [
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
        "success",
        "wishlist",
        "favourites",
        "favorites",
        "messages",
        "notifications",
        "我的",
        "账户",
        "账号",
        "欢迎",
        "你好",
        "退出",
        "注销",
        "订单",
        "设置",
        "成功",
    ];
    says(piece, &ENTRANCES) || says(piece, &EXITS) || says(piece, &WORDS)
}
