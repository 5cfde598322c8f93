//! The resources that a recorder knows: of each, what its last item says in short.

use serde::{Deserialize, Serialize};

use super::item::{Found, Item, Status};
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// A resource.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Resource {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its type.
    pub kind: String,
    /// What tells it from others of its type.
    pub id: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// What differs where the resource does.
    pub fingerprint: String,
    /// What happened to it last.
    pub status: Status,
    /// When that was seen.
    pub captured: Timestamp,
    /// The number of its last item.
    pub state: i64,
}

impl Record for Resource {
    const KIND: &'static str = "resource";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.kind, &self.id)
    }
}

impl Resource {
    fn key_of((account, region): (&str, &str), kind: &str, id: &str) -> Key {
        Self::all().text(account).text(region).text(kind).text(id)
    }

    /// Returns what the last item says.
    pub fn of_item(item: &Item) -> Self {
        let Found { account, region, kind, id, name, .. } = &item.found;
        Self {
            account: account.clone(),
            region: region.clone(),
            kind: kind.clone(),
            id: id.clone(),
            name: name.clone(),
            fingerprint: item.found.fingerprint(),
            status: item.status,
            captured: item.captured,
            state: item.state,
        }
    }

    /// Returns whether it is there.
    pub fn is_there(&self) -> bool {
        self.status != Status::ResourceDeleted
    }

    /// Returns whose it is and where.
    pub fn owner(&self) -> (&str, &str) {
        (&self.account, &self.region)
    }

    /// Returns a resource of a region, if it is known.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), kind: &str, id: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, kind, id))
    }

    /// Returns the resources of a type in a region, in the order of their ids.
    pub fn of_kind(
        txn: &Txn<'_>,
        (account, region): (&str, &str),
        kind: &str,
    ) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region).text(kind)).collect()
    }

    /// Returns the resources of a region, in the order of their types and ids.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }
}

/// A resource that stands for one of a service that is not emulated.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Simulated(pub Found);

impl Record for Simulated {
    const KIND: &'static str = "simulated resource";
    type Form = Json;

    fn key(&self) -> Key {
        let Found { account, region, kind, id, .. } = &self.0;
        Self::key_of((account, region), kind, id)
    }
}

impl Simulated {
    /// Returns the key of one.
    pub fn key_of((account, region): (&str, &str), kind: &str, id: &str) -> Key {
        Self::all().text(account).text(region).text(kind).text(id)
    }

    /// Returns those of a region.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }
}
