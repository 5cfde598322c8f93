//! What becomes of alarms whose data are missing, late or few, row by row as the user guide has it.
//!
//! ```text
//! M/N: points -> missing ignore breaching notBreaching        3/3: 0 - X - X -> OK OK OK OK
//! ```
//!
//! Points are those of the evaluation range, the oldest first: `0` is fine, `X` breaches, `-` is missing.
//! `stays` is whatever the state was before.
//!
//! Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", both tables and
//! "Avoiding premature transitions to alarm state", and "Percentile-based alarms and low data samples".

use serde_json::{Value, json};

use crate::lab::Lab;

/// Half a minute before the tick at which alarms are evaluated.
const NOW: &str = "2024-06-01T12:00:30Z";
const TICK: i64 = 1_717_243_260;

const TREATED: [&str; 4] = ["missing", "ignore", "breaching", "notBreaching"];

const ROWS: &str = "
3/3: 0 - X - X -> OK OK OK OK
3/3: 0 - - - - -> OK OK OK OK
3/3: - - - - - -> INSUFFICIENT_DATA stays ALARM OK
3/3: 0 X X - X -> ALARM ALARM ALARM ALARM
3/3: - - X - - -> ALARM stays ALARM OK
2/3: 0 - X - X -> ALARM ALARM ALARM ALARM
2/3: 0 0 X 0 X -> ALARM ALARM ALARM ALARM
2/3: 0 - X - - -> OK OK ALARM OK
2/3: - - - - 0 -> OK OK ALARM OK
2/3: - - - X - -> ALARM stays ALARM OK
3/3: - - - - X -> stays stays ALARM OK
3/3: - - - X - -> stays stays ALARM OK
3/3: - - - X 0 -> OK OK OK OK
3/3: - - X - 0 -> OK OK OK OK
1/3: - - - - X -> ALARM ALARM ALARM ALARM
2/3: - - X - - -> ALARM stays ALARM OK
2/3: - - - - X -> stays stays ALARM OK
2/3: - - - X X -> ALARM ALARM ALARM ALARM
";

fn call(lab: &mut Lab, name: &str, request: &Value) -> Value {
    lab.metrics(name, request).unwrap()
}

fn state(lab: &mut Lab, name: &str) -> String {
    let shown = call(lab, "DescribeAlarms", &json!({"AlarmNames": [name]}));
    shown["MetricAlarms"][0]["StateValue"].as_str().unwrap().to_owned()
}

fn set(lab: &mut Lab, name: &str, state: &str) {
    let request = json!({"AlarmName": name, "StateValue": state, "StateReason": "a test"});
    call(lab, "SetAlarmState", &request);
}

#[test]
fn missing_data_are_treated_row_by_row_as_the_guide_has_it() {
    for row in ROWS.trim().lines() {
        let (rule, rest) = row.split_once(": ").unwrap();
        let (points, expected) = rest.split_once(" -> ").unwrap();
        let (to_alarm, periods) = rule.split_once('/').unwrap();
        let number = |text: &str| text.parse::<u32>().unwrap();
        let alarms = TREATED.iter().zip(expected.split(' ')).flat_map(|(treat, expected)| {
            ["OK", "ALARM"]
                .map(|before| (format!("{treat}, {before} before"), treat, before, expected))
        });
        let alarms: Vec<_> = alarms.collect();
        let mut lab = Lab::at(NOW);
        for (name, treat, before, _) in &alarms {
            let alarm = json!({
                "AlarmName": name, "Namespace": "N", "MetricName": "M", "Statistic": "Average",
                "Period": 60, "EvaluationPeriods": number(periods),
                "DatapointsToAlarm": number(to_alarm), "Threshold": 10,
                "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": treat,
            });
            call(&mut lab, "PutMetricAlarm", &alarm);
            set(&mut lab, name, before);
        }
        let datum = |(place, point): (usize, &str)| {
            let value = match point {
                "X" => 20,
                "0" => 0,
                _ => return None,
            };
            let time = TICK - 60 * (1 + i64::try_from(place).unwrap());
            Some(json!({"MetricName": "M", "Value": value, "Timestamp": time}))
        };
        let data: Value = points.split(' ').rev().enumerate().filter_map(datum).collect();
        if data != json!([]) {
            call(&mut lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": data}));
        }
        lab.pass_secs(30);
        for (name, _, before, expected) in alarms {
            let expected = if expected == "stays" { before } else { expected };
            assert_eq!(state(&mut lab, &name), expected, "{row}: {name}");
        }
    }
}

#[test]
fn percentiles_of_few_data_change_nothing_where_they_are_ignored() {
    // For p99 a thousand values are enough, for p50 twenty, and for p10 a hundred.
    for (percentile, enough) in [("p99", 1_000), ("p50", 20), ("p10", 100)] {
        for (number, is_enough) in [(enough - 1, false), (enough, true)] {
            let mut lab = Lab::at(NOW);
            for treat in ["ignore", "evaluate"] {
                let alarm = json!({
                    "AlarmName": treat, "Namespace": "N", "MetricName": "M",
                    "ExtendedStatistic": percentile, "Period": 60, "EvaluationPeriods": 1,
                    "Threshold": 10, "ComparisonOperator": "GreaterThanThreshold",
                    "EvaluateLowSampleCountPercentile": treat,
                });
                call(&mut lab, "PutMetricAlarm", &alarm);
                set(&mut lab, treat, "OK");
            }
            let datum = json!({"MetricName": "M", "Values": [20], "Counts": [number]});
            call(&mut lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": [datum]}));
            lab.pass_secs(30);
            assert_eq!(state(&mut lab, "evaluate"), "ALARM");
            let expected = if is_enough { "ALARM" } else { "OK" };
            assert_eq!(state(&mut lab, "ignore"), expected, "{number} values for {percentile}");
        }
    }
}
