//! What copies tell of a visitor's session, asked without any effect on it.

use std::sync::Arc;

use diagnosis::evidence::{Exchange, Found, LookUp, StoreView};
use lab_model::CopyState;

use crate::scene::{Known, Scene};

/// What a copy would find for the visitor's session.
pub struct Told {
    pub known: Known,
    pub look_up: LookUp,
}

/// What every copy that answers would find for a cookie.
pub async fn ask_all(scene: &Arc<Scene>, cookie: &str) -> Vec<Told> {
    let running = scene
        .copies()
        .into_iter()
        .filter(|known| known.state == CopyState::Running);
    let asked = running.map(async |known| {
        let host = scene.host_of(&known.copy.service);
        let look_up = scene.shared.side.knows(known.copy.port, &host, cookie).await?;
        Some(Told {
            look_up: named(&look_up, &known.copy.name),
            known,
        })
    });
    futures::future::join_all(asked)
        .await
        .into_iter()
        .flatten()
        .collect()
}

/// Whether a look-up leaves open how a session ended.
pub const fn is_less(found: Found) -> bool {
    matches!(found, Found::Miss | Found::Ended)
}

/// A further id that came with the last answer and was never used goes with its session and leaves no trace; the id before it leaves one.
pub fn better(told: Vec<Told>, before: &[Told]) -> Vec<Told> {
    let ended = |told: &Told| {
        let mut before = before.iter();
        let before = before.find(|before| before.known.copy.name == told.known.copy.name)?;
        let found = before.look_up.found;
        matches!(found, Found::Ended | Found::Expired | Found::Copied).then_some(found)
    };
    let better = told.into_iter().map(|mut told| {
        told.look_up.found = ended(&told).unwrap_or(told.look_up.found);
        told
    });
    better.collect()
}

/// Not every copy may read how a session of the common table ended: who may tells it for the others.
pub fn say_how_it_ended(exchanges: &mut [Exchange], told: &[Told], name: &str, session: &str) {
    for exchange in exchanges {
        let has_it = exchange.sent(name).contains(&session);
        let Some(look_up) = exchange
            .look_up
            .as_mut()
            .filter(|look_up| has_it && is_less(look_up.found))
        else {
            continue;
        };
        let same = told.iter().filter(|told| told.look_up.store == look_up.store);
        let ends = same.map(|told| told.look_up.found);
        let rank = |found: &Found| match found {
            Found::Expired | Found::Copied => 2,
            Found::Ended => 1,
            _ => 0,
        };
        if let Some(end) = ends
            .max_by_key(rank)
            .filter(|end| rank(end) > rank(&look_up.found))
        {
            look_up.found = end;
        }
    }
}

/// The memory of each process is a store of its own.
pub fn named(look_up: &LookUp, copy: &str) -> LookUp {
    let mut look_up = look_up.clone();
    if look_up.memory && !look_up.store.contains(copy) {
        look_up.store = format!("{} ({copy})", look_up.store);
    }
    look_up
}

pub fn views(told: &Told) -> Vec<StoreView> {
    let services = Scene::services_of(&told.known.copy.service).iter();
    services
        .map(|service| StoreView {
            copy: told.known.copy.name.clone(),
            service: *service,
            store: told.look_up.store.clone(),
            memory: told.look_up.memory,
            knows: told.look_up.found == Found::Hit,
        })
        .collect()
}
