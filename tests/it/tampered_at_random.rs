//! Homes in which several things were tampered with, at random: both validators say the same.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::aws_cli::{ELSEWHERE, TRAIL, event, files_below, pass, recording};
use crate::judge::Judge;
use crate::tamper::{edit, edit_text};
use crate::world::World;

/// Something that is done to a file, or to a file and another one of its kind.
#[derive(Clone, Copy, Debug)]
enum Harm {
    Append,
    CopyOver,
    Cut(Index),
    EditText(Index),
    Empty,
    Flip(Index),
    Move,
    Remove,
    Swap,
}

/// A harm, whether it is done to a digest, and the numbers of two files.
type Done = (Harm, bool, Index, Index);

/// What is done, and the range, in minutes, that is then asked about.
#[derive(Clone, Debug)]
struct Scenario {
    done: Vec<Done>,
    start: u32,
    length: u32,
    elsewhere: bool,
    verbose: bool,
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let index = || any::<Index>();
    let harm = prop_oneof![
        Just(Harm::Append),
        Just(Harm::CopyOver),
        index().prop_map(Harm::Cut),
        index().prop_map(Harm::EditText),
        Just(Harm::Empty),
        index().prop_map(Harm::Flip),
        Just(Harm::Move),
        Just(Harm::Remove),
        Just(Harm::Swap),
    ];
    let done = prop::collection::vec((harm, any::<bool>(), index(), index()), 1..6);
    // Some ranges begin and end on hours, where digests do.
    let minute = |most: u32| prop_oneof![0..most, (0..most / 60).prop_map(|hour| hour * 60)];
    (done, minute(600), minute(600), any::<bool>(), any::<bool>()).prop_map(
        |(done, start, length, elsewhere, verbose)| Scenario {
            done,
            start,
            length,
            elsewhere,
            verbose,
        },
    )
}

fn apply(world: &World, (harm, of_digest, one, other): Done) {
    let kind = if of_digest { "CloudTrail-Digest" } else { "CloudTrail" };
    let files = files_below(&world.object("logs", &format!("AWSLogs/123456789012/{kind}")));
    if files.is_empty() {
        return;
    }
    let (one, other): (&PathBuf, &PathBuf) = (one.get(&files), other.get(&files));
    let bytes = fs::read(one).unwrap();
    match harm {
        Harm::Append => edit(one, |bytes| [bytes, b"junk".to_vec()].concat()),
        Harm::CopyOver => drop(fs::copy(other, one).unwrap()),
        Harm::Cut(at) => edit(one, |bytes| bytes[..at.index(bytes.len() + 1)].to_vec()),
        // What an earlier harm left may be empty, or no gzip.
        Harm::EditText(at) if trailwatch::gzip::inflate(&bytes, 1 << 20).is_ok() => {
            edit_text(one, |text| {
                let (before, after) = text.split_at(at.index(text.len() + 1));
                format!("{before}0{after}")
            });
        }
        Harm::Empty => fs::write(one, "").unwrap(),
        Harm::Flip(at) if !bytes.is_empty() => edit(one, |mut bytes| {
            let at = at.index(bytes.len());
            bytes[at] ^= 0x10;
            bytes
        }),
        Harm::EditText(_) | Harm::Flip(_) => {}
        Harm::Move => fs::rename(one, other).unwrap(),
        Harm::Remove => fs::remove_file(one).unwrap(),
        Harm::Swap => {
            fs::write(one, fs::read(other).unwrap()).unwrap();
            fs::write(other, bytes).unwrap();
        }
    }
}

/// A world of ten hours: two regions, a time without recording, and hours without events.
fn ten_hours() -> World {
    let world = recording(None);
    for _ in 0..3 {
        pass(&world, "23m");
        event(&world, "us-east-1");
        event(&world, ELSEWHERE);
        pass(&world, "37m");
    }
    world.ok(&["cloudtrail", "stop-logging", "--name", "audit"]);
    pass(&world, "2h11m");
    world.ok(&["cloudtrail", "start-logging", "--name", "audit"]);
    for _ in 0..2 {
        event(&world, ELSEWHERE);
        pass(&world, "2h");
    }
    event(&world, "us-east-1");
    pass(&world, "49m");
    world
}

fn time(minutes: u32) -> String {
    format!("2024-01-01T{:02}:{:02}:00Z", minutes / 60, minutes % 60)
}

#[test]
fn whatever_is_tampered_with_both_validators_say_the_same() {
    let Some(judge) = Judge::new() else { return };
    let original = ten_hours();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let scenarios: Vec<Scenario> =
        (0..40).map(|_| scenario().new_tree(&mut runner).unwrap().current()).collect();
    let names: Vec<String> = scenarios.iter().map(|scenario| format!("{scenario:?}")).collect();
    let cases: Vec<_> = names.iter().map(String::as_str).zip(&scenarios).collect();
    judge.each(&cases, |scenario| {
        let world = original.copy();
        for done in &scenario.done {
            apply(&world, *done);
        }
        let (start, end) = (time(scenario.start), time(scenario.start + scenario.length));
        let mut words = vec!["--trail-arn", TRAIL, "--start-time", &start, "--end-time", &end];
        if scenario.elsewhere {
            words.extend(["--region", ELSEWHERE]);
        }
        if scenario.verbose {
            words.push("--verbose");
        }
        judge.both(&format!("{scenario:?}"), &world, &words);
    });
}
