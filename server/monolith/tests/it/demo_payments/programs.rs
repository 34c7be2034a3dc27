//! What the merchant's programs ask the provider.

use super::Merchant;
use crate::mall::{Response, text};
use app_demo_payments::protocol::{Kind, read, sign};

impl Merchant {
    fn refund(&self, fields: &[(&str, &str)]) -> u16 {
        self.send("/refunds", &sign(&self.key, Kind::Refund, fields))
    }

    /// Sends what a program sends: no `Origin`, no cookie.
    fn send(&self, to: &str, form: &str) -> u16 {
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let response = self.payer().send("POST", to, &kind, form.into());
        response.status().as_u16()
    }

    fn query(&self, path: &str, number: &str) -> Response {
        let query = sign(&self.key, Kind::Query, &[("number", number)]);
        self.payer().get(&format!("/trades/{path}?{query}"))
    }

    /// How the payment P1 stands, in the provider's signed words.
    fn state(&self) -> String {
        let answer = text(self.query("P1", "P1"));
        let state = read(&self.key, Kind::State, &answer).expect("genuine");
        format!(
            "{} {} {}",
            state.get("number"),
            state.get("state"),
            state.get("amount")
        )
    }
}

#[tokio::test]
async fn what_was_paid_goes_back_once() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    let all = [("number", "P1"), ("amount", "1800")];
    assert_eq!(merchant.refund(&all), 404, "unknown yet");
    merchant.payer().get(&format!("/pay?{asked}"));
    assert_eq!(merchant.refund(&all), 409, "not paid yet");
    merchant.decide(&asked, "pay", &[]);
    assert_eq!(
        merchant.refund(&[("number", "P1"), ("amount", "1799")]),
        409,
        "not all of it"
    );
    let refunded_at = "select refunded_at from demo_payments.trade";
    assert_eq!(merchant.ask(refunded_at).await, "");

    assert_eq!(merchant.refund(&all), 200);
    let when = merchant.ask(refunded_at).await;
    assert_ne!(when, "");
    assert_eq!(merchant.refund(&all), 200, "again");
    assert_eq!(merchant.ask(refunded_at).await, when);
    let page = text(merchant.payer().get(&format!("/pay?{asked}")));
    assert!(page.contains("并已退回") && !page.contains("<form"), "{page}");
}

#[tokio::test]
async fn a_refund_that_the_merchant_did_not_sign_is_none() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    merchant.decide(&asked, "pay", &[]);
    let fields = [("number", "P1"), ("amount", "1800")];
    for forged in [
        // What the payer's browser has seen is signed, too, but is nothing of this kind.
        asked,
        sign(b"another key", Kind::Refund, &fields),
        sign(&merchant.key, Kind::Notice, &fields),
        "number=P1&amount=1800".to_owned(),
        String::new(),
    ] {
        assert_eq!(merchant.send("/refunds", &forged), 400, "{forged}");
    }
    assert_eq!(
        merchant
            .ask("select refunded_at is null from demo_payments.trade")
            .await,
        "true"
    );
}

#[tokio::test]
async fn a_merchant_who_has_heard_nothing_can_ask() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    assert_eq!(merchant.query("P1", "P1").status(), 404);
    assert_eq!(merchant.state(), "P1 unknown ", "signed as well");
    merchant.payer().get(&format!("/pay?{asked}"));
    assert_eq!(merchant.state(), "P1 open 1800");
    merchant.decide(&asked, "pay", &[("notice", "never"), ("stay", "1")]);
    assert_eq!(merchant.state(), "P1 paid 1800");
    merchant.refund(&[("number", "P1"), ("amount", "1800")]);
    assert_eq!(merchant.state(), "P1 refunded 1800");

    assert_eq!(
        merchant.query("P1", "P2").status(),
        400,
        "signed for another payment"
    );
    assert_eq!(merchant.payer().get("/trades/P1").status(), 400);
}
