//! A page of B that script fills: what says who is there is the data that the script asks for.

use diagnosis::{
    evidence::{Pair, Service, Step},
    jar::{Context, Credentials, host},
};
use url::Url;

use crate::{
    browser::{Browser, DATA, Navigation},
    http::Reply,
    investigation::Investigation,
    page::{
        EXITS, mark, names_nobody, running, says,
        script::{Asked, asked},
    },
};

/// The most files of script that are read, and the most addresses that are tried.
const MOST: usize = 4;

impl Investigation<'_> {
    /// Where B's page is the same to the visitor as to guests, and its script asks for data that guests do not get: from here on these data are B's
    /// page, asked for as the script does. Whether they are.
    pub(super) async fn move_to_data(&mut self, browser: &Browser) -> bool {
        let visits = self.evidence.exchanges.iter();
        let Some(visit) = visits.clone().rposition(|exchange| exchange.step == Step::Visit) else {
            return false;
        };
        let (Some(seen), Some(guest)) = (self.reply(visit).cloned(), self.b.guest.clone()) else {
            return false;
        };
        let is_same = seen.status == 200 && mark(&seen) == mark(&guest);
        let is_known = self.evidence.exchanges[visit].member().is_some();
        if self.b.reader.is_described() || is_known || !is_same {
            return false;
        }
        let page = self.b.page.clone();
        let Some(asked) = self.data_of_members(browser, &seen, &page).await else {
            return false;
        };
        self.evidence.exchanges[visit].step = Step::Between;
        // What the page was says nothing of what the data are.
        self.b.guest = None;
        self.script = Some((page, asked.credentials));
        self.script_headers = asked.headers;
        self.take_page(Service::B, asked.url).await;
        true
    }

    /// Of B's site the data that differ between a visitor and a guest, or else A's that tell the login from nobody; where there are neither, the first of
    /// B's that tell a guest that nobody is there.
    async fn data_of_members(&self, browser: &Browser, reply: &Reply, page: &Url) -> Option<Asked> {
        let mut fallback = None;
        let all = self.asked_by(reply, page).await;
        let (own, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|asked| host::same_site(&asked.url, page, false));
        for asked in own.into_iter().take(MOST) {
            let guest = self.data(self.browser(), &asked, Credentials::Omit, page).await;
            let visitor = self.data(browser.clone(), &asked, asked.credentials, page).await;
            let (Some(guest), Some(visitor)) = (guest, visitor) else {
                continue;
            };
            let again = self.data(self.browser(), &asked, Credentials::Omit, page).await;
            let is_steady = again.is_some_and(|again| mark(&again) == mark(&guest));
            if is_steady && mark(&guest) != mark(&visitor) {
                return Some(asked);
            }
            let is_refused = guest.status == 401 || names_nobody(&guest);
            if is_refused && fallback.is_none() {
                fallback = Some(asked);
            }
        }
        for asked in others.into_iter().take(MOST) {
            if self.is_of_login(browser, &asked.url).await {
                return Some(asked);
            }
        }
        fallback
    }

    /// Whether data of A's tell the login from nobody where they are asked for by themselves, whatever else A keeps of a visitor.
    async fn is_of_login(&self, browser: &Browser, url: &Url) -> bool {
        let held = browser.jar.cookies().iter();
        let ours = held.filter(|cookie| self.names.contains(&cookie.name));
        let login: Vec<_> = ours
            .map(|cookie| Pair {
                name: cookie.name.clone(),
                value: cookie.value.clone(),
            })
            .collect();
        let mut marks = Vec::new();
        for cookies in [&[][..], &login, &[]] {
            let hop = self.send(url, cookies, None, Vec::new(), false).await;
            let Some(reply) = hop.reply().filter(|reply| is_data(reply)) else {
                return false;
            };
            marks.push(mark(reply));
        }
        marks[0] == marks[2] && marks[0] != marks[1]
    }

    /// The data that a script on a page gets.
    async fn data(
        &self,
        mut browser: Browser,
        asked: &Asked,
        credentials: Credentials,
        page: &Url,
    ) -> Option<Reply> {
        browser.headers.extend(asked.headers.clone());
        let navigation = Navigation {
            accept: DATA,
            ..Navigation::page(asked.url.clone(), Context::fetch(page.clone(), credentials))
        };
        let hop = browser.step(self.client, &navigation).await;
        hop.reply().filter(|reply| is_data(reply)).cloned()
    }

    /// What the scripts of a page ask for within its site or A's.
    pub(super) async fn asked_by(&self, reply: &Reply, page: &Url) -> Vec<Asked> {
        let mut found = Vec::new();
        for (source, text) in running(&reply.body).into_iter().take(MOST) {
            let file = source.and_then(|source| page.join(&source).ok());
            match file.filter(|file| file.origin() == page.origin()) {
                Some(file) => {
                    let hop = self.send(&file, &[], None, Vec::new(), false).await;
                    found.extend(hop.reply().into_iter().flat_map(|reply| asked(&reply.body, page)));
                }
                None => found.extend(asked(&text, page)),
            }
        }
        let sites = [page, &self.a.page];
        let is_ours = |url: &Url| sites.iter().any(|site| host::same_site(url, site, false));
        found.retain(|asked| is_ours(&asked.url) && !says(asked.url.path(), &EXITS));
        found
    }
}

fn is_data(reply: &Reply) -> bool {
    let kind = reply.header("content-type").unwrap_or_default();
    kind.contains("json") && !matches!(reply.status, 404 | 405 | 500..)
}
