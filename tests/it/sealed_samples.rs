//! Samples are sealed and rolled up as they grow older, and what is told of them stays the same.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use trailwatch::engine::clock::Change;
use trailwatch::engine::records;
use trailwatch::error::Error;
use trailwatch::services::cloudwatch::block::Block;
use trailwatch::services::cloudwatch::period::{Period, Periods};
use trailwatch::services::cloudwatch::rolled::Tally;
use trailwatch::services::cloudwatch::sample::Measure;
use trailwatch::services::cloudwatch::sketch::ACCURACY;
use trailwatch::services::cloudwatch::statistics::{Distribution, Gathered, Summary};
use trailwatch::store::{Home, Record, Run, Store};
use trailwatch::time::text::utc;
use trailwatch::time::{DAY, Timestamp};

use crate::lab::{Lab, time};
use crate::world::{World, machine_now, program};

const START: &str = "2024-01-15T00:00:00Z";

/// How long to wait for a lock that another test has for a moment, between making a process and
/// running its program.
const PATIENCE: Duration = Duration::from_secs(30);

const PERCENTS: [f64; 3] = [10.0, 50.0, 99.0];

/// How many metrics have more chunks in three days than may be open.
const METRICS: u16 = 400;

fn call(lab: &mut Lab, name: &str, request: &Value) -> Result<Value, Error> {
    lab.metrics(name, request)
}

/// A value of a metric that was put with a time to the second.
#[derive(Clone, Copy, Debug)]
struct Put {
    metric: u16,
    time: Timestamp,
    value: f64,
    count: f64,
}

