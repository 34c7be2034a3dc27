//! Both services asked again and again for a while: what ends with time, with a restart, or comes back.

use std::time::{Duration, Instant};

use diagnosis::evidence::{Service, Step};

use crate::investigation::{Ask, Investigation};

/// The time between two looks: a sixtieth of the whole, and at least this.
const SHORTEST: Duration = Duration::from_secs(1);

impl Investigation<'_> {
    /// Two logins, the second one a third of the time younger, until the time is over.
    pub async fn watch(&mut self) {
        let Some(whole) = self.plan.watch else { return };
        let seconds = whole.as_secs();
        self.progress.say(
            &format!("观察 {seconds} 秒"),
            &format!("watching for {seconds} s"),
        );
        let started = Instant::now();
        let mut logins = Vec::new();
        let pace = (whole / 60).max(SHORTEST);
        while started.elapsed() < whole {
            let wanted = if started.elapsed() < whole / 3 { 1 } else { 2 };
            if logins.len() < wanted {
                logins.extend(self.throwaway().await);
            }
            for login in &mut logins {
                for service in [Service::A, Service::B] {
                    let ask = Ask {
                        step: Step::Aged,
                        service,
                        cookies: login.pairs.clone(),
                        login: Some(login),
                    };
                    let index = self.ask(ask).await;
                    self.adopt(index, &mut login.pairs);
                }
            }
            tokio::time::sleep(pace).await;
        }
    }
}
