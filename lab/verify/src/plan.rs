//! What is asked for, with every word read and every file opened.

use std::{env, fs, path::PathBuf, time::Duration};

use diagnosis::jar::Engine;
use url::Url;

use crate::{
    adapter::{Adapter, Credentials},
    http::Override,
    page::Landmark,
};

/// A member who can log in.
#[derive(Clone)]
pub struct Account {
    pub account: String,
    pub password: String,
}

/// How B is visited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Somebody types the address.
    #[default]
    Typed,
    /// A link on a page of A, or of `--from`.
    Link,
    /// A form there.
    Post,
    /// A script there, with credentials.
    Fetch,
    /// A frame there.
    Frame,
}

/// A run.
pub struct Plan {
    pub auth: Url,
    pub mall: Url,
    /// The page with the login form, if it is known.
    pub login: Option<Url>,
    pub adapter: Adapter,
    pub account: Option<Account>,
    pub other: Option<Account>,
    /// Cookies exported from a browser, in place of a login.
    pub cookies: Option<PathBuf>,
    pub members: [Vec<Landmark>; 2],
    pub guests: [Vec<Landmark>; 2],
    pub copies: [Vec<Url>; 2],
    /// A page that the browser asks for before the login.
    pub before: Option<Url>,
    pub way: Way,
    pub from: Option<Url>,
    pub engine: Engine,
    pub overrides: Vec<Override>,
    pub authorities: Option<PathBuf>,
    pub insecure: bool,
    pub headers: Vec<(String, String)>,
    pub timeout: Duration,
    pub most_requests: usize,
    pub most_time: Duration,
    pub read_only: bool,
    /// For how long both services are asked again and again.
    pub watch: Option<Duration>,
}

impl Plan {
    /// A plan with nothing but two addresses.
    pub fn new(auth: Url, mall: Url) -> Self {
        Self {
            auth,
            mall,
            login: None,
            adapter: Adapter::default(),
            account: None,
            other: None,
            cookies: None,
            members: [Vec::new(), Vec::new()],
            guests: [Vec::new(), Vec::new()],
            copies: [Vec::new(), Vec::new()],
            before: None,
            way: Way::default(),
            from: None,
            engine: Engine::default(),
            overrides: Vec::new(),
            authorities: None,
            insecure: false,
            headers: Vec::new(),
            timeout: Duration::from_secs(10),
            most_requests: 400,
            most_time: Duration::from_mins(2),
            read_only: false,
            watch: None,
        }
    }

    /// Takes over what the adapter says and the command line does not.
    pub fn adapt(&mut self) -> Result<(), String> {
        let adapter = self.adapter.clone();
        let join = |base: &Url, path: &str| base.join(path).map_err(|error| format!("{path}: {error}"));
        if let Some(page) = &adapter.login.page {
            self.login = Some(join(&self.auth, page)?);
        }
        if let Some(page) = &adapter.auth.page {
            self.auth = join(&self.auth, page)?;
        }
        if let Some(page) = &adapter.mall.page {
            self.mall = join(&self.mall, page)?;
        }
        for (index, rules) in [&adapter.auth, &adapter.mall].into_iter().enumerate() {
            if let Some(member) = rules.member.as_deref().filter(|_| self.members[index].is_empty()) {
                self.members[index].push(member.parse()?);
            }
            if let Some(guest) = rules.guest.as_deref().filter(|_| self.guests[index].is_empty()) {
                self.guests[index].push(guest.parse()?);
            }
        }
        self.account = account(self.account.take(), adapter.account.as_ref(), "VERIFY")?;
        self.other = account(self.other.take(), adapter.other.as_ref(), "VERIFY_OTHER")?;
        Ok(())
    }
}

/// The account, from the command line, the adapter or the environment; the password never from the command line.
fn account(
    given: Option<Account>,
    rules: Option<&Credentials>,
    prefix: &str,
) -> Result<Option<Account>, String> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let rules = rules.cloned().unwrap_or_default();
    let account = given
        .as_ref()
        .map(|given| given.account.clone())
        .filter(|account| !account.is_empty())
        .or_else(|| rules.account_env.as_deref().and_then(variable))
        .or(rules.account)
        .or_else(|| variable(&format!("{prefix}_ACCOUNT")));
    let from_file = |file: &str| {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        Ok::<_, String>(text.trim_end_matches(['\r', '\n']).to_owned())
    };
    let mut password = given
        .map(|given| given.password)
        .filter(|password| !password.is_empty());
    if password.is_none() {
        password = rules.password_file.as_deref().map(from_file).transpose()?;
    }
    let password = password
        .or_else(|| rules.password_env.as_deref().and_then(variable))
        .or_else(|| variable(&format!("{prefix}_PASSWORD")));
    Ok(account
        .zip(password)
        .map(|(account, password)| Account { account, password }))
}
