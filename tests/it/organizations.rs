//! Archives of an organization's trail: the digests of each account lie under the organization's id.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use serde_json::{Value, json};
use trailwatch::services::cloudtrail::chain::place::Place;

use crate::judge::Judge;
use crate::made::{Made, hours, place, public_keys};
use crate::world::{Ran, World};

const ORGANIZATION: &str = "o-abcdefghij";
const MANAGEMENT: &str = "111111111111";
const MEMBER: &str = "222222222222";
const TRAIL: &str = "arn:aws:cloudtrail:us-east-1:111111111111:trail/audit";

/// Returns where the digests of an account and region lie.
fn of(account: &str, region: &str) -> Place {
    let (account, region) = (account.to_owned(), region.to_owned());
    Place { organization: Some(ORGANIZATION.to_owned()), account, region, ..place() }
}

/// Makes an archive with the organization's trail in two accounts, with hourly digests and some that
/// were made later, and a trail of the member's own.
fn made(prefix: Option<&str>) -> Made {
    let prefix = |place: Place| Place { prefix: prefix.map(str::to_owned), ..place };
    let mut made = Made::default();
    made.chain(&prefix(of(MANAGEMENT, "us-east-1")), &hours(1..=4, 2), false);
    made.chain(&prefix(of(MEMBER, "us-east-1")), &hours(1..=5, 1), false);
    made.chain(&prefix(of(MEMBER, "us-east-1")), &hours(2..=3, 3), true);
    made.chain(&prefix(of(MEMBER, "eu-west-2")), &hours(2..=3, 1), false);
    let own = Place { account: MEMBER.to_owned(), trail: "own".to_owned(), ..place() };
    made.chain(&prefix(own), &hours(1..=2, 1), false);
    made
}

fn world(made: &Made) -> World {
    let world = World::new();
    made.write(&world.work().join("archive"));
    fs::write(world.work().join("keys.json"), public_keys().to_string()).unwrap();
    world
}

fn ours(world: &World, words: &[&str]) -> Ran {
    let ours =
        ["cloudtrail", "validate-logs", "--archive", "archive", "--public-keys", "keys.json"];
    world.run(&[&ours[..], words].concat())
}

/// Returns the archive as the judge reads it.
fn judged(world: &World, prefix: Option<&str>) -> PathBuf {
    let root = world.work().join("judged");
    fs::create_dir_all(root.join("buckets")).unwrap();
    symlink(world.work().join("archive"), root.join("buckets/logs")).unwrap();
    symlink(world.work().join("keys.json"), root.join("public-keys.json")).unwrap();
    let mut trail = json!({"TrailARN": TRAIL, "S3BucketName": "logs", "IsOrganizationTrail": true});
    if let Some(prefix) = prefix {
        trail["S3KeyPrefix"] = json!(prefix);
    }
    let documents = [
        ("trails.json", json!({"trailList": [trail]})),
        ("organization.json", json!({"Organization": {"Id": ORGANIZATION}})),
    ];
    for (name, document) in documents {
        fs::write(root.join(name), document.to_string()).unwrap();
    }
    root
}

#[test]
fn both_validators_find_the_same_in_an_organizations_trail() {
    let Some(judge) = Judge::new() else { return };
    let times = ["--start-time", "2024-01-01", "--end-time", "2024-01-02"];
    let cases: [(&[&str], &str); 5] = [
        (
            &["--account-id", MEMBER],
            "5/5 digest files valid\n2/2 backfill digest files valid\n11/11 log",
        ),
        (&["--account-id", MANAGEMENT], "4/4 digest files valid\n8/8 log"),
        (&["--account-id", MEMBER, "--region", "eu-west-2", "--verbose"], "2/2 digest files valid"),
        (&["--account-id", "333333333333"], "No digests found"),
        (&[], "Missing required parameter for organization trail: '--account-id'"),
    ];
    for prefix in [None, Some("all/of/them")] {
        let world = world(&made(prefix));
        let root = judged(&world, prefix);
        for (words, expected) in cases {
            let words = [&["--trail-arn", TRAIL], &times[..], words].concat();
            let theirs = judge.of_archive(&world, &root, &words);
            let mut ours = ours(&world, &words);
            // A warning of ours says where nothing is.
            let lines = ours.err.split_inclusive('\n');
            ours.err = lines.filter(|line| !line.starts_with("trailwatch: warning:")).collect();
            assert_eq!(ours, theirs, "{words:?}");
            let said = format!("{}{}", ours.out, ours.err);
            assert!(said.contains(expected), "{words:?}: {said}");
        }
    }
}

#[test]
fn every_chain_of_an_organization_is_found() {
    let world = world(&made(Some("p")));
    let ran = ours(&world, &["--all", "--strict", "--report", "report.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let headings: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("== ")).collect();
    let of = |account: &str, region: &str| {
        format!(
            "== account {account} of organization {ORGANIZATION}, trail audit of us-east-1, region \
             {region}, in s3://logs/p"
        )
    };
    let own =
        format!("== account {MEMBER}, trail own of us-east-1, region us-east-1, in s3://logs/p");
    let expected =
        [of(MANAGEMENT, "us-east-1"), of(MEMBER, "eu-west-2"), of(MEMBER, "us-east-1"), own];
    assert_eq!(headings[..4], expected);
    assert!(headings[4].starts_with("== total: 4 chains, 4 of them sound; "), "{}", headings[4]);

    let report = fs::read(world.work().join("report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let chain = &report["Chains"][2];
    assert_eq!(chain["BackfillDigestFiles"]["Valid"], 2);
    let told = |name: &str| chain[name].clone();
    assert_eq!(
        ["TrailARN", "Trail", "HomeRegion", "Organization", "Account"].map(told),
        [Value::Null, json!("audit"), json!("us-east-1"), json!(ORGANIZATION), json!(MEMBER)]
    );
    assert_eq!(report["Chains"][3]["Organization"], Value::Null);
    assert_eq!(
        report["Chains"][3]["TrailARN"],
        format!("arn:aws:cloudtrail:us-east-1:{MEMBER}:trail/own")
    );
}

#[test]
fn an_accounts_own_trail_of_the_same_name_is_told_from_the_organizations() {
    let mut made = made(None);
    let own = Place { account: MEMBER.to_owned(), ..place() };
    made.chain(&own, &hours(1..=3, 1), false);
    let world = world(&made);
    let times = ["--start-time", "2024-01-01", "--end-time", "2024-01-02", "--trail-arn"];
    let valid = |words: &[&str], expected: &str| {
        let ran = ours(&world, &[&times[..], words].concat());
        assert!(ran.out.contains(expected), "{words:?}: {ran:?}");
    };
    valid(&[TRAIL, "--account-id", MEMBER], "5/5 digest files valid");
    valid(&["arn:aws:cloudtrail:us-east-1:222222222222:trail/audit"], "3/3 digest files valid");
}
