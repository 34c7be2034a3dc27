//! Finding out how one logs in at a service.

use diagnosis::jar::{Context, host};
use url::Url;

use super::{Door, Request, enter::submission, out_of_reach, refused, script, taken_by_script};
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

/// Finds out how one logs in at a service: from the address that a visitor types, which may set cookies and lead on, and beside the page that
/// it leads to.
pub async fn find(
    plan: &Plan,
    client: &Client,
    [typed, base]: [&Url; 2],
    given: Option<&Url>,
) -> Result<Door, Obstacle> {
    if let Some(request) = &plan.adapter.login.request {
        let (method, path) = request.split_once(' ').unwrap_or(("POST", request));
        let url = base
            .join(path)
            .map_err(|error| Obstacle::new(format!("{path}：{error}"), format!("{path}: {error}")))?;
        let rules = &plan.adapter.login;
        return Ok(Door::Request(Box::new(Request {
            method: method.to_ascii_uppercase(),
            page: plan.login.clone(),
            url,
            encoding: rules.encoding,
            fields: rules.fields.clone().into_iter().collect(),
            scripts: Vec::new(),
            without_credentials: None,
        })));
    }
    let mut candidates: Vec<Url> = given.cloned().into_iter().collect();
    if given.is_none() {
        candidates.push(typed.clone());
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
            let is_ours = given.is_some() || belongs(plan, base, &last.url);
            let form = login_form(&reply.body, &last.url).filter(|_| is_ours);
            // A password in an address is no login: script takes what is typed into such a form.
            let is_scripted = |form: &Form| {
                let is_described = !plan.adapter.login.fields.is_empty();
                form.method == "GET" || (!is_described && script::takes_forms(&reply.body, &last.url))
            };
            if form.as_ref().is_some_and(|form| !is_scripted(form)) {
                return Ok(Door::Form(candidate));
            }
            if let (Some(form), None) = (&form, &inert) {
                inert = Some((candidate.clone(), form.method != "GET"));
            }
            if form.is_none()
                && is_ours
                && let Some(step) = first_step(&reply.body, &last.url)
                && leads_to_password(plan, client, &mut browser, &step, &last.url).await
            {
                return Ok(Door::Form(candidate));
            }
            if is_ours {
                seen.page(reply, &last.url, form.as_ref());
            }
            if index == 0 && given.is_none() {
                let mut found = links(&reply.body, &last.url);
                found.retain(|(url, words)| {
                    belongs(plan, base, url) && says(&format!("{} {words}", url.path()), &ENTRANCES)
                });
                // Whoever says more means more than the login.
                found.sort_by_key(|(_, words)| words.chars().count());
                candidates.splice(1..1, found.into_iter().map(|(url, _)| url).take(3));
            }
        } else if let (Some(Err(failure)), true) = (hops.last().map(|hop| &hop.reply), index == 0) {
            return Err(out_of_reach(failure));
        }
        index += 1;
    }
    let found = seen.door(plan, client, base).await;
    if let Ok(Some(door)) = found {
        return Ok(door);
    }
    match (found, inert) {
        (_, Some((page, true))) => return Ok(Door::Form(page)),
        (Err(url), _) => return Err(refused(&url)),
        // Its address and the record of it would have the password in them.
        (Ok(_), Some((page, false))) => return Err(taken_by_script(&page)),
        (Ok(_), None) => {}
    }
    let host = base.host_str().unwrap_or_default();
    Err(Obstacle::new(
        format!("{host} 上没有找到登录表单；请用 --login 给出它的页面，或用 --adapter 描述登录。"),
        format!(
            "No login form was found at {host}: name its page with --login, or describe the login with --adapter."
        ),
    ))
}

/// Whether a page to which an address of a service leads is for its logins: on the same origin, or where A sends its visitors within its site.
fn belongs(plan: &Plan, base: &Url, page: &Url) -> bool {
    let is_of_b = |url: &Url| url.origin() == plan.mall.origin();
    let is_sent = !is_of_b(base) && !is_of_b(page) && host::same_site(base, page, false);
    page.origin() == base.origin() || is_sent
}

