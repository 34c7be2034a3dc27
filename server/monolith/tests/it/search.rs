//! Finding things.

use crate::mall::{Mall, Visitor, text};

fn found(page: &str) -> usize {
    page.matches("class=\"card\"").count()
}

#[tokio::test]
async fn products_are_found_in_either_language() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let chinese = text(visitor.get("/search?q=%E8%80%B3%E6%9C%BA"));
    assert!(found(&chinese) >= 2, "耳机: {}", found(&chinese));
    let english = text(visitor.get("/search?q=KETTLE"));
    assert!(found(&english) >= 2, "KETTLE: {}", found(&english));
}

#[tokio::test]
async fn wildcards_are_characters_like_any_other() {
    let mall = Mall::open().await;
    for words in ["%25", "_", "%5C", "%25%25", "zzzz"] {
        assert_eq!(
            found(&text(mall.visitor().get(&format!("/search?q={words}")))),
            0,
            "{words}"
        );
    }
}

/// Names of the products on a page, in order.
fn names(page: &str) -> Vec<String> {
    let names = page.split("class=\"card__name\">").skip(1);
    names
        .filter_map(|rest| rest.split("</span>").next())
        .map(|name| name.replace("<mark>", "").replace("</mark>", ""))
        .collect()
}

fn search(visitor: &Visitor, words: &str) -> String {
    let query = app_kernel::path::query(&[("q", words)]);
    text(visitor.get(&format!("/search?{query}")))
}

#[tokio::test]
async fn any_part_of_a_word_is_found_in_any_script() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for (words, name) in [
        ("智能手机", "北辰 X1 智能手机"),
        ("能手", "北辰 X1 智能手机"),
        ("机", "北辰 X1 智能手机"),
        ("手機", "北辰 X1 智能手机"),
        ("x1手机", "北辰 X1 智能手机"),
        ("martpho", "北辰 X1 智能手机"),
        ("Ｂｅｉｃｈｅｎ", "北辰 X1 智能手机"),
        ("手机，北辰！", "北辰 X1 智能手机"),
        // By brand and category.
        ("听澜 降噪", "听澜 静界 Pro 降噪头戴耳机"),
        ("headphones tinglan", "听澜 Studio One 监听耳机"),
    ] {
        let found = names(&search(&visitor, words));
        assert!(found.iter().any(|found| found == name), "{words}: {found:?}");
    }
    for words in ["手北", "机北", "能机", "zq", "。", "🎧", "%", "x1 x2"] {
        assert_eq!(names(&search(&visitor, words)), [""; 0], "{words}");
    }
}

#[tokio::test]
async fn names_of_any_length_are_found() {
    let mall = Mall::open().await;
    let word = "abcdefghij".repeat(500);
    let name = format!("{word} {}", "很长的名字".repeat(500));
    let change = "update mall.product set name_zh = $1, name_en = $1 where id = 1001";
    let changed = sqlx::query(change)
        .bind(&name)
        .execute(mall.database.pool())
        .await;
    changed.expect("a product may have any name");
    let visitor = mall.visitor();
    for words in [
        &word[..60],
        "ghijabcdefghijabcdefghijabcdefg",
        "字很长",
        "长的名字很长的名字",
    ] {
        assert_eq!(found(&search(&visitor, words)), 1, "{words}");
    }
    assert_eq!(found(&search(&visitor, "abcdefghijabcdefghijabcdx")), 0);
}

#[tokio::test]
async fn what_matches_better_comes_first() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let english = visitor.clone().with_cookie(Some("cfmall-locale=en".into()));
    for (words, first) in [
        ("Beichen X1 mini compact phone", "Beichen X1 mini compact phone"),
        ("suye wash", "Suye washed denim jacket"),
        // At the beginning of a word before inside of one: not the earphones.
        ("pen", "Zhishang First Snow fountain pen"),
        ("Tinglan", "Tinglan Hush Pro noise-cancelling headphones"),
    ] {
        let found = names(&search(&english, words));
        assert_eq!(
            found.first().map(String::as_str),
            Some(first),
            "{words}: {found:?}"
        );
    }
    let marked = search(&english, "x1 PHONE");
    assert!(marked.contains("Beichen <mark>X1</mark> smart<mark>phone</mark>"));
    let script = search(&visitor, "<b>x1</b>");
    assert!(!script.contains("<b>x1") && script.contains("&lt;b&gt;x1"));
}

