//! Buying: where things are sent, checkout, orders and their payment. Works on the schema `mall`, and is served by the mall.
//!
//! Each feature has a folder as in `app-mall`: pages, `model.rs`, and `server/` with use cases, endpoints and SQL. Pages are made on the
//! server alone; none of this is ever compiled for a browser. What may happen to an order, and what places one, is decided in the database
//! (`migrations/0020_orders.sql`), where all copies meet.

mod address;
mod checkout;
mod order;
mod order_number;
mod payment;
pub mod server;
