//! What visitors do on a scene, one after the other in the order of the lesson.

mod cart;
mod ending;
mod faults;
mod guests;
pub(crate) mod journey;
mod races;

use anyhow::Result;
use diagnosis::{Text, Words};

use crate::{stage::Stage, visitor::Visitor};

/// A scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scenario {
    /// Logs in at the login service and looks for the name on the mall.
    S1,
    /// Ten reloads of the mall.
    S2,
    /// A restart of the copy that answered the login.
    S3,
    /// A copy more.
    S4,
    /// Logs out on the mall and looks at both services.
    S5,
    /// Another device ends the session.
    S6,
    /// Two tabs write to one session at once.
    S7,
    /// A slow request writes to the session while another tab logs out.
    S8,
    /// The database stands still for a while.
    S9,
    /// A new release that writes sessions in another format.
    S10,
    /// The key is replaced.
    S11,
    /// Comes from a page of another site.
    S12,
    /// Comes to a product first, logs in, and is led back to it.
    S13,
    /// Monitors, bots and forged cookies.
    S14,
    /// A copied cookie after the logout.
    S15,
    /// Closes the browser and comes back.
    S16,
    /// A guest adds to the cart many times at once.
    S17,
    /// A guest fills the cart, logs in, and comes back to it.
    S18,
}

/// What came of a scenario, and whose requests it is to be judged by.
pub struct Played {
    /// Whether it went as a visitor expects.
    pub passed: bool,
    /// What happened, in a sentence.
    pub said: Text,
    /// What no diagnosis of a login has a code for: `U3`, `no-list`.
    pub label: Option<&'static str>,
    /// The visitor who is judged.
    pub judged: Visitor,
    /// The others.
    pub others: Vec<Visitor>,
}

impl Played {
    fn new(passed: bool, judged: Visitor, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            passed,
            said: Text::new(zh, en),
            label: None,
            judged,
            others: Vec::new(),
        }
    }

    fn with(mut self, others: impl IntoIterator<Item = Visitor>) -> Self {
        self.others.extend(others);
        self
    }

    fn labelled(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }
}

impl Scenario {
    /// All scenarios, in the order of the lesson.
    pub const ALL: [Self; 18] = [
        Self::S1,
        Self::S2,
        Self::S3,
        Self::S4,
        Self::S5,
        Self::S6,
        Self::S7,
        Self::S8,
        Self::S9,
        Self::S10,
        Self::S11,
        Self::S12,
        Self::S13,
        Self::S14,
        Self::S15,
        Self::S16,
        Self::S17,
        Self::S18,
    ];

    /// The scenario of this name, in capitals or not.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.id().eq_ignore_ascii_case(name))
    }

    /// The name: `S1`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::S1 => "S1",
            Self::S2 => "S2",
            Self::S3 => "S3",
            Self::S4 => "S4",
            Self::S5 => "S5",
            Self::S6 => "S6",
            Self::S7 => "S7",
            Self::S8 => "S8",
            Self::S9 => "S9",
            Self::S10 => "S10",
            Self::S11 => "S11",
            Self::S12 => "S12",
            Self::S13 => "S13",
            Self::S14 => "S14",
            Self::S15 => "S15",
            Self::S16 => "S16",
            Self::S17 => "S17",
            Self::S18 => "S18",
        }
    }

    /// What it is about, in a few words.
    pub const fn title(self) -> Words {
        let (zh, en) = match self {
            Self::S1 => (
                "在认证服务登录，商城显示昵称",
                "log in on auth, see the name on the mall",
            ),
            Self::S2 => ("刷新商城十次", "reload the mall ten times"),
            Self::S3 => (
                "重启处理登录的那个进程",
                "restart the copy that answered the login",
            ),
            Self::S4 => ("商城增加一个副本", "add a copy of the mall"),
            Self::S5 => ("在商城退出，两边都退出", "log out on the mall, be out on both"),
            Self::S6 => (
                "在另一台设备上结束这个会话",
                "end the session from another device",
            ),
            Self::S7 => ("两个标签页同时写会话", "two tabs write to the session at once"),
            Self::S8 => ("慢请求写会话，同时退出登录", "a slow write against a logout"),
            Self::S9 => ("数据库停顿两秒", "the database stands still for two seconds"),
            Self::S10 => (
                "发布新版本，会话格式不同",
                "deploy a release with another session format",
            ),
            Self::S11 => ("更换密钥", "replace the key"),
            Self::S12 => ("从别的网站点进来", "arrive from another site"),
            Self::S13 => (
                "从商品页去登录，再回到商品页",
                "log in from a product page and come back to it",
            ),
            Self::S14 => (
                "探测、爬虫和伪造的 Cookie 不留下会话",
                "probes, bots and forged cookies leave no session",
            ),
            Self::S15 => (
                "退出之后，被复制的 Cookie 不再有效",
                "a copied cookie is worthless after the logout",
            ),
            Self::S16 => (
                "“记住我”，关掉浏览器再来",
                "\"remember me\", close the browser and come back",
            ),
            Self::S17 => (
                "访客同时往购物车加很多次，一件不少",
                "a guest adds to the cart many times at once",
            ),
            Self::S18 => (
                "访客的购物车，登录之后归会员，只有一份",
                "a guest's cart is the member's after the login, once",
            ),
        };
        Words { zh, en }
    }

    /// Whether only the login service is needed, so that the split as such cannot make it fail.
    pub const fn is_auth_only(self) -> bool {
        matches!(self, Self::S6 | Self::S7 | Self::S8 | Self::S14 | Self::S15)
    }

    /// Whether it does something to the copies of a scene, so that whoever comes next starts them anew.
    pub const fn touches_copies(self) -> bool {
        matches!(self, Self::S3 | Self::S4 | Self::S9 | Self::S10 | Self::S11)
    }

    /// Plays it on a scene.
    pub(crate) async fn play(self, stage: &mut Stage<'_>) -> Result<Played> {
        match self {
            Self::S1 => Box::pin(journey::name_on_mall(stage)).await,
            Self::S2 => Box::pin(journey::reloads(stage)).await,
            Self::S3 => Box::pin(faults::restart(stage)).await,
            Self::S4 => Box::pin(faults::scale_out(stage)).await,
            Self::S5 => Box::pin(ending::log_out(stage)).await,
            Self::S6 => Box::pin(ending::revoke(stage)).await,
            Self::S7 => Box::pin(races::two_tabs(stage)).await,
            Self::S8 => Box::pin(races::slow_write(stage)).await,
            Self::S9 => Box::pin(faults::pause(stage)).await,
            Self::S10 => Box::pin(faults::deploy(stage)).await,
            Self::S11 => Box::pin(faults::rotate_key(stage)).await,
            Self::S12 => Box::pin(journey::from_elsewhere(stage)).await,
            Self::S13 => Box::pin(journey::deep_link(stage)).await,
            Self::S14 => Box::pin(guests::leave_nothing(stage)).await,
            Self::S15 => Box::pin(ending::replay(stage)).await,
            Self::S16 => Box::pin(journey::come_back(stage)).await,
            Self::S17 => Box::pin(cart::parallel_adds(stage)).await,
            Self::S18 => Box::pin(cart::after_login(stage)).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_are_found_by_name() {
        for scenario in Scenario::ALL {
            assert_eq!(Scenario::find(&scenario.id().to_lowercase()), Some(scenario));
        }
        assert_eq!(Scenario::find("S19"), None);
    }
}
