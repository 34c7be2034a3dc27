//! A7 to A14: the cookie was set, and is lost on the way.

use super::{BIS, Link, SET_COOKIE, TOWER, link};
use crate::{
    code::{Code, Entry},
    text::words,
};

const CORS: Link = link(
    "MDN: CORS",
    "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS",
);
const CACHING: Link = link("RFC 9111: HTTP Caching", "https://www.rfc-editor.org/rfc/rfc9111");

pub(super) const ENTRIES: [Entry; 8] = [
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
                    "只是读取页面，应答就换掉或收回了它，多半因为不认识这个 id。",
                    "An answer to a mere read replaced it or took it back, as services do with an id that they do not know.",
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
