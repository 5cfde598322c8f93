//! Each rule of strict validation finds something that no other does: with one of them gone, one of
//! these archives would pass for sound.

use std::fs;

use serde_json::{Value, json};

use crate::made::{Made, at, hours, place, public_keys};
use crate::world::World;

/// The last hour of the chain.
const LAST: u32 = 5;

/// A kind of finding, and what is done to a chain that only this kind tells of. Whoever does it has
/// the key that digests are signed with, so that every signature is as it should be.
type Rule = (&'static str, fn(&mut Made));

/// Changes the last digest, which no other names, and signs it as CloudTrail would.
fn sign(made: &mut Made, change: impl FnOnce(&mut Value)) {
    made.change(LAST, change);
    made.sign_again(LAST);
}

/// Lets the last digest name the one before the one before it.
fn name_earlier(made: &mut Made) {
    let earlier = made.digest(LAST - 1).bytes.clone();
    let earlier: Value =
        serde_json::from_slice(&trailwatch::gzip::inflate(&earlier, 1 << 20).unwrap()).unwrap();
    sign(made, |digest| {
        for (name, value) in earlier.as_object().unwrap() {
            if name.starts_with("previous") {
                digest[name.as_str()] = value.clone();
            }
        }
    });
}

const RULES: [Rule; 8] = [
    // The walk tells that the later of the two is not there, and goes no further.
    ("MissingHour", |made| {
        made.0.remove(&place().digest(at(2)));
        made.0.remove(&place().digest(at(3)));
    }),
    ("PreviousHash", |made| {
        sign(made, |digest| digest["previousDigestHashValue"] = json!("0".repeat(64)));
    }),
    ("PreviousSignature", |made| {
        sign(made, |digest| digest["previousDigestSignature"] = json!("0".repeat(512)));
    }),
    ("NotNamed", name_earlier),
    ("NotReached", |made| {
        let copy = made.digest(2).clone();
        made.0.insert(place().digest(at(2)).replace("0000Z", "3000Z"), copy);
    }),
    ("TimesApart", |made| {
        sign(made, |digest| digest["digestStartTime"] = json!("2024-01-01T03:30:00Z"));
    }),
    ("NotListed", |made| {
        let (key, log) = made.0.iter().find(|(key, _)| key.contains("/CloudTrail/")).unwrap();
        let (key, bytes) = (key.replace(".json.gz", "AddedByAHand.json.gz"), log.bytes.clone());
        made.object(&key, bytes);
    }),
    ("ListedTwice", |made| {
        sign(made, |digest| {
            let log = digest["logFiles"][0].clone();
            digest["logFiles"].as_array_mut().unwrap().push(log);
        });
    }),
];

#[test]
fn each_strict_rule_alone_finds_something() {
    let mut wrong = Vec::new();
    for (kind, change) in RULES {
        let mut made = Made::default();
        made.chain(&place(), &hours(1..=LAST, 2), false);
        change(&mut made);
        let world = World::new();
        made.write(&world.work().join("archive"));
        fs::write(world.work().join("keys.json"), public_keys().to_string()).unwrap();
        let words = "cloudtrail validate-logs --archive logs=archive --public-keys keys.json --all \
                     --strict --report report.json";
        let ran = world.run(&words.split(' ').collect::<Vec<_>>());
        let report = fs::read(world.work().join("report.json")).unwrap();
        let report: Value = serde_json::from_slice(&report).unwrap();
        let findings = report["Chains"][0]["Findings"].as_array().unwrap();
        let kinds: Vec<&Value> = findings.iter().map(|finding| &finding["Kind"]).collect();
        let of_walk =
            |found: &Value| kind == "MissingHour" && (found == "InvalidDigest" || found == "Gap");
        let alone = kinds.iter().all(|found| *found == kind || of_walk(found));
        if ran.code != 1 || !alone || !kinds.contains(&&json!(kind)) {
            wrong.push(format!("{kind}: {kinds:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Makes a chain of six hours, of which the last three lie in another bucket; returns the folders.
fn moved(world: &World, change: impl FnOnce(&mut Made)) {
    let mut made = Made::default();
    made.chain(&place(), &hours(1..=6, 2), false);
    let mut named: Option<(String, String)> = None;
    for hour in 1..=6 {
        made.change(hour, |digest| {
            let bucket = |hour| if hour > 3 { "new" } else { "old" };
            digest["digestS3Bucket"] = json!(bucket(hour));
            if let Some((hash, signature)) = &named {
                digest["previousDigestS3Bucket"] = json!(bucket(hour - 1));
                digest["previousDigestHashValue"] = json!(hash);
                digest["previousDigestSignature"] = json!(signature);
            }
            for log in digest["logFiles"].as_array_mut().unwrap() {
                log["s3Bucket"] = json!(bucket(hour));
            }
        });
        made.sign_again(hour);
        let digest = made.digest(hour);
        let content = trailwatch::gzip::inflate(&digest.bytes, 1 << 20).unwrap();
        let signature = digest.metadata.as_ref().unwrap()["signature"].clone();
        named = Some((trailwatch::crypto::sha256(&content), signature));
    }
    change(&mut made);
    let last_old = place().digest(at(3));
    let (mut old, mut new) = (Made::default(), Made::default());
    for (key, fetched) in made.0 {
        let digest = key.contains("/CloudTrail-Digest/");
        let is_new = if digest { key > last_old } else { log_hour(&key) > 3 };
        if is_new { &mut new } else { &mut old }.0.insert(key, fetched);
    }
    old.write(&world.work().join("old"));
    new.write(&world.work().join("new"));
    fs::write(world.work().join("keys.json"), public_keys().to_string()).unwrap();
}

/// Returns the hour that a log file is of, which its name says.
fn log_hour(key: &str) -> u32 {
    let name = key.rsplit('_').next().unwrap();
    name[1..8].parse().unwrap()
}

/// Returns the kinds, buckets and keys of what is found in a chain that moved.
fn found(world: &World) -> Vec<(String, String, String)> {
    let words = "cloudtrail validate-logs --archive old=old --archive new=new --public-keys keys.json \
                 --all --strict --report report.json";
    let ran = world.run(&words.split(' ').collect::<Vec<_>>());
    let report = fs::read(world.work().join("report.json"));
    let report = report.unwrap_or_else(|_| panic!("no report: {}{}", ran.out, ran.err));
    let report: Value = serde_json::from_slice(&report).unwrap();
    let chains = report["Chains"].as_array().unwrap().iter();
    let findings = chains.flat_map(|chain| chain["Findings"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings.map(|of| (text(&of["Kind"]), text(&of["Bucket"]), text(&of["Key"]))).collect()
}

#[test]
fn what_is_wrong_in_an_earlier_bucket_of_a_chain_is_found() {
    let world = World::new();
    moved(&world, |_| {});
    assert_eq!(found(&world), []);

    let world = World::new();
    moved(&world, |made| {
        let log = made.0.iter().find(|(key, _)| key.contains("/CloudTrail/") && log_hour(key) == 2);
        let (key, log) = log.unwrap();
        let (key, bytes) = (key.replace(".json.gz", "AddedByAHand.json.gz"), log.bytes.clone());
        made.object(&key, bytes);
    });
    let [(kind, bucket, key)] = &found(&world)[..] else { panic!("{:?}", found(&world)) };
    assert_eq!((kind.as_str(), bucket.as_str()), ("NotListed", "old"));
    assert!(key.contains("AddedByAHand"));

    // The last digest in the old bucket, which the first in the new one names.
    let world = World::new();
    moved(&world, |made| {
        made.change(3, |digest| digest["else"] = json!(1));
        made.sign_again(3);
    });
    let kinds: Vec<_> = found(&world).into_iter().map(|(kind, bucket, _)| (kind, bucket)).collect();
    assert!(kinds.contains(&("PreviousHash".to_owned(), "old".to_owned())), "{kinds:?}");

    let world = World::new();
    moved(&world, |made| {
        made.0.remove(&place().digest(at(2)));
        made.0.remove(&place().digest(at(1)));
    });
    let missing = found(&world).into_iter().filter(|(kind, ..)| kind == "InvalidDigest").count();
    assert_eq!(missing, 1, "{:?}", found(&world));
}

#[test]
fn where_a_moved_chain_breaks_what_lies_in_the_earlier_bucket_is_told_once() {
    // Whoever changes the first digest in the new bucket cannot sign it.
    let world = World::new();
    moved(&world, |made| made.change(4, |digest| digest["else"] = json!(1)));
    let of = |kind: &str, bucket: &str, hour| {
        (kind.to_owned(), bucket.to_owned(), place().digest(at(hour)))
    };
    let expected =
        [of("InvalidDigest", "new", 4), of("PreviousHash", "new", 4), of("NotReached", "old", 3)];
    assert_eq!(found(&world), expected);

    // The hour in which a chain moves lies in both buckets.
    let world = World::new();
    moved(&world, |made| {
        let log = made.0.iter().find(|(key, _)| key.contains("/CloudTrail/") && log_hour(key) == 4);
        let (key, log) = log.unwrap();
        let (key, bytes) = (key.replace("_000000040", "_000000030"), log.bytes.clone());
        made.object(&key, bytes);
    });
    let [(kind, bucket, _)] = &found(&world)[..] else { panic!("{:?}", found(&world)) };
    assert_eq!((kind.as_str(), bucket.as_str()), ("NotListed", "old"));
}
