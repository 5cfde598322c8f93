//! What event data stores hold.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use trailwatch::services::cloudtrail::event_data_store::EventDataStore;
use trailwatch::services::cloudtrail::lake::{self, Incoming};
use trailwatch::time::{DAY, Timestamp};

use crate::lab::{ACCOUNT, Lab, time};
use crate::sealed_history::record;

const START: &str = "2024-01-01T00:00:00Z";

/// Makes an event data store, and returns it.
pub(crate) fn store(lab: &mut Lab, name: &str, settings: &Value) -> EventDataStore {
    let mut request = json!({"Name": name, "TerminationProtectionEnabled": false});
    for (member, value) in settings.as_object().unwrap() {
        request[member] = value.clone();
    }
    lab.call("CreateEventDataStore", &request);
    let stores = EventDataStore::of_account(&lab.engine.store().unwrap().begin(), ACCOUNT).unwrap();
    stores.into_iter().find(|store| store.name == name).unwrap()
}

/// Returns the ids of all that a store holds, and the names of the events.
fn held(lab: &mut Lab, store: &EventDataStore) -> BTreeMap<String, String> {
    let txn = lab.engine.store().unwrap().begin();
    let all = (Timestamp::MIN, Timestamp::MAX);
    let mut found = BTreeMap::new();
    for held in lake::events(&txn, &store.id, all).unwrap() {
        let held = held.unwrap();
        let record: Value = serde_json::from_str(&held.record).unwrap();
        assert_eq!(record["eventID"], held.id.as_str());
        let name = record["eventName"].as_str().unwrap().to_owned();
        assert_eq!(found.insert(held.id, name), None, "it is there once");
    }
    found
}

fn names(lab: &mut Lab, store: &EventDataStore) -> Vec<String> {
    let mut names: Vec<String> = held(lab, store).into_values().collect();
    names.sort();
    names
}

fn call(lab: &mut Lab, region: &str, action: &str) {
    lab.simulate(region, "ec2", action, Value::Null);
}

#[test]
fn a_store_holds_what_happens_after_it_was_made_and_no_other_store_does() {
    let mut lab = Lab::at(START);
    call(&mut lab, "us-east-1", "RunInstances");
    let first = store(&mut lab, "first", &json!({}));
    call(&mut lab, "eu-west-1", "StopInstances");
    let second = store(&mut lab, "second", &json!({"MultiRegionEnabled": false}));
    call(&mut lab, "eu-west-1", "StartInstances");
    call(&mut lab, "us-east-1", "RebootInstances");
    assert_eq!(
        names(&mut lab, &first),
        [
            "CreateEventDataStore",
            "CreateEventDataStore",
            "RebootInstances",
            "StartInstances",
            "StopInstances"
        ]
    );
    assert_eq!(names(&mut lab, &second), ["CreateEventDataStore", "RebootInstances"]);
}

#[test]
fn a_store_takes_nothing_while_its_ingestion_is_stopped_or_it_is_deleted() {
    let mut lab = Lab::at(START);
    let store = store(&mut lab, "store", &json!({}));
    let of = json!({"EventDataStore": store.id});
    lab.call("StopEventDataStoreIngestion", &of);
    call(&mut lab, "us-east-1", "RunInstances");
    lab.call("StartEventDataStoreIngestion", &of);
    call(&mut lab, "us-east-1", "StopInstances");
    lab.call("DeleteEventDataStore", &of);
    call(&mut lab, "us-east-1", "RebootInstances");
    lab.call("RestoreEventDataStore", &of);
    call(&mut lab, "us-east-1", "StartInstances");
    assert_eq!(
        names(&mut lab, &store),
        [
            "CreateEventDataStore",
            "RestoreEventDataStore",
            "StartEventDataStoreIngestion",
            "StartInstances",
            "StopInstances"
        ]
    );
}

