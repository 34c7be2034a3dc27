//! The ways to the form and from it: login, checkout, an outage.

use super::{ADD, FINE, default, run};
use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN, header, text},
};

#[tokio::test]
async fn a_guest_logs_in_and_comes_back_and_an_outage_is_none() {
    let mall = Mall::open().await;
    let mut guest = Browser::new(&mall);
    for page in ["/addresses", "/addresses/new", "/addresses/1"] {
        let response = guest.get(page);
        assert_eq!(response.status(), 302, "{page}");
        assert!(
            header(&response, "location").starts_with("/login?next="),
            "{page}"
        );
    }
    assert_eq!(guest.ask(ADD, &FINE).0, 401);
    let mut member = Browser::of(&mall, "zhangsan");
    run(&mall, "alter table mall.address rename to away").await;
    for response in [
        member.get("/addresses"),
        member.get("/addresses/1"),
        member.post(ADD, &FINE),
    ] {
        assert_eq!(response.status(), 503);
        assert!(!text(response).contains("/login"));
    }
    run(&mall, "alter table mall.away rename to address").await;
    assert_eq!(member.post(ADD, &FINE).status(), 303);
}

#[tokio::test]
async fn whose_session_has_ended_comes_back_to_what_was_typed() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    member.log_out();
    let action = format!("{ADD}?next=%2Faddresses%2Fnew%3Fnext%3D%252Fcheckout");
    let response = member.post(&action, &FINE);
    let login = header(&response, "location").to_owned();
    let form = "%2Faddresses%2Fnew%3Fnext%3D%252Fcheckout";
    assert!(
        login.starts_with("/login?next=") && login.ends_with(form),
        "{login}"
    );
    member.log_in("zhangsan");
    let page = member.page("/addresses/new?next=%2Fcheckout");
    for typed in ["李雷", "+86 138-0000-0001", "科技园路 1 号", "南山区"] {
        assert!(page.contains(typed), "{typed}: {page}");
    }
    assert!(!page.contains("role=\"alert\""), "{page}");
    assert_eq!(default(&mall).await, "");
}

#[tokio::test]
async fn who_came_from_the_checkout_is_back_there_with_the_new_address() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let mut fields = FINE.to_vec();
    let there = format!("{ORIGIN}/checkout?sku=100101&quantity=2&address=7");
    fields.push(("then", &there));
    let response = member.post(ADD, &fields);
    let id = default(&mall).await;
    assert_eq!(
        header(&response, "location"),
        format!("{ORIGIN}/checkout?sku=100101&quantity=2&address={id}")
    );
    // Nowhere but to a page of ours.
    for evil in [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/api/mall/cart",
    ] {
        let mut fields = FINE.to_vec();
        fields.push(("then", evil));
        assert_eq!(
            header(&member.post(ADD, &fields), "location"),
            "/addresses",
            "{evil}"
        );
    }
}
