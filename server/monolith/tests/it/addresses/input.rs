//! What is typed into the form.

use super::{ADD, CHANGE, FINE, add, ask, with};
use crate::{
    browser::Browser,
    mall::{Mall, header},
};

#[tokio::test]
async fn an_address_is_stored_as_it_is_meant() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    assert!(member.page("/addresses").contains("还没有收货地址"));
    let page = member.submit(ADD, &FINE);
    assert!(
        page.contains("地址已保存") && page.contains("广东省 深圳市 南山区") && page.contains("138****0001"),
        "{page}"
    );
    assert!(!page.contains("13800000001"), "not all of the number is shown");
    let row = "select recipient || ' ' || phone || ' ' || district || ' ' || street || ' ' || is_default from mall.address";
    assert_eq!(
        ask(&mall, row).await,
        "李雷 13800000001 440305 科技园路 1 号 true"
    );
}

#[tokio::test]
async fn what_cannot_be_an_address_is_told_and_nothing_typed_is_lost() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    // Forms of more than 64 KiB are refused before they are read.
    let long = "长".repeat(5_000);
    for (field, value, sentence) in [
        ("recipient", "", "请填写收货人"),
        ("recipient", "\u{200b}\u{202e}", "请填写收货人"),
        ("recipient", &long[..41 * 3], "请填写收货人"),
        ("recipient", &long, "请填写收货人"),
        ("phone", "12345", "请填写中国大陆手机号码"),
        ("phone", "+1 202 555 0100", "请填写中国大陆手机号码"),
        ("phone", "🐼", "请填写中国大陆手机号码"),
        ("phone", &long, "请填写中国大陆手机号码"),
        ("district", "", "请先选择省份"),
        ("district", "440300", "请先选择省份"),
        ("district", "110101", "请先选择省份"),
        ("district", "999999", "请先选择省份"),
        ("district", "<script>", "请先选择省份"),
        ("district", &long, "请先选择省份"),
        ("province", "99", "请先选择省份"),
        ("street", "", "请填写街道和门牌号"),
        ("street", "\0\n\u{2066}", "请填写街道和门牌号"),
        ("street", &long[..121 * 3], "请填写街道和门牌号"),
        ("street", &long, "请填写街道和门牌号"),
    ] {
        let fields = with(field, value);
        let (status, answer) = member.ask(ADD, &fields);
        let wrong = if field == "province" { "district" } else { field };
        assert_eq!((status, answer["error"].as_str()), (422, Some(wrong)), "{value}");
        let page = member.submit(ADD, &fields);
        assert!(
            page.contains(sentence) && page.contains("<title>出错了"),
            "{field} {value}: {page}"
        );
        let others = FINE.into_iter().filter(|(name, _)| *name != field);
        // There are no districts of a province that does not exist.
        for (name, typed) in others.filter(|(name, _)| (field, *name) != ("province", "district")) {
            let is_there = page.contains(&format!("value=\"{typed}\""));
            assert!(is_there, "{name} is still there after a wrong {field}: {page}");
        }
    }
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
    let page = member.submit(ADD, &with("recipient", "\"><script>alert(1)</script>"));
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script>alert"),
        "{page}"
    );
}

#[tokio::test]
async fn choosing_a_province_sends_nothing_and_loses_nothing() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    assert!(!member.page("/addresses/new").contains("拉萨市"));
    let fields = [
        ("recipient", "李雷"),
        ("phone", "half a num"),
        ("province", "54"),
        ("street", "布达拉宫"),
        ("choose", "1"),
    ];
    let page = member.submit(ADD, &fields);
    for there in ["李雷", "half a num", "布达拉宫", "拉萨市", "城关区"] {
        assert!(page.contains(there), "{there}: {page}");
    }
    assert!(!page.contains("role=\"alert\""), "{page}");
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
}

#[tokio::test]
async fn the_districts_of_a_province_can_be_asked_for() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let id = add(&mut member, &FINE);
    for (page, there) in [
        ("/addresses/new?province=44".to_owned(), "东莞市"),
        (format!("/addresses/{id}?province=46"), "五指山市"),
        (format!("/addresses/{id}?province=50"), "石柱土家族自治县"),
        (format!("/addresses/{id}?province=81"), "油尖旺区"),
        (format!("/addresses/{id}?province=x"), "请先选择省份"),
        (format!("/addresses/{id}?province="), "请先选择省份"),
    ] {
        let shown = member.page(&page);
        assert!(shown.contains(there), "{page}: {shown}");
    }
}

#[tokio::test]
async fn a_district_without_districts_is_an_address_too() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    for (province, district, name) in [
        ("44", "441900", "广东省 东莞市"),
        ("46", "460400", "海南省 儋州市"),
        ("42", "429004", "湖北省 仙桃市"),
        ("50", "500240", "重庆市 石柱土家族自治县"),
        ("71", "710101", "台湾省 台北市 大安区"),
        ("82", "820101", "澳门特别行政区 澳门半岛 大堂区"),
    ] {
        let mut fields = with("province", province);
        fields.retain(|(name, _)| *name != "district");
        fields.push(("district", district));
        let page = member.submit(ADD, &fields);
        assert!(page.contains(name), "{name}: {page}");
    }
}

#[tokio::test]
async fn what_cannot_be_seen_is_not_stored() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let mut fields = with("recipient", " 张\u{202e}三\0\u{feff}\t四 ");
    fields.retain(|(name, _)| !["street", "phone"].contains(name));
    fields.extend([
        ("street", "\u{2067}科技园\r\n１号🐼"),
        ("phone", "（＋８６）１３８　００００－０００１"),
    ]);
    add(&mut member, &fields);
    let row = "select recipient || '|' || phone || '|' || street from mall.address";
    assert_eq!(ask(&mall, row).await, "张三 四|13800000001|科技园 1号🐼");
}

#[tokio::test]
async fn the_longest_that_can_be_typed_is_shown_again() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    for longest in ["🐼", "\0", "\"", "\\"] {
        let long = longest.repeat(500);
        let fields: Vec<_> = ["recipient", "phone", "province", "district", "street", "default"]
            .map(|name| (name, long.as_str()))
            .into();
        let page = member.submit(ADD, &fields);
        for error in ["recipient", "phone", "district", "street"] {
            assert!(
                page.contains(&format!("id=\"{error}-error\"")),
                "{longest:?} {error}: {page}"
            );
        }
    }
    let page = member.submit(ADD, &with("street", &"🐼".repeat(130)));
    assert!(page.contains(&"🐼".repeat(130)), "{page}");
}

#[tokio::test]
async fn a_form_that_is_none_is_refused() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let cookies: Vec<_> = member
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let sender = member.bringing(&cookies.join("; "));
    for body in [
        "recipient=%FF",
        "recipient=a&recipient=b",
        "recipient[]=a;%%%",
        "",
    ] {
        for api in [ADD, CHANGE] {
            let headers = [
                ("origin", sender.origin()),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let response = sender.send("POST", api, &headers, body.into());
            let status = response.status().as_u16();
            assert!([303, 400, 422].contains(&status), "{api} {body}: {status}");
        }
    }
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
    let response = member.post(ADD, &FINE);
    assert_eq!(header(&response, "location"), "/addresses");
}
