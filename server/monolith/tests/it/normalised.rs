//! Text is the same whichever keyboard it was typed on (Unicode UAX #15, RFC 8265).

use crate::mall::{Mall, text};
use argon2::{
    Argon2, PasswordHasher,
    password_hash::{SaltString, rand_core::OsRng},
};

fn log_in(mall: &Mall, account: &str, password: &str) -> u16 {
    let form = [("account", account), ("password", password)];
    let visitor = mall.visitor().as_script();
    visitor.post("/api/auth/login", &form).status().as_u16()
}

#[tokio::test]
async fn a_password_is_the_same_on_every_keyboard() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan").as_script();
    // As macOS composes it.
    let form = [("current", "cfmall-demo"), ("new", "man\u{303}ana\u{3000}2026")];
    assert_eq!(member.post("/api/auth/password", &form).status(), 200);
    for same in ["mañana 2026", "man\u{303}ana 2026", "mañana\u{a0}2026"] {
        assert_eq!(log_in(&mall, "zhangsan", same), 200, "{same:?}");
    }
    for other in ["manana 2026", "Mañana 2026", "mañana 2026 "] {
        assert_eq!(log_in(&mall, "zhangsan", other), 401, "{other:?}");
    }
}

#[tokio::test]
async fn a_password_that_was_hashed_as_it_was_typed_still_works() {
    let mall = Mall::open().await;
    let typed = "man\u{303}ana-2026";
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default()
        .hash_password(typed.as_bytes(), &salt)
        .expect("a hash");
    sqlx::query("update auth.member set password_hash = $1 where user_name = 'lisi'")
        .bind(hash.to_string())
        .execute(mall.database.pool())
        .await
        .expect("an old account");
    assert_eq!(log_in(&mall, "lisi", typed), 200);
    assert_eq!(
        log_in(&mall, "lisi", "mañana-2026"),
        401,
        "which nobody typed then"
    );
}

#[tokio::test]
async fn an_account_is_the_same_in_every_width() {
    let mall = Mall::open().await;
    for account in [
        "ｚｈａｎｇｓａｎ",
        "zhang\u{200b}san\u{feff}",
        "１３８０００００００１",
        "\u{202a}13800000001\u{202c}",
    ] {
        assert_eq!(log_in(&mall, account, "cfmall-demo"), 200, "{account:?}");
    }
}

#[tokio::test]
async fn a_search_finds_the_same_in_every_script() {
    let mall = Mall::open().await;
    let found = |words: &str| {
        let query = app_kernel::path::query(&[("q", words)]);
        let page = text(mall.visitor().get(&format!("/search?{query}")));
        page.matches("class=\"card\"").count()
    };
    for (one, other) in [
        ("X1", "Ｘ１"),
        ("耳机", "耳機"),
        ("耳机", "耳\u{200b}机"),
        ("手机", "手機"),
    ] {
        assert!(found(one) > 0, "{one}");
        assert_eq!(found(one), found(other), "{other}");
    }
}
