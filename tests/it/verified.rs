//! Results of queries that were delivered are sound by another library than ours.

use std::process::Command;

use crate::judge::AWSCLI;
use crate::python;
use crate::world::World;

#[test]
fn the_signature_is_one_to_another_library() {
    let Some(python) = python::with_packages("awscli", &[AWSCLI]) else { return };
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
        trailwatch list-public-keys --start-time 2024-03-01 > keys.json
        mkdir copy
        find \"$TRAILWATCH_HOME/buckets/results\" -type f -exec cp {} copy/ \\;",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let output = Command::new(python)
        .arg(python::script("results.py"))
        .args([world.work().join("copy"), world.work().join("keys.json")])
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(out.trim(), "SHA-256 1", "{}", String::from_utf8_lossy(&output.stderr));
}