#[tokio::test]
async fn a_typing_error_in_english_still_finds() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for (typed, meant) in [
        ("headphnes", "headphones"),
        ("Haedphones", "headphones"),
        ("ketle", "kettle"),
        ("beichn x1", "beichen x1"),
    ] {
        let page = search(&visitor, typed);
        assert!(found(&page) > 0, "{typed}");
        assert!(page.contains(&format!("“{meant}”的搜索结果")), "{typed}");
        let typed = app_kernel::text::comparable(typed);
        assert!(page.contains(&format!("没有找到“{typed}”")), "{typed}");
        // Whoever narrows the results down goes on with the right words.
        let query = app_kernel::path::query(&[("q", meant)]).replace('&', "&amp;");
        assert!(
            page.contains(&format!("href=\"/search?{query}&amp;sort=sales")),
            "{typed}"
        );
    }
    for typed in ["qqqqqqqq", "耳机耳机机", "zzz"] {
        assert_eq!(found(&search(&visitor, typed)), 0, "{typed}");
    }
}

#[tokio::test]
async fn suggestions_are_categories_and_products() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let suggested = |words: &str| -> Vec<String> {
        let query = app_kernel::path::query(&[("q", words)]);
        let answer = visitor.get(&format!("/api/mall/suggest?{query}"));
        assert_eq!(answer.status(), 200, "{words}");
        let list: Vec<serde_json::Value> = serde_json::from_str(&text(answer)).expect("suggestions");
        let address =
            |suggestion: &serde_json::Value| suggestion["address"].as_str().expect("one").to_owned();
        list.iter().map(address).collect()
    };
    let ears = suggested("耳");
    assert_eq!(ears[0], "/c/headphones", "{ears:?}");
    assert!(ears.len() <= 8 && ears.iter().any(|address| address.starts_with("/p/")));
    for address in &ears {
        assert_eq!(visitor.get(address).status(), 200, "{address}");
    }
    let beginnings = suggested("ket");
    assert!(
        beginnings.iter().any(|address| address == "/c/kettles"),
        "{beginnings:?}"
    );
    for words in ["", " ", "%", "🎧", &"长".repeat(300), "ettle"] {
        assert_eq!(suggested(words), [""; 0], "{words}");
    }
}

#[tokio::test]
async fn long_lists_have_pages() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let first = text(visitor.get("/search?q=a"));
    assert_eq!(found(&first), 24);
    assert!(first.contains("rel=\"next\"") && !first.contains("rel=\"prev\""));
    let second = text(visitor.get("/search?q=a&page=2"));
    assert!(found(&second) > 0 && second.contains("rel=\"prev\""));
    for page in ["0", "-1", "99", "9223372036854775807"] {
        let response = visitor.get(&format!("/search?q=a&page={page}"));
        assert_eq!(response.status(), 404, "page {page}");
    }
}

#[tokio::test]
async fn seeding_again_changes_nothing() {
    let mall = Mall::open().await;
    let pool = mall.database.pool();
    // A card says by which transaction it was written and locked: a copy that starts makes none anew.
    let fingerprint = "select md5(string_agg(t::text, '' order by t::text)) from (
        select id, price_fen, stock, choice::text from mall.sku
        union all select id, 0, sold, name_zh from mall.product
        union all select product_id, 0, 0, xmin::text || '/' || xmax::text from mall.card) t";
    let before: String = sqlx::query_scalar(fingerprint)
        .fetch_one(pool)
        .await
        .expect("a fingerprint");
    app_mall::server::seed(pool).await.expect("seeded again");
    app_auth::server::seed(pool).await.expect("seeded again");
    let after: String = sqlx::query_scalar(fingerprint)
        .fetch_one(pool)
        .await
        .expect("a fingerprint");
    assert_eq!(before, after);
    let members: i64 = sqlx::query_scalar("select count(*) from auth.member")
        .fetch_one(pool)
        .await
        .expect("a count");
    assert_eq!(usize::try_from(members), Ok(app_auth::server::DEMO_MEMBERS.len()));
}
