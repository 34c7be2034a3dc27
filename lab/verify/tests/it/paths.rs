//! Cookies of one host whose `Path` does not cover a page.

use crate::faults::{Case, case, check};

/// `Path` on one host: what it can be is decided only by pages that answer.
#[test]
fn cookies_of_another_path() {
    const ONE: [&str; 2] = ["shop.test"; 2];
    let path = |name, attributes, pages, first| Case {
        hosts: ONE,
        pages,
        next: Some(&[]),
        ..case(name, [attributes, "SAME"], first)
    };
    check(&[
        path(
            "a5-app",
            "ATTRIBUTES:Path=/account;_HttpOnly",
            ["/account", "/shop"],
            &["A5.app"],
        ),
        path(
            "a5-app-elsewhere",
            "ATTRIBUTES:Path=/private/;_HttpOnly",
            ["/account", "/shop"],
            &["A5.app"],
        ),
        path(
            "a5-slash",
            "ATTRIBUTES:Path=/shop/;_HttpOnly",
            ["/shop/me", "/shop"],
            &["A5.slash"],
        ),
        path(
            "a5-slash-or-app",
            "ATTRIBUTES:Path=/shop/;_HttpOnly --missing /shop/",
            ["/", "/shop"],
            &["A5"],
        ),
        path(
            "a5-case",
            "ATTRIBUTES:Path=/Shop;_HttpOnly",
            ["/Shop/me", "/shop/cart"],
            &["A5.case"],
        ),
        path(
            "a5-default",
            "ATTRIBUTES:HttpOnly",
            ["/api/auth/me", "/shop"],
            &["A5.default"],
        ),
        path(
            "a5-no-path",
            "ATTRIBUTES:Path=shop;_HttpOnly",
            ["/api/auth/me", "/shop"],
            &["A5.default"],
        ),
        path(
            "a5-app-or-proxy",
            "ATTRIBUTES:Path=/internal;_HttpOnly --missing /internal",
            ["/account", "/shop"],
            &["A5"],
        ),
    ]);
}
