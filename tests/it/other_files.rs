//! What lies in an archive besides chains and their log files: told apart by content, and no fault.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use trailwatch::gzip::compress;

use crate::made::{Made, hours, place, public_keys};
use crate::world::{Ran, World};

const LOGS: &str = "AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/01";
const DIGESTS: &str = "AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2024/01/01";
const INSIGHTS: &str = "AWSLogs/123456789012/CloudTrail-Insight/us-east-1/2024/01/01";

/// Makes an archive of four hours with two log files each.
fn world() -> World {
    let mut made = Made::default();
    made.chain(&place(), &hours(1..=4, 2), false);
    let world = World::new();
    made.write(&world.work().join("archive"));
    fs::write(world.work().join("keys.json"), public_keys().to_string()).unwrap();
    world
}

fn put(world: &World, key: &str, bytes: &[u8]) {
    let path = world.work().join("archive").join(key);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

const ALL: &[&str] = &["--all", "--strict", "--report", "report.json"];

fn validate(world: &World, words: &[&str]) -> (Ran, Value) {
    let command = ["validate-logs", "--archive", "archive", "--public-keys", "keys.json"];
    let ran = world.run(&[&command[..], words].concat());
    let report = fs::read(world.work().join("report.json")).unwrap_or_else(|_| b"null".to_vec());
    (ran, serde_json::from_slice(&report).unwrap())
}

fn insight() -> Vec<u8> {
    let record = json!({"eventCategory": "Insight", "insightDetails": {"state": "Start"}});
    compress(json!({"Records": [record]}).to_string().as_bytes())
}

#[test]
fn files_are_told_apart_by_content_and_none_is_fatal() {
    let world = world();
    let log = compress(br#"{"Records": [{"eventName": "RunInstances"}]}"#);
    put(
        &world,
        &format!("{INSIGHTS}/1_CloudTrail-Insight_us-east-1_20240101T0100Z_a.json.gz"),
        &insight(),
    );
    put(&world, "notes.txt", b"what I found");
    put(&world, "sheets/of.gz", &compress(b"a,b,c"));
    put(&world, "copies/one.json.gz", &log);
    // Of a time without digests, where log files lie.
    put(&world, &format!("{LOGS}/1_CloudTrail_us-east-1_20240101T0900Z_a.json.gz"), &log);
    put(&world, &format!("{LOGS}/2_CloudTrail_us-east-1_20240101T0900Z_a.json.gz"), &insight());
    put(&world, "AWSLogs/123456789012/Config/us-east-1/x.json.gz", &compress(b"{}"));
    put(&world, "saved-keys.json", public_keys().to_string().as_bytes());
    let digest = fs::read(world.work().join("archive").join(place().digest(crate::made::at(2))));
    put(&world, "copies/digest", &digest.unwrap());

    let (ran, report) = validate(&world, ALL);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let of = ran.out.split("== other files: ").nth(1).unwrap();
    let (counts, lines) = of.split_once("\n\n").unwrap();
    assert_eq!(
        counts,
        "2 log files that no digest here lists, 1 digest that no chain came to, 2 insight files, \
         3 unknown files"
    );
    let told: Vec<&str> = lines.lines().take_while(|line| !line.is_empty()).collect();
    let own = place().digest(crate::made::at(2));
    let expected = [
        format!(
            "Insight file\ts3://logs/{LOGS}/2_CloudTrail_us-east-1_20240101T0900Z_a.json.gz\tit \
             holds insights, and does not lie where CloudTrail delivers them"
        ),
        "Unknown file\ts3://logs/AWSLogs/123456789012/Config/us-east-1/x.json.gz\tit is JSON, and \
         none that CloudTrail delivers"
            .to_owned(),
        format!("Digest file\ts3://logs/copies/digest\tit is a digest that was delivered as s3://logs/{own}"),
        "Log file\ts3://logs/copies/one.json.gz\tit holds events, and does not lie where CloudTrail \
         delivers them"
            .to_owned(),
        "Unknown file\ts3://logs/notes.txt\tit is neither gzip nor JSON".to_owned(),
        "Unknown file\ts3://logs/sheets/of.gz\twhat it holds compressed is no JSON".to_owned(),
    ];
    assert_eq!(told, expected);

    let others = &report["OtherFiles"];
    let counts = ["LogFiles", "DigestFiles", "InsightFiles", "UnknownFiles"];
    assert_eq!(counts.map(|name| others[name].clone()), [2, 1, 2, 3].map(Value::from));
    let listed = others["Listed"].as_array().unwrap();
    assert_eq!(listed.len(), expected.len());
    assert_eq!(
        listed[4],
        json!({
            "Kind": "Unknown",
            "Bucket": "logs",
            "Key": "notes.txt",
            "Reason": "it is neither gzip nor JSON",
        })
    );
    assert_eq!(report["Sound"], true);
}

#[test]
fn where_there_is_nothing_else_nothing_is_said() {
    let (ran, report) = validate(&world(), ALL);
    assert_eq!(ran.code, 0);
    assert!(!ran.out.contains("other files"), "{}", ran.out);
    assert_eq!(report["OtherFiles"]["Listed"], json!([]));
}

#[test]
fn a_chain_alone_tells_of_what_lies_beside_its_own_files() {
    let world = world();
    put(&world, &format!("{DIGESTS}/notes.txt"), b"what I found");
    put(&world, "elsewhere.txt", b"what I found");
    let trail = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit";
    let words = ["--trail-arn", trail, "--start-time", "2024-01-01", "--end-time", "2024-01-02"];
    let (plain, report) = validate(&world, &words);
    assert!(!plain.out.contains("other files") && report.is_null(), "{}", plain.out);
    let more = ["--strict", "--report", "report.json"];
    let (ran, report) = validate(&world, &[&words[..], &more].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let expected = format!(
        "{}0 strict findings\n\n== other files: 1 unknown file\n\nUnknown \
         file\ts3://logs/{DIGESTS}/notes.txt\tit is neither gzip nor JSON\n\n",
        plain.out
    );
    assert_eq!(ran.out, expected);
    assert_eq!(report["OtherFiles"]["UnknownFiles"], 1);
}

/// Runs a strict validation of everything, and returns the kinds and keys of its findings.
fn findings(world: &World) -> Vec<(String, String)> {
    let (ran, report) = validate(world, ALL);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let chains = report["Chains"].as_array().unwrap().iter();
    let found: Vec<_> = chains
        .flat_map(|chain| chain["Findings"].as_array().unwrap())
        .map(|finding| (text(&finding["Kind"]), text(&finding["Key"])))
        .collect();
    assert_eq!(ran.code, i32::from(!found.is_empty()), "{}{}", ran.out, ran.err);
    found
}

#[test]
fn strict_finds_what_was_put_among_the_files_of_a_chain() {
    let log = compress(br#"{"Records": [{"eventName": "RunInstances"}]}"#);
    let digest = |name: &str| {
        format!("{DIGESTS}/123456789012_CloudTrail-Digest_us-east-1_audit_us-east-1_{name}.json.gz")
    };
    let own = |world: &World| -> Vec<u8> {
        let path = world.work().join("archive").join(place().digest(crate::made::at(2)));
        fs::read(path).unwrap()
    };
    // A log file under a name like that of others, one in another folder, one under any name.
    let named = format!("{LOGS}/123456789012_CloudTrail_us-east-1_20240101T0220Z_AAAA.json.gz");
    let folder = "AWSLogs/123456789012/CloudTrail/us-east-1/zzz/1_CloudTrail_us-east-1_20240101T0220Z_A.json.gz";
    let any = format!("{LOGS}/more.json.gz");
    for key in [&named, folder, &any] {
        let world = world();
        put(&world, key, &log);
        assert_eq!(findings(&world), [("NotListed".to_owned(), key.to_owned())]);
    }
    // Digests that say nothing, that say what another says, and that say what nobody signed.
    let copied = world();
    put(&copied, &digest("20240101T023000Z"), &own(&copied));
    assert_eq!(findings(&copied), [("NotReached".to_owned(), digest("20240101T023000Z"))]);
    let garbage = world();
    put(&garbage, &digest("20240101T023000Z"), b"garbage");
    assert_eq!(findings(&garbage), [("NotReached".to_owned(), digest("20240101T023000Z"))]);
    // A digest of a trail that is not, which lists the log file that was put there.
    let vouched = world();
    put(&vouched, &named, &log);
    let other = digest("20240101T030000Z").replace("_audit_", "_other_");
    let list = json!([{"s3Bucket": "logs", "s3Object": named, "hashValue": "00"}]);
    let document = json!({"digestS3Bucket": "logs", "digestS3Object": other, "logFiles": list});
    put(&vouched, &other, &compress(document.to_string().as_bytes()));
    let found = findings(&vouched);
    assert!(found.contains(&("NotListed".to_owned(), named)), "{found:?}");
}

#[test]
fn garbage_in_place_of_a_sidecar_is_told() {
    let world = world();
    let beside = format!("{}.metadata.json", place().digest(crate::made::at(2)));
    assert!(Path::new(&world.work().join("archive").join(&beside)).is_file());
    put(&world, &beside, b"[1");
    let (ran, _) = validate(&world, ALL);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("does not hold what head-object prints"), "{}", ran.err);
}

#[test]
fn digests_of_another_age_are_told_and_the_chain_is_judged_all_the_same() {
    let world = world();
    let name = "123456789012_CloudTrail-Digest_us-east-1_audit_us-east-1";
    let ages = ["00010101T000000Z", "99991231T235959Z"].map(|stamp| {
        let key = format!("{DIGESTS}/{name}_{stamp}.json.gz");
        put(&world, &key, b"garbage");
        key
    });
    let found = findings(&world);
    assert_eq!(found, ages.map(|key| ("NotReached".to_owned(), key)));
    let (ran, _) = validate(&world, ALL);
    assert!(ran.out.contains("4/4 digest files valid\n8/8 log files valid"), "{}", ran.out);
}

#[test]
fn no_name_makes_a_line_of_its_own() {
    let world = world();
    put(&world, "a\nDigest file\ts3:/logs/x\tvalid", b"x");
    put(&world, &format!("{LOGS}/b\u{1b}[2J\nStrict.json.gz"), &compress(b"{\"Records\": []}"));
    let (ran, report) = validate(&world, ALL);
    let line = "Unknown file\ts3://logs/a\\nDigest file\\ts3:/logs/x\\tvalid\tit is neither";
    assert!(ran.out.contains(line), "{}", ran.out);
    assert!(ran.err.contains("/b\\u{1b}[2J\\nStrict.json.gz\tNOT LISTED"), "{}", ran.err);
    let key = report["OtherFiles"]["Listed"][1]["Key"].as_str().unwrap();
    assert_eq!(key, "a\nDigest file\ts3:/logs/x\tvalid");
}
