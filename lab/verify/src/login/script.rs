//! Logins that script makes, found by what pages say of them or at usual addresses.

use diagnosis::jar::{Context, Credentials};
use regex_lite::Regex;
use url::{Url, form_urlencoded};

use super::{
    Door, Request,
    addresses::{By, addresses_in},
    enter,
};
use crate::{
    adapter::Encoding,
    browser::{Browser, DATA, Hop, Navigation, now},
    http::{Client, Reply},
    page::{Form, meta, script::posted, scripts},
    plan::{Account, Plan},
};

/// Where services usually take logins from script.
const USUAL: [&str; 9] = [
    "/api/login",
    "/login",
    "/api/auth/login",
    "/auth/login",
    "/api/session",
    "/api/sessions",
    "/session",
    "/api/signin",
    "/api/v1/login",
];
/// The fields that take the account, whichever of them is read. `email` is one of them only if it is an address.
pub(super) const ACCOUNT: [&str; 5] = ["username", "user", "account", "login", "name"];
/// The cookies whose value script sends back, and the header for it.
const TOKEN_COOKIES: [(&str, &str); 4] = [
    ("XSRF-TOKEN", "x-xsrf-token"),
    ("csrftoken", "x-csrftoken"),
    ("csrf_token", "x-csrf-token"),
    ("csrf-token", "x-csrf-token"),
];
/// The names of what a page says in its head for script to send back.
const TOKEN_METAS: [&str; 3] = ["csrf-token", "_csrf", "csrf_token"];
/// The fields that take the password.
pub(super) const PASSWORD: [&str; 3] = ["password", "passwd", "pwd"];
/// The most addresses that are tried, and the most files of script that are read.
const MOST: usize = 12;
const MOST_SCRIPTS: usize = 4;

/// What was seen of script on the pages on which a form was looked for.
#[derive(Default)]
pub(super) struct Seen {
    texts: Vec<(Url, String)>,
    files: Vec<Url>,
    /// The first page that gives script a token to send back.
    page: Option<Url>,
    /// The names of the fields of a form that sends nothing by itself.
    fields: Option<[String; 2]>,
}

impl Seen {
    /// Takes a page over, and its form without an address of its own, if it has one.
    pub fn page(&mut self, reply: &Reply, url: &Url, form: Option<&Form>) {
        if reply.status >= 400 {
            return;
        }
        if self.page.is_none() && gives_token(reply) {
            self.page = Some(url.clone());
        }
        for (source, text) in scripts(&reply.body) {
            match source.and_then(|source| url.join(&source).ok()) {
                Some(file) if file.origin() == url.origin() && !self.files.contains(&file) => {
                    self.files.push(file);
                }
                _ => self.texts.push((url.clone(), text)),
            }
        }
        let names = form.and_then(|form| {
            let [account, password] = [form.account()?, form.password()?];
            Some([account.name.clone(), password.name.clone()])
        });
        self.fields = self.fields.take().or(names);
    }

