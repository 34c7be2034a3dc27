//! Logging in with another provider: what visitors see of it.

pub(crate) mod arrival_page;
mod buttons;
pub(crate) mod failure;
pub(crate) mod notice;
mod panel;
pub(crate) mod register_page;

pub(crate) use buttons::{ConfirmButtons, SocialButtons};
pub(crate) use panel::IdentitiesPanel;
