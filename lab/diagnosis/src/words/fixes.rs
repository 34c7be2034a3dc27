//! What to change for a reason, where it is more than for the code as a whole.

use crate::{
    code::Code,
    text::{Words, words},
};

/// What to change for a reason; `None` where the code says it.
pub(crate) fn fix(code: Code, reason: &str) -> Option<Words> {
    let mut all = FIXES.iter();
    all.find(|(of, name, _)| *of == code && *name == reason)
        .map(|(.., words)| *words)
}

const FIXES: [(Code, &str, Words); 46] = [
    (
        Code::L0,
        "bearer",
        words(
            "登录时用 HttpOnly 的 Cookie 交出会话，或者让 B 的脚本也带上这个令牌。",
            "Let the login set an HttpOnly cookie, or let B's script send the token as well.",
        ),
    ),
    (
        Code::L0,
        "url",
        words(
            "把会话放进 Cookie，不要放进地址：地址会进入历史、日志和 Referer。",
            "Keep the session in a cookie and not in the address, which ends up in histories, logs and Referer.",
        ),
    ),
    (
        Code::A1,
        "alias",
        words(
            "选一个规范的主机名，在登录之前就把其他名字跳转过去。",
            "Choose one canonical host name, and redirect the others to it before anybody logs in.",
        ),
    ),
    (
        Code::A2,
        "host",
        words(
            "去掉 Domain，或写成应答主机自己或它的上级域，不带协议和端口。",
            "Drop Domain, or name the answering host or a domain above it, without scheme and port.",
        ),
    ),
    (
        Code::A2,
        "psl",
        words(
            "Domain 写成可注册域（多一级）；公共后缀之下只能各自登录。",
            "Name the registrable domain, one label more; hosts right below a public suffix can share no cookie.",
        ),
    ),
    (
        Code::A2,
        "label",
        words(
            "本地用两级的名字，例如 shop.localhost 和 auth.shop.localhost，Domain=shop.localhost。",
            "Use names of two labels locally, such as shop.localhost and auth.shop.localhost with Domain=shop.localhost.",
        ),
    ),
    (
        Code::A2,
        "ip",
        words(
            "用主机名访问，或者去掉 Domain：同一地址的所有端口本来就共用 Cookie。",
            "Use host names, or drop Domain: all ports of one address share cookies anyway.",
        ),
    ),
    (
        Code::A2,
        "prefix",
        words(
            "__Host- 要 Secure、Path=/ 且不带 Domain，__Secure- 要 Secure；要跨主机就改名。",
            "__Host- needs Secure, Path=/ and no Domain, and __Secure- needs Secure; across hosts take another name.",
        ),
    ),
    (
        Code::A2,
        "none",
        words(
            "加上 Secure，或者用 SameSite=Lax。",
            "Add Secure, or use SameSite=Lax.",
        ),
    ),
    (
        Code::A2,
        "folded",
        words(
            "代理和网关逐行转发 Set-Cookie，不要用逗号合并。",
            "Forward each Set-Cookie line by itself at proxies and gateways, never joined by commas.",
        ),
    ),
    (
        Code::A2,
        "syntax",
        words(
            "写成“名称=值; 属性”，值里不要有控制字符和分号，由框架来写。",
            "Write name=value; attributes, with no control character or semicolon in the value, and let the framework do it.",
        ),
    ),
    (
        Code::A3,
        "http",
        words(
            "登录页只用 https；代理终止 TLS 时也要把它转发为 https。",
            "Serve the login by https only, also where a proxy ends TLS.",
        ),
    ),
    (
        Code::A3,
        "mixed",
        words(
            "B 也用 https，并用 HSTS 和跳转关掉 http。",
            "Serve B by https as well, and close http with a redirect and HSTS.",
        ),
    ),
    (
        Code::A3,
        "overwrite",
        words(
            "让设置它的所有应答都走 https，或者换一个名称。",
            "Set it by https everywhere, or take another name.",
        ),
    ),
    (
        Code::A4,
        "strict",
        words(
            "会话 Cookie 用 SameSite=Lax。",
            "Use SameSite=Lax for the session cookie.",
        ),
    ),
    (
        Code::A4,
        "post",
        words(
            "交接用 GET，或者先回答一个同站的页面再读会话；不得已才用 SameSite=None; Secure。",
            "Hand over by GET, or answer the post with a page of the same site before the session is read; SameSite=None; Secure only where it must be.",
        ),
    ),
    (
        Code::A4,
        "subresource",
        words(
            "让两个服务同站（同一个可注册域）；否则用 SameSite=None; Secure; Partitioned。",
            "Keep both services on one site (one registrable domain); otherwise use SameSite=None; Secure; Partitioned.",
        ),
    ),
    (
        Code::A4,
        "schemeful",
        words("两边都用 https。", "Serve both by https."),
    ),
    (
        Code::A4,
        "third-party",
        words(
            "让两个服务同站，或者用整页跳转登录，不要放在框架里。",
            "Keep both services on one site, or log in by top-level redirects and not in a frame.",
        ),
    ),
    (
        Code::A5,
        "proxy",
        words(
            "设 Path=/，或者让代理改写它（如 nginx 的 proxy_cookie_path）。",
            "Set Path=/, or let the proxy rewrite it (proxy_cookie_path in nginx).",
        ),
    ),
    (
        Code::A6,
        "guard",
        words(
            "代理发送 X-Forwarded-Proto: https，A 信任这个代理（如 Express 的 trust proxy）。",
            "Let the proxy send X-Forwarded-Proto: https and A trust that proxy (trust proxy in Express).",
        ),
    ),
    (
        Code::A6,
        "late",
        words(
            "在发送正文之前设置 Cookie。",
            "Set the cookie before the first byte of the body.",
        ),
    ),
    (
        Code::A6,
        "stripped",
        words(
            "让前面的代理转发 Set-Cookie，也不要缓存登录的应答。",
            "Let whatever stands before A forward Set-Cookie, and never cache the answer to a login.",
        ),
    ),
    (
        Code::A6,
        "subrequest",
        words(
            "把内部请求得到的 Set-Cookie 抄进给浏览器的应答。",
            "Copy the Set-Cookie lines of the inner request into the answer to the browser.",
        ),
    ),
    (
        Code::A7,
        "session",
        words(
            "要在重启浏览器之后仍然登录，就设置 Max-Age。",
            "Set Max-Age, if the login is to outlive the browser.",
        ),
    ),
    (
        Code::A7,
        "short",
        words(
            "检查单位：Max-Age 是秒，而有的框架要毫秒。",
            "Check the unit: Max-Age is in seconds, and some frameworks take milliseconds.",
        ),
    ),
    (
        Code::A7,
        "clock",
        words(
            "用 Max-Age 代替 Expires，并用 NTP 校准时钟。",
            "Use Max-Age instead of Expires, and keep clocks in time with NTP.",
        ),
    ),
    (
        Code::A7,
        "itp",
        words(
            "由服务器用应答头设置，不要由脚本写。",
            "Set it by the server's header and not by script.",
        ),
    ),
    (
        Code::A8,
        "count",
        words(
            "减少这个域的 Cookie，缩小它们的 Domain 和 Path。",
            "Set fewer cookies for the domain, with a narrower Domain and Path.",
        ),
    ),
    (
        Code::A8,
        "header",
        words(
            "减少 Cookie，或调高服务器和代理对请求头的上限。",
            "Send fewer cookies, or raise the limit for request headers at the server and the proxies.",
        ),
    ),
    (
        Code::A9,
        "reissue",
        words(
            "不认识的 id 不要在读取时替换或删除，只回答游客的页面。",
            "Do not replace or delete an id that is not known on a mere read: answer with the page for guests.",
        ),
    ),
    (
        Code::A9,
        "clear",
        words(
            "Clear-Site-Data 只在退出时发送，也不要在只退出一个服务时清空整个站点。",
            "Send Clear-Site-Data at a logout only, and not where just one service is left.",
        ),
    ),
    (
        Code::A10,
        "chunk",
        words(
            "写新的片段时，让多余的旧片段到期。",
            "Expire the pieces that are left over when fewer are written.",
        ),
    ),
    (
        Code::A12,
        "mode",
        words(
            "fetch 用 credentials: \"include\"（axios：withCredentials）。",
            "Use credentials: \"include\" in fetch, withCredentials in axios.",
        ),
    ),
    (
        Code::A12,
        "cors",
        words(
            "B 回答确切的 Access-Control-Allow-Origin（不是 *）和 Access-Control-Allow-Credentials: true。",
            "Let B answer the exact Access-Control-Allow-Origin, not *, and Access-Control-Allow-Credentials: true.",
        ),
    ),
    (
        Code::A13,
        "h2",
        words(
            "先用“; ”合并几个 Cookie 字段再读。",
            "Join the Cookie fields with \"; \" before they are read.",
        ),
    ),
    (
        Code::A13,
        "parser",
        words(
            "一对一对地解析，跳过读不懂的一对。",
            "Parse pair by pair, and skip a pair that cannot be read.",
        ),
    ),
    (
        Code::A14,
        "browser",
        words(
            "随访问者变化的页面和跳转都用 Cache-Control: no-store；跳转到登录页用 302 或 303，不用 301。",
            "Send Cache-Control: no-store with pages and redirects that depend on the visitor, and lead to the login by 302 or 303, not 301.",
        ),
    ),
    (
        Code::R3,
        "expired",
        words(
            "检查有效期的单位，使用时应当续期。",
            "Check the unit of the lifetime, and renew it on use.",
        ),
    ),
    (
        Code::R3,
        "evicted",
        words(
            "会话用单独的存储，容量够用，不设淘汰策略（Redis：noeviction）。",
            "Give sessions a store of their own that is large enough and evicts nothing (noeviction in Redis).",
        ),
    ),
    (
        Code::R5,
        "limit",
        words(
            "允许同一账号有几个会话，或者告诉被结束的一方原因。",
            "Allow several sessions of an account, or tell the one that was ended why.",
        ),
    ),
    (
        Code::R5,
        "rotated",
        words(
            "更换 id 之后，让旧 id 再用几十秒，供同时的请求使用。",
            "Let the previous id work for some seconds after it is replaced, for requests under way.",
        ),
    ),
    (
        Code::R9,
        "unsaved",
        words(
            "等会话写完再发出跳转（express-session：req.session.save）。",
            "Send the redirect once the session is written (req.session.save in express-session).",
        ),
    ),
    (
        Code::R10,
        "clock",
        words(
            "校准两边的时钟，校验时留一分钟的余地。",
            "Keep both clocks in time, and allow a minute of leeway.",
        ),
    ),
    (
        Code::R10,
        "audience",
        words(
            "签发时把 B 写进受众，或者让 B 接受这个受众。",
            "Name B in the audience of the token, or let B accept the one it has.",
        ),
    ),
    (
        Code::U2,
        "stateless",
        words(
            "退出时记下令牌（黑名单或版本号），或者改用服务器端的会话。",
            "Note ended tokens (a list or a version number), or use sessions at the server.",
        ),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fix_is_for_a_reason_that_there_is() {
        for (code, reason, _) in &FIXES {
            assert!(
                code.reasons().any(|known| known.name() == *reason),
                "{code}.{reason}"
            );
        }
    }
}
