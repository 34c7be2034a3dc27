//! What can be done to a scene, and what to expect of it.

use diagnosis::Words;
use lab_model::{Fault, SceneState, Visitor};
use leptos::prelude::*;
use serde::Deserialize;

use super::super::{
    names,
    visit::visit,
    words::{say, t, w},
};
use super::shown::Shown;

/// How long copies and the database stand still, in seconds.
const SECONDS: u8 = 5;

/// What a fault needs to be told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Copy,
    Service,
    Visitor,
    Nothing,
}

/// A fault, as the page offers it.
struct Offer {
    name: &'static str,
    title: Words,
    does: Words,
    needs: Needs,
}

const OFFERS: [Offer; 13] = [
    Offer {
        name: "kill",
        title: w("断电", "Pull the plug"),
        does: w(
            "立即结束一个副本。内存里的会话随它而去。",
            "Ends a copy at once. Sessions in its memory go with it.",
        ),
        needs: Needs::Copy,
    },
    Offer {
        name: "restart",
        title: w("重启", "Restart"),
        does: w(
            "结束再启动一个副本，像一次发布。",
            "Ends a copy and starts it again, as a release does.",
        ),
        needs: Needs::Copy,
    },
    Offer {
        name: "freeze",
        title: w("冻结 5 秒", "Freeze for 5 s"),
        does: w(
            "副本不应答，连接还开着。",
            "The copy does not answer, and its connections stay open.",
        ),
        needs: Needs::Copy,
    },
    Offer {
        name: "add-copy",
        title: w("加一个副本", "Add a copy"),
        does: w(
            "扩容。按哈希选择副本时，一部分人会换地方。",
            "Scales out. By hash, some visitors move to another copy.",
        ),
        needs: Needs::Service,
    },
    Offer {
        name: "expire-now",
        title: w("让会话现在过期", "Let the session expire now"),
        does: w(
            "会话的时间到了，Cookie 还在。",
            "The session's time is over; the cookie is still there.",
        ),
        needs: Needs::Visitor,
    },
    Offer {
        name: "revoke-elsewhere",
        title: w("从另一台设备下线", "Revoke from another device"),
        does: w(
            "同一会员在别处结束这个会话。",
            "The same member ends this session from elsewhere.",
        ),
        needs: Needs::Visitor,
    },
    Offer {
        name: "slow-request-against-logout",
        title: w("慢请求遇上退出", "A slow request against a logout"),
        does: w(
            "一个慢请求要写会话，退出先发生：会话会复活吗？",
            "A slow request writes the session, and the logout comes first: does the session come back?",
        ),
        needs: Needs::Visitor,
    },
    Offer {
        name: "pause-database",
        title: w("数据库停 5 秒", "Pause the database for 5 s"),
        does: w(
            "副本和数据库之间不过一个字节。",
            "No byte passes between the copies and the database.",
        ),
        needs: Needs::Nothing,
    },
    Offer {
        name: "rotate-key",
        title: w("换密钥", "Rotate the key"),
        does: w(
            "所有副本换新密钥重启：封在 Cookie 里的会话打不开了。",
            "Every copy starts again with a new key: sessions sealed into cookies cannot be opened.",
        ),
        needs: Needs::Nothing,
    },
    Offer {
        name: "plant-cookie",
        title: w("埋一个旧 Cookie", "Plant an old cookie"),
        does: w(
            "下一个应答多给一个同名、只属于一台主机的旧 Cookie：两个同名的会一起发送。",
            "The next answer brings an old cookie of the same name for one host: both will be sent.",
        ),
        needs: Needs::Visitor,
    },
    Offer {
        name: "renew-now",
        title: w("让 id 该换了", "Let the id be due for renewal"),
        does: w(
            "好像过了十分钟：下一个应答带来新的 id，旧的在新的用过之后还有效 30 秒。",
            "As if ten minutes had passed: the next answer brings a new id, and the old one is good for 30 s after the new one was used.",
        ),
        needs: Needs::Visitor,
    },
    Offer {
        name: "use-copy",
        title: w("用复制的 Cookie", "Use a copy of the cookie"),
        does: w(
            "别人拿着复制的 Cookie 来，过了十分钟还在用。下一次打开页面时，有人发现吗？",
            "Somebody comes with a copy of the cookie, and goes on for ten minutes. Does anybody notice when the next page is opened?",
        ),
        needs: Needs::Visitor,
    },
    Offer {
        name: "second-version",
        title: w("发布第二个版本", "Deploy a second version"),
        does: w(
            "一个服务换成用另一种格式写会话的版本。",
            "One service becomes a release that writes sessions in another format.",
        ),
        needs: Needs::Service,
    },
];

/// The title of a fault by its name.
pub fn title_of(name: &str) -> String {
    OFFERS
        .iter()
        .find(|offer| offer.name == name)
        .map_or_else(|| name.to_owned(), |offer| say(offer.title).to_owned())
}

