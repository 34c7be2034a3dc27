//! P6: how far B gets with A's session. B's own login goes on with what the browser carries, or puts another session in its place; what A says
//! of both tells stores and keys from what is read of a session.

use diagnosis::{
    evidence::{Pair, Service, Shown, Step},
    jar::{Answer, Context, SetCookie},
};

use super::garbage;
use crate::{
    browser::{Browser, now},
    investigation::{Ask, Investigation, Throwaway},
    login::{Door, enter},
    plan::Account,
};

impl Investigation<'_> {
    /// Asks A with B's own cookies, and logs in at B with a browser that carries a login of A; where B goes on with that, once more with
    /// garbage in its place. Cookies of other names than the login's are another question.
    pub(super) async fn over(&mut self, door: &Door, account: &Account, own: &[Pair]) {
        let own: Vec<_> = own
            .iter()
            .filter(|pair| self.names.contains(&pair.name))
            .cloned()
            .collect();
        if own.is_empty() {
            return;
        }
        for _ in 0..2 {
            self.ask_with(Step::OwnAtA, Service::A, &own, None).await;
        }
        let Some(login) = self.throwaway().await.filter(|login| !login.pairs.is_empty()) else {
            return;
        };
        let Some(after) = self.log_in_over(door, account, &login.pairs, Some(&login)).await else {
            return;
        };
        if after == login.pairs {
            let garbage: Vec<_> = login.pairs.iter().map(garbage::of).collect();
            self.log_in_over(door, account, &garbage, None).await;
        } else {
            for _ in 0..2 {
                self.ask_with(Step::OverAtA, Service::A, &after, None).await;
            }
        }
        for _ in 0..2 {
            self.ask_with(Step::OverSaved, Service::A, &login.pairs, Some(&login))
                .await;
        }
    }

    /// Logs in at B with a browser that carries these cookies, and gives those of the same names that it carries afterwards; `None` if
    /// that is no login.
    async fn log_in_over(
        &mut self,
        door: &Door,
        account: &Account,
        before: &[Pair],
        login: Option<&Throwaway>,
    ) -> Option<Vec<Pair>> {
        let mut browser = self.browser();
        self.plant(&mut browser, before);
        let entry = enter(self.plan, self.client, door, &mut browser, account)
            .await
            .ok()?;
        let page = self.b.page.clone();
        let carried = browser.jar.decide(&page, &Context::typed(), now());
        let sent = carried.iter().take_while(|decision| decision.sent);
        let all: Vec<_> = sent
            .map(|decision| Pair {
                name: decision.cookie.name.clone(),
                value: decision.cookie.value.clone(),
            })
            .collect();
        let hop = self.send(&page, &all, None, Vec::new(), false).await;
        let works = hop
            .reply()
            .is_some_and(|reply| matches!(self.b.read(reply, &page), Shown::Member(_)));
        let submit = entry.hops.get(entry.submit).filter(|_| works)?;
        let login = login.map(|login| (login.number, login.start));
        let place = self.record(submit, Step::OwnOver, Service::B, login);
        self.evidence.exchanges[place].request.cookies = Some(before.to_vec());
        self.record(&hop, Step::OverControl, Service::B, None);
        let is_ours = |pair: &Pair| self.names.contains(&pair.name);
        Some(all.into_iter().filter(is_ours).collect())
    }

    /// Gives a browser cookies as B's own login sets them, or it would have two of one name afterwards.
    fn plant(&self, browser: &mut Browser, pairs: &[Pair]) {
        let context = Context::typed();
        let own = self.evidence.exchanges.iter().rev();
        let lines: Vec<_> = own
            .filter(|exchange| exchange.step == Step::OwnLogin)
            .flat_map(diagnosis::evidence::Exchange::set_cookie)
            .filter_map(|line| Some((line, SetCookie::parse(line).ok()?)))
            .filter(|(_, parsed)| !parsed.value.is_empty())
            .collect();
        for pair in pairs {
            let own = lines.iter().find(|(_, parsed)| parsed.name == pair.name);
            let line = own.map_or_else(
                || format!("{}={}; Path=/", pair.name, pair.value),
                |(line, parsed)| line.replacen(&parsed.value, &pair.value, 1),
            );
            let answer = Answer {
                url: &self.b.page,
                context: &context,
                now: now(),
                by_script: false,
                mark: 0,
            };
            browser.jar.receive(&line, answer);
        }
    }

    async fn ask_with(&mut self, step: Step, service: Service, cookies: &[Pair], login: Option<&Throwaway>) {
        let ask = Ask {
            step,
            service,
            cookies: cookies.to_vec(),
            login,
        };
        self.ask(ask).await;
    }
}