fn put(lab: &mut Lab, values: &[Put]) {
    for values in values.chunks(1_000) {
        let datum = |put: &Put| {
            json!({
                "MetricName": format!("M{}", put.metric),
                "Values": [put.value],
                "Counts": [put.count],
                "Timestamp": put.time.secs(),
                "StorageResolution": 1,
            })
        };
        let data: Vec<Value> = values.iter().map(datum).collect();
        call(lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": data})).unwrap();
    }
}

/// What is asked of a metric: from when, until when, and in which periods.
type Question = (u16, Timestamp, Timestamp, i32);

/// What is told of a period: count, sum, smallest, largest, average, percentiles.
type Told = (Summary, f64, [Option<f64>; 3]);

fn ask(lab: &mut Lab, (metric, start, end, secs): Question) -> Result<BTreeMap<i64, Told>, Error> {
    let request = json!({
        "Namespace": "N",
        "MetricName": format!("M{metric}"),
        "StartTime": start.secs(),
        "EndTime": end.secs(),
        "Period": secs,
        "Statistics": ["SampleCount", "Sum", "Minimum", "Maximum", "Average"],
        "ExtendedStatistics": PERCENTS.map(|percent| format!("p{percent}")),
    });
    let told = call(lab, "GetMetricStatistics", &request)?;
    let number = |value: &Value| value.as_f64().unwrap();
    let point = |point: &Value| {
        let summary = Summary {
            count: number(&point["SampleCount"]),
            sum: number(&point["Sum"]),
            min: number(&point["Minimum"]),
            max: number(&point["Maximum"]),
        };
        let percentile = |percent| point["ExtendedStatistics"][format!("p{percent}")].as_f64();
        let average = number(&point["Average"]);
        (point["Timestamp"].as_i64().unwrap(), (summary, average, PERCENTS.map(percentile)))
    };
    Ok(told["Datapoints"].as_array().unwrap().iter().map(point).collect())
}

/// Returns what should be told, from the values as they were put.
fn expected(
    values: &[Put],
    (metric, start, end, secs): Question,
    now: Timestamp,
) -> BTreeMap<i64, Told> {
    let Some(periods) = Periods::cut(Period::parse(secs).unwrap(), start, end, now) else {
        return BTreeMap::new();
    };
    let (from, to) = periods.range();
    let mut groups: BTreeMap<i64, (Option<Tally>, Gathered)> = BTreeMap::new();
    for put in values.iter().filter(|put| put.metric == metric) {
        if from <= put.time && put.time < to {
            let measure = Measure::Value { value: put.value, count: put.count };
            let (tally, values) = groups.entry(periods.beginning(put.time).secs()).or_default();
            match tally {
                Some(tally) => tally.add(&measure),
                None => *tally = Some(Tally::of(&measure)),
            }
            values.add(&measure);
        }
    }
    let told = |(tally, values): (Option<Tally>, Gathered)| {
        let summary = Summary::of(&tally.unwrap());
        let values = Distribution::of(values);
        let percentile = |percent| values.as_ref().map(|values| values.percentile(percent));
        (summary, summary.average(), PERCENTS.map(percentile))
    };
    groups.into_iter().map(|(begin, group)| (begin, told(group))).collect()
}

/// Holds an answer to what should be told: the plain statistics to the last bit.
fn compare(answer: &BTreeMap<i64, Told>, expected: &BTreeMap<i64, Told>) -> Result<(), String> {
    if !answer.keys().eq(expected.keys()) {
        return Err(format!("{:?} in place of {:?}", answer.keys(), expected.keys()));
    }
    for (begin, told) in answer {
        let should = &expected[begin];
        let bits = |(all, average, _): &Told| {
            [all.count, all.sum, all.min, all.max, *average].map(f64::to_bits)
        };
        if bits(told) != bits(should) {
            return Err(format!("{told:?} in place of {should:?} at {begin}"));
        }
        for (told, should) in told.2.iter().zip(should.2) {
            let near = match (told, should) {
                (Some(told), Some(should)) => (told - should).abs() <= should * ACCURACY,
                (told, should) => told.is_none() && should.is_none(),
            };
            if !near {
                return Err(format!("{told:?} in place of {should:?} at {begin}"));
            }
        }
    }
    Ok(())
}

/// Returns questions about a time: with every period that its age has, and some that it lacks.
fn questions(about: Timestamp, metric: u16, offset: u64) -> Vec<Question> {
    [1, 10, 60, 300, 3_600, 86_400]
        .into_iter()
        .map(|secs| {
            let length = Duration::from_secs(u64::try_from(secs).unwrap() * 200 + offset);
            let (start, end) = (about - length / 2, about + length / 2);
            (metric, start.whole_secs(), end.whole_secs(), secs)
        })
        .collect()
}

fn runs(store: &Store) -> Vec<Run> {
    store.begin().runs(&(Block::all()..Block::all().end())).unwrap()
}

/// Returns how many keys sled has, and the length of the longest value.
fn held(store: &Store) -> (usize, usize) {
    let lengths: Vec<usize> = store.entries().map(|entry| entry.unwrap().1.len()).collect();
    (lengths.len(), lengths.into_iter().max().unwrap())
}

fn now(lab: &mut Lab) -> Timestamp {
    lab.engine.read_clock().unwrap().time
}

/// Values that lie up to 13 days back and 2 hours ahead, most of them close together.
fn values() -> impl Strategy<Value = Vec<(u16, i64, f64, f64)>> {
    let number = prop_oneof![
        1 => (0..50_u8).prop_map(|n| f64::from(n) / 10.0),
        1 => 0.0..1e3_f64,
        4 => 1.0..2.0_f64,
    ];
    let ago = prop_oneof![
        6 => 0..120_i64,
        3 => -7_200..10_800_i64,
        1 => 0..13 * 86_400_i64,
    ];
    let count = prop_oneof![4 => Just(1.0), 1 => 0.1..5.0_f64];
    vec((0..2_u16, ago, number, count), 1..300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn what_is_told_of_old_samples_is_what_was_put(
        batches in vec((values(), prop_oneof![0..200_000_u64, 0..6_000_000_u64]), 1..5),
        later in 0..45_000_000_u64,
        offset in 0..400_u64,
    ) {
        let mut lab = Lab::at(START);
        let mut all = Vec::new();
        for (values, pass) in batches {
            let now = now(&mut lab);
            let values: Vec<Put> = values
                .into_iter()
                .map(|(metric, ago, value, count)| {
                    let time = Timestamp::from_secs(now.secs() - ago);
                    Put { metric, time, value, count }
                })
                .collect();
            put(&mut lab, &values);
            all.extend(values);
            for pass in [pass, 0] {
                lab.pass_secs(pass);
            }
            check(&mut lab, &all, offset)?;
        }
        lab.pass_secs(later);
        check(&mut lab, &all, offset)?;
        lab.pass_secs(400 * 86_400);
        check(&mut lab, &all, offset)?;
        lab.pass_secs(100 * 86_400);
        prop_assert_eq!(runs(lab.engine.store().unwrap()).len(), 0);
        prop_assert!(held(lab.engine.store().unwrap()).0 < 9);
    }

    #[test]
    fn settling_step_by_step_tells_the_same_as_at_once(
        values in values(), steps in vec(1..2_000_000_u64, 2..9),
    ) {
        let mut slow = Lab::at(START);
        let now = time(START);
        let values: Vec<Put> = values
            .into_iter()
            .map(|(metric, ago, value, count)| {
                Put { metric, time: Timestamp::from_secs(now.secs() - ago), value, count }
            })
            .collect();
        put(&mut slow, &values);
        let mut quick = slow.copy();
        for secs in &steps {
            slow.pass_secs(*secs);
        }
        quick.pass_secs(steps.iter().sum());
        for put in values.iter().step_by(9) {
            for question in questions(put.time, put.metric, 0) {
                prop_assert_eq!(
                    ask(&mut slow, question).unwrap(),
                    ask(&mut quick, question).unwrap()
                );
            }
        }
    }
}

/// Asks around some of the values that were put.
fn check(lab: &mut Lab, all: &[Put], offset: u64) -> Result<(), TestCaseError> {
    let now = now(lab);
    for put in all.iter().step_by(all.len() / 5 + 1) {
        for question in questions(put.time, put.metric, offset) {
            let answer = ask(lab, question).unwrap();
            let expected = expected(all, question, now);
            compare(&answer, &expected)
                .map_err(|told| TestCaseError::fail(format!("{question:?} at {now}: {told}")))?;
        }
    }
    Ok(())
}

/// Puts values of many metrics over three days, the oldest first. Since the last request there are
/// more chunks than may be open.
fn fill(lab: &mut Lab) -> Vec<Put> {
    let now = now(lab);
    let mut all = Vec::new();
    for day in [2, 1, 0] {
        for metric in 0..METRICS {
            all.extend((0..4_u8).map(|number| {
                let time = now - DAY * day - Duration::from_secs(1 + u64::from(number));
                let value = f64::from(metric) + 1.0 / f64::from(number + 3);
                Put { metric, time, value, count: 1.0 }
            }));
        }
    }
    put(lab, &all);
    assert!(runs(lab.engine.store().unwrap()).is_empty());
    all
}

#[test]
fn many_samples_leave_few_keys_and_are_all_there() {
    let mut lab = Lab::at(START);
    let all = fill(&mut lab);
    lab.pass_secs(1);
    let store = lab.engine.store().unwrap();
    assert!(!runs(store).is_empty(), "nothing was sealed");
    let (keys, longest) = held(store);
    // An entry and a chunk of each metric are left.
    assert!(keys < usize::from(METRICS) * 2 + 20, "{keys} keys");
    assert!(longest < 6 << 10, "{longest} bytes");
    let now = now(&mut lab);
    for metric in [0, 7, METRICS - 1] {
        for secs in [60, 3_600, 86_400] {
            let question = (metric, now - Duration::from_secs(86_000), now, secs);
            let told = ask(&mut lab, question).unwrap();
            compare(&told, &expected(&all, question, now)).unwrap();
        }
    }
}

#[test]
fn samples_that_come_late_are_told_at_once_and_rolled_up_a_day_later() {
    let mut lab = Lab::at(START);
    let at = |secs| Put { metric: 0, time: time("2024-01-10T12:00:00Z"), value: secs, count: 1.0 };
    put(&mut lab, &[at(1.0), at(2.0)]);
    let question = (0, time("2024-01-10"), time("2024-01-11"), 3_600);
    let count =
        |lab: &mut Lab| ask(lab, question).unwrap().values().map(|p| p.0.count).sum::<f64>();
    for hours in [0, 23, 1] {
        lab.pass(hours * 60);
        assert!((count(&mut lab) - 2.0).abs() < 0.5, "{hours}");
    }
    let made = |lab: &mut Lab| runs(lab.engine.store().unwrap()).iter().map(|run| run.made).max();
    assert_eq!(made(&mut lab), Some(time("2024-01-16")));
    put(&mut lab, &[at(3.0)]);
    assert!((count(&mut lab) - 3.0).abs() < 0.5);
    lab.pass(24 * 60);
    assert_eq!(made(&mut lab), Some(time("2024-01-17")));
    assert!((count(&mut lab) - 3.0).abs() < 0.5);
}

#[test]
fn metrics_without_data_are_forgotten_with_them() {
    let mut lab = Lab::at(START);
    let at = |metric| Put { metric, time: time(START), value: 1.0, count: 1.0 };
    put(&mut lab, &[at(0), at(1)]);
    let metrics = |store: &Store| {
        let kind = records::by_name()["metric"];
        let entries = store.entries().map(Result::unwrap);
        let entries = entries.filter(|(key, _)| key.starts_with(b"metric\0"));
        entries.map(|(key, value)| kind.records(&key, &value).unwrap().len()).sum::<usize>()
    };
    lab.pass(455 * 24 * 60);
    let late = now(&mut lab);
    put(&mut lab, &[Put { time: late, ..at(1) }]);
    let folder = lab.folder.path().join("home");
    lab.engine.release();
    let store =
        |folder: &std::path::Path| Store::open(Home::new(folder.to_path_buf()), PATIENCE).unwrap();
    assert_eq!(metrics(&store(&folder)), 2);
    lab.pass(33 * 24 * 60);
    lab.engine.release();
    assert_eq!(metrics(&store(&folder)), 1);
}

#[test]
fn a_damaged_file_costs_what_it_held_and_nothing_else() {
    let mut lab = Lab::at(START);
    let all = fill(&mut lab);
    lab.pass_secs(1);
    let before = runs(lab.engine.store().unwrap());
    let broken = before.iter().find(|run| run.from < time("2024-01-13")).unwrap();
    let name = broken.path().display().to_string();
    let path = lab.folder.path().join("home").join(&name);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();

    let day = |day| (METRICS - 1, time(day), time(day) + DAY, 86_400);
    let damaged = |answer: Result<_, Error>| match answer {
        Err(Error::Damaged(told)) => told.contains(&name),
        _ => false,
    };
    for days in [0, 2, 16, 50] {
        lab.pass(days * 24 * 60);
        let now = now(&mut lab);
        for whole in ["2024-01-13", "2024-01-14"] {
            let told = ask(&mut lab, day(whole)).unwrap();
            compare(&told, &expected(&all, day(whole), now)).unwrap();
        }
        let answers = (0..METRICS)
            .map(|metric| ask(&mut lab, (metric, time("2024-01-12"), time("2024-01-13"), 86_400)));
        assert!(answers.into_iter().any(damaged), "after {days} days");
        assert!(path.exists());
    }
    lab.pass(500 * 24 * 60);
    assert!(!path.exists());
    assert_eq!(runs(lab.engine.store().unwrap()).len(), 0);
}

#[test]
fn a_kill_while_samples_are_sealed_or_rolled_up_loses_none() {
    let mut lab = Lab::at(START);
    let all = fill(&mut lab);
    lab.engine.release();
    let full = World::in_folder(lab.folder);
    let mut killed = 0;
    let mut whole = Duration::ZERO;
    for round in 0..24 {
        let world = full.copy();
        let move_on = || {
            let mut command = world.command(program());
            command.args(["clock", "set", "2024-02-05T00:00:00Z"]);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().unwrap()
        };
        let begun = machine_now();
        let mut child = move_on();
        if round == 0 {
            // This one is not killed, and tells how long the others would take.
            assert!(child.wait().unwrap().success());
            whole = begun.elapsed();
        } else {
            thread::sleep(whole * round / 24);
            let _ = child.kill();
            killed += usize::from(child.wait().unwrap().code().is_none());
        }
        if round % 3 == 1 {
            // Once more, from where the first was killed.
            let mut child = move_on();
            thread::sleep(whole / 2);
            let _ = child.kill();
            let _ = child.wait();
        }
        assert!(move_on().wait().unwrap().success(), "killed in round {round}");

        let store = Store::open(Home::new(world.home()), PATIENCE).unwrap();
        let files = fs::read_dir(world.home().join("sealed")).unwrap().count();
        assert_eq!(files, runs(&store).len(), "killed in round {round}");
        drop(store);
        let mut lab = Lab::in_folder(world.into_folder(), None);
        let now = now(&mut lab);
        assert_eq!(utc(now), "2024-02-05T00:00:00Z");
        for metric in [0, METRICS - 1] {
            let question = (metric, time("2024-01-10"), time("2024-01-16"), 86_400);
            let told = ask(&mut lab, question).unwrap();
            compare(&told, &expected(&all, question, now)).unwrap();
        }
    }
    assert!(killed > 12, "only {killed} were killed");
}

#[test]
fn a_month_with_a_thousand_metrics_passes_in_seconds() {
    let mut lab = Lab::at(START);
    let names = (0..1_000).map(|n| json!({"MetricName": format!("M{n}"), "Value": n}));
    let data: Vec<Value> = names.collect();
    for _ in 0..4 {
        call(&mut lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": data})).unwrap();
        lab.pass(8 * 60);
    }
    let begun = machine_now();
    lab.engine.set_clock(Change::Advance(Duration::from_hours(30 * 24))).unwrap();
    // This is the program without optimization, on a machine that has other things to do.
    assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
    let question = (999, time(START), time(START) + 3 * DAY, 86_400);
    let sum: f64 = ask(&mut lab, question).unwrap().values().map(|told| told.0.sum).sum();
    assert_eq!(sum.to_bits(), (4.0 * 999.0_f64).to_bits());
}
