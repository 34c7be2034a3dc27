//! L0 and A1 to A6: the cookie is not set, or for somewhere else.

use super::{BIS, EXPRESS, OWASP, SET_COOKIE, TOWER, link};
use crate::{
    code::{Code, Entry},
    text::words,
};

pub(super) const ENTRIES: [Entry; 7] = [
    Entry {
        code: Code::L0,
        meaning: words(
            "登录在 A 自己那里就没有保持住，没有可以共享的会话。",
            "The login does not hold at A itself, so that there is nothing to share.",
        ),
        fix: words(
            "先让 A 单独能用：登录后再请求 A，应当仍是登录状态。",
            "First make A work alone: after the login, A itself has to know the visitor on the next request.",
        ),
        reasons: &[
            (
                "login",
                words(
                    "登录被拒绝，或登录之后 A 仍不认识访问者。",
                    "The login was refused, or A does not know the visitor after it.",
                ),
            ),
            (
                "bearer",
                words(
                    "登录给出的是由脚本保管的令牌，不是 Cookie。",
                    "The login hands out a token for script to keep, and no cookie.",
                ),
            ),
            (
                "url",
                words(
                    "登录状态放在地址里，不在 Cookie 里。",
                    "The login travels in the address, and not in a cookie.",
                ),
            ),
        ],
        further: &[OWASP],
    },
    Entry {
        code: Code::A1,
        meaning: words(
            "Cookie 是为另一台主机设置的，没有发到 B。",
            "The cookie was set for another host and is not sent to B.",
        ),
        fix: words(
            "让 Cookie 的 Domain 为两台主机共同的上级域，或者只用一个规范的主机名。",
            "Give the cookie the Domain that both hosts share, or use one canonical host name.",
        ),
        reasons: &[
            (
                "sibling",
                words(
                    "A 和 B 是同一个域下的两台主机，Cookie 只属于 A。",
                    "A and B are two hosts of one domain, and the cookie is for A only.",
                ),
            ),
            (
                "alias",
                words(
                    "同一个网站的两个名字（如带 www 与不带 www）各有各的 Cookie。",
                    "Two names of one site, such as with and without www, each have cookies of their own.",
                ),
            ),
        ],
        further: &[BIS, SET_COOKIE, TOWER],
    },
    Entry {
        code: Code::A2,
        meaning: words(
            "浏览器按规则拒收了 A 的 Set-Cookie。",
            "The browser refuses A's Set-Cookie as it is written.",
        ),
        fix: words(
            "按被违反的规则改写这一行。",
            "Rewrite the line so that it keeps the rule it breaks.",
        ),
        reasons: &[
            (
                "host",
                words(
                    "Domain 与应答的主机不符。去掉 Domain，或写成它自己的上级域。",
                    "Domain does not cover the host that answers. Drop it, or name a domain above that host.",
                ),
            ),
            (
                "psl",
                words(
                    "Domain 是公共后缀。应写到可注册域，例如 shop.example.com 的 example.com。",
                    "Domain is a public suffix. Name the registrable domain, which has one label more.",
                ),
            ),
            (
                "label",
                words(
                    "Domain 只有一级，例如 localhost。本地用 cfmall.localhost 这样的两级名字。",
                    "Domain is a single label such as localhost. Use names of two labels, such as cfmall.localhost.",
                ),
            ),
            (
                "ip",
                words(
                    "IP 地址没有上级域。去掉 Domain，或者改用主机名。",
                    "An IP address has no domain above it. Drop Domain, or use host names.",
                ),
            ),
            (
                "prefix",
                words(
                    "名称的前缀与属性不符。__Host- 不能带 Domain；要跨主机就用 __Secure-。",
                    "The attributes do not fit the prefix of the name. __Host- allows no Domain; across hosts use __Secure-.",
                ),
            ),
            (
                "none",
                words(
                    "SameSite=None 没有同时带 Secure。",
                    "SameSite=None comes without Secure.",
                ),
            ),
            (
                "folded",
                words(
                    "多行 Set-Cookie 被合并成了一行。代理或网关应当逐行转发。",
                    "Several Set-Cookie lines were folded into one. A proxy must forward each line by itself.",
                ),
            ),
            (
                "syntax",
                words("这一行无法读成 Cookie。", "The line cannot be read as a cookie."),
            ),
        ],
        further: &[
            BIS,
            SET_COOKIE,
            link("Public Suffix List", "https://publicsuffix.org/"),
        ],
    },
    Entry {
        code: Code::A3,
        meaning: words(
            "Cookie 带 Secure，而地址不是 https。",
            "The cookie is Secure, and an address is not https.",
        ),
        fix: words(
            "两个服务都只用 https（HSTS）；仅在本地开发时才去掉 Secure。",
            "Serve both by https only, with HSTS; drop Secure for local development at most.",
        ),
        reasons: &[
            (
                "http",
                words(
                    "经 http 设置，浏览器没有保存。",
                    "It was set over http and not stored.",
                ),
            ),
            (
                "mixed",
                words(
                    "经 https 设置，但 B 用的是 http，浏览器没有发送。",
                    "It was set over https, and B is asked over http: not sent.",
                ),
            ),
            (
                "overwrite",
                words(
                    "http 的应答想覆盖已有的 Secure Cookie，被拒绝。",
                    "An answer over http would cover a Secure cookie and is ignored.",
                ),
            ),
        ],
        further: &[BIS, SET_COOKIE],
    },
    Entry {
        code: Code::A4,
        meaning: words(
            "Cookie 保存着，但在这种请求里浏览器不发送它。",
            "The cookie is kept, but the browser withholds it in this kind of request.",
        ),
        fix: words(
            "会话 Cookie 用 SameSite=Lax，用 303 转成 GET 再进入页面，并让两个服务同站。",
            "Use SameSite=Lax for the session, turn posts into GET by 303, and keep both services on one site.",
        ),
        reasons: &[
            (
                "strict",
                words(
                    "SameSite=Strict，而访问者是从别的站点过来的。",
                    "It is SameSite=Strict, and the visitor comes from another site.",
                ),
            ),
            (
                "post",
                words(
                    "别的站点用 POST 提交过来，Lax 不允许。",
                    "Another site posts here, which Lax does not cover.",
                ),
            ),
            (
                "subresource",
                words(
                    "请求是跨站的脚本、框架或子资源。",
                    "The request is a script's, a frame's or a subresource across sites.",
                ),
            ),
            (
                "schemeful",
                words(
                    "http 与 https 之间在 Chromium 里算跨站。",
                    "Between http and https the request is cross-site for Chromium.",
                ),
            ),
            (
                "third-party",
                words(
                    "这个浏览器拦截第三方 Cookie。",
                    "This browser blocks cookies of third parties.",
                ),
            ),
            (
                "partition",
                words(
                    "Cookie 在另一个分区里：每个地址栏站点各有一份。",
                    "The cookie is in another partition: there is one for each site in the address bar.",
                ),
            ),
        ],
        further: &[
            BIS,
            SET_COOKIE,
            link(
                "WebKit: Tracking Prevention",
                "https://webkit.org/tracking-prevention/",
            ),
        ],
    },
    Entry {
        code: Code::A5,
        meaning: words(
            "B 的路径不在 Cookie 的 Path 之下。",
            "B's path is not under the cookie's Path.",
        ),
        fix: words(
            "把会话 Cookie 的 Path 设为 /。",
            "Set the session cookie with Path=/.",
        ),
        reasons: &[
            (
                "default",
                words(
                    "没有写以 / 开头的 Path，浏览器取了登录地址所在的目录。",
                    "No Path that begins with / was written, and the browser took the folder of the login's address.",
                ),
            ),
            (
                "app",
                words(
                    "Path 是一个应用自己的前缀，其他页面在它之外。",
                    "Path is the prefix of one application, and other pages are outside of it.",
                ),
            ),
            (
                "slash",
                words(
                    "Path 末尾多了斜杠，与没有斜杠的地址不符。",
                    "Path ends with a slash, and the address has none.",
                ),
            ),
            (
                "case",
                words(
                    "Path 与地址只有大小写不同，而 Cookie 的路径区分大小写。",
                    "Path and the address differ in upper and lower case only, and paths of cookies are told apart by it.",
                ),
            ),
            (
                "proxy",
                words(
                    "Path 是代理后面的路径，与浏览器看到的不同。",
                    "Path is the one behind the proxy, and not what the browser sees.",
                ),
            ),
        ],
        further: &[BIS, SET_COOKIE],
    },
    Entry {
        code: Code::A6,
        meaning: words(
            "登录成功了，但没有 Set-Cookie 到达浏览器。",
            "The login succeeds, and no Set-Cookie reaches the browser.",
        ),
        fix: words(
            "让 A 信任代理给出的协议，在写正文之前设置 Cookie，中间各跳都要转发它。",
            "Let A trust the proxy's scheme, set the cookie before the body begins, and forward it at every hop.",
        ),
        reasons: &[
            (
                "guard",
                words(
                    "A 认为连接不安全，所以不发 Secure 的 Cookie。",
                    "A takes the connection for insecure and does not send a Secure cookie.",
                ),
            ),
            (
                "late",
                words(
                    "正文已经开始发送，头部来不及改。",
                    "The body had begun, and headers could not change any more.",
                ),
            ),
            (
                "stripped",
                words(
                    "A 发了，但前面的代理去掉了它。",
                    "A sends it, and something before A takes it away.",
                ),
            ),
            (
                "subrequest",
                words(
                    "Cookie 是在服务之间的内部请求里设置的，没有转交给浏览器。",
                    "It was set in a request between services and not handed on to the browser.",
                ),
            ),
            ("none", words("A 本身就没有设置 Cookie。", "A itself sets none.")),
        ],
        further: &[
            EXPRESS,
            link(
                "Express behind proxies",
                "https://expressjs.com/en/guide/behind-proxies.html",
            ),
        ],
    },
];