/// The forms.
pub fn faults(shown: &Shown) -> AnyView {
    if shown.scene.state != SceneState::Running {
        return ().into_any();
    }
    let action = visit().to(&format!("{}/fault", names::address(&shown.scene.id)));
    let has_database = shown.scene.store.starts_with("postgres") || shown.scene.copies.len() > 1;
    let forms = OFFERS
        .iter()
        .filter(|offer| offer.name != "pause-database" || has_database)
        .map(|offer| fault(offer, shown, action.clone()))
        .collect_view();
    view! {
        <section class="floor" aria-labelledby="faults">
            <h2 id="faults" class="floor__title">{t("动手脚", "Faults")}</h2>
            <p class="floor__text">{t("每个故障会自己结束，或在重置、重启场景时消失。", "Each ends by itself, or with a reset or the next start of the scene.")}</p>
            <ul class="faults">{forms}</ul>
        </section>
    }
    .into_any()
}

fn fault(offer: &Offer, shown: &Shown, action: String) -> impl IntoView + use<> {
    let title = say(offer.title);
    let choice = match offer.needs {
        Needs::Copy => {
            let options = shown
                .scene
                .copies
                .iter()
                .map(|copy| view! { <option value=copy.name.clone()>{format!("{} {}", copy.mark.letter, copy.name)}</option> })
                .collect_view();
            view! { <select name="copy" aria-label=format!("{title}: {}", t("副本", "copy"))>{options}</select> }.into_any()
        }
        Needs::Service => {
            let mut services: Vec<_> = shown
                .scene
                .copies
                .iter()
                .map(|copy| copy.service.clone())
                .collect();
            services.dedup();
            let options = services
                .into_iter()
                .map(|service| view! { <option value=service.clone()>{service.clone()}</option> })
                .collect_view();
            view! { <select name="service" aria-label=format!("{title}: {}", t("服务", "service"))>{options}</select> }.into_any()
        }
        Needs::Visitor => {
            let visitor = shown.visitor.clone().map(|visitor| visitor.0).unwrap_or_default();
            view! { <input type="hidden" name="visitor" value=visitor /> }.into_any()
        }
        Needs::Nothing => ().into_any(),
    };
    let is_disabled = offer.needs == Needs::Visitor && shown.visitor.is_none();
    view! {
        <li>
            <form class="fault" method="post" action=action data-quiet="">
                <input type="hidden" name="fault" value=offer.name />
                <p class="fault__does"><strong>{title}</strong>{say(offer.does)}</p>
                <div class="fault__do">
                    {choice}
                    <button class="button button--small" type="submit" id=format!("do-{}", offer.name) disabled=is_disabled>
                        {t("执行", "Do it")}<span class="unseen">{format!("：{title}")}</span>
                    </button>
                </div>
            </form>
        </li>
    }
}

/// A fault as its form says it.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    fault: String,
    copy: Option<String>,
    service: Option<String>,
    visitor: Option<String>,
    back: Option<String>,
}

impl Chosen {
    /// Whether the form is on the page that shows the session.
    pub fn is_of_session(&self) -> bool {
        self.back.as_deref() == Some("session")
    }

    /// The fault; `None` if the form does not say all of it.
    pub fn fault(self) -> Option<Fault> {
        let Self {
            fault,
            copy,
            service,
            visitor,
            back: _,
        } = self;
        let visitor = || {
            visitor
                .clone()
                .filter(|name| super::super::visit::is_name(name))
                .map(Visitor)
        };
        Some(match fault.as_str() {
            "kill" => Fault::Kill { copy: copy? },
            "restart" => Fault::Restart { copy: copy? },
            "freeze" => Fault::Freeze {
                copy: copy?,
                seconds: SECONDS,
            },
            "add-copy" => Fault::AddCopy { service: service? },
            "expire-now" => Fault::ExpireNow { visitor: visitor()? },
            "revoke-elsewhere" => Fault::RevokeElsewhere { visitor: visitor()? },
            "slow-request-against-logout" => Fault::SlowRequestAgainstLogout { visitor: visitor()? },
            "pause-database" => Fault::PauseDatabase { seconds: SECONDS },
            "rotate-key" => Fault::RotateKey,
            "plant-cookie" => Fault::PlantCookie { visitor: visitor()? },
            "renew-now" => Fault::RenewNow { visitor: visitor()? },
            "use-copy" => Fault::UseCopy { visitor: visitor()? },
            "second-version" => Fault::SecondVersion { service: service? },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offer_is_a_fault_of_that_name() {
        for offer in &OFFERS {
            let chosen = Chosen {
                fault: offer.name.to_owned(),
                copy: Some("mall-1".to_owned()),
                service: Some("mall".to_owned()),
                visitor: Some("v-1".to_owned()),
                back: None,
            };
            let fault = serde_json::to_value(chosen.fault()).unwrap_or_default();
            assert_eq!(fault["fault"], offer.name);
        }
    }
}
