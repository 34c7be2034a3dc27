//! T9: sites that share no parent domain, and how a login gets from one to the other.

mod hand_over;

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use axum::{extract::State, response::Response};
use diagnosis::Words;
use leptos::prelude::*;
use tokio::{net::TcpStream, time::timeout};

use hand_over::HandOver;

use super::{
    lesson::{Claim, Claims},
    page::{self, Page},
    router::App,
    visit::{Visit, visit},
    words::{say, t, w},
};

/// What starts T9. It is no scene: the lab's gateway recognises a browser by a cookie that no other site is sent.
const COMMAND: &str = "cargo run -p lab-sso";
/// The port that it listens on unless it is told another one.
const PORT: u16 = 4600;
/// The longest that somebody on this machine takes to accept a connection.
const PATIENCE: Duration = Duration::from_millis(200);

const AUTHORITY: &str = "auth.t9.cfmall.localhost";
const SHOP: &str = "cfmall-sso.localhost";
const BOOKS: &str = "cfmall-books.localhost";
const THIEF: &str = "thief.localhost";

const STEPS: [Words; 4] = [
    w(
        "在认证中心登录，再打开第一个站点：你好，请登录。这就是失败（A11）：Cookie 属于另一个父域。",
        "Log in at the authority, then open the first site: hello, please log in. That is the failure (A11): the cookie belongs to another parent domain.",
    ),
    w(
        "在站点点“请登录”：没有表单，地址栏经过认证中心又回来，昵称在。",
        "Follow the site's login link: no form is shown, the address bar passes by the authority and comes back, and the nickname is there.",
    ),
    w(
        "在第二个站点再来一次：一次登录，两个站点，三个互不相同的会话。",
        "Do the same at the second site: one login, two sites, three sessions that have nothing in common.",
    ),
    w(
        "在任何一处退出，再刷新其他两处：都退出了。",
        "Log out at any of them and reload the other two: all are logged out.",
    ),
];

const TOY: [Words; 4] = [
    w(
        "地址里的令牌就是会话：历史、日志和 Referer 都有它。",
        "The token in the address is the session: history, logs and Referer have it.",
    ),
    w(
        "它不过期，能用任意多次，谁拿到谁就是张三。",
        "It never ends, works as often as one likes, and whoever has it is Zhang San.",
    ),
    w(
        "返回地址不检查：一个链接就能把它送到小偷那里。",
        "The return address is not checked: a link sends it to the thief.",
    ),
    w("退出不能结束它。", "No logout ends it."),
];

/// What the page says, and the tests of it.
pub static CLAIMS: [Claim; 5] = [
    Claim {
        says: w(
            "登录一次，每个站点都认得，没有一个 Cookie 是共用的。",
            "Who logs in once is known at every site, and no cookie is shared.",
        ),
        file: "lab/sso/tests/it/journey.rs",
        test: "who_logs_in_once_is_known_at_every_site_and_no_cookie_is_shared",
    },
    Claim {
        says: w(
            "码只给一个站点、一个地址、一个浏览器，只能用一次，半分钟内。",
            "A code is for one site, one address, one browser and one time.",
        ),
        file: "lab/sso/tests/it/code.rs",
        test: "a_code_is_for_one_site_one_address_one_browser_and_one_time",
    },
    Claim {
        says: w(
            "码来第二次，第一次换来的会话也结束。",
            "A code that comes a second time ends what came of the first.",
        ),
        file: "lab/sso/tests/it/code.rs",
        test: "a_code_that_comes_a_second_time_ends_what_came_of_the_first",
    },
    Claim {
        says: w("在站点退出，处处退出。", "A logout at a site ends it everywhere."),
        file: "lab/sso/tests/it/logout.rs",
        test: "logout_at_a_site_ends_it_everywhere",
    },
    Claim {
        says: w(
            "玩具的返回地址可以是小偷。",
            "The toy's return address may be the thief.",
        ),
        file: "lab/sso/tests/it/toy.rs",
        test: "the_return_address_may_be_the_thief",
    },
];

/// `GET /sites`.
pub async fn show(State(app): State<App>, visit: Visit) -> Response {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
    let runs = matches!(timeout(PATIENCE, TcpStream::connect(address)).await, Ok(Ok(_)));
    page::respond(&app, &visit, || {
        Page::new(t("T9 单点登录", "T9 Single sign-on"), view! { <Sites runs /> })
    })
}

