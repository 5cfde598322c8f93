//! The blocks of the README's section on what to ask after an incident work as they are pasted, on an
//! archive of records as AWS writes them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use trailwatch::gzip::compress;

use crate::world::World;

/// Returns a record of a call, with members in place of the usual.
fn record(number: u32, name: &str, source: &str, more: &Value) -> Value {
    let mut record = json!({
        "eventVersion": "1.09",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAIOSFODNN7EXAMPLE",
            "arn": "arn:aws:iam::123456789012:user/alice",
            "accountId": "123456789012",
            "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "userName": "alice",
        },
        "eventTime": "2024-03-01T08:40:00Z",
        "eventSource": source,
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.7",
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": null,
        "responseElements": null,
        "requestID": format!("00000000-0000-0000-0000-00000000000{number}"),
        "eventID": format!("10000000-0000-0000-0000-00000000000{number}"),
        "readOnly": false,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": "123456789012",
        "eventCategory": "Management",
    });
    for (member, value) in more.as_object().unwrap() {
        record[member] = value.clone();
    }
    record
}

fn records() -> Value {
    let session = json!({
        "type": "AssumedRole",
        "principalId": "AROAIOSFODNN7EXAMPLE:build",
        "arn": "arn:aws:sts::123456789012:assumed-role/Deploy/build",
        "accountId": "123456789012",
        "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAIOSFODNN7EXAMPLE",
                "arn": "arn:aws:iam::123456789012:role/Deploy",
                "accountId": "123456789012",
                "userName": "Deploy",
            },
            "attributes": {"creationDate": "2024-03-01T08:00:00Z", "mfaAuthenticated": "false"},
        },
    });
    let mut chained = session.clone();
    chained["accessKeyId"] = json!("ASIASECONDSESSION000");
    json!({"Records": [
        record(1, "DeleteBucket", "s3.amazonaws.com", &json!({
            "requestParameters": {"bucketName": "logs", "Host": "logs.s3.us-east-1.amazonaws.com"},
        })),
        record(2, "ConsoleLogin", "signin.amazonaws.com", &json!({
            "userIdentity": {
                "type": "Root",
                "principalId": "123456789012",
                "arn": "arn:aws:iam::123456789012:root",
                "accountId": "123456789012",
                "accessKeyId": "",
            },
            "responseElements": {"ConsoleLogin": "Success"},
            "additionalEventData": {"LoginTo": "https://console.aws.amazon.com", "MFAUsed": "No"},
            "eventType": "AwsConsoleSignIn",
        })),
        record(3, "AssumeRole", "sts.amazonaws.com", &json!({
            "userIdentity": session,
            "readOnly": true,
            "requestParameters": {
                "roleArn": "arn:aws:iam::123456789012:role/Admin", "roleSessionName": "next",
            },
            "responseElements": {
                "credentials": {
                    "accessKeyId": "ASIASECONDSESSION000", "expiration": "Mar 1, 2024, 9:40:00 AM",
                },
            },
        })),
        record(4, "StopLogging", "cloudtrail.amazonaws.com", &json!({"userIdentity": chained})),
        record(5, "DescribeInstances", "ec2.amazonaws.com", &json!({
            "userIdentity": session,
            "readOnly": true,
            "errorCode": "Client.UnauthorizedOperation",
            "errorMessage": "You are not authorized to perform this operation.",
        })),
    ]})
}

/// Returns the blocks of the README's section on what to ask after an incident, in their order.
fn section() -> Vec<String> {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let section = readme.split("\n### Questions after an incident\n").nth(1).unwrap();
    let section = section.split("\n### ").next().unwrap();
    let blocks = section.split("\n```sh\n").skip(1);
    blocks.map(|block| block.split("```\n").next().unwrap().to_owned()).collect()
}

/// What stands between what the blocks print.
const BETWEEN: &str = "== the next block";

#[test]
fn the_blocks_for_an_incident_can_be_pasted_and_find_what_they_ask_for() {
    let world = World::new();
    let folder = "archive/AWSLogs/123456789012";
    let day = format!("{folder}/CloudTrail/us-east-1/2024/03/01");
    let name = "123456789012_CloudTrail_us-east-1_20240301T0845Z_abcdefghijklmnop.json.gz";
    fs::create_dir_all(world.work().join(&day)).unwrap();
    let text = records().to_string();
    fs::write(world.work().join(&day).join(name), compress(text.as_bytes())).unwrap();
    // What else lies in archives is left where it is.
    let sidecar = format!("{day}/{name}.metadata.json");
    for other in ["archive/public-keys.json", &sidecar, "archive/notes.txt"] {
        fs::write(world.work().join(other), "{}").unwrap();
    }

    let blocks = section();
    assert_eq!(blocks.len(), 8, "{blocks:?}");
    let between = format!("\necho '{BETWEEN}'\n");
    let ran = world.bash(&format!("set -euo pipefail\n{}", blocks.join(&between)));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let printed: Vec<&str> = ran.out.split(BETWEEN).map(str::trim).collect();
    let [made, questions @ .., history] = printed.as_slice() else { panic!("{printed:?}") };
    assert!(made.contains("\"COMPLETED\"") && made.contains("\"EventsCompleted\": 5"), "{made}");
    assert_eq!(questions.len(), 6);
    for (question, block) in questions.iter().zip(&blocks[1..]) {
        assert!(!question.is_empty(), "nothing is found: {block}");
    }
    let roles = "arn:aws:iam::123456789012:role/Deploy\tarn:aws:iam::123456789012:role/Admin";
    assert_eq!(questions[3], format!("{roles}\tStopLogging\t1"));
    assert!(history.contains("\"Imported\": 5"), "{history}");
    for found in ["DeleteBucket", "StopLogging", "\"root\""] {
        assert!(history.contains(found), "{found}: {history}");
    }
}
