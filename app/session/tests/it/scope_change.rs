//! One process becomes two services on hosts of their own, and back: the cookie's scope changes, and nobody is logged out
//! (`docs/decisions/0048`).

use crate::world::{AUTH as AUTH_ROLE, Answer, Shop, World, config, is};
use app_session::{CookieScope, Member, ScopeChange, SessionConfig, Viewer};
use axum::http::{StatusCode, header::SET_COOKIE};
use std::collections::BTreeMap;

const MALL: &str = "shop.example";
const AUTH: &str = "auth.shop.example";
const OF_HOST: &str = "__Host-cfmall";
const OF_PARENT: &str = "__Secure-cfmall";

/// A copy at each step of the way.
struct Steps {
    /// The monolith that has not heard of the split.
    old: Shop,
    /// The monolith that is told that it will come.
    told: Shop,
    /// The mall after the split.
    mall: Shop,
    /// The auth service after the split, on a host of its own.
    auth: Shop,
    /// The mall when the change is over.
    over: Shop,
}

impl Steps {
    async fn of(world: &World) -> Self {
        let parent = || CookieScope::Parent(MALL.into());
        let copy = async |scope, scope_change| {
            let [shop] = world
                .shops_with(&SessionConfig {
                    scope,
                    scope_change,
                    ..config()
                })
                .await;
            shop
        };
        Self {
            old: copy(CookieScope::Host, None).await,
            told: copy(CookieScope::Host, Some(ScopeChange::Also(parent()))).await,
            mall: copy(parent(), Some(ScopeChange::Also(CookieScope::Host))).await,
            auth: copy(parent(), None).await,
            over: copy(parent(), Some(ScopeChange::Former(CookieScope::Host))).await,
        }
    }

    /// Every copy there is while both sides run, with its host.
    fn during(&self) -> [(&Shop, &'static str); 3] {
        [(&self.told, MALL), (&self.mall, MALL), (&self.auth, AUTH)]
    }
}

/// A browser that knows two hosts: a cookie is sent to the one that set it, or to both (RFC 6265 §5.3, §5.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Jar {
    of_hosts: BTreeMap<&'static str, String>,
    of_parent: Option<String>,
}

impl Jar {
    async fn signed_in(member: &Member, shop: &Shop, host: &'static str) -> Self {
        let mut jar = Self::default();
        jar.sign_in(member, shop, host).await;
        jar
    }

    async fn sign_in(&mut self, member: &Member, shop: &Shop, host: &'static str) {
        let id = member.id.to_string();
        let form = Some(&[("member", id.as_str())][..]);
        self.ask(shop, host, "/sign-in", form).await.ok();
    }

    async fn viewer(&mut self, shop: &Shop, host: &'static str) -> Viewer {
        let answer = self.ask(shop, host, "/viewer", None).await.ok();
        serde_json::from_value(answer.json()).expect("a viewer")
    }

    async fn ask(
        &mut self,
        shop: &Shop,
        host: &'static str,
        target: &str,
        form: Option<&[(&str, &str)]>,
    ) -> Answer {
        let cookies = [
            self.of_hosts.get(host).map(|value| format!("{OF_HOST}={value}")),
            self.of_parent
                .as_ref()
                .map(|value| format!("{OF_PARENT}={value}")),
        ];
        let cookies = cookies.into_iter().flatten().collect::<Vec<_>>().join("; ");
        let answer = shop.ask(target, form, Some(&cookies)).await;
        self.receive(&answer, host);
        answer
    }

    fn receive(&mut self, answer: &Answer, host: &'static str) {
        for set in answer.headers.get_all(SET_COOKIE) {
            let set = set.to_str().expect("text");
            let (name, rest) = set.split_once('=').expect("a name");
            let value = rest.split(';').next().filter(|value| !value.is_empty());
            let value = value.map(str::to_owned);
            match (name, set.contains("; Domain=shop.example")) {
                (OF_HOST, false) => match value {
                    Some(value) => drop(self.of_hosts.insert(host, value)),
                    None => drop(self.of_hosts.remove(host)),
                },
                (OF_PARENT, true) => self.of_parent = value,
                _ => panic!("a browser would refuse {set}"),
            }
        }
    }

