//! Resources that are not there publish metrics, and alarms and streams see these when they come.

use crate::world::World;

const START: &str = "2024-06-03T12:00:30Z";

/// Returns a world in which an instance and a load balancer have an outage a day, and alarms watch.
fn begun() -> World {
    let world = World::at(START);
    world.ok(&words(
        "put-metric-stream --name all --output-format json \
         --firehose-arn arn:aws:firehose:us-east-1:123456789012:deliverystream/to-s3 \
         --role-arn arn:aws:iam::123456789012:role/Streams --include-filters \
         Namespace=AWS/EC2,MetricNames=CPUUtilization,StatusCheckFailed \
         Namespace=AWS/ApplicationELB,MetricNames=RequestCount",
    ));
    let run = "sim ec2 run --pattern outage --seed 5 --query InstanceId --output text";
    let id = world.ok(&words(run)).trim().to_owned();
    world.ok(&words("sim metrics --service AWS/ApplicationELB --pattern outage --seed 4"));
    // A minute later there is something to learn the dimensions from.
    world.ok(&words("clock advance 2m"));
    let listed = world.ok(&words(
        "list-metrics --metric-name UnHealthyHostCount --query Metrics[0].Dimensions --output json",
    ));
    let alarm = |name: &str, rest: &str, dimensions: &str| {
        let mut all = words("put-metric-alarm --comparison-operator GreaterThanThreshold");
        all.extend(["--alarm-name", name, "--dimensions", dimensions]);
        all.extend(words(rest));
        world.ok(&all);
    };
    let hosts = "--namespace AWS/ApplicationELB --metric-name UnHealthyHostCount --statistic Maximum \
                 --period 60 --evaluation-periods 3 --datapoints-to-alarm 2 --threshold 0";
    alarm("hosts", hosts, &listed);
    let instance = format!("Name=InstanceId,Value={id}");
    for period in ["60", "300", "900"] {
        let load = format!(
            "--namespace AWS/EC2 --metric-name CPUUtilization --statistic Average --period {period} \
             --evaluation-periods 1 --threshold 25"
        );
        alarm(&format!("load-{period}"), &load, &instance);
    }
    world
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Returns what can be told of a world: how alarms changed, what metrics are, and what was sent on.
fn told(world: &World) -> String {
    let history = "describe-alarm-history --history-item-type StateUpdate --output json \
                   --query AlarmHistoryItems[].[AlarmName,Timestamp,HistoryData]";
    let metrics = "list-metrics --output json";
    let values = [
        "--start-time",
        "2024-06-03T00:00:00Z",
        "--end-time",
        "2024-06-05T00:00:00Z",
        "--metric-data-queries",
        r#"[{"Id":"a","Expression":"SEARCH('AWS/EC2', 'Sum', 300)"},
            {"Id":"b","Expression":"SEARCH('AWS/ApplicationELB', 'p90', 60)"}]"#,
    ];
    let values = world.ok(&[&["get-metric-data"][..], &values].concat());
    let sent = world.home().join("streams/all/123456789012-us-east-1.jsonl");
    let sent = std::fs::read_to_string(sent).unwrap();
    [world.ok(&words(history)), world.ok(&words(metrics)), values, sent].concat()
}

#[test]
fn a_day_at_once_comes_to_what_its_parts_come_to() {
    let once = begun();
    let parts = once.copy();
    once.ok(&words("clock advance 26h"));
    for span in ["1m", "3m", "1m30s", "54m30s", "6h", "5h17m", "4m", "90s", "11h30s", "2h37m"] {
        parts.ok(&["clock", "advance", span]);
    }
    let told_once = told(&once);
    assert_eq!(told_once, told(&parts));
    for alarm in ["hosts", "load-300", "load-900"] {
        assert!(told_once.contains(&format!("\"{alarm}\"")), "{alarm} never changes");
    }
    // What comes every five minutes is never there for a minute.
    assert!(told_once.contains("ALARM") && !told_once.contains("\"load-60\""));
}

#[test]
fn an_alarm_changes_at_the_same_minute_whoever_looks() {
    let once = begun();
    let minutes = once.copy();
    once.ok(&words("clock advance 20m"));
    for _ in 0..20 {
        minutes.ok(&words("clock advance 1m"));
    }
    assert_eq!(told(&once), told(&minutes));
}
