//! Records that were not made here: read back from log files, and put into the event history.
//!
//! ```text
//! text of a file --read--> records --Rules::judge--> entries --Import::take--> the history
//!                     \--> a digest, or something else
//! ```
//!
//! The text of a record is kept as it is, without white space between its parts: numbers keep their
//! digits and members their order. If the times are moved, `eventTime` changes and nothing else.
//!
//! | record                                         | what becomes of it                       |
//! |------------------------------------------------|------------------------------------------|
//! | its id is in the history, of any region        | nothing: it is there already             |
//! | a data event                                   | nothing: the history has none            |
//! | an Insights or network activity event          | nothing, for the same reason             |
//! | older than 90 days                             | nothing: it would not be shown           |
//! | later than now                                 | nothing: it has not happened             |
//! | any other                                      | an entry under its own region            |
//!
//! Source: CloudTrail User Guide, "CloudTrail log file examples", "CloudTrail record contents",
//! "CloudTrail digest file structure".

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category as Trouble;
use serde_json::value::RawValue;

use super::history::{Entry, shows};
use super::kind_of_call::is_data;
use crate::store::identity;
use crate::time::{Timestamp, text};
use crate::value::json::squeeze;

/// What the text of a file is.
#[derive(Debug)]
pub enum Content<'t> {
    /// A log file.
    Records(Vec<Recorded<'t>>),
    /// A digest.
    Digest,
    /// JSON of another kind.
    Other,
}

/// A record in the text of a file.
#[derive(Debug)]
pub struct Recorded<'t> {
    id: Cow<'t, str>,
    region: Cow<'t, str>,
    source: Cow<'t, str>,
    category: Category,
    /// When it happened.
    pub time: Timestamp,
    /// Its text.
    raw: &'t str,
    /// The value of `eventTime` in it, with its quotes.
    raw_time: &'t str,
}

/// What the event history makes of a record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Category {
    Management,
    Data,
    Other,
}

#[derive(Deserialize)]
struct File<'t> {
    #[serde(borrow, rename = "Records")]
    records: Option<List<'t>>,
    #[serde(rename = "digestS3Object")]
    digest: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'t> {
    #[serde(borrow, rename = "eventID")]
    event_id: Option<Cow<'t, str>>,
    #[serde(borrow)]
    event_time: Option<&'t RawValue>,
    #[serde(borrow)]
    aws_region: Option<Cow<'t, str>>,
    #[serde(borrow)]
    event_source: Option<Cow<'t, str>>,
    #[serde(borrow)]
    event_name: Option<Cow<'t, str>>,
    #[serde(borrow)]
    event_category: Option<Cow<'t, str>>,
    #[serde(borrow)]
    event_type: Option<Cow<'t, str>>,
    management_event: Option<bool>,
}

/// Reads the text of a file; fails with what is wrong with it.
///
/// A document that is no object, or whose `Records` is no list, is of another kind; what breaks a
/// record is told with its place in the list.
pub fn read(text: &str) -> Result<Content<'_>, String> {
    let file: File<'_> = match serde_json::from_str(text) {
        Ok(file) => file,
        Err(cause) if cause.classify() == Trouble::Data => return Ok(Content::Other),
        Err(cause) => return Err(format!("it is not JSON: {cause}")),
    };
    match (file.records, file.digest) {
        (Some(List(records)), _) => records.map(Content::Records),
        (None, Some(_)) => Ok(Content::Digest),
        (None, None) => Ok(Content::Other),
    }
}

/// The records of a file, or what breaks the first that is none.
struct List<'t>(Result<Vec<Recorded<'t>>, String>);

impl<'de: 't, 't> Deserialize<'de> for List<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Lister)
    }
}

/// Reads records one at a time, so that a list of what are none takes no room.
struct Lister;

impl<'de> Visitor<'de> for Lister {
    type Value = List<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut records = Vec::new();
        while let Some(raw) = items.next_element::<&RawValue>()? {
            match Recorded::read(raw.get()) {
                Ok(record) => records.push(record),
                Err(what) => {
                    while items.next_element::<IgnoredAny>()?.is_some() {}
                    return Ok(List(Err(format!("record {} {what}", records.len() + 1))));
                }
            }
        }
        Ok(List(Ok(records)))
    }
}

