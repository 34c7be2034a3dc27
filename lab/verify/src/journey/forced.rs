//! The login with the cookies of its form by force, where a browser does not send them back.

use diagnosis::{
    evidence::{Service, Step},
    jar::{Context, SetCookie},
};

use crate::{
    browser::{Forced, Navigation},
    investigation::Investigation,
    login::enter,
    plan::Account,
};

impl Investigation<'_> {
    /// Where the password went without a cookie that the form's page had set: one login with every cookie that A sets, and A asked with them.
    pub async fn force_login(&mut self, account: &Account) {
        let Some(door) = self.door.clone().filter(|_| self.lacks_cookie_of_form()) else {
            return;
        };
        self.progress.say(
            "带上浏览器没有带回的 Cookie 登录一次",
            "one login with the cookies that the browser does not send back",
        );
        let mut browser = self.browser();
        browser.forced = Some(Forced::default());
        let Ok(entry) = enter(self.plan, self.client, &door, &mut browser, account).await else {
            return;
        };
        let Some(submit) = entry.hops.get(entry.submit) else {
            return;
        };
        self.record(submit, Step::LoginForced, Service::A, None);
        let page = Navigation::page(self.a.page.clone(), Context::typed());
        let hops = browser.go(self.client, page).await;
        let index = self.record(
            &hops[self.answering(Service::A, &hops)],
            Step::LoginForced,
            Service::A,
            None,
        );
        if !self.a.reader.is_described() {
            self.learn_from(index);
        }
        if self.evidence.exchanges[index].member().is_some() {
            // No browser gets in.
            self.door = None;
        }
    }

    /// Whether the journey's request with the password went without a cookie that a page of A before it had set.
    fn lacks_cookie_of_form(&self) -> bool {
        let all = &self.evidence.exchanges;
        let submit = all
            .iter()
            .position(|exchange| exchange.step == Step::Login && exchange.request.context.method != "GET");
        let Some(submit) = submit else { return false };
        let of_pages = all[..submit].iter().filter(|exchange| {
            exchange.service == Service::A && matches!(exchange.step, Step::Login | Step::Between)
        });
        of_pages
            .flat_map(|page| page.set_cookie().iter().map(|line| (page.at, line)))
            .filter_map(|(at, line)| Some((at, SetCookie::parse(line).ok()?)))
            .any(|(at, line)| {
                !line.value.is_empty() && !line.removes(at) && all[submit].sent(&line.name).is_empty()
            })
    }
}
