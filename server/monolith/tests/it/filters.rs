//! Narrowing lists down.

use crate::mall::{Mall, ORIGIN, Visitor, header, text};
use serde_json::Value;

/// What a list says of itself, from the API.
fn listing(visitor: &Visitor, list: &str) -> Value {
    let answer = visitor.get(list);
    assert_eq!(answer.status(), 200, "{list}");
    let answer: Value = serde_json::from_str(&text(answer)).expect("JSON");
    answer["listing"].clone()
}

/// How many products a page says its list has.
fn total(visitor: &Visitor, page: &str) -> i64 {
    let response = visitor.get(page);
    assert_eq!(response.status(), 200, "{page}");
    let shown = text(response);
    let (_, rest) = shown.split_once("<p>共 ").expect("a total");
    let (count, _) = rest.split_once(' ').expect("a number");
    count.parse().expect("a number")
}

/// Every value that a list offers: what it adds to the address, and how many products it promises.
fn offers(listing: &Value) -> Vec<(String, i64)> {
    let facets = &listing["facets"];
    let count = |value: &Value| value["count"].as_i64().expect("a count");
    let slug = |value: &Value| value["slug"].as_str().expect("a slug").to_owned();
    let list = |values: &Value| values.as_array().expect("a list").clone();
    let mut offers = Vec::new();
    for brand in list(&facets["brands"]) {
        offers.push((format!("brand={}", slug(&brand)), count(&brand)));
    }
    for category in list(&facets["categories"]) {
        offers.push((format!("category={}", slug(&category)), count(&category)));
    }
    for facet in list(&facets["others"]) {
        for value in list(&facet["values"]) {
            offers.push((
                format!("attribute={}%3A{}", slug(&facet), slug(&value)),
                count(&value),
            ));
        }
    }
    for price in list(&facets["prices"]) {
        let end = |name: &str| price["range"][name].as_i64();
        let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
        let min = end("min").map(|fen| format!("min={}", yuan(fen)));
        let max = end("max").map(|fen| format!("max={}", yuan(fen)));
        let range: Vec<String> = min.into_iter().chain(max).collect();
        offers.push((range.join("&").replace(".00", ""), count(&price)));
    }
    offers.push((
        "stock=1".to_owned(),
        facets["in_stock"].as_i64().expect("a count"),
    ));
    offers
}

#[tokio::test]
async fn a_value_gives_as_many_products_as_it_says() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for (api, page) in [
        (
            "/api/mall/category?slug=phones-digital&page=1",
            "/c/phones-digital?",
        ),
        ("/api/mall/search?q=%E6%9C%BA&page=1", "/search?q=%E6%9C%BA&"),
    ] {
        let offers = offers(&listing(&visitor, api));
        assert!(offers.len() > 30, "{api}: {offers:?}");
        for (value, count) in offers {
            // A category is no filter of a category's page.
            if page.starts_with("/c/") && value.starts_with("category=") {
                continue;
            }
            assert_eq!(total(&visitor, &format!("{page}{value}")), count, "{page}{value}");
        }
    }
}

#[tokio::test]
async fn values_of_one_filter_are_alternatives_and_filters_hold_together() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let of = |filters: &str| total(&visitor, &format!("/c/phones-digital?{filters}"));
    let (one, other) = (of("brand=beichen"), of("brand=tinglan"));
    assert!(one > 0 && other > 0);
    assert_eq!(of("brand=beichen&brand=tinglan"), one + other);
    let black = of("attribute=colour%3Aobsidian");
    let both = of("brand=tinglan&attribute=colour%3Aobsidian");
    assert!(
        0 < both && both < black && both < other,
        "{both} of {black} and {other}"
    );
    assert_eq!(of("brand=no-such-brand"), 0);
    assert_eq!(of("attribute=no%3Asuch"), 0);
    // What is offered beside a choice is what there would be instead of it, and with everything else.
    let api =
        "/api/mall/category?slug=phones-digital&page=1&filters[brands][0]=tinglan&filters[in_stock]=true";
    for (value, count) in offers(&listing(&visitor, api)) {
        let page = if value.starts_with("brand=") {
            format!("{value}&stock=1")
        } else if value == "stock=1" || value.starts_with("category=") {
            continue;
        } else {
            format!("brand=tinglan&{value}&stock=1")
        };
        assert_eq!(of(&page), count, "{page}");
    }
}

#[tokio::test]
async fn a_chosen_filter_can_be_taken_back() {
    let mall = Mall::open().await;
    let page = text(
        mall.visitor()
            .get("/search?q=%E6%97%A0&brand=luojian&brand=tinglan&max=500&stock=1&sort=price"),
    );
    for (name, without) in [
        ("听澜", "brand=luojian&amp;max=500&amp;stock=1&amp;sort=price"),
        ("落键", "brand=tinglan&amp;max=500&amp;stock=1&amp;sort=price"),
        (
            "¥500 以下",
            "brand=luojian&amp;brand=tinglan&amp;stock=1&amp;sort=price",
        ),
        (
            "有货",
            "brand=luojian&amp;brand=tinglan&amp;max=500&amp;sort=price",
        ),
    ] {
        let link = format!(
            "href=\"/search?q=%E6%97%A0&amp;{without}\" rel=\"nofollow\" aria-label=\"取消筛选：{name}\""
        );
        assert!(page.contains(&link), "{name}: {link}");
    }
    assert!(
        page.contains("href=\"/search?q=%E6%97%A0&amp;sort=price\" class=\"chosen__clear\"")
            || page.contains("class=\"chosen__clear\" href=\"/search?q=%E6%97%A0&amp;sort=price\"")
    );
}

