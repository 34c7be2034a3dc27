//! Finding out how one logs in at a service.

use diagnosis::jar::Context;
use url::Url;

use super::{Door, Request, out_of_reach, script};
use crate::{
    browser::{Browser, Navigation},
    http::Client,
    obstacle::Obstacle,
    page::{ENTRANCES, Form, forms, links, says},
    plan::Plan,
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

/// Finds out how one logs in at a service with this address.
pub async fn find(plan: &Plan, client: &Client, base: &Url, given: Option<&Url>) -> Result<Door, Obstacle> {
    if let Some(request) = &plan.adapter.login.request {
        let (method, path) = request.split_once(' ').unwrap_or(("POST", request));
        let url = base
            .join(path)
            .map_err(|error| Obstacle::new(format!("{path}：{error}"), format!("{path}: {error}")))?;
        let rules = &plan.adapter.login;
        return Ok(Door::Request(Request {
            method: method.to_ascii_uppercase(),
            url,
            encoding: rules.encoding,
            fields: rules.fields.clone().into_iter().collect(),
        }));
    }
    let mut candidates: Vec<Url> = given.cloned().into_iter().collect();
    if given.is_none() {
        candidates.push(base.clone());
        // Also below the page's own path, where a service is not at the root.
        let below = USUAL.iter().map(|path| &path[1..]);
        let all = USUAL.iter().copied().chain(below.filter(|_| base.path() != "/"));
        candidates.extend(all.filter_map(|path| base.join(path).ok()));
    }
    let mut index = 0;
    let mut seen = script::Seen::default();
    let mut inert = None;
    while let Some(candidate) = candidates.get(index).cloned() {
        let mut browser = Browser::new(plan.engine, plan.headers.clone());
        let hops = browser
            .reach(client, Navigation::page(candidate.clone(), Context::typed()))
            .await;
        if let Some(last) = hops.last()
            && let Some(reply) = last.reply()
        {
            let is_ours = given.is_some() || last.url.origin() == base.origin();
            let form = login_form(&reply.body, &last.url).filter(|_| is_ours);
            // A password in an address is no login: script takes what is typed into such a form.
            let is_scripted = |form: &Form| {
                let is_inert = form.method == "GET" || script::takes_forms(&reply.body, &last.url);
                is_inert && plan.adapter.login.fields.is_empty()
            };
            if form.as_ref().is_some_and(|form| !is_scripted(form)) {
                return Ok(Door::Form(candidate));
            }
            if form.is_some() && inert.is_none() {
                inert = Some(candidate);
            }
            if is_ours {
                seen.page(reply, &last.url, form.as_ref());
            }
            if index == 0 && given.is_none() {
                let found = links(&reply.body, &last.url).into_iter().filter(|(url, words)| {
                    url.origin() == base.origin() && says(&format!("{} {words}", url.path()), &ENTRANCES)
                });
                candidates.splice(1..1, found.map(|(url, _)| url).take(3));
            }
        } else if let (Some(Err(failure)), true) = (hops.last().map(|hop| &hop.reply), index == 0) {
            return Err(out_of_reach(failure));
        }
        index += 1;
    }
    if let Some(door) = seen.door(plan, client, base).await {
        return Ok(door);
    }
    if let Some(page) = inert {
        return Ok(Door::Form(page));
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
pub(super) fn login_form(html: &str, page: &Url) -> Option<Form> {
    forms(html, page)
        .into_iter()
        .find(|form| form.password().is_some())
}
