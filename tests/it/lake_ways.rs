//! Queries find the same rows whichever way their tables are filled.

use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::services::cloudtrail::event_data_store::EventDataStore;
use trailwatch::services::cloudtrail::lake::run::ready;
use trailwatch::services::cloudtrail::lake::sql::{Plan, Schema, Tables, plan};
use trailwatch::services::cloudtrail::lake::{self, Incoming};
use trailwatch::time::Timestamp;

use crate::lab::{Lab, time};
use crate::lake::store;

/// How many events there are: enough that the last of those in an order are left out on the way.
const EVENTS: u32 = 2_400;

struct One(String);

impl Tables for One {
    fn schema(&self, store: &str) -> Option<Schema> {
        (store == self.0).then_some(Schema::Events)
    }
}

/// An event that is like others in most: many have no error, some no user, times come in any order.
fn event(number: u32) -> Incoming {
    let mixed = number.wrapping_mul(2_654_435_761) >> 16;
    let time = time("2024-01-01T00:00:00Z") + Duration::from_secs(u64::from(mixed % 4_000));
    let name = ["RunInstances", "CreateUser", "DescribeKey"][mixed as usize % 3];
    let mut record = json!({
        "eventTime": time.to_string(),
        "eventName": name,
        "eventID": format!("event-{number}"),
        "readOnly": mixed.is_multiple_of(2),
        "requestParameters": {"number": number, "part": mixed % 40},
        "userIdentity": {"type": "IAMUser", "userName": format!("user-{}", mixed % 11)},
    });
    if mixed.is_multiple_of(13) {
        record["errorCode"] = json!("AccessDenied");
    }
    if mixed.is_multiple_of(5) {
        record["userIdentity"] = Value::Null;
    }
    Incoming { time, id: format!("event-{number}"), record: record.to_string() }
}

/// Returns the rows of a query, and how many events fulfil its conditions.
fn rows(lab: &mut Lab, plan: &Plan) -> (Vec<Vec<String>>, i64) {
    let txn = lab.engine.store().unwrap().begin();
    let ready = ready(plan, &txn, &[Timestamp::MIN]).unwrap().ok().unwrap();
    let (matched, mut rows) = (ready.statistics.matched, Vec::new());
    let keep = |row| {
        rows.push(row);
        Ok(())
    };
    ready.rows(keep).unwrap().unwrap();
    (rows, matched)
}

fn planned(store: &EventDataStore, statement: &str) -> Plan {
    let statement = statement.replace('$', &store.id);
    plan(&statement, &One(store.id.clone()), "2024-01-02 00:00:00.000").unwrap()
}

#[test]
fn rows_are_the_same_whether_columns_are_read_at_once_or_only_of_those_that_are_left() {
    let mut lab = Lab::at("2024-01-02T00:00:00Z");
    let store = store(&mut lab, "store", &json!({}));
    // Some are sealed, and some lie open.
    for numbers in [0..EVENTS - 20, EVENTS - 20..EVENTS] {
        let events: Vec<Incoming> = numbers.map(event).collect();
        lab.engine
            .with_context("us-east-1", |ctx| lake::ingest(&mut ctx.txn, &store, events, ctx.now))
            .unwrap();
    }
    let conditions = [
        "",
        "WHERE readOnly = true",
        "WHERE errorCode IS NOT NULL AND eventTime >= '2024-01-01 00:10:00'",
        "WHERE userIdentity.userName = 'nobody'",
    ];
    let orders = [
        "LIMIT 7",
        "ORDER BY eventTime DESC LIMIT 10",
        "ORDER BY errorCode NULLS FIRST, eventName DESC OFFSET 3 LIMIT 5",
        "ORDER BY upper(userIdentity.userName), element_at(requestParameters, 'part') LIMIT 210",
        "ORDER BY 2 LIMIT 0",
        "",
    ];
    let mut ways = [0; 3];
    for (row, condition) in conditions.iter().enumerate() {
        for (place, order) in orders.iter().enumerate() {
            let columns = ["*", "eventID, eventName AS name"][(row + place) % 2];
            let quick = planned(&store, &format!("SELECT {columns} FROM $ {condition} {order}"));
            let scan = &quick.scans[0];
            ways[usize::from(scan.first.is_some()) + usize::from(order.contains("BY"))] += 1;
            let mut whole = quick.clone();
            let scan = &mut whole.scans[0];
            (scan.first, scan.enough) = (None, None);
            let (found, matched) = rows(&mut lab, &quick);
            let (expected, all) = rows(&mut lab, &whole);
            assert_eq!(found, expected, "{columns} {condition} {order}");
            if order.contains("BY") {
                assert_eq!(matched, all, "{columns} {condition} {order}");
            }
        }
    }
    assert!(ways.iter().all(|count| *count >= 3), "{ways:?}");
}
