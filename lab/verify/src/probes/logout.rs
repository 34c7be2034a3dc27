//! P8: a saved value after its logout; and a second login beside the first.

use diagnosis::{
    evidence::{Service, Shown, Step},
    jar::Context,
};
use url::Url;

use super::pause;
use crate::{
    adapter::Encoding,
    browser::{Hop, Navigation, PAGE},
    investigation::{Ask, Investigation, Throwaway},
    login::encode,
    page::{forms, links},
};

impl Investigation<'_> {
    /// Ends a throw-away login at A, and asks both with its saved value.
    pub(super) async fn logout(&mut self) {
        let Some(mut login) = self.throwaway().await else {
            return;
        };
        let saved = login.pairs.clone();
        let seen = Ask {
            step: Step::Real,
            service: Service::B,
            cookies: saved.clone(),
            login: Some(&login),
        };
        self.ask(seen).await;
        let Some(navigation) = self.way_out(&mut login).await else {
            self.progress
                .say("没有找到退出登录的地方", "no way to log out was found");
            return;
        };
        let hops = login.browser.go(self.client, navigation).await;
        let Some(hop) = hops.first() else { return };
        // Only a logout that worked is one: the browser counts as a guest afterwards.
        let page = Navigation::page(self.a.page.clone(), Context::typed());
        let after = login.browser.go(self.client, page).await;
        let is_guest = |hop: &Hop| {
            hop.reply()
                .is_some_and(|reply| self.a.read(reply, &hop.url) == Shown::Guest)
        };
        if !after.first().is_some_and(is_guest) {
            return;
        }
        self.record(
            hop,
            Step::ProbeLogout,
            Service::A,
            Some((login.number, login.start)),
        );
        for wait in [50, 1000, 1500] {
            pause(wait).await;
            for service in [Service::A, Service::B] {
                let ask = Ask {
                    step: Step::Replay,
                    service,
                    cookies: saved.clone(),
                    login: Some(&login),
                };
                self.ask(ask).await;
            }
        }
    }

    /// How one logs out: as described, by a form or by a link on A's page.
    async fn way_out(&self, login: &mut Throwaway) -> Option<Navigation> {
        if let Some(action) = &self.plan.adapter.logout {
            let (method, path) = action
                .request
                .split_once(' ')
                .unwrap_or(("POST", &action.request));
            let values: Vec<_> = action.fields.clone().into_iter().collect();
            let url = self.a.page.join(path).ok()?;
            return Some(leave(&self.a.page, method, url, &values, action.encoding));
        }
        let page = Navigation::page(self.a.page.clone(), Context::typed());
        let hops = login.browser.go(self.client, page).await;
        let last = hops.last()?;
        let body = &last.reply()?.body;
        let is_exit = |url: &Url, words: &str| {
            let words = format!("{} {words}", url.path()).to_lowercase();
            [
                "logout", "log out", "signout", "sign out", "sign_out", "logoff", "退出", "注销",
            ]
            .iter()
            .any(|word| words.contains(word))
        };
        let form = forms(body, &last.url)
            .into_iter()
            .find(|form| is_exit(&form.action, &form.words));
        if let Some(form) = form {
            return Some(leave(
                &last.url,
                &form.method,
                form.action.clone(),
                &form.defaults(),
                Encoding::Form,
            ));
        }
        let mut all = links(body, &last.url).into_iter();
        let (url, _) = all.find(|(url, words)| is_exit(url, words))?;
        Some(Navigation::page(url, Context::link(last.url.clone())))
    }

    /// Logs the same member in again, and asks A with the first login's value.
    pub(super) async fn second(&mut self) {
        let Some(mut first) = self.throwaway().await else {
            return;
        };
        for _ in 0..2 {
            self.aged(&mut first).await;
        }
        let Some(second) = self.throwaway().await else {
            return;
        };
        self.record(&second.submit, Step::SecondLogin, Service::A, None);
        for _ in 0..2 {
            self.aged(&mut first).await;
        }
    }

    async fn aged(&mut self, login: &mut Throwaway) {
        let ask = Ask {
            step: Step::Aged,
            service: Service::A,
            cookies: login.pairs.clone(),
            login: Some(login),
        };
        let index = self.ask(ask).await;
        self.adopt(index, &mut login.pairs);
    }
}

fn leave(from: &Url, method: &str, url: Url, values: &[(String, String)], encoding: Encoding) -> Navigation {
    let method = method.to_ascii_uppercase();
    let body = (method != "GET").then(|| encode(values, encoding));
    Navigation {
        url,
        context: Context {
            method,
            ..Context::link(from.clone())
        },
        body,
        accept: PAGE,
    }
}
