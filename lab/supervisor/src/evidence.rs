//! What is known of a visitor's journey, arranged for the diagnosis: from the last login on, and what copies tell besides.

use std::{collections::BTreeMap, sync::Arc};

use diagnosis::{
    evidence::{
        Declared, Event, Evidence, Exchange, Found, Origin, Request, Response, Service, Shown, Step, Via,
    },
    jar::{Context, SetCookie},
};
use lab_model::Visitor;
use time::OffsetDateTime;
use url::Url;

use crate::{
    clock,
    journal::{Happened, Record},
    request,
    scene::Scene,
    told::{Told, ask_all, better, is_less, named, say_how_it_ended, views},
};
use dev_deployment::topology::Layout;

/// The evidence of a journey.
pub struct Journey {
    /// The evidence.
    pub evidence: Evidence,
    /// Whether the visitor has logged out, so that a guest's page is what was asked for.
    pub logged_out: bool,
}

/// Gathers the evidence of a visitor's journey.
pub async fn gather(scene: &Arc<Scene>, visitor: &Visitor) -> Journey {
    let name = scene.spec.cookie();
    let (records, probes, session, previous, nickname, events) = {
        let journal = scene.journal();
        let browser = journal.browsers.get(visitor);
        (
            journal.of(visitor),
            browser.map(|browser| browser.probes.clone()).unwrap_or_default(),
            browser.and_then(|browser| browser.session.clone()),
            browser.and_then(|browser| browser.previous.clone()),
            browser.and_then(|browser| browser.nickname.clone()),
            journal.events.clone(),
        )
    };
    let mut evidence = Evidence {
        origin: Some(Origin::Recorded {
            from: format!("cfmall, {}", scene.spec.id),
        }),
        session_cookies: vec![name.to_owned()],
        declared: declared(scene),
        ..Evidence::default()
    };
    let Some(login) = records.iter().rposition(|record| is_login(record, name)) else {
        return Journey {
            evidence,
            logged_out: false,
        };
    };
    let (mut exchanges, logged_out) = steps(scene, &records[login..]);
    let began = exchanges[0].at;
    for exchange in &mut exchanges {
        exchange.age_ms = u64::try_from((exchange.at - began).whole_milliseconds()).ok();
        if let (Some(look_up), Some(copy)) = (&mut exchange.look_up, &exchange.copy) {
            *look_up = named(look_up, copy);
        }
    }
    let is_since = |happened: &&Happened| happened.at >= began;
    evidence.events = events
        .iter()
        .filter(is_since)
        .map(|happened| Event {
            at: happened.at,
            kind: happened.kind,
        })
        .collect();
    evidence.exchanges = exchanges;
    evidence
        .exchanges
        .extend(probes.into_iter().filter(|probe| probe.at >= began));
    if let Some(session) = session {
        let mut told = ask_all(scene, &format!("{name}={session}")).await;
        if let Some(previous) = previous.filter(|_| told.iter().all(|told| is_less(told.look_up.found))) {
            told = better(told, &ask_all(scene, &format!("{name}={previous}")).await);
        }
        say_how_it_ended(&mut evidence.exchanges, &told, name, &session);
        evidence.stores = told.iter().flat_map(views).collect();
        let extra = white_box(scene, &told, &session, nickname.as_deref(), &evidence, logged_out);
        evidence.exchanges.extend(extra);
    }
    Journey { evidence, logged_out }
}

fn is_login(record: &Record, name: &str) -> bool {
    let exchange = &record.exchange;
    let is_post = exchange.request.context.method == "POST" && exchange.request.url.path() == request::LOGIN;
    is_post
        && exchange
            .set_cookie()
            .iter()
            .any(|line| sets(line, name, exchange.at))
}

fn sets(line: &str, name: &str, at: OffsetDateTime) -> bool {
    let parsed = SetCookie::parse(line).ok();
    parsed.is_some_and(|line| line.name == name && !line.value.is_empty() && !line.removes(at))
}

/// The exchanges from the login on, each with what it is for, and whether there was a logout.
fn steps(scene: &Scene, records: &[Arc<Record>]) -> (Vec<Exchange>, bool) {
    let mut exchanges: Vec<Exchange> = records.iter().map(|record| record.exchange.clone()).collect();
    let (mut logged_out, mut lost) = (false, false);
    let one_program = scene.spec.topology.layout != Layout::Split;
    let mut controlled = false;
    for (index, (exchange, record)) in exchanges.iter_mut().zip(records).enumerate() {
        let method = exchange.request.context.method.as_str();
        let path = exchange.request.url.path();
        let is_done = exchange.status() < 400;
        let is_page = record.page && method == "GET" && !logged_out;
        // One program is both services: what follows the first page of the login counts as the other one.
        if one_program && controlled {
            exchange.service = Service::B;
        }
        exchange.step = match (method, path) {
            _ if index == 0 => Step::Login,
            ("POST", "/api/auth/logout") if is_done => {
                logged_out = true;
                Step::Logout
            }
            ("POST", "/api/auth/password") if is_done => Step::PasswordChange,
            _ if is_page && exchange.service == Service::B => {
                lost |= exchange.member().is_none();
                Step::Visit
            }
            _ if is_page && lost => Step::Back,
            _ if is_page => Step::Control,
            _ => Step::Between,
        };
        controlled |= index > 0 && exchange.service == Service::A;
    }
    last_page_decides(&mut exchanges);
    (exchanges, logged_out)
}

