//! How long a session lives, and how many a member may have. Reasons: docs/sessions.md.

use std::time::Duration;

/// The longest that a browser keeps a cookie (RFC 6265bis §5.5).
const COOKIE_MAX_AGE: Duration = Duration::from_hours(400 * 24);
/// The shortest time between two writes that record a use of one session.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

/// The limits of a deployment. All of them are kept by the database's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The lifetime of a session without "remember me".
    pub ordinary: Lifetime,
    /// The lifetime of a session with "remember me".
    pub remembered: Lifetime,
    /// The time after a proof of identity in which sensitive actions are allowed.
    pub elevated: Duration,
    /// The most sessions of a member; with one more the oldest goes.
    pub per_member: u16,
    /// How often ids are renewed; `None`: only when a right is gained.
    pub renewal: Option<Renewal>,
    /// The time between two clean-ups of sessions that are over, by every copy; see
    /// [`Sessions::clean_up`](crate::Sessions::clean_up).
    pub clean_up: Duration,
}

/// The limits of one session's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// The time without a request after which it is over.
    pub idle: Duration,
    /// The time after login at which it is over, whatever happens.
    pub absolute: Duration,
}

/// The limits of one id of a session that is in use (OWASP Session Management Cheat Sheet: renewal timeout).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The time after which the next request is given a new id.
    pub every: Duration,
    /// The time for which the old id is still good once the new one was used, for requests that were under way. Whoever brings it
    /// later has a copy of the cookie, or the others have: the session ends.
    pub grace: Duration,
}

impl Limits {
    /// The lifetime of a session with or without "remember me".
    pub const fn lifetime(&self, remembered: bool) -> Lifetime {
        if remembered {
            self.remembered
        } else {
            self.ordinary
        }
    }

    /// The shortest time between two touches: a small part of the shortest idle limit, so that somebody who is active is
    /// never logged out for it.
    pub(crate) fn touch_every(&self) -> Duration {
        let idle = self.ordinary.idle.min(self.remembered.idle);
        TOUCH_EVERY.min(idle / 4)
    }
}

/// ASVS 4.0.3 3.3.2, level 2: 30 minutes idle or 12 hours; "remember me" is level 1, 30 days.
impl Default for Limits {
    fn default() -> Self {
        Self {
            ordinary: Lifetime {
                idle: Duration::from_mins(30),
                absolute: Duration::from_hours(12),
            },
            remembered: Lifetime {
                idle: Duration::from_hours(14 * 24),
                absolute: Duration::from_hours(30 * 24),
            },
            elevated: Duration::from_mins(10),
            per_member: 10,
            renewal: Some(Renewal::default()),
            // Often enough that the table stays small, seldom enough that nobody notices.
            clean_up: Duration::from_mins(5),
        }
    }
}

/// Ten minutes bound how long a copied cookie goes unnoticed while its owner is active; half a minute is longer than any request takes.
impl Default for Renewal {
    fn default() -> Self {
        Self {
            every: Duration::from_mins(10),
            grace: Duration::from_secs(30),
        }
    }
}

/// How long the browser shall keep the cookie of a session that ends in `left`: never longer than the session itself.
/// Without "remember me" the cookie ends with the browser, and has no age.
pub(crate) fn cookie_age(remembered: bool, left: Duration) -> Option<Duration> {
    remembered.then(|| left.min(COOKIE_MAX_AGE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touches_are_rare_but_often_enough() {
        let mut limits = Limits::default();
        assert_eq!(limits.touch_every(), Duration::from_mins(1));
        limits.ordinary.idle = Duration::from_secs(8);
        assert_eq!(limits.touch_every(), Duration::from_secs(2));
    }

    #[test]
    fn a_cookie_never_outlives_its_session_nor_400_days() {
        let days = |days: u64| Duration::from_hours(days * 24);
        assert_eq!(cookie_age(false, days(1)), None);
        assert_eq!(cookie_age(true, days(30)), Some(days(30)));
        assert_eq!(cookie_age(true, days(4_000)), Some(days(400)));
    }
}
