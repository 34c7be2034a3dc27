//! What buying adds to a process.

use super::Orders;
use crate::{address, checkout, order, payment};
use app_kernel::Links;
use app_part::{Part, provide};
use sqlx::PgPool;

/// Buying, on the database `pool` with the role of the mall. With `demo` anybody can pay, with money that does not exist.
pub fn part(pool: &PgPool, links: &Links, _demo: bool) -> Part {
    let orders = Orders {
        pool: pool.clone(),
        links: links.clone(),
    };
    Part {
        endpoints: [
            address::endpoints(&orders),
            checkout::endpoints(&orders),
            order::endpoints(&orders),
            payment::endpoints(&orders),
        ]
        .concat(),
        contexts: vec![provide(orders)],
        ..Part::with_pages([address::PAGES, checkout::PAGES, order::PAGES, payment::PAGES].concat())
    }
}