    /// The values of both cookies, as the mall gets them.
    fn at_the_mall(&self) -> (Option<&str>, Option<&str>) {
        (
            self.of_hosts.get(MALL).map(String::as_str),
            self.of_parent.as_deref(),
        )
    }
}

#[tokio::test]
async fn nobody_is_logged_out_forth_and_back_and_forth() {
    let world = World::new().await;
    let steps = Steps::of(&world).await;
    let member = world.member("张三").await;
    let mut jar = Jar::signed_in(&member, &steps.old, MALL).await;
    let id = jar.of_hosts[MALL].clone();
    assert_eq!(jar.at_the_mall(), (Some(&*id), None));

    assert_eq!(jar.viewer(&steps.told, MALL).await, is(&member));
    assert_eq!(
        jar.at_the_mall(),
        (Some(&*id), Some(&*id)),
        "both have the one id"
    );
    for (shop, host) in [
        (&steps.mall, MALL),
        (&steps.auth, AUTH),
        (&steps.told, MALL),
        (&steps.old, MALL),
        (&steps.mall, MALL),
    ] {
        let before = jar.clone();
        assert_eq!(jar.viewer(shop, host).await, is(&member));
        assert_eq!(jar, before, "nothing is left to be said");
    }

    assert_eq!(jar.viewer(&steps.over, MALL).await, is(&member));
    assert_eq!(jar.at_the_mall(), (None, Some(&*id)), "nothing is left over");
}

/// One who was away while the copies were told.
#[tokio::test]
async fn who_comes_with_the_old_cookie_only_is_known_from_the_first_page_on() {
    let world = World::new().await;
    let steps = Steps::of(&world).await;
    let member = world.member("张三").await;
    let mut jar = Jar::signed_in(&member, &steps.old, MALL).await;
    assert_eq!(jar.viewer(&steps.mall, MALL).await, is(&member));
    assert_eq!(jar.viewer(&steps.auth, AUTH).await, is(&member));
    assert_eq!(jar.viewer(&steps.told, MALL).await, is(&member));

    // Logged in after the split, and the split is taken back.
    let mut jar = Jar::signed_in(&member, &steps.auth, AUTH).await;
    assert_eq!(jar.viewer(&steps.told, MALL).await, is(&member));
    assert_eq!(jar.viewer(&steps.old, MALL).await, is(&member));
}

#[tokio::test]
async fn a_logout_anywhere_is_one_everywhere() {
    let world = World::new().await;
    let steps = Steps::of(&world).await;
    let member = world.member("张三").await;
    for (shop, host) in steps.during() {
        let mut jar = Jar::signed_in(&member, &steps.told, MALL).await;
        assert_eq!(jar.viewer(&steps.mall, MALL).await, is(&member));
        jar.ask(shop, host, "/sign-out", Some(&[])).await.ok();
        if host == MALL {
            assert_eq!(jar, Jar::default(), "both cookies are gone");
        }
        for (shop, host) in steps.during().into_iter().chain([(&steps.old, MALL)]) {
            assert_eq!(jar.viewer(shop, host).await, Viewer::Guest);
        }
    }
}