    /// A request that logs in. What refuses the password may want other fields: then the first of those that did.
    /// Where script named both, that is the login.
    pub async fn door(mut self, plan: &Plan, client: &Client, base: &Url) -> Result<Option<Door>, Url> {
        let Some(account) = &plan.account else {
            return Ok(None);
        };
        for file in self.files.drain(..).take(MOST_SCRIPTS) {
            let mut browser = Browser::new(plan.engine, plan.headers.clone());
            let hop = browser
                .step(client, &Navigation::page(file.clone(), Context::typed()))
                .await;
            if let Some(reply) = hop.reply() {
                self.texts.push((base.clone(), reply.body.clone()));
            }
        }
        let keeps =
            |(_, text): &&(Url, String)| text.contains("document.cookie") || text.contains("Cookies.set(");
        let page = self
            .page
            .clone()
            .or_else(|| Some(self.texts.iter().find(keeps)?.0.clone()));
        let mut addresses: Vec<Url> = Vec::new();
        let [named, taking] = [By::Name, By::Fields].map(|by| {
            let texts = self.texts.iter();
            let found = texts.flat_map(|(page, text)| addresses_in(text, page, by));
            found.collect::<Vec<_>>()
        });
        let usual = USUAL.iter().filter_map(|path| base.join(path).ok());
        for url in named.iter().chain(&taking).cloned().chain(usual) {
            if !addresses.contains(&url) {
                addresses.push(url);
            }
        }
        let mut refusing = None;
        for url in addresses.into_iter().take(MOST) {
            if !takes_data(plan, client, &url).await {
                continue;
            }
            let attempts = [
                (Encoding::Json, self.fewest(account)),
                (Encoding::Json, self.wanted(account)),
                (Encoding::Form, self.wanted(account)),
            ];
            let is_named = named.contains(&url) && self.fields.is_some();
            for (encoding, fields) in attempts {
                let request = Request {
                    method: "POST".to_owned(),
                    page: page.clone(),
                    url: url.clone(),
                    encoding,
                    fields,
                    scripts: self.texts.iter().map(|(_, text)| text.clone()).collect(),
                    without_credentials: self.page_without_credentials(&url),
                };
                let door = Door::Request(Box::new(request));
                let mut browser = Browser::new(plan.engine, plan.headers.clone());
                let Ok(entry) = enter(plan, client, &door, &mut browser, account).await else {
                    continue;
                };
                let submit = entry.hops.get(entry.submit);
                let is_taker = taking.contains(&url);
                match submit.and_then(|hop| hop.reply()).map_or(0, |reply| reply.status) {
                    // Whatever is not called a login has to be one.
                    200..=399 if !is_taker || submit.is_some_and(sets_cookie) => return Ok(Some(door)),
                    401 if !is_taker => refusing = refusing.or(Some((door, url.clone(), is_named))),
                    _ => {}
                }
            }
        }
        match refusing {
            Some((door, _, true)) => Ok(Some(door)),
            Some((_, url, false)) => Err(url),
            None => Ok(None),
        }
    }

    /// The page whose script posts a login to this address of another origin without credentials, as far as one sees: then a browser keeps no cookie
    /// of the answer (Fetch, "credentials mode").
    fn page_without_credentials(&self, url: &Url) -> Option<Url> {
        // Another file may set up all requests.
        let sets_up = ["fetch =", "fetch=", "withCredentials", "interceptors"];
        let is_wrapped = |(_, text): &(Url, String)| sets_up.iter().any(|word| text.contains(word));
        if self.texts.iter().any(is_wrapped) {
            return None;
        }
        let posts = |(page, text): &&(Url, String)| {
            let mut posted = posted(text, page).into_iter();
            page.origin() != url.origin()
                && posted.any(|(to, credentials)| to == *url && credentials != Credentials::Include)
        };
        self.texts.iter().find(posts).map(|(page, _)| page.clone())
    }

    /// The account and the password alone, as the form has them, or else under the first usual name that a script sends: some services
    /// refuse what they do not know.
    fn fewest(&self, account: &Account) -> Vec<(String, String)> {
        let is_mail = account.account.contains('@');
        let default = if is_mail { "email" } else { "username" };
        let first = ["email"].into_iter().filter(|_| is_mail);
        // Some call it so whatever it is.
        let mut usual = first.chain(ACCOUNT).chain(["email"]);
        let name = usual.find(|name| self.sends(name)).unwrap_or(default);
        let [own_account, own_password] = self
            .fields
            .clone()
            .unwrap_or([name, "password"].map(str::to_owned));
        vec![
            (own_account, "{account}".to_owned()),
            (own_password, "{password}".to_owned()),
        ]
    }

