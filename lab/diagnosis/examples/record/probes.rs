//! The probes that a run can have besides its journey.

use std::{error::Error, thread, time::Duration};

use diagnosis::{
    evidence::{Event, EventKind, Pair, Service, Step},
    jar::Context,
};
use url::Url;

use crate::{
    BAD, GOOD, OTHER, Plan, at,
    browser::{Ask, Browser, Login, garbage, now, pair},
    sequences, viewer,
};

pub type Done = Result<(), Box<dyn Error>>;

/// Makes one probe: its word, and after a colon what it needs.
#[expect(clippy::too_many_lines, reason = "a table of probes")]
pub fn make(probe: &str, plan: &Plan, browser: &mut Browser) -> Done {
    let (word, rest) = probe.split_once(':').unwrap_or((probe, ""));
    let (a, b) = (viewer(&plan.a)?, viewer(&plan.b)?);
    let login_url = at(&plan.a, "/api/auth/login")?;
    let login = |browser: &mut Browser| {
        browser
            .log_in(&login_url, GOOD)
            .ok_or("the throw-away login failed")
    };
    match word {
        "back" => {
            browser.go(Step::Back, Service::A, &a, Context::typed(), None, None);
            let saved = journey_value(browser);
            for _ in 0..2 {
                plain(browser, Step::Saved, Service::A, &a, saved.clone(), None);
            }
        }
        "triple" => {
            let value = journey_value(browser);
            let garbage: Vec<_> = value
                .iter()
                .map(|pair| self::pair(&pair.name, &garbage(&pair.value)))
                .collect();
            plain(browser, Step::Nothing, Service::B, &b, Vec::new(), None);
            plain(browser, Step::Nothing, Service::B, &b, Vec::new(), None);
            plain(browser, Step::Garbage, Service::B, &b, garbage, None);
            for _ in 0..3 {
                let login = login(browser)?;
                let cookies = browser.carry(&login);
                plain(browser, Step::Real, Service::B, &b, cookies, Some(&login));
            }
        }
        "rename" => {
            let login = login(browser)?;
            plain(
                browser,
                Step::Rename,
                Service::B,
                &b,
                vec![pair(rest, &login.value)],
                Some(&login),
            );
        }
        "repeat" | "repeat-a" => {
            let login = login(browser)?;
            let count: u32 = rest.parse().unwrap_or(10);
            let (service, url) = if word == "repeat" {
                (Service::B, &b)
            } else {
                (Service::A, &a)
            };
            for _ in 0..count {
                let cookies = browser.carry(&login);
                plain(browser, Step::Repeat, service, url, cookies, Some(&login));
            }
            thread::sleep(Duration::from_millis(5100));
            for _ in 0..count {
                let cookies = browser.carry(&login);
                plain(browser, Step::Repeat, service, url, cookies, Some(&login));
            }
        }
        "delayed" => {
            let login = login(browser)?;
            for wait in [0, 200, 1000, 4000, 200, 200, 200, 200] {
                thread::sleep(Duration::from_millis(wait));
                let cookies = browser.carry(&login);
                plain(browser, Step::Delayed, Service::B, &b, cookies, Some(&login));
            }
        }
        "own" => {
            let url = at(&plan.b, "/api/auth/login")?;
            let name = std::mem::replace(&mut browser.name, rest.to_owned());
            browser.go_apart(
                Step::OwnLogin,
                Service::B,
                &url,
                Context::post(plan.b.join("/login")?),
                Some(GOOD),
            );
            let own = browser.log_in(&url, GOOD).ok_or("B's own login failed")?;
            let cookies = browser.carry(&own);
            browser.name = name;
            plain(browser, Step::OwnControl, Service::B, &b, cookies, None);
        }
        "logout" => {
            let login = login(browser)?;
            sequences::log_out(plan, browser, login, rest)?;
        }
        "busted" => twice(plan, browser, Step::Busted, &b.join("?fresh=1")?, Service::B)?,
        "direct" => twice(
            plan,
            browser,
            Step::Direct,
            &viewer(&Url::parse(rest)?)?,
            Service::B,
        )?,
        "padded" => {
            for size in [100, 500, 2000, 8000, 20000] {
                let cookies = vec![pair("padding", &"x".repeat(size))];
                plain(browser, Step::Padded, Service::B, &b, cookies, None);
            }
        }
        "flipped" | "neighbour" | "split" | "fails" => together(word, rest, browser, &b),
        "vantage" => {
            for _ in 0..2 {
                let login = login(browser)?;
                let cookies = browser.carry(&login);
                let agent = if rest.is_empty() { "recorder" } else { rest };
                let ask = ask(Step::Vantage, Service::B, &b, cookies, Some(&login));
                browser.ask(ask, vec![("User-Agent", agent.to_owned())], false);
            }
        }
        "parallel" => {
            let login = login(browser)?;
            thread::sleep(Duration::from_secs_f64(rest.parse().unwrap_or_default()));
            sequences::parallel(browser, &b, &login);
        }
        "other" => {
            let other = browser
                .log_in(&login_url, OTHER)
                .ok_or("the other member's login failed")?;
            let cookies = browser.carry(&other);
            plain(browser, Step::OtherMember, Service::B, &b, cookies, Some(&other));
        }
        "variant" => {
            let mut headers = Vec::new();
            let (step, url) = if rest.is_empty() {
                headers.push(("X-Forwarded-Proto", "https".to_owned()));
                (Step::LoginSecured, login_url)
            } else {
                (Step::LoginDirect, Url::parse(rest)?.join("/api/auth/login")?)
            };
            browser.log_in_noted(step, &url, headers, GOOD);
        }
        "age" => sequences::aged(plan, browser, rest)?,
        "step" => {
            let (step, path) = rest.split_once('=').unwrap_or((rest, "/"));
            let step: Step = serde_json::from_value(step.into())?;
            let (service, base) = if path.starts_with("/b") {
                (Service::B, &plan.b)
            } else {
                (Service::A, &plan.a)
            };
            let url = base.join(path.trim_start_matches("/b"))?;
            let context = if step == Step::Logout {
                Context::post(plan.a.clone())
            } else {
                Context::typed()
            };
            match step {
                Step::SecondLogin => browser.log_in_noted(step, &login_url, Vec::new(), GOOD),
                Step::Visit | Step::Back | Step::Control => {
                    let (service, url) = if step == Step::Visit {
                        (Service::B, &b)
                    } else {
                        (Service::A, &a)
                    };
                    browser.go(step, service, url, Context::typed(), None, None);
                }
                _ => browser.go(step, service, &url, context, None, None),
            }
        }
        "shell" => {
            let status = std::process::Command::new("sh").args(["-c", rest]).status()?;
            if !status.success() {
                return Err(format!("{rest} failed").into());
            }
        }
        "event" => {
            let kind = serde_json::from_value(rest.into())?;
            if kind == EventKind::BrowserClosed {
                browser.jar.end_session();
            }
            browser.evidence.events.push(Event { at: now(), kind });
        }
        "sleep" => thread::sleep(Duration::from_secs_f64(rest.parse()?)),
        "wrong" => {
            let url = at(&plan.a, "/api/auth/login")?;
            browser.log_in_noted(Step::WrongPassword, &url, Vec::new(), BAD);
        }
        _ => return Err(format!("no such probe: {word}").into()),
    }
    Ok(())
}

