//! Passkeys: what members see of them.

mod ask;
pub(crate) mod failure;
pub(crate) mod notice;
pub(crate) mod page;

pub(crate) use ask::{ConfirmByPasskey, LoginByPasskey};
