//! When sessions were last seen: decides how many of them a reader has to touch.

use anyhow::Result;
use dev_deployment::psql;

use crate::world::{Server, World};

/// How long ago those whose cookies are known were last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Just now: nobody has to be touched for a minute.
    Fresh,
    /// At any moment of the last minute, as in the middle of steady traffic.
    Spread,
    /// So long ago that everybody has to be touched, once.
    Due,
}

/// Makes it so, and tidies up after it: whoever reads a page next would prune the old rows, and that would be counted as
/// the reader's write-ahead log.
pub fn age(world: &World, server: Server, age: Age) -> Result<()> {
    age_of(world.url(server)?, age)
}

/// The same in the database at `url`.
pub fn age_of(url: &str, age: Age) -> Result<()> {
    let ago = match age {
        Age::Fresh => "interval '0'",
        Age::Spread => "random() * interval '1 minute'",
        Age::Due => "interval '2 minutes'",
    };
    let update = format!(
        "update session.login l set last_seen_at = session.now() - {ago} from bench.visitor v where v.id = l.id"
    );
    psql::ask_as_owner(url, &[&update, "vacuum session.login"]).map(drop)
}
