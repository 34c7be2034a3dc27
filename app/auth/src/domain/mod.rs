//! Rules that hold wherever they are checked.

pub(crate) mod nickname;
pub(crate) mod password;
