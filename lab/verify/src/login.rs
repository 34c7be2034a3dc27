//! Logging in: finding the form, filling it in, and following wherever it leads.

use diagnosis::jar::Context;
use url::{Url, form_urlencoded};

use crate::{
    adapter::{Encoding, LoginRules, fill},
    browser::{Browser, DATA, Hop, Navigation, PAGE},
    http::Client,
    obstacle::Obstacle,
    page::{ENTRANCES, Form, forms, links, says},
    plan::{Account, Plan},
};

/// Where login forms usually are.
const USUAL: [&str; 9] = [
    "/login",
    "/signin",
    "/sign-in",
    "/accounts/login/",
    "/users/sign_in",
    "/auth/login",
    "/session/new",
    "/account/login",
    "/admin/login/",
];

/// How one gets in.
#[derive(Clone, Debug)]
pub enum Door {
    /// A form on a page.
    Form(Url),
    /// A request without a page.
    Request { method: String, url: Url },
}

/// A login as it went.
pub struct Entry {
    /// Everything from the page with the form to where the login leads.
    pub hops: Vec<Hop>,
    /// The place of the request with the password among them.
    pub submit: usize,
}

/// Finds out how one logs in at a service with this address.
pub async fn find(plan: &Plan, client: &Client, base: &Url, given: Option<&Url>) -> Result<Door, Obstacle> {
    if let Some(request) = &plan.adapter.login.request {
        let (method, path) = request.split_once(' ').unwrap_or(("POST", request));
        let url = base
            .join(path)
            .map_err(|error| Obstacle::new(format!("{path}：{error}"), format!("{path}: {error}")))?;
        return Ok(Door::Request {
            method: method.to_ascii_uppercase(),
            url,
        });
    }
    let mut candidates: Vec<Url> = given.cloned().into_iter().collect();
    if given.is_none() {
        candidates.push(base.clone());
        candidates.extend(USUAL.iter().filter_map(|path| base.join(path).ok()));
    }
    let mut index = 0;
    while let Some(candidate) = candidates.get(index).cloned() {
        let mut browser = Browser::new(plan.engine, plan.headers.clone());
        let hops = browser
            .go(client, Navigation::page(candidate.clone(), Context::typed()))
            .await;
        if let Some(last) = hops.last()
            && let Some(reply) = last.reply()
        {
            let is_ours = given.is_some() || last.url.origin() == base.origin();
            if is_ours && login_form(&reply.body, &last.url).is_some() {
                return Ok(Door::Form(candidate));
            }
            if index == 0 && given.is_none() {
                let found = links(&reply.body, &last.url).into_iter().filter(|(url, words)| {
                    url.origin() == base.origin() && says(&format!("{} {words}", url.path()), &ENTRANCES)
                });
                candidates.splice(1..1, found.map(|(url, _)| url).take(3));
            }
        } else if let (Some(Err(failure)), true) = (hops.last().map(|hop| &hop.reply), index == 0) {
            let why = failure.text();
            return Err(Obstacle::new(
                format!("登录页无法访问：{}。", why.zh),
                format!("The login page cannot be reached: {}.", why.en),
            ));
        }
        index += 1;
    }
    let host = base.host_str().unwrap_or_default();
    Err(Obstacle::new(
        format!("{host} 上没有找到登录表单；请用 --login 给出它的页面，或用 --adapter 描述登录。"),
        format!(
            "No login form was found at {host}: name its page with --login, or describe the login with --adapter."
        ),
    ))
}

/// The first form with one password field.
fn login_form(html: &str, page: &Url) -> Option<Form> {
    forms(html, page)
        .into_iter()
        .find(|form| form.password().is_some())
}

