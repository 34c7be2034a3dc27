//! The site's half of the toy.

use super::{AUTHORIZE, PAGE, WHO, page};
use crate::{back_channel::BackChannel, site::Membership};
use app_kernel::{Links, Origin, path};
use app_part::Part;
use axum::{
    extract::{Query, State},
    http::Method,
    response::Response,
    routing::get,
};
use serde::Deserialize;

#[derive(Clone)]
struct Toy {
    links: Links,
    authority: Origin,
    thief: Origin,
    channel: BackChannel,
}

/// What the toy adds to a site. `thief` is the third party whose picture is on the page.
pub fn site(links: &Links, membership: &Membership, thief: &Origin) -> Part {
    let authority = membership.authority.clone();
    let toy = Toy {
        channel: BackChannel::new(membership.back_channel, &authority.authority()),
        links: links.clone(),
        thief: thief.clone(),
        authority,
    };
    Part {
        assets: vec![(Method::GET, PAGE, get(show).with_state(toy))],
        ..Part::default()
    }
}

#[derive(Deserialize)]
struct Shown {
    token: Option<String>,
}

/// Who the answer says has the token.
#[derive(Deserialize)]
struct Told {
    nickname: Option<String>,
}

/// No cookie and no session: who has the address is logged in.
async fn show(State(toy): State<Toy>, Query(shown): Query<Shown>) -> Response {
    let nickname = match &shown.token {
        Some(token) => toy.nickname(token).await,
        None => None,
    };
    let here = toy.links.mall(PAGE);
    let login = toy.authority.at(&format!(
        "{AUTHORIZE}?{}",
        path::query(&[("redirect_url", &here)])
    ));
    let body = match nickname {
        Some(nickname) => format!(
            "<h1>你好，<bdi>{}</bdi></h1>\
             <p>这一页的地址就是会话。看地址栏：谁抄下它，谁就登录了。下面的广告图片已经把它带走（Referer），历史记录里也有它。</p>\
             <p lang=\"en\">The address of this page is the session. Whoever copies it is logged in. The picture below has taken \
             it away already (Referer), and the browser's history has it, too.</p>\
             <p><img src=\"{thief}/advert.svg\" width=\"240\" height=\"60\" alt=\"广告 advertisement\"></p>\
             <p><a href=\"{thief}/\">小偷拿到了什么？ <span lang=\"en\">What does the thief have?</span></a></p>",
            page::escape(&nickname),
            thief = toy.thief,
        ),
        None => format!(
            "<h1>你好，请登录</h1><p><a href=\"{}\">用令牌登录（错误示范） <span lang=\"en\">Log in by a token, as it must not be done</span></a></p>",
            page::escape(&login)
        ),
    };
    // Browsers hide the query from other sites by now; when the course was made they did not.
    page::respond("令牌在地址里 A token in the address", &body, Some(&toy.thief))
}

impl Toy {
    async fn nickname(&self, token: &str) -> Option<String> {
        let target = format!("{WHO}?{}", path::query(&[("token", token)]));
        let answer = self.channel.get(&target).await.ok()?;
        let told: Told = serde_json::from_slice(answer.body()).ok()?;
        told.nickname
    }
}
