//! What pages show of orders.

use app_kernel::{Money, SkuId};
use time::OffsetDateTime;

/// The orders on one page of the list.
pub(super) const PAGE_SIZE: i64 = 10;

/// How far an order has come. `mall.order_state` says it, but for what is known from elsewhere: see [`State::of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Placed, and not paid.
    Unpaid,
    /// Paid, and not on its way.
    Paid,
    /// On its way.
    Shipped,
    /// Received.
    Received,
    /// Cancelled by the member before it was paid.
    Cancelled,
    /// Closed because it was not paid in time.
    Overdue,
    /// Cancelled, and what was paid is on its way back.
    Refunding,
    /// Cancelled, and what was paid is back.
    Refunded,
}

impl State {
    /// The state with this word of the database; of a cancelled order, whether it was closed because it was not paid in time, and whether
    /// money that came afterwards is to go back.
    pub(super) fn of(word: &str, is_overdue: bool, refund_due: bool) -> Self {
        match word {
            "unpaid" => Self::Unpaid,
            "paid" => Self::Paid,
            "shipped" => Self::Shipped,
            "received" => Self::Received,
            "refunding" => Self::Refunding,
            "refunded" => Self::Refunded,
            _ if refund_due => Self::Refunding,
            _ if is_overdue => Self::Overdue,
            _ => Self::Cancelled,
        }
    }

    /// The words for it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Unpaid => "order-state-unpaid",
            Self::Paid => "order-state-paid",
            Self::Shipped => "order-state-shipped",
            Self::Received => "order-state-received",
            Self::Cancelled => "order-state-cancelled",
            Self::Overdue => "order-state-overdue",
            Self::Refunding => "order-state-refunding",
            Self::Refunded => "order-state-refunded",
        }
    }
}

/// The orders that a list is narrowed down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// All of them.
    All,
    /// Those to be paid.
    Unpaid,
    /// Those that are paid and not on their way.
    Paid,
    /// Those on their way.
    Shipped,
    /// Those that have arrived.
    Received,
    /// Those that were cancelled.
    Cancelled,
}

impl Filter {
    /// All of them, in the order of the tabs.
    pub(super) const ALL: [Self; 6] = [
        Self::All,
        Self::Unpaid,
        Self::Paid,
        Self::Shipped,
        Self::Received,
        Self::Cancelled,
    ];

    /// The word in the address; none for all orders.
    pub(super) const fn word(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Unpaid => Some("unpaid"),
            Self::Paid => Some("paid"),
            Self::Shipped => Some("shipped"),
            Self::Received => Some("received"),
            Self::Cancelled => Some("cancelled"),
        }
    }

    /// The filter with this word in the address.
    pub(super) fn of(word: Option<&str>) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.word() == word)
    }

    /// The states of its orders.
    pub(super) fn states(self) -> Vec<String> {
        let states: &[&str] = match self {
            Self::All => &[
                "unpaid",
                "paid",
                "shipped",
                "received",
                "cancelled",
                "refunding",
                "refunded",
            ],
            Self::Unpaid => &["unpaid"],
            Self::Paid => &["paid"],
            Self::Shipped => &["shipped"],
            Self::Received => &["received"],
            Self::Cancelled => &["cancelled", "refunding", "refunded"],
        };
        states.iter().map(|state| (*state).to_owned()).collect()
    }

    /// The words on its tab.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::All => "order-filter-all",
            Self::Unpaid => "order-state-unpaid",
            Self::Paid => "order-filter-paid",
            Self::Shipped => "order-state-shipped",
            Self::Received => "order-state-received",
            Self::Cancelled => "order-state-cancelled",
        }
    }
}

/// An order as lists show it.
#[derive(Clone, Debug)]
pub(super) struct OrderCard {
    /// The number.
    pub(super) number: String,
    /// How far it has come.
    pub(super) state: State,
    /// The time when it was placed.
    pub(super) placed_at: OffsetDateTime,
    /// What is or was to be paid.
    pub(super) total: Money,
    /// The number of pieces.
    pub(super) pieces: i64,
    /// What its member may do with it now.
    pub(super) may: Allowed,
    /// What was ordered.
    pub(super) lines: Vec<OrderLine>,
}

/// What was ordered of a variant, as it was then.
#[derive(Clone, Debug)]
pub(super) struct OrderLine {
    /// The variant.
    pub(super) sku: SkuId,
    /// The number of pieces.
    pub(super) quantity: i32,
    /// The price of one piece.
    pub(super) price: Money,
    /// The name of the product.
    pub(super) name: String,
    /// The variant's value of each option.
    pub(super) choice: Vec<String>,
    /// The path of the picture.
    pub(super) picture: String,
}

impl OrderLine {
    /// What its pieces cost.
    pub(super) fn cost(&self) -> Money {
        Money::from_fen(self.price.fen().saturating_mul(self.quantity.into()))
    }
}

/// The times at which an order came further.
#[derive(Clone, Debug)]
pub(super) struct Times {
    /// Placed.
    pub(super) placed: OffsetDateTime,
    /// Paid.
    pub(super) paid: Option<OffsetDateTime>,
    /// Sent.
    pub(super) shipped: Option<OffsetDateTime>,
    /// Received.
    pub(super) received: Option<OffsetDateTime>,
    /// Cancelled.
    pub(super) cancelled: Option<OffsetDateTime>,
    /// Paid when it was cancelled already.
    pub(super) paid_late: Option<OffsetDateTime>,
    /// The money was back.
    pub(super) refunded: Option<OffsetDateTime>,
}

/// An order as its own page shows it.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// The number.
    pub(super) number: String,
    /// How far it has come.
    pub(super) state: State,
    /// When it came so far.
    pub(super) times: Times,
    /// Whether the order was closed because it was not paid in time.
    pub(super) is_overdue: bool,
    /// The number of minutes in which it can still be paid.
    pub(super) minutes_left: i64,
    /// By what the carrier finds it.
    pub(super) tracking: Option<String>,
    /// The person who takes it.
    pub(super) recipient: String,
    /// Their mobile number.
    pub(super) phone: String,
    /// The code of the district.
    pub(super) district: String,
    /// Street, house and door.
    pub(super) street: String,
    /// The member's note.
    pub(super) note: String,
    /// The price of the goods.
    pub(super) goods: Money,
    /// The price of sending them.
    pub(super) freight: Money,
    /// What is or was to be paid.
    pub(super) total: Money,
    /// What its member may do with it now.
    pub(super) may: Allowed,
    /// What was ordered.
    pub(super) lines: Vec<OrderLine>,
}

/// What a member may do with an order now. `mall.order_may` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    /// Pay.
    pub(super) pay: bool,
    /// Cancel it.
    pub(super) cancel: bool,
    /// Say that it has arrived.
    pub(super) receive: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_words_and_its_filter() {
        for word in Filter::All.states() {
            let state = State::of(&word, false, false);
            assert_eq!(state.key(), format!("order-state-{word}"));
            let filters = Filter::ALL.into_iter().skip(1);
            let its_own = filters.filter(|filter| filter.states().contains(&word)).count();
            assert_eq!(its_own, 1, "{word}");
        }
    }

    #[test]
    fn what_became_of_a_cancelled_order_is_said() {
        assert_eq!(State::of("cancelled", true, false), State::Overdue);
        assert_eq!(State::of("cancelled", true, true), State::Refunding);
        assert_eq!(State::of("cancelled", false, true), State::Refunding);
        assert_eq!(State::of("refunded", true, false), State::Refunded);
        assert_eq!(State::of("unpaid", false, false), State::Unpaid);
    }
}
