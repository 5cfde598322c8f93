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
