//! Requests of probes, with exactly the cookies that a probe wants.

use diagnosis::{
    evidence::{Pair, Service, Step},
    jar::Context,
};
use url::Url;

use super::{Heed, Investigation, Throwaway};
use crate::{
    browser::{Hop, Navigation, now},
    http::Call,
};

/// What a probe asks.
pub struct Ask<'a> {
    pub step: Step,
    pub service: Service,
    pub cookies: Vec<Pair>,
    pub login: Option<&'a Throwaway>,
}

impl Investigation<'_> {
    /// A request of a probe to the page of a service, with exactly these cookies.
    pub async fn ask(&mut self, ask: Ask<'_>) -> usize {
        let url = self.site(ask.service).page.clone();
        self.ask_at(ask, url, None, Vec::new(), false).await
    }

    /// A request of a probe to an address, perhaps at a single copy.
    pub async fn ask_at(
        &mut self,
        ask: Ask<'_>,
        url: Url,
        copy: Option<&Url>,
        headers: Vec<(String, String)>,
        split: bool,
    ) -> usize {
        let mut turn = 0;
        let (hop, counts) = loop {
            if self.refusals.has_ended(ask.service) {
                break (Hop::unasked(url, ask.cookies), false);
            }
            let hop = self.send(&url, &ask.cookies, copy, headers.clone(), split).await;
            match self.heed(ask.service, &hop, turn).await {
                Heed::Keep => break (hop, true),
                Heed::Leave => break (hop, false),
                Heed::Again => turn += 1,
            }
        };
        let login = ask.login.map(|login| (login.number, login.start));
        let index = self.record(&hop, ask.step, ask.service, login);
        if !counts {
            self.leave_out(index);
        }
        if let Some(copy) = copy {
            self.evidence.exchanges[index].copy = Some(copy.to_string());
        }
        index
    }

    /// A typed request with exactly these cookies, which is not written down.
    pub async fn send(
        &self,
        url: &Url,
        cookies: &[Pair],
        copy: Option<&Url>,
        headers: Vec<(String, String)>,
        split: bool,
    ) -> Hop {
        let context = Context::typed();
        let mut browser = self.browser();
        browser.headers.extend(headers);
        let call = Call {
            cookies: cookies.to_vec(),
            headers: browser.request_headers(&Navigation::page(url.clone(), context.clone())),
            copy: copy.cloned(),
            split,
            ..Call::get(url.clone())
        };
        let reply = self.client.send(&call).await;
        Hop {
            url: url.clone(),
            context,
            sent: cookies.to_vec(),
            at: now(),
            reply,
            receipts: Vec::new(),
            scripted: Vec::new(),
            is_kept: false,
        }
    }
}
