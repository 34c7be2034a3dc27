//! P5: a login whose cookies end soon, once they have ended. An access token of a minute is meant, if a refresh token brings the next one.

use diagnosis::{
    BRIEF,
    evidence::{Service, Step},
};

use crate::{browser::now, investigation::Investigation};

impl Investigation<'_> {
    /// B with the jar of a login, and once more with what is left of it when everything has ended that lasts less than [`BRIEF`].
    pub(super) async fn lapse(&mut self) {
        let Some(mut visitor) = self.throwaway().await else {
            return;
        };
        let login = (visitor.number, visitor.start);
        if self
            .look_in(&mut visitor.browser, login, Step::Lapsed, Service::B)
            .await
        {
            visitor.browser.jar.end_until(now() + BRIEF);
            self.look_in(&mut visitor.browser, login, Step::Lapsed, Service::B)
                .await;
        }
    }
}