impl<'t> Recorded<'t> {
    fn read(raw: &'t str) -> Result<Self, String> {
        let fields: Fields<'t> = serde_json::from_str(raw).map_err(|_| why_no_event(raw))?;
        let lacks = |name: &str| format!("has no {name}");
        let category = category(&fields);
        let raw_time = fields.event_time.ok_or_else(|| lacks("eventTime"))?.get();
        let time = raw_time
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .and_then(text::parse_date)
            .ok_or_else(|| format!("has the eventTime {raw_time}, which is no time"))?;
        Ok(Self {
            id: fields.event_id.ok_or_else(|| lacks("eventID"))?,
            region: fields.aws_region.ok_or_else(|| lacks("awsRegion"))?,
            source: fields.event_source.unwrap_or_default(),
            category,
            time,
            raw,
            raw_time,
        })
    }

    /// Returns its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the record as one line, with another time if that is given.
    pub fn line(&self, moved: Option<Timestamp>) -> String {
        let Some(time) = moved else { return squeeze(self.raw) };
        let start = self.raw_time.as_ptr().addr() - self.raw.as_ptr().addr();
        let (before, after) = (&self.raw[..start], &self.raw[start + self.raw_time.len()..]);
        squeeze(&format!("{before}\"{}\"{after}", text::utc(time)))
    }
}

/// Returns what is wrong with a record that has not the form of one.
fn why_no_event(raw: &str) -> String {
    let Ok(members) = serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(raw) else {
        return "is no event: it is not an object".to_owned();
    };
    let texts = ["eventID", "awsRegion", "eventSource", "eventName", "eventCategory", "eventType"];
    let is_text = |raw: &str| serde_json::from_str::<Option<Cow<'_, str>>>(raw).is_ok();
    let is_truth = |raw: &str| serde_json::from_str::<Option<bool>>(raw).is_ok();
    let wrong = |name: &str, is_one: &dyn Fn(&str) -> bool, kind: &str| {
        let value = members.get(name)?.get();
        let begin: String = value.chars().take(60).collect();
        (!is_one(value)).then(|| format!("has the {name} {begin}, which is no {kind}"))
    };
    texts
        .iter()
        .find_map(|name| wrong(name, &is_text, "text"))
        .or_else(|| wrong("managementEvent", &is_truth, "truth value"))
        .unwrap_or_else(|| "is no event: it has a member twice".to_owned())
}

/// Returns what the event history makes of a record; old records do not say their category.
fn category(fields: &Fields<'_>) -> Category {
    let is_old_data = || {
        let (source, name) = (fields.event_source.as_deref(), fields.event_name.as_deref());
        source.zip(name).is_some_and(|(source, name)| is_data(source, name))
    };
    match fields.event_category.as_deref() {
        Some("Management") => Category::Management,
        Some("Data") => Category::Data,
        Some(_) => Category::Other,
        None if fields.event_type.as_deref() == Some("AwsCloudTrailInsight") => Category::Other,
        None => match fields.management_event {
            Some(false) => Category::Data,
            None if is_old_data() => Category::Data,
            Some(true) | None => Category::Management,
        },
    }
}

/// What decides over records: whose history it is, what it has, and what time it is there.
#[derive(Debug)]
pub struct Rules {
    account: String,
    now: Timestamp,
    /// By how many milliseconds the times are moved.
    moved: Option<i64>,
    /// What stands for the ids that the history has.
    known: HashSet<u128>,
}

/// What a record is for a history; one that belongs into it brings a `T` along.
#[derive(Debug)]
pub struct Judged<T> {
    identity: u128,
    region: String,
    fate: Fate<T>,
}

#[derive(Debug)]
enum Fate<T> {
    Data,
    Other,
    AlreadyThere,
    TooOld,
    InFuture,
    New(T),
}

impl Rules {
    /// Makes the rules of the history of an account, which has events with the ids `known`.
    ///
    /// If `newest` is given, all times are moved so that this one becomes `now`.
    pub fn new(
        account: &str,
        now: Timestamp,
        newest: Option<Timestamp>,
        known: HashSet<u128>,
    ) -> Self {
        let now = now.whole_secs();
        let moved = newest.map(|newest| now.millis() - newest.whole_secs().millis());
        Self { account: account.to_owned(), now, moved, known }
    }

