//! The login of a journey, and one with a wrong password to compare it with.

use std::time::Instant;

use diagnosis::evidence::{Service, Step};

use super::no_account;
use crate::{
    browser::{Browser, Hop, TRIES, is_late},
    circumstances::Logins,
    http::Reply,
    investigation::{BUSY, Investigation, Manner, patience},
    login::{Entry, asks_for_code, enter, unfilled},
    obstacle::Obstacle,
    plan::Account,
};

impl Investigation<'_> {
    /// One login with a wrong password, to know what a refusal looks like.
    pub async fn try_wrong_password(&mut self, account: &Account) {
        let Some(door) = self.door.clone() else { return };
        let wrong = Account {
            account: account.account.clone(),
            password: format!("{}-wrong", account.password),
        };
        let mut browser = self.browser();
        let Ok(entry) = enter(self.plan, self.client, &door, &mut browser, &wrong).await else {
            return;
        };
        self.refused = Manner::of(&entry);
        for (index, hop) in entry.hops.iter().enumerate().skip(entry.submit) {
            if index == entry.submit || hop.set().next().is_some() {
                self.record(hop, Step::WrongPassword, Service::A, None);
            }
        }
    }

    /// The login of the journey, and the moment at which it was answered.
    pub(super) async fn log_in(&mut self, browser: &mut Browser) -> Result<(Vec<Hop>, Instant), Obstacle> {
        let account = self.plan.account.as_ref().ok_or_else(no_account)?;
        let door = self.door.clone().ok_or_else(no_account)?;
        let fresh = browser.clone();
        let mut entry = enter(self.plan, self.client, &door, browser, account).await?;
        for _ in 1..TRIES {
            let busy = busy(&entry);
            let wait = busy.map(patience);
            if !is_late(&entry.hops) && busy.is_none() || wait == Some(None) {
                break;
            }
            tokio::time::sleep(wait.flatten().unwrap_or_default()).await;
            *browser = fresh.clone();
            entry = enter(self.plan, self.client, &door, browser, account).await?;
        }
        let busy = busy(&entry).map(|reply| reply.status);
        if busy.is_some() || !self.is_login(&entry, browser).await {
            // Where an earlier one was taken, something is known: there is a limit, or it matters that this visitor has seen B.
            if self.entered.is_some() && (busy.is_some() || self.throwaway().await.is_none()) {
                self.circumstances.logins = Logins::Refused;
            } else if self.entered.is_some() {
                self.barred = entry.hops.get(entry.submit).cloned();
            }
            return Err(takes_no_login(busy));
        }
        if asks_for_code(&entry) && !self.is_member(browser).await {
            return Err(wants_a_code());
        }
        if self.plan.adapter.login.fields.is_empty() {
            self.circumstances.unfilled = unfilled(&entry);
        }
        self.entered = self.entered.take().or_else(|| Manner::of(&entry));
        let Entry { hops, submit } = entry;
        let start = Instant::now();
        for (index, hop) in hops.iter().enumerate() {
            let sets = hop.set().next().is_some() || hop.receipts.iter().any(|receipt| !receipt.is_kept());
            let step = if index == submit || sets {
                Step::Login
            } else {
                Step::Between
            };
            self.record(hop, step, self.service_of(&hop.url), None);
        }
        if let Some(Err(failure)) = hops.last().map(|hop| &hop.reply) {
            let why = failure.text();
            return Err(Obstacle::new(
                format!("登录没有应答：{}。", why.zh),
                format!("The login has no answer: {}.", why.en),
            ));
        }
        Ok((hops, start))
    }
}

/// The answer to a login, if it says that A takes none now.
fn busy(entry: &Entry) -> Option<&Reply> {
    let reply = entry.hops.get(entry.submit)?.reply()?;
    BUSY.contains(&reply.status).then_some(reply)
}

/// The obstacle that the password is only half of the login.
fn wants_a_code() -> Obstacle {
    Obstacle::new(
        "密码之后 A 还要一次性验证码：请换一个不需要它的测试会员，或者自己登录后交出 Cookie（--cookies）。",
        "Behind the password A asks for a one-time code: take a test member without one, or log in yourself and hand over the cookies (--cookies).",
    )
}

/// The obstacle that A takes no login, though the password is right.
fn takes_no_login(status: Option<u16>) -> Obstacle {
    let status = status.map_or_else(String::new, |status| format!(" {status}"));
    Obstacle::new(
        format!("A 现在不接受登录{status}：次数有限，或者服务太忙。请过一会儿再试。"),
        format!("A takes no login now{status}: there is a limit, or it is too busy. Try again later."),
    )
}