/// Whether the password is asked for after the account.
async fn leads_to_password(
    plan: &Plan,
    client: &Client,
    browser: &mut Browser,
    step: &Form,
    page: &Url,
) -> bool {
    let Some(account) = &plan.account else {
        return false;
    };
    let Some(navigation) = submission(step, page, &plan.adapter.login, browser, account) else {
        return false;
    };
    let hops = browser.go(client, navigation).await;
    let form = hops
        .last()
        .and_then(|last| login_form(&last.reply()?.body, &last.url));
    // Whoever wants a new password, or a code, logs nobody in.
    let is_old = |form: &Form| {
        form.password()
            .is_some_and(|field| !field.is_for("new-password") && !field.is_for("one-time-code"))
    };
    form.is_some_and(|form| is_old(&form))
}

/// The form that asks for the account by itself, before the password: on a page for logging in, since other pages have such forms for
/// their newsletters; or one for a user name that is all that its page has.
pub(super) fn first_step(html: &str, page: &Url) -> Option<Form> {
    let asks = |form: &Form| {
        let is_step = form.method == "POST" && form.account().is_some();
        is_step && form.fields.iter().all(|field| field.kind != "password")
    };
    let is_entrance = |form: &Form| {
        says(&format!("{} {}", page.path(), form.action.path()), &ENTRANCES) || is_alone(html, form)
    };
    forms(html, page)
        .into_iter()
        .find(|form| asks(form) && is_entrance(form))
}

/// Whether a form for a user name is all that its page has: no other form, and no link.
fn is_alone(html: &str, form: &Form) -> bool {
    let is_for_name = form.account().is_some_and(|account| account.is_for("username"));
    is_for_name
        && forms(html, &form.action).len() == 1
        && links(html, &form.action).is_empty()
        && !registers(form)
}

/// The first form with one password field; one to register only where there is no other.
pub(super) fn login_form(html: &str, page: &Url) -> Option<Form> {
    let all: Vec<_> = forms(html, page)
        .into_iter()
        .filter(|form| form.password().is_some())
        .collect();
    let first = all.iter().find(|form| !registers(form)).or(all.first());
    first.cloned()
}

/// Whether a form is to register, by its address or by what stands on it.
fn registers(form: &Form) -> bool {
    const ADDRESS: [&str; 5] = ["regist", "signup", "sign-up", "sign_up", "join"];
    const TEXT: [&str; 8] = [
        "sign up",
        "register",
        "create account",
        "create an account",
        "注册",
        "registrieren",
        "s'inscrire",
        "registrarse",
    ];
    let is_entrance = says(&form.words, &ENTRANCES);
    says(form.action.path(), &ADDRESS) || says(&form.words, &TEXT) && !is_entrance
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What is typed into a form is sent there: a newsletter, a search or a registration is none to try a member's name and password on.
    #[test]
    fn a_form_for_a_name_is_a_first_step_where_nothing_else_is() {
        let name =
            r#"<form method=post action="/es/paso1"><input name=usuario autocomplete=username></form>"#;
        let mail =
            r#"<form method=post action="/news"><input name=mail type=email autocomplete=email></form>"#;
        for (html, path, is_step) in [
            (name.to_owned(), "/es/cuenta", true),
            (format!("<a href=/konto>Konto</a>{name}"), "/es/cuenta", false),
            (format!("{mail}{name}"), "/es/cuenta", false),
            (format!("{mail}{name}"), "/login", true),
            (mail.to_owned(), "/", false),
            (name.replace("paso1", "signup"), "/", false),
            (name.replace("post", "get"), "/", false),
        ] {
            let page = Url::parse("http://a.test").unwrap().join(path).unwrap();
            assert_eq!(first_step(&html, &page).is_some(), is_step, "{path}: {html}");
        }
    }
}
