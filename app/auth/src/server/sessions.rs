//! The use case of the page that lists a member's sessions.

use super::{Auth, store, user_agent::UserAgent};
use crate::login::ended::EndedLogin;
use crate::sessions::device::{Device, Devices, Moment};
use app_kernel::{Failure, Viewer};
use app_session::{CurrentSession, ListedSession, SessionError};
use app_ui::visit_of_request;
use axum::http::request::Parts;
use leptos::prelude::use_context;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// The sessions of the member who is looking.
pub(crate) async fn own_devices() -> Result<Devices, Failure> {
    let session = use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<CurrentSession>().cloned())
        .ok_or(Failure::Internal)?;
    match session.list().await {
        Ok(sessions) => Ok(Devices::Known {
            devices: sessions.into_iter().map(device).collect(),
            failures: failures().await?,
        }),
        Err(SessionError::Unsupported(_)) => Ok(Devices::Unknowable),
        Err(SessionError::NotSignedIn | SessionError::Ended | SessionError::Disabled) => {
            Err(Failure::LoginNeeded)
        }
        Err(error @ (SessionError::Unavailable(_) | SessionError::Value(_))) => {
            tracing::error!(%error, "a member's sessions cannot be listed");
            Err(Failure::Unavailable)
        }
    }
}

/// What became of the login of which the browser still has the cookie; nothing if that cannot be known now.
pub(crate) async fn ended_login() -> Option<EndedLogin> {
    let session = use_context::<Parts>()?
        .extensions
        .get::<CurrentSession>()
        .cloned()?;
    match session.end_reason().await {
        Ok(reason) => EndedLogin::read(&reason?),
        Err(error) => {
            tracing::warn!(%error, "why a login has ended cannot be read");
            None
        }
    }
}

/// How often somebody has failed of late to log in as the member who is looking.
async fn failures() -> Result<u64, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let Viewer::Member(member) = &visit_of_request()?.viewer else {
        return Err(Failure::LoginNeeded);
    };
    match store::failures_of_late(&auth.pool, member.id).await {
        Ok(count) => Ok(count.unsigned_abs()),
        Err(error) => {
            tracing::error!(%error, "failed logins cannot be read");
            Err(Failure::Unavailable)
        }
    }
}

pub(super) fn device(session: ListedSession) -> Device {
    let browser = session.user_agent.as_deref().map(UserAgent::read);
    Device {
        key: session.key,
        current: session.current,
        mobile: browser.as_ref().is_some_and(|browser| browser.mobile),
        name: browser
            .map(|browser| browser.name)
            .filter(|name| !name.is_empty()),
        address: session.ip,
        signed_in: moment(session.signed_in_at),
        last_seen: moment(session.last_seen_at),
        expires: moment(session.expires_at),
        remembered: session.remembered,
    }
}

pub(super) fn moment(at: OffsetDateTime) -> Moment {
    let there = at.to_offset(shop_time());
    Moment {
        shown: format!(
            "{}-{:02}-{:02} {:02}:{:02}",
            there.year(),
            u8::from(there.month()),
            there.day(),
            there.hour(),
            there.minute()
        ),
        exact: at.format(&Rfc3339).unwrap_or_default(),
    }
}

/// Asia/Shanghai, which has had one offset and no summer time since 1991.
fn shop_time() -> UtcOffset {
    UtcOffset::from_hms(8, 0, 0).expect("eight hours are an offset")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_the_shop_s_own_time() {
        let at = OffsetDateTime::from_unix_timestamp(1_795_363_380).expect("a moment");
        let moment = moment(at);
        assert_eq!(moment.exact, "2026-11-22T16:03:00Z");
        assert_eq!(moment.shown, "2026-11-23 00:03");
    }
}
