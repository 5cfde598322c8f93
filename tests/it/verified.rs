//! Results of queries that were delivered: the AWS CLI's `verify-query-results` and ours say the same
//! of them, whatever was done to them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::judge::{Judge, assert_same};
use crate::world::{World, program, ran};

/// Makes a world with the results of a query in the folder `copy`, and the store's public keys.
fn world() -> World {
    let world = World::at("2024-03-01T09:00:00Z");
    let ran = world.bash(
        "set -euo pipefail
        trailwatch s3 mb s3://results
        eds=$(trailwatch create-event-data-store --name events --query EventDataStoreArn --output text)
        eds=${eds##*/}
        trailwatch s3api put-bucket-policy --bucket results --policy '{\"Version\": \"2012-10-17\",
            \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"s3:PutObject\", \"s3:GetBucketAcl\"],
            \"Principal\": {\"Service\": \"cloudtrail.amazonaws.com\"},
            \"Resource\": [\"arn:aws:s3:::results\", \"arn:aws:s3:::results/*\"]}]}'
        trailwatch start-query --query-statement \"SELECT * FROM $eds\" --delivery-s3-uri s3://results
        trailwatch clock advance 5s
        mkdir archive
        trailwatch list-public-keys --start-time 2024-03-01 > archive/public-keys.json
        mkdir archive/buckets copy
        find \"$TRAILWATCH_HOME/buckets/results\" -type f -exec cp {} copy/ \\;
        cp -r copy archive/buckets/results",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    world
}

/// Changes one thing in a folder of results.
type Change = fn(&Path);

fn sign_file(folder: &Path) -> PathBuf {
    folder.join("result_sign.json")
}

fn edit(folder: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(sign_file(folder)).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(sign_file(folder), text.replacen(from, to, 1)).unwrap();
}

const CHANGES: &[(&str, Change)] = &[
    ("nothing", |_| {}),
    ("a byte of the rows", |folder| {
        let path = folder.join("result_1.csv.gz");
        let mut bytes = fs::read(&path).unwrap();
        bytes[40] ^= 1;
        fs::write(path, bytes).unwrap();
    }),
    ("no rows", |folder| fs::remove_file(folder.join("result_1.csv.gz")).unwrap()),
    ("no sign file", |folder| fs::remove_file(sign_file(folder)).unwrap()),
    ("a signature", |folder| edit(folder, "\"hashSignature\":\"", "\"hashSignature\":\"00")),
    ("a fingerprint", |folder| {
        edit(folder, "\"publicKeyFingerprint\":\"", "\"publicKeyFingerprint\":\"0");
    }),
    ("no list of files", |folder| edit(folder, "\"files\":", "\"filed\":")),
    ("an empty list", |folder| fs::write(sign_file(folder), "{\"files\": []}").unwrap()),
    ("no JSON", |folder| fs::write(sign_file(folder), "{\"files\": [").unwrap()),
    ("a file twice", |folder| {
        let text = fs::read_to_string(sign_file(folder)).unwrap();
        let (begin, rest) = text.split_once('[').unwrap();
        let (file, end) = rest.split_once(']').unwrap();
        fs::write(sign_file(folder), format!("{begin}[{file},{file}]{end}")).unwrap();
    }),
];

#[test]
fn both_say_the_same_of_results() {
    let Some(judge) = Judge::new() else { return };
    let world = world();
    let archive = world.work().join("archive");
    let keys = archive.join("public-keys.json");
    for (name, change) in CHANGES {
        let folder = world.work().join(name.replace(' ', "-"));
        let copied = world.bash(&format!("cp -r copy {}", folder.display()));
        assert_eq!(copied.code, 0, "{copied:?}");
        change(&folder);
        let words = ["--local-export-path", folder.to_str().unwrap()];
        let theirs = judge.of_results(&world, &archive, &words);
        let ours = world
            .command(program())
            .args(["cloudtrail", "verify-query-results"])
            .args(words)
            .args(["--public-keys".as_ref(), keys.as_os_str()])
            .output()
            .unwrap();
        let ours = ran(&ours);
        assert_same(&ours, &theirs, name);
        assert_eq!(ours.code == 0, *name == "nothing", "{name}: {ours:?}");
    }
}

#[test]
fn the_aws_cli_verifies_results_in_a_bucket() {
    let Some(judge) = Judge::new() else { return };
    let world = world();
    let theirs =
        judge.of_results(&world, &world.work().join("archive"), &["--s3-bucket", "results"]);
    assert_eq!(theirs.out, "Successfully validated sign and query result files\n", "{theirs:?}");
    assert_eq!(theirs.code, 0);
}
