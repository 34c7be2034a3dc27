//! What a browser does by itself between a shop's pages.

use crate::shops::{Pair, check};

#[test]
fn a_browser_uses_again_what_it_has() {
    check(&[
        // Whoever was led to the login once is led there for good.
        Pair {
            name: "permanent",
            words: ["ONE PARENT", "ONE permanent --most PORT"],
            is_right: |said| said.first() == ["A14.browser"],
        },
        // The page of guests and that of members have one tag.
        Pair {
            name: "tagged",
            words: ["ONE PARENT", "ONE tagged"],
            is_right: |said| said.first() == ["A14.browser"],
        },
    ]);
}

/// Nothing of a script is run, and what it says in so many words is done.
#[test]
fn what_a_script_says_plainly_is_done() {
    check(&[
        Pair {
            name: "leads-on",
            words: ["ONE PARENT leads-on", "ONE PARENT"],
            is_right: |said| said.exit == 0,
        },
        Pair {
            name: "keeps-answer",
            words: ["ONE keeps-answer for-all", "ONE"],
            is_right: |said| said.exit == 0 || said.first() == ["U2.stateless"],
        },
        Pair {
            name: "keeps-answer-here",
            words: ["ONE keeps-answer", "ONE"],
            is_right: |said| {
                said.first() == ["A1.sibling"] && said.next().is_some_and(|next| next.is_empty())
            },
        },
    ]);
}

#[test]
fn a_link_to_the_logout_is_fetched_ahead() {
    check(&[Pair {
        name: "prefetches",
        words: ["ONE PARENT prefetches", "ONE PARENT"],
        is_right: |said| said.first() == ["R5.prefetch"],
    }]);
}

/// B's page is the same for everybody, and its script asks who is there.
#[test]
fn what_a_script_asks_for_is_asked_for() {
    check(&[
        Pair {
            name: "filled",
            words: ["ONE PARENT", "ONE filled"],
            is_right: |said| said.exit == 0,
        },
        Pair {
            name: "filled-apart",
            words: ["ONE PARENT", "OTHER filled"],
            is_right: |said| {
                said.first().contains(&"R11".to_owned()) && said.exit == 2 || said.first() == ["R11"]
            },
        },
        Pair {
            name: "filled-here",
            words: ["ONE", "ONE filled"],
            is_right: |said| {
                said.first() == ["A1.sibling"] && said.next().is_some_and(|next| next.is_empty())
            },
        },
        // What its request says of itself is said of no other: A takes no forms as JSON.
        Pair {
            name: "filled-with-type",
            words: ["ONE PARENT", "ONE filled sends-type"],
            is_right: |said| {
                let sentence = said.json["diagnosis"]["sentence"]["en"].as_str();
                said.exit == 0 && sentence.is_some_and(|said| !said.contains("no more logins"))
            },
        },
        // The script asks A, and without its cookies.
        Pair {
            name: "filled-by-a",
            words: ["ONE", "ONE filled --most PORT"],
            is_right: |said| said.first() == ["A12.mode"],
        },
        Pair {
            name: "filled-by-a-with-them",
            words: ["ONE", "ONE filled includes --most PORT"],
            is_right: |said| said.exit == 0,
        },
        // The same from another site: the cookie stays behind, if it is about the login at all.
        Pair {
            name: "filled-by-a-of-another-site",
            words: ["ONE", "ONE AWAY filled includes --most PORT"],
            is_right: |said| said.first() == ["A4.subresource"],
        },
        Pair {
            name: "filled-by-a-with-what-is-public",
            words: ["ONE public-data", "ONE AWAY filled includes --most PORT"],
            is_right: |said| said.first() == ["A11.sites"],
        },
        // In the folder of the data one logs in, too.
        Pair {
            name: "filled-by-a-beside-the-login",
            words: ["ONE api-form", "ONE filled includes --most PORT"],
            is_right: |said| said.exit == 0,
        },
    ]);
}

/// Beside the login there are other things that want a password.
#[test]
fn what_takes_a_password_is_not_always_a_login() {
    check(&[
        Pair {
            name: "register-first",
            words: ["ONE PARENT register-first", "ONE PARENT"],
            is_right: |said| said.exit == 0,
        },
        Pair {
            name: "enters",
            words: ["ONE PARENT data enters", "ONE PARENT"],
            is_right: |said| said.exit == 0,
        },
    ]);
}

/// A's script sends the password to another origin, and a browser keeps no cookie of the answer.
#[test]
fn a_script_that_says_nothing_of_credentials_keeps_nothing() {
    check(&[Pair {
        name: "forgets-credentials",
        words: ["ONE PARENT forgets-credentials", "ONE PARENT"],
        is_right: |said| said.first() == ["A12.mode"],
    }]);
}
