//! The first five chapters, and the list of all.

use super::{Chapter, Claim, Table, course::INSIDE};
use crate::pages::words::w;

/// All chapters, in their order.
pub static CHAPTERS: [Chapter; 6] = [MONOLITH, SPLIT, COPIES, REMEDIES, FIX, INSIDE];

const MONOLITH: Chapter = Chapter {
    course: "P211–P219",
    title: w("单体：一切如常", "The monolith: all is well"),
    aim: w(
        "看清楚会话是什么，之后才看得懂它怎么丢。",
        "See what a session is before seeing how it gets lost.",
    ),
    paragraphs: &[
        w(
            "HTTP 不记得人。登录成功时，服务器生成一个猜不到的标识，用 Set-Cookie 交给浏览器，自己记下“这个标识是张三”。之后浏览器每次都带上它，服务器查一下，页头就有了昵称。",
            "HTTP remembers nobody. When a login succeeds, the server makes an id that nobody can guess, gives it to the browser with Set-Cookie, and notes that this id is Zhang San. From then on the browser brings it along, the server looks it up, and the header shows the nickname.",
        ),
        w(
            "所以显示昵称要过三关：Cookie 到了吗？标识认得吗？内容能用吗？以后每一种失败，都是其中一关没过。",
            "So a nickname takes three things: did the cookie arrive, did the id resolve, was the content usable? Every failure in this lab is a No to one of them.",
        ),
        w(
            "一个进程里，登录和商城在一起，会话放在内存里也行：查的人就是记的人。但是进程一重启，记的东西就没了。放进数据库，重启也不怕。",
            "In one process the login and the mall are together, and memory will do: whoever looks up is whoever wrote down. A restart, though, forgets it all. In a database it survives.",
        ),
    ],
    table: None,
    scenes: &["T0", "T1"],
    steps: &[
        w(
            "启动 T0，登录，看商城页头的昵称。",
            "Start T0, log in, and see the nickname in the mall's header.",
        ),
        w(
            "在“动手脚”里重启副本，再看商城：判定是 R2。",
            "Restart the copy under Faults and look at the mall again: the verdict is R2.",
        ),
        w(
            "在 T1 里再做一遍：昵称还在。",
            "Do the same in T1: the nickname stays.",
        ),
    ],
    claims: &[
        Claim {
            says: w(
                "登录之后每个页面都有昵称，直到退出。",
                "After the login every page shows the nickname, until one logs out.",
            ),
            file: "server/monolith/tests/it/login.rs",
            test: "a_member_is_greeted_by_nickname_until_they_log_out",
        },
        Claim {
            says: w(
                "刚启动的副本知道其他副本知道的一切，因为会话在数据库里。",
                "A copy that has just started knows what the others know, because sessions are in the database.",
            ),
            file: "app/session/tests/it/i1_ended.rs",
            test: "i1_a_copy_that_has_just_started_knows_what_the_others_know",
        },
    ],
};

