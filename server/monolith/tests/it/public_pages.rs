//! What search engines, messengers and translators find.

use crate::mall::{Mall, ORIGIN, text};

fn head(page: &str) -> &str {
    page.split("</head>").next().unwrap_or_default()
}

#[tokio::test]
async fn a_page_says_what_it_is_and_where() {
    let mall = Mall::open().await;
    for (address, canonical, words) in [
        ("/", "/", "一站购齐"),
        ("/c/audio?utm_source=x", "/c/audio", "谷粒商城"),
        // A variant is told apart by its address and found by the first one's.
        ("/p/100102", "/p/100101", "。"),
    ] {
        let page = text(mall.visitor().get(address));
        let head = head(&page);
        let link = format!("<link rel=\"canonical\" href=\"{ORIGIN}{canonical}\"");
        assert!(head.contains(&link), "{address}: {head}");
        assert_eq!(
            head.matches("name=\"description\"").count(),
            1,
            "{address}: {head}"
        );
        for property in ["title", "description", "url", "locale", "site_name", "type"] {
            let start = format!("property=\"og:{property}\" content=\"");
            let content = head.split(&start).nth(1).and_then(|rest| rest.split('"').next());
            assert!(
                content.is_some_and(|content| !content.is_empty()),
                "{address}: {property}"
            );
        }
        let description = head
            .split("og:description\" content=\"")
            .nth(1)
            .unwrap_or_default();
        assert!(
            description.split('"').next().unwrap_or_default().contains(words),
            "{address}: {head}"
        );
    }
    for private in ["/search?q=X1", "/login"] {
        let page = text(mall.visitor().get(private));
        assert!(head(&page).contains("content=\"noindex, follow\""), "{private}");
        assert!(!head(&page).contains("canonical"), "{private}");
    }
}

#[tokio::test]
async fn the_sitemap_names_every_page_once() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    let robots = text(visitor.get("/robots.txt"));
    assert!(
        robots.contains(&format!("\nSitemap: {ORIGIN}/sitemap.xml\n")),
        "{robots}"
    );
    let places = |document: &str| -> Vec<String> {
        let all = document.split("<loc>").skip(1);
        all.filter_map(|rest| rest.split("</loc>").next())
            .map(|address| address.replacen(ORIGIN, "", 1))
            .collect()
    };
    let lists = places(&text(visitor.get("/sitemap.xml")));
    assert_eq!(lists, ["/sitemap/categories.xml", "/sitemap/products-1.xml"]);
    let categories = places(&text(visitor.get(&lists[0])));
    let products = places(&text(visitor.get(&lists[1])));
    let count = |table| {
        let pool = mall.database.pool().clone();
        async move {
            let count: i64 = sqlx::query_scalar(&format!("select count(*) from mall.{table}"))
                .fetch_one(&pool)
                .await
                .expect("a count");
            usize::try_from(count).expect("not negative")
        }
    };
    assert_eq!(categories.len(), 1 + count("category").await);
    assert_eq!(products.len(), count("product").await);
    for address in [&categories[0], &categories[7], &products[0], &products[100]] {
        let page = text(visitor.get(address));
        assert!(
            head(&page).contains(&format!("rel=\"canonical\" href=\"{ORIGIN}{address}\"")),
            "{address}"
        );
    }
    for none in [
        "/sitemap/products-2.xml",
        "/sitemap/products-0x.xml",
        "/sitemap/x",
    ] {
        assert_eq!(visitor.get(none).status(), 404, "{none}");
    }
}

#[tokio::test]
async fn only_pages_with_islands_load_them() {
    let site = std::env::temp_dir().join(format!("cfmall-site-{}", std::process::id()));
    std::fs::create_dir_all(site.join("pkg")).expect("a folder");
    std::fs::write(site.join("pkg/cfmall.wasm"), "").expect("a file that says that the islands are built");
    let mall = Mall::open_with(&[("LEPTOS_SITE_ROOT", site.to_str().expect("a path"))]).await;
    let member = mall.member("zhangsan");
    for (visitor, address, islands) in [
        (&mall.visitor(), "/", false),
        (&mall.visitor(), "/c/audio", false),
        (&mall.visitor(), "/search?q=X1", false),
        (&mall.visitor(), "/nope", false),
        (&member, "/account/sessions", false),
        (&mall.visitor(), "/p/100101", true),
        (&mall.visitor(), "/login", true),
        (&member, "/account", true),
    ] {
        let page = text(visitor.get(address));
        let loads = page.matches("rel=\"modulepreload\"").count();
        assert_eq!(loads, usize::from(islands), "{address}");
        // The search field above every page wakes up when it is used.
        let (above, content) = page.split_once("<main").expect("content");
        assert_eq!(above.matches("<leptos-island").count(), 1, "{address}");
        assert_eq!(content.contains("<leptos-island"), islands, "{address}");
        let secret = page
            .split("nonce=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let secret = secret.expect("scripts carry a nonce");
        assert!(!page.contains(&format!("crossorigin=\"{secret}\"")), "{address}");
    }
    std::fs::remove_dir_all(site).expect("removed");
}

#[tokio::test]
async fn names_and_prices_are_not_translated() {
    let mall = Mall::open().await;
    let page = text(mall.visitor().get("/p/100101"));
    assert!(page.contains("<h1 translate=\"no\">") && page.contains("translate=\"no\" class=\"price\""));
    let page = text(mall.member("zhangsan").get("/"));
    assert!(page.contains("translate=\"no\" class=\"nickname\">张三"));
    assert!(page.contains("translate=\"no\" class=\"card__name\""));
}
