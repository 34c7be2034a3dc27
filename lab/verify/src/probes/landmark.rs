//! Whether what B's page shows to a member is about the login at all: B is asked with garbage in its place, and in that of every other secret.

use diagnosis::evidence::{Pair, Service, Shape, Shown, Step};

use super::{around::uncached, garbage};
use crate::{
    browser::Hop,
    http::Reply,
    investigation::Investigation,
    page::{NAMELESS, Seen},
};

/// The shortest value that may be a secret.
const SECRET: usize = 16;

impl Investigation<'_> {
    /// Asks B once with garbage in the login's place, the jar's short cookies left in, as soon as B has shown a member. Where it shows
    /// one then as well, that page is a guest's from here on. Whether that changed how pages are read.
    pub(super) async fn prove_landmark(&mut self) -> bool {
        let Some(cookies) = self.without_login().filter(|_| !self.is_proven) else {
            return false;
        };
        self.is_proven = true;
        let page = self.b.page.clone();
        let hop = self.send(&page, &cookies, None, Vec::new(), false).await;
        if !self.is_member_at_b(&hop) {
            return false;
        }
        // A page that a cache keeps is shown to everybody by now: that is another matter.
        let bare = self.send(&page, &[], None, Vec::new(), false).await;
        let Some(reply) = hop.reply().filter(|_| !self.is_member_at_b(&bare)) else {
            return false;
        };
        if self.is_only_kept(&cookies).await {
            self.record(&hop, Step::Garbage, Service::B, None);
            return false;
        }
        if self.b.reader.is_described() {
            self.circumstances.hollow = true;
            return true;
        }
        self.b.refusal = Some(reply.clone());
        self.b.reader.seen = Seen::Nobody;
        self.b.see_refusal();
        true
    }

    /// Whether B knows nobody by these cookies where no cache can answer for it.
    async fn is_only_kept(&mut self, cookies: &[Pair]) -> bool {
        let page = uncached(&self.b.page, "garbage");
        let hop = self.send(&page, cookies, None, Vec::new(), false).await;
        // What leads back to the page without the query is no answer.
        let is_answer = |reply: &Reply| {
            matches!(reply.status, 200..300 | 401 | 403) || self.b.read(reply, &hop.url) == Shown::Guest
        };
        hop.reply().is_some_and(is_answer) && !self.is_member_at_b(&hop)
    }

    fn is_member_at_b(&self, hop: &Hop) -> bool {
        let shown = hop.reply().map(|reply| self.b.read(reply, &hop.url));
        matches!(shown, Some(Shown::Member(_)))
    }

    /// The cookies of a request that B knew a member by, with garbage in the place of the login and of whatever else may open B, such as a
    /// token beside the one that renews it. Of a value that can be read without a key, garbage keeps what it says, and B may show that without
    /// having verified it: it is left out.
    fn without_login(&self) -> Option<Vec<Pair>> {
        let mut exchanges = self.evidence.exchanges.iter();
        let is_login = |pair: &&Pair| self.names.contains(&pair.name);
        let known = exchanges.find(|exchange| {
            let cookies = exchange.request.cookies.iter().flatten();
            let is_carried = exchange.step.carries_login() && cookies.filter(is_login).count() > 0;
            exchange.service == Service::B && is_carried && exchange.member().is_some()
        })?;
        let is_named = known.member().is_some_and(|name| name != NAMELESS);
        let cookies = known.request.cookies.iter().flatten();
        let may_open = |pair: &Pair| is_login(&pair) || pair.value.len() >= SECRET;
        let other = |pair: &Pair| match may_open(pair) {
            false => Some(pair.clone()),
            true if is_named && Shape::of(&pair.value).is_self_contained() => None,
            true => Some(garbage::of(pair)),
        };
        Some(cookies.filter_map(other).collect())
    }
}
