//! Answers, which are printed as they are made if nothing else is wanted of them.

use serde_json::Value;

use crate::world::{World, program, ran};

/// What there is to be listed.
const FILL: &str = r#"
set -e
aws s3api create-bucket --bucket logs
trailwatch sim policy cloudtrail --bucket logs > policy.json
aws s3api put-bucket-policy --bucket logs --policy file://policy.json
aws cloudtrail create-trail --name all --s3-bucket-name logs --tags-list Key=a,Value=b
aws cloudtrail start-logging --name all
aws s3api put-object --bucket logs --key 'a "b"/é' > /dev/null
aws cloudwatch put-metric-data --namespace N --metric-data \
    'MetricName=m,Dimensions=[{Name=d,Value=x/y}],Value=1.5,Timestamp=2024-06-01T11:59:00Z' \
    'MetricName=n,StatisticValues={SampleCount=2,Sum=1e21,Minimum=1e-7,Maximum=3}'
aws cloudwatch put-metric-alarm --alarm-name 'a\b' --namespace N --metric-name m --period 60 \
    --statistic Sum --evaluation-periods 1 --comparison-operator GreaterThanThreshold --threshold 1e17 \
    --dimensions Name=d,Value=x/y --alarm-actions arn:aws:sns:us-east-1:123456789012:t
aws cloudwatch put-metric-alarm --alarm-name e --evaluation-periods 1 --threshold 1 \
    --comparison-operator GreaterThanThreshold --metrics \
    '[{"Id":"m","MetricStat":{"Metric":{"Namespace":"N","MetricName":"m"},"Period":60,"Stat":"p99"}}]'
aws cloudwatch put-composite-alarm --alarm-name c --alarm-rule 'ALARM("e")'
aws cloudwatch put-dashboard --dashboard-name d --dashboard-body '{"widgets":[]}'
aws cloudwatch put-anomaly-detector --single-metric-anomaly-detector \
    Namespace=N,MetricName=m,Stat=Average
aws cloudwatch put-alarm-mute-rule --name mute --rule '{"Schedule":{"Expression":"cron(0 2 * * *)","Duration":"PT1H"}}' \
    --mute-targets AlarmNames=e
trailwatch clock advance 20m
aws cloudtrail list-public-keys > keys.json
"#;

/// Listings, and the first list of each.
const LISTINGS: [(&str, &str); 15] = [
    ("cloudtrail list-trails", "Trails"),
    (
        "cloudtrail list-tags --resource-id-list arn:aws:cloudtrail:us-east-1:123456789012:trail/all",
        "ResourceTagList",
    ),
    ("cloudtrail list-public-keys --start-time 2024-01-01", "PublicKeyList"),
    ("cloudtrail lookup-events", "Events"),
    ("cloudwatch list-metrics", "Metrics"),
    ("cloudwatch list-metrics --include-linked-accounts", "OwningAccounts"),
    ("cloudwatch describe-alarms", "MetricAlarms"),
    (
        "cloudwatch describe-alarms --alarm-types CompositeAlarm MetricAlarm --page-size 1",
        "CompositeAlarms",
    ),
    ("cloudwatch describe-alarms --parents-of-alarm-name e", "CompositeAlarms"),
    ("cloudwatch describe-alarm-history", "AlarmHistoryItems"),
    ("cloudwatch describe-anomaly-detectors", "AnomalyDetectors"),
    (
        "cloudwatch get-metric-data --start-time 2024-06-01 --end-time 2024-06-02 --metric-data-queries file://queries.json",
        "MetricDataResults",
    ),
    ("cloudwatch list-dashboards", "DashboardEntries"),
    ("cloudwatch list-alarm-mute-rules", "AlarmMuteRuleSummaries"),
    ("s3api list-objects-v2 --bucket logs", "Contents"),
];

const QUERIES: &str = r#"[
    {"Id": "m", "MetricStat": {"Stat": "Sum", "Period": 60, "Metric":
        {"Namespace": "N", "MetricName": "m", "Dimensions": [{"Name": "d", "Value": "x/y"}]}}},
    {"Id": "n", "Label": "a \"${MAX}\"", "MetricStat": {"Stat": "Minimum", "Period": 60, "Metric":
        {"Namespace": "N", "MetricName": "n"}}}
]"#;

/// Other answers, each with times, numbers or text that is escaped.
const ANSWERS: [&str; 8] = [
    "cloudtrail describe-trails",
    "cloudtrail get-trail-status --name all",
    "cloudtrail get-event-selectors --trail-name all",
    "cloudwatch get-metric-statistics --namespace N --metric-name n --period 60 --statistics Sum --start-time 2024-06-01T11:00 --end-time 2024-06-01T13:00",
    "cloudwatch describe-alarms-for-metric --namespace N --metric-name m --dimensions Name=d,Value=x/y",
    "cloudwatch get-dashboard --dashboard-name d",
    "cloudwatch get-alarm-mute-rule --alarm-mute-rule-name mute",
    "s3api get-bucket-location --bucket logs",
];

/// A world in which there is something to show.
fn filled() -> World {
    let world = World::at("2024-06-01T12:00:30Z");
    let filled = world.bash(FILL);
    assert_eq!(filled.code, 0, "{}", filled.err);
    world
}

/// Returns what a command shows in a zone. What is called is recorded: it is called in a copy of the
/// world.
fn shown(world: &World, zone: &str, line: &str, more: &[&str]) -> String {
    let copy = world.copy();
    std::fs::write(copy.work().join("queries.json"), QUERIES).unwrap();
    let words = line.split(' ').chain(more.iter().copied());
    let ran = ran(&copy.command(program()).args(words).env("TZ", zone).output().unwrap());
    assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    ran.out
}

#[test]
fn a_listing_is_printed_as_the_document_is_that_a_query_reads() {
    let world = filled();
    for zone in ["UTC", "Asia/Kathmandu"] {
        for (line, list) in LISTINGS {
            let printed = shown(&world, zone, line, &[]);
            assert_eq!(printed, shown(&world, zone, line, &["--query", "@"]), "{line}");
            // Whoever counts items has to have them.
            assert_eq!(printed, shown(&world, zone, line, &["--max-items", "1000000"]), "{line}");
            let document: Value = serde_json::from_str(&printed).unwrap();
            assert!(document[list].as_array().is_some_and(|list| !list.is_empty()), "{printed}");
        }
    }
}

#[test]
fn an_answer_is_printed_as_the_document_is_that_a_query_reads() {
    let world = filled();
    for zone in ["UTC", "Asia/Kathmandu"] {
        for line in ANSWERS {
            let printed = shown(&world, zone, line, &[]);
            assert_eq!(printed, shown(&world, zone, line, &["--query", "@"]), "{line}");
            assert!(printed.starts_with("{\n    \"") && printed.ends_with("\n}\n"), "{printed}");
        }
    }
}
