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
    // Of a time whose digest may be yet to come, where log files lie.
    put(&world, &format!("{LOGS}/1_CloudTrail_us-east-1_20240101T0430Z_a.json.gz"), &log);
    put(&world, &format!("{LOGS}/2_CloudTrail_us-east-1_20240101T0430Z_a.json.gz"), &insight());
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
            "Insight file\ts3://logs/{LOGS}/2_CloudTrail_us-east-1_20240101T0430Z_a.json.gz\tit \
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

/// A log file with an event.
fn log() -> Vec<u8> {
    compress(br#"{"Records": [{"eventName": "RunInstances"}]}"#)
}

#[test]
fn a_log_file_whose_name_has_another_day_than_its_folder_is_found() {
    let world = world();
    let key = format!("{LOGS}/123456789012_CloudTrail_us-east-1_20300101T0305Z_a.json.gz");
    put(&world, &key, &log());
    assert_eq!(findings(&world), [("NotListed".to_owned(), key)]);
}

#[test]
fn log_files_of_times_without_digests_are_told_at_once() {
    let world = world();
    let name = |time: &str| {
        let day = LOGS.replace("2024/01/01", "2024/01/02");
        format!("{day}/123456789012_CloudTrail_us-east-1_20240102T{time}Z_a.json.gz")
    };
    put(&world, &name("0305"), &log());
    put(&world, &name("0910"), &log());
    assert_eq!(findings(&world), [("NotCovered".to_owned(), name("0305"))]);
    let (ran, _) = validate(&world, ALL);
    assert!(
        ran.err.contains("2 log files of 2024-01-02T03:05:00Z to 2024-01-02T09:10:00Z"),
        "{ran:?}"
    );
    // Out of the time that is asked about they are no fault.
    let (ran, report) = validate(&world, &[ALL, &["--end-time", "2024-01-01T04:00:00Z"]].concat());
    assert_eq!((ran.code, &report["Sound"]), (0, &json!(true)), "{ran:?}");

    // The digest of the hour is yet to come, unless the time that is asked about says otherwise.
    let world = self::world();
    let key = format!("{LOGS}/123456789012_CloudTrail_us-east-1_20240101T0405Z_a.json.gz");
    put(&world, &key, &log());
    assert_eq!(findings(&world), []);
    let (ran, report) = validate(&world, &[ALL, &["--end-time", "2024-01-02"]].concat());
    assert_eq!((ran.code, &report["Sound"]), (1, &json!(false)), "{ran:?}");
}

#[test]
fn log_files_of_a_region_without_digests_prove_nothing() {
    let world = world();
    let folder = LOGS.replace("us-east-1", "eu-west-1");
    for time in ["0305", "0405"] {
        let name = format!("123456789012_CloudTrail_eu-west-1_20240101T{time}Z_a.json.gz");
        put(&world, &format!("{folder}/{name}"), &log());
    }
    let (ran, report) = validate(&world, ALL);
    assert_eq!((ran.code, &report["Sound"]), (1, &json!(false)), "{ran:?}");
    let place = "AWSLogs/123456789012/CloudTrail/eu-west-1/";
    let why = "2 log files of 2024-01-01T03:05:00Z to 2024-01-01T04:05:00Z, and no digest of this account \
               and region: nothing proves what they hold";
    assert!(ran.out.contains(&format!("Log files\ts3://logs/{place}\t{why}\n")), "{}", ran.out);
    let unproven = &report["OtherFiles"]["Unproven"][0];
    assert_eq!((&unproven["Prefix"], &unproven["LogFiles"]), (&json!(place), &json!(2)));
    // It is no fault to the AWS CLI.
    let (ran, _) = validate(&world, &["--all"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn events_in_files_that_stand_for_no_key_are_found() {
    let name = "123456789012_CloudTrail_us-east-1_20240101T0205Z_a.json.gz";
    let own = || {
        let mut made = Made::default();
        made.chain(&place(), &hours(1..=4, 2), false);
        made.0.into_keys().find(|key| key.contains("/CloudTrail/")).unwrap()
    };
    let keys = [
        format!("{}%", own()),
        format!("{LOGS}/{name}%+"),
        format!("{LOGS}/d%+/{name}"),
        format!("{LOGS}/{name}.metadata.json"),
    ];
    for key in keys {
        let world = world();
        put(&world, &key, &log());
        let (ran, report) = validate(&world, ALL);
        assert_eq!((ran.code, &report["Sound"]), (1, &json!(false)), "{key}: {ran:?}");
        let listed = &report["OtherFiles"]["Listed"][0];
        assert_eq!(listed["Kind"], "Log", "{key}");
        let path = listed["Key"].as_str().unwrap();
        assert!(key.starts_with(path), "{path}");
    }
    // What holds no events is told, and is no fault.
    let world = world();
    std::os::unix::fs::symlink("/nowhere", world.work().join("archive/link")).unwrap();
    let (ran, _) = validate(&world, ALL);
    assert_eq!(ran.code, 0, "{ran:?}");
    let line = "Unknown file\ts3://logs/link\tit is a link, which is not followed\n";
    assert!(ran.out.contains(line), "{}", ran.out);
}

#[test]
fn a_copy_need_not_begin_where_the_bucket_did() {
    let world = world();
    let sound = |archive: &str, warning: &str| {
        let words = ["validate-logs", "--public-keys", "keys.json", "--all", "--strict"];
        let ran = world.run(&[&words[..], &["--archive", archive]].concat());
        assert_eq!(ran.code, 0, "{archive}: {ran:?}");
        assert!(ran.out.contains("4/4 digest files valid, 8/8 log files valid"), "{}", ran.out);
        assert!(ran.err.contains(warning), "{}", ran.err);
    };
    sound("archive", "");
    sound(
        "archive/AWSLogs",
        "archive/AWSLogs is taken to hold what lay below AWSLogs/ in the bucket",
    );
    fs::create_dir_all(world.work().join("backup/2024")).unwrap();
    fs::rename(world.work().join("archive"), world.work().join("backup/2024/logs")).unwrap();
    sound("backup", "backup is read from 2024/logs/ on");
}

#[test]
fn a_report_never_tells_of_another_run() {
    let world = world();
    let (ran, report) = validate(&world, ALL);
    assert_eq!((ran.code, &report["Sound"], &report["Judged"]), (0, &json!(true), &json!(true)));
    fs::write(world.work().join("keys.json"), "{}").unwrap();
    let (ran, report) = validate(&world, ALL);
    assert_eq!((ran.code, &report["Sound"], &report["Judged"]), (2, &json!(false), &json!(false)));
    assert!(report["Error"].as_str().unwrap().contains("it has no PublicKeyList"), "{report}");

    // A trail that has no digests there is not sound, nor is it told to be.
    fs::write(world.work().join("keys.json"), public_keys().to_string()).unwrap();
    let trail = "arn:aws:cloudtrail:us-east-1:123456789012:trail/nope";
    let words =
        ["--trail-arn", trail, "--start-time", "2024-01-01", "--strict", "--report", "report.json"];
    let (ran, report) = validate(&world, &words);
    assert_eq!((ran.code, &report["Sound"], &report["Judged"]), (2, &json!(false), &json!(false)));
}
