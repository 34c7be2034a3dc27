//! The rules by which a browser stores, ignores, sends and withholds a cookie.

use serde::{Deserialize, Serialize};

use crate::text::{Words, words};

/// The rule that decided about a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    // Why a line is ignored.
    /// The line has a control character.
    ControlCharacter,
    /// Neither name nor value.
    Empty,
    /// Name and value have more than 4096 bytes.
    TooLarge,
    /// `Domain` has characters that are not ASCII.
    DomainNotAscii,
    /// `Domain` is a public suffix of several labels, or one that the list knows.
    PublicSuffix,
    /// `Domain` is a single label that the public suffix list does not know.
    SingleLabel,
    /// `Domain` is neither the host that answered nor above it.
    ForeignDomain,
    /// `Domain` from a host that is an IP address, or naming one.
    AddressDomain,
    /// `Secure` from an address that is not secure.
    SecureFromInsecure,
    /// Script writes or replaces a cookie that is `HttpOnly`.
    HttpOnlyFromScript,
    /// A cookie without `Secure`, from an address that is not secure, would cover one that has it.
    CoversSecure,
    /// The answer to a cross-site request sets a cookie that is not `SameSite=None`.
    CrossSiteAnswer,
    /// `SameSite=None` without `Secure`.
    NoneWithoutSecure,
    /// `__Secure-` without `Secure`.
    SecurePrefix,
    /// `__Host-` without `Secure`, without `Path=/` or with `Domain`.
    HostPrefix,
    /// `__Http-` without `Secure` and `HttpOnly`; `__Host-Http-` without those or what `__Host-` asks for.
    HttpPrefix,
    /// A cookie without a name whose value looks like a prefix.
    NamelessPrefix,
    /// `Partitioned` without `Secure`.
    PartitionedWithoutSecure,
    /// The engine blocks cookies of third parties.
    ThirdPartyBlocked,
    /// Credentials were not to go along, so that the answer's cookies are ignored too.
    CredentialsOmitted,

    // Why a cookie is not sent.
    /// It belongs to one host only, and the request goes to another one.
    HostOnly,
    /// The host of the request is not under the cookie's domain.
    OutsideDomain,
    /// The path of the request is not under that of the cookie.
    OutsidePath,
    /// The cookie is `Secure`, and the address of the request is not.
    NotSecure,
    /// The cookie's time is over.
    Expired,
    /// `SameSite=Strict` in a cross-site request.
    Strict,
    /// `SameSite=Lax`, written or by default, in a cross-site request with an unsafe method.
    LaxUnsafeMethod,
    /// `SameSite=Lax`, written or by default, in a cross-site request that is no navigation of the whole page.
    LaxNotTopLevel,
    /// The cookie is kept in the jar of another site in the address bar.
    OtherPartition,

    // Why it is stored or sent.
    /// Nothing forbids storing it.
    Stored,
    /// Its time is over, so that it takes back the one before.
    Removes,
    /// Domain, path and scheme fit, and the request is same-site.
    SameSite,
    /// The request is cross-site, and the cookie is `SameSite=None` or treated as such.
    NoneAnywhere,
    /// `SameSite=Lax`, written or by default, and another site leads here by a safe method.
    LaxTopLevel,
    /// No `SameSite`, and the cookie is younger than the two minutes that Chromium grants to `POST`.
    LaxPostGrace,
}

