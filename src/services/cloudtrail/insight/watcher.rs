//! Who looks for unusual activity: trails, and event data stores.

use crate::error::Result;
use crate::services::cloudtrail::delivery;
use crate::services::cloudtrail::event::Event;
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::selector::Facts;
use crate::services::cloudtrail::trail::Trail;
use crate::store::Txn;
use crate::time::Timestamp;

/// One that looks for unusual activity.
#[derive(Clone, Copy, Debug)]
pub enum Watcher<'w> {
    /// A trail.
    Trail(&'w Trail),
    /// An event data store.
    Store(&'w EventDataStore),
}

impl<'w> Watcher<'w> {
    /// Returns its id.
    pub fn id(self) -> &'w str {
        match self {
            Self::Trail(trail) => &trail.id,
            Self::Store(store) => &store.id,
        }
    }

    fn takes(self, event: &Event, now: Timestamp) -> bool {
        match self {
            Self::Trail(trail) => delivery::takes(trail, event),
            Self::Store(store) => store.takes(event, now),
        }
    }

    fn selects(self, facts: &Facts<'_>) -> bool {
        match self {
            Self::Trail(trail) => trail.selectors.takes(facts),
            Self::Store(store) => store.selectors.take(facts),
        }
    }
}

/// All that look for unusual activity in an account.
#[derive(Clone, Debug)]
pub struct Watchers {
    /// Its trails that do.
    pub trails: Vec<Trail>,
    /// Its event data stores that do, and those of its organization.
    pub stores: Vec<EventDataStore>,
}

impl Watchers {
    /// Returns those of an account.
    pub fn of(txn: &Txn<'_>, account: &str) -> Result<Self> {
        let mut trails = Trail::of_account(txn, account)?;
        trails.retain(|trail| !trail.insights.is_empty());
        let mut stores = EventDataStore::seen_by(txn, account)?;
        stores.retain(|store| !store.insights.is_empty());
        Ok(Self { trails, stores })
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.trails.is_empty() && self.stores.is_empty()
    }

    /// Returns all of them.
    pub fn all(&self) -> impl Iterator<Item = Watcher<'_>> {
        self.trails.iter().map(Watcher::Trail).chain(self.stores.iter().map(Watcher::Store))
    }

    /// Returns those that take an event that is recorded at a time.
    pub fn that_take(&self, event: &Event, now: Timestamp) -> impl Iterator<Item = Watcher<'_>> {
        self.all().filter(move |watcher| watcher.takes(event, now))
    }

    /// Returns those whose selectors take an event of which this is known.
    pub fn that_select(&self, facts: &Facts<'_>) -> impl Iterator<Item = Watcher<'_>> {
        self.all().filter(move |watcher| watcher.selects(facts))
    }
}
