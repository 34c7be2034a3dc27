//! What is ordered, for what, and how often.

use super::{Form, SKUS, address_of, ask, books, buyer, open, run, stock};
use crate::{
    browser::Browser,
    mall::{ORIGIN, header, text},
};

#[tokio::test]
async fn an_order_is_what_was_ticked_and_takes_it_out_of_the_cart() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "2");
    member.add(SKUS[1], "1");
    member.add(SKUS[2], "3");
    member.ask("/api/mall/cart/tick", &[("sku", SKUS[1]), ("ticked", "0")]);

    let page = member.page("/checkout");
    assert!(
        page.contains("¥50.00") && page.contains("¥14.00"),
        "goods, and freight for two and a half kilograms: {page}"
    );
    let (status, number) = Form::of(&page).send(&mut member);
    assert_eq!(status, 201, "{number}");
    assert_eq!(number.len(), 16, "{number}");

    let order = "select goods_fen || ' ' || freight_fen || ' ' || grams || ' ' || street from mall.order";
    assert_eq!(ask(&mall, order).await, "5000 1400 2500 科技园路 1 号");
    assert_eq!(stock(&mall).await, "48 + 2");
    assert_eq!(
        super::ask(&mall, "select string_agg(sku_id || '', ',') from mall.cart_line").await,
        SKUS[1]
    );
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn a_confirmation_places_one_order_however_often_it_is_sent() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "2");
    let form = Form::on(&mut member, "/checkout");
    let (status, first) = form.send(&mut member);
    assert_eq!(status, 201);
    // The cart is empty by now, and prices may change: it has been ordered.
    run(&mall, "update mall.sku set price_fen = 1").await;
    for _ in 0..3 {
        assert_eq!(form.send(&mut member), (201, first.clone()));
    }
    assert_eq!(form.submit(&mut member), format!("/orders/{first}/pay"));
    let other_copy = mall.beside(&[]);
    let mut elsewhere = Browser::new(&other_copy);
    elsewhere.cookies = member.cookies.clone();
    assert_eq!(form.send(&mut elsewhere), (201, first));
    assert_eq!(stock(&mall).await, "48 + 2");

    let again = Form::on(&mut member, "/checkout?sku=100101&quantity=1");
    assert_eq!(again.send(&mut member).0, 201, "another page is another order");
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "2");
}

#[tokio::test]
async fn what_has_changed_since_is_told_and_not_charged() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "5");
    for change in [
        "update mall.sku set price_fen = 1001 where id = 100101",
        "update mall.sku set stock = 4 where id = 100101",
        "update mall.freight set first_fen = 900",
        "update mall.cart_line set quantity = 6",
        "update mall.product set grams = 5000",
    ] {
        let form = Form::on(&mut member, "/checkout").with("note", "放门口 <b>");
        run(&mall, change).await;
        assert_eq!(form.send(&mut member).0, 409, "{change}");
        let page = form.submit(&mut member);
        let page = member.page(&page);
        if change.contains("stock") {
            assert!(page.contains("没有可以下单的商品"), "{change}: {page}");
        } else {
            assert!(page.contains("请重新确认"), "{change}: {page}");
            assert!(
                page.contains("放门口 &lt;b&gt;"),
                "the note is kept: {change}: {page}"
            );
        }
        run(&mall, "update mall.sku set price_fen = 1000, stock = 50").await;
    }
    assert_eq!(ask(&mall, "select count(*) from mall.order").await, "0");
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn too_few_pieces_are_left_out_and_stay_in_the_cart() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "5");
    member.add(SKUS[2], "1");
    run(&mall, "update mall.sku set stock = 4 where id = 100101").await;
    let page = member.page("/checkout");
    assert!(page.contains("未计入的商品"), "{page}");
    let (status, number) = Form::of(&page).send(&mut member);
    assert_eq!(status, 201, "{number}");
    assert_eq!(stock(&mall).await, "4 + 0");
    assert_eq!(ask(&mall, "select sku_id from mall.cart_line").await, SKUS[0]);
    assert_eq!(ask(&mall, "select sku_id from mall.order_line").await, SKUS[2]);
}

#[tokio::test]
async fn buying_now_leaves_the_cart_alone() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "5");
    let form = Form::on(&mut member, "/checkout?sku=100101&quantity=3");
    assert_eq!(form.send(&mut member).0, 201);
    assert_eq!(stock(&mall).await, "47 + 3");
    assert_eq!(ask(&mall, "select quantity from mall.cart_line").await, "5");
}

