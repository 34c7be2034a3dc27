//! The demo provider of payments, to which a test speaks as a merchant, as a payer and as somebody who forges.

mod notices;
mod pay;
mod programs;

use crate::mall::{Mall, Response, Visitor, header};
use app_demo_payments::protocol::{Kind, Message, read, sign};
use std::collections::BTreeMap;

/// The provider's origin beside [`crate::mall::ORIGIN`].
const PROVIDER: &str = "http://pay-cfmall.localhost:3000";

/// Where the merchant of the tests wants payers back.
const RETURN: &str = "http://merchant.example/return";

/// A merchant: whoever has the key.
struct Merchant {
    mall: Mall,
    key: Vec<u8>,
}

impl Merchant {
    async fn open() -> Self {
        Self::of(Mall::open().await).await
    }

    async fn of(mall: Mall) -> Self {
        let key = sqlx::query_scalar("select value from mall.secret where name = 'demo-payments'")
            .fetch_one(mall.database.pool())
            .await
            .expect("a key");
        Self { mall, key }
    }

    /// A browser at the provider, which brings nothing.
    fn payer(&self) -> Visitor {
        self.mall.visitor().at(PROVIDER)
    }

    /// What asks for a payment of eighteen yuan, with some fields in another way.
    fn asks(&self, other: &[(&str, &str)]) -> String {
        let usual = [
            ("number", "P1"),
            ("amount", "1800"),
            ("subject", "订单 <1> & mehr"),
            ("return", RETURN),
            // Nobody listens there.
            ("notice", "http://127.0.0.1:9/notice"),
            ("language", "zh-CN"),
        ];
        let fields: BTreeMap<_, _> = usual.iter().chain(other).copied().collect();
        sign(&self.key, Kind::Open, &fields.into_iter().collect::<Vec<_>>())
    }

    /// Decides what the form of the provider's page decides.
    fn decide(&self, asked: &str, decision: &str, more: &[(&str, &str)]) -> Response {
        let form = [&[("asked", asked), ("decision", decision)], more].concat();
        self.payer().post("/pay", &form)
    }

    /// What a payer who comes back brings.
    fn brought(&self, answer: &Response) -> Message {
        assert_eq!(answer.status(), 303);
        let address = header(answer, "location");
        let query = address
            .strip_prefix(RETURN)
            .and_then(|rest| rest.strip_prefix('?'));
        let query = query.unwrap_or_else(|| panic!("{address} is not where the merchant wanted"));
        read(&self.key, Kind::Return, query).expect("genuine")
    }

    /// The one value that a query finds, as a text.
    async fn ask(&self, query: &str) -> String {
        crate::query::ask(&self.mall, query).await
    }
}
