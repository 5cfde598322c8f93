//! Dashboards: pages of graphs, texts and alarms, kept as the JSON that describes them.
//!
//! They are global: an account has one of a name, whatever region it is asked in. A body may be of any
//! length, and lies in the store in parts.

pub mod board;
pub mod body;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::arn::partition_of;
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// How many bytes of a body a part has at most: quotes and line breaks take twice the room in a
/// record.
const PART: usize = 2_800;

/// A dashboard, without its body.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Dashboard {
    /// The account that owns it.
    pub account: String,
    /// Its name.
    pub name: String,
    /// When it was last put.
    pub modified: Timestamp,
    /// How many bytes its body has.
    pub size: u64,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Record for Dashboard {
    const KIND: &'static str = "metric dashboard";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_account(&self.account).text(&self.name)
    }
}

/// A part of a body.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Part {
    account: String,
    name: String,
    number: u64,
    text: String,
}

impl Record for Part {
    const KIND: &'static str = "metric dashboard part";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of(&self.account, &self.name).number(self.number)
    }
}

impl Part {
    fn of(account: &str, name: &str) -> Key {
        Self::all().text(account).text(name)
    }
}

impl Dashboard {
    fn of_account(account: &str) -> Key {
        Self::all().text(account)
    }

    /// Returns the dashboard of a name, if there is one.
    pub fn find(txn: &Txn<'_>, account: &str, name: &str) -> Result<Option<Self>> {
        txn.get(&Self::of_account(account).text(name))
    }

    /// Returns the dashboards of an account, in the order of their names.
    pub fn all_of(txn: &Txn<'_>, account: &str) -> Result<Vec<Self>> {
        txn.scan(&Self::of_account(account)).collect()
    }

    /// Returns its name across accounts, in the partition of a region.
    pub fn arn(&self, region: &str) -> String {
        let Self { account, name, .. } = self;
        format!("arn:{}:cloudwatch::{account}:dashboard/{name}", partition_of(region))
    }

    /// Returns its body.
    pub fn body(&self, txn: &Txn<'_>) -> Result<String> {
        txn.scan::<Part>(&Part::of(&self.account, &self.name)).map(|part| Ok(part?.text)).collect()
    }

    /// Keeps it with a body, in place of the one it had.
    pub fn keep(&mut self, txn: &mut Txn<'_>, body: &str) -> Result<()> {
        self.drop_body(txn)?;
        self.size = body.len() as u64;
        let mut rest = body;
        for number in 0.. {
            let (text, behind) = rest.split_at(rest.floor_char_boundary(PART));
            if text.is_empty() {
                break;
            }
            let (account, name) = (self.account.clone(), self.name.clone());
            txn.put(&Part { account, name, number, text: text.to_owned() });
            rest = behind;
        }
        txn.put(self);
        Ok(())
    }

    /// Deletes it.
    pub fn delete(&self, txn: &mut Txn<'_>) -> Result<()> {
        self.drop_body(txn)?;
        txn.delete(&self.key());
        Ok(())
    }

    fn drop_body(&self, txn: &mut Txn<'_>) -> Result<()> {
        let parts = txn.scan::<Part>(&Part::of(&self.account, &self.name));
        let keys = parts.map(|part| Ok(part?.key())).collect::<Result<Vec<_>>>()?;
        for key in keys {
            txn.delete(&key);
        }
        Ok(())
    }
}
