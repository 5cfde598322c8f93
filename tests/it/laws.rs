//! Laws, which hold for whatever comes.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use trailwatch::services::cloudtrail::imported::{Content, Import, Rules, read};
use trailwatch::time::Timestamp;
use trailwatch::time::text::utc;

use crate::damage::files;
use crate::lab::{Lab, time};

const START: &str = "2024-01-01T00:00:00Z";

/// Calls an operation of CloudWatch, which must succeed.
fn metrics(lab: &mut Lab, name: &str, request: &Value) -> Value {
    lab.metrics(name, request).unwrap()
}

/// Returns the files of a bucket.
fn bucket(lab: &Lab, name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = lab.folder.path().join("home/buckets").join(name);
    let below = |path: &std::path::Path| path.strip_prefix(&folder).unwrap().display().to_string();
    files(&folder).into_iter().map(|(path, bytes)| (below(&path), bytes)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn settling_in_whatever_steps_gives_the_same_bytes(
        before in vec((1..5_000_u64, 0..3_usize), 1..4),
        steps in vec(1..9_000_u64, 2..12),
    ) {
        let mut slow = Lab::at(START);
        slow.trail("audit", "logs", &json!({
            "EnableLogFileValidation": true, "IsMultiRegionTrail": true,
        }));
        for (secs, region) in before {
            let region = ["us-east-1", "eu-west-2", "us-west-1"][region];
            slow.simulate(region, "ec2", "RunInstances", json!({"secs": secs}));
            slow.pass_secs(secs);
        }
        // Both go on from here, with the keys that the first digests have made.
        slow.pass_secs(3_660);
        let mut quick = slow.copy();
        for secs in &steps {
            slow.pass_secs(*secs);
        }
        quick.pass_secs(steps.iter().sum());
        prop_assert!(!bucket(&slow, "logs").is_empty());
        prop_assert!(bucket(&slow, "logs") == bucket(&quick, "logs"), "{:?}", steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_put_is_read(
        puts in vec(vec((-1_000..1_000_i32, 0..600_i64), 1..40), 1..6),
        period in prop::sample::select(vec![60_i64, 300, 600]),
    ) {
        let mut lab = Lab::at("2024-01-01T00:10:00Z");
        let start = time(START);
        for put in &puts {
            let datum = |(value, secs): &(i32, i64)| json!({
                "MetricName": "M",
                "Value": value,
                "Timestamp": start.millis() / 1_000 + secs,
            });
            let data: Vec<Value> = put.iter().map(datum).collect();
            metrics(&mut lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": data}));
        }
        let told = metrics(&mut lab, "GetMetricStatistics", &json!({
            "Namespace": "N",
            "MetricName": "M",
            "StartTime": start.millis() / 1_000,
            "EndTime": start.millis() / 1_000 + 600,
            "Period": period,
            "Statistics": ["SampleCount", "Sum", "Minimum", "Maximum"],
        }));
        let samples: Vec<(i32, i64)> = puts.concat();
        let points = told["Datapoints"].as_array().unwrap();
        let mut seen = 0;
        for begin in (0..600).step_by(usize::try_from(period).unwrap()) {
            let inside: Vec<f64> = samples
                .iter()
                .filter(|(_, secs)| (begin..begin + period).contains(secs))
                .map(|(value, _)| f64::from(*value))
                .collect();
            if inside.is_empty() {
                continue;
            }
            let at = json!(start.millis() / 1_000 + begin);
            let point = points.iter().find(|point| point["Timestamp"] == at);
            let point = point.unwrap_or_else(|| panic!("no point at {at}: {told}"));
            let count = f64::from(u32::try_from(inside.len()).unwrap());
            let expected = [
                ("SampleCount", count),
                ("Sum", inside.iter().sum()),
                ("Minimum", inside.iter().copied().fold(f64::INFINITY, f64::min)),
                ("Maximum", inside.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            ];
            for (name, value) in expected {
                prop_assert_eq!(point[name].as_f64(), Some(value), "{} at {}", name, begin);
            }
            seen += 1;
        }
        prop_assert_eq!(points.len(), seen);
    }
}

proptest! {
    #[test]
    fn importing_twice_is_importing_once(
        events in vec((0..12_u8, -9_000_000..90_000_i64, any::<bool>()), 0..30),
        moved in any::<bool>(),
    ) {
        let now = time(START);
        let record = |(id, secs, management): &(u8, i64, bool)| json!({
            "eventID": format!("id{id}"),
            "eventTime": utc(Timestamp::from_secs(now.millis() / 1_000 + secs)),
            "awsRegion": "us-east-1",
            "eventSource": "ec2.amazonaws.com",
            "eventName": "RunInstances",
            "eventCategory": if *management { "Management" } else { "Data" },
        });
        let records: Vec<Value> = events.iter().map(record).collect();
        let text = json!({"Records": records}).to_string();
        let Content::Records(records) = read(&text).unwrap() else { panic!("they are records") };
        let newest = records.iter().map(|record| record.time).max().filter(|_| moved);
        let rules = Rules::new("123456789012", now, newest, HashSet::new());
        let mut import = Import::default();
        let mut take_all = || {
            let taken = records.iter().filter_map(|record| import.take(rules.judge(record)));
            (taken.count(), import.counts.imported)
        };
        let (first, once) = take_all();
        prop_assert_eq!(u64::try_from(first).unwrap(), once);
        prop_assert_eq!(take_all(), (0, once));
    }
}
