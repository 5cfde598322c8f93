//! What services of AWS publish about their resources, and when.
//!
//! | namespace            | data                                            | every             | dimensions                      |
//! |----------------------|-------------------------------------------------|-------------------|---------------------------------|
//! | `AWS/EC2`, basic     | five samples in one set                         | 5 minutes         | instance                        |
//! | `AWS/EC2`, detailed  | a value                                         | minute            | instance, image, type, none     |
//! | `AWS/EC2`, checks    | 0 or 1                                          | minute            | instance                        |
//! | `AWS/EC2`, packets   | five samples in one set                         | 5 minutes         | instance                        |
//! | `AWS/S3`             | what a bucket holds at midnight (UTC)           | day               | bucket and type of storage      |
//! | `AWS/Lambda`         | a value for each invocation                     | minute with any   | function, with resource, none   |
//! | `AWS/ApplicationELB` | a value for each request; hosts                 | minute with any   | load balancer, target group     |
//!
//! Data of a period have the time at which it begins, and come when it ends. An instance is one of
//! the type `m4.large`: on the Xen hypervisor, without instance store and without CPU credits.
//!
//! Source: Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances";
//! CloudWatch User Guide, "Metric collection and calculation on Nitro-based instances", for the five
//! samples; Amazon S3 User Guide, "Metrics and dimensions"; AWS Lambda Developer Guide, "Types of
//! metrics for Lambda functions"; Elastic Load Balancing, "CloudWatch metrics for your Application
//! Load Balancer". How large the values are is ours.

use std::time::Duration;

use super::pattern::Load;
use super::{Monitoring, Service, Source};
use crate::crypto::sha256;
use crate::services::cloudwatch::sample::{Measure, Set};
use crate::services::cloudwatch::shapes::metrics::Dimension;
use crate::services::cloudwatch::unit::Unit;
use crate::time::{DAY, MINUTE, Timestamp};

/// How long the periods of basic monitoring are.
pub const FIVE_MINUTES: Duration = Duration::from_mins(5);

/// The type of simulated instances.
pub const INSTANCE_TYPE: &str = "m4.large";

/// Something that a service publishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Datum {
    /// The name of the metric.
    pub name: &'static str,
    /// What it is in.
    pub unit: Unit,
    /// Of what it is.
    pub scope: Scope,
    /// When it is told to be of.
    pub time: Timestamp,
    /// What was measured.
    pub measure: Measure,
}

impl Datum {
    /// Returns how much later data of a metric come than they are told to be of.
    pub const fn late(name: &str, scope: Scope, monitoring: Option<Monitoring>) -> Duration {
        match (name.as_bytes(), scope, monitoring) {
            ([b'S', b't', b'a', b't', b'u', b's', ..], ..) => MINUTE,
            ([b'N', b'e', b't', b'w', b'o', b'r', b'k', b'P', ..], ..)
            | (_, _, Some(Monitoring::Basic)) => FIVE_MINUTES,
            (_, Scope::Bytes | Scope::Objects, None) => Duration::ZERO,
            _ => MINUTE,
        }
    }
}

/// Of what a metric is: its dimensions.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Scope {
    /// Of all together.
    All,
    /// Of an instance.
    Instance,
    /// Of all instances of an image.
    Image,
    /// Of all instances of a type.
    Type,
    /// Of a bucket, what it holds in bytes.
    Bytes,
    /// Of a bucket, how many objects it has.
    Objects,
    /// Of a function.
    Function,
    /// Of a function, by what was invoked.
    Resource,
    /// Of a load balancer.
    LoadBalancer,
    /// Of a group of its targets.
    Targets,
}

impl Scope {
    /// Returns the scope of a resource by itself.
    pub const fn of_resource(service: Service) -> Self {
        match service {
            Service::Ec2(_) => Self::Instance,
            Service::S3 => Self::Bytes,
            Service::Lambda => Self::Function,
            Service::ApplicationElb => Self::LoadBalancer,
        }
    }

