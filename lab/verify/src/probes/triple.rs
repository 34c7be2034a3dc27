//! P2 and P3: nothing, garbage, the real cookie whether a browser would send it or not, and under another name.

use diagnosis::evidence::{Pair, Service, Step};

use super::garbage;
use crate::investigation::{Ask, Investigation};

impl Investigation<'_> {
    /// B with garbage, and with three logins of its own. Nothing was asked at the beginning.
    pub(super) async fn triple(&mut self) {
        for _ in 0..3 {
            let Some(login) = self.throwaway().await else {
                return;
            };
            if login.pairs.is_empty() {
                return;
            }
            let cookies = login.pairs.clone();
            let ask = Ask {
                step: Step::Real,
                service: Service::B,
                cookies: cookies.clone(),
                login: Some(&login),
            };
            self.ask(ask).await;
            let ask = Ask {
                step: Step::Garbage,
                service: Service::B,
                cookies: cookies.iter().map(garbage::of).collect(),
                login: None,
            };
            self.ask(ask).await;
        }
    }

    /// A's value under every name that B has issued itself.
    pub(super) async fn rename(&mut self) {
        for name in self.names_of_b() {
            for _ in 0..2 {
                let Some(login) = self.throwaway().await else {
                    return;
                };
                let [pair] = login.pairs.as_slice() else { return };
                let cookies = vec![Pair {
                    name: name.clone(),
                    value: pair.value.clone(),
                }];
                let ask = Ask {
                    step: Step::Rename,
                    service: Service::B,
                    cookies,
                    login: Some(&login),
                };
                self.ask(ask).await;
            }
        }
    }

    /// The names of cookies that B sets and that are not A's.
    fn names_of_b(&self) -> Vec<String> {
        let at_b = self
            .evidence
            .exchanges
            .iter()
            .filter(|exchange| exchange.service == Service::B)
            .flat_map(diagnosis::evidence::Exchange::set_cookie);
        let mut names: Vec<String> = Vec::new();
        for line in at_b.filter_map(|line| diagnosis::jar::SetCookie::parse(line).ok()) {
            let lower = line.name.to_ascii_lowercase();
            let is_other =
                !self.names.contains(&line.name) && !lower.contains("csrf") && !lower.contains("xsrf");
            if is_other && !names.contains(&line.name) && names.len() < 3 {
                names.push(line.name);
            }
        }
        names
    }
}
