//! A catalogue of any size.

use anyhow::Result;
use dev_deployment::{psql, workspace};

const SQL: &str = "lab/bench/src/sql/catalogue.sql";

/// Fills the catalogue of a database up to so many products.
pub fn fill(url: &str, products: u32) -> Result<()> {
    let mut psql = psql::command(url);
    psql.args(["--quiet", "-v", &format!("products={products}"), "-f"])
        .arg(workspace::at(SQL));
    psql::output(&mut psql).map(drop)
}

/// The slug of the top category with the most products.
pub fn fullest(url: &str) -> Result<String> {
    psql::ask_as_owner(
        url,
        &[
            "select c.slug from mall.card join mall.category c on c.id = top_id \
           group by c.slug, c.position order by count(*) desc, c.position limit 1",
        ],
    )
}
