//! Pages for members who look after the accounts of others.

mod actions;
pub(crate) mod front_page;
mod gate;
pub(crate) mod member_page;
pub(crate) mod model;
pub(crate) mod notice;
mod state_form;
