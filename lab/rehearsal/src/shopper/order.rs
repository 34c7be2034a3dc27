//! What a shopper does at the checkout: orders what is in the cart, and pays for it.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use diagnosis::evidence::Step;
use lab_scenarios::visitor::Page;

use super::Shopper;
use crate::record::Event;

impl Shopper<'_> {
    /// Orders everything in the cart, and pays with the demo provider.
    pub(super) async fn order(&mut self) -> Result<()> {
        if self.logged_in != Some(true) || *self.pieces.start() == 0 {
            return Ok(());
        }
        let checkout = self.look("/checkout").await?;
        if self.logged_in != Some(true) {
            return Ok(());
        }
        let sent = Instant::now();
        // As long as no answer says that it is placed.
        self.pieces = 0..=*self.pieces.end();
        let answered = self.send(&checkout, "/api/mall/checkout?", &[("note", "")]).await;
        let Some(page) = self.judge("ordering", answered, sent).await? else {
            return Ok(());
        };
        self.check(&page);
        if !page.url.path().ends_with("/pay") {
            self.fault(format!("an order led to {}", page.url.path()));
            return Ok(());
        }
        self.pieces = 0..=0;
        self.pay(&page).await
    }

    /// The provider's page is none of the shop's, and does not say who is asking.
    async fn pay(&mut self, page: &Page) -> Result<()> {
        let sent = Instant::now();
        let answered = self.send(page, "/api/mall/payments/begin", &[]).await;
        let Some(provider) = self.judge("beginning to pay", answered, sent).await? else {
            return Ok(());
        };
        ensure!(
            provider.url.path() == "/pay",
            "paying led to {}",
            provider.url.path()
        );
        let sent = Instant::now();
        let answered = self.send(&provider, "/pay", &[("decision", "pay")]).await;
        if let Some(order) = self.judge("paying", answered, sent).await? {
            self.check(&order);
            if order.html.contains("data-state=\"under-way\"") {
                self.record.see(self.number, Event::Paid);
            } else {
                self.fault(format!("{} is not paid", order.url.path()));
            }
        }
        Ok(())
    }

    /// Sends the form of a page whose address begins so.
    async fn send(&mut self, page: &Page, action: &str, values: &[(&str, &str)]) -> Result<Page> {
        let form = page
            .forms()
            .into_iter()
            .find(|form| form.action.starts_with(action));
        let form = form.with_context(|| format!("{} has no form for {action}", page.url.path()))?;
        self.visitor.submit(Step::Visit, page, &form.action, values).await
    }
}