    /// Returns what a record is for the history.
    pub fn judge(&self, record: &Recorded<'_>) -> Judged<Entry> {
        let moved = self.moved.map(|by| Timestamp::from_millis(record.time.millis() + by));
        let time = moved.unwrap_or(record.time);
        let identity = identity(&record.id);
        let fate = match record.category {
            Category::Data => Fate::Data,
            Category::Other => Fate::Other,
            Category::Management if self.known.contains(&identity) => Fate::AlreadyThere,
            Category::Management if !shows(self.now, time) => Fate::TooOld,
            Category::Management if time > self.now => Fate::InFuture,
            Category::Management => {
                let place = (self.account.as_str(), record.region.as_ref(), record.source.as_ref());
                Fate::New(Entry::imported(place, time, &record.id, record.line(moved)))
            }
        };
        Judged { identity, region: record.region.to_string(), fate }
    }
}

impl<T> Judged<T> {
    /// Makes something else of what belongs into the history.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Judged<U> {
        let fate = match self.fate {
            Fate::New(entry) => Fate::New(make(entry)),
            Fate::Data => Fate::Data,
            Fate::Other => Fate::Other,
            Fate::AlreadyThere => Fate::AlreadyThere,
            Fate::TooOld => Fate::TooOld,
            Fate::InFuture => Fate::InFuture,
        };
        Judged { identity: self.identity, region: self.region, fate }
    }
}

/// An import under way.
#[derive(Debug, Default)]
pub struct Import {
    /// What stands for the ids that it has brought.
    brought: HashSet<u128>,
    /// What came of the records so far.
    pub counts: Counts,
}

impl Import {
    /// Counts a record, and returns what belongs into the history and has not come before.
    pub fn take<T>(&mut self, judged: Judged<T>) -> Option<T> {
        let counts = &mut self.counts;
        let known = self.brought.contains(&judged.identity);
        let count = match judged.fate {
            Fate::Data => &mut counts.data,
            Fate::Other => &mut counts.other,
            Fate::AlreadyThere => &mut counts.already_there,
            _ if known => &mut counts.already_there,
            Fate::TooOld => &mut counts.too_old,
            Fate::InFuture => &mut counts.in_future,
            Fate::New(entry) => {
                counts.imported += 1;
                if !counts.regions.contains(&judged.region) {
                    counts.regions.insert(judged.region);
                }
                self.brought.insert(judged.identity);
                return Some(entry);
            }
        };
        *count += 1;
        None
    }
}