#[tokio::test]
async fn freight_goes_by_region_weight_and_price() {
    let mall = open().await;
    let member = buyer(&mall, "zhangsan").await;
    let urumqi = address_of(&mall, "zhangsan", "650102").await;
    let taipei = address_of(&mall, "zhangsan", "710100").await;
    let freight = async |query: &str| {
        let mut browser = member.clone();
        let form = Form::on(&mut browser, &format!("/checkout?sku=100101&{query}"));
        let (_, number) = form.send(&mut browser);
        let freight = format!("select freight_fen from mall.order where number = '{number}'");
        ask(&mall, &freight).await
    };
    // Half a kilogram each; ten yuan each.
    assert_eq!(freight("quantity=1").await, "800");
    assert_eq!(freight("quantity=2").await, "800");
    assert_eq!(freight("quantity=3").await, "1100", "a kilogram begun");
    assert_eq!(freight("quantity=9").await, "2000", "for ninety yuan");
    assert_eq!(freight("quantity=10").await, "0", "from 99 yuan on");
    assert_eq!(freight(&format!("quantity=3&address={urumqi}")).await, "3000");
    assert_eq!(freight(&format!("quantity=3&address={taipei}")).await, "4500");
}

#[tokio::test]
async fn a_guest_logs_in_and_is_back_with_everything_there() {
    let mall = open().await;
    address_of(&mall, "zhangsan", "440305").await;
    let mut guest = Browser::new(&mall);
    guest.add(SKUS[0], "2");
    for page in ["/checkout", "/checkout?sku=100201&quantity=4"] {
        let response = guest.get(page);
        assert_eq!(response.status(), 302, "{page}");
        let login = header(&response, "location").to_owned();
        let next = url_decoded(&login);
        assert_eq!(next, format!("/login?next={ORIGIN}{page}"));
    }
    guest.log_in("zhangsan");
    let page = guest.page("/checkout");
    assert!(page.contains("¥20.00"), "the guest's cart has come along: {page}");
    assert_eq!(Form::of(&page).send(&mut guest).0, 201);
}

fn url_decoded(text: &str) -> String {
    let mut decoded = text.to_owned();
    for (code, sign) in [
        ("%3A", ":"),
        ("%2F", "/"),
        ("%3F", "?"),
        ("%3D", "="),
        ("%26", "&"),
    ] {
        decoded = decoded.replace(code, sign);
    }
    decoded
}

#[tokio::test]
async fn a_session_that_ends_before_the_confirmation_loses_nothing() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "2");
    let page = member.page("/checkout");
    let form = Form::of(&page);
    run(&mall, "delete from session.record").await;
    let (before, _) = page.split_once("\" class=\"checkout\">").expect("the form");
    let (_, action) = before.rsplit_once("action=\"").expect("its action");
    let response = member.post(action, &form.pairs());
    assert_eq!(response.status(), 303);
    assert_eq!(
        url_decoded(header(&response, "location")),
        format!("/login?next={ORIGIN}/checkout")
    );
    member.log_in("zhangsan");
    // The same confirmation: it is the member's, whatever session they had.
    assert_eq!(form.send(&mut member).0, 201);
}

#[tokio::test]
async fn while_the_database_is_away_nothing_is_half_done() {
    let mall = open().await;
    let mut member = buyer(&mall, "zhangsan").await;
    member.add(SKUS[0], "2");
    let form = Form::on(&mut member, "/checkout");
    for (away, back) in [
        (
            "alter table mall.order_line rename to away",
            "alter table mall.away rename to order_line",
        ),
        (
            "alter table mall.address rename to away",
            "alter table mall.away rename to address",
        ),
        (
            "alter table session.record rename to away",
            "alter table session.away rename to record",
        ),
    ] {
        run(&mall, away).await;
        let response = member.post("/api/mall/checkout", &form.pairs());
        assert_eq!(response.status(), 503, "{away}");
        let page = text(response);
        assert!(
            !page.contains("/login"),
            "nobody is told that they are logged out: {page}"
        );
        run(&mall, back).await;
        assert_eq!(stock(&mall).await, "50 + 0", "{away}");
    }
    assert_eq!(
        form.send(&mut member).0,
        201,
        "the same confirmation works afterwards"
    );
    assert_eq!(books(&mall).await, "");
}
