//! Whose cart a request is about. A member who comes with a guest's cart is given its lines first.

use super::{
    cookies::Brought,
    owner::{GuestToken, Owner},
    sql::{self, MergeRow},
};
use crate::{
    cart::notice::CartNotice,
    server::{Mall, read::within_timeout},
};
use app_forms::server::peek;
use app_kernel::{Failure, Viewer, path};
use axum::http::{HeaderValue, request::Parts};

/// A visitor with their cart.
pub(crate) struct Arrival {
    viewer: Viewer,
    guest: Option<GuestToken>,
    /// What became of the guest's cart that a member brought.
    pub(crate) merged: Option<MergeRow>,
    /// The pieces in the cart, if that is known by now.
    pub(crate) pieces: Option<u32>,
}

impl Arrival {
    /// The visitor who sent the request with this head. At most one statement, and none without a guest's cart to merge.
    pub(crate) async fn of(head: &Parts, mall: &Mall) -> Result<Self, Failure> {
        let viewer = head
            .extensions
            .get::<Viewer>()
            .cloned()
            .unwrap_or(Viewer::Unavailable);
        if viewer == Viewer::Unavailable {
            return Err(Failure::Unavailable);
        }
        let guest = match mall.cart_cookies.brought(&head.headers) {
            Brought::Token(token) => Some(token),
            Brought::Nothing | Brought::Unusable => None,
        };
        let mut arrival = Self {
            viewer,
            guest,
            merged: None,
            pieces: None,
        };
        if let (Some(member), Some(token)) = (arrival.viewer.member(), guest)
            && !may_be_undone(head)
        {
            let (from, into) = (Owner::guest(token), Owner::member(member.id));
            let merged = within_timeout(sql::merge(&mall.pool, &from, &into)).await?;
            arrival.merged = Some(merged);
        }
        Ok(arrival)
    }

    /// Whether the visitor is logged in as nobody.
    pub(super) fn is_guest(&self) -> bool {
        self.viewer == Viewer::Guest
    }

    /// Whose cart it is; nobody's, if a guest has none yet.
    pub(crate) fn owner(&self) -> Option<Owner> {
        match self.viewer.member() {
            Some(member) => Some(Owner::member(member.id)),
            None => self.guest.map(Owner::guest),
        }
    }

    /// Whose cart it is. A guest who has none yet is given one.
    pub(super) fn owner_or_new(&mut self) -> Owner {
        match self.viewer.member() {
            Some(member) => Owner::member(member.id),
            None => Owner::guest(*self.guest.get_or_insert_with(GuestToken::fresh)),
        }
    }

    /// The cookies that the answer sets: the number for the header; a guest's own, which lives on; or the removal of one whose cart is a
    /// member's now.
    pub(crate) fn cookies(&self, mall: &Mall) -> Vec<HeaderValue> {
        let cookies = &mall.cart_cookies;
        let badge = self.pieces.and_then(|pieces| cookies.badge(pieces, &self.viewer));
        let own = match (&self.viewer, self.guest, &self.merged) {
            (Viewer::Guest, Some(token), _) if self.pieces > Some(0) => Some(cookies.keep(token)),
            (_, _, Some(merged)) if merged.left_over == 0 => Some(cookies.forget()),
            _ => None,
        };
        badge.into_iter().chain(own).collect()
    }
}

/// Whether a line was removed a moment ago, or is put back now: what waits for room in a full cart does not take its place in between.
fn may_be_undone(head: &Parts) -> bool {
    head.uri.path() == path::CART_UNDO_API || matches!(peek(&head.headers), Some(CartNotice::Removed { .. }))
}