    /// Returns the dimensions.
    pub fn dimensions(self, source: &Source) -> Vec<Dimension> {
        let name = source.name.as_str();
        let hex = |what: &str| sha256(format!("{what} {name}").as_bytes())[..16].to_owned();
        let balancer = || ("LoadBalancer", format!("app/{name}/{}", hex("load balancer")));
        let pairs = match self {
            Self::All => vec![],
            Self::Instance => vec![("InstanceId", name.to_owned())],
            Self::Image => vec![("ImageId", image_of(&source.region))],
            Self::Type => vec![("InstanceType", INSTANCE_TYPE.to_owned())],
            Self::Bytes => {
                vec![("BucketName", name.to_owned()), ("StorageType", "StandardStorage".to_owned())]
            }
            Self::Objects => {
                vec![("BucketName", name.to_owned()), ("StorageType", "AllStorageTypes".to_owned())]
            }
            Self::Function => vec![("FunctionName", name.to_owned())],
            Self::Resource => {
                vec![("FunctionName", name.to_owned()), ("Resource", name.to_owned())]
            }
            Self::LoadBalancer => vec![balancer()],
            Self::Targets => {
                let group = format!("targetgroup/{name}/{}", hex("target group"));
                vec![balancer(), ("TargetGroup", group)]
            }
        };
        let dimension = |(name, value): (&str, String)| Dimension { name: name.to_owned(), value };
        pairs.into_iter().map(dimension).collect()
    }
}

/// Returns the image of the simulated instances of a region.
pub fn image_of(region: &str) -> String {
    format!("ami-0{}", &sha256(region.as_bytes())[..16])
}

/// Returns what is published about a resource at a time: whatever ends with it.
pub fn at(source: &Source, time: Timestamp) -> Vec<Datum> {
    let mut data = Vec::new();
    match source.service {
        Service::Ec2(monitoring) => of_instance(source, monitoring, time, &mut data),
        Service::S3 => of_bucket(source, time, &mut data),
        Service::Lambda => of_function(source, time, &mut data),
        Service::ApplicationElb => of_load_balancer(source, time, &mut data),
    }
    data
}

/// The metrics of an instance that monitoring is about, and how much of each an instance that is
/// wholly busy has in a minute.
///
/// Disks are those of the instance store, of which there is none.
const OF_INSTANCES: [(&str, Unit, f64); 7] = [
    ("CPUUtilization", Unit::Percent, 100.0),
    ("DiskReadBytes", Unit::Bytes, 0.0),
    ("DiskReadOps", Unit::Count, 0.0),
    ("DiskWriteBytes", Unit::Bytes, 0.0),
    ("DiskWriteOps", Unit::Count, 0.0),
    ("NetworkIn", Unit::Bytes, 60e6),
    ("NetworkOut", Unit::Bytes, 150e6),
];

/// The same, of those that come every five minutes whatever the monitoring.
const PACKETS: [(&str, Unit, f64); 2] =
    [("NetworkPacketsIn", Unit::Count, 60e3), ("NetworkPacketsOut", Unit::Count, 140e3)];

const CHECKS: [(&str, bool); 3] = [
    ("StatusCheckFailed", true),
    ("StatusCheckFailed_Instance", true),
    ("StatusCheckFailed_System", false),
];

fn of_instance(source: &Source, monitoring: Monitoring, time: Timestamp, data: &mut Vec<Datum>) {
    const DETAILED: [Scope; 4] = [Scope::Instance, Scope::Image, Scope::Type, Scope::All];
    let minute = time - MINUTE;
    if source.measures(minute) {
        let load = source.course.at(minute);
        for (name, fails) in CHECKS {
            let value = f64::from(u8::from(fails && !load.is_up));
            push(data, (name, Unit::Count), Scope::Instance, minute, one(value, 1.0));
        }
        if monitoring == Monitoring::Detailed {
            for row in OF_INSTANCES {
                let measure = one(measured(source, row, minute), 1.0);
                for scope in DETAILED {
                    push(data, (row.0, row.1), scope, minute, measure.clone());
                }
            }
        }
    }
    if time.floor(FIVE_MINUTES) == time {
        let start = time - FIVE_MINUTES;
        let minutes: Vec<Timestamp> = (0..5)
            .map(|number| start + MINUTE * number)
            .filter(|minute| source.measures(*minute))
            .collect();
        let basic: &[_] = if monitoring == Monitoring::Basic { &OF_INSTANCES } else { &[] };
        for row in basic.iter().chain(&PACKETS) {
            let values: Vec<f64> =
                minutes.iter().map(|minute| measured(source, *row, *minute)).collect();
            if let Some(set) = set(&values) {
                push(data, (row.0, row.1), Scope::Instance, start, Measure::Set(set));
            }
        }
    }
}

