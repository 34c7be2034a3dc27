//! What the checkout says: what has run out, what has changed, what has come along, and what was typed before a login.

use super::{Form, SKUS, address_of, ask, buyer, open, run};
use crate::{browser::Browser, mall::header};

#[tokio::test]
async fn a_refused_order_says_what_has_run_out_and_nothing_of_another_order() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    assert_eq!(
        Form::on(&mut member, "/checkout?sku=100201&quantity=1")
            .send(&mut member)
            .0,
        201,
        "another order, a moment ago"
    );
    member.add(SKUS[0], "2");
    let form = Form::on(&mut member, "/checkout");
    for (stock, said) in [(1, "仅剩 1 件，不足您要的 2 件"), (0, "暂时缺货")] {
        run(
            &mall,
            &format!("update mall.sku set stock = {stock} where id = 100101"),
        )
        .await;
        let page = form.submit(&mut member);
        let page = member.page(&page);
        assert!(page.contains(said), "{page}");
        assert!(!page.contains("您刚刚提交了订单"), "{page}");
    }
    run(&mall, "delete from mall.cart_line").await;
    let page = member.page("/checkout");
    assert!(
        page.contains("您刚刚提交了订单"),
        "an empty cart is explained: {page}"
    );
}

#[tokio::test]
async fn buying_now_more_than_there_is_leads_back_to_the_product() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    run(&mall, "update mall.sku set stock = 2 where id = 100101").await;
    let page = member.page("/checkout?sku=100101&quantity=3");
    assert!(page.contains("仅剩 2 件，不足您要的 3 件"), "{page}");
    assert!(
        page.contains("href=\"/p/100101\" class=\"button") && !page.contains("购物车里没有选中商品"),
        "{page}"
    );
    let unknown = member.page("/checkout?sku=999999&quantity=1");
    assert!(unknown.contains("商品已下架"), "{unknown}");
}

#[tokio::test]
async fn what_a_guest_has_chosen_is_said_at_the_checkout() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[1], "2");
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "1");
    guest.log_in("zhangsan");
    let page = guest.page("/checkout");
    assert!(
        page.contains("登录前选的 1 种商品已放进你的购物车") && page.contains("¥30.00"),
        "{page}"
    );
    let page = guest.page("/checkout");
    assert!(!page.contains("登录前选的"), "once: {page}");
}

#[tokio::test]
async fn the_note_and_the_address_wait_for_the_login() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    let other = address_of(&mall, "zhangsan", "650102").await;
    member.add(SKUS[0], "2");
    let form = Form::on(&mut member, "/checkout").with("note", "放门口 <b>");
    let chosen = form.with("chosen", &other);
    for (api, form) in [
        ("/api/mall/checkout", &form),
        ("/api/mall/checkout/address", &chosen),
    ] {
        run(&mall, "delete from session.record").await;
        let response = member.post(&format!("{api}?next=%2Fcheckout"), &form.pairs());
        assert_eq!(response.status(), 303, "{api}");
        assert!(header(&response, "location").starts_with("/login?"), "{api}");
        let kept = header(&response, "set-cookie");
        assert!(kept.contains("Max-Age=1800"), "long enough for a login: {kept}");
        member.log_in("zhangsan");
        let page = member.page("/checkout");
        assert!(page.contains("放门口 &lt;b&gt;"), "{api}: {page}");
        let is_chosen = Form::of(&page).value("address") == other;
        assert_eq!(is_chosen, api.ends_with("address"), "{api}");
    }
    let script = member
        .bringing("")
        .as_script()
        .post("/api/mall/checkout", &form.pairs());
    assert_eq!(script.status(), 401);
    assert!(!script.headers().contains_key("set-cookie"));
}

#[tokio::test]
async fn an_address_that_was_changed_since_is_told_and_nothing_goes_there() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "2");
    for change in [
        "recipient = '韩梅梅'",
        "phone = '13900000009'",
        "street = '别处 2 号'",
    ] {
        let form = Form::on(&mut member, "/checkout").with("note", "放门口");
        run(&mall, &format!("update mall.address set {change}")).await;
        assert_eq!(
            form.send(&mut member),
            (409, "address-changed".to_owned()),
            "{change}"
        );
        let page = form.submit(&mut member);
        let page = member.page(&page);
        assert!(
            page.contains("收货地址被修改过") && page.contains("放门口"),
            "{page}"
        );
    }
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "0");
    assert_eq!(Form::on(&mut member, "/checkout").send(&mut member).0, 201);
}

/// What one checkout says is not said in the tab with another one, and waits for its own.
#[tokio::test]
async fn two_tabs_are_told_their_own() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "1");
    let cart = Form::on(&mut member, "/checkout");
    let now = cart.with("sku", SKUS[1]).with("quantity", "1");
    let page = now.with("note", &"字".repeat(201)).submit(&mut member);
    let other = member.page("/checkout");
    assert!(!other.contains("备注超过了"), "{other}");
    assert!(!other.contains("字字"), "{other}");
    let own = member.page(&page);
    assert!(own.contains("备注超过了"), "{own}");
    assert!(own.contains("字字"), "{own}");
    let again = member.page(&page);
    assert!(!again.contains("备注超过了"), "once: {again}");
}
