//! The one question that splits a set of causes.

use serde::Serialize;

use crate::{
    code::Code,
    evidence::Probe,
    text::{Text, words},
};

/// A question, for a person or for a further probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The question.
    pub text: Text,
    /// The probe that answers it, if one can.
    pub probe: Option<Probe>,
}

impl Question {
    fn new(text: crate::Words, probe: impl Into<Option<Probe>>) -> Self {
        Self {
            text: text.into(),
            probe: probe.into(),
        }
    }

    /// The question where a part of the login arrives.
    pub(crate) fn about_parts() -> Self {
        Self::new(
            words(
                "B 需要登录的全部 Cookie，还是只需要收到的那些？需要全部：是没有到达的那个；只需要收到的：是别的原因。",
                "Does B need all cookies of the login, or only those that reach it? All: it is the one that does not. Only those: it is the other cause.",
            ),
            Probe::P3,
        )
    }

    /// The question where the login may be an id in the address, or a cookie that did not come.
    pub(crate) fn about_address() -> Self {
        Self::new(
            words(
                "登录所到的地址里的 id 是登录本身，还是别的东西（例如订单号）？去掉它，A 还认识访问者吗？",
                "Is the id in the address that the login leads to the login itself, or that of something else, such as an order? Does A know the visitor without it?",
            ),
            None,
        )
    }

    /// The question where B knows some logins and others not.
    pub(crate) fn about_logins() -> Self {
        Self::new(
            words(
                "A 和 B 各有几个副本，每个用哪个存储？A 每次登录都写成功了吗？",
                "How many copies have A and B, which store does each of them use, and is every login written?",
            ),
            None,
        )
    }

    /// The question where a token is out of its time by B's clock.
    pub(crate) fn about_clock() -> Self {
        Self::new(
            words(
                "校准签发令牌的一方和 B 的时钟之后，还是一样吗？",
                "Is it the same once the clocks of whoever issues the token and of B agree?",
            ),
            None,
        )
    }

    /// The question where another form of the value is one of the causes; `None` where other questions come first.
    pub(crate) fn about_format(codes: &[Code]) -> Option<Self> {
        let text = words(
            "B 查找时用的值，与 A 存储时的写法（引号、编码）相同吗？若相同：B 的存储里有这个会话吗，里面的用户在 B 存在吗？",
            "Does B look for the value in the form in which A stores it (quotes, encoding)? If so: is the session in B's store, and does its member exist at B?",
        );
        let is_after_reading = |code: &Code| matches!(code, Code::R6 | Code::R11 | Code::U1 | Code::U6);
        codes.iter().all(is_after_reading).then(|| Self::new(text, None))
    }

    /// The question that splits the reasons of a single code, where several of them fit and lead to different places in a configuration.
    pub(crate) fn within(code: Code, reasons: &[&str]) -> Option<Self> {
        let text = match (code, reasons) {
            (Code::A5, [_, "slash"]) => words(
                "只有 Path 之下的页面要认识登录者，还是 Path 之外的页面也要？只有其下的：是末尾的斜杠；也有其外的：是 Path 太窄。",
                "Are only pages below the Path to know the member, or others, too? Only those below: it is the slash. Others, too: the Path is too narrow.",
            ),
            (Code::A5, [_, "proxy"]) => words(
                "浏览器用哪个地址访问设置 Cookie 的应用？在 Path 之下：是应用自己的前缀；不在：代理改了路径。",
                "At which addresses does a browser see the application that sets the cookie? Below the Path: it is its own prefix. Elsewhere: a proxy maps paths.",
            ),
            (Code::A6, ["guard", "late", "none"]) => words(
                "把 A 的连接当作 https（信任 X-Forwarded-Proto）之后，它发 Set-Cookie 吗？发：是 guard；不发：看程序是在正文开始之后才设置（late），还是根本没有设置（none）。",
                "Does A send Set-Cookie when it takes the connection for https (X-Forwarded-Proto trusted)? If so: guard. If not: does it set the cookie after the body has begun (late), or never (none)?",
            ),
            (Code::A6, [_, _, ..]) => words(
                "绕过 A 前面的一切直接登录 A，应答里有 Set-Cookie 吗？有：是中间的代理或服务拿掉了；没有：是 A 没有发，例如它认为连接不是 https。",
                "Does A's answer have Set-Cookie if one logs in at A itself, around what stands before it? If so: a proxy or service in between takes it away. If not: A does not send it, for instance because it takes the connection for http.",
            ),
            (Code::U6, [_, _, ..]) => words(
                "这个用户在 B 存在吗？B 问的是哪个领域或守卫、要求什么角色？会话绑定了地址或浏览器名称吗（那就是 R10）？",
                "Does this user exist at B, which realm or guard and which role does B ask for, and are sessions bound to an address or to the browser's name (then it is R10)?",
            ),
            (Code::A7, ["short", "clock"]) => words(
                "设置 Cookie 的程序的时钟和时区对吗？",
                "Are the clock and the time zone of the program that sets the cookie right?",
            ),
            _ => return None,
        };
        Some(Self::new(text, None))
    }

