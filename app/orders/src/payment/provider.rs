//! What the mall asks of whoever takes the money.

use app_kernel::{Locale, Money};
use async_trait::async_trait;

/// A provider of payments: has pages on which a member pays, and says afterwards what came of it, by itself and through the member's browser, in any order
/// and any number of times.
#[async_trait]
pub(crate) trait PaymentProvider: Send + Sync {
    /// The name under which payments are stored (`mall.payment.provider`).
    fn name(&self) -> &'static str;

    /// The address to which the member's browser is sent to pay.
    fn checkout(&self, asked: &Asked) -> String;

    /// Reads what the provider says by itself.
    ///
    /// # Errors
    /// [`NotGenuine`] if it is not the provider who says it.
    fn read_notice(&self, body: &[u8]) -> Result<Settled, NotGenuine>;

    /// Reads the query with which the provider sends a member back.
    ///
    /// # Errors
    /// [`NotGenuine`] if it was not made by the provider.
    fn read_return(&self, query: &str) -> Result<CameBack, NotGenuine>;

    /// Asks whether the money for a payment has come: nothing if it has not, or has gone back.
    ///
    /// # Errors
    /// If the provider cannot be reached, or what is answered was not said by it.
    async fn ask(&self, number: &str) -> anyhow::Result<Option<Settled>>;

    /// Gives back all that was paid for a payment: once, however often it is asked for.
    ///
    /// # Errors
    /// If the provider cannot be reached or refuses.
    async fn refund(&self, number: &str, amount: Money) -> anyhow::Result<()>;
}

/// A payment as it is asked for.
pub(crate) struct Asked {
    /// The number under which both sides know it.
    pub(crate) number: String,
    /// The amount.
    pub(crate) amount: Money,
    /// The words for what is paid, in the member's language.
    pub(crate) subject: String,
    /// The absolute address to which the member comes back.
    pub(crate) return_to: String,
    /// The language of the provider's pages.
    pub(crate) locale: Locale,
}

/// A payment for which the provider has the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    /// The number under which both sides know it.
    pub(crate) number: PaymentNumber,
    /// The amount that was paid, in fen.
    pub(crate) fen: i64,
    /// The number at the provider.
    pub(crate) reference: PaymentNumber,
}

/// The number of a payment, ours or the provider's: 1 to 64 printable ASCII characters without blanks, which the database takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaymentNumber(String);

impl PaymentNumber {
    /// The text if it can be one.
    ///
    /// # Errors
    /// [`NotGenuine`]: no provider has such numbers.
    pub(crate) fn read(text: &str) -> Result<Self, NotGenuine> {
        let is_number = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_number.then(|| Self(text.to_owned())).ok_or(NotGenuine)
    }

    /// Its characters.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A member who comes back from the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CameBack {
    /// The number of the payment.
    pub(crate) number: PaymentNumber,
    /// What was paid; nothing if the member did not, or not yet.
    pub(crate) settled: Option<Settled>,
}

/// A message that was not made by the provider, or was changed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the provider did not say this")]
pub(crate) struct NotGenuine;