/// Returns what is measured of an instance in a minute.
fn measured(source: &Source, (name, unit, full): (&str, Unit, f64), minute: Timestamp) -> f64 {
    let load = source.course.at(minute);
    let level = if load.is_up { load.level } else { 0.0 };
    let value = full * level * (0.9 + 0.1 * source.course.chance(name, minute));
    if unit == Unit::Percent { rounded(value) } else { value.round() }
}

/// Returns the set of some values; `None` if there are none.
fn set(values: &[f64]) -> Option<Set> {
    let first = *values.first()?;
    Some(Set {
        count: values.iter().map(|_| 1.0).sum(),
        sum: rounded(values.iter().sum()),
        min: values.iter().copied().fold(first, f64::min),
        max: values.iter().copied().fold(first, f64::max),
    })
}

/// How many objects a bucket has at first, and how large they are.
const OBJECTS: f64 = 10_000.0;
const OBJECT: f64 = 150e3;

fn of_bucket(source: &Source, time: Timestamp, data: &mut Vec<Datum>) {
    use super::pattern::Pattern;
    let course = &source.course;
    // One day of a week, which is another for each seed, is unlike the others.
    let week = time.floor(DAY * 7);
    let special = (7.0 * course.chance("day", week)).floor();
    let is_special = (time.since(week).as_secs_f64() / DAY.as_secs_f64() - special).abs() < 0.5;
    let growth = if course.pattern == Pattern::Ramp { 0.1 } else { 0.01 };
    let mut factor = 1.0 + growth * course.days(time) + 0.005 * course.chance("size", time);
    match course.pattern {
        Pattern::Outage if is_special => return,
        Pattern::Spike if is_special => factor *= 4.0,
        _ => {}
    }
    let objects = (OBJECTS * factor).round();
    let size = (objects * OBJECT * (0.99 + 0.02 * course.chance("bytes", time))).round();
    push(data, ("BucketSizeBytes", Unit::Bytes), Scope::Bytes, time, one(size, 1.0));
    push(data, ("NumberOfObjects", Unit::Count), Scope::Objects, time, one(objects, 1.0));
}

/// How often a busy function is invoked in a minute, how long that takes in milliseconds, and how
/// many of a thousand invocations fail.
const INVOCATIONS: f64 = 120.0;
const DURATION: f64 = 80.0;
const FAILURES: f64 = 4.0;

fn of_function(source: &Source, time: Timestamp, data: &mut Vec<Datum>) {
    const SCOPES: [Scope; 3] = [Scope::All, Scope::Function, Scope::Resource];
    let minute = time - MINUTE;
    let load = source.course.at(minute);
    let invocations = (INVOCATIONS * load.level).round();
    if !source.measures(minute) || invocations < 1.0 {
        return;
    }
    let errors = failures(source, load, invocations, minute);
    let throttles = (invocations * (load.level - 0.88).max(0.0) * 0.5).round();
    let times = spread(DURATION * (1.0 + load.level), invocations, 0.01);
    let longest = times.last().map_or(0.0, |(value, _)| *value);
    let concurrent = (invocations * longest / 60e3).ceil();
    for scope in SCOPES {
        let mut put = |name, unit, value, count| {
            if count > 0.0 {
                push(data, (name, unit), scope, minute, one(value, count));
            }
        };
        put("Invocations", Unit::Count, 1.0, invocations);
        // Each invocation is counted, as a failure or as none, so the average is the rate.
        put("Errors", Unit::Count, 0.0, invocations - errors);
        put("Errors", Unit::Count, 1.0, errors);
        put("Throttles", Unit::Count, 0.0, invocations);
        put("Throttles", Unit::Count, 1.0, throttles);
        put("ConcurrentExecutions", Unit::Count, concurrent, 1.0);
        for (value, count) in &times {
            put("Duration", Unit::Milliseconds, *value, *count);
        }
    }
}

/// How many requests a busy load balancer has in a minute, how long its targets take in seconds, how
/// many targets there are, and how much a request and its answer have in bytes.
const REQUESTS: f64 = 900.0;
const RESPONSE: f64 = 0.04;
const HOSTS: f64 = 2.0;
const TRAFFIC: f64 = 9e3;

