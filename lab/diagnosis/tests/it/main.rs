//! The jar after the algorithms of RFC 6265bis, what is decided about runs put together by hand, and properties that hold for any input.

mod dates;
mod engines;
mod lifetime;
mod limits;
mod login;
mod logins;
mod parsing;
mod pieces;
mod properties;
mod retrieval;
mod run;
mod storage;
mod stores;
mod table;
mod words;