const SPLIT: Chapter = Chapter {
    course: "P225",
    title: w("拆分：昵称不见了", "The split: the nickname is gone"),
    aim: w(
        "Cookie 只回到设置它的主机。这是第一个失败，也是最容易误判的一个。",
        "A cookie goes back to the host that set it. This is the first failure, and the one most often misjudged.",
    ),
    paragraphs: &[
        w(
            "把登录拆成独立的认证服务，住在 auth 开头的主机名下。登录成功，认证服务认得你；回到商城，页头却写着“请登录”。",
            "The login becomes a service of its own, under a host name that begins with auth. The login succeeds and auth knows you; back on the mall, the header says: please log in.",
        ),
        w(
            "原因不在会话，而在 Cookie：没有写 Domain 的 Cookie 只属于设置它的那一台主机。浏览器访问商城时，根本没有发送它。",
            "The session is not to blame, the cookie is: without Domain it belongs to the one host that set it. Visiting the mall, the browser did not send it at all.",
        ),
        w(
            "常见的第一反应是“把会话放到 Redis 里共享”。T2c 证明这还不够：表是共享的，但没人告诉商城该查哪个标识。",
            "A common first reaction is to share the store. T2c shows that this alone does not help: the table is shared, and nobody tells the mall which id to look up.",
        ),
    ],
    table: None,
    scenes: &["T2a", "T2c", "T2b"],
    steps: &[
        w(
            "启动 T2a，在认证服务的窗格里登录（zhangsan / cfmall-demo），再点商城窗格的“首页”。",
            "Start T2a, log in in auth's pane (zhangsan / cfmall-demo), then choose the front page in the mall's pane.",
        ),
        w(
            "看判定 A1：证据里有那一行 Set-Cookie，和决定它的 RFC 规则。",
            "Read the verdict A1: its proof has the Set-Cookie line and the rule that decided.",
        ),
        w(
            "拨“会话的存储”到 T2c，再登录一次：还是 A1。存储不是原因。",
            "Flip the store to T2c and log in again: still A1. The store was not the cause.",
        ),
        w(
            "T2b 只用端口区分服务。Cookie 不分端口，所以它到了，却不被认得，还被收了回去。",
            "T2b tells the services apart by port only. Cookies ignore ports: it arrives, is unknown, and is taken back.",
        ),
    ],
    claims: &[
        Claim {
            says: w(
                "T2a：登录是成功的，而 Cookie 从未到达商城。",
                "T2a: the login is right, and the cookie never reaches the mall.",
            ),
            file: "end2end/tests/lesson/T2a.spec.ts",
            test: "T2a: the login is right, and the cookie never reaches the mall",
        },
        Claim {
            says: w(
                "T2c：手工把 Cookie 带过去，商城就认得。存储没有问题。",
                "T2c: carried over by hand, the cookie is known to the mall. The store was not the problem.",
            ),
            file: "end2end/tests/lesson/T2c.spec.ts",
            test: "T2c: the store is not the problem: carried over by hand, the cookie is known to the mall",
        },
        Claim {
            says: w(
                "T2b：商城收到另一个端口的 Cookie，不认得它，并毁掉它。",
                "T2b: the mall gets the other port's cookie, does not know it, and destroys it.",
            ),
            file: "end2end/tests/lesson/T2b.spec.ts",
            test: "T2b: the mall gets the cookie of the other port, does not know it, and destroys it",
        },
        Claim {
            says: w(
                "生产配置里，这几种部署会拒绝启动，并说明原因。",
                "In production these deployments refuse to start, and say why.",
            ),
            file: "server/host/tests/config.rs",
            test: "each_failure_of_the_lesson_is_refused_and_explained",
        },
    ],
};

