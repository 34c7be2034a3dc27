//! Logging in with a browser.

use std::collections::BTreeSet;

use diagnosis::jar::{Context, Credentials};
use url::{Url, form_urlencoded};

use super::{
    Door, Entry, Request,
    find::{first_step, login_form},
    out_of_reach, script, taken_by_script,
};
use crate::{
    adapter::{Encoding, LoginRules, fill},
    browser::{Browser, DATA, Hop, Navigation, PAGE},
    http::{Client, Reply},
    obstacle::Obstacle,
    page::{Field, Form, forms, meta, script::writes},
    plan::{Account, Plan},
};

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
        Door::Form(page) => by_form(page, rules, client, browser, account).await?,
        Door::Request(request) => by_request(request, client, browser, account).await,
    };
    let submit = hops.len();
    let own_headers = browser.headers.clone();
    let page = hops.last().and_then(Hop::reply);
    let known = |name: &str| known(browser, page, name);
    let more: Vec<_> = rules
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.clone(),
                fill(value, &account.account, &account.password, known),
            )
        })
        .collect();
    browser.headers.extend(more);
    if matches!(door, Door::Request(_)) {
        let tokens = script::token_headers(page, |name| jar_value(browser, name));
        for (name, value) in tokens {
            if !names_header(&browser.headers, &name) {
                browser.headers.push((name, value));
            }
        }
    }
    hops.extend(browser.go(client, navigation).await);
    browser.headers = own_headers;
    if let Door::Request(request) = door {
        keep_answer(request, browser, &mut hops, submit);
    }
    Ok(Entry { hops, submit })
}

/// The way to the password field of a form, and what the form sends then.
async fn by_form(
    page: &Url,
    rules: &LoginRules,
    client: &Client,
    browser: &mut Browser,
    account: &Account,
) -> Result<(Vec<Hop>, Navigation), Obstacle> {
    let mut hops = browser
        .reach(client, Navigation::page(page.clone(), Context::typed()))
        .await;
    if let Some(Err(failure)) = hops.last().map(|last| &last.reply) {
        return Err(out_of_reach(failure));
    }
    // Where the account is asked for by itself.
    let step = hops.last().and_then(|last| {
        let body = &last.reply()?.body;
        let step = first_step(body, &last.url).filter(|_| login_form(body, &last.url).is_none())?;
        submission(&step, &last.url, rules, browser, account)
    });
    if let Some(step) = step {
        hops.extend(browser.go(client, step).await);
    }
    let filled = hops.last().and_then(|last| {
        let reply = last.reply()?;
        let form = login_form(&reply.body, &last.url)?;
        submission(&form, &last.url, rules, browser, account)
    });
    let is_get = hops.last().and_then(|last| {
        let form = login_form(&last.reply()?.body, &last.url)?;
        Some(form.method == "GET")
    });
    let lost = || {
        if is_get == Some(true) {
            return taken_by_script(page);
        }
        Obstacle::new(
            format!("{page} 上不再有登录表单。"),
            format!("{page} has no login form any more."),
        )
    };
    Ok((hops, filled.ok_or_else(lost)?))
}

/// The page that a request takes something over from, if it does, and the request.
async fn by_request(
    request: &Request,
    client: &Client,
    browser: &mut Browser,
    account: &Account,
) -> (Vec<Hop>, Navigation) {
    let Request { method, url, .. } = request;
    let mut hops = Vec::new();
    if let Some(page) = &request.page {
        hops = browser
            .go(client, Navigation::page(page.clone(), Context::typed()))
            .await;
    }
    let from = hops.last().map_or_else(|| url.clone(), |hop| hop.url.clone());
    let page = hops.last().and_then(Hop::reply);
    let known = |name: &str| known(browser, page, name);
    let fields = fields(&request.fields, Vec::new(), account, known);
    let context = request.without_credentials.clone().map_or_else(
        || Context::link(from),
        |page| Context::fetch(page, Credentials::SameOrigin),
    );
    let navigation = Navigation {
        url: url.clone(),
        context: Context {
            method: method.clone(),
            ..context
        },
        body: Some(encode(&fields, request.encoding)),
        accept: if request.encoding == Encoding::Json {
            DATA
        } else {
            PAGE
        },
    };
    (hops, navigation)
}

