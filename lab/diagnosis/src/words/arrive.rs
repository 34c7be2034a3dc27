//! L0 and A1 to A14: the cookie does not arrive.

use super::{BIS, EXPRESS, Link, OWASP, SET_COOKIE, TOWER, link};
use crate::{
    code::{Code, Entry},
    text::words,
};

const CORS: Link = link(
    "MDN: CORS",
    "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS",
);
const CACHING: Link = link("RFC 9111: HTTP Caching", "https://www.rfc-editor.org/rfc/rfc9111");

pub(super) const ENTRIES: [Entry; 15] = [
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
                    "没有写 Path，浏览器取了登录地址所在的目录。",
                    "No Path was written, and the browser took the folder of the login's address.",
                ),
            ),
            (
                "app",
                words(
                    "Path 是 A 这个应用自己的前缀。",
                    "Path is the prefix of the application A.",
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
    Entry {
        code: Code::A7,
        meaning: words(
            "Cookie 在浏览器里已经到期。",
            "The cookie has ended in the browser.",
        ),
        fix: words(
            "用应答头设置足够长的 Max-Age，并校准时钟。",
            "Set it by header with a Max-Age that is long enough, and keep clocks in time.",
        ),
        reasons: &[
            (
                "session",
                words(
                    "没有 Max-Age 和 Expires，关闭浏览器就没有了。",
                    "It has neither Max-Age nor Expires and ended with the browser.",
                ),
            ),
            (
                "short",
                words("Max-Age 或 Expires 太短。", "Max-Age or Expires is too short."),
            ),
            (
                "clock",
                words(
                    "Expires 按服务器的时钟计算，与浏览器的时钟相差太多。",
                    "Expires follows the server's clock, which differs too much from the browser's.",
                ),
            ),
            (
                "itp",
                words(
                    "脚本写的 Cookie，WebKit 最多保留七天。",
                    "Script wrote it, and WebKit keeps such cookies for seven days at most.",
                ),
            ),
        ],
        further: &[BIS, SET_COOKIE],
    },
    Entry {
        code: Code::A8,
        meaning: words(
            "Cookie 太大，或者太多。",
            "The cookie is too big, or there are too many.",
        ),
        fix: words(
            "Cookie 里只放不透明的 id，缩小其他 Cookie 的范围。",
            "Put only an opaque id into the cookie, and narrow the scope of the others.",
        ),
        reasons: &[
            (
                "cookie",
                words(
                    "名称与值合计超过 4096 字节。",
                    "Name and value have more than 4096 bytes.",
                ),
            ),
            (
                "count",
                words(
                    "这个域的 Cookie 太多，浏览器丢掉了旧的。",
                    "The domain has so many cookies that the browser discarded old ones.",
                ),
            ),
            (
                "header",
                words(
                    "Cookie 头太长，服务器拒绝了请求。",
                    "The Cookie header is too long, and the server refuses the request.",
                ),
            ),
        ],
        further: &[
            BIS,
            link("RFC 6585: status 431", "https://www.rfc-editor.org/rfc/rfc6585"),
        ],
    },
    Entry {
        code: Code::A9,
        meaning: words(
            "登录的 Cookie 后来被覆盖或删除了。",
            "The cookie of the login was overwritten or deleted afterwards.",
        ),
        fix: words(
            "每个服务用自己的 Cookie 名称；只是读取时不要重新签发，也不要收回。",
            "Give each service a cookie name of its own, and neither re-issue nor take back a cookie on a mere read.",
        ),
        reasons: &[
            (
                "sibling",
                words(
                    "另一个服务用同样的名称和范围设置了自己的 Cookie。",
                    "Another service set a cookie of its own with the same name and scope.",
                ),
            ),
            (
                "port",
                words(
                    "同一主机不同端口的服务共用 Cookie，互相覆盖。",
                    "Services on ports of one host share cookies and overwrite each other's.",
                ),
            ),
            (
                "reissue",
                words(
                    "B 读到不认识的 id 就换掉或收回了它。",
                    "B read an id it does not know and replaced it or took it back.",
                ),
            ),
            (
                "clear",
                words(
                    "应答带有 Clear-Site-Data，清空了整个站点的 Cookie。",
                    "An answer had Clear-Site-Data and emptied the cookies of the whole site.",
                ),
            ),
            ("logout", words("一次退出删除了它。", "A logout deleted it.")),
        ],
        further: &[
            BIS,
            TOWER,
            link(
                "MDN: Clear-Site-Data",
                "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Clear-Site-Data",
            ),
        ],
    },
    Entry {
        code: Code::A10,
        meaning: words(
            "同名的另一个 Cookie 挡在了前面。",
            "Another cookie of the same name is in the way.",
        ),
        fix: words(
            "改变范围时换一个名称，并让旧范围的 Cookie 到期。",
            "Take a new name when the scope changes, and expire the cookie of the old scope.",
        ),
        reasons: &[
            (
                "scope",
                words(
                    "一个只属于主机，另一个属于上级域。",
                    "One is for the host only, the other one for a domain above it.",
                ),
            ),
            (
                "nested",
                words(
                    "两个 Domain 一个在另一个之下。",
                    "Of two Domains one is below the other.",
                ),
            ),
            (
                "path",
                words(
                    "两个 Path 不同，较长的先发送。",
                    "Their paths differ, and the longer one is sent first.",
                ),
            ),
            (
                "partition",
                words(
                    "一个有分区，另一个没有。",
                    "One is partitioned, and the other one is not.",
                ),
            ),
            (
                "chunk",
                words(
                    "分段的 Cookie 留下了旧的片段。",
                    "A cookie in pieces left an old piece behind.",
                ),
            ),
        ],
        further: &[BIS],
    },
    Entry {
        code: Code::A11,
        meaning: words(
            "A 和 B 没有共同的上级域，任何 Cookie 都不能同时属于两者。",
            "A and B have no common parent domain: no cookie can be for both.",
        ),
        fix: words(
            "用同一个源按路径分流，或者用一次性的登录码交接。",
            "Serve both under one origin by path, or hand the login over with a one-time code.",
        ),
        reasons: &[
            (
                "sites",
                words("两个不同的可注册域。", "They are two registrable domains."),
            ),
            (
                "alias",
                words(
                    "localhost、IP 地址等是同一台机器的不同名字，但不是同一个站点。",
                    "localhost and addresses are names of one machine, and not one site.",
                ),
            ),
        ],
        further: &[BIS, link("Public Suffix List", "https://publicsuffix.org/")],
    },
    Entry {
        code: Code::A12,
        meaning: words(
            "脚本的请求没有携带凭据，或不能读取应答。",
            "A script's request goes without credentials, or may not read the answer.",
        ),
        fix: words(
            "fetch 用 credentials: \"include\"，B 回答确切的 Origin 和 Access-Control-Allow-Credentials。",
            "Use credentials: \"include\", and let B answer the exact origin and Access-Control-Allow-Credentials.",
        ),
        reasons: &[
            (
                "mode",
                words(
                    "跨源的 fetch 默认不带 Cookie。",
                    "Across origins, fetch sends no cookies by default.",
                ),
            ),
            (
                "cors",
                words(
                    "B 的应答头不允许带凭据的跨源请求。",
                    "B's headers do not allow a cross-origin request with credentials.",
                ),
            ),
        ],
        further: &[
            CORS,
            link(
                "MDN: Using fetch",
                "https://developer.mozilla.org/en-US/docs/Web/API/Fetch_API/Using_Fetch",
            ),
        ],
    },
    Entry {
        code: Code::A13,
        meaning: words(
            "浏览器发送了 Cookie，但没有到达认登录的代码。",
            "The browser sends the cookie, and it does not reach the code that asks for it.",
        ),
        fix: words(
            "逐跳转发 Cookie，把拆开的字段合并，一对一对地解析。",
            "Forward the cookie at each hop, join split fields, and parse pair by pair.",
        ),
        reasons: &[
            (
                "forward",
                words(
                    "一个服务调用另一个服务时没有转发 Cookie。",
                    "A service asks another one and does not forward the cookie.",
                ),
            ),
            (
                "ssr",
                words(
                    "服务端渲染时的请求没有带上 Cookie。",
                    "A request made while rendering on the server does not carry it.",
                ),
            ),
            (
                "cdn",
                words(
                    "CDN 或代理去掉了 Cookie；直接访问源站就有。",
                    "A CDN or proxy takes it away; directly at the origin it is there.",
                ),
            ),
            (
                "h2",
                words(
                    "HTTP/2 把 Cookie 拆成几个字段，服务器只读了一个。",
                    "HTTP/2 splits the header, and the server reads one field only.",
                ),
            ),
            (
                "parser",
                words(
                    "旁边一个格式不正确的 Cookie 使解析失败。",
                    "A malformed cookie beside it makes the parser fail.",
                ),
            ),
        ],
        further: &[link(
            "RFC 9113 §8.2.3: the Cookie field",
            "https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3",
        )],
    },
    Entry {
        code: Code::A14,
        meaning: words(
            "回答的是缓存，请求没有到达 B。",
            "A cache answers, and the request does not reach B.",
        ),
        fix: words(
            "随访问者变化的页面用 Cache-Control: no-store，至少也要 Vary: Cookie 和 private。",
            "Pages that depend on the visitor say Cache-Control: no-store, or at least private and Vary: Cookie.",
        ),
        reasons: &[
            ("cdn", words("前面的共享缓存。", "A shared cache before B.")),
            ("browser", words("浏览器自己的缓存。", "The browser's own cache.")),
            (
                "sw",
                words("页面的 Service Worker。", "The page's service worker."),
            ),
        ],
        further: &[CACHING],
    },
];
