//! The jar after the algorithms of RFC 6265bis, and properties that hold for any input.

mod dates;
mod engines;
mod parsing;
mod properties;
mod retrieval;
mod storage;
mod table;
