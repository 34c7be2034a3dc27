//! The session stack on a real database, in several copies. Each test is a story; those whose name begins with a number
//! are about one of the invariants of `docs/sessions.md`:
//!
//! - I1: after an end is acknowledged no later request authenticates with the session, anywhere.
//! - I2: writes to different keys never lose each other, and increments add up.
//! - I3: a session never exists again after it was deleted.
//! - I4: an id that was good before a login is never good after it.
//! - I5: a member has no more live sessions than the limit.
//! - I6: an outage is never taken for "not logged in", and never takes a cookie away.
//! - I7: the last use never goes back, and the absolute end never moves.
//! - I8: in whatever order answers arrive, the browser is left with the newest good cookie or with a wanted logout.
//! - I9: nothing that is stored can be presented as a cookie.

mod buckets;
mod clean_up;
mod coalescing;
mod damaged;
mod failover;
mod format;
mod i1_ended;
mod i2_values;
mod i3_deleted;
mod i4_login;
mod i5_limit;
mod i6_outage;
mod i6_unreachable;
mod i7_time;
mod i8_cookie;
mod i9_at_rest;
mod limits;
mod listing;
mod model;
mod pooler;
mod races;
mod renewal;
mod renewal_model;
mod roles;
mod scope_change;
mod stale_plans;
mod without_session;
mod world;
