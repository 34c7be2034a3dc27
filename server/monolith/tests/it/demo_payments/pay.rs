//! What a payer sees and decides.

use super::{Merchant, PROVIDER, RETURN};
use crate::mall::{Mall, header, text};

#[tokio::test]
async fn a_payer_sees_what_is_asked_for() {
    let merchant = Merchant::open().await;
    let response = merchant
        .payer()
        .get(&format!("/pay?{}", merchant.asks(&[("amount", "123456")])));
    assert_eq!(response.status(), 200);
    let policy = header(&response, "content-security-policy").to_owned();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'") && !policy.contains("script-src"),
        "{policy}"
    );
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert_eq!(header(&response, "x-frame-options"), "DENY");
    assert_eq!(header(&response, "set-cookie"), "");
    assert_ne!(header(&response, "x-request-id"), "");
    let page = text(response);
    for part in [
        "lang=\"zh-CN\"",
        "仅供演示",
        "¥1,234.56",
        "订单 &lt;1&gt; &amp; mehr",
        "cfmall.localhost",
        "value=\"pay\"",
        "value=\"decline\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<script"), "{page}");

    let english = merchant.asks(&[("language", "en")]);
    let english = text(merchant.payer().get(&format!("/pay?{english}")));
    assert!(
        english.contains("lang=\"en\"") && english.contains("No money moves"),
        "{english}"
    );
    let style = merchant.payer().get("/style.css");
    assert_eq!(
        (style.status().as_u16(), header(&style, "content-type")),
        (200, "text/css; charset=utf-8")
    );
}

#[tokio::test]
async fn a_language_that_is_not_asked_for_is_the_browsers() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[("language", "")]);
    let page = merchant.payer().send(
        "GET",
        &format!("/pay?{asked}"),
        &[("accept-language", "en")],
        Vec::new(),
    );
    assert!(text(page).contains("lang=\"en\""));
}

#[tokio::test]
async fn what_was_not_asked_by_the_merchant_is_refused() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    let forged = [
        asked.replace("1800", "18"),
        asked.replace("merchant.example", "evil.example"),
        format!("{asked}&amount=18"),
        String::new(),
        merchant.asks(&[("amount", "0")]),
        merchant.asks(&[("amount", "-5")]),
    ];
    for asked in forged {
        let page = merchant.payer().get(&format!("/pay?{asked}"));
        assert_eq!(page.status(), 400, "{asked}");
        assert!(text(page).contains("没有发生任何付款"), "{asked}");
        assert_eq!(merchant.decide(&asked, "pay", &[]).status(), 400, "{asked}");
    }
    assert_eq!(
        merchant.ask("select count(*) from demo_payments.trade").await,
        "0"
    );

    // What has been asked for once stays as it was, whoever signs.
    assert_eq!(merchant.payer().get(&format!("/pay?{asked}")).status(), 200);
    let changed = merchant.asks(&[("amount", "1")]);
    assert_eq!(merchant.payer().get(&format!("/pay?{changed}")).status(), 400);
    let not_a_form = merchant.payer().send("POST", "/pay", &[], b"{}".to_vec());
    assert_eq!(not_a_form.status(), 400);
    assert!(text(not_a_form).contains("没有发生任何付款"));
}

#[tokio::test]
async fn who_pays_twice_has_paid_once() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    let first = merchant.brought(&merchant.decide(&asked, "pay", &[]));
    assert_eq!(
        [first.get("number"), first.get("state"), first.get("amount")],
        ["P1", "paid", "1800"]
    );
    let paid_at = "select paid_at from demo_payments.trade";
    let when = merchant.ask(paid_at).await;
    assert_ne!(when, "");
    assert_eq!(
        merchant.brought(&merchant.decide(&asked, "pay", &[("notice", "twice")])),
        first
    );
    assert_eq!(merchant.ask(paid_at).await, when);
    assert_eq!(
        merchant.ask("select count(*) from demo_payments.notice").await,
        "1"
    );

    let page = text(merchant.payer().get(&format!("/pay?{asked}")));
    assert!(page.contains("这笔款项已经支付"), "{page}");
    assert!(
        !page.contains("<form") && page.contains(&format!("href=\"{RETURN}?")),
        "{page}"
    );
    let declined = merchant.brought(&merchant.decide(&asked, "decline", &[]));
    assert_eq!(declined, first, "too late");
}

