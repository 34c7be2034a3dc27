//! Where the member is logged in, and ending it.

pub(crate) mod card;
pub(crate) mod device;
pub(crate) mod notice;
pub(crate) mod page;
