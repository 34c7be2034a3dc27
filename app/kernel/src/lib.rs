//! The types and addresses that both domains share.
//!
//! No view, no axum, no SQL: a type is here only when `auth` and `mall` must mean the same thing by it.

mod accept;
mod cart_badge;
pub mod cookie;
mod failure;
mod id;
mod links;
mod locale;
mod money;
mod next;
mod password_cost;
pub mod path;
mod phone;
pub mod text;
mod theme;
mod viewer;

pub use accept::{Prefers, weighted};
pub use cart_badge::CartBadge;
pub use failure::Failure;
pub use id::{MemberId, ProductId, SkuId};
pub use links::{Links, Origin, OriginError};
pub use locale::Locale;
pub use money::Money;
pub use next::Next;
pub use password_cost::{PasswordCost, PasswordCostError};
pub use phone::MobileNumber;
pub use theme::Theme;
pub use viewer::{Member, Viewer};
