//! What a scene's page shows, asked of the lab in one go.

use diagnosis::Diagnosis;
use lab_model::{CookieAt, Refusal, Scene, SceneId, SceneState, Seen, Switch, Visitor};

use super::super::{
    names,
    router::App,
    visit::{Visit, is_name},
};
use super::learning::Learned;

/// The most requests that the table shows.
const ROWS: usize = 40;

/// What a scene's page shows.
#[derive(Clone)]
pub struct Shown {
    /// The scene.
    pub scene: Scene,
    /// Whose requests are shown.
    pub visitor: Option<Visitor>,
    /// Who can be chosen.
    pub visitors: Vec<Visitor>,
    /// The requests that pass the filter, the oldest first.
    pub seen: Vec<Seen>,
    /// The number of the last request that the scene has seen.
    pub last: u64,
    /// How far the visitor has come.
    pub progress: Progress,
    /// The visitor's cookies.
    pub cookies: Vec<CookieAt>,
    /// Why the nickname is missing.
    pub diagnosis: Option<Diagnosis>,
    /// The scenes that differ by one switch.
    pub flips: Vec<(Switch, SceneId)>,
    /// What the visitor has predicted and explained.
    pub learned: Learned,
}

/// How far a visitor has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Nothing has happened.
    Begun,
    /// A login was accepted.
    LoggedIn,
    /// The mall was asked for a page after the login.
    SeenTheMall,
}

impl Shown {
    /// Asks the lab for all of it.
    pub async fn load(app: &App, id: &SceneId, visit: &Visit) -> Result<Self, Refusal> {
        let lab = &app.lab;
        let scene = lab.scene(id).await?;
        let visitors = lab.visitors(id).await?;
        let chosen = visit.query("visitor").filter(|name| is_name(name));
        let visitor = chosen
            .map(|name| Visitor(name.to_owned()))
            .or_else(|| visit.visitor.clone());
        let all = lab.seen(id, 0).await?;
        let last = all.last().map_or(0, |seen| seen.number);
        let own: Vec<_> = all
            .into_iter()
            .filter(|seen| !is_file(seen))
            .filter(|seen| visitor.as_ref().is_none_or(|visitor| &seen.visitor == visitor))
            .collect();
        let progress = Progress::of(&own, &scene);
        let mut seen: Vec<_> = own.into_iter().filter(|seen| passes(seen, visit)).collect();
        seen.drain(..seen.len().saturating_sub(ROWS));
        let (mut cookies, mut diagnosis) = (Vec::new(), None);
        if let Some(visitor) = &visitor
            && scene.state == SceneState::Running
        {
            // Nobody has been here under this name yet: there is nothing to show.
            cookies = lab.cookies(id, visitor).await.unwrap_or_default();
            diagnosis = lab.diagnose(id, visitor).await.ok();
        }
        let flips = names::SWITCHES
            .into_iter()
            .filter_map(|switch| Some((switch, lab.flipped(id, switch)?)))
            .collect();
        Ok(Self {
            learned: app.learning.of(id, visit.visitor.as_ref()),
            scene,
            visitor,
            visitors,
            seen,
            last,
            progress,
            cookies,
            diagnosis,
            flips,
        })
    }
}

impl Progress {
    fn of(seen: &[Seen], scene: &Scene) -> Self {
        let login = seen.iter().rposition(|seen| {
            seen.method == "POST"
                && seen.path == "/api/auth/login"
                && seen.set_cookies.iter().any(|line| line.session)
        });
        let Some(login) = login else {
            return Self::Begun;
        };
        let mall = scene.mall.split_once("://").map_or("", |(_, host)| host);
        let is_mall = |seen: &&Seen| {
            seen.host == mall
                && !seen.path.starts_with("/login")
                && !seen.path.starts_with("/account")
                && !seen.path.starts_with("/api/auth")
        };
        if seen[login..].iter().any(|seen| is_mall(&seen)) {
            Self::SeenTheMall
        } else {
            Self::LoggedIn
        }
    }
}

/// Whether a request is for a file that knows no session.
fn is_file(seen: &Seen) -> bool {
    seen.look_up.is_none() && seen.path.starts_with("/pkg/")
}

/// Whether the page's filter lets a request pass.
fn passes(seen: &Seen, visit: &Visit) -> bool {
    let only = match visit.query("only") {
        Some("session") => {
            seen.cookies.iter().any(|cookie| cookie.session)
                || seen.set_cookies.iter().any(|line| line.session)
        }
        Some("pages") => !seen.path.starts_with("/api/"),
        Some("lost") => seen.look_up.as_ref().is_some_and(|look_up| {
            !matches!(
                look_up.found,
                diagnosis::evidence::Found::Hit | diagnosis::evidence::Found::NoCookie
            )
        }),
        _ => true,
    };
    let copy = visit
        .query("copy")
        .is_none_or(|name| seen.copy.as_deref() == Some(name));
    only && copy
}
