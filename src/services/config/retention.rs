//! How long configuration items are kept.
//!
//! Source: AWS Config Developer Guide, "Deleting AWS Config data"; API Reference,
//! "`RetentionConfiguration`".

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::shapes::retention::RetentionConfiguration;
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::DAY;

/// The only name that a setting has.
pub const NAME: &str = "default";

/// The days that items are kept unless a setting says otherwise: seven years.
const DAYS: i32 = 2_557;

/// How long the items of a region are kept.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Retention {
    /// Whose they are.
    pub account: String,
    /// Where.
    pub region: String,
    /// How many days.
    pub days: i32,
}

impl Record for Retention {
    const KIND: &'static str = "retention";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.account).text(&self.region)
    }
}

impl Retention {
    /// Returns the setting of a region, if it has one.
    pub fn find(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Option<Self>> {
        txn.get(&Self::all().text(account).text(region))
    }

    /// Returns how long the items of a region are kept.
    pub fn of(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Self> {
        let new = || Self { account: account.to_owned(), region: region.to_owned(), days: DAYS };
        Ok(Self::find(txn, (account, region))?.unwrap_or_else(new))
    }

    /// Returns the length of time.
    pub fn span(&self) -> Duration {
        DAY * u32::try_from(self.days).unwrap_or_default()
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> RetentionConfiguration {
        RetentionConfiguration { name: NAME.to_owned(), retention_period_in_days: self.days }
    }
}
