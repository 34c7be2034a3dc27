//! Any order of events: an order against a model of it.

use super::{ask, open, order, run};
use proptest::{
    prelude::*,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

/// Something that happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Begin,
    /// The provider says that it has the money.
    Settle,
    /// The provider says that it has another amount.
    SettleWrong,
    /// The time to pay is over, and a copy looks after orders.
    Close,
    Cancel,
    Ship,
    Receive,
    /// The provider has given the money back.
    Refunded,
    /// A copy counts what was sold.
    Count,
}

/// What an order must be by now.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that come in any order, which is what is tested"
)]
struct Model {
    begun: bool,
    money: bool,
    paid: bool,
    cancelled: bool,
    shipped: bool,
    received: bool,
    refunded: bool,
    counted: bool,
}

impl Model {
    fn after(mut self, event: Event) -> Self {
        let is_open = !self.paid && !self.cancelled;
        match event {
            Event::Begin => self.begun |= is_open,
            Event::Settle if self.begun && !self.money => {
                self.money = true;
                self.paid |= is_open;
            }
            Event::Close => self.cancelled |= is_open,
            Event::Cancel => self.cancelled |= !self.shipped,
            Event::Ship => self.shipped |= self.paid && !self.cancelled,
            Event::Receive => self.received |= self.shipped,
            Event::Refunded => self.refunded |= self.money && self.cancelled,
            Event::Count => self.counted = self.paid && !self.cancelled,
            Event::Settle | Event::SettleWrong => {}
        }
        self
    }

    fn state(&self) -> &'static str {
        match self {
            Self { refunded: true, .. } => "refunded",
            Self {
                cancelled: true,
                paid: true,
                ..
            } => "refunding",
            Self { cancelled: true, .. } => "cancelled",
            Self { received: true, .. } => "received",
            Self { shipped: true, .. } => "shipped",
            Self { paid: true, .. } => "paid",
            _ => "unpaid",
        }
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        3 => Just(Event::Begin),
        4 => Just(Event::Settle),
        1 => Just(Event::SettleWrong),
        2 => Just(Event::Close),
        1 => Just(Event::Cancel),
        3 => Just(Event::Ship),
        2 => Just(Event::Receive),
        2 => Just(Event::Refunded),
        3 => Just(Event::Count),
    ];
    prop::collection::vec(event, 1..12)
}

fn statement(event: Event, number: &str) -> String {
    match event {
        Event::Begin => format!(
            "select mall.payment_begin(member_id, number, 'demo') from mall.order where number = '{number}'"
        ),
        Event::Settle => format!("select mall.payment_settle('P{number}', 4800, 'R')"),
        Event::SettleWrong => format!("select mall.payment_settle('P{number}', 1, 'R')"),
        Event::Close => format!(
            "update mall.order set due_at = now() - interval '1 second' where number = '{number}';
             select mall.orders_close(100, '0');
             update mall.order set due_at = now() + interval '1 hour' where number = '{number}'"
        ),
        Event::Cancel => {
            format!("select mall.order_cancel(member_id, number) from mall.order where number = '{number}'")
        }
        Event::Ship => format!(
            "update mall.order o set shipped_at = now() where number = '{number}' and mall.order_may(o, 'ship')"
        ),
        Event::Receive => format!(
            "update mall.order o set received_at = now() where number = '{number}' and mall.order_may(o, 'receive')"
        ),
        Event::Refunded => format!("select mall.payment_refunded('P{number}')"),
        Event::Count => "select mall.sales_count(100, '0')".to_owned(),
    }
}

/// Whatever happens in whatever order: each order is what the model says, no piece is lost, and the books balance after each step.
#[tokio::test]
async fn every_order_of_events_is_what_the_model_says() {
    let mall = open().await;
    let before = "select sum(sold - sold_in_orders) from mall.product";
    let sold_before = ask(&mall, before).await;
    let mut runner = TestRunner::deterministic();
    for story in 0..60 {
        let events = events().new_tree(&mut runner).expect("a story").current();
        let number = order(&mall, &format!("story {story}")).await;
        let mut model = Model::default();
        for (step, event) in events.iter().enumerate() {
            run(&mall, &statement(*event, &number)).await;
            model = model.after(*event);
            let told = format!("story {story}, step {step} of {events:?}: {model:?}");
            let state = format!("select mall.order_state(o) from mall.order o where number = '{number}'");
            assert_eq!(ask(&mall, &state).await, model.state(), "{told}");
            let counted = format!("select is_counted from mall.order where number = '{number}'");
            assert_eq!(ask(&mall, &counted).await, model.counted.to_string(), "{told}");
            let wrong = "select string_agg(rule || ': ' || subject || ' ' || expected || ' ' || found, '; ') from mall.books()";
            assert_eq!(ask(&mall, wrong).await, "", "{told}");
            let pieces =
                "select string_agg((stock + ordered) || '', ',') from mall.sku where id in (100101, 100201)";
            assert_eq!(ask(&mall, pieces).await, "1000,1000", "{told}");
        }
    }
    assert_eq!(ask(&mall, before).await, sold_before);
}
