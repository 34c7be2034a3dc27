//! What is not ours, not theirs, or not anything.

use super::{Form, SKUS, address_of, ask, buyer, open};
use crate::browser::Browser;

#[tokio::test]
async fn a_confirmation_is_the_members_own() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let mut other = buyer(&mall, "lisi").await;
    member.add(SKUS[0], "1");
    other.add(SKUS[0], "1");
    let form = Form::on(&mut member, "/checkout");
    let theirs = Form::on(&mut other, "/checkout");
    for sent in [
        theirs.value("confirmation"),
        "",
        "x",
        &form.value("confirmation")[1..],
        &"A".repeat(10_000),
        "🐼",
    ] {
        let answer = form.with("confirmation", sent).send(&mut member);
        assert_eq!(answer, (422, "confirmation".to_owned()), "{sent}");
    }
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "0");
}

/// A page that was open overnight is shown anew, with what it costs today.
#[tokio::test]
async fn a_confirmation_that_was_shown_too_long_ago_is_none() {
    let mall = open().await;
    let member_id = ask(&mall, "select id from auth.member where user_name = 'zhangsan'").await;
    for (age, outcome) in [("11 hours", "address"), ("13 hours", "old")] {
        let place = format!(
            "select outcome from mall.order_place({member_id}, 'x', extract(epoch from now() - interval '{age}')::bigint,
                                                  100101, 1, 0, '', '', '30 minutes', 20)"
        );
        assert_eq!(ask(&mall, &place).await, outcome, "{age}");
    }
}

#[tokio::test]
async fn an_address_is_the_members_own() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let theirs = address_of(&mall, "lisi", "440305").await;
    member.add(SKUS[0], "1");
    let page = member.page(&format!("/checkout?address={theirs}"));
    let form = Form::of(&page);
    assert_ne!(form.value("address"), theirs, "another's is not even shown");
    for sent in [
        theirs.as_str(),
        "",
        "0",
        "-1",
        "x",
        "99999999999999999999",
        "１２３４５６",
    ] {
        let answer = form.with("address", sent).send(&mut member);
        assert_eq!(answer, (422, "address".to_owned()), "{sent:?}");
    }
}

#[tokio::test]
async fn prices_from_the_client_are_not_looked_at() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "1");
    let form = Form::on(&mut member, "/checkout")
        .with("price_fen", "1")
        .with("total", "1")
        .with("freight_fen", "0")
        .with("member_id", "2");
    assert_eq!(form.send(&mut member).0, 201);
    assert_eq!(ask(&mall, "select total_fen from mall.order").await, "1800");
    let form = Form::on(&mut member, "/checkout?sku=100101&quantity=1");
    for seen in [&*"0".repeat(64), "", "\0", "🐼", &"a".repeat(10_000)] {
        let answer = form.with("seen", seen).send(&mut member);
        assert_eq!(answer, (409, "changed".to_owned()), "{seen:?}");
    }
}

#[tokio::test]
async fn pieces_that_cannot_be_bought_are_refused() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let form = Form::on(&mut member, "/checkout?sku=100101&quantity=1");
    for (sku, quantity) in [
        ("100101", "0"),
        ("100101", "-1"),
        ("100101", "100"),
        ("100101", "1000000000"),
        ("100101", "x"),
        ("100101", ""),
        ("x", "1"),
        ("", "1"),
    ] {
        let sent = form.with("sku", sku).with("quantity", quantity);
        assert_eq!(
            sent.send(&mut member),
            (422, "form".to_owned()),
            "{sku} {quantity}"
        );
        let page = member.page(&format!("/checkout?sku={sku}&quantity={quantity}"));
        assert!(page.contains("没有可以下单的商品"), "{sku} {quantity}: {page}");
    }
    for sku in ["999999", "1"] {
        let sent = form.with("sku", sku);
        assert_eq!(sent.send(&mut member), (409, "empty".to_owned()), "{sku}");
    }
    let full_width = form.with("quantity", "１");
    assert_eq!(
        full_width.send(&mut member).0,
        201,
        "full-width digits are digits"
    );
}

#[tokio::test]
async fn a_note_has_a_limit_and_is_text() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let form = Form::on(&mut member, "/checkout?sku=100101&quantity=1");
    for long in [
        "字".repeat(201),
        format!("{}{}", "字".repeat(201), "x".repeat(9_799)),
    ] {
        let sent = form.with("note", &long);
        assert_eq!(sent.send(&mut member), (422, "note".to_owned()));
        let page = sent.submit(&mut member);
        let page = member.page(&page);
        assert!(page.contains("备注超过了 200 个字"), "{page}");
        assert!(
            page.contains(&"字".repeat(201)),
            "what was typed is there: {page}"
        );
    }
    let note = "<script>alert(1)</script>\0 \u{202e}ليلى 🐼";
    assert_eq!(form.with("note", note).send(&mut member).0, 201);
    assert_eq!(
        ask(&mall, "select note from mall.order").await,
        "<script>alert(1)</script> \u{202e}ليلى 🐼"
    );
}

#[tokio::test]
async fn guests_order_nothing() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let form = Form::on(&mut member, "/checkout?sku=100101&quantity=1");
    let mut guest = Browser::new(&mall);
    assert_eq!(form.send(&mut guest), (401, "login-needed".to_owned()));
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "0");
}

#[tokio::test]
async fn an_empty_cart_is_nothing_to_order() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let page = member.page("/checkout");
    assert!(page.contains("购物车里没有选中商品"), "{page}");
    let page = member.page("/checkout?address=x");
    assert!(page.contains("购物车里没有选中商品"), "{page}");
}

/// What is no number is not carried around in addresses, which have an end.
#[tokio::test]
async fn fields_of_any_length_come_back_to_a_page() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "1");
    let form = Form::on(&mut member, "/checkout");
    let long = "9".repeat(60_000);
    for field in ["sku", "quantity", "address", "chosen"] {
        let sent = form.with("quantity", "1").with("sku", SKUS[0]).with(field, &long);
        let sent = sent.with("confirmation", "");
        let page = sent.submit(&mut member);
        assert!(page.len() < 200, "{field}: {} bytes", page.len());
        assert!(member.page(&page).contains("<h1>"), "{field}");
    }
}
