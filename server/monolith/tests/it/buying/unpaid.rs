//! How many orders a member may have unpaid, and the numbers that orders have.

use super::{Form, ask, books, buyer, open_with, run};

/// A double click on the last one that is allowed finds the order, and the next one is told why there is none.
#[tokio::test]
async fn a_member_has_so_many_unpaid_orders() {
    let mall = open_with(&[("MAX_UNPAID_ORDERS", "2")]).await;
    let mut member = buyer(&mall, "zhangsan").await;
    let mut form = async |number: u32| {
        let form = Form::on(&mut member, &format!("/checkout?sku=100101&quantity={number}"));
        (form.send(&mut member), form)
    };
    let ((status, first), _) = form(1).await;
    assert_eq!(status, 201);
    let ((status, second), again) = form(2).await;
    assert_eq!(status, 201);
    let (refused, third) = form(3).await;
    assert_eq!(refused, (409, "unpaid".to_owned()));
    assert_eq!(again.send(&mut member), (201, second), "the same confirmation");

    let page = third.with("note", "放门口").submit(&mut member);
    let page = member.page(&page);
    assert!(page.contains("待付款订单已达到上限"), "{page}");
    assert!(page.contains(r#"href="/orders?state=unpaid""#), "{page}");
    assert!(page.contains("放门口"), "{page}");
    let mut other = buyer(&mall, "lisi").await;
    let theirs = Form::on(&mut other, "/checkout?sku=100101&quantity=1");
    assert_eq!(theirs.send(&mut other).0, 201, "nobody else's are counted");

    run(
        &mall,
        &format!("select mall.order_cancel(member_id, number) from mall.order where number = '{first}'"),
    )
    .await;
    assert_eq!(third.send(&mut member).0, 201);
    assert_eq!(books(&mall).await, "");
}

#[tokio::test]
async fn a_number_is_one_orders_and_tells_nothing() {
    let mall = open_with(&[]).await;
    let numbers = "select mall.order_digits(i) as digits from generate_series(1, 5000) i";
    let count =
        |condition: &str| format!("select count(distinct digits) from ({numbers}) n where {condition}");
    assert_eq!(ask(&mall, &count("digits ~ '^[0-9]{10}$'")).await, "5000");
    // Five thousand that follow one another are all over the ten billion: some 500 in each tenth.
    for tenth in 0..10 {
        let found: u32 = ask(&mall, &count(&format!("digits like '{tenth}%'")))
            .await
            .parse()
            .expect("a number");
        assert!((350..650).contains(&found), "{found} of 5,000 begin with {tenth}");
    }
    let first = "select string_agg(mall.order_digits(i), ' ') from generate_series(1, 5) i";
    let before = ask(&mall, first).await;
    assert_eq!(ask(&mall, first).await, before);
    run(
        &mall,
        "update mall.secret set value = sha256('another') where name = 'order-number'",
    )
    .await;
    assert_ne!(ask(&mall, first).await, before, "the key is this installation's");
}
