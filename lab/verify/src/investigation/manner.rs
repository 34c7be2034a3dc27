//! How a service answers a login: what tells one that was taken from one that was refused.

use diagnosis::evidence::place;

use crate::{
    login::Entry,
    page::{digest, has_login_form},
};

/// How a service answers a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    status: u16,
    /// Where it leads.
    place: Option<String>,
    page: String,
    /// Whether the answer leads to a login form.
    ends_at_form: bool,
}

impl Manner {
    /// How a login was answered, if it was.
    pub fn of(entry: &Entry) -> Option<Self> {
        let submit = entry.hops.get(entry.submit)?;
        let reply = submit.reply()?;
        let place = submit.redirect().map(|target| {
            let origin = target.origin().ascii_serialization();
            origin + place(target.path())
        });
        let last = entry.hops.last().and_then(|hop| Some((hop.reply()?, hop)));
        Some(Self {
            status: reply.status,
            place,
            page: digest(&reply.body),
            ends_at_form: last.is_some_and(|(reply, hop)| has_login_form(reply, &hop.url)),
        })
    }

    /// Whether both have the same status, lead to the same place, and to a form or to none.
    pub fn is_like(&self, other: &Self) -> bool {
        self.status == other.status && self.place == other.place && self.ends_at_form == other.ends_at_form
    }

    /// Whether both are the same in everything, or lead somewhere where more would be said.
    pub fn is_same(&self, other: &Self) -> bool {
        self.is_like(other) && (self.place.is_some() || self.page == other.page)
    }
}
