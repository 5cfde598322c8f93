//! `validate-logs --all`: every chain of an archive, and the report for machines.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::world::World;

/// Makes a world with an archive of two trails, one of them of all regions.
fn world() -> World {
    let world = World::at("2024-01-01T00:00:00Z");
    let ran = world.bash(
        "set -e
        for bucket in logs other; do
            trailwatch s3api create-bucket --bucket $bucket >/dev/null
            trailwatch sim policy cloudtrail --bucket $bucket > policy.json
            trailwatch s3api put-bucket-policy --bucket $bucket --policy file://policy.json
        done
        trailwatch create-trail --name my_audit --s3-bucket-name logs --is-multi-region-trail \
            --enable-log-file-validation >/dev/null
        trailwatch create-trail --name local --s3-bucket-name logs --region eu-west-2 \
            --enable-log-file-validation >/dev/null
        trailwatch start-logging --name my_audit
        trailwatch start-logging --name local --region eu-west-2
        for hour in 1 2 3; do
            for region in us-east-1 eu-west-2; do
                trailwatch sim call --service ec2 --action RunInstances --region $region >/dev/null
            done
            trailwatch clock advance 1h >/dev/null
        done
        trailwatch store archive logs copy >/dev/null
        cp copy/public-keys.json keys.json",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    world
}

const ALL: &[&str] = &[
    "cloudtrail",
    "validate-logs",
    "--all",
    "--archive",
    "copy",
    "--public-keys",
    "keys.json",
    "--report",
    "report.json",
];

fn report(world: &World) -> Value {
    serde_json::from_slice(&fs::read(world.work().join("report.json")).unwrap()).unwrap()
}

/// Returns the files below the archive whose paths have all of these parts, in their order.
fn files(world: &World, parts: &[&str]) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![world.work().join("copy")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if parts.iter().all(|part| text.contains(part))
                && path.extension().is_some_and(|extension| extension == "gz")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_chain_of_an_archive_is_found_and_validated() {
    let world = world();
    let ran = world.run(ALL);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let headings: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("== ")).collect();
    let of = |trail: &str, home: &str, region: &str| {
        format!("== account 123456789012, trail {trail} of {home}, region {region}, in s3://logs")
    };
    assert_eq!(headings[0], of("local", "eu-west-2", "eu-west-2"));
    assert_eq!(headings[1], of("my_audit", "us-east-1", "eu-west-2"));
    assert_eq!(headings[2], of("my_audit", "us-east-1", "us-east-1"));
    assert!(headings[3].starts_with("== total: 3 chains, 3 of them sound; "), "{}", headings[3]);
    assert_eq!(headings.len(), 4);

    let report = report(&world);
    assert_eq!((&report["Version"], &report["Sound"]), (&json!(1), &json!(true)));
    let chains = report["Chains"].as_array().unwrap();
    let (digests, logs) = (files(&world, &["CloudTrail-Digest"]), files(&world, &["_CloudTrail_"]));
    let count = |kind: &str| -> u64 {
        chains.iter().map(|chain| chain[kind]["Valid"].as_u64().unwrap()).sum()
    };
    assert_eq!(usize::try_from(count("DigestFiles")).unwrap(), digests.len());
    assert_eq!(usize::try_from(count("LogFiles")).unwrap(), logs.len());
    assert!(chains.iter().all(|chain| chain["Findings"] == json!([])));
    assert_eq!(chains[1]["TrailARN"], "arn:aws:cloudtrail:us-east-1:123456789012:trail/my_audit");
    assert_eq!(chains[1]["Region"], "eu-west-2");
}

#[test]
fn what_is_wrong_is_told_with_its_chain_and_reported_for_machines() {
    let world = world();
    let changed = &files(&world, &["/CloudTrail/eu-west-2/", "_CloudTrail_"])[0];
    fs::write(changed, b"not what it was").unwrap();
    let digests = files(&world, &["CloudTrail-Digest/us-east-1/", "my_audit"]);
    let removed = &digests[1];
    fs::remove_file(removed).unwrap();

    let ran = world.run(ALL);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("INVALID: invalid format"), "{}", ran.err);
    assert!(ran.err.contains("INVALID: not found"), "{}", ran.err);
    assert!(ran.out.contains("== total: 3 chains, 1 of them sound; "), "{}", ran.out);
    let report = report(&world);
    assert_eq!(report["Sound"], false);
    let of = |chain: usize| report["Chains"][chain]["Findings"].as_array().unwrap().clone();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    // The trail that delivered the changed file is one of the two of that region.
    let bad: Vec<Value> = [of(0), of(1)].concat();
    assert_eq!(bad.len(), 1);
    assert_eq!((&bad[0]["Kind"], &bad[0]["Bucket"]), (&json!("InvalidLogFile"), &json!("logs")));
    assert!(bad[0]["Key"].as_str().unwrap().ends_with(&name(changed)));
    assert_eq!(bad[0]["Reason"], "invalid format");
    let missing = of(2);
    assert_eq!(missing[0]["Kind"], "InvalidDigest");
    assert!(missing[0]["Key"].as_str().unwrap().ends_with(&name(removed)));
    assert_eq!(missing[0]["Reason"], "not found");
}