/// Keeps in cookies what the scripts of the page keep of the answer to the login.
fn keep_answer(request: &Request, browser: &mut Browser, hops: &mut [Hop], submit: usize) {
    let answer = hops
        .get(submit)
        .and_then(|hop| serde_json::from_str(&hop.reply()?.body).ok());
    let (Some(answer), Some(page)) = (answer, submit.checked_sub(1)) else {
        return;
    };
    let lines: BTreeSet<_> = request
        .scripts
        .iter()
        .flat_map(|text| writes(text, &answer))
        .collect();
    for line in lines {
        browser.write(&mut hops[page], line);
    }
}

/// What an adapter's template names: a cookie of the browser, or what the page before says in its head.
fn known(browser: &Browser, page: Option<&Reply>, name: &str) -> Option<String> {
    match name.split_once(':')? {
        ("cookie", name) => jar_value(browser, name),
        (_, name) => meta(&page?.body, name),
    }
}

fn names_header(headers: &[(String, String)], name: &str) -> bool {
    headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

fn jar_value(browser: &Browser, name: &str) -> Option<String> {
    let forced = browser.forced.as_ref().and_then(|forced| forced.value(name));
    if forced.is_some() {
        return forced;
    }
    let cookies = browser.jar.cookies().iter();
    cookies
        .filter(|cookie| cookie.name == name)
        .map(|cookie| cookie.value.clone())
        .next_back()
}

/// The names of the fields of the login's form that were left empty, though a visitor fills them in.
pub fn unfilled(entry: &Entry) -> Vec<String> {
    let page = entry
        .submit
        .checked_sub(1)
        .and_then(|index| entry.hops.get(index));
    let form = page.and_then(|page| login_form(&page.reply()?.body, &page.url));
    let Some(form) = form else { return Vec::new() };
    let account = form.account().map(|field| field.name.clone());
    let is_left = |field: &&Field| {
        let is_text = matches!(field.kind.as_str(), "text" | "tel" | "number");
        is_text && field.value.is_empty() && !field.name.is_empty() && account.as_ref() != Some(&field.name)
    };
    let left = form.fields.iter().filter(is_left);
    left.map(|field| field.name.clone()).collect()
}

/// Whether a page behind the password asks for a one-time code (HTML standard, `autocomplete`).
pub fn asks_for_code(entry: &Entry) -> bool {
    let is_code = |field: &Field| field.is_for("one-time-code");
    let replies = entry.hops.iter().skip(entry.submit);
    let mut pages = replies.filter_map(|hop| Some((hop.reply()?, &hop.url)));
    pages.any(|(reply, url)| {
        let forms = forms(&reply.body, url);
        forms.iter().any(|form| form.fields.iter().any(is_code))
    })
}

/// What the form sends once it is filled in: the account, the password, or both. A password is never part of an address.
pub(super) fn submission(
    form: &Form,
    page: &Url,
    rules: &LoginRules,
    browser: &Browser,
    account: &Account,
) -> Option<Navigation> {
    if form.method == "GET" && form.password().is_some() {
        return None;
    }
    let mut values = form.defaults();
    let mut set = |name: &str, value: &str| {
        values.retain(|(known, _)| known != name);
        values.push((name.to_owned(), value.to_owned()));
    };
    if rules.fields.is_empty() {
        let (asked, password) = (form.account(), form.password());
        if asked.is_none() && password.is_none() {
            return None;
        }
        if let Some(field) = asked {
            set(&field.name, &account.account);
        }
        if let Some(field) = password {
            set(&field.name, &account.password);
        }
    }
    let wanted: Vec<_> = rules.fields.clone().into_iter().collect();
    let known = |name: &str| known(browser, None, name);
    let values = fields(&wanted, values, account, known);
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

/// The fields with those that are wanted, filled in.
fn fields(
    wanted: &[(String, String)],
    mut values: Vec<(String, String)>,
    account: &Account,
    known: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    for (name, template) in wanted {
        let value = fill(template, &account.account, &account.password, &known);
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
