//! The sitemap: every page a search engine may show (sitemaps.org). An index names a list of the categories and lists of products.

use super::read::within_timeout;
use app_kernel::{Links, SkuId, path};
use app_part::Endpoint;
use axum::{
    extract::Path,
    http::{
        Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use sqlx::PgPool;
use std::fmt::Write;

/// Addresses in one list. The protocol allows 50,000.
const LIST: i64 = 10_000;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const CATEGORIES: &str = "categories.xml";

/// The index, and the lists that it names.
pub(crate) fn sitemap(pool: &PgPool, links: &Links) -> Vec<Endpoint> {
    let (index_pool, index_links) = (pool.clone(), links.clone());
    let (pool, links) = (pool.clone(), links.clone());
    vec![
        (
            Method::GET,
            path::SITEMAP,
            get(async move || index(&index_pool, &index_links).await),
        ),
        (
            Method::GET,
            "/sitemap/{list}",
            get(async move |Path(name): Path<String>| list(&pool, &links, &name).await),
        ),
    ]
}

async fn index(pool: &PgPool, links: &Links) -> Response {
    let count = sqlx::query_scalar!(r#"select count(*) as "count!" from mall.product"#).fetch_one(pool);
    match within_timeout(count).await {
        Ok(count) => {
            let products = (1..=(count + LIST - 1) / LIST).map(|number| format!("products-{number}.xml"));
            let lists = [CATEGORIES.to_owned()].into_iter().chain(products);
            xml(
                "sitemapindex",
                "sitemap",
                lists.map(|list| links.mall(&format!("/sitemap/{list}"))),
            )
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn list(pool: &PgPool, links: &Links, name: &str) -> Response {
    let number = name
        .strip_prefix("products-")
        .and_then(|rest| rest.strip_suffix(".xml"))
        .and_then(|number| number.parse().ok())
        .filter(|number| *number >= 1);
    let paths = match number {
        Some(number) => products(pool, number).await,
        None if name == CATEGORIES => categories(pool).await,
        None => Ok(Vec::new()),
    };
    match paths {
        Ok(paths) if paths.is_empty() => StatusCode::NOT_FOUND.into_response(),
        Ok(paths) => xml("urlset", "url", paths.iter().map(|path| links.mall(path))),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The front page and every category, from the top down.
async fn categories(pool: &PgPool) -> Result<Vec<String>, app_kernel::Failure> {
    let slugs = sqlx::query_scalar!("select slug from mall.category order by id").fetch_all(pool);
    let slugs = within_timeout(slugs).await?;
    let front = [path::HOME.to_owned()].into_iter();
    Ok(front
        .chain(slugs.iter().map(|slug| path::category(slug)))
        .collect())
}

/// The products of a list, each at the page of its first variant.
async fn products(pool: &PgPool, number: i64) -> Result<Vec<String>, app_kernel::Failure> {
    let offset = (number - 1).saturating_mul(LIST);
    let skus = sqlx::query_scalar!(
        r#"
        select first.id as "id!"
        from (select id from mall.product order by id limit $1 offset $2) p
        cross join lateral (select id from mall.sku where product_id = p.id order by position limit 1) first
        "#,
        LIST,
        offset
    );
    let skus = within_timeout(skus.fetch_all(pool)).await?;
    Ok(skus.into_iter().map(|sku| path::product(SkuId(sku))).collect())
}

/// A document whose `root` has an `entry` for each address. Addresses here have no character that XML gives a meaning to.
fn xml(root: &str, entry: &str, addresses: impl Iterator<Item = String>) -> Response {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    for address in addresses {
        let _ = writeln!(text, "<{entry}><loc>{address}</loc></{entry}>");
    }
    let _ = writeln!(text, "</{root}>");
    let headers = [
        (CONTENT_TYPE, "application/xml"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, text).into_response()
}
