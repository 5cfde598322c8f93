//! Whole requests, and skeletons of them.

use std::fs;

use serde_json::Value;
use trailwatch::services;

use super::{cases, expected_error, text, words};
use crate::world::World;

const INPUT: &str = include_str!("../../conformance/input.json");

#[test]
fn whole_requests_and_skeletons_are_those_of_the_aws_cli() {
    let world = World::new();
    fs::write(world.work().join("name.txt"), "thename\n").unwrap();
    let yaml = "Name: fromyaml\nS3BucketName: b\nIsMultiRegionTrail: yes\n";
    fs::write(world.work().join("in.yaml"), yaml).unwrap();
    let home = world.work().display().to_string();
    let mut count = 0;
    for case in &cases(INPUT) {
        let mut words = words(case);
        if services::find(&words[0]).is_none() {
            continue;
        }
        count += 1;
        // What is called without output is looked at as a request.
        let is_called = case["code"] == 0 && case["out"] == "";
        let is_skeleton = words.iter().any(|word| word == "--generate-cli-skeleton");
        if is_called && !is_skeleton {
            words.push("--print-request".to_owned());
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = world.command("aws").args(&words).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(err, expected_error(case).replace("$HOME", &home), "{case}");
        assert_eq!(output.status.code().map(i64::from), case["code"].as_i64(), "{case}");
        if is_called && !is_skeleton {
            let printed: Value = serde_json::from_str(&out).unwrap();
            assert_eq!(printed["Request"], case["request"], "{case}");
        } else {
            assert_eq!(out, text(case, "out"), "{case}");
        }
    }
    assert_eq!(count, 18);
    assert!(!world.home().exists(), "something was done");
}

#[test]
fn a_skeleton_can_be_filled_in_and_handed_back() {
    let world = World::new();
    for (kind, option) in [("input", "--cli-input-json"), ("yaml-input", "--cli-input-yaml")] {
        for operation in ["create-trail", "lookup-events", "put-event-selectors"] {
            let skeleton = world.ok(&["cloudtrail", operation, "--generate-cli-skeleton", kind]);
            let filled = skeleton.replacen(": 0", ": 1", 9);
            let filled = filled.replace("\"\"", "\"word\"").replace("''", "word");
            fs::write(world.work().join("request"), filled).unwrap();
            let whole = [option, "file://request"];
            let words = [&["cloudtrail", operation, "--print-request"], &whole[..]].concat();
            let ran = world.run(&words);
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{operation} {kind}: {skeleton}");
            let name = ["--print-request", "--query", "Request.NextToken"];
            let over = [&words[..], &name, &["--next-token", "over"]].concat();
            if operation == "lookup-events" {
                assert_eq!(world.ok(&over), "\"over\"\n");
            }
        }
    }
}

#[test]
fn a_skeleton_in_yaml_says_what_the_members_mean() {
    let world = World::new();
    let skeleton =
        world.ok(&["cloudwatch", "put-metric-data", "--generate-cli-skeleton", "yaml-input"]);
    for line in [
        "Namespace: ''  # [REQUIRED] What keeps the metrics apart from those of other applications.",
        "MetricData: # The data, at most 1,000.",
        "- MetricName: ''  # [REQUIRED] The name of the metric.",
        "  Dimensions: # The dimensions of the metric.",
        "  - Name: ''  # [REQUIRED] What it is about.",
        "    Value: '' # [REQUIRED] What it says.",
        "  Counts: # How many times each of the values occurred; otherwise once.",
        "  - 0.0",
        "    KeyAttributes:  # What tells it from others.",
        "      KeyName: ''",
        "StrictEntityValidation: true # Whether the request is refused if something is wrong with an entity.",
    ] {
        assert!(skeleton.lines().any(|other| other == line), "{line}\n{skeleton}");
    }
    let unit = skeleton.lines().find(|line| line.starts_with("  Unit: ")).unwrap();
    assert!(unit.starts_with("  Unit: Seconds # "), "{unit}");
    assert!(unit.contains(" Valid values are: Seconds, ") && unit.ends_with(", None."), "{unit}");
}

#[test]
fn what_a_whole_request_cannot_be_is_told() {
    let world = World::new();
    let validation = "An error occurred (ParamValidation): ";
    let cases = [
        (
            "--cli-input-json {} --cli-input-yaml {}",
            252,
            "Only one --cli-input- parameter may be specified.",
        ),
        (
            "--cli-input-json {bad",
            252,
            "Error parsing parameter 'cli-input-json': Invalid JSON received.",
        ),
        (
            "--cli-input-yaml {a:b",
            252,
            "Error parsing parameter 'cli-input-yaml': Invalid YAML received.",
        ),
        (
            "--cli-input-json file://nope",
            252,
            "Error parsing parameter '--cli-input-json': Unable to load paramfile file://nope: \
             [Errno 2] No such file or directory: 'nope'",
        ),
        (r#"--cli-input-json {"PaginationConfig":1}"#, 255, "'int' object has no attribute 'get'"),
        (
            r#"--cli-input-json {"NextToken":"x"} --max-items 1"#,
            252,
            "Parameter validation failed:\nUnknown parameter in input: \"PaginationConfig\", must be \
             one of: LookupAttributes, StartTime, EndTime, EventCategory, MaxResults, NextToken",
        ),
    ];
    for (options, code, sentence) in cases {
        let words: Vec<&str> = options.split(' ').collect();
        let words = [&["cloudtrail", "lookup-events", "--print-request"], &words[..]].concat();
        let ran = world.run(&words);
        let wrapped = if code == 252 { validation } else { "" };
        let expected = format!("\naws: [ERROR]: {wrapped}{sentence}\n");
        assert_eq!((ran.code, ran.err, ran.out.as_str()), (code, expected, ""), "{options}");
    }
}
