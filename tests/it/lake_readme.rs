//! The questions of the README's section on CloudTrail Lake find what they ask for, in records as AWS
//! writes them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::World;

/// Returns the blocks of a language in the README.
fn blocks(language: &str) -> Vec<String> {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let fence = format!("\n```{language}\n");
    let blocks = readme.split(&fence).skip(1);
    blocks.map(|block| block.split("```\n").next().unwrap().to_owned()).collect()
}

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

/// Makes a world whose event data store and history have the records, and returns the store's id.
fn world() -> (World, String) {
    let world = World::at("2024-03-01T09:00:00Z");
    fs::write(world.work().join("log.json"), records().to_string()).unwrap();
    let ran = world.bash(
        "set -euo pipefail
        day=AWSLogs/123456789012/CloudTrail/us-east-1/2024/03/01
        name=123456789012_CloudTrail_us-east-1_20240301T0845Z_abcdefghijklmnop.json.gz
        gzip -kn log.json
        trailwatch s3 mb s3://archive
        trailwatch s3 cp log.json.gz s3://archive/$day/$name
        store=$(trailwatch create-event-data-store --name events --query EventDataStoreArn --output text)
        location='{\"S3LocationUri\": \"s3://archive/AWSLogs/123456789012/CloudTrail/\"'
        location+=', \"S3BucketRegion\": \"us-east-1\"'
        location+=', \"S3BucketAccessRoleArn\": \"arn:aws:iam::123456789012:role/import\"}'
        trailwatch start-import --destinations $store --import-source \"{\\\"S3\\\": $location}\"
        trailwatch sim import log.json
        trailwatch clock advance 1m
        echo ${store##*/} > id",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let id = fs::read_to_string(world.work().join("id")).unwrap();
    (world, id.trim().to_owned())
}

#[test]
fn the_questions_after_an_incident_find_what_they_ask_for() {
    let (world, store) = world();
    let questions: Vec<String> = blocks("sql");
    assert!(questions.len() >= 6, "{} questions", questions.len());
    for question in questions {
        let statement = question.replace("FROM EDS", &format!("FROM {store}"));
        let statement = statement.replace("JOIN EDS", &format!("JOIN {store}"));
        let id = world.ok(&[
            "start-query",
            "--query-statement",
            &statement,
            "--query",
            "QueryId",
            "--output",
            "text",
        ]);
        let answer = world.ok(&["get-query-results", "--query-id", id.trim()]);
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["QueryStatus"], "FINISHED", "{statement}: {answer}");
        let rows = answer["QueryResultRows"].as_array().unwrap();
        assert!(!rows.is_empty(), "nothing found: {statement}");
        if statement.contains("chained") {
            let row = json!([
                {"from_role": "arn:aws:iam::123456789012:role/Deploy"},
                {"to_role": "arn:aws:iam::123456789012:role/Admin"},
                {"eventName": "StopLogging"},
                {"times": "1"},
            ]);
            assert_eq!(rows[..], [row]);
        }
    }
}

#[test]
fn the_history_answers_some_of_them() {
    let (world, _) = world();
    let all = blocks("sh").concat();
    let lines: Vec<&str> =
        all.lines().filter(|line| line.starts_with("trailwatch lookup-events")).collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        let ran = world.bash(line);
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        assert!(!found.as_array().unwrap().is_empty(), "{line}");
    }
}
