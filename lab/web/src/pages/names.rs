//! What scenes and their parts are called on the pages.

use diagnosis::Words;
use lab_model::{CookieScope, Scene, SceneId, Switch};

use super::words::w;

/// What a visitor who logs in may count on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// The nickname is there.
    Works,
    /// It is there, but not for good.
    Until,
    /// It is missing.
    Fails,
}

impl Promise {
    /// What a scene promises.
    pub fn of(scene: &Scene) -> Self {
        match scene.id.topology.as_str() {
            _ if scene.fails => Self::Fails,
            "T0" | "T5" | "T5b" if scene.store == "memory" => Self::Until,
            "T6" if scene.store == "cookie" => Self::Until,
            _ => Self::Works,
        }
    }

    /// The word.
    pub const fn words(self) -> Words {
        match self {
            Self::Works => w("成功", "works"),
            Self::Until => w("暂时成功", "works for a while"),
            Self::Fails => w("失败", "fails"),
        }
    }

    /// The name in class names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Until => "until",
            Self::Fails => "fails",
        }
    }

    /// The sign beside the word.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Works => "✓",
            Self::Until => "◔",
            Self::Fails => "✕",
        }
    }
}

/// The title of a scene.
pub fn title(id: &SceneId) -> Words {
    match id.to_string().as_str() {
        "T0" => w("单体，会话在内存里", "One process, sessions in memory"),
        "T1" => w("单体，会话在数据库里", "One process, sessions in the database"),
        "T2a" => w("拆成两台主机", "Split over two hosts"),
        "T2b" => w("拆成两个端口", "Split over two ports"),
        "T2b+postgres" => w("两个端口，共享会话表", "Two ports, one session table"),
        "T2c" => w("两台主机，共享会话表", "Two hosts, one session table"),
        "T3" => w("父域 Cookie，各记各的", "Parent-domain cookie, own memories"),
        "T4" => w("多个副本，轮流应答", "Copies that take turns"),
        "T4+postgres" => w("轮流应答，共享会话表", "Taking turns, one session table"),
        "T5" => w("每人固定一个副本", "Everyone sticks to one copy"),
        "T5b" => w("按地址哈希选副本", "Copies by a hash of the address"),
        "T5+postgres" => w("固定副本，共享会话表", "Sticky, one session table"),
        "T5b+postgres" => w("按哈希，共享会话表", "By hash, one session table"),
        "T6" => w("会话封进 Cookie", "The session inside the cookie"),
        "T6b" => w("封进 Cookie，各用各的密钥", "Inside the cookie, a key each"),
        "T7" => w("父域 Cookie + 共享会话表", "Parent domain + one session table"),
        "T8" => w("同一个来源，按路径分流", "One origin, routed by path"),
        "T8+memory" => w("同一个来源，各记各的", "One origin, own memories"),
        _ => w("自选的组合", "A combination of one's own"),
    }
}

/// Where a cookie goes.
pub const fn scope(scope: &CookieScope) -> Words {
    match scope {
        CookieScope::Host => w("只给设置它的主机", "only the host that set it"),
        CookieScope::Domain(_) => w("父域下的所有主机", "every host below the parent domain"),
    }
}

/// Where sessions are kept.
pub fn store(store: &str) -> Words {
    match store {
        "memory" => w("各进程自己的内存", "the memory of each process"),
        "postgres" => w("一张共享的会话表", "one shared session table"),
        "postgres-stock" => w("共享的表（现成的存储）", "a shared table (published store)"),
        "cookie" => w("加密在 Cookie 里", "sealed into the cookie"),
        _ => w("另一种存储", "another store"),
    }
}

/// How a copy is chosen.
pub fn balance(balance: &str) -> Words {
    match balance {
        "sticky" => w("固定一个副本", "always the same copy"),
        "hash" => w("按地址哈希", "by a hash of the address"),
        _ => w("轮流", "in turn"),
    }
}

/// A switch.
pub const fn switch(switch: Switch) -> Words {
    match switch {
        Switch::Scope => w("Cookie 的范围", "the cookie's scope"),
        Switch::Store => w("会话的存储", "the session store"),
        Switch::Balance => w("副本的选择", "the choice of a copy"),
        Switch::Hosts => w("服务的区分方式", "how services are told apart"),
    }
}

/// The name of a switch in forms.
pub const fn switch_name(switch: Switch) -> &'static str {
    match switch {
        Switch::Scope => "scope",
        Switch::Store => "store",
        Switch::Balance => "balance",
        Switch::Hosts => "hosts",
    }
}

/// All switches.
pub const SWITCHES: [Switch; 4] = [Switch::Scope, Switch::Store, Switch::Balance, Switch::Hosts];

/// The position of a switch in a scene.
pub fn position(switch: Switch, scene: &Scene) -> Words {
    match switch {
        Switch::Scope => self::scope(&scene.scope),
        Switch::Store => store(&scene.store),
        Switch::Balance => balance(&scene.balance),
        Switch::Hosts if scene.mall == scene.auth => w("同一个来源", "one origin"),
        Switch::Hosts => w("各有各的来源", "an origin each"),
    }
}

/// The address of a scene's page.
pub fn address(id: &SceneId) -> String {
    format!("/t/{id}")
}
