//! What came of a look-up, in words.

use diagnosis::{
    Words,
    evidence::{Found, LookUp},
};
use leptos::prelude::*;

use super::super::words::{say, t, w};

/// What came of a look-up: the words, and whether it is good (`hit`), bad (`miss`) or neither (`none`).
pub const fn found(found: Found) -> (Words, &'static str) {
    match found {
        Found::NoCookie => (w("没有 Cookie", "no cookie"), "none"),
        Found::Hit => (w("认得", "known"), "hit"),
        Found::Miss => (w("不认得", "unknown"), "miss"),
        Found::Expired => (w("已过期", "expired"), "miss"),
        Found::Ended => (w("已结束", "ended"), "miss"),
        Found::Copied => (w("被复制过", "copied"), "miss"),
        Found::WrongKey => (w("密钥不符", "wrong key"), "miss"),
        Found::Unreadable => (w("读不懂", "unreadable"), "miss"),
        Found::Unavailable => (w("存储没有应答", "no answer"), "miss"),
        Found::UnknownMember => (w("没有这个会员", "no such member"), "miss"),
    }
}

/// A look-up: where, and what came of it.
#[component]
pub fn LookUpView(look_up: LookUp) -> impl IntoView {
    let (words, class) = found(look_up.found);
    let place = if look_up.memory {
        t("自己的内存", "own memory").to_owned()
    } else {
        place(&look_up.store)
    };
    let place =
        (look_up.found != Found::NoCookie).then(|| view! { <span class="look-up__place">{place}</span> });
    view! {
        <span class=format!("look-up look-up--{class}")>
            <span class="look-up__found">{say(words)}</span>
            {place}
        </span>
    }
}

/// A store by its kind; what follows a colon names the server.
pub fn place(store: &str) -> String {
    match store.split([':', '@']).next().unwrap_or(store) {
        "postgres" => t("会话表", "session table").to_owned(),
        "cookie" => t("Cookie 本身", "the cookie itself").to_owned(),
        other => other.to_owned(),
    }
}