#[component]
fn Sites(runs: bool) -> impl IntoView {
    let steps = STEPS.map(|words| view! { <li>{say(words)}</li> });
    let toy = TOY.map(|words| view! { <li>{say(words)}</li> });
    view! {
        <article class="chapter chapter--alone">
            <p class="chapter__course">{t("谷粒商城 ", "gulimall ")}"P231–P235"</p>
            <h1><span class="scene-head__id">"T9"</span>{t("没有共同父域的站点", "Sites without a common parent")}</h1>
            <p class="chapter__aim">
                {t(
                    "Cookie 到不了另一个父域，登录只能交接过去。",
                    "No cookie gets to another parent domain: the login has to be handed over.",
                )}
            </p>
            <p>
                {t(
                    "两个开关都没有用：Cookie 的范围最多到父域，共用一张会话表也没有标识可查。所以每个站点有自己的会话，问一个大家都信任的认证中心：来的是谁？",
                    "Neither switch helps: a cookie's scope ends at the parent domain, and a shared table is of no use without an id to look up. So each site has a session of its own and asks an authority that all of them trust: who is this?",
                )}
            </p>
            <p>
                {t(
                    "经过浏览器的只有一个码：半分钟，一次，只给这个站点的这个地址和这个浏览器。偷到它的人没有站点的密钥，也没有校验值的原文。",
                    "Nothing but a code passes through the browser: for half a minute, once, for this site, this address and this browser. Who steals it has neither the site's secret nor the verifier.",
                )}
            </p>
            <div class="scroll handover" role="group" tabindex="0" aria-label=t("登录的交接", "The hand-over of a login")><HandOver /></div>
            <section aria-labelledby="run">
                <h2 id="run">{t("动手", "Run it")}</h2>
                <Start runs />
                <Addresses />
                <ol class="chapter__steps">{steps}</ol>
            </section>
            <section class="toy" aria-labelledby="toy">
                <h2 id="toy">{t("错误示范：课程里的玩具", "How not to do it: the course's toy")}</h2>
                <ul>{toy}</ul>
                <Outside host=SHOP path="/sso/toy" />
            </section>
            <Claims claims=&CLAIMS />
        </article>
    }
}

/// Whether T9 runs, and how it is started.
#[component]
fn Start(runs: bool) -> impl IntoView {
    if runs {
        return view! {
            <p class="sites__state sites__state--running">{t("T9 正在运行。", "T9 runs.")}</p>
        }
        .into_any();
    }
    view! {
        <p>
            {t(
                "它有自己的程序和数据库，要开窗口看：放在框架里，浏览器不会把 Cookie 发给另一个站点。在终端启动：",
                "It has programs and databases of its own, and is looked at in windows: in a frame, browsers send another site no cookies. Start it in a terminal:",
            )}
        </p>
        <pre class="command"><code>{COMMAND}</code></pre>
        <p class="sites__state">
            {t("还没有运行。", "It does not run yet.")}
            <a class="quiet-link" href=visit().again("run")>{t("重新读取", "Read again")}</a>
        </p>
    }
    .into_any()
}

#[component]
fn Addresses() -> impl IntoView {
    let addresses = [
        // The authority has no pages but its own: the front page is a site's.
        (AUTHORITY, "/login", t("认证中心", "the authority")),
        (SHOP, "/", t("第一个站点", "the first site")),
        (BOOKS, "/", t("第二个站点", "the second site")),
        (THIEF, "/", t("小偷", "the thief")),
    ]
    .map(|(host, path, name)| view! { <dt>{name}</dt><dd><Outside host path /></dd> });
    view! { <dl class="addresses">{addresses}</dl> }
}

/// A way to T9, in a window of its own.
#[component]
fn Outside(host: &'static str, path: &'static str) -> impl IntoView {
    let address = format!("http://{host}:{PORT}{path}");
    let shown = address.clone();
    view! { <a class="quiet-link" href=address target="_blank" rel="noopener">{shown}</a> }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    /// T9 is started by a program that this one does not link.
    #[test]
    fn the_addresses_are_those_of_the_program() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sso/src");
        let read = |file: &str| fs::read_to_string(source.join(file)).unwrap_or_default();
        let deployment = read("deployment.rs");
        for host in [AUTHORITY, SHOP, BOOKS, THIEF] {
            assert!(deployment.contains(&format!("\"{host}\"")), "{host}");
        }
        assert!(read("main.rs").contains(&format!("USUAL_PORT: u16 = {PORT};")));
        assert!(read("toy/mod.rs").contains("PAGE: &str = \"/sso/toy\""));
    }
}