    /// Whether a script names a field in what it sends.
    fn sends(&self, name: &str) -> bool {
        let sends = Regex::new(&format!(r"[{{,(\s]{name}\s*[:,}}]"));
        sends.is_ok_and(|sends| self.texts.iter().any(|(_, text)| sends.is_match(text)))
    }

    /// The fields that are sent: those of the form, and the usual ones.
    fn wanted(&self, account: &Account) -> Vec<(String, String)> {
        let is_mail = account.account.contains('@');
        let usual = ACCOUNT
            .into_iter()
            .chain((is_mail || self.sends("email")).then_some("email"));
        let [own_account, own_password] = self.fields.clone().unwrap_or_default();
        let accounts = usual.map(str::to_owned).chain([own_account]);
        let passwords = PASSWORD.map(str::to_owned).into_iter().chain([own_password]);
        let pairs = accounts
            .map(|name| (name, "{account}".to_owned()))
            .chain(passwords.map(|name| (name, "{password}".to_owned())));
        let mut wanted: Vec<(String, String)> = Vec::new();
        for pair in pairs.filter(|(name, _)| !name.is_empty()) {
            if wanted.iter().all(|(known, _)| *known != pair.0) {
                wanted.push(pair);
            }
        }
        wanted
    }
}

/// Whether a page gives script a token to send back, in a cookie or in its head.
fn gives_token(reply: &Reply) -> bool {
    let is_set = |name: &str| {
        reply
            .all("set-cookie")
            .any(|line| line.starts_with(&format!("{name}=")))
    };
    TOKEN_COOKIES.iter().any(|(name, _)| is_set(name))
        || TOKEN_METAS.iter().any(|name| meta(&reply.body, name).is_some())
}

/// The headers in which script sends a token back that its page or a cookie gives it, as axios and Angular, Django, Rails, Laravel and Spring have it.
pub(super) fn token_headers(
    page: Option<&Reply>,
    cookie: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let by_cookie = TOKEN_COOKIES
        .iter()
        .filter_map(|(name, header)| Some(((*header).to_owned(), unescaped(&cookie(name)?))));
    let by_page = page.and_then(|page| {
        let token = TOKEN_METAS.iter().find_map(|name| meta(&page.body, name))?;
        let header = meta(&page.body, "_csrf_header").unwrap_or_else(|| "X-CSRF-Token".to_owned());
        Some((header.to_ascii_lowercase(), token))
    });
    by_cookie.chain(by_page).collect()
}

/// A value of a cookie as script reads it (`decodeURIComponent`).
fn unescaped(value: &str) -> String {
    let pair = format!("v={}", value.replace('+', "%2B"));
    let mut pairs = form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

/// Whether script on a page keeps a form from being sent, and names an address of a login.
pub(super) fn takes_forms(html: &str, page: &Url) -> bool {
    scripts(html)
        .iter()
        .any(|(_, text)| text.contains("preventDefault") && !addresses_in(text, page, By::Name).is_empty())
}

/// Whether an answer sets a cookie to keep.
fn sets_cookie(hop: &Hop) -> bool {
    hop.set().any(|line| !line.removes(now()))
}

/// Whether data without an account and a password has an answer of its own, and not that nothing is there.
async fn takes_data(plan: &Plan, client: &Client, url: &Url) -> bool {
    let mut browser = Browser::new(plan.engine, plan.headers.clone());
    let context = Context {
        method: "POST".to_owned(),
        ..Context::link(url.clone())
    };
    let navigation = Navigation {
        url: url.clone(),
        context,
        body: Some(("application/json".to_owned(), "{}".to_owned())),
        accept: DATA,
    };
    let hop = browser.step(client, &navigation).await;
    let is_data = |reply: &Reply| {
        reply
            .header("content-type")
            .is_some_and(|kind| kind.contains("json"))
    };
    hop.reply().is_some_and(|reply| {
        !matches!(reply.status, 404 | 405 | 501) && (reply.status >= 400 || is_data(reply))
    })
}
