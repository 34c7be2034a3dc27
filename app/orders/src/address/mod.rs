//! Where things are sent to.

mod lines;
mod model;
mod server;

pub(crate) use lines::AddressLines;
pub(crate) use model::Address;
pub(crate) use server::own_addresses;

use crate::server::Orders;
use app_part::{Endpoint, Page};

/// The pages of this feature.
pub(crate) const PAGES: &[Page] = &[];

/// The endpoints of this feature.
pub(crate) fn endpoints(_: &Orders) -> Vec<Endpoint> {
    Vec::new()
}
