//! Probes that are a sequence of requests: at once, around a logout, at several ages.

use std::{thread, time::Duration};

use diagnosis::evidence::{Event, EventKind, Service, Step};
use url::Url;

use crate::{
    GOOD, Plan, at,
    browser::{Browser, Login, now},
    probes::{Done, plain},
    viewer,
};

/// Eight requests at once.
pub fn parallel(browser: &mut Browser, url: &Url, login: &Login) {
    let cookies = browser.carry(login);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (cookies, url, login) = (cookies.clone(), url.clone(), login.clone());
            let mut apart = Browser::new(diagnosis::evidence::Evidence::default(), browser.name.clone());
            thread::spawn(move || {
                plain(
                    &mut apart,
                    Step::Parallel,
                    Service::B,
                    &url,
                    cookies,
                    Some(&login),
                );
                apart.evidence.exchanges
            })
        })
        .collect();
    for thread in threads {
        browser
            .evidence
            .exchanges
            .extend(thread.join().unwrap_or_default());
    }
}

/// A logout at A, and the saved value at both afterwards; `rest` are the waits in seconds, and `slow` a request that is
/// under way meanwhile.
pub fn log_out(plan: &Plan, browser: &mut Browser, login: Login, rest: &str) -> Done {
    let (a, b) = (viewer(&plan.a)?, viewer(&plan.b)?);
    let cookies = browser.carry(&login);
    // B has seen it before.
    plain(browser, Step::Real, Service::B, &b, cookies.clone(), Some(&login));
    let slow = rest.starts_with("slow").then(|| {
        let (url, cookies, login) = (b.clone(), cookies.clone(), login.clone());
        let mut apart = Browser::new(diagnosis::evidence::Evidence::default(), browser.name.clone());
        thread::spawn(move || {
            let mut url = url;
            url.set_query(Some("slow=1.5"));
            plain(
                &mut apart,
                Step::Parallel,
                Service::B,
                &url,
                cookies,
                Some(&login),
            );
            apart.evidence.exchanges
        })
    });
    thread::sleep(Duration::from_millis(300));
    browser.log_out(&at(&plan.a, "/api/auth/logout")?, &plan.a, &login);
    for wait in rest
        .trim_start_matches("slow,")
        .split(',')
        .filter_map(|wait| wait.parse::<f64>().ok())
    {
        thread::sleep(Duration::from_secs_f64(wait));
        plain(
            browser,
            Step::Replay,
            Service::A,
            &a,
            cookies.clone(),
            Some(&login),
        );
        plain(
            browser,
            Step::Replay,
            Service::B,
            &b,
            cookies.clone(),
            Some(&login),
        );
    }
    if let Some(slow) = slow {
        browser.evidence.exchanges.extend(slow.join().unwrap_or_default());
        for _ in 0..3 {
            plain(
                browser,
                Step::Replay,
                Service::A,
                &a,
                cookies.clone(),
                Some(&login),
            );
            plain(
                browser,
                Step::Replay,
                Service::B,
                &b,
                cookies.clone(),
                Some(&login),
            );
        }
    }
    Ok(())
}

/// The visits of A and B with one value at several ages: `first@0,4,8` for the login numbered 1, `second@…` for one made then.
pub fn aged(plan: &Plan, browser: &mut Browser, rest: &str) -> Done {
    let (a, b) = (viewer(&plan.a)?, viewer(&plan.b)?);
    let login_url = at(&plan.a, "/api/auth/login")?;
    let mut logins: Vec<Login> = Vec::new();
    for part in rest.split(',') {
        match part.split_once('=') {
            Some(("wait", seconds)) => thread::sleep(Duration::from_secs_f64(seconds.parse()?)),
            Some(("do", command)) => {
                std::process::Command::new("sh").args(["-c", command]).status()?;
            }
            Some(("event", kind)) => browser.evidence.events.push(Event {
                at: now(),
                kind: serde_json::from_value::<EventKind>(kind.into())?,
            }),
            _ if part == "login" => logins.push(browser.log_in(&login_url, GOOD).ok_or("the login failed")?),
            _ if part == "second" => browser.log_in_noted(Step::SecondLogin, &login_url, Vec::new(), GOOD),
            _ => {
                for login in &logins {
                    let cookies = browser.carry(login);
                    plain(browser, Step::Aged, Service::A, &a, cookies.clone(), Some(login));
                    plain(browser, Step::Aged, Service::B, &b, cookies, Some(login));
                }
            }
        }
    }
    Ok(())
}