impl Rule {
    /// Where the rule is written.
    pub const fn source(self) -> &'static str {
        match self {
            Self::ControlCharacter => "RFC 6265bis §5.6, step 1",
            Self::Empty => "RFC 6265bis §5.7, step 2",
            Self::TooLarge => "RFC 6265bis §5.6, step 5",
            Self::DomainNotAscii => "RFC 6265bis §5.7, step 8",
            Self::PublicSuffix | Self::SingleLabel => "RFC 6265bis §5.7, step 9",
            Self::ForeignDomain => "RFC 6265bis §5.7, step 10",
            Self::AddressDomain => "RFC 6265bis §5.1.3",
            Self::SecureFromInsecure => "RFC 6265bis §5.7, step 13",
            Self::HttpOnlyFromScript => "RFC 6265bis §5.7, steps 15 and 23",
            Self::CoversSecure => "RFC 6265bis §5.7, step 16",
            Self::CrossSiteAnswer => "RFC 6265bis §5.7, step 18",
            Self::NoneWithoutSecure => "RFC 6265bis §5.7, step 19",
            Self::SecurePrefix => "RFC 6265bis §5.7, step 20",
            Self::HostPrefix => "RFC 6265bis §5.7, step 21",
            Self::HttpPrefix => "draft-ietf-httpbis-layered-cookies",
            Self::NamelessPrefix => "RFC 6265bis §5.7, step 22",
            Self::PartitionedWithoutSecure | Self::OtherPartition => "CHIPS (Partitioned cookies)",
            Self::ThirdPartyBlocked => "RFC 6265bis §8.1 (third-party cookies)",
            Self::CredentialsOmitted => "Fetch standard, credentials mode",
            Self::HostOnly | Self::OutsideDomain | Self::OutsidePath | Self::NotSecure | Self::SameSite => {
                "RFC 6265bis §5.8.3, step 3"
            }
            Self::Strict
            | Self::LaxUnsafeMethod
            | Self::LaxNotTopLevel
            | Self::LaxTopLevel
            | Self::NoneAnywhere => "RFC 6265bis §5.6.7.1 and §5.8.3, step 3",
            Self::LaxPostGrace => "RFC 6265bis §5.6.7.2",
            Self::Expired | Self::Stored | Self::Removes => "RFC 6265bis §5.7, steps 6 and 24",
        }
    }

    /// The rule in one sentence.
    #[expect(clippy::too_many_lines, reason = "a table of sentences")]
    pub const fn sentence(self) -> Words {
        match self {
            Self::ControlCharacter => words(
                "这一行含有控制字符，整行被忽略。",
                "The line has a control character and is ignored as a whole.",
            ),
            Self::Empty => words("名称和值都为空。", "It has neither a name nor a value."),
            Self::TooLarge => words(
                "名称与值合计超过 4096 字节。",
                "Name and value together have more than 4096 bytes.",
            ),
            Self::DomainNotAscii => words(
                "Domain 含有非 ASCII 字符。",
                "Domain has characters that are not ASCII.",
            ),
            Self::PublicSuffix => words(
                "Domain 是公共后缀，谁都不能为它设置 Cookie。",
                "Domain is a public suffix, for which nobody may set a cookie.",
            ),
            Self::SingleLabel => words(
                "Domain 只有一级（如 localhost），浏览器按公共后缀处理。",
                "Domain is a single label, such as localhost, and counts as a public suffix.",
            ),
            Self::ForeignDomain => words(
                "Domain 既不是应答的主机，也不是它的上级域。",
                "Domain is neither the host that answered nor above it.",
            ),
            Self::AddressDomain => words(
                "IP 地址没有上级域，Domain 与它不匹配。",
                "An IP address is below no domain, so Domain does not match it.",
            ),
            Self::SecureFromInsecure => words(
                "带 Secure 的 Cookie 只能由安全的地址设置。",
                "A Secure cookie can only be set from a secure address.",
            ),
            Self::HttpOnlyFromScript => words(
                "脚本不能写入或替换 HttpOnly 的 Cookie。",
                "Script can neither write nor replace a cookie that is HttpOnly.",
            ),
            Self::CoversSecure => words(
                "非安全地址不能盖住已有的 Secure Cookie。",
                "From an address that is not secure, nothing may cover a Secure cookie.",
            ),
            Self::CrossSiteAnswer => words(
                "跨站请求的应答只能设置 SameSite=None 的 Cookie。",
                "The answer to a cross-site request can set only cookies that are SameSite=None.",
            ),
            Self::NoneWithoutSecure => {
                words("SameSite=None 必须同时带 Secure。", "SameSite=None needs Secure.")
            }
            Self::SecurePrefix => words(
                "__Secure- 前缀要求 Secure。",
                "The prefix __Secure- needs Secure.",
            ),
            Self::HostPrefix => words(
                "__Host- 前缀要求 Secure、Path=/ 且不带 Domain。",
                "The prefix __Host- needs Secure and Path=/, and no Domain.",
            ),
            Self::HttpPrefix => words(
                "__Http- 前缀要求 Secure 和 HttpOnly，__Host-Http- 还要求 Path=/ 且不带 Domain。",
                "The prefix __Http- needs Secure and HttpOnly; __Host-Http- also Path=/ and no Domain.",
            ),
            Self::NamelessPrefix => words(
                "没有名称的 Cookie，值不能以前缀开头。",
                "The value of a cookie without a name must not begin like a prefix.",
            ),
            Self::PartitionedWithoutSecure => {
                words("Partitioned 必须同时带 Secure。", "Partitioned needs Secure.")
            }
            Self::ThirdPartyBlocked => words(
                "这个浏览器不接受第三方 Cookie。",
                "This browser keeps no cookies of third parties.",
            ),
            Self::CredentialsOmitted => words(
                "这个请求没有要求携带凭据，所以不带也不收 Cookie。",
                "The request did not ask for credentials: no cookie goes along, and none is kept.",
            ),
            Self::HostOnly => words(
                "没有 Domain 的 Cookie 只发给设置它的那一台主机。",
                "A cookie without Domain is sent only to the very host that set it.",
            ),
            Self::OutsideDomain => words(
                "请求的主机不在 Cookie 的 Domain 之下。",
                "The host of the request is not under the cookie's Domain.",
            ),
            Self::OutsidePath => words(
                "请求的路径不在 Cookie 的 Path 之下。",
                "The path of the request is not under the cookie's Path.",
            ),
            Self::NotSecure => words(
                "带 Secure 的 Cookie 不会发往非安全的地址。",
                "A Secure cookie is not sent to an address that is not secure.",
            ),
            Self::Expired => words("Cookie 已经到期。", "The cookie's time is over."),
            Self::Strict => words(
                "SameSite=Strict 的 Cookie 不随跨站请求发送。",
                "A SameSite=Strict cookie is not sent with a cross-site request.",
            ),
            Self::LaxUnsafeMethod => words(
                "SameSite=Lax 的 Cookie 不随跨站 POST 发送。",
                "A SameSite=Lax cookie is not sent with a cross-site POST.",
            ),
            Self::LaxNotTopLevel => words(
                "SameSite=Lax 的 Cookie 不随跨站的框架或子资源请求发送。",
                "A SameSite=Lax cookie is not sent with cross-site frames and subresources.",
            ),
            Self::OtherPartition => words(
                "这个 Cookie 保存在另一个地址栏站点的分区里。",
                "The cookie is kept in the partition of another site in the address bar.",
            ),
            Self::Stored => words("没有规则阻止保存。", "No rule forbids storing it."),
            Self::Removes => words(
                "有效期已过：这一行是在收回 Cookie。",
                "Its time is over: the line takes the cookie back.",
            ),
            Self::SameSite => words(
                "域、路径、协议都符合，且请求是同站的。",
                "Domain, path and scheme fit, and the request is same-site.",
            ),
            Self::NoneAnywhere => words(
                "请求是跨站的，而这个 Cookie 允许跨站发送。",
                "The request is cross-site, and the cookie may be sent across sites.",
            ),
            Self::LaxTopLevel => words(
                "从别的站点用安全方法打开整个页面，Lax 允许发送。",
                "Another site leads to the whole page by a safe method, which Lax allows.",
            ),
            Self::LaxPostGrace => words(
                "没有写 SameSite，且设置不到两分钟，Chromium 允许随跨站 POST 发送。",
                "There is no SameSite and the cookie is younger than two minutes: Chromium lets it go with a cross-site POST.",
            ),
        }
    }
}
