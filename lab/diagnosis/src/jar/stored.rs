//! A cookie as a browser keeps it.

use time::OffsetDateTime;

use super::{SameSite, host};

/// A cookie in a jar, with the fields of RFC 6265bis §5.7.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of RFC 6265bis")]
pub struct StoredCookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// The host, or with `host_only` false the domain of all hosts it is for.
    pub domain: String,
    /// Whether only that very host gets it.
    pub host_only: bool,
    /// The path.
    pub path: String,
    /// Whether the line named no path that counts, so that the default-path was taken.
    pub default_path: bool,
    /// Whether only secure addresses get it.
    pub secure: bool,
    /// Whether script cannot see it.
    pub http_only: bool,
    /// To which requests of other sites it goes.
    pub same_site: SameSite,
    /// The moment of its end; `None`: when the browser closes.
    pub ends: Option<OffsetDateTime>,
    /// The moment it was first set under this name, domain and path.
    pub created: OffsetDateTime,
    /// The scheme of the address that set it.
    pub scheme: String,
    /// Whether script has written it.
    pub by_script: bool,
    /// The site in the address bar, if it is kept for that one only.
    pub partition: Option<String>,
    /// The mark that the caller gave to the line that set it last.
    pub set_by: usize,
    /// Its place among the cookies of one moment.
    pub(super) made: u64,
}

impl StoredCookie {
    /// Whether a cookie of this name, domain and path is the same cookie (RFC 6265bis §5.7, step 23).
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.name == other.name
            && self.domain == other.domain
            && self.host_only == other.host_only
            && self.path == other.path
            && self.partition == other.partition
    }

    /// Whether its time is over at `now`.
    pub fn is_expired(&self, now: OffsetDateTime) -> bool {
        self.ends.is_some_and(|end| end <= now)
    }

    /// The registrable domain it belongs to, by which engines count.
    pub fn site(&self) -> &str {
        host::site(&self.domain)
    }
}
