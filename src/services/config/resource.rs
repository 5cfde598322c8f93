//! The resources that a recorder knows: of each, what its last item says in short.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::chunk::{self, Entry};
use super::item::{Found, Item, Status, VERSION};
use super::select::Fields;
use crate::error::Result;
use crate::store::{Bare, Packed, Txn};
use crate::time::Timestamp;
use crate::time::text::utc_millis;
use crate::value::Value;

/// The type of the channels of CloudTrail, which AWS Config does not have: that they are recorded is an
/// addition of ours.
///
/// Source: AWS Config Developer Guide, "Supported Resource Types", which has trails and event data stores
/// only.
pub const CHANNEL: &str = "AWS::CloudTrail::Channel";

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

impl Entry for Resource {
    const KIND: &'static str = "resources";

    type Form = Bare;

    fn owner(&self) -> (&str, &str) {
        (&self.account, &self.region)
    }

    fn place(&self) -> (&str, &str) {
        (&self.kind, &self.id)
    }
}

impl Resource {
    /// The members of items that are known of all resources.
    pub const MEMBERS: [&str; 10] = [
        "resourceType",
        "resourceId",
        "resourceName",
        "accountId",
        "awsRegion",
        "version",
        "configurationItemStatus",
        "configurationItemCaptureTime",
        "configurationItemDeliveryTime",
        "configurationStateId",
    ];

    /// Returns what the last item says, whose fingerprint is known.
    pub fn of_item(item: &Item, fingerprint: String) -> Self {
        let Found { account, region, kind, id, name, .. } = &item.found;
        Self {
            account: account.clone(),
            region: region.clone(),
            kind: kind.clone(),
            id: id.clone(),
            name: name.clone(),
            fingerprint,
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

    /// Keeps some.
    pub fn put_all(txn: &mut Txn<'_>, all: Vec<Self>) -> Result<()> {
        // What comes alone may be behind all others, and leaves no room behind it then.
        match <[Self; 1]>::try_from(all) {
            Ok([one]) => chunk::put(txn, one),
            Err(all) => chunk::put_all(txn, all),
        }
    }

    /// Forgets it.
    pub fn remove(&self, txn: &mut Txn<'_>) -> Result<()> {
        chunk::remove::<Self>(txn, self.owner(), (&self.kind, &self.id))
    }

    /// Returns a resource of a region, if it is known.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), kind: &str, id: &str) -> Result<Option<Self>> {
        chunk::find(txn, owner, (kind, id))
    }

    /// Returns some resources of a region by their types and ids, which come in their order.
    pub fn find_all(
        txn: &Txn<'_>,
        owner: (&str, &str),
        places: &[(&str, &str)],
    ) -> Result<Vec<Option<Self>>> {
        chunk::find_all(txn, owner, places)
    }

    /// Returns the resources of a type in a region, in the order of their ids.
    pub fn of_kind(txn: &Txn<'_>, owner: (&str, &str), kind: &str) -> Result<Vec<Self>> {
        chunk::of_kind(txn, owner, kind)
    }

    /// Returns the resources of a region, in the order of their types and ids.
    pub fn of_region(txn: &Txn<'_>, owner: (&str, &str)) -> Result<Vec<Self>> {
        chunk::of_region(txn, owner)
    }
}

/// A resource as queries see it that need no more of it than is known of all.
impl Fields for Resource {
    fn field(&self, name: &str) -> Option<Cow<'_, Value>> {
        let word = |text: &str| Some(Cow::Owned(Value::from(text)));
        match name {
            "resourceType" => word(&self.kind),
            "resourceId" => word(&self.id),
            "resourceName" => self.name.as_deref().and_then(word),
            "accountId" => word(&self.account),
            "awsRegion" => word(&self.region),
            "version" => word(VERSION),
            "configurationItemStatus" => word(self.status.word()),
            "configurationItemCaptureTime" | "configurationItemDeliveryTime" => {
                word(&utc_millis(self.captured))
            }
            "configurationStateId" => word(&self.state.to_string()),
            _ => None,
        }
    }
}

/// A resource that stands for one of a service that is not emulated.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Simulated(pub Found);

impl Entry for Simulated {
    const KIND: &'static str = "simulated resources";

    type Form = Packed;

    fn owner(&self) -> (&str, &str) {
        (&self.0.account, &self.0.region)
    }

    fn place(&self) -> (&str, &str) {
        (&self.0.kind, &self.0.id)
    }
}

impl Simulated {
    /// Puts it there.
    pub fn put(self, txn: &mut Txn<'_>) -> Result<()> {
        chunk::put(txn, self)
    }

    /// Puts several there.
    pub fn put_all(txn: &mut Txn<'_>, all: Vec<Found>) -> Result<()> {
        chunk::put_all(txn, all.into_iter().map(Self).collect())
    }

    /// Takes one of a region away; returns whether it was there.
    pub fn take(txn: &mut Txn<'_>, owner: (&str, &str), kind: &str, id: &str) -> Result<bool> {
        let found: Option<Self> = chunk::find(txn, owner, (kind, id))?;
        chunk::remove::<Self>(txn, owner, (kind, id))?;
        Ok(found.is_some())
    }

    /// Returns those of a region.
    pub fn of_region(txn: &Txn<'_>, owner: (&str, &str)) -> Result<Vec<Self>> {
        chunk::of_region(txn, owner)
    }

    /// Returns those that a transaction makes, changes or removes: what each was, and what it is.
    pub fn changed(txn: &Txn<'_>) -> Result<Vec<(Option<Self>, Option<Self>)>> {
        chunk::changed(txn)
    }
}
