//! What a browser fetches by itself before anybody chooses it (HTML standard, `prefetch`; speculation rules).

use diagnosis::{
    evidence::{Service, Step},
    jar::{Context, host},
};

use crate::{
    browser::{Browser, Navigation},
    investigation::Investigation,
    page::{EXITS, ahead, says},
};

/// The most links of a page that are fetched.
const MOST: usize = 4;

impl Investigation<'_> {
    /// Fetches what the page of a service that was seen last wants to have fetched ahead.
    pub(super) async fn fetch_ahead(&mut self, browser: &mut Browser, service: Service) {
        let mut exchanges = self.evidence.exchanges.iter().enumerate();
        let of_service = |(_, exchange): &(usize, &diagnosis::evidence::Exchange)| {
            exchange.service == service && matches!(exchange.step, Step::Control | Step::Visit)
        };
        let Some((index, exchange)) = exchanges.rfind(of_service) else {
            return;
        };
        let page = exchange.request.url.clone();
        let Some(reply) = self.reply(index).filter(|reply| reply.status == 200) else {
            return;
        };
        let mut wanted = ahead(&reply.body, &page);
        wanted.retain(|url| host::same_site(url, &page, false) && *url != page);
        let own = browser.headers.clone();
        browser
            .headers
            .push(("sec-purpose".to_owned(), "prefetch".to_owned()));
        for url in wanted.into_iter().take(MOST) {
            let navigation = Navigation::page(url.clone(), Context::link(page.clone()));
            let hop = browser.step(self.client, &navigation).await;
            // What ends no session explains no loss.
            let step = if says(url.path(), &EXITS) {
                Step::Prefetch
            } else {
                Step::Between
            };
            self.record(&hop, step, self.service_of(&url), None);
        }
        browser.headers = own;
    }
}