const COPIES: Chapter = Chapter {
    course: "P225",
    title: w("副本：不同步", "Copies: not in sync"),
    aim: w(
        "Cookie 到了，但接待你的那个进程没听说过它。",
        "The cookie arrives, but the process that serves you has never heard of it.",
    ),
    paragraphs: &[
        w(
            "课程里还有两种失败，原因是同一个：会话记在一个进程的内存里，应答的是另一个进程。同一个服务的两个副本是这样（T4），认证服务和商城之间也是这样（T3）。",
            "The lesson has two more failures with one cause: the session is in the memory of one process, and another one answers. So it is between two copies of a service (T4), and between auth and the mall (T3).",
        ),
        w(
            "人们以为昵称会时有时无，命中率一半。实际更糟：不认得标识的那个进程会把 Cookie 收回，连认得它的进程也再见不到它。一次读取就足以退出登录。",
            "One expects the nickname to come and go, half of the time. It is worse: the process that does not know the id takes the cookie back, and the one that does never sees it again. A single read logs the visitor out.",
        ),
    ],
    table: Some(&Table {
        head: &[
            w("", ""),
            w("一台主机 + 各自内存", "one host + own memory"),
            w("父域 + 各自内存", "parent domain + own memory"),
            w("一台主机 + 共享表", "one host + shared table"),
            w("父域 + 共享表", "parent domain + shared table"),
        ],
        rows: &[
            &[
                w("一个服务，两个副本", "one service, two copies"),
                w("✕", "✕"),
                w("✕", "✕"),
                w("✓ T4+postgres", "✓ T4+postgres"),
                w("✓", "✓"),
            ],
            &[
                w("两个服务", "two services"),
                w("✕ T2a", "✕ T2a"),
                w("✕ T3，而且更糟", "✕ T3, and worse"),
                w("✕ T2c", "✕ T2c"),
                w("✓ T7", "✓ T7"),
            ],
        ],
    }),
    scenes: &["T3", "T4", "T4+postgres"],
    steps: &[
        w(
            "启动 T3 并登录，再看商城：判定 R1。看“每个副本知道什么”：只有 auth-1 认得。",
            "Start T3, log in, look at the mall: the verdict is R1. See what each copy knows: only auth-1 does.",
        ),
        w(
            "回到认证服务的“账号”：你在那里也被退出了（A9）。",
            "Go back to the account at auth: you are logged out there too (A9).",
        ),
        w(
            "在 T4 里登录，看哪个副本应答，哪个收回了 Cookie。",
            "Log in in T4: see which copy answers, and which takes the cookie back.",
        ),
    ],
    claims: &[
        Claim {
            says: w(
                "T3：父域的 Cookie 到了商城，商城不认得它，并为所有主机收回它。",
                "T3: the parent domain's cookie reaches a mall that does not know it, and takes it away for all hosts.",
            ),
            file: "end2end/tests/lesson/T3.spec.ts",
            test: "T3: the cookie of the parent domain reaches a mall that does not know it",
        },
        Claim {
            says: w(
                "T4：一个副本登录，另一个副本毁掉 Cookie。",
                "T4: one copy logs in, the other one destroys the cookie.",
            ),
            file: "end2end/tests/lesson/T4.spec.ts",
            test: "T4: one copy logs the visitor in, the other one is asked next and destroys the cookie",
        },
    ],
};

const REMEDIES: Chapter = Chapter {
    course: "P226",
    title: w("四种补救和各自的价钱", "Four remedies and their price"),
    aim: w(
        "每种办法都能让昵称出现，区别在于你为它付什么。",
        "Each makes the nickname appear; what differs is what one pays for it.",
    ),
    paragraphs: &[
        w(
            "复制：每个副本都收到所有会话。内存按会话总数长，流量按副本数长。副本一多就撑不住。",
            "Replication: every copy receives every session. Memory grows with the number of all sessions, traffic with the number of copies. It stops at a few copies.",
        ),
        w(
            "放进 Cookie（T6）：服务器什么都不存，每个请求都背着全部内容，最多 4 KB，而且谁也不能让它提前结束。密钥必须处处相同，否则就是 T6b 的 R6。",
            "In the cookie (T6): the server keeps nothing, every request carries it all, 4 KB at most, and nobody can end it early. The key must be the same everywhere, or it is R6, as in T6b.",
        ),
        w(
            "固定副本（T5、T5b）：只改网关。副本一停，它的人全部退出；按哈希时，一扩容就有人换地方。",
            "Sticky copies (T5, T5b): only the gateway changes. When a copy ends, its visitors are logged out; by hash, scaling out moves some of them.",
        ),
        w(
            "统一存储（T4+postgres、T7）：每个请求多一次查询。重启、扩容都不丢，也能从别处结束会话。它要求 Cookie 到得了所有服务。",
            "One store (T4+postgres, T7): a query more for each request. Nothing is lost by a restart or by scaling out, and sessions can be ended from elsewhere. It asks that the cookie reach every service.",
        ),
    ],
    table: None,
    scenes: &["T5", "T5b", "T6", "T6b", "T4+postgres"],
    steps: &[
        w(
            "在 T5 里登录，断电那个接待你的副本，再看商城。",
            "Log in in T5, pull the plug of the copy that serves you, look at the mall.",
        ),
        w(
            "在 T5b 里登录，加一个副本：有人被换了地方。",
            "Log in in T5b and add a copy: somebody is moved.",
        ),
        w(
            "在 T6 里登录，退出，再看“四种补救”里的数字。",
            "Log in in T6, log out, then read the figures under Four remedies.",
        ),
    ],
    claims: &[
        Claim {
            says: w(
                "刷新十次、重启、扩容：每个场景的结果都写在一个文件里，不符就不通过。",
                "Ten reloads, a restart, a copy more: what each scene comes to is in one file, and a difference fails.",
            ),
            file: "lab/scenarios/src/golden.rs",
            test: "the_file_speaks_of_every_cell",
        },
        Claim {
            says: w(
                "数据库停顿时，没有人被当作游客，也没有 Cookie 被收回。",
                "While the database is away nobody is taken for a guest, and no cookie is taken back.",
            ),
            file: "app/session/tests/it/i6_outage.rs",
            test: "i6_a_table_that_is_away_is_an_outage_to_everybody_with_a_cookie",
        },
    ],
};

