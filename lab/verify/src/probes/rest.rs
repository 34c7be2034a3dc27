//! P5: a login that is left alone for a while. Requests that follow each other hide how short one is whose every answer renews it.

use std::time::{Duration, Instant};

use diagnosis::{
    evidence::{Service, Step},
    jar::Context,
};

use super::around::uncached;
use crate::{
    browser::{Browser, Navigation, now},
    investigation::Investigation,
};

/// The pause: an hour in milliseconds where seconds are meant (3.6 s) is over by then.
const PAUSE: Duration = Duration::from_secs(7);
/// The time after which a cache of a second asks again.
const MOMENT: Duration = Duration::from_millis(1500);
/// The longest pause, for cookies whose own line says that they end before.
const LONGEST: Duration = Duration::from_secs(20);

impl Investigation<'_> {
    /// B before and after a pause, with the jar of a login. Somebody else comes just before it is over: some services sweep their store only when they
    /// are asked something. If B does not know the login any more, once more with another one and nobody else; and if that lasts, with a third one
    /// and somebody else again.
    pub(super) async fn rest(&mut self) {
        if self.ends_at_rest(true).await && !self.ends_at_rest(false).await {
            self.ends_at_rest(true).await;
        }
    }

    /// Whether B knew the visitor before the pause and not behind it.
    async fn ends_at_rest(&mut self, comes_another: bool) -> bool {
        let Some(mut login) = self.throwaway().await else {
            return false;
        };
        let number = (login.number, login.start);
        let before = self.look_in(&mut login.browser, number, Step::Rested, Service::B);
        if !before.await {
            return false;
        }
        tokio::time::sleep(self.pause_for(&login.browser)).await;
        if comes_another {
            self.pass_by().await;
        }
        let after = self.look_in(&mut login.browser, number, Step::Rested, Service::B);
        if after.await {
            return false;
        }
        // What a cache kept for a moment is not what B says.
        tokio::time::sleep(MOMENT).await;
        let later = self.look_in(&mut login.browser, number, Step::Rested, Service::B);
        !later.await
    }

    /// A visitor of B without cookies, whom nobody looks at: at an address that leaves nothing in a cache for others.
    pub(super) async fn pass_by(&mut self) {
        let page = uncached(&self.b.page, "passing");
        self.send(&page, &[], None, Vec::new(), false).await;
    }

    /// Visits a service with the browser of a login, and says whether it knows the visitor.
    pub(super) async fn look_in(
        &mut self,
        browser: &mut Browser,
        login: (u32, Instant),
        step: Step,
        service: Service,
    ) -> bool {
        let page = Navigation::page(self.site(service).page.clone(), Context::typed());
        let (hops, counts) = self.go_patiently(browser, &page, service).await;
        // What leads there and away is of another jar than the journey's.
        let answer = &hops[self.answering_for(service, &hops)];
        let index = self.record(answer, step, service, Some(login));
        if !counts {
            self.leave_out(index);
        }
        self.evidence.exchanges[index].member().is_some()
    }

    /// [`PAUSE`], or a second more than the login's cookies last where that is a little longer.
    fn pause_for(&self, browser: &Browser) -> Duration {
        let cookies = browser.jar.cookies().iter();
        let ours = cookies.filter(|cookie| self.names.contains(&cookie.name));
        let lives = ours.filter_map(|cookie| Duration::try_from(cookie.ends? - now()).ok());
        let ends = lives.map(|life| life + Duration::from_secs(1));
        ends.filter(|end| *end <= LONGEST)
            .max()
            .map_or(PAUSE, |end| end.max(PAUSE))
    }
}