fn of_load_balancer(source: &Source, time: Timestamp, data: &mut Vec<Datum>) {
    const BOTH: [Scope; 2] = [Scope::LoadBalancer, Scope::Targets];
    let minute = time - MINUTE;
    if !source.measures(minute) {
        return;
    }
    let load = source.course.at(minute);
    let requests = (REQUESTS * load.level).round();
    let healthy = if load.is_up { HOSTS } else { 0.0 };
    let of_targets = |name, value| (name, Unit::Count, Scope::Targets, one(value, 1.0));
    let mut rows = vec![
        of_targets("HealthyHostCount", healthy),
        of_targets("UnHealthyHostCount", HOSTS - healthy),
    ];
    // Metrics are reported when requests flow, and counts when there is anything to count.
    if requests >= 1.0 {
        let connections = (requests / 3.0).ceil();
        let bytes = (requests * TRAFFIC).round();
        let units = rounded((connections / 1_500.0).max(bytes / (1e9 / 60.0)));
        let of_balancer = |name, unit, value| (name, unit, Scope::LoadBalancer, one(value, 1.0));
        rows.extend([
            of_balancer("ActiveConnectionCount", Unit::Count, connections),
            of_balancer("NewConnectionCount", Unit::Count, connections),
            of_balancer("ProcessedBytes", Unit::Bytes, bytes),
            of_balancer("ConsumedLCUs", Unit::Count, units),
        ]);
        let each = |name, count| (name, Unit::Count, Scope::LoadBalancer, one(1.0, count));
        if load.is_up {
            let errors = failures(source, load, requests, minute);
            let unknown = (requests * 0.02 * source.course.chance("unknown", minute)).round();
            let codes = [
                ("HTTPCode_Target_2XX_Count", requests - errors - unknown),
                ("HTTPCode_Target_4XX_Count", unknown),
                ("HTTPCode_Target_5XX_Count", errors),
                ("RequestCount", requests),
            ];
            for (name, count) in codes.into_iter().filter(|(_, count)| *count > 0.0) {
                rows.extend(BOTH.map(|scope| (name, Unit::Count, scope, one(1.0, count))));
            }
            for (value, count) in spread(RESPONSE * (1.0 + 2.0 * load.level), requests, 1e-6) {
                let row = |scope| ("TargetResponseTime", Unit::Seconds, scope, one(value, count));
                rows.extend(BOTH.map(row));
            }
            rows.push(of_targets("RequestCountPerTarget", requests / HOSTS));
        } else {
            // No target can be chosen.
            rows.extend([
                each("HTTPCode_ELB_503_Count", requests),
                each("HTTPCode_ELB_5XX_Count", requests),
            ]);
        }
    }
    for (name, unit, scope, measure) in rows {
        push(data, (name, unit), scope, minute, measure);
    }
}

/// Returns how many of some calls fail.
fn failures(source: &Source, load: Load, calls: f64, minute: Timestamp) -> f64 {
    if !load.is_up {
        return calls;
    }
    (calls * FAILURES / 1_000.0 + source.course.chance("failures", minute)).floor().min(calls)
}

/// Returns how long some calls take, and how many take so long: most about the same, a few much
/// longer.
fn spread(usual: f64, calls: f64, step: f64) -> Vec<(f64, f64)> {
    const SHARES: [(f64, f64); 4] = [(0.6, 0.2), (0.85, 0.35), (1.0, 0.25), (1.5, 0.15)];
    const LONGEST: f64 = 4.0;
    let mut left = calls;
    let mut times = Vec::new();
    for (factor, share) in SHARES {
        let count = (calls * share).floor();
        left -= count;
        times.push((factor, count));
    }
    times.push((LONGEST, left));
    let times = times.into_iter().filter(|(_, count)| *count > 0.0);
    // Dividing by a whole number is what gives the shortest decimals.
    let parts = (1.0 / step).round();
    times.map(|(factor, count)| ((usual * factor * parts).round() / parts, count)).collect()
}

const fn one(value: f64, count: f64) -> Measure {
    Measure::Value { value, count }
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn push(
    data: &mut Vec<Datum>,
    (name, unit): (&'static str, Unit),
    scope: Scope,
    time: Timestamp,
    measure: Measure,
) {
    data.push(Datum { name, unit, scope, time, measure });
}
