//! All the ways in which a session ends.

use super::{Browser, Shop, World, is};
use app_session::{Member, Viewer, end_sessions_of};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    LoggedOut,
    /// Somebody else signed in with the same browser.
    Replaced,
    /// It goes on, but under another id.
    Confirmed,
    PasswordChanged,
    Revoked,
    RevokedWithOthers,
    RevokedWithAll,
    OtherPasswordChanged,
    Limit,
    Disabled,
    ByOperator,
    MemberDeleted,
    /// Somebody deletes the row by hand.
    ByHand,
    Damaged,
    Idle,
    Expired,
}

impl End {
    pub(crate) const ALL: [Self; 16] = [
        Self::LoggedOut,
        Self::Replaced,
        Self::Confirmed,
        Self::PasswordChanged,
        Self::Revoked,
        Self::RevokedWithOthers,
        Self::RevokedWithAll,
        Self::OtherPasswordChanged,
        Self::Limit,
        Self::Disabled,
        Self::ByOperator,
        Self::MemberDeleted,
        Self::ByHand,
        Self::Damaged,
        Self::Idle,
        Self::Expired,
    ];

    /// Ends the session of `browser`, which is `member`'s. The browser itself does not hear of it.
    pub(crate) async fn happen(self, world: &World, shop: &Shop, member: &Member, browser: &Browser) {
        let (id, who) = (browser.id(), member.id);
        let mut tab = browser.clone();
        match self {
            Self::LoggedOut => drop(tab.post(shop, "/sign-out", &[]).await.ok()),
            Self::Replaced => {
                let other = world.member("另一位").await;
                tab.sign_in(&other, shop).await.ok();
            }
            Self::Confirmed => drop(tab.post(shop, "/confirm", &[]).await.ok()),
            Self::PasswordChanged => drop(tab.post(shop, "/password", &[]).await.ok()),
            Self::Revoked => {
                let sessions = tab.get(shop, "/sessions").await.ok().json();
                assert_eq!(sessions[0]["current"], true);
                let key = sessions[0]["key"].as_str().expect("a key");
                let mut other = Browser::of(member, shop).await;
                let revoked = other.post(shop, "/revoke", &[("session", key)]).await;
                assert_eq!(revoked.ok().json(), true);
            }
            Self::RevokedWithOthers => {
                let mut other = Browser::of(member, shop).await;
                let ended = other.post(shop, "/revoke-others", &[]).await;
                assert_eq!(ended.ok().json(), 1);
                assert_eq!(other.viewer(shop).await, is(member));
            }
            Self::RevokedWithAll => {
                let mut other = Browser::of(member, shop).await;
                let ended = other.post(shop, "/revoke-all", &[]).await;
                assert_eq!(ended.ok().json(), 2);
                assert_eq!(other.viewer(shop).await, Viewer::Guest);
            }
            Self::OtherPasswordChanged => {
                let mut other = Browser::of(member, shop).await;
                let ended = other.post(shop, "/password", &[]).await;
                assert_eq!(ended.ok().json(), 1);
                assert_eq!(other.viewer(shop).await, is(member));
            }
            Self::Limit => {
                for _ in 0..app_session::Limits::default().per_member {
                    Browser::of(member, shop).await;
                }
            }
            Self::Disabled => {
                world
                    .run(&format!(
                        "update auth.member set disabled_at = now() where id = {who}"
                    ))
                    .await;
            }
            Self::ByOperator => {
                let ended = end_sessions_of(world.owner(), member.id, "operator").await;
                assert_eq!(ended.expect("ended"), 1);
            }
            Self::MemberDeleted => {
                world
                    .run(&format!("delete from auth.member where id = {who}"))
                    .await;
            }
            Self::ByHand => {
                world
                    .run(&format!("delete from session.record where id = '{id}'"))
                    .await;
            }
            Self::Damaged => {
                world
                    .run(&format!(
                        "update session.record set data = '\\xc1' where id = '{id}'"
                    ))
                    .await;
            }
            Self::Idle => world.clock("31 minutes").await,
            Self::Expired => world.clock("13 hours").await,
        }
    }

    /// By the clock, which goes on for everybody.
    pub(crate) fn is_by_time(self) -> bool {
        matches!(self, Self::Idle | Self::Expired)
    }
}
