//! Killed while it opens the store, again and again: what was acknowledged is there.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::world::{World, machine_now, program};

/// How many commands are killed.
const KILLS: u32 = 400;

#[test]
fn kills_while_the_store_is_opened_lose_nothing() {
    let world = World::at("2024-06-01T12:00:00Z");
    let usual = usual_time(&world);
    let (mut kept, mut killed, mut rounds) = (samples(&world), 0, 0);
    while killed < KILLS {
        // Up to three in a row, so that what a kill left is killed in its turn.
        let (mut least, mut most) = (kept, kept);
        for _ in 0..=rounds % 3 {
            killed += 1;
            // From the first instruction up to a little before it would have been done. Steps that
            // have no common divisor with the whole come to each instant sooner or later.
            let delay = usual * (killed * 37 % 100) / 110;
            if put_and_kill(&world, delay) {
                least += 1;
            }
            most += 1;
        }
        rounds += 1;
        kept = samples(&world);
        assert!((least..=most).contains(&kept), "{kept} samples of {least} after {killed} kills");
    }
    let checked = world.run(&["store", "check"]);
    assert_eq!((checked.code, checked.err.as_str()), (0, ""), "{}", checked.out);
    for leftover in ["trial", "staged"] {
        assert!(!world.home().join(leftover).exists(), "{leftover} is left");
    }
}

#[test]
fn kills_while_the_store_is_made_leave_one_that_can_be_used() {
    let time = "2024-06-01T12:00:00Z";
    let usual = usual_time(&World::at(time));
    for step in 0..60 {
        let world = World::new();
        for delay in [usual * step / 55, usual * (step * 7 % 60) / 60] {
            run_and_kill(&world, &["clock", "set", time], delay);
        }
        world.ok(&["clock", "set", time]);
        assert!(put_and_kill(&world, Duration::from_secs(30)));
        assert_eq!(samples(&world), 1, "step {step}");
    }
}

/// Returns how long a command takes that nobody kills.
fn usual_time(world: &World) -> Duration {
    let times = (0..5).map(|_| {
        let begin = machine_now();
        assert!(put_and_kill(world, Duration::from_secs(30)));
        begin.elapsed()
    });
    times.min().unwrap()
}

/// Puts a sample and kills the program after a time; returns whether it was done before.
fn put_and_kill(world: &World, delay: Duration) -> bool {
    let words = ["put-metric-data", "--namespace", "N", "--metric-name", "M", "--value", "1"];
    run_and_kill(world, &words, delay)
}

/// Runs the program and kills it after a time; returns whether it was done before.
fn run_and_kill(world: &World, words: &[&str], delay: Duration) -> bool {
    let mut child = world
        .command(program())
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begin = machine_now();
    while begin.elapsed() < delay {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return true;
        }
        thread::sleep(Duration::from_micros(100));
    }
    child.kill().unwrap();
    child.wait().unwrap().success()
}

/// Returns how many samples there are.
fn samples(world: &World) -> u32 {
    let words = "get-metric-statistics --namespace N --metric-name M --period 60 \
                 --start-time 2024-06-01T12:00:00Z --end-time 2024-06-01T12:01:00Z \
                 --statistics SampleCount Sum";
    let told = world.ok(&words.split_whitespace().collect::<Vec<_>>());
    let told: Value = serde_json::from_str(&told).unwrap();
    let point = &told["Datapoints"][0];
    assert_eq!(point["SampleCount"], point["Sum"], "{told}");
    let count = point["SampleCount"].to_string();
    count.trim_end_matches(".0").parse().unwrap()
}