/// The question is about now: what failed and works again has been forgiven, and what works no more at A itself is visited last.
fn last_page_decides(exchanges: &mut [Exchange]) {
    let is_known = |exchange: &Exchange| exchange.member().is_some();
    let last = |exchanges: &[Exchange], steps: &[Step]| {
        exchanges
            .iter()
            .rposition(|exchange| steps.contains(&exchange.step))
    };
    let known = exchanges
        .iter()
        .rposition(|exchange| exchange.step == Step::Visit && is_known(exchange));
    if let Some(known) = known {
        for exchange in &mut exchanges[..known] {
            if exchange.step == Step::Visit && !is_known(exchange) {
                exchange.step = Step::Between;
            }
        }
    }
    let visit_fails = last(exchanges, &[Step::Visit]).is_some_and(|visit| !is_known(&exchanges[visit]));
    let Some(at_a) = last(exchanges, &[Step::Control, Step::Back]) else {
        return;
    };
    let known_before = exchanges[..at_a].iter().any(|exchange| {
        exchange.service == Service::A
            && exchange.step != Step::Login
            && (is_known(exchange) || found(exchange) == Some(Found::Hit))
    });
    if !visit_fails && !is_known(&exchanges[at_a]) && known_before {
        exchanges[at_a].step = Step::Visit;
        exchanges[at_a].service = Service::B;
    }
}

fn found(exchange: &Exchange) -> Option<Found> {
    exchange.look_up.as_ref().map(|look_up| look_up.found)
}

/// What the copies tell, as the exchanges that it stands for: would the login's value be known if it arrived at B, is it still
/// known at A, does it outlive its logout?
fn white_box(
    scene: &Scene,
    told: &[Told],
    session: &str,
    nickname: Option<&str>,
    evidence: &Evidence,
    logged_out: bool,
) -> Vec<Exchange> {
    let name = scene.spec.cookie();
    let is_failing = evidence
        .exchanges
        .iter()
        .rfind(|exchange| exchange.step == Step::Visit)
        .is_some_and(|visit| visit.member().is_none());
    let asked_at_a = evidence.exchanges.iter().any(|exchange| {
        exchange.service == Service::A && exchange.step != Step::Login && exchange.step.is_journey()
    });
    let [mall, auth] = scene.origins();
    let mut made = Vec::new();
    for Told { known, look_up } in told {
        let is_hit = look_up.found == Found::Hit;
        let mut add = |step: Step, service: Service| {
            let origin = if service == Service::A { &auth } else { &mall };
            let Ok(url) = Url::parse(&format!("{origin}/api/lab/knows")) else {
                return;
            };
            made.push(Exchange {
                step,
                service,
                copy: Some(known.copy.name.clone()),
                at: clock::now(),
                login: 0,
                age_ms: None,
                request: Request {
                    url,
                    context: Context::typed(),
                    cookies: Some(vec![diagnosis::evidence::Pair {
                        name: name.to_owned(),
                        value: session.to_owned(),
                    }]),
                    via: Via::Browser,
                    client: None,
                },
                response: Some(Response {
                    status: if look_up.found == Found::Unavailable {
                        503
                    } else {
                        200
                    },
                    set_cookie: Vec::new(),
                    script_cookies: Vec::new(),
                    headers: BTreeMap::new(),
                    shown: match look_up.found {
                        Found::Hit => Shown::Member(nickname.unwrap_or("?").to_owned()),
                        Found::Unavailable => Shown::Unclear,
                        _ => Shown::Guest,
                    },
                    page: None,
                    took_ms: None,
                    token: None,
                    from: None,
                }),
                look_up: Some(look_up.clone()),
            });
        };
        for service in Scene::services_of(&known.copy.service) {
            match service {
                Service::A if logged_out && is_hit && scene.spec.store == "cookie" => {
                    add(Step::Replay, *service);
                }
                Service::A if !logged_out && is_hit && is_failing => {
                    if !asked_at_a {
                        add(Step::Control, *service);
                    }
                    add(Step::Saved, *service);
                }
                Service::B if !logged_out && is_failing => add(Step::Real, *service),
                Service::A | Service::B => {}
            }
        }
    }
    made
}

fn declared(scene: &Scene) -> Vec<Declared> {
    let spec = &scene.spec;
    [(Service::A, "auth"), (Service::B, "mall")]
        .into_iter()
        .map(|(service, program)| {
            let copies = scene.copies();
            let own = copies
                .iter()
                .filter(|known| Scene::services_of(&known.copy.service).contains(&service));
            Declared {
                service,
                store: Some(if spec.is_memory() && spec.topology.layout == Layout::Split {
                    format!("memory ({program})")
                } else {
                    spec.store.clone()
                }),
                memory: Some(spec.is_memory()),
                key: (spec.store == "cookie")
                    .then(|| if spec.own_keys { program } else { "shared" }.to_owned()),
                cookie: Some(spec.cookie().to_owned()),
                copies: u32::try_from(own.count()).ok(),
            }
        })
        .collect()
}