/// Runs a strict validation of everything, and returns its exit code and what it found.
fn strict(world: &World) -> (i32, Vec<(String, String)>) {
    let ran = world.run(&[ALL, &["--strict"]].concat());
    let report = report(world);
    let chains = report["Chains"].as_array().unwrap().iter();
    // A time in which a trail had been stopped is told, and is no fault.
    let findings = chains.flat_map(|chain| chain["Findings"].as_array().unwrap());
    let findings = findings.filter(|finding| finding["Kind"] != "Gap");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found: Vec<_> = findings.map(|one| (text(&one["Kind"]), text(&one["Key"]))).collect();
    assert_eq!(
        ran.err.matches("\tINVALID").count() + ran.err.matches("Strict\t").count(),
        found.len()
    );
    (ran.code, found)
}

#[test]
fn strict_finds_nothing_in_what_nobody_touched() {
    let world = world();
    // A stop, a new beginning, and a chain that rests while nothing happens.
    let ran = world.bash(
        "set -e
        trailwatch stop-logging --name my_audit
        trailwatch clock advance 5h >/dev/null
        trailwatch start-logging --name my_audit
        trailwatch sim call --service ec2 --action RunInstances >/dev/null
        trailwatch clock advance 10d >/dev/null
        trailwatch sim call --service ec2 --action StopInstances >/dev/null
        trailwatch clock advance 3h >/dev/null
        rm -r copy
        trailwatch store archive logs copy >/dev/null
        cp copy/public-keys.json keys.json",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(strict(&world), (0, Vec::new()));
    assert_eq!(report(&world)["Chains"][2]["StrictFindings"], 0);
}

#[test]
fn strict_tells_each_missing_hour_and_what_somebody_added() {
    let world = world();
    world.ok(&["clock", "advance", "6h"]);
    fs::remove_dir_all(world.work().join("copy")).unwrap();
    world.ok(&["store", "archive", "logs", "copy"]);
    let digests = files(&world, &["CloudTrail-Digest/us-east-1/", "my_audit"]);
    // Three hours in the middle, which the walk tells as one that is not found.
    let removed: Vec<&PathBuf> = digests[3..6].iter().collect();
    for path in &removed {
        fs::remove_file(path).unwrap();
    }
    let (code, found) = strict(&world);
    assert_eq!(code, 1);
    let of = |kind: &str| -> Vec<&String> {
        found.iter().filter(|(other, _)| other == kind).map(|(_, key)| key).collect()
    };
    let missing = of("MissingHour");
    assert_eq!(missing.len(), 3, "{found:?}");
    for (key, path) in missing.iter().zip(&removed) {
        assert!(key.ends_with(&*path.file_name().unwrap().to_string_lossy()), "{key}");
    }
    assert_eq!(of("InvalidDigest").len(), 1, "{found:?}");

    let logs = files(&world, &["/CloudTrail/us-east-1/", "_CloudTrail_"]);
    let log = &logs[0];
    let name = log.file_name().unwrap().to_string_lossy().into_owned();
    let added =
        log.with_file_name(name.replace(&name[name.len() - 23..name.len() - 8], "AddedByAHandXYZ"));
    fs::copy(log, &added).unwrap();
    let (_, found) = strict(&world);
    let added = added.file_name().unwrap().to_string_lossy().into_owned();
    let listed: Vec<_> = found.iter().filter(|(kind, _)| kind == "NotListed").collect();
    assert_eq!(listed.len(), 1, "{found:?}");
    assert!(listed[0].1.ends_with(&added), "{found:?}");
}

#[test]
fn strict_says_when_nothing_can_be_judged() {
    let world = world();
    fs::write(world.work().join("none.json"), r#"{"PublicKeyList": []}"#).unwrap();
    fs::create_dir(world.work().join("empty")).unwrap();
    let judge = |archive: &str, keys: &str| {
        let words = ["cloudtrail", "validate-logs", "--all", "--strict", "--archive", archive];
        world.run(&[&words[..], &["--public-keys", keys]].concat()).code
    };
    assert_eq!(judge("copy", "keys.json"), 0);
    assert_eq!(judge("empty", "keys.json"), 2);
    assert_eq!(judge("copy", "none.json"), 2);
    assert_eq!(judge("copy", "nowhere.json"), 2);
    // An option may be cut short.
    let words = ["cloudtrail", "validate-logs", "--all", "--stri", "--archive", "empty"];
    assert_eq!(world.run(&[&words[..], &["--public-keys", "keys.json"]].concat()).code, 2);
}

#[test]
fn a_report_of_one_trail_says_what_its_lines_say() {
    let world = world();
    let arn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/my_audit";
    let words = ["cloudtrail", "validate-logs", "--trail-arn", arn, "--start-time"];
    let more = ["2024-01-01T00:00:00Z", "--report", "report.json", "--verbose"];
    let ran = world.run(&[&words[..], &more].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let chain = &report(&world)["Chains"][0];
    let valid = |name: &str| ran.out.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!(chain["DigestFiles"]["Valid"], valid("Digest file\t"));
    assert_eq!(chain["LogFiles"]["Valid"], valid("Log file\t"));
    assert_eq!(chain["Requested"]["StartTime"], "2024-01-01T00:00:00Z");
}

#[test]
fn options_that_make_no_sense_together_are_refused() {
    let world = world();
    fs::create_dir(world.work().join("empty")).unwrap();
    let cases: &[(&[&str], u8, &str)] = &[
        (&["--all"], 252, "--all goes with --archive"),
        (&["--all", "--archive", "copy"], 252, "--archive needs --public-keys FILE"),
        (
            &["--all", "--archive", "copy", "--public-keys", "keys.json", "--trail-arn", "x"],
            252,
            "--trail-arn does not go with --all",
        ),
        (
            &["--all", "--archive", "empty", "--public-keys", "keys.json"],
            255,
            "there is no digest in the archive",
        ),
        (
            &["--all", "--archive", "copy", "--public-keys", "keys.json", "--start-time", "x"],
            255,
            "Unable to parse date value: x",
        ),
        (
            &["--report", "r"],
            252,
            "the following arguments are required: --trail-arn, --start-time",
        ),
    ];
    for (words, code, told) in cases {
        let ran = world.run(&[&["cloudtrail", "validate-logs"], *words].concat());
        assert_eq!(ran.code, i32::from(*code), "{words:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{words:?}: {}", ran.err);
        assert!(!world.work().join("r").exists());
    }
}
