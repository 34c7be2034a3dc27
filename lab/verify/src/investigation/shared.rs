//! Names of members, learnt where A and B both show one.

use diagnosis::evidence::{Exchange, Service, Shown, Step};

use super::Investigation;
use crate::{http::Reply, page::shared};

impl Investigation<'_> {
    /// Learns the names that A's page for the member and a page of B's, of which nothing else is known, both show, and no page for guests or for
    /// garbage does.
    pub(super) fn learn_shared(&mut self) {
        if self.a.reader.is_described() || self.b.reader.is_described() {
            return;
        }
        let is_member = |exchange: &Exchange| {
            exchange.service == Service::A && exchange.step == Step::Control && exchange.member().is_some()
        };
        let is_open = |exchange: &Exchange| {
            let shown = exchange.response.as_ref().map(|response| &response.shown);
            let is_page = (200..300).contains(&exchange.status()) && shown == Some(&Shown::Unclear);
            exchange.service == Service::B && matches!(exchange.step, Step::Visit | Step::Real) && is_page
        };
        let is_guest = |exchange: &Exchange| matches!(exchange.step, Step::Nothing | Step::Garbage);
        let (ours, theirs) = (self.replies_to(is_member), self.replies_to(is_open));
        let guests = self.replies_to(is_guest).into_iter();
        let guests: Vec<_> = guests
            .chain(&self.a.guest)
            .chain(&self.b.guest)
            .chain(&self.b.refusal)
            .collect();
        let names: Vec<_> = ours
            .iter()
            .take(1)
            .flat_map(|one| theirs.iter().flat_map(|other| shared(one, other, &guests)))
            .collect();
        if names.is_empty() {
            return;
        }
        for reader in [&mut self.a.reader, &mut self.b.reader] {
            let new = names.iter().filter(|name| !reader.names.contains(name));
            let new: Vec<_> = new.cloned().collect();
            reader.names.extend(new);
        }
        self.read_again();
    }

    fn replies_to(&self, is_meant: impl Fn(&Exchange) -> bool) -> Vec<&Reply> {
        let exchanges = self.evidence.exchanges.iter().zip(&self.replies);
        exchanges
            .filter(|(exchange, _)| is_meant(exchange))
            .filter_map(|(_, reply)| reply.as_ref())
            .collect()
    }
}
