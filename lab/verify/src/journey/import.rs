//! Cookies exported from a browser, in place of a login.

use std::time::Duration;

use diagnosis::{
    evidence::Step,
    jar::{Answer, Context, host::domain_matches},
};

use crate::{
    browser::{Browser, Hop, now},
    cookie_file,
    http::Reply,
    investigation::Investigation,
    obstacle::Obstacle,
};

impl Investigation<'_> {
    /// The cookies of an export, as if each had been set by the address it belongs to.
    pub(super) fn import(&mut self, browser: &mut Browser) -> Result<Vec<Hop>, Obstacle> {
        let wrong = |error: String| {
            Obstacle::new(
                format!("Cookie 文件无法读取：{error}"),
                format!("The file of cookies cannot be read: {error}"),
            )
        };
        let file = self.plan.cookies.clone().unwrap_or_default();
        let text = std::fs::read_to_string(&file).map_err(|error| wrong(error.to_string()))?;
        let cookies = cookie_file::parse(&text).map_err(wrong)?;
        let at = now();
        let mut hops: Vec<Hop> = Vec::new();
        for cookie in &cookies {
            let mut url = self.plan.auth.clone();
            let covers = |host: &str| {
                host == cookie.domain || (!cookie.host_only && domain_matches(host, &cookie.domain))
            };
            if !covers(self.plan.auth.host_str().unwrap_or_default())
                && url.set_host(Some(&cookie.domain)).is_err()
            {
                continue;
            }
            let line = cookie.line(at.unix_timestamp());
            let reply = Reply {
                status: 200,
                headers: vec![("set-cookie".to_owned(), line.clone())],
                body: String::new(),
                took: Duration::ZERO,
            };
            let context = Context::typed();
            let answer = Answer {
                url: &url,
                context: &context,
                now: at,
                by_script: false,
                mark: 0,
            };
            let receipts = vec![browser.jar.receive(&line, answer)];
            let hop = Hop {
                url: url.clone(),
                context: context.clone(),
                sent: Vec::new(),
                at,
                reply: Ok(reply),
                receipts,
                scripted: Vec::new(),
                is_kept: false,
            };
            self.record(&hop, Step::Login, self.service_of(&url), None);
            hops.push(hop);
        }
        Ok(hops)
    }
}
