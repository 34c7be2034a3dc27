//! P7: A before and behind a visit to B, by another visitor than the journey's: whether it is B that ends A's session.

use diagnosis::{
    evidence::{Service, Step},
    jar::Context,
};

use crate::{browser::Navigation, investigation::Investigation};

impl Investigation<'_> {
    /// A twice, B, and A again.
    pub(super) async fn cross(&mut self) {
        let Some(mut visitor) = self.throwaway().await else {
            return;
        };
        let login = (visitor.number, visitor.start);
        for _ in 0..2 {
            if !self
                .look_in(&mut visitor.browser, login, Step::Crossed, Service::A)
                .await
            {
                return;
            }
        }
        let page = Navigation::page(self.b.page.clone(), Context::typed());
        visitor.browser.go(self.client, page).await;
        self.look_in(&mut visitor.browser, login, Step::Crossed, Service::A)
            .await;
    }
}
