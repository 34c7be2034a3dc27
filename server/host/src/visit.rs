//! From a request to what pages may know about it.

use crate::config::{HostConfig, SocialProvider};
use app_kernel::{CartBadge, Locale, Member, MemberId, Theme, Viewer, cookie, path};
use app_part::Traffic;
use app_session::{Client, CurrentSession, SessionMark};
use app_ui::{LayoutFragments, Portrait, Site, Visit};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use std::{borrow::Cow, sync::Arc};
use url::{Position, Url, form_urlencoded};

/// The process, as pages show it.
pub(crate) fn site(config: &HostConfig, beside: &[app_part::Site]) -> Arc<Site> {
    Arc::new(Site {
        service: config.service.name(),
        instance: config.instance.clone(),
        version: env!("CARGO_PKG_VERSION"),
        store: config.store.name(),
        lab: config.lab,
        demo: config.demo_data,
        origin: config.origin().clone(),
        links: config.links.clone(),
        beside: beside
            .iter()
            .map(|site| site.origin.clone())
            .chain(config.social.iter().filter_map(SocialProvider::origin))
            .collect(),
        fragments: LayoutFragments::default(),
    })
}

/// Counts a request for a page or its data until it is answered.
pub(crate) async fn count(State(traffic): State<Traffic>, request: Request, next: Next) -> Response {
    let _counted = request.method().is_safe().then(|| traffic.enter());
    next.run(request).await
}

/// Puts into the request's extensions who sent it, as far as the network tells.
pub(crate) async fn identify_client(
    State(trusted_proxies): State<u8>,
    request: Request,
    next: Next,
) -> Response {
    let (mut head, body) = request.into_parts();
    let client = Client::of(&head, trusted_proxies);
    head.extensions.insert(client);
    next.run(Request::from_parts(head, body)).await
}

/// Decides everything pages may know, once, and puts it into the request's extensions.
pub(crate) async fn enter(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let viewer = extensions
        .get::<app_session::Viewer>()
        .map_or(Viewer::Unavailable, viewer);
    let profile = Profile::of(extensions.get::<CurrentSession>());
    let session_mark = extensions.get::<SessionMark>().and_then(|mark| mark.0.clone());
    let target = target(&request, &site);
    let visit = Visit {
        cart_badge: CartBadge::of(request.headers(), &viewer),
        viewer,
        session_mark,
        portrait: profile.picture.as_deref().and_then(Portrait::named),
        locale: locale(request.headers(), &profile),
        theme: cookie::value_in(request.headers(), Theme::COOKIE)
            .and_then(Theme::from_name)
            .unwrap_or_default(),
        search: search(&target),
        target,
        site,
    };
    let extensions = request.extensions_mut();
    extensions.insert(visit.viewer.clone());
    extensions.insert(Arc::new(visit));
    next.run(request).await
}

/// The page that links and forms lead back to: this one, or where it cannot be opened because it answers a form, the page with
/// that form.
fn target(request: &Request, site: &Site) -> String {
    if request.method().is_safe() {
        let target = request.uri().path_and_query();
        return target.map_or(path::HOME, |target| target.as_str()).to_owned();
    }
    let came_from = request
        .headers()
        .get(header::REFERER)
        .and_then(|referer| Url::parse(referer.to_str().ok()?).ok())
        .filter(|url| site.origin.owns(url) && path::is_page(url.path()));
    came_from.map_or_else(
        || path::HOME.to_owned(),
        |url| url[Position::BeforePath..Position::AfterQuery].to_owned(),
    )
}

/// The language that was chosen on this device, or for the account, or that the browser prefers.
fn locale(headers: &HeaderMap, profile: &Profile) -> Locale {
    let chosen = cookie::value_in(headers, Locale::COOKIE).and_then(Locale::from_tag);
    let accepted = || {
        headers
            .get(header::ACCEPT_LANGUAGE)?
            .to_str()
            .ok()
            .map(Locale::negotiate)
    };
    let of_account = || Locale::from_tag(profile.language.as_deref()?);
    chosen.or_else(of_account).or_else(accepted).unwrap_or_default()
}

/// What auth says of a member besides the name (`migrations/0037_profile.sql`).
#[derive(Default)]
struct Profile {
    picture: Option<String>,
    /// A BCP 47 tag.
    language: Option<String>,
}

impl Profile {
    /// The profile of whoever is logged in. What another release says in another way is nothing.
    fn of(session: Option<&CurrentSession>) -> Self {
        let Some(said) = session.and_then(|session| session.profile()) else {
            return Self::default();
        };
        let text = |name: &str| said.get(name)?.as_str().map(str::to_owned);
        Self {
            picture: text("picture"),
            language: text("language"),
        }
    }
}

/// The session stack's answer, in the words of the mall.
fn viewer(answer: &app_session::Viewer) -> Viewer {
    match answer {
        app_session::Viewer::Guest => Viewer::Guest,
        app_session::Viewer::Member(member) => Viewer::Member(Member {
            id: MemberId(member.id),
            nickname: member.nickname.clone(),
        }),
        app_session::Viewer::Unavailable => Viewer::Unavailable,
    }
}

fn search(target: &str) -> Option<String> {
    let query = target.strip_prefix(path::SEARCH)?.strip_prefix('?')?;
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "q")
        .map(|(_, words)| Cow::into_owned(words))
}