#[tokio::test]
async fn who_declines_can_pay_later() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    let declined = merchant.brought(&merchant.decide(&asked, "decline", &[]));
    assert_eq!([declined.get("state"), declined.get("reference")], ["open", ""]);
    let declined_at = "select declined_at is not null from demo_payments.trade";
    assert_eq!(merchant.ask(declined_at).await, "true");
    assert_eq!(
        merchant.ask("select count(*) from demo_payments.notice").await,
        "0"
    );
    let paid = merchant.brought(&merchant.decide(&asked, "pay", &[]));
    assert_eq!(paid.get("state"), "paid");
    assert_eq!(merchant.ask(declined_at).await, "false");
}

#[tokio::test]
async fn who_decides_nothing_or_stays_is_on_the_page() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    for (decision, more, is_paid) in [
        ("", &[][..], "false"),
        ("steal", &[], "false"),
        ("pay", &[("stay", "1")], "true"),
    ] {
        let answer = merchant.decide(&asked, decision, more);
        assert_eq!(header(&answer, "location"), format!("/pay?{asked}"));
        let paid = "select paid_at is not null from demo_payments.trade";
        assert_eq!(merchant.ask(paid).await, is_paid, "{decision}");
    }
}

#[tokio::test]
async fn the_provider_is_at_its_own_host_and_nothing_else_is() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    assert_eq!(
        merchant.mall.visitor().get(&format!("/pay?{asked}")).status(),
        404
    );
    for page in [
        "/",
        "/login",
        "/cart",
        "/favicon.svg",
        "/api/session/viewer",
        "/api/mall/cart",
        "/livez",
    ] {
        let response = merchant.payer().get(page);
        assert_eq!(response.status(), 404, "{page}");
        assert!(text(response).contains("这里只处理商家发起的付款"), "{page}");
    }
    assert_eq!(merchant.mall.visitor().get("/").status(), 200);
    // Cookies of the mall mean nothing there, whoever sends them.
    let member = merchant.mall.member("zhangsan").at(PROVIDER);
    let response = member.get(&format!("/pay?{asked}"));
    assert_eq!(header(&response, "set-cookie"), "");
    assert!(!text(response).contains("张三"));
    // A port that is not its own is nobody's.
    let elsewhere = merchant.mall.visitor().at("http://pay-cfmall.localhost:3001");
    assert_eq!(
        header(&elsewhere.get("/pay"), "location"),
        "http://cfmall.localhost:3000/pay"
    );
}

#[tokio::test]
async fn where_anybody_can_come_there_is_no_provider() {
    let mall = Mall::open_with(&[("MALL_ORIGIN", "https://cfmall.example"), ("DEMO_DATA", "0")]).await;
    let response = mall.visitor().at("https://pay-cfmall.example").get("/pay");
    assert_eq!(response.status(), 307, "{response:?}");
    let policy = header(&mall.visitor().get("/"), "content-security-policy").to_owned();
    assert!(!policy.contains("pay-"), "{policy}");
}

#[tokio::test]
async fn forms_of_the_mall_may_lead_to_the_provider() {
    let mall = Mall::open().await;
    let policy = header(&mall.visitor().get("/"), "content-security-policy").to_owned();
    assert!(
        policy
            .split("; ")
            .any(|rule| rule.starts_with("form-action") && rule.ends_with(PROVIDER)),
        "{policy}"
    );
}

#[tokio::test]
async fn tables_that_cannot_be_used_are_an_outage() {
    let merchant = Merchant::open().await;
    let asked = merchant.asks(&[]);
    sqlx::query("alter schema demo_payments rename to gone")
        .execute(merchant.mall.database.pool())
        .await
        .expect("another name");
    for response in [
        merchant.payer().get(&format!("/pay?{asked}")),
        merchant.decide(&asked, "pay", &[]),
    ] {
        assert_eq!(response.status(), 503);
        assert!(text(response).contains("没有发生任何付款"));
    }
    let forged = merchant.payer().get("/pay?number=P1");
    assert_eq!(forged.status(), 400, "the key is there, and says that");
}
