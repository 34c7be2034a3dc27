//! Logging in: finding the form, filling it in, and following wherever it leads.

mod addresses;
mod enter;
mod find;
mod script;

use url::Url;

pub use enter::{asks_for_code, encode, enter, unfilled};
pub use find::find;

use crate::{adapter::Encoding, browser::Hop, http::Failure, obstacle::Obstacle};

/// How one gets in.
#[derive(Clone, Debug)]
pub enum Door {
    /// A form on a page.
    Form(Url),
    /// A request without a page.
    Request(Box<Request>),
}

/// The request of a login without a form.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// The page that a browser has asked for before it, if the request takes something over from it.
    pub page: Option<Url>,
    pub url: Url,
    pub encoding: Encoding,
    /// What is sent, still to be filled in.
    pub fields: Vec<(String, String)>,
    /// The scripts of the page, which may keep what is answered.
    pub scripts: Vec<String>,
    /// The page whose script sends it to another origin without a word of credentials: a browser sends no cookies along and keeps none.
    pub without_credentials: Option<Url>,
}

/// A login as it went.
pub struct Entry {
    /// Everything from the page with the form to where the login leads.
    pub hops: Vec<Hop>,
    /// The place of the request with the password among them.
    pub submit: usize,
}

/// The obstacle that the page with the form does not answer.
fn out_of_reach(failure: &Failure) -> Obstacle {
    let why = failure.text();
    Obstacle::new(
        format!("登录页无法访问：{}。", why.zh),
        format!("The login page cannot be reached: {}.", why.en),
    )
}

/// The obstacle that a form would put the password into an address: a script takes what is typed into it.
fn taken_by_script(page: &Url) -> Obstacle {
    let page = crate::run::plain_page(page);
    Obstacle::new(
        format!(
            "{page} 上的登录表单由脚本接管，密码不会以 GET 提交；请用 --adapter 写明它的请求（[login] request）。"
        ),
        format!(
            "A script takes the login form of {page}, and no password is sent by GET: name the request with --adapter ([login] request)."
        ),
    )
}

/// The obstacle that a request which may be the login refuses it.
fn refused(url: &Url) -> Obstacle {
    let url = crate::run::plain_page(url);
    Obstacle::new(
        format!(
            "没有找到登录表单；{url} 拒绝了这个账号和密码（401），它也可能要求别的字段。请用 --adapter 描述登录。"
        ),
        format!(
            "No login form was found, and {url} refuses this account and password (401); it may want other fields, too. Describe the login with --adapter."
        ),
    )
}
