//! All connections there are, and who has to go.

use crate::{Limits, activity::Activity};
use std::{
    cmp::Reverse,
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// The connections of one server.
#[derive(Debug)]
pub(crate) struct Registry {
    limits: Limits,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    next: u64,
    all: HashMap<u64, Entry>,
    per_address: HashMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Entry {
    address: IpAddr,
    activity: Arc<Activity>,
    end: Arc<Notify>,
}

/// A connection's place. It is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    registry: Arc<Registry>,
    id: u64,
    pub(crate) activity: Arc<Activity>,
    /// Says that the connection has to end.
    pub(crate) end: Arc<Notify>,
    /// Whether it is one of the reserve: good for the orchestrator's questions only.
    pub(crate) is_reserve: bool,
}

impl Registry {
    pub(crate) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            entries: Mutex::default(),
        })
    }

    /// A place for a new connection, made free if need be; `None` if everybody else is at work.
    pub(crate) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let mut entries = self.entries();
        if entries.of(address) >= self.limits.per_address {
            entries.end_longest_waiting(Some(address))?;
        }
        if entries.all.len() >= self.limits.total
            && entries.end_longest_waiting(None).is_none()
            && entries.all.len() >= self.limits.total + self.limits.reserve
        {
            return None;
        }
        let is_reserve = entries.all.len() >= self.limits.total;
        let (id, activity, end) = entries.add(address);
        drop(entries);
        Some(Place {
            registry: self.clone(),
            id,
            activity,
            end,
            is_reserve,
        })
    }

    /// Ends the connections that are longer in their state than they may be.
    pub(crate) fn sweep(&self) {
        let entries = self.entries();
        for entry in entries.all.values() {
            if entry.activity.is_overdue(&self.limits) {
                entry.end.notify_one();
            }
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn of(&self, address: IpAddr) -> usize {
        self.per_address.get(&address).copied().unwrap_or_default()
    }

    fn add(&mut self, address: IpAddr) -> (u64, Arc<Activity>, Arc<Notify>) {
        let (activity, end) = (Arc::new(Activity::new()), Arc::new(Notify::new()));
        let id = self.next;
        self.next += 1;
        *self.per_address.entry(address).or_default() += 1;
        let entry = Entry {
            address,
            activity: activity.clone(),
            end: end.clone(),
        };
        self.all.insert(id, entry);
        (id, activity, end)
    }

    fn remove(&mut self, id: u64) -> Option<Entry> {
        let entry = self.all.remove(&id)?;
        if let Some(count) = self.per_address.get_mut(&entry.address) {
            *count -= 1;
            if *count == 0 {
                self.per_address.remove(&entry.address);
            }
        }
        Some(entry)
    }

    /// Ends the connection that has waited longest for its client, of all or of those from one address.
    fn end_longest_waiting(&mut self, address: Option<IpAddr>) -> Option<()> {
        let (_, Reverse(id)) = self
            .all
            .iter()
            .filter(|(_, entry)| address.is_none_or(|address| entry.address == address))
            .filter_map(|(id, entry)| Some((entry.activity.waiting()?, Reverse(*id))))
            .max()?;
        self.remove(id)?.end.notify_one();
        Some(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.registry.entries().remove(self.id);
    }
}
