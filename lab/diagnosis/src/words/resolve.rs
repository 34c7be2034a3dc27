//! R1 to R11: the id does not resolve.

use super::{DJANGO, EXPRESS, Link, OWASP, SPRING, TOWER, link};
use crate::{
    code::{Code, Entry},
    text::words,
};

const JWT: Link = link(
    "RFC 7519: JSON Web Token",
    "https://www.rfc-editor.org/rfc/rfc7519",
);

pub(super) const ENTRIES: [Entry; 10] = [
    Entry {
        code: Code::R1,
        meaning: words(
            "只有一部分副本认识这个会话。",
            "Only some of the copies know the session.",
        ),
        fix: words(
            "把会话放进所有副本共用的存储。",
            "Keep sessions in a store that all copies share.",
        ),
        reasons: &[
            (
                "copy",
                words(
                    "会话在某一个副本的内存里。",
                    "The session is in the memory of one copy.",
                ),
            ),
            (
                "rehash",
                words(
                    "副本数目变了，请求被分到了别的副本。",
                    "The number of copies changed, and requests are led to another one.",
                ),
            ),
        ],
        further: &[SPRING, EXPRESS, TOWER],
    },
    Entry {
        code: Code::R2,
        meaning: words(
            "重启或发布时会话全部丢失。",
            "A restart or a deployment lost all sessions.",
        ),
        fix: words("用能持久保存的存储。", "Use a store that survives it."),
        reasons: &[],
        further: &[EXPRESS, SPRING],
    },
    Entry {
        code: Code::R3,
        meaning: words(
            "会话在服务器上已经过期或被清理。",
            "The session has ended on the server with age, or was tidied away.",
        ),
        fix: words(
            "调整有效期；会话用单独的存储，不要设置淘汰策略。",
            "Set the lifetimes you mean, and give sessions a store of their own without eviction.",
        ),
        reasons: &[
            ("expired", words("超过了有效期。", "It is older than it may be.")),
            (
                "swept",
                words("被清理任务提前删除。", "A clean-up removed it early."),
            ),
            (
                "evicted",
                words("存储空间不足时被淘汰。", "The store was full and evicted it."),
            ),
        ],
        further: &[
            DJANGO,
            link(
                "Redis: key eviction",
                "https://redis.io/docs/latest/develop/reference/eviction/",
            ),
        ],
    },
    Entry {
        code: Code::R5,
        meaning: words("会话是被结束的。", "The session was ended."),
        fix: words(
            "退出只用 POST；更换 id 时，旧 id 在短时间内仍应有效。",
            "Log out by POST only, and let the previous id live for a moment when it is replaced.",
        ),
        reasons: &[
            ("logout", words("有人退出了登录。", "Somebody logged out.")),
            (
                "prefetch",
                words(
                    "浏览器预取了退出链接。",
                    "The browser fetched a link to the logout by itself.",
                ),
            ),
            (
                "limit",
                words(
                    "同一账号的另一次登录结束了它。",
                    "Another login of the same account ended it.",
                ),
            ),
            (
                "password",
                words("修改密码结束了它。", "A change of the password ended it."),
            ),
            (
                "rotated",
                words(
                    "并发请求中 id 被更换，用旧 id 的请求失败。",
                    "The id was replaced while other requests still had the old one.",
                ),
            ),
            (
                "copied",
                words(
                    "一个早已换掉的旧 id 又来了：有人复制了 Cookie，会话因此对所有人都结束了。",
                    "An id came that had long been replaced: somebody has a copy of the cookie, and the session was ended for everybody.",
                ),
            ),
        ],
        further: &[OWASP],
    },
    Entry {
        code: Code::R6,
        meaning: words(
            "B 无法验证或解开这个值：密钥或格式不同。",
            "B can neither verify nor open the value: the key or the format differs.",
        ),
        fix: words(
            "所有服务和副本用同一个密钥、同一版本、同一种序列化。",
            "Use one key, one version and one serializer in all services and copies.",
        ),
        reasons: &[
            ("key", words("密钥不同。", "The keys differ.")),
            (
                "copy",
                words("每个副本有自己的密钥。", "Each copy has a key of its own."),
            ),
            ("algorithm", words("算法不同。", "The algorithms differ.")),
            (
                "format",
                words(
                    "两个服务写的值形状不同。",
                    "The two services write values of different shapes.",
                ),
            ),
        ],
        further: &[EXPRESS, JWT],
    },
    Entry {
        code: Code::R7,
        meaning: words(
            "会话存储不可用，这与未登录不是一回事。",
            "The session store is unavailable, which is not the same as being logged out.",
        ),
        fix: words(
            "回答 503，不要动 Cookie；恢复存储。",
            "Answer 503, leave the cookie alone, and bring the store back.",
        ),
        reasons: &[
            ("read", words("读不到存储。", "The store cannot be read.")),
            ("write", words("写不进存储。", "The store cannot be written.")),
            (
                "silent",
                words(
                    "存储出错时，访问者被当作游客。",
                    "While the store fails, the visitor is shown as a guest.",
                ),
            ),
            (
                "destructive",
                words(
                    "存储出错时，Cookie 被收回，恢复之后也不能再用。",
                    "While the store fails, the cookie is taken back, and recovery comes too late.",
                ),
            ),
        ],
        further: &[OWASP],
    },
    Entry {
        code: Code::R8,
        meaning: words(
            "B 找的是另一个名称的 Cookie。",
            "B looks for a cookie of another name.",
        ),
        fix: words(
            "两个服务用同一个 Cookie 名称。",
            "Use one cookie name in both services.",
        ),
        reasons: &[],
        further: &[SPRING, EXPRESS, DJANGO],
    },
    Entry {
        code: Code::R9,
        meaning: words(
            "会话还没有到：早了失败，晚一点就成功。",
            "The session is not there yet: early requests fail, later ones succeed.",
        ),
        fix: words(
            "登录之后读主库；在发出跳转之前保存会话。",
            "Read from the primary after a login, and save the session before the redirect leaves.",
        ),
        reasons: &[
            (
                "lag",
                words(
                    "从副本库读，复制有延迟。",
                    "A replica is read, and replication lags.",
                ),
            ),
            (
                "unsaved",
                words(
                    "跳转先到了，会话还没有写入。",
                    "The redirect was faster than the write.",
                ),
            ),
        ],
        further: &[
            EXPRESS,
            link(
                "PostgreSQL: hot standby",
                "https://www.postgresql.org/docs/current/hot-standby.html",
            ),
        ],
    },
    Entry {
        code: Code::R10,
        meaning: words(
            "会话找得到，但附加的条件不满足。",
            "The session is there, and a condition on it fails.",
        ),
        fix: words(
            "让签发者、受众和时钟一致；不要绑定地址或浏览器标识。",
            "Align issuer, audience and clocks, and do not bind sessions to an address or a user agent.",
        ),
        reasons: &[
            (
                "address",
                words("绑定了客户端地址。", "It is bound to the client's address."),
            ),
            (
                "agent",
                words("绑定了 User-Agent。", "It is bound to the user agent."),
            ),
            (
                "issuer",
                words("签发者不是 B 接受的。", "B does not accept its issuer."),
            ),
            ("audience", words("受众里没有 B。", "B is not in its audience.")),
            (
                "clock",
                words(
                    "两边时钟不一致，令牌尚未生效或已经失效。",
                    "Clocks differ: the token is not valid yet, or not any more.",
                ),
            ),
        ],
        further: &[JWT],
    },
    Entry {
        code: Code::R11,
        meaning: words(
            "B 在另一个存储里查找。",
            "B looks the session up in another store.",
        ),
        fix: words(
            "指向同一个存储，使用同样的库、表和键前缀。",
            "Point both at one store, with the same database, table and key prefix.",
        ),
        reasons: &[
            ("store", words("两个不同的存储。", "They are two stores.")),
            ("prefix", words("键的前缀不同。", "The key prefixes differ.")),
            ("table", words("表或模式不同。", "The tables or schemas differ.")),
            ("db", words("库的编号不同。", "The database numbers differ.")),
        ],
        further: &[SPRING, DJANGO, TOWER],
    },
];
