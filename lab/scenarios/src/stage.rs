//! A scene on which one scenario is played.

use std::{net::Ipv4Addr, time::Duration};

use anyhow::{Result, anyhow};
use diagnosis::evidence::{Event, EventKind, Evidence, Exchange, Found, Origin, Service, StoreView};
use lab_model::{Fault, Lab, Refusal, Scene, SceneId, Seen};

use crate::{
    place::Place,
    visitor::{StandIns, Visitor, now},
};

/// The longest that the gateway takes to write down a request that was answered.
const RECORDED_WITHIN: Duration = Duration::from_secs(2);

/// A scene that runs, with nobody in it but the visitors of one scenario.
pub struct Stage<'a> {
    lab: &'a dyn Lab,
    /// The scene at the beginning.
    pub scene: Scene,
    /// Its addresses.
    pub place: Place,
    scenario: &'static str,
    /// The number of the last request that was seen before.
    since: u64,
    visitors: u8,
    events: Vec<Event>,
}

impl<'a> Stage<'a> {
    /// Starts the scene if it does not run, and empties it unless it is known to be as it was started.
    pub async fn prepare(
        lab: &'a dyn Lab,
        id: &SceneId,
        scenario: &'static str,
        auth_only: bool,
        untouched: bool,
    ) -> Result<Self> {
        lab.start(id).await.map_err(refused)?;
        if !untouched {
            lab.reset(id).await.map_err(refused)?;
        }
        let scene = lab.scene(id).await.map_err(refused)?;
        let seen = lab.seen(id, 0).await.map_err(refused)?;
        Ok(Self {
            lab,
            place: Place::of(&scene, auth_only)?,
            scene,
            scenario,
            since: seen.last().map_or(0, |seen| seen.number),
            visitors: 0,
            events: Vec::new(),
        })
    }

    /// The next visitor, who comes from an address of their own. `login` is the number under which a diagnosis counts what
    /// they do; 0 is the visitor who is judged.
    pub fn visitor(&mut self, login: u32) -> Visitor {
        self.visitors += 1;
        let name = format!("{}-{}", self.scenario.to_lowercase(), self.visitors);
        let from = Ipv4Addr::new(127, 0, 0, 10 + self.visitors);
        Visitor::new(name, from, self.place.clone(), login)
    }

    /// Somebody with another browser at the address of a visitor, whom a gateway that goes by addresses leads to the same copy.
    pub fn beside(&mut self, visitor: &Visitor) -> Visitor {
        let name = self.visitor(0).name.0;
        Visitor::new(name, visitor.address(), self.place.clone(), 0)
    }

    /// A name that no scenario before this one has used on this scene: what is opened under it was not open before.
    pub fn unique(&self, name: &str) -> String {
        format!("{}-{}-{name}", self.scenario, self.since)
    }

    /// The number of copies of the service with the most.
    pub fn most_copies(&self) -> usize {
        let services = self.scene.copies.iter().map(|copy| &copy.service);
        let count = |service| {
            self.scene
                .copies
                .iter()
                .filter(|copy| &copy.service == service)
                .count()
        };
        services.map(count).max().unwrap_or(1)
    }

    /// The service that has the mall's pages: `mall` or `monolith`.
    pub fn shop(&self) -> &str {
        let shop = self.scene.copies.iter().find(|copy| copy.service != "auth");
        shop.map_or("mall", |copy| &copy.service)
    }

    /// The names of the services.
    pub fn services(&self) -> Vec<String> {
        let mut names: Vec<_> = self
            .scene
            .copies
            .iter()
            .map(|copy| copy.service.clone())
            .collect();
        names.dedup();
        names
    }

    /// Does something to the scene, and writes down what a diagnosis has to know of it.
    pub async fn apply(&mut self, fault: &Fault) -> Result<()> {
        self.lab.apply(&self.scene.id, fault).await.map_err(refused)?;
        let kind = match fault {
            Fault::Kill { .. } | Fault::Restart { .. } | Fault::RotateKey | Fault::SecondVersion { .. } => {
                EventKind::Restart
            }
            Fault::AddCopy { .. } => EventKind::CopiesChanged,
            _ => return Ok(()),
        };
        self.note(kind);
        Ok(())
    }