#[test]
fn selectors_say_which_events_a_store_takes() {
    let mut lab = Lab::at(START);
    let selectors = json!([
        {"FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ]},
    ]);
    let store = store(&mut lab, "objects", &json!({"AdvancedEventSelectors": selectors}));
    call(&mut lab, "us-east-1", "RunInstances");
    lab.simulate("us-east-1", "s3", "GetObject", json!({"bucketName": "logs", "key": "a"}));
    assert_eq!(names(&mut lab, &store), ["GetObject"]);
}

#[test]
fn many_events_are_sealed_and_none_is_lost_or_there_twice() {
    let mut lab = Lab::at(START);
    let store = store(&mut lab, "store", &json!({}));
    record(&mut lab, 0..1_000);
    let before = held(&mut lab, &store);
    assert_eq!(before.len(), 1_001);
    let pages = |lab: &mut Lab| {
        let entries = lab.engine.store().unwrap().entries();
        let of_kind = |key: &[u8]| key.starts_with(b"lake page\0");
        entries.filter(|entry| of_kind(&entry.as_ref().unwrap().0)).count()
    };
    let open = pages(&mut lab);
    assert!(open > 50 && open < 600, "{open} pages: several events share a key");
    record(&mut lab, 1_000..1_100);
    lab.pass_secs(1);
    let after = held(&mut lab, &store);
    assert!(pages(&mut lab) < 3, "{} pages are left", pages(&mut lab));
    assert!(before.iter().all(|(id, name)| after.get(id) == Some(name)));
    assert_eq!(after.len(), 1_101);
    // What the store holds it knows again by id and time, and nothing else.
    let txn = lab.engine.store().unwrap().begin();
    let incoming = |(id, time): (&str, Timestamp)| Incoming {
        time,
        id: id.to_owned(),
        record: "{}".to_owned(),
    };
    let all = lake::events(&txn, &store.id, (Timestamp::MIN, Timestamp::MAX)).unwrap();
    let all: Vec<_> = all.map(Result::unwrap).collect();
    let mut again: Vec<Incoming> = all.iter().map(|held| incoming((&held.id, held.time))).collect();
    again.push(incoming(("another", all[7].time)));
    let unknown = lake::unknown(&txn, &store.id, again).unwrap();
    assert_eq!(unknown, [incoming(("another", all[7].time))]);
}

#[test]
fn events_leave_when_they_are_too_old_and_all_of_them_with_their_store() {
    let mut lab = Lab::at(START);
    let store = store(&mut lab, "store", &json!({"RetentionPeriod": 30}));
    record(&mut lab, 0..1_500);
    lab.pass_secs(1);
    assert_eq!(held(&mut lab, &store).len(), 1_501);
    lab.pass(60 * 24 * 31);
    assert_eq!(held(&mut lab, &store).len(), 0);
    record(&mut lab, 1_500..3_000);
    lab.pass_secs(1);
    assert!(held(&mut lab, &store).len() >= 1_500);
    lab.call("DeleteEventDataStore", &json!({"EventDataStore": store.id}));
    lab.pass(60 * 24 * 7 - 2);
    assert!(held(&mut lab, &store).len() >= 1_500);
    lab.pass(2);
    assert_eq!(held(&mut lab, &store).len(), 0);
    let txn = lab.engine.store().unwrap().begin();
    assert_eq!(lake::size(&txn, &store.id).unwrap(), (0, 0));
}

#[test]
fn a_shorter_retention_lets_older_events_go() {
    let mut lab = Lab::at(START);
    let store = store(&mut lab, "store", &json!({}));
    record(&mut lab, 0..200);
    lab.pass(60 * 24 * 20);
    assert_eq!(held(&mut lab, &store).len(), 201);
    lab.call("UpdateEventDataStore", &json!({"EventDataStore": store.id, "RetentionPeriod": 10}));
    lab.pass(61);
    assert_eq!(names(&mut lab, &store), ["UpdateEventDataStore"]);
}

#[test]
fn many_events_at_once_come_in_unless_they_are_too_old() {
    let mut lab = Lab::at("2024-06-01T00:00:00Z");
    let store = store(&mut lab, "store", &json!({"RetentionPeriod": 100}));
    let now = time("2024-06-01T00:00:00Z");
    for count in [20, 3_000_u32] {
        let events: Vec<Incoming> = (0..count)
            .map(|number| {
                let id = format!("{count}-{number}");
                let record = json!({"eventID": id, "eventName": "Imported"}).to_string();
                Incoming { time: now - DAY * (number % 200), id, record }
            })
            .chain([Incoming { time: now, id: "bad".to_owned(), record: "{".to_owned() }])
            .collect();
        let young = events.iter().filter(|e| e.time >= now - DAY * 100).count() - 1;
        let kept = lab
            .engine
            .with_context("us-east-1", |ctx| lake::ingest(&mut ctx.txn, &store, events, ctx.now));
        assert_eq!(kept.unwrap(), young);
    }
    let found = held(&mut lab, &store);
    assert_eq!(found.len(), 1 + 20 + 101 + 14 * 101);
}