/// What came of records.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Put into the history.
    pub imported: u64,
    /// In the history already.
    pub already_there: u64,
    /// Data events.
    pub data: u64,
    /// Events of other kinds that the history does not have.
    pub other: u64,
    /// Older than 90 days.
    pub too_old: u64,
    /// Later than now.
    pub in_future: u64,
    /// The regions of the imported ones.
    pub regions: BTreeSet<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    const NOW: Timestamp = Timestamp::from_secs(1_704_067_200);

    fn records(text: &str) -> Vec<Recorded<'_>> {
        match read(text).unwrap() {
            Content::Records(records) => records,
            other => panic!("{other:?}"),
        }
    }

    fn record(id: &str, time: Timestamp, more: &str) -> String {
        format!(
            r#"{{"Records": [{{"eventID": "{id}", "eventTime": "{time}",
                "awsRegion": "eu-west-2" {more}}}]}}"#
        )
    }

    fn import(texts: &[String], newest: Option<Timestamp>) -> (Counts, Vec<Entry>) {
        let known = HashSet::from([identity("known")]);
        let rules = Rules::new("123456789012", NOW, newest, known);
        let mut import = Import::default();
        let judged = texts.iter().flat_map(|text| records(text)).map(|record| rules.judge(&record));
        let entries = judged.filter_map(|judged| import.take(judged)).collect();
        (import.counts, entries)
    }

    #[test]
    fn a_record_stays_as_it_is() {
        let text = r#"{"Records": [ {
            "b" : 1.50, "eventTime" : "2024-01-01T00:00:00Z",
            "eventID": "e", "awsRegion": "eu-west-2", "a": { "x y": [ 1E5, "\u00e9" ] }
        } ]}"#;
        let expected = r#"{"b":1.50,"eventTime":"2024-01-01T00:00:00Z","eventID":"e","awsRegion":"eu-west-2","a":{"x y":[1E5,"\u00e9"]}}"#;
        let (_, entries) = import(&[text.to_owned()], None);
        assert_eq!(entries[0].record, expected);

        let moved = Some(NOW - DAY);
        let (counts, entries) = import(&[text.to_owned()], moved);
        assert_eq!((counts.in_future, entries.len()), (1, 0));
        let (_, entries) = import(&[text.to_owned()], Some(NOW + DAY));
        assert_eq!(entries[0].record, expected.replace("2024-01-01", "2023-12-31"));
        assert_eq!(entries[0].time, NOW - DAY);
    }

    #[test]
    fn only_the_time_of_the_record_itself_is_moved() {
        let inner = r#","requestParameters": {"eventTime": "2024-01-01T00:00:00Z"}"#;
        let (_, entries) = import(&[record("e", NOW, inner)], Some(NOW + DAY));
        assert!(entries[0].record.contains(r#""eventTime":"2023-12-31T00:00:00Z""#));
        assert!(entries[0].record.contains(r#"{"eventTime":"2024-01-01T00:00:00Z"}"#));
    }

    #[test]
    fn each_record_is_counted_once() {
        let source = |source: &str, name: &str| {
            format!(r#", "eventSource": "{source}.amazonaws.com", "eventName": "{name}""#)
        };
        let oldest = NOW - DAY * 90;
        let texts = [
            record("new", NOW, ""),
            record("new", NOW, ""),
            record("known", NOW, ""),
            record("oldest", oldest, r#", "managementEvent": true"#),
            record("old", Timestamp::from_secs(oldest.secs() - 1), ""),
            record("future", Timestamp::from_secs(NOW.secs() + 1), ""),
            record("data", NOW, r#", "eventCategory": "Data""#),
            record("data", NOW, r#", "managementEvent": false"#),
            record("data", NOW, &source("s3", "GetObject")),
            record("said", NOW, &(source("s3", "GetObject") + r#", "managementEvent": true"#)),
            record("insight", NOW, r#", "eventCategory": "Insight""#),
            record("insight", NOW, r#", "eventType": "AwsCloudTrailInsight""#),
        ];
        let (counts, entries) = import(&texts, None);
        let expected = Counts {
            imported: 3,
            already_there: 2,
            data: 3,
            other: 2,
            too_old: 1,
            in_future: 1,
            regions: BTreeSet::from(["eu-west-2".to_owned()]),
        };
        assert_eq!(counts, expected);
        let ids: Vec<_> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["new", "oldest", "said"]);
    }

    #[test]
    fn what_is_no_log_file_is_told() {
        assert!(matches!(read(r#"{"digestS3Object": "x"}"#), Ok(Content::Digest)));
        for other in ["{}", "[]", "5", r#"{"Records": 5}"#, r#"{"Records": null}"#] {
            assert!(matches!(read(other), Ok(Content::Other)), "{other}");
        }
        assert!(
            matches!(read(r#"{"Records": []}"#), Ok(Content::Records(none)) if none.is_empty())
        );
    }

    #[test]
    fn what_is_broken_is_told_with_its_place() {
        let good = r#"{"eventID": "e", "eventTime": "2024-01-01T00:00:00Z", "awsRegion": "r"}"#;
        let cases = [
            ("", "it is not JSON"),
            ("garbage", "it is not JSON"),
            (r#"{"Records": [{}"#, "it is not JSON"),
            (r#"{"Records": [5]}"#, "record 1 is no event: it is not an object"),
            (r#"{"Records": [["x"]]}"#, "record 1 is no event: it is not an object"),
            (r#"{"Records": [{"eventName": 5}]}"#, "has the eventName 5, which is no text"),
            (r#"{"Records": [{"managementEvent": 5}]}"#, "which is no truth value"),
            (r#"{"Records": [{"eventID": "a", "eventID": "b"}]}"#, "it has a member twice"),
            (r#"{"Records": [{}]}"#, "record 1 has no eventTime"),
            (r#"{"Records": [{"eventTime": 5}]}"#, "record 1 has the eventTime 5"),
            (r#"{"Records": [{"eventTime": "x"}]}"#, "which is no time"),
            (r#"{"Records": [{"eventTime": "2024-01-01T00:00:00Z"}]}"#, "has no eventID"),
            (&format!(r#"{{"Records": [{good}, {{}}]}}"#), "record 2 has no eventTime"),
        ];
        for (text, expected) in cases {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
