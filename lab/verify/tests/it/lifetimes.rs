//! Shops whose logins are short, and renewed on the way.

use crate::shops::{Pair, check};

/// A session for the parent domain, and beside it, for A only, what renews it.
#[test]
fn what_renews_a_login_is_not_looked_for_at_b() {
    check(&[
        Pair {
            name: "renews",
            words: ["PARENT renews ONE", "ONE PARENT"],
            is_right: |said| said.exit == 0,
        },
        Pair {
            name: "renews-apart",
            words: ["PARENT renews ONE", "OTHER PARENT"],
            is_right: |said| {
                let first = said.first();
                first.contains(&"R11".to_owned()) && !first.contains(&"A1.sibling".to_owned())
            },
        },
        Pair {
            name: "renews-brief",
            words: ["PARENT renews ONE", "ONE PARENT brief --seconds 2"],
            is_right: |said| said.first() == ["R3.expired"],
        },
        // B reads the one that is for A only.
        Pair {
            name: "renews-host-only",
            words: ["renews ONE", "ONE PARENT"],
            is_right: |said| said.first() == ["A1.sibling"],
        },
    ]);
}

/// A session, and a cookie that keeps one logged in, each of which is enough: what garbage in the place of one shows is a member's page.
#[test]
fn either_of_two_cookies_opens_the_page() {
    check(&[
        Pair {
            name: "either",
            words: ["PARENT ONE either", "ONE PARENT either"],
            is_right: |said| said.exit == 0,
        },
        Pair {
            name: "either-apart",
            words: ["PARENT ONE either", "OTHER PARENT either"],
            is_right: |said| said.first() == ["R11"],
        },
    ]);
}

/// A knows the member by one cookie, which reaches B, and sets another one for B that does not.
#[test]
fn what_a_sets_for_b_is_a_part_of_the_login() {
    check(&[Pair {
        name: "for-b",
        words: ["PARENT ONE for-b", "ONE reads-token"],
        is_right: |said| said.first() == ["A1.sibling"] && said.next().is_some_and(|next| next.is_empty()),
    }]);
}

/// As long as somebody asks, the login goes on; a reader's pause ends it.
#[test]
fn a_login_that_a_pause_ends_is_none() {
    check(&[
        Pair {
            name: "rolls",
            words: ["PARENT ONE", "ONE PARENT brief rolls --seconds 4"],
            is_right: |said| said.first() == ["R3.expired"],
        },
        Pair {
            name: "rolls-in-the-browser",
            words: [
                "PARENT ONE renews-cookie --seconds 4",
                "ONE PARENT renews-cookie --seconds 4",
            ],
            is_right: |said| said.first() == ["A7.short"],
        },
        Pair {
            name: "rolls-for-a-minute",
            words: ["PARENT ONE renews-cookie", "ONE PARENT renews-cookie"],
            is_right: |said| said.exit == 0 && said.json["also"][0] == "A7.short",
        },
        Pair {
            name: "rolls-for-an-hour",
            words: [
                "PARENT ONE renews-cookie --seconds 3600",
                "ONE PARENT brief rolls --seconds 3600",
            ],
            is_right: |said| said.exit == 0 && said.json["also"][0].is_null(),
        },
    ]);
}

#[test]
fn a_store_that_is_full_drops_the_first_visitor() {
    check(&[
        Pair {
            name: "full",
            words: ["ONE PARENT full --most 4", "ONE PARENT"],
            is_right: |said| said.first() == ["R3.evicted", "R5.limit"],
        },
        Pair {
            name: "large-enough",
            words: ["ONE PARENT full --most 400", "ONE PARENT"],
            is_right: |said| said.exit == 0,
        },
    ]);
}