#[tokio::test]
async fn lists_are_sorted_as_asked() {
    let mall = Mall::open().await;
    let pool = mall.database.pool();
    let visitor = mall.visitor();
    let of_category =
        "from mall.card where top_id = (select id from mall.category where slug = 'phones-digital')";
    for (sort, order) in [
        ("price", "price_fen"),
        ("price-desc", "price_fen desc"),
        ("newest", "released desc"),
        ("sales", "sold desc"),
    ] {
        let statement = format!("select name_zh {of_category} order by {order}, position, product_id");
        let expected: Vec<String> = sqlx::query_scalar(&statement)
            .fetch_all(pool)
            .await
            .expect("names");
        let page = text(visitor.get(&format!("/c/phones-digital?sort={sort}")));
        let shown: Vec<String> = page
            .split("translate=\"no\" class=\"card__name\">")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('<')?.0.to_owned()))
            .collect();
        assert_eq!(shown, expected, "{sort}");
    }
}

#[tokio::test]
async fn a_list_has_one_address() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for (written, right) in [
        (
            "/c/audio?brand=tinglan&brand=qingyin",
            "/c/audio?brand=qingyin&brand=tinglan",
        ),
        ("/c/audio?sort=best", "/c/audio"),
        ("/c/audio?stock=yes", "/c/audio"),
        ("/c/audio?min=500&max=100", "/c/audio?min=100&max=500"),
        ("/c/audio?min=%EF%BC%91%EF%BC%90%EF%BC%90", "/c/audio?min=100"),
        ("/c/audio?brand=%27%3B+drop+table", "/c/audio"),
        (
            "/search?q=x1&sort=price&brand=beichen",
            "/search?q=x1&brand=beichen&sort=price",
        ),
    ] {
        let response = visitor.get(written);
        assert_eq!(response.status(), 308, "{written}");
        assert_eq!(
            header(&response, "location"),
            format!("{ORIGIN}{right}"),
            "{written}"
        );
        assert_eq!(visitor.get(right).status(), 200, "{right}");
    }
    // A form sends its empty fields.
    let narrowed = text(visitor.get("/c/audio?min=&max=&sort="));
    assert!(narrowed.contains("rel=\"canonical\"") && !narrowed.contains("noindex"));
    let narrowed = text(visitor.get("/c/audio?brand=tinglan"));
    assert!(narrowed.contains("noindex"));
}

#[tokio::test]
async fn what_is_no_price_is_said_to_be_none_and_nothing_is_lost() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for list in ["/c/clothing?", "/search?q=%E8%A1%A3&", "/search?q=T&"] {
        let response = visitor.get(&format!("{list}brand=suye&min=cheap&max=100&sort=price"));
        assert_eq!(response.status(), 400, "{list}");
        let page = text(response);
        assert!(page.contains("请填写数字价格"), "{list}");
        assert!(
            page.contains("value=\"cheap\"") && page.contains("value=\"100\""),
            "{list}"
        );
        assert!(page.contains("aria-invalid=\"true\""), "{list}");
        assert!(page.contains("value=\"suye\" checked"), "{list}");
    }
    for price in ["-1", "1e9", "%F0%9F%98%80", "99999999999999999999", "1.234"] {
        assert_eq!(
            visitor.get(&format!("/c/clothing?min={price}")).status(),
            400,
            "{price}"
        );
    }
}

#[tokio::test]
async fn nonsense_in_filters_is_an_empty_list_and_no_error() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let many: Vec<_> = (0..300).map(|n| format!("brand=b{n:03}")).collect();
    let many = visitor.get(&format!("/c/audio?{}", many.join("&")));
    assert_eq!(many.status(), 308, "no more than anybody would tick");
    for page in [
        "/c/audio?brand=none&page=1000000",
        "/c/audio?brand=tinglan&page=2",
        "/search?q=x1&category=none&page=2",
    ] {
        assert_eq!(visitor.get(page).status(), 404, "{page}");
    }
    for page in [
        "/search?q=x1&category=none",
        "/c/audio?brand=none&stock=1&sort=sales",
    ] {
        assert!(text(visitor.get(page)).contains("没有同时符合"), "{page}");
    }
    for api in [
        "/api/mall/search?q=x1&page=1&filters[brands][0]=%27",
        "/api/mall/search?q=x1&page=1&filters[price][min]=-5",
    ] {
        assert_eq!(visitor.get(api).status(), 200, "{api}");
    }
    for api in [
        "/api/mall/search?q=x1&page=1&filters[sort]=dearest",
        "/api/mall/search?q=x1&page=1&filters=x",
    ] {
        assert_eq!(visitor.get(api).status(), 400, "{api}");
    }
}
