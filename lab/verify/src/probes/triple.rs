//! P2 and P3: nothing, garbage, the real cookie whether a browser would send it or not, and under another name.

use diagnosis::evidence::{Pair, Service, Step};

use super::garbage;
use crate::investigation::{Ask, Investigation, Throwaway};

/// Names that frameworks give to session cookies.
const USUAL: [&str; 24] = [
    "session",
    "sessionid",
    "session_id",
    "sessionId",
    "sid",
    "SESSION",
    "JSESSIONID",
    "connect.sid",
    "PHPSESSID",
    "laravel_session",
    "_session",
    "_session_id",
    "id",
    "auth",
    "auth_token",
    "token",
    "access_token",
    "jwt",
    "SID",
    "ASP.NET_SessionId",
    ".AspNetCore.Session",
    "koa.sess",
    "user_session",
    "remember_token",
];
/// The most bytes of values in one request: servers take at least this much.
const LONGEST: usize = 4000;

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

    /// A's value under every name that B has issued itself, or else under usual ones.
    pub(super) async fn rename(&mut self) {
        let mut known = false;
        for name in self.names_of_b() {
            for _ in 0..2 {
                let Some(login) = self.throwaway().await else {
                    return;
                };
                known |= self.under(&login, std::slice::from_ref(&name)).await;
            }
        }
        if !known {
            self.under_usual_names().await;
        }
    }

    /// All usual names at once, and if B knows the visitor then, ever fewer of them.
    async fn under_usual_names(&mut self) {
        let Some(login) = self.throwaway().await else {
            return;
        };
        let mut names = self.usual_names();
        if !self.under(&login, &names).await {
            return;
        }
        while names.len() > 1 {
            let half = names.split_off(names.len() / 2);
            if !self.under(&login, &names).await {
                names = half;
            }
        }
        self.under(&login, &names).await;
    }

    /// What frameworks call session cookies, and A's name with that of B in front.
    fn usual_names(&self) -> Vec<String> {
        let label = self.b.page.host_str().and_then(|host| host.split('.').next());
        let rests = self
            .names
            .iter()
            .filter_map(|name| name.split_once(['_', '-', '.']));
        let own = rests.zip(label).flat_map(|((_, rest), label)| {
            [
                rest.to_owned(),
                format!("{label}_{rest}"),
                format!("{label}-{rest}"),
            ]
        });
        let usual = USUAL.iter().map(|name| (*name).to_owned());
        usual
            .chain(own)
            .filter(|name| !self.names.contains(name))
            .collect()
    }

    /// Whether B knows the visitor if A's value comes under these names.
    async fn under(&mut self, login: &Throwaway, names: &[String]) -> bool {
        let [pair] = login.pairs.as_slice() else {
            return false;
        };
        let value = pair.value.clone();
        let mut known = false;
        for some in names.chunks((LONGEST / value.len().max(1)).max(1)) {
            let cookies = some.iter().map(|name| Pair {
                name: name.clone(),
                value: value.clone(),
            });
            let ask = Ask {
                step: Step::Rename,
                service: Service::B,
                cookies: cookies.collect(),
                login: Some(login),
            };
            let index = self.ask(ask).await;
            known |= self.evidence.exchanges[index].member().is_some();
        }
        known
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
