//! Walking through the mall.

use crate::mall::{Mall, ORIGIN, text};
use std::collections::BTreeSet;

/// Every address of `attribute` on a page that belongs to the mall itself.
fn addresses(page: &str, attribute: &str) -> BTreeSet<String> {
    let opening = format!(" {attribute}=\"");
    let all = page
        .split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    all.map(|address| {
        address
            .strip_prefix(ORIGIN)
            .unwrap_or(address)
            .replace("&amp;", "&")
    })
    .filter(|address| address.starts_with('/'))
    .collect()
}

#[tokio::test]
async fn every_link_and_picture_leads_somewhere() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for page in [
        "/",
        "/c/phones-digital",
        "/p/100101",
        "/search?q=a",
        "/login",
        "/nope",
    ] {
        let page_text = text(visitor.get(page));
        let links = addresses(&page_text, "href");
        let pictures = addresses(&page_text, "src");
        assert!(links.len() > 5, "{page} has only {links:?}");
        for address in links
            .union(&pictures)
            .filter(|address| !address.starts_with("/pkg/"))
        {
            assert_eq!(visitor.get(address).status(), 200, "{address} on {page}");
        }
    }
}

#[tokio::test]
async fn a_variant_has_its_own_address() {
    let mall = Mall::open().await;
    let page = text(mall.visitor().get("/p/100101"));
    let variants: Vec<_> = addresses(&page, "href")
        .into_iter()
        .filter(|address| address.starts_with("/p/1001"))
        .collect();
    assert!(variants.len() > 2, "{variants:?}");
    for variant in variants {
        assert!(
            text(mall.visitor().get(&variant)).contains("aria-current=\"true\""),
            "{variant}"
        );
    }
}

#[tokio::test]
async fn language_and_theme_are_remembered() {
    let mall = Mall::open().await;
    let mut visitor = mall.visitor();
    let response = visitor.post(
        "/api/preferences",
        &[("locale", "en"), ("next", "/c/pets?page=1")],
    );
    assert_eq!(response.status(), 303);
    assert_eq!(crate::mall::header(&response, "location"), "/c/pets?page=1");
    visitor.cookie = Some("cfmall-locale=en; cfmall-theme=dark".into());
    let page = text(visitor.get("/c/pets"));
    assert!(
        page.contains("<html lang=\"en\" data-theme=\"dark\">"),
        "{}",
        &page[..200]
    );
    assert_eq!(
        visitor.post("/api/preferences", &[("theme", "purple")]).status(),
        422
    );

    let german_or_english = visitor.send("GET", "/", &[("accept-language", "de, en;q=0.5")], Vec::new());
    assert!(text(german_or_english).contains("<html lang=\"en\""));
}
