//! What a visitor who logs in will see in a scene, in a sentence.

use dev_deployment::topology::Hosts;
use diagnosis::Text;

use crate::spec::Spec;

/// The sentence, and whether it tells of a failure.
pub fn of(spec: &Spec) -> (Text, bool) {
    let (zh, en, fails) = words(spec);
    (Text::new(zh, en), fails)
}

fn words(spec: &Spec) -> (&'static str, &'static str, bool) {
    let (arrives, shared) = (spec.arrives(), spec.is_shared());
    match spec.id.to_string().as_str() {
        "T0" => (
            "单体，会话在内存里：一直有效，直到进程重启。",
            "One process with its sessions in memory: it works until a restart.",
            false,
        ),
        "T1" => (
            "单体，会话在数据库里：重启之后依然有效，这是拆分之前的起点。",
            "One process with its sessions in the database: it survives a restart, and is where the split begins.",
            false,
        ),
        "T5" => (
            "网关让每个访问者固定在一个副本：有效，直到那个副本停下。",
            "The gateway keeps each visitor at one copy: it works until that copy ends.",
            false,
        ),
        "T5b" => (
            "网关按地址的哈希选择副本：有效，直到副本的数量变化。",
            "The gateway chooses a copy by a hash of the address: it works until the number of copies changes.",
            false,
        ),
        "T6b" => (
            "会话加密在 Cookie 里，而每个进程的密钥不同：别的进程打不开它。",
            "The session is sealed into the cookie, and each process has a key of its own: no other process can open it.",
            true,
        ),
        "T7" => (
            "父域 Cookie 加共享的会话表：两个服务都认识访问者，这就是解决办法。",
            "A cookie on the parent domain and a shared session table: both services know the visitor. This is the fix.",
            false,
        ),
        "T8" => (
            "同一个来源，按路径分流，会话表共享：有效，而且最安全，Cookie 可以用 __Host- 前缀。",
            "One origin, routed by path, with a shared session table: it works and is the safest, for the cookie can be __Host-.",
            false,
        ),
        _ if !arrives && shared => (
            "会话表是共享的，但认证服务的 Cookie 从不发给商城：只共享存储没有用。",
            "The session table is shared, but auth's cookie is never sent to the mall: a shared store alone does not help.",
            true,
        ),
        _ if !arrives => (
            "认证服务的 Cookie 从不发给商城：登录了，商城却不显示昵称。",
            "Auth's cookie is never sent to the mall: one is logged in, and the mall shows no nickname.",
            true,
        ),
        _ if shared && spec.store == "cookie" => (
            "会话加密在 Cookie 里：到处有效，但谁也不能让它提前结束，而且最多 4 KB。",
            "The session is sealed into the cookie: it works everywhere, but nobody can end it early, and it has 4 KB at most.",
            false,
        ),
        _ if shared => (
            "Cookie 到得了，会话表是共享的：有效。",
            "The cookie arrives and the session table is shared: it works.",
            false,
        ),
        _ if spec.topology.hosts == Hosts::Ports => (
            "Cookie 不分端口：它到了商城，商城的内存里却没有这个会话，还把 Cookie 收了回去。",
            "Cookies ignore ports: it arrives at the mall, whose memory does not have the session and which takes the cookie back.",
            true,
        ),
        _ if spec.topology.hosts == Hosts::One && spec.balance == "round-robin" => (
            "两个副本轮流应答，各有各的内存：轮到不认识会话的那个，登录就丢了。",
            "Two copies take turns, each with a memory of its own: the one that does not know the session loses the login.",
            true,
        ),
        _ => (
            "Cookie 到了商城，但商城的内存里从来没有这个会话。",
            "The cookie arrives at the mall, whose memory has never heard of the session.",
            true,
        ),
    }
}
