//! U1 to U6: what was found is not usable.

use super::{DJANGO, OWASP, SPRING, link};
use crate::{
    code::{Code, Entry},
    text::words,
};

pub(super) const ENTRIES: [Entry; 5] = [
    Entry {
        code: Code::U1,
        meaning: words(
            "B 找到了会话，但读不懂它的内容。",
            "B finds the session and cannot read what is in it.",
        ),
        fix: words(
            "用简单通用的格式；升级时结束旧会话。",
            "Use a plain format, and end sessions at an upgrade that changes it.",
        ),
        reasons: &[
            (
                "version",
                words("内容由另一个版本写成。", "Another version wrote the content."),
            ),
            (
                "class",
                words(
                    "内容需要 B 没有的类。",
                    "The content needs classes that B does not have.",
                ),
            ),
            (
                "serializer",
                words("两边的序列化方式不同。", "The two sides serialize differently."),
            ),
            (
                "destroyed",
                words("B 读不懂就删除了它。", "B could not read it and destroyed it."),
            ),
        ],
        further: &[SPRING, DJANGO],
    },
    Entry {
        code: Code::U2,
        meaning: words("退出之后身份仍然有效。", "The identity outlives the logout."),
        fix: words(
            "缓存要短；让服务器能结束会话。",
            "Cache briefly, and let the server end sessions.",
        ),
        reasons: &[
            (
                "cache",
                words(
                    "B 缓存了身份，过一会儿才失效。",
                    "B caches the identity, which ends some time later.",
                ),
            ),
            (
                "stateless",
                words(
                    "Cookie 本身就是会话，复制的值一直可用。",
                    "The cookie is the session itself, and a copied value stays good.",
                ),
            ),
        ],
        further: &[OWASP],
    },
    Entry {
        code: Code::U4,
        meaning: words(
            "退出之后会话又回来了。",
            "The session came back after the logout.",
        ),
        fix: words(
            "保存只更新已有的记录；结束的 id 留下墓碑。",
            "Let saves only update what exists, and leave a tombstone for an id that has ended.",
        ),
        reasons: &[
            (
                "resurrected",
                words(
                    "并发请求把已删除的记录又写了回去。",
                    "A request under way wrote the deleted record back.",
                ),
            ),
            (
                "in-flight",
                words(
                    "退出之前发出的应答，之后才送到，又设置了 Cookie。",
                    "An answer from before the logout arrived after it and set the cookie again.",
                ),
            ),
        ],
        further: &[OWASP],
    },
    Entry {
        code: Code::U5,
        meaning: words("看到的是别人的身份。", "Somebody else's identity is shown."),
        fix: words(
            "不要缓存带 Set-Cookie 的应答；退出和登录时清空全部身份数据。",
            "Never cache an answer with Set-Cookie, and clear all of the identity at logout and login.",
        ),
        reasons: &[
            (
                "cache",
                words(
                    "缓存把一个人的页面给了另一个人。",
                    "A cache gives one visitor's page to another one.",
                ),
            ),
            (
                "half-cleared",
                words(
                    "上一位访问者的数据没有清干净。",
                    "What belonged to the visitor before was cleared only in part.",
                ),
            ),
        ],
        further: &[link(
            "RFC 9111: HTTP Caching",
            "https://www.rfc-editor.org/rfc/rfc9111",
        )],
    },
    Entry {
        code: Code::U6,
        meaning: words(
            "B 找到了会话，但不认识里面的人。",
            "B finds the session, and does not know whose it is.",
        ),
        fix: words(
            "在 B 建立这个用户，使用同样的域和守卫，并在页面上说明原因。",
            "Create the member at B, use the same realm and guard, and say it on the page.",
        ),
        reasons: &[
            (
                "row",
                words("B 没有这个用户的记录。", "B has no row for the member."),
            ),
            (
                "key",
                words(
                    "身份存放在另一个键、域或守卫之下。",
                    "The identity is kept under another key, realm or guard.",
                ),
            ),
            (
                "role",
                words("这个用户在 B 没有权限。", "The member may not do this at B."),
            ),
            (
                "profile",
                words(
                    "取用户资料的服务不可用。",
                    "The service that knows the profile is down.",
                ),
            ),
        ],
        further: &[DJANGO, SPRING],
    },
];
