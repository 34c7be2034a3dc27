//! P5: the first visitor behind all the logins of the probes. A store that is full drops the oldest sessions, and some services keep only the last
//! logins of a member.

use std::time::Duration;

use diagnosis::evidence::{Service, Step};

use crate::investigation::Investigation;

/// The most logins that are made to see whether their number matters.
const MOST_LOGINS: u32 = 12;
/// The longest wait to see whether it is age that matters.
const LONGEST: Duration = Duration::from_mins(1);

impl Investigation<'_> {
    /// Whether B still knows the journey's visitor; if not, whether another one is lost behind as many logins, or at the same age. Where none can be
    /// made, whether A still knows the first one.
    pub(super) async fn crowd(&mut self) {
        let Some((mut browser, start)) = self.visitor.take() else {
            return;
        };
        let (made, age) = (self.logins(), start.elapsed());
        if self
            .look_in(&mut browser, (0, start), Step::Remaining, Service::B)
            .await
        {
            return;
        }
        let Some(mut other) = self.throwaway().await else {
            self.look_in(&mut browser, (0, start), Step::Remaining, Service::A)
                .await;
            return;
        };
        let login = (other.number, other.start);
        if !self
            .look_in(&mut other.browser, login, Step::Crowded, Service::B)
            .await
        {
            return;
        }
        for _ in 0..made.min(MOST_LOGINS) {
            if self.throwaway().await.is_none() {
                return;
            }
        }
        if self
            .look_in(&mut other.browser, login, Step::Crowded, Service::B)
            .await
            && age < LONGEST
        {
            tokio::time::sleep(age.saturating_sub(other.start.elapsed())).await;
            // The first visitor was not alone either.
            self.pass_by().await;
            self.look_in(&mut other.browser, login, Step::Crowded, Service::B)
                .await;
        }
    }
}
