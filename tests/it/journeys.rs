//! Whatever happens to a trail, the AWS CLI accepts what it has delivered.

use std::path::PathBuf;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::aws_cli::{ELSEWHERE, TRAIL, event, files_below, open_bucket, pass, recording};
use crate::judge::Judge;
use crate::world::World;

/// Something that happens.
#[derive(Clone, Copy, Debug)]
enum Step {
    Allow,
    Delete,
    Deny,
    Event(bool),
    Move(bool),
    OneRegion(bool),
    Pass(&'static str),
    Start,
    Stop,
    Validate(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let span =
        prop::sample::select(vec!["1s", "4m", "17m", "1h", "90m", "3h7m", "26h", "9d", "31d"]);
    prop_oneof![
        8 => span.prop_map(Step::Pass),
        6 => any::<bool>().prop_map(Step::Event),
        2 => Just(Step::Stop),
        3 => Just(Step::Start),
        2 => any::<bool>().prop_map(Step::Validate),
        1 => Just(Step::Deny),
        2 => Just(Step::Allow),
        1 => any::<bool>().prop_map(Step::OneRegion),
        1 => any::<bool>().prop_map(Step::Move),
        1 => Just(Step::Delete),
    ]
}

/// Does a step; what is refused, because it makes no sense now, is left.
fn take(world: &World, step: Step) {
    let trail = |words: &[&str]| {
        world.run(&[&["cloudtrail"], words, &["--name", "audit"]].concat());
    };
    match step {
        Step::Allow => open_policy(world),
        Step::Delete => {
            trail(&["delete-trail"]);
            pass(world, "90m");
            trail(&["create-trail", "--s3-bucket-name=logs", "--is-multi-region-trail"]);
            trail(&["update-trail", "--enable-log-file-validation"]);
            trail(&["start-logging"]);
        }
        Step::Deny => {
            world.run(&["s3api", "delete-bucket-policy", "--bucket", "logs"]);
        }
        Step::Event(elsewhere) => event(world, if elsewhere { ELSEWHERE } else { "us-east-1" }),
        Step::Move(away) => {
            trail(&["update-trail", "--s3-bucket-name", if away { "others" } else { "logs" }]);
        }
        Step::OneRegion(one) => trail(&[
            "update-trail",
            if one { "--no-is-multi-region-trail" } else { "--is-multi-region-trail" },
        ]),
        Step::Pass(span) => pass(world, span),
        Step::Start => trail(&["start-logging"]),
        Step::Stop => trail(&["stop-logging"]),
        Step::Validate(on) => trail(&[
            "update-trail",
            if on { "--enable-log-file-validation" } else { "--no-enable-log-file-validation" },
        ]),
    }
}

fn open_policy(world: &World) {
    let policy = world.ok(&["sim", "policy", "cloudtrail", "--bucket", "logs"]);
    world.ok(&["s3api", "put-bucket-policy", "--bucket", "logs", "--policy", &policy]);
}

/// Returns the keys of the digests of a bucket and region.
fn digests(world: &World, bucket: &str, region: &str) -> Vec<String> {
    let folder = world.object(bucket, &format!("AWSLogs/123456789012/CloudTrail-Digest/{region}"));
    let files = if folder.exists() { files_below(&folder) } else { Vec::new() };
    let root = world.object(bucket, "");
    let key = |file: &PathBuf| file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    files.iter().map(key).collect()
}

#[test]
fn whatever_happens_to_a_trail_the_aws_cli_accepts_its_digests() {
    let Some(judge) = Judge::new() else { return };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let journey = prop::collection::vec(step(), 5..20);
    let journeys: Vec<Vec<Step>> =
        (0..4).map(|_| journey.new_tree(&mut runner).unwrap().current()).collect();
    let names: Vec<String> = journeys.iter().map(|steps| format!("{steps:?}")).collect();
    let cases: Vec<_> = names.iter().map(String::as_str).zip(&journeys).collect();
    judge.each(&cases, |steps| {
        let world = recording(None);
        open_bucket(&world, "others", &[], &[]);
        for step in steps {
            take(&world, *step);
        }
        take(&world, Step::Allow);
        pass(&world, "1h");
        let mut judged_digests = 0;
        let moved = steps.iter().any(|step| matches!(step, Step::Move(true)));
        for region in ["us-east-1", ELSEWHERE] {
            for bucket in ["logs", "others"] {
                let words = [
                    &["--trail-arn", TRAIL, "--start-time=2024-01-01", "--end-time=2026-01-01"][..],
                    &["--verbose", "--region", region, "--s3-bucket", bucket],
                ];
                let judged = judge.both(bucket, &world, &words.concat());
                assert_eq!(judged.code, 0, "{bucket} {region}: {}{}", judged.out, judged.err);
                for key in digests(&world, bucket, region) {
                    judged_digests += 1;
                    let line = format!("Digest file\ts3://{bucket}/{key}\tvalid\n");
                    // Where a chain goes through another bucket and is broken there, the walk does
                    // not find back.
                    assert!(moved || judged.out.contains(&line), "{key}: {}", judged.out);
                }
            }
        }
        assert!(judged_digests > 0, "there is nothing to judge");
    });
}
