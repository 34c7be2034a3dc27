//! A page of B that script fills: what says who is there is the data that the script asks for.

use diagnosis::{
    evidence::{Service, Step},
    jar::{Context, Credentials, host},
};
use url::Url;

use crate::{
    browser::{DATA, Navigation},
    http::Reply,
    investigation::Investigation,
    page::{
        EXITS, mark, says, says_nobody,
        script::{Asked, asked},
        scripts,
    },
};

/// The most files of script that are read, and the most addresses that are tried.
const MOST: usize = 4;

impl Investigation<'_> {
    /// Where B's page is the same to the visitor as to guests, and its script asks for data that guests do not get: from here on these data are B's
    /// page, asked for as the script does. Whether they are.
    pub(super) async fn move_to_data(&mut self) -> bool {
        let visits = self.evidence.exchanges.iter();
        let Some(visit) = visits.clone().rposition(|exchange| exchange.step == Step::Visit) else {
            return false;
        };
        let (Some(seen), Some(guest)) = (self.reply(visit).cloned(), self.b.guest.clone()) else {
            return false;
        };
        let is_same = seen.status == 200 && mark(&seen) == mark(&guest);
        if self.b.reader.is_described() || !is_same {
            return false;
        }
        let page = self.b.page.clone();
        for asked in self.asked_by(&seen, &page).await.into_iter().take(MOST) {
            if !self.is_for_members(&asked, &page).await {
                continue;
            }
            self.evidence.exchanges[visit].step = Step::Between;
            self.take_page(Service::B, asked.url).await;
            self.script = Some((page, asked.credentials));
            return true;
        }
        false
    }

    /// What the scripts of a page ask for within its site.
    pub(super) async fn asked_by(&self, reply: &Reply, page: &Url) -> Vec<Asked> {
        let mut found = Vec::new();
        for (source, text) in scripts(&reply.body).into_iter().take(MOST) {
            let file = source.and_then(|source| page.join(&source).ok());
            match file.filter(|file| file.origin() == page.origin()) {
                Some(file) => {
                    let hop = self.send(&file, &[], None, Vec::new(), false).await;
                    found.extend(hop.reply().into_iter().flat_map(|reply| asked(&reply.body, page)));
                }
                None => found.extend(asked(&text, page)),
            }
        }
        found.retain(|asked| host::same_site(&asked.url, page, false) && !says(asked.url.path(), &EXITS));
        found
    }

    /// Whether data say to somebody without cookies that nobody is there.
    async fn is_for_members(&self, asked: &Asked, page: &Url) -> bool {
        let navigation = Navigation {
            accept: DATA,
            ..Navigation::page(asked.url.clone(), Context::fetch(page.clone(), Credentials::Omit))
        };
        let hop = self.browser().step(self.client, &navigation).await;
        let Some(reply) = hop.reply() else { return false };
        let is_data = reply
            .header("content-type")
            .is_some_and(|kind| kind.contains("json"));
        is_data && (reply.status == 401 || says_nobody(reply))
    }
}
