//! What simulated resources publish.

#![expect(clippy::float_cmp, reason = "what is counted are whole numbers")]

use super::pattern::Pattern;
use super::published::{Datum, Scope, at};
use super::*;
use crate::services::cloudwatch::sample::Measure;
use crate::services::cloudwatch::unit::Unit;
use crate::time::text::parse_date;

fn time(text: &str) -> Timestamp {
    parse_date(text).unwrap()
}

fn source(service: Service, pattern: Pattern) -> Source {
    let course = Course { pattern, seed: 1, since: time("2024-06-03T00:00:30Z") };
    Source::new(("123456789012", "us-east-1"), service, "one".to_owned(), course)
}

/// Returns everything that is published up to a time.
fn told(source: &mut Source, until: Timestamp) -> Vec<Datum> {
    let mut data = Vec::new();
    while let Some(time) = source.next().filter(|time| *time <= until) {
        data.extend(at(source, time));
        source.told = time;
    }
    data
}

fn of<'d>(data: &'d [Datum], name: &str, scope: Scope) -> Vec<&'d Datum> {
    data.iter().filter(|datum| datum.name == name && datum.scope == scope).collect()
}

#[test]
fn basic_monitoring_tells_five_minutes_in_a_set_and_checks_every_minute() {
    let mut instance = source(Service::Ec2(Monitoring::Basic), Pattern::Daily);
    let data = told(&mut instance, time("2024-06-03T01:00:00Z"));
    let load = of(&data, "CPUUtilization", Scope::Instance);
    let counts: Vec<f64> = load
        .iter()
        .map(|datum| match &datum.measure {
            Measure::Set(set) => set.count,
            other => panic!("{other:?}"),
        })
        .collect();
    // The first period has the whole minutes since the instance runs.
    assert_eq!(counts, [&[4.0][..], &[5.0; 11]].concat());
    assert!(load.iter().all(|datum| datum.time.floor(FIVE_MINUTES) == datum.time));
    assert_eq!(of(&data, "StatusCheckFailed", Scope::Instance).len(), 59);
    assert!(of(&data, "CPUUtilization", Scope::Type).is_empty());
    let names: std::collections::BTreeSet<_> = data.iter().map(|datum| datum.name).collect();
    assert_eq!(names.len(), 7 + 2 + 3);
}

#[test]
fn detailed_monitoring_tells_every_minute_and_of_all_instances_of_a_kind() {
    let mut instance = source(Service::Ec2(Monitoring::Detailed), Pattern::Daily);
    let data = told(&mut instance, time("2024-06-03T01:00:00Z"));
    let of_instance = of(&data, "NetworkIn", Scope::Instance);
    assert_eq!(of_instance.len(), 59);
    for scope in [Scope::Image, Scope::Type, Scope::All] {
        let measures = |data: Vec<&Datum>| -> Vec<_> {
            data.into_iter().map(|datum| (datum.time, datum.measure.clone())).collect()
        };
        let (same, own) = (of(&data, "NetworkIn", scope), of_instance.clone());
        assert_eq!(measures(same), measures(own), "{scope:?}");
    }
    assert_eq!(of(&data, "NetworkPacketsIn", Scope::Instance).len(), 12);
}

#[test]
fn an_instance_that_stands_still_tells_nothing() {
    let mut instance = source(Service::Ec2(Monitoring::Basic), Pattern::Daily);
    told(&mut instance, time("2024-06-03T01:00:00Z"));
    instance.stop(time("2024-06-03T01:02:10Z"));
    let last = told(&mut instance, time("2024-06-04"));
    let sets = of(&last, "CPUUtilization", Scope::Instance);
    assert!(matches!(&sets[..], [Datum { measure: Measure::Set(set), .. }] if set.count == 2.0));
    assert_eq!((of(&last, "StatusCheckFailed", Scope::Instance).len(), instance.next()), (2, None));
    instance.start(time("2024-06-05T00:00:00Z"));
    assert_eq!(instance.next(), Some(time("2024-06-05T00:01:00Z")));
    let again = told(&mut instance, time("2024-06-05T00:05:00Z"));
    assert_eq!(of(&again, "StatusCheckFailed", Scope::Instance).len(), 5);
}

