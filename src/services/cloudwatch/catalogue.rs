//! Which metrics there are, and since when and until when they have data.
//!
//! Each metric has an entry, which comes into being with its first data and goes when the last are
//! [let go](super::retention) of. Its number is what stands in the keys of its samples, in place of
//! its names, which can be long.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::metric::Metric;
use crate::error::Result;
use crate::store::{BareSinceJson, Json, Key, Record, Txn};
use crate::time::Timestamp;

/// What is known of a metric besides its samples.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// Whose it is.
    account: String,
    /// Where it is.
    region: String,
    /// The metric.
    pub metric: Metric,
    /// What stands for it in the keys of its samples; no other metric has it or ever had it.
    pub number: u64,
    /// The time of its oldest data.
    pub first: Timestamp,
    /// The time of its newest data, which may lie ahead.
    pub last: Timestamp,
    /// How many seconds data come after their time; 0 where whoever puts them says.
    #[serde(default)]
    late: u64,
}

impl Record for Entry {
    const KIND: &'static str = "metric";
    const GATHERED: bool = true;
    type Form = BareSinceJson;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.region, &self.metric)
    }
}

/// How many metrics have a number.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Numbered(u64);

impl Record for Numbered {
    const KIND: &'static str = "metrics";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

impl Entry {
    fn key_of(account: &str, region: &str, metric: &Metric) -> Key {
        let names =
            Self::all().text(account).text(region).text(&metric.namespace).text(&metric.name);
        metric.dimensions().iter().fold(names, |key, (name, value)| key.text(name).text(value))
    }

    /// Returns the entry of a metric; `None` if there was never any data of it.
    pub fn find(
        txn: &Txn<'_>,
        account: &str,
        region: &str,
        metric: &Metric,
    ) -> Result<Option<Self>> {
        txn.get(&Self::key_of(account, region, metric))
    }

    /// Notes that a metric has data from `first` to `last`, and returns its entry.
    pub fn note(
        txn: &mut Txn<'_>,
        (account, region): (&str, &str),
        metric: Metric,
        (first, last): (Timestamp, Timestamp),
    ) -> Result<Self> {
        let entry = match Self::find(txn, account, region, &metric)? {
            Some(entry) if entry.first <= first && last <= entry.last => return Ok(entry),
            Some(entry) => {
                Self { first: entry.first.min(first), last: entry.last.max(last), ..entry }
            }
            None => {
                let Numbered(number) = txn.get(&Numbered::all())?.unwrap_or_default();
                txn.put(&Numbered(number + 1));
                let (account, region) = (account.to_owned(), region.to_owned());
                Self { account, region, metric, number, first, last, late: 0 }
            }
        };
        txn.put(&entry);
        Ok(entry)
    }

    /// Returns how long after their time its data come.
    pub const fn late(&self) -> Duration {
        Duration::from_secs(self.late)
    }

    /// Notes how long after their time its data come.
    #[must_use]
    pub fn come_late(mut self, txn: &mut Txn<'_>, late: Duration) -> Self {
        if self.late() != late {
            self.late = late.as_secs();
            txn.put(&self);
        }
        self
    }

