//! Fifty rules of AWS Config over a world of resources: all that are judged here, and what is asked of
//! what they find.

use std::time::Duration;

use serde_json::{Value, json};

use crate::measure::Times;
use crate::{CASES, run, world};
use world::World;

/// The rules, with their parameters: every one that is judged here, and one that wants tags.
const RULES: [(&str, &str); 50] = [
    ("APPROVED_AMIS_BY_ID", r#"{"amiIds": "ami-0,ami-1"}"#),
    ("CLOUDTRAIL_ALL_READ_S3_DATA_EVENT_CHECK", "{}"),
    ("CLOUDTRAIL_ALL_WRITE_S3_DATA_EVENT_CHECK", "{}"),
    ("CLOUDTRAIL_EVENT_DATA_STORE_MULTI_REGION", "{}"),
    ("CLOUDTRAIL_S3_BUCKET_ACCESS_LOGGING", "{}"),
    ("CLOUDTRAIL_S3_BUCKET_PUBLIC_ACCESS_PROHIBITED", "{}"),
    ("CLOUDTRAIL_S3_DATAEVENTS_ENABLED", r#"{"S3BucketNames": "logs"}"#),
    ("CLOUDTRAIL_SECURITY_TRAIL_ENABLED", "{}"),
    (
        "CLOUDWATCH_ALARM_ACTION_CHECK",
        r#"{"alarmActionRequired": "true",
        "insufficientDataActionRequired": "false", "okActionRequired": "false"}"#,
    ),
    ("CLOUDWATCH_ALARM_ACTION_ENABLED_CHECK", "{}"),
    ("CLOUDWATCH_ALARM_DESCRIPTION", "{}"),
    (
        "CLOUDWATCH_ALARM_RESOURCE_CHECK",
        r#"{"resourceType": "AWS::EC2::Instance",
        "metricName": "CPUUtilization"}"#,
    ),
    ("CLOUDWATCH_ALARM_SETTINGS_CHECK", r#"{"metricName": "CPUUtilization", "threshold": "90"}"#),
    ("CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED", "{}"),
    ("CLOUD_TRAIL_ENABLED", r#"{"s3BucketName": "logs"}"#),
    ("CLOUD_TRAIL_ENCRYPTION_ENABLED", "{}"),
    ("CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED", "{}"),
    ("DESIRED_INSTANCE_TENANCY", r#"{"tenancy": "default"}"#),
    ("DESIRED_INSTANCE_TYPE", r#"{"instanceType": "t3.micro,t3.small"}"#),
    ("EBS_OPTIMIZED_INSTANCE", "{}"),
    ("EC2_CAPACITY_RESERVATION_TAGGED", r#"{"requiredKeyTags": "team,stage"}"#),
    ("EC2_IMDSV2_CHECK", "{}"),
    ("EC2_INSTANCE_DETAILED_MONITORING_ENABLED", "{}"),
    ("EC2_INSTANCE_NO_PUBLIC_IP", "{}"),
    ("EC2_INSTANCE_PROFILE_ATTACHED", "{}"),
    ("EC2_VOLUME_INUSE_CHECK", r#"{"deleteOnTermination": "true"}"#),
    ("EIP_ATTACHED", "{}"),
    ("ENCRYPTED_VOLUMES", "{}"),
    ("INCOMING_SSH_DISABLED", "{}"),
    ("INSTANCES_IN_VPC", r#"{"vpcId": "vpc-1"}"#),
    ("LAMBDA_FUNCTION_SETTINGS_CHECK", r#"{"runtime": "python3.13,nodejs22.x"}"#),
    ("MULTI_REGION_CLOUD_TRAIL_ENABLED", "{}"),
    ("RDS_INSTANCE_PUBLIC_ACCESS_CHECK", "{}"),
    ("RDS_STORAGE_ENCRYPTED", "{}"),
    (
        "REQUIRED_TAGS",
        r#"{"tag1Key": "team", "tag1Value": "team-1,team-2,team-3", "tag2Key": "stage"}"#,
    ),
    ("RESTRICTED_INCOMING_TRAFFIC", r#"{"blockedPort1": "25", "blockedPorts": "111,445"}"#),
    ("S3_BUCKET_ACL_PROHIBITED", "{}"),
    ("S3_BUCKET_BLACKLISTED_ACTIONS_PROHIBITED", r#"{"blacklistedActionPattern": "s3:Delete*"}"#),
    ("S3_BUCKET_DEFAULT_LOCK_ENABLED", "{}"),
    ("S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED", "{}"),
    ("S3_BUCKET_LOGGING_ENABLED", "{}"),
    ("S3_BUCKET_MFA_DELETE_ENABLED", "{}"),
    ("S3_BUCKET_PUBLIC_READ_PROHIBITED", "{}"),
    ("S3_BUCKET_PUBLIC_WRITE_PROHIBITED", "{}"),
    ("S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED", "{}"),
    ("S3_BUCKET_SSL_REQUESTS_ONLY", "{}"),
    ("S3_BUCKET_VERSIONING_ENABLED", "{}"),
    ("S3_DEFAULT_ENCRYPTION_KMS", "{}"),
    ("SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED", "{}"),
    ("VPC_DEFAULT_SECURITY_GROUP_CLOSED", "{}"),
];

/// Those of them that the clock sets off, too; they are to be so every hour.
const PERIODIC: [&str; 16] = [
    "CLOUDTRAIL_ALL_READ_S3_DATA_EVENT_CHECK",
    "CLOUDTRAIL_ALL_WRITE_S3_DATA_EVENT_CHECK",
    "CLOUDTRAIL_S3_BUCKET_ACCESS_LOGGING",
    "CLOUDTRAIL_S3_BUCKET_PUBLIC_ACCESS_PROHIBITED",
    "CLOUDTRAIL_S3_DATAEVENTS_ENABLED",
    "CLOUDTRAIL_SECURITY_TRAIL_ENABLED",
    "CLOUDWATCH_ALARM_RESOURCE_CHECK",
    "CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED",
    "CLOUD_TRAIL_ENABLED",
    "CLOUD_TRAIL_ENCRYPTION_ENABLED",
    "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
    "INCOMING_SSH_DISABLED",
    "MULTI_REGION_CLOUD_TRAIL_ENABLED",
    "RESTRICTED_INCOMING_TRAFFIC",
    "S3_BUCKET_PUBLIC_READ_PROHIBITED",
    "S3_BUCKET_PUBLIC_WRITE_PROHIBITED",
];

/// What is asked of what the rules find.
pub(crate) const READS: &[(&str, &[&str])] = &[
    CASES[0],
    (
        "get-compliance-details-by-config-rule, a page",
        &[
            "configservice",
            "get-compliance-details-by-config-rule",
            "--config-rule-name",
            "DESIRED_INSTANCE_TYPE",
            "--max-items",
            "100",
        ],
    ),
    (
        "get-compliance-details-by-resource",
        &[
            "configservice",
            "get-compliance-details-by-resource",
            "--resource-type",
            "AWS::EC2::Instance",
            "--resource-id",
            "r-000000",
        ],
    ),
    (
        "describe-compliance-by-config-rule",
        &["configservice", "describe-compliance-by-config-rule"],
    ),
    (
        "describe-compliance-by-resource, a page",
        &["configservice", "describe-compliance-by-resource", "--max-items", "100"],
    ),
    (
        "get-compliance-summary-by-config-rule",
        &["configservice", "get-compliance-summary-by-config-rule"],
    ),
    (
        "get-compliance-summary-by-resource-type",
        &["configservice", "get-compliance-summary-by-resource-type"],
    ),
    (
        "describe-config-rule-evaluation-status",
        &["configservice", "describe-config-rule-evaluation-status", "--max-items", "100"],
    ),
];

/// Puts the rules, of which each judges what is there; returns how long all of them took.
pub(crate) fn put_all(world: &World) -> Duration {
    let mut all = Duration::ZERO;
    for (identifier, parameters) in RULES {
        let mut rule = json!({
            "ConfigRuleName": identifier,
            "Source": {"Owner": "AWS", "SourceIdentifier": identifier},
            "InputParameters": parameters,
        });
        if PERIODIC.contains(&identifier) {
            rule["MaximumExecutionFrequency"] = Value::from("One_Hour");
        }
        let rule = rule.to_string();
        let mut times = Times::default();
        times.add(|| run(world, &["configservice", "put-config-rule", "--config-rule", &rule]));
        all += times.median();
    }
    // What follows from it is not what the next command is measured for.
    run(world, &["clock", "show"]);
    all
}

/// Changes an instance so that each rule about instances finds something else than before; returns how
/// long that took.
pub(crate) fn change_one(world: &World, round: usize) -> Duration {
    let good = round.is_multiple_of(2);
    let configuration = json!({
        "round": round,
        "imageId": if good { "ami-1" } else { "ami-9" },
        "instanceType": if good { "t3.micro" } else { "t2.micro" },
        "placement": {"tenancy": if good { "default" } else { "host" }},
        "ebsOptimized": good,
        "metadataOptions": {"httpTokens": if good { "required" } else { "optional" }},
        "monitoring": {"state": if good { "enabled" } else { "disabled" }},
        "vpcId": if good { "vpc-1" } else { "vpc-2" },
    });
    let configuration = configuration.to_string();
    timed(
        world,
        &[
            "sim",
            "resource",
            "put",
            "--type",
            "AWS::EC2::Instance",
            "--id",
            "r-000000",
            "--configuration",
            &configuration,
        ],
    )
}

/// Has all rules judge everything again; returns how long that took.
pub(crate) fn start(world: &World) -> Duration {
    // Each rule may be asked once a minute.
    run(world, &["clock", "advance", "2m"]);
    timed(world, &["configservice", "start-config-rules-evaluation"])
}

/// Lets an hour pass, in which those rules judge that follow the clock; returns how long that took.
pub(crate) fn pass(world: &World) -> Duration {
    timed(world, &["clock", "advance", "1h"])
}

fn timed(world: &World, words: &[&str]) -> Duration {
    let mut times = Times::default();
    times.add(|| run(world, words));
    times.median()
}
