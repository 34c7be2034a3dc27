//! Everything that the lab's own host answers.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    response::Response,
    routing::{get, post},
};
use diagnosis::Text;
use http::{HeaderValue, header::CACHE_CONTROL};
use lab_model::{Lab, Refusal};
use leptos::config::LeptosOptions;
use tokio::sync::watch;
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

use super::{
    compare, guard, home, lesson, page, preferences, remedies, scene, session, sites, turns::Turns,
    visit::Visit,
};

/// The name of the built files without extension.
const OUTPUT: &str = "lab";
/// The most that a form of the lab may have, in bytes.
const FORM_LIMIT: usize = 16 * 1024;

/// Where the pages are, and where their files are.
#[derive(Clone, Debug)]
pub struct Options {
    /// The origin of the pages: `http://lab.cfmall.localhost:4400`.
    pub origin: String,
    /// The folder of the built files: stylesheet, script and wasm in `pkg/`, public files beside it.
    pub site: PathBuf,
    /// Closed when the lab ends: pages that wait for changes are let go, for nobody ends while an answer is under way.
    pub ending: watch::Receiver<()>,
}

/// What every page has at hand.
#[derive(Clone)]
pub struct App {
    pub lab: Arc<dyn Lab>,
    pub site: Arc<Site>,
    pub learning: scene::Learning,
    pub ending: watch::Receiver<()>,
    pub turns: Turns,
    pub played: compare::Played,
    pub meters: remedies::Meters,
}

/// Where the pages are.
#[derive(Debug)]
pub struct Site {
    pub leptos: Arc<LeptosOptions>,
    origin: String,
}

impl Site {
    /// The address of the stylesheet.
    pub fn stylesheet(&self) -> String {
        format!("/{}/{OUTPUT}.css", self.leptos.site_pkg_dir)
    }

    /// The domain that all scenes are below.
    pub fn cookie_domain(&self) -> String {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        let host = host.split(':').next().unwrap_or_default();
        host.split_once('.').map_or(host, |(_, parent)| parent).to_owned()
    }
}

/// The pages of the lab, for its own host.
pub fn router(lab: Arc<dyn Lab>, options: &Options) -> Router {
    let leptos = LeptosOptions::builder()
        .output_name(OUTPUT)
        .site_root(options.site.display().to_string())
        .build();
    let app = App {
        lab,
        site: Arc::new(Site {
            leptos: Arc::new(leptos),
            origin: options.origin.clone(),
        }),
        learning: scene::Learning::default(),
        ending: options.ending.clone(),
        turns: Turns::default(),
        played: compare::Played::default(),
        meters: remedies::Meters::default(),
    };
    let origin: Arc<str> = options.origin.as_str().into();
    Router::new()
        .route("/", get(home::show))
        .route("/t/{scene}", get(scene::show))
        .route("/t/{scene}/live", get(scene::live))
        .route("/t/{scene}/seen.json", get(scene::export))
        .route("/t/{scene}/start", post(scene::actions::start))
        .route("/t/{scene}/stop", post(scene::actions::stop))
        .route("/t/{scene}/reset", post(scene::actions::reset))
        .route("/t/{scene}/fault", post(scene::actions::fault))
        .route("/t/{scene}/flip", post(scene::actions::flip))
        .route("/t/{scene}/visit", post(scene::actions::visit))
        .route("/t/{scene}/predict", post(scene::actions::predict))
        .route("/t/{scene}/explain", post(scene::actions::explain))
        .route("/session", get(session::choose))
        .route("/session/{scene}", get(session::show))
        .route("/compare", get(compare::show))
        .route("/compare/live", get(compare::live))
        .route("/compare/play", post(compare::play))
        .route("/remedies", get(remedies::show))
        .route("/remedies/live", get(remedies::live))
        .route("/remedies/measure", post(remedies::measure))
        .route("/lesson/{chapter}", get(lesson::show))
        .route("/sites", get(sites::show))
        .route("/preferences", post(preferences::choose))
        .fallback(nothing)
        .with_state(app)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .merge(files(&options.site))
        .layer(from_fn_with_state(origin, guard::check))
}

/// The built files, which are asked for again each time: a build in the background replaces them.
fn files(site: &std::path::Path) -> Router {
    let built = ServeDir::new(site.join("pkg"))
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .nest_service("/pkg", built)
        .route_service("/favicon.svg", ServeFile::new(site.join("favicon.svg")))
        .layer(SetResponseHeaderLayer::overriding(
            CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
}

async fn nothing(axum::extract::State(app): axum::extract::State<App>, visit: Visit) -> Response {
    page::refused(&app, &visit, &unknown())
}

/// That an address leads nowhere.
pub fn unknown() -> Refusal {
    Refusal {
        unknown: true,
        reason: Text::new("实验室里没有这个地址。", "The lab has nothing at this address."),
    }
}
