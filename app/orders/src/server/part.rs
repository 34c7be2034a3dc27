//! What buying adds to a process.

use super::{Orders, clock, operate};
use crate::{address, checkout, order, payment};
use app_kernel::Links;
use app_part::{Command, Part, provide};
use app_session::SessionConfig;
use sqlx::PgPool;
use std::{num::NonZeroU16, time::Duration};

/// How this installation sells.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// The time after which an unpaid order is closed.
    pub time_to_pay: Duration,
    /// The number of orders that a member may have unpaid at the same time.
    pub most_unpaid: NonZeroU16,
    /// Whether anybody can pay, with money that does not exist, and orders are shipped by themselves.
    pub demo: bool,
}

/// Buying, on the database `pool` with the role of the mall, beside sessions of this configuration.
pub fn part(pool: &PgPool, links: &Links, session: &SessionConfig, terms: Terms) -> Part {
    let orders = Orders::new(pool, links, session, terms);
    let looked_after = orders.clone();
    let (shipped, compared) = (pool.clone(), pool.clone());
    let provider = if terms.demo {
        app_demo_payments::part(pool, links)
    } else {
        Part::default()
    };
    let buying = Part {
        endpoints: [
            address::endpoints(&orders),
            checkout::endpoints(&orders),
            order::endpoints(&orders),
            payment::endpoints(&orders),
        ]
        .concat(),
        assets: payment::notices(&orders),
        contexts: vec![provide(orders)],
        background: vec![Box::new(move || {
            let orders = looked_after.clone();
            Box::pin(async move {
                clock::run(&orders).await;
                Ok(())
            })
        })],
        commands: vec![
            Command {
                name: "order",
                help: operate::ORDER_HELP,
                run: Box::new(move |words| {
                    let pool = shipped.clone();
                    Box::pin(async move { operate::order(&pool, &words).await })
                }),
            },
            Command {
                name: "books",
                help: operate::BOOKS_HELP,
                run: Box::new(move |_| {
                    let pool = compared.clone();
                    Box::pin(async move { operate::books(&pool).await })
                }),
            },
        ],
        ..Part::with_pages([address::PAGES, checkout::PAGES, order::PAGES, payment::PAGES].concat())
    };
    buying + provider
}