    /// Returns the entries of a region, in the order of namespace, name and dimensions.
    ///
    /// `after` is the metric that came before the first of them.
    pub fn listing<'t>(
        txn: &'t Txn<'_>,
        (account, region): (&str, &str),
        (namespace, name): (Option<&str>, Option<&str>),
        after: Option<Metric>,
    ) -> impl Iterator<Item = Result<Self>> + use<'t> {
        let region_key = Self::all().text(account).text(region);
        let within = match (namespace, name) {
            (Some(namespace), Some(name)) => region_key.text(namespace).text(name),
            (Some(namespace), None) => region_key.text(namespace),
            (None, _) => region_key,
        };
        let start = match &after {
            Some(metric) => Self::key_of(account, region, metric).max(within.clone()),
            None => within.clone(),
        };
        let name = name.map(str::to_owned);
        txn.range::<Self>(&start, &within.end()).filter(move |entry| match entry {
            Ok(entry) => {
                after.as_ref() != Some(&entry.metric)
                    && name.as_ref().is_none_or(|name| *name == entry.metric.name)
            }
            Err(_) => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Form, Home, Store};

    const OWNER: (&str, &str) = ("123456789012", "us-east-1");

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    fn metric(namespace: &str, name: &str) -> Metric {
        Metric::new(namespace, name, &[])
    }

    fn note(txn: &mut Txn<'_>, owner: (&str, &str), metric: Metric) -> u64 {
        Entry::note(txn, owner, metric, (at(60), at(60))).unwrap().number
    }

    #[test]
    fn each_metric_of_each_region_and_account_has_a_number_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        let others = [OWNER, (OWNER.0, "eu-west-2"), ("111122223333", OWNER.1)];
        let mut numbers: Vec<_> =
            others.map(|owner| note(&mut txn, owner, metric("N", "M"))).into();
        numbers.push(note(&mut txn, OWNER, metric("N", "L")));
        assert_eq!(numbers, [0, 1, 2, 3]);
        assert_eq!(note(&mut txn, OWNER, metric("N", "M")), 0);
    }

    #[test]
    fn an_entry_is_read_as_entries_were_kept_once_and_is_kept_in_fewer_bytes() {
        let once = r#"{"account":"123456789012","region":"us-east-1","metric":{"namespace":"N","name":"M","dimensions":[["A","1"]]},"number":7,"first":60000,"last":120000}"#;
        let entry = BareSinceJson::decode(once.as_bytes());
        let entry: Entry = entry.expect("entries were in JSON");
        assert_eq!((entry.number, entry.late()), (7, Duration::ZERO));
        let bytes = BareSinceJson::encode(&entry);
        assert!(bytes.len() * 2 < once.len(), "{}", bytes.len());
        assert_eq!(BareSinceJson::decode(&bytes), Some(entry));
    }

    #[test]
    fn the_range_of_data_only_grows() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        for (first, last, expected) in
            [(60, 60, (60, 60)), (0, 30, (0, 60)), (20, 40, (0, 60)), (50, 90, (0, 90))]
        {
            let times = (at(first), at(last));
            let entry = Entry::note(&mut txn, OWNER, metric("N", "M"), times).unwrap();
            let kept = Entry::find(&txn, OWNER.0, OWNER.1, &entry.metric).unwrap().unwrap();
            assert_eq!((kept.first, kept.last), (at(expected.0), at(expected.1)), "{first}-{last}");
        }
    }

    #[test]
    fn listings_have_what_is_asked_for_in_order_and_go_on_behind_a_metric() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        for (namespace, name) in [("B", "y"), ("B", "x"), ("A", "y"), ("AB", "x"), ("A", "z")] {
            note(&mut txn, OWNER, metric(namespace, name));
        }
        note(&mut txn, (OWNER.0, "eu-west-2"), metric("A", "y"));
        let listed = |namespace, name, after: Option<(&str, &str)>| -> Vec<String> {
            let after = after.map(|(namespace, name)| metric(namespace, name));
            Entry::listing(&txn, OWNER, (namespace, name), after)
                .map(|entry| entry.unwrap().metric)
                .map(|metric| format!("{}/{}", metric.namespace, metric.name))
                .collect()
        };
        assert_eq!(listed(None, None, None), ["A/y", "A/z", "AB/x", "B/x", "B/y"]);
        assert_eq!(listed(Some("A"), None, None), ["A/y", "A/z"]);
        assert_eq!(listed(None, Some("y"), None), ["A/y", "B/y"]);
        assert_eq!(listed(Some("B"), Some("y"), None), ["B/y"]);
        assert_eq!(listed(None, None, Some(("A", "z"))), ["AB/x", "B/x", "B/y"]);
        assert_eq!(listed(Some("B"), None, Some(("A", "z"))), ["B/x", "B/y"]);
        // The metric that a listing goes on behind need not be there.
        assert_eq!(listed(None, Some("y"), Some(("A", "yy"))), ["B/y"]);
    }
}