    /// Does something to the scene that a diagnosis need not know of, while something else goes on.
    pub async fn apply_meanwhile(&self, fault: &Fault) -> Result<()> {
        self.lab.apply(&self.scene.id, fault).await.map_err(refused)?;
        Ok(())
    }

    /// Writes down an event of this moment.
    pub fn note(&mut self, kind: EventKind) {
        self.events.push(Event { at: now(), kind });
    }

    /// What the gateway has seen of this scenario, at least as much as its visitors have been answered.
    pub async fn seen(&self, visitors: &[&Visitor]) -> Result<Vec<Seen>> {
        let asked: usize = visitors.iter().map(|visitor| visitor.exchanges().len()).sum();
        let deadline = tokio::time::Instant::now() + RECORDED_WITHIN;
        loop {
            let seen = self.lab.seen(&self.scene.id, self.since).await.map_err(refused)?;
            if seen.len() >= asked || tokio::time::Instant::now() > deadline {
                return Ok(seen);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The evidence about one visitor, with what the probes of others add to it. It shows no value of any cookie.
    pub async fn evidence(&self, judged: &Visitor, others: &[&Visitor], seen: &[Seen]) -> Result<Evidence> {
        let mut exchanges = told(judged, seen);
        for other in others {
            let probes = told(other, seen).into_iter();
            exchanges.extend(probes.filter(|exchange| !exchange.step.is_journey()));
        }
        exchanges.sort_by_key(|exchange| exchange.at);
        let mut stand_ins = StandIns::new(&self.place.cookie);
        Ok(Evidence {
            origin: Some(Origin::Recorded {
                from: format!("cfmall, {} on {}", self.scenario, self.scene.id),
            }),
            session_cookies: vec![self.place.cookie.clone()],
            exchanges: exchanges.iter().map(|exchange| stand_ins.of(exchange)).collect(),
            events: self.events.clone(),
            stores: self.stores(judged).await?,
            ..Evidence::default()
        })
    }

    /// What the store of each copy knows of a visitor's session now.
    async fn stores(&self, visitor: &Visitor) -> Result<Vec<StoreView>> {
        let scene = self.lab.scene(&self.scene.id).await.map_err(refused)?;
        let views = scene.copies.iter().flat_map(|copy| {
            let known = copy.knows.iter().filter(|known| known.visitor == visitor.name);
            known.map(|known| StoreView {
                copy: copy.name.clone(),
                service: if copy.service == "auth" {
                    Service::A
                } else {
                    Service::B
                },
                store: known.look_up.store.clone(),
                memory: known.look_up.memory,
                knows: known.look_up.found == Found::Hit,
            })
        });
        Ok(views.collect())
    }
}

/// The exchanges of a visitor, with what the gateway was told of each by the copy that answered.
fn told(visitor: &Visitor, seen: &[Seen]) -> Vec<Exchange> {
    let mut of_visitor: Vec<_> = seen.iter().filter(|seen| seen.visitor == visitor.name).collect();
    let mut exchanges = visitor.exchanges().to_vec();
    for exchange in &mut exchanges {
        let url = &exchange.request.url;
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let found = of_visitor.iter().position(|seen| {
            seen.method == exchange.request.context.method
                && seen.path == url.path()
                && seen.host == host
                && exchange
                    .response
                    .as_ref()
                    .is_some_and(|response| response.status == seen.status)
        });
        if let Some(found) = found {
            let seen = of_visitor.remove(found);
            exchange.look_up.clone_from(&seen.look_up);
            exchange.copy.clone_from(&seen.copy);
        }
    }
    exchanges
}

/// What the lab does not do, as an error.
pub(crate) fn refused(refusal: Refusal) -> anyhow::Error {
    anyhow!(refusal.reason.en)
}
