//! Orders, and what becomes of them.

use crate::server::Orders;
use app_part::{Endpoint, Page};

/// The pages of this feature.
pub(crate) const PAGES: &[Page] = &[];

/// The endpoints of this feature.
pub(crate) fn endpoints(_: &Orders) -> Vec<Endpoint> {
    Vec::new()
}