#[test]
fn an_outage_is_seen_in_checks_errors_and_hosts() {
    let until = time("2024-06-04T00:00:00Z");
    let down = |service, name, scope| {
        let data = told(&mut source(service, Pattern::Outage), until);
        let is_one =
            |datum: &&&Datum| matches!(datum.measure, Measure::Value { value, .. } if value >= 1.0);
        of(&data, name, scope).iter().filter(is_one).count()
    };
    let checks = down(Service::Ec2(Monitoring::Detailed), "StatusCheckFailed", Scope::Instance);
    let elb = Service::ApplicationElb;
    let hosts = down(elb, "UnHealthyHostCount", Scope::Targets);
    let codes = down(elb, "HTTPCode_ELB_5XX_Count", Scope::LoadBalancer);
    assert!((9..=41).contains(&checks), "{checks}");
    assert_eq!((hosts, codes), (checks, checks));
}

#[test]
fn each_invocation_and_each_request_counts_once() {
    let until = time("2024-06-03T00:30:00Z");
    let functions = told(&mut source(Service::Lambda, Pattern::Spike), until);
    let balancers = told(&mut source(Service::ApplicationElb, Pattern::Spike), until);
    let sums = |data: &[Datum], name: &str, scope| -> (f64, f64) {
        of(data, name, scope).iter().fold((0.0, 0.0), |(counts, sum), datum| match datum.measure {
            Measure::Value { value, count } => (counts + count, sum + value * count),
            _ => panic!("{datum:?}"),
        })
    };
    let (invocations, sum) = sums(&functions, "Invocations", Scope::Function);
    assert_eq!(invocations, sum);
    for name in ["Duration", "Errors"] {
        assert_eq!(sums(&functions, name, Scope::Function).0, invocations, "{name}");
    }
    let (requests, _) = sums(&balancers, "RequestCount", Scope::LoadBalancer);
    assert!(invocations > 0.0 && requests > 0.0);
    assert_eq!(sums(&balancers, "TargetResponseTime", Scope::Targets).0, requests);
    let codes: f64 = ["2XX", "4XX", "5XX"]
        .map(|code| sums(&balancers, &format!("HTTPCode_Target_{code}_Count"), Scope::Targets).0)
        .iter()
        .sum();
    assert_eq!(codes, requests);
}

#[test]
fn a_bucket_is_told_once_a_day() {
    let mut bucket = source(Service::S3, Pattern::Ramp);
    let data = told(&mut bucket, time("2024-06-10T12:00:00Z"));
    let sizes = of(&data, "BucketSizeBytes", Scope::Bytes);
    let days: Vec<Timestamp> = sizes.iter().map(|datum| datum.time).collect();
    assert_eq!(days, (4..=10).map(|day| time(&format!("2024-06-{day:02}"))).collect::<Vec<_>>());
    assert!(sizes.iter().all(|datum| datum.unit == Unit::Bytes));
    let mut out = source(Service::S3, Pattern::Outage);
    let days = of(&told(&mut out, time("2024-07-10")), "NumberOfObjects", Scope::Objects).len();
    assert!((30..=34).contains(&days), "{days} of 37 days");
}

#[test]
fn data_come_when_their_period_ends() {
    for (service, monitoring) in [
        (Service::Ec2(Monitoring::Basic), Some(Monitoring::Basic)),
        (Service::Ec2(Monitoring::Detailed), Some(Monitoring::Detailed)),
        (Service::S3, None),
        (Service::Lambda, None),
        (Service::ApplicationElb, None),
    ] {
        let mut source = source(service, Pattern::Daily);
        let mut seen = 0;
        while let Some(now) = source.next().filter(|now| *now <= time("2024-06-05")) {
            for datum in at(&source, now) {
                let late = Datum::late(datum.name, datum.scope, monitoring);
                assert_eq!(datum.time + late, now, "{service:?} {}", datum.name);
                seen += 1;
            }
            source.told = now;
        }
        assert!(seen > 1, "{service:?}");
    }
}
