//! Rules that hold wherever they are checked.

pub(crate) mod ease;
pub(crate) mod email;
pub(crate) mod nickname;
pub(crate) mod password;
pub(crate) mod reason;
pub(crate) mod recipient;
pub(crate) mod user_name;