fn ask<'a>(
    step: Step,
    service: Service,
    url: &'a Url,
    cookies: Vec<Pair>,
    login: Option<&'a Login>,
) -> Ask<'a> {
    Ask {
        step,
        service,
        url,
        cookies,
        login,
    }
}

pub fn plain(
    browser: &mut Browser,
    step: Step,
    service: Service,
    url: &Url,
    cookies: Vec<Pair>,
    login: Option<&Login>,
) {
    browser.ask(ask(step, service, url, cookies, login), Vec::new(), false);
}

/// The value that the journey's login was given, whether the jar kept it or not.
fn journey_value(browser: &Browser) -> Vec<Pair> {
    let logins = browser
        .evidence
        .exchanges
        .iter()
        .filter(|exchange| exchange.step == Step::Login);
    let lines = logins.flat_map(diagnosis::evidence::Exchange::set_cookie);
    let parsed = lines.filter_map(|line| diagnosis::jar::SetCookie::parse(line).ok());
    let is_ours = |name: &str| {
        name.strip_prefix(&browser.name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    parsed
        .filter(|line| is_ours(&line.name))
        .map(|line| pair(&line.name, &line.value))
        .collect()
}

fn twice(plan: &Plan, browser: &mut Browser, step: Step, url: &Url, service: Service) -> Done {
    let login_url = at(&plan.a, "/api/auth/login")?;
    for _ in 0..2 {
        let login = browser
            .log_in(&login_url, GOOD)
            .ok_or("the throw-away login failed")?;
        let cookies = browser.carry(&login);
        plain(browser, step, service, url, cookies, Some(&login));
    }
    Ok(())
}

/// Several cookies in one request, with those of the last visit.
fn together(word: &str, rest: &str, browser: &mut Browser, b: &Url) {
    let mut visits = browser
        .evidence
        .exchanges
        .iter()
        .filter(|exchange| exchange.step == Step::Visit);
    let mut cookies = visits
        .next_back()
        .and_then(|exchange| exchange.request.cookies.clone())
        .unwrap_or_default();
    let (step, split) = match word {
        "flipped" => {
            cookies.reverse();
            (Step::Flipped, false)
        }
        "split" => {
            cookies.insert(0, pair("theme", "dark"));
            (Step::Split, true)
        }
        "neighbour" => {
            cookies.insert(0, pair("broken", rest));
            (Step::Neighbour, false)
        }
        _ => (Step::Delayed, false),
    };
    for _ in 0..2 {
        browser.ask(ask(step, Service::B, b, cookies.clone(), None), Vec::new(), split);
    }
}