/// The id changes at one host; the other host's own cookie is old then, and is replaced by itself.
#[tokio::test]
async fn a_new_id_and_a_new_member_are_known_on_both_hosts() {
    let world = World::new().await;
    let steps = Steps::of(&world).await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    for mall in [&steps.told, &steps.mall] {
        let mut jar = Jar::signed_in(&member, &steps.told, MALL).await;
        jar.ask(&steps.auth, AUTH, "/confirm", Some(&[])).await.ok();
        assert_eq!(jar.viewer(mall, MALL).await, is(&member));
        let (of_host, of_parent) = jar.at_the_mall();
        assert_eq!(of_host, of_parent);

        jar.sign_in(&other, &steps.auth, AUTH).await;
        assert_eq!(jar.viewer(mall, MALL).await, is(&other));
        let (of_host, of_parent) = jar.at_the_mall();
        assert_eq!(of_host, of_parent);
        assert_eq!(jar.viewer(&steps.old, MALL).await, is(&other));
    }
    // Who logs in as somebody else where the old cookie is not sent is that one on the next page.
    let mut jar = Jar::signed_in(&member, &steps.old, MALL).await;
    jar.sign_in(&other, &steps.auth, AUTH).await;
    assert_eq!(jar.viewer(&steps.mall, MALL).await, is(&other));
    assert_eq!(jar.viewer(&steps.told, MALL).await, is(&other));
}

/// An answer that is late says of the cookies what was right before the login: the next page mends it.
#[tokio::test]
async fn an_answer_that_is_late_logs_nobody_out() {
    let world = World::new().await;
    let steps = Steps::of(&world).await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    for (slow, quick) in [(&steps.mall, &steps.told), (&steps.told, &steps.mall)] {
        let mut jar = Jar::signed_in(&member, &steps.old, MALL).await;
        let late = jar.clone().ask(slow, MALL, "/viewer", None).await;
        jar.sign_in(&other, quick, MALL).await;
        jar.receive(&late, MALL);
        for shop in [quick, slow] {
            assert_eq!(jar.viewer(shop, MALL).await, is(&other));
        }
        let late = jar.clone().ask(slow, MALL, "/viewer", None).await;
        jar.ask(quick, MALL, "/sign-out", Some(&[])).await.ok();
        jar.receive(&late, MALL);
        for shop in [quick, slow] {
            assert_eq!(jar.viewer(shop, MALL).await, Viewer::Guest);
        }
    }
}

/// The cookie of the other scope is only asked where ours says nothing, or who can set one of them would choose.
#[tokio::test]
async fn what_ours_says_counts() {
    let world = World::new().await;
    let steps = Steps::of(&world).await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    let id = |jar: &Jar| jar.of_parent.clone().expect("a cookie");
    let [one, two, planted] = [
        id(&Jar::signed_in(&member, &steps.auth, AUTH).await),
        id(&Jar::signed_in(&member, &steps.auth, AUTH).await),
        id(&Jar::signed_in(&other, &steps.auth, AUTH).await),
    ];
    for (own, also, expected) in [
        (format!("{OF_HOST}={one}"), &planted, is(&member)),
        (format!("{OF_HOST}=nonsense"), &planted, is(&other)),
        (
            format!("{OF_HOST}={one}; {OF_HOST}={two}"),
            &planted,
            Viewer::Guest,
        ),
    ] {
        let cookies = format!("{own}; {OF_PARENT}={also}");
        let answer = steps.told.ask("/viewer", None, Some(&cookies)).await.ok();
        let viewer: Viewer = serde_json::from_value(answer.json()).expect("a viewer");
        assert_eq!(viewer, expected, "{cookies}");
    }
}

#[tokio::test]
async fn an_outage_says_nothing_of_either_cookie() {
    let world = World::new().await;
    let steps = Steps::of(&world).await;
    let mut jar = Jar::signed_in(&world.member("张三").await, &steps.old, MALL).await;
    let before = jar.clone();
    let away = World::shop_at(
        &SessionConfig {
            scope: CookieScope::Parent(MALL.into()),
            scope_change: Some(ScopeChange::Also(CookieScope::Host)),
            ..config()
        },
        // Nobody listens there.
        &world.way_in(AUTH_ROLE).port(1),
    );
    let answer = jar.ask(&away, MALL, "/viewer", None).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(jar, before);
}