    /// The question that splits most of a set; `None` for a single code. The set is in order.
    #[expect(clippy::too_many_lines, reason = "a table of sets and questions")]
    pub(crate) fn for_set(codes: &[Code]) -> Option<Self> {
        use Code::{A4, A6, A7, A9, A10, A13, A14, L0, R1, R2, R3, R5, R6, R7, R8, R9, R10, R11, U1, U2, U6};
        let has = |code: Code| codes.contains(&code);
        let question = match codes {
            [] | [_] => return None,
            [R6, R11] => Self::new(
                words(
                    "在两边打印签名密钥的指纹：相同就是 R11，不同就是 R6。",
                    "Print a fingerprint of the signing key on both sides: equal means R11, different means R6.",
                ),
                None,
            ),
            [R1, R6] => Self::new(
                words(
                    "在每个副本上打印签名密钥的指纹：相同就是 R1，不同就是 R6。",
                    "Print a fingerprint of the signing key on each copy: equal means R1, different means R6.",
                ),
                None,
            ),
            [R3, R11] => Self::new(
                words(
                    "两边用的是哪个存储、库号、表和键前缀？",
                    "Which store, database number, table and key prefix does each side use?",
                ),
                None,
            ),
            [R3, R5] => Self::new(
                words(
                    "登录很多次之后，别的用户先前的登录也没了吗？是的话存储满了就淘汰，不是的话每个用户的会话数有上限。",
                    "After many logins of one member, are earlier ones of other members gone as well? Then the store is full and drops them; if not, the sessions of a member are limited.",
                ),
                None,
            ),
            [R1, R9] => Self::new(
                words(
                    "登录几秒之后，对每个副本再试一次，结果还是有的成功有的失败吗？",
                    "Some seconds after the login, do some requests still fail?",
                ),
                Probe::P5,
            ),
            [R6, R10] => Self::new(
                words(
                    "B 校验令牌时要求的签发者、受众和密钥分别是什么？",
                    "Which issuer, audience and key does B ask for when it verifies the token?",
                ),
                None,
            ),
            [R10, U6] | [R6, R10, U6] => Self::new(
                words(
                    "B 校验令牌时要求的签发者、受众和密钥分别是什么，时钟对吗？令牌里的用户在 B 存在吗？",
                    "Which issuer, audience and key does B ask for when it verifies the token, is its clock right, and does the token's member exist at B?",
                ),
                None,
            ),
            [R6 | U1, U6] | [R6, U1, U6] | [R6, R11, U1, U6] => Self::new(
                words(
                    "B 读到会话内容时，能验证、能读懂吗？里面的用户在 B 存在吗？",
                    "Can B verify and read the content of the session that it finds, and does its member exist at B?",
                ),
                None,
            ),
            [R5, R6, R10, U1, U6] => Self::new(
                words(
                    "B 结束这个会话时，日志里怎么说：读不懂内容，找不到用户，还是当作被盗用？",
                    "What does B log as it ends this session: that it cannot read the content, that it has no such member, or that it takes it for stolen?",
                ),
                None,
            ),
            [R7, U1, U6] => Self::new(
                words(
                    "B 对这个请求记下了什么错误：存储的，读内容的，还是缺少这个用户？",
                    "What error does B log for this request: one of its store, of reading the content, or of a member that it does not have?",
                ),
                None,
            ),
            [R11, U6] | [R11, U1, U6] | [R6, R11, U6] => Self::new(
                words(
                    "B 的存储里有这个会话吗？里面的用户在 B 存在吗？",
                    "Is the session in B's store, and does its member exist at B?",
                ),
                None,
            ),
            [L0, A6] => Self::new(
                words(
                    "A 接受了这次登录吗？它可能限制一个用户的登录次数或会话数，也可能拒绝了密码。",
                    "Did A accept this login? It may limit the logins or the sessions of one member, or have refused the password.",
                ),
                Probe::P0,
            ),
            _ if has(L0) => Self::new(
                words(
                    "登录之后马上再请求 A，A 认识访问者吗？",
                    "Does A know the visitor on the request after the login?",
                ),
                Probe::P0,
            ),
            _ if has(R8) => Self::new(
                words(
                    "把 A 的值放到 B 自己的 Cookie 名称下，B 认识吗？B 的源站收到 Cookie 头了吗？",
                    "Does B know A's value under the name of its own cookie? Does B's origin see a Cookie header?",
                ),
                Probe::P3,
            ),
            _ if has(R1) && has(R11) => Self::new(
                words(
                    "B 有几个副本，每个用哪个存储、库号、表和键前缀？登录几秒之后还是不认识吗？",
                    "How many copies has B, and which store, database, table and key prefix does each use? Does it still fail some seconds after the login?",
                ),
                Probe::P5,
            ),
            _ if has(R2) => Self::new(
                words(
                    "那段时间有没有重启、淘汰？存储能写吗？",
                    "Was anything restarted or evicted at that time, and can the store be written?",
                ),
                None,
            ),
            _ if has(A13) || has(A14) => Self::new(
                words(
                    "绕过代理和缓存直接访问 B，结果一样吗？",
                    "Is the answer the same directly at B, around proxies and caches?",
                ),
                Probe::P9,
            ),
            _ if has(A10) => Self::new(
                words(
                    "只发送登录的那一个 Cookie，B 认识吗？",
                    "Does B know the visitor if only the cookie of the login is sent?",
                ),
                Probe::P3,
            ),
            _ if has(A4) || has(A7) || has(A9) => Self::new(
                words(
                    "请导出浏览器里的 Cookie，或者在隐私窗口里再试一次。",
                    "Export the browser's cookies, or try again in a private window.",
                ),
                None,
            ),
            _ if has(R7) => Self::new(
                words(
                    "那一刻 B 的存储有应答吗？",
                    "Did B's store answer at that moment?",
                ),
                None,
            ),
            _ if has(R5) || has(U2) => Self::new(
                words(
                    "这个会话是被谁、在什么时候结束的？",
                    "Who ended the session, and when?",
                ),
                Probe::P8,
            ),
            _ => Self::new(
                words(
                    "B 对没有 Cookie、伪造的和真实的 Cookie 分别怎样回答？",
                    "What does B answer to no cookie, to garbage and to the real one?",
                ),
                Probe::P2,
            ),
        };
        Some(question)
    }
}
