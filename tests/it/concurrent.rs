//! Several processes at one store at once.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::store::{Home, Store};

use crate::world::World;

/// Runs lines of bash side by side, each of which must succeed in silence.
fn side_by_side(world: &World, lines: &[String]) {
    thread::scope(|scope| {
        let running: Vec<_> =
            lines.iter().map(|line| scope.spawn(move || world.bash(line))).collect();
        for run in running {
            let ran = run.join().unwrap();
            assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        }
    });
}

/// Returns what a command printed.
fn told(world: &World, words: &str) -> Value {
    let printed = world.ok(&words.split_whitespace().collect::<Vec<_>>());
    serde_json::from_str(&printed).unwrap()
}

const STATISTICS: &str = "get-metric-statistics --namespace N --metric-name M --period 60 \
                          --start-time 2024-06-01T12:00:00Z --end-time 2024-06-01T12:01:00Z \
                          --statistics SampleCount Sum Minimum Maximum";

fn point(world: &World) -> [Option<f64>; 4] {
    let told = told(world, STATISTICS);
    let point = &told["Datapoints"][0];
    ["SampleCount", "Sum", "Minimum", "Maximum"].map(|name| point[name].as_f64())
}

#[test]
fn eight_processes_put_a_hundred_data_each_and_none_is_lost() {
    let world = World::at("2024-06-01T12:00:00Z");
    let line = "for n in $(seq 100); do \
                trailwatch put-metric-data --namespace N --metric-name M --value $n || exit 1; done";
    side_by_side(&world, &vec![line.to_owned(); 8]);
    assert_eq!(point(&world), [800.0, 40_400.0, 1.0, 100.0].map(Some));
}

#[test]
fn processes_that_do_different_things_do_not_lose_each_others() {
    let world = World::at("2024-06-01T12:00:00Z");
    world.ok(&["s3", "mb", "s3://bkt"]);
    let commands = [
        "put-metric-data --namespace N --metric-name M --value $n",
        "sim call --service ec2 --action RunInstances --user user$n > /dev/null",
        "s3api put-object --bucket bkt --key key$n > /dev/null",
        "cloudtrail list-trails > /dev/null",
    ];
    let line =
        |command: &&str| format!("for n in $(seq 25); do trailwatch {command} || exit 1; done");
    let lines: Vec<String> = commands.iter().chain(&commands).map(line).collect();
    side_by_side(&world, &lines);

    assert_eq!(point(&world), [50.0, 650.0, 1.0, 25.0].map(Some));
    assert_eq!(told(&world, "s3api list-objects-v2 --bucket bkt --query length(Contents)"), 25);
    let users = |action: &str| {
        let attribute = format!("AttributeKey=EventName,AttributeValue={action}");
        let words =
            format!("lookup-events --query Events[].Username --lookup-attributes {attribute}");
        let mut users: Vec<String> = serde_json::from_value(told(&world, &words)).unwrap();
        users.sort();
        users
    };
    assert_eq!(users("ListTrails"), vec!["student"; 50]);
    let mut expected: Vec<String> = (0..50).map(|n| format!("user{}", n % 25 + 1)).collect();
    expected.sort();
    assert_eq!(users("RunInstances"), expected);
    assert_eq!(world.run(&["store", "check"]).code, 0);
}

#[test]
fn whoever_waits_in_vain_is_told_for_whom() {
    let world = World::at("2024-06-01T12:00:00Z");
    let held = Store::open(Home::new(world.home()), Duration::from_secs(10)).unwrap();
    let waited = world.bash("TRAILWATCH_LOCK_TIMEOUT=1 trailwatch list-metrics");
    let expected = format!(
        "\naws: [ERROR]: the store is in use by process {} and did not become free within 1 seconds\n",
        std::process::id()
    );
    assert_eq!((waited.code, waited.out.as_str(), waited.err), (255, "", expected));
    drop(held);
    assert_eq!(told(&world, "list-metrics"), json!({"Metrics": []}));
}
