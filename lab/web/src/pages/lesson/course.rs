//! The last chapter: what Spring Session does inside, and where the same is done here.

use super::{Chapter, Claim, Table};
use crate::pages::words::w;

const TABLE: Table = Table {
    head: &[
        w("Spring Session", "Spring Session"),
        w("做什么", "what it does"),
        w("这里", "here"),
    ],
    rows: &[
        &[
            w("SessionRepositoryFilter", "SessionRepositoryFilter"),
            w(
                "排在最前的过滤器，把请求和应答包一层",
                "a filter before all others that wraps request and response",
            ),
            w(
                "tower 中间件 resolve：请求进来时查一次，结果放进请求的扩展",
                "the tower middleware resolve: looks the session up once, on the way in, and puts the result into the request's extensions",
            ),
        ],
        &[
            w("包装后的 getSession()", "the wrapped getSession()"),
            w(
                "改为向仓库要会话，而不是向容器",
                "asks the repository instead of the container",
            ),
            w(
                "CurrentSession 与 Viewer：处理函数从扩展里取",
                "CurrentSession and Viewer, taken from the extensions by handlers",
            ),
        ],
        &[
            w("commitSession()", "commitSession()"),
            w(
                "finally 里写回会话，设置 Cookie",
                "writes the session and sets the cookie, in finally",
            ),
            w(
                "应答返回时 write_cookie；会话的写入是各自独立的 SQL 语句",
                "write_cookie on the way out; writes are SQL statements of their own",
            ),
        ],
        &[
            w("RedisIndexedSessionRepository", "RedisIndexedSessionRepository"),
            w(
                "会话在 Redis 里，序列化的整个对象",
                "sessions in Redis, one serialized object each",
            ),
            w(
                "PostgreSQL 的 session.record，主键是标识的哈希",
                "session.record in PostgreSQL, keyed by a hash of the id",
            ),
        ],
        &[
            w("三个键与每分钟的清理", "three keys, and a job each minute"),
            w(
                "Redis 到期通知会迟到，所以另记一份到期时间",
                "Redis tells of expiry late, so the times are kept once more",
            ),
            w(
                "到期时间就是一列，查找时比较；清理只是打扫",
                "the end is a column that each look-up compares; cleaning up is only tidying",
            ),
        ],
        &[
            w("DefaultCookieSerializer", "DefaultCookieSerializer"),
            w("Cookie 的名字与父域", "name and parent domain of the cookie"),
            w(
                "SESSION_COOKIE_DOMAIN，名字随范围变：__Host- 或 __Secure-",
                "SESSION_COOKIE_DOMAIN; the name follows the scope: __Host- or __Secure-",
            ),
        ],
    ],
};

/// How it works inside.
pub const INSIDE: Chapter = Chapter {
    course: "P229",
    title: w("里面是怎么做的", "How it works inside"),
    aim: w(
        "框架没有魔法：一层包装，一个仓库，一个 Cookie。",
        "There is no magic in the framework: a wrapper, a repository, a cookie.",
    ),
    paragraphs: &[
        w(
            "Spring Session 的核心是一个过滤器。它在所有过滤器之前，把请求换成包装过的请求（装饰器模式），业务代码照常调用 getSession()，拿到的却是仓库里的会话。业务代码一行不改，这就是它的价值。",
            "At the heart of Spring Session is a filter. Ahead of all others it replaces the request by a wrapped one (the decorator pattern): the application calls getSession() as always, and gets a session of the repository. Not one line of the application changes, which is its worth.",
        ),
        w(
            "这里的对应物是一个 tower 中间件。请求进来时它读 Cookie，哈希，查一次表，得到三种结果之一：会员、游客、无法确认。第三种很重要：数据库停了，不等于你没有登录。",
            "Its counterpart here is a tower middleware. On the way in it reads the cookie, hashes it, looks it up once, and has one of three results: a member, a guest, or not known. The third matters: a database that is away does not mean that nobody is logged in.",
        ),
        w(
            "有两处故意做得不同。表里存的是标识的哈希，偷走整张表也换不回一个能用的 Cookie。写会话用的是只更新的语句，退出之后迟到的写入什么也改不了，会话不会复活（U4）。",
            "Two things differ on purpose. The table has a hash of the id, so that a stolen table gives no usable cookie. Writes only update, so that one that comes after the logout changes nothing and no session comes back (U4).",
        ),
    ],
    table: Some(&TABLE),
    scenes: &["T7"],
    steps: &[
        w(
            "启动 T7，登录，打开“我的会话”：Cookie、哈希、行、会员，一步一步。",
            "Start T7, log in, open My session: cookie, hash, row, member, step by step.",
        ),
        w(
            "试“慢请求遇上退出”：会话没有复活。再到 T3 里试一次。",
            "Try a slow request against a logout: the session does not come back. Then try it in T3.",
        ),
        w(
            "让数据库停 5 秒，刷新商城：页头说的是“暂时无法确认”，不是“请登录”。",
            "Pause the database for 5 s and reload the mall: the header says that it cannot tell, not that you should log in.",
        ),
    ],
    claims: &[
        Claim {
            says: w(
                "迟到的写入不会让已删除的会话复活。",
                "A deleted session never comes back by a save that waited.",
            ),
            file: "app/session/tests/it/i3_deleted.rs",
            test: "i3_a_deleted_session_never_comes_back_by_a_save_that_waited",
        },
        Claim {
            says: w(
                "使用中的会话一分钟只写一次。",
                "A session in use is written to once a minute.",
            ),
            file: "app/session/tests/it/i7_time.rs",
            test: "i7_a_session_in_use_is_written_to_once_a_minute",
        },
        Claim {
            says: w(
                "每次登录都换新标识，登录前的标识永远无效。",
                "Every login makes a new id, and what a browser was before it is over.",
            ),
            file: "app/session/tests/it/i4_login.rs",
            test: "i4_what_a_browser_was_before_a_login_is_over",
        },
        Claim {
            says: w(
                "能读的表，哈希可以用 SQL 算出来。",
                "The stored id can be computed in SQL.",
            ),
            file: "app/session/tests/it/format.rs",
            test: "the_stored_id_can_be_computed_in_sql",
        },
    ],
};