const FIX: Chapter = Chapter {
    course: "P227–P228",
    title: w("父域 + 共享表", "Parent domain + shared table"),
    aim: w(
        "两个开关都拨对，昵称才到处都在。然后再问：能更安全吗？",
        "With both switches right the nickname is everywhere. Then ask: can it be safer?",
    ),
    paragraphs: &[
        w(
            "只共享存储，昵称还是不在（T2c）；只放宽 Cookie，也不在（T3）。两个一起就成了：T7。两个服务、四个进程，谁应答都认得你。",
            "Sharing the store alone does not do it (T2c), nor does widening the cookie (T3). Both together do: T7. Two services, four processes, and whoever answers knows you.",
        ),
        w(
            "换范围的时候换个名字。旧的 Cookie 只属于一台主机，名字相同的话，两个会一起发送，旧的可能挡住新的（A10）。",
            "Change the name together with the scope. The old cookie belongs to one host; under the same name both are sent, and the old one may hide the new one (A10).",
        ),
        w(
            "父域的 Cookie 会发给父域下的每一台主机，其中一台被攻破就够了。如果能把两个服务放在同一个来源下，按路径分流（T8），Cookie 就可以用 __Host- 前缀：别的主机设置不了，也读不到。",
            "A cookie of the parent domain goes to every host below it, and one that is taken over is enough. Where both services can share one origin, routed by path (T8), the cookie can be __Host-: no other host can set or read it.",
        ),
    ],
    table: None,
    scenes: &["T7", "T8", "T8+memory"],
    steps: &[
        w(
            "从 T2c 拨“Cookie 的范围”到 T7，登录，看商城：昵称在。",
            "From T2c flip the cookie's scope to T7, log in, look at the mall: the nickname is there.",
        ),
        w(
            "打开“我的会话”，从另一台设备下线，再刷新商城。",
            "Open My session, revoke it from another device, and reload the mall.",
        ),
        w(
            "埋一个旧 Cookie，看两个同名的 Cookie 一起到达。",
            "Plant an old cookie and see two of one name arrive together.",
        ),
    ],
    claims: &[
        Claim {
            says: w(
                "在认证服务登录，商城显示昵称。",
                "Log in at auth, and the nickname is on the mall.",
            ),
            file: "end2end/tests/login/login.spec.ts",
            test: "log in at auth, and the nickname is on the mall",
        },
        Claim {
            says: w(
                "无论怎样结束会话，所有副本立刻都知道。",
                "Whatever ended a session, it is over on every copy at once.",
            ),
            file: "app/session/tests/it/i1_ended.rs",
            test: "i1_whatever_ended_a_session_it_is_over_on_every_copy_at_once",
        },
        Claim {
            says: w(
                "几个同名的 Cookie 里，恰好一个有效才算数。",
                "Of several cookies of one name, exactly one must be good.",
            ),
            file: "app/session/tests/it/i8_cookie.rs",
            test: "i8_of_several_cookies_exactly_one_must_be_good",
        },
        Claim {
            says: w(
                "读到整张表的人，不能以任何人的身份登录。",
                "Whoever reads all tables can sign in as nobody.",
            ),
            file: "app/session/tests/it/i9_at_rest.rs",
            test: "i9_whoever_reads_all_tables_can_sign_in_as_nobody",
        },
    ],
};
