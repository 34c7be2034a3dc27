//! P5: a login whose cookies end soon, once they have ended. An access token of a minute is meant, if a refresh token brings the next one.

use diagnosis::{
    BRIEF,
    evidence::{Service, Step},
};

use crate::{browser::now, investigation::Investigation};

impl Investigation<'_> {
    /// A and B, each with what is left of a login of its own when everything has ended that lasts less than [`BRIEF`]: what brings the rest back may
    /// be good for once.
    pub(super) async fn lapse(&mut self) {
        for service in [Service::A, Service::B] {
            let Some(mut visitor) = self.throwaway().await else {
                return;
            };
            let login = (visitor.number, visitor.start);
            visitor.browser.jar.end_until(now() + BRIEF);
            self.look_in(&mut visitor.browser, login, Step::Lapsed, service)
                .await;
        }
    }

    /// Whether a cookie of the journey's login lasts less than [`BRIEF`].
    pub(super) fn has_brief(&self) -> bool {
        let cookies = self.visitor.iter().flat_map(|(browser, _)| browser.jar.cookies());
        let until = now() + BRIEF;
        let mut ours = cookies.filter(|cookie| self.names.contains(&cookie.name));
        ours.any(|cookie| cookie.ends.is_some_and(|end| end < until))
    }
}
