//! The demo provider (placeholder: replaced by helper "payments").

use super::provider::{Asked, CameBack, NotGenuine, PaymentProvider, Settled};
use app_kernel::{Links, Money};
use async_trait::async_trait;

pub(crate) struct DemoPayments;

impl DemoPayments {
    pub(crate) fn new(_secret: &[u8], _links: &Links) -> Option<Self> {
        None
    }
}

#[async_trait]
impl PaymentProvider for DemoPayments {
    fn name(&self) -> &'static str {
        "demo"
    }
    fn checkout(&self, _asked: &Asked) -> String {
        String::new()
    }
    fn read_notice(&self, _body: &[u8]) -> Result<Settled, NotGenuine> {
        Err(NotGenuine)
    }
    fn read_return(&self, _query: &str) -> Result<CameBack, NotGenuine> {
        Err(NotGenuine)
    }
    async fn refund(&self, _number: &str, _amount: Money) -> anyhow::Result<()> {
        Ok(())
    }
}
