//! Why a login gets lost between services, decided from evidence alone.
//!
//! [`diagnose`] answers three questions: did the cookie arrive, did the id resolve, was the content usable? It reads
//! [`evidence`] of two services, which is plain data, and names the [`Code`]s that fit it, with proof. Where the evidence
//! fits several, it says all of them and the one question that splits them: it never guesses.
//!
//! A verdict is for one engine ([`evidence::Evidence::engine`]): ask again with another one where engines differ. No text of a
//! diagnosis shows the value of a cookie.
//!
//! [`jar`] is a browser's cookie jar that names the rule behind everything it does.
//!
//! Nothing here reads a clock, a file or the network, so that it runs in a browser too.

mod code;
mod diagnose;
pub mod evidence;
pub mod jar;
mod question;
mod text;
mod verdict;
mod words;

pub use code::{Code, Reason};
pub use diagnose::{BRIEF, CACHES, diagnose};
pub use question::Question;
pub use text::{Text, Words};
pub use verdict::{Diagnosis, Finding, Frame, Layer, Outcome, Proof, Verdict};
pub use words::Link;