/// Logs in with a browser.
pub async fn enter(
    plan: &Plan,
    client: &Client,
    door: &Door,
    browser: &mut Browser,
    account: &Account,
) -> Result<Entry, Obstacle> {
    let rules = &plan.adapter.login;
    let (mut hops, navigation) = match door {
        Door::Form(page) => {
            let hops = browser
                .go(client, Navigation::page(page.clone(), Context::typed()))
                .await;
            let filled = hops.last().and_then(|last| {
                let reply = last.reply()?;
                let form = login_form(&reply.body, &last.url)?;
                submission(&form, &last.url, rules, browser, account)
            });
            let lost = || {
                Obstacle::new(
                    format!("{page} 上不再有登录表单。"),
                    format!("{page} has no login form any more."),
                )
            };
            (hops, filled.ok_or_else(lost)?)
        }
        Door::Request { method, url } => {
            let mut hops = Vec::new();
            if let Some(page) = plan.login.as_ref() {
                hops = browser
                    .go(client, Navigation::page(page.clone(), Context::typed()))
                    .await;
            }
            let from = hops.last().map_or_else(|| url.clone(), |hop| hop.url.clone());
            let context = Context {
                method: method.clone(),
                ..Context::link(from)
            };
            let fields = fields(rules, Vec::new(), browser, account);
            let body = Some(encode(&fields, rules.encoding));
            let accept = if rules.encoding == Encoding::Json {
                DATA
            } else {
                PAGE
            };
            (
                hops,
                Navigation {
                    url: url.clone(),
                    context,
                    body,
                    accept,
                },
            )
        }
    };
    let submit = hops.len();
    let own_headers = browser.headers.clone();
    let cookie = |name: &str| jar_value(browser, name);
    let more: Vec<_> = rules
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.clone(),
                fill(value, &account.account, &account.password, cookie),
            )
        })
        .collect();
    browser.headers.extend(more);
    hops.extend(browser.go(client, navigation).await);
    browser.headers = own_headers;
    Ok(Entry { hops, submit })
}

fn jar_value(browser: &Browser, name: &str) -> Option<String> {
    let cookies = browser.jar.cookies().iter();
    cookies
        .filter(|cookie| cookie.name == name)
        .map(|cookie| cookie.value.clone())
        .next_back()
}

/// What the form sends once it is filled in.
fn submission(
    form: &Form,
    page: &Url,
    rules: &LoginRules,
    browser: &Browser,
    account: &Account,
) -> Option<Navigation> {
    let mut values = form.defaults();
    let mut set = |name: &str, value: &str| {
        values.retain(|(known, _)| known != name);
        values.push((name.to_owned(), value.to_owned()));
    };
    if rules.fields.is_empty() {
        set(&form.account()?.name, &account.account);
        set(&form.password()?.name, &account.password);
    }
    let values = fields(rules, values, browser, account);
    let context = Context {
        method: form.method.clone(),
        ..Context::link(page.clone())
    };
    let mut url = form.action.clone();
    let body = if form.method == "GET" {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&values)
            .finish();
        url.set_query(Some(&query));
        None
    } else if form.is_multipart {
        Some(multipart(&values))
    } else {
        Some(encode(&values, Encoding::Form))
    };
    Some(Navigation {
        url,
        context,
        body,
        accept: PAGE,
    })
}

/// The fields with what the adapter wants of them.
fn fields(
    rules: &LoginRules,
    mut values: Vec<(String, String)>,
    browser: &Browser,
    account: &Account,
) -> Vec<(String, String)> {
    for (name, template) in &rules.fields {
        let cookie = |name: &str| jar_value(browser, name);
        let value = fill(template, &account.account, &account.password, cookie);
        values.retain(|(known, _)| known != name);
        values.push((name.clone(), value));
    }
    values
}

/// The content type and the body of some fields.
pub fn encode(values: &[(String, String)], encoding: Encoding) -> (String, String) {
    match encoding {
        Encoding::Form => {
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(values)
                .finish();
            ("application/x-www-form-urlencoded".to_owned(), body)
        }
        Encoding::Json => {
            let fields: serde_json::Map<_, _> = values
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect();
            let body = serde_json::Value::Object(fields).to_string();
            ("application/json".to_owned(), body)
        }
    }
}

fn multipart(values: &[(String, String)]) -> (String, String) {
    const BOUNDARY: &str = "----verify-login-boundary";
    let part = |(name, value): &(String, String)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = values.iter().map(part).collect();
    let body = format!("{parts}--{BOUNDARY}--\r\n");
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
