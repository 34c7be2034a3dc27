//! What a proxy cannot do. A case that fails as it says here is no failure of a run, and one that holds all the same is.

use crate::front::Front::{self, Caddy, Gateway, HaProxy, Nginx, Traefik};

const ONE_LENGTH: &str =
    "the request goes on with its chunks and without the length, as RFC 9112 §6.3 allows; no copy sees both.";

/// The proxy, the case, and why it does not hold.
#[rustfmt::skip]
const KNOWN: [(Front, &str, &str); 10] = [
    (HaProxy, "P08", ONE_LENGTH),
    (Caddy, "P08", ONE_LENGTH),
    (Traefik, "P08", ONE_LENGTH),
    (Gateway, "P08", ONE_LENGTH),
    (Traefik, "P06", "no copy is asked, and the answer is 404: Traefik gives no other by itself."),
    (Traefik, "P09", "where a visitor asked for no coding it asks the copies for gzip, and unpacks what comes."),
    (HaProxy, "P14", "it could only hang up on who is still sending; the copies refuse long bodies in words, and so it has no limit."),
    (Traefik, "P14", "its limit keeps back whole answers, events too; the copies refuse long bodies themselves."),
    (Gateway, "P14", "it has no limit; the copies refuse long bodies themselves."),
    (Nginx, "P20", "it asks no copy how it is, and 503 is an answer: members of the copy that is cut off are told that it is not known who they are."),
];

/// Why a case does not hold behind this front, if that is known.
pub fn reason(front: Front, case: &str) -> Option<&'static str> {
    let known = KNOWN.iter().find(|(known, id, _)| *known == front && *id == case);
    known.map(|(_, _, reason)| *reason)
}
