//! What kind of call an operation of any AWS service is: whose it is, whether it only reads, and
//! whether it is about what is in a resource.
//!
//! | question                | answer                                                              |
//! |-------------------------|---------------------------------------------------------------------|
//! | which service           | its event source, also for the word of the command line             |
//! | does it only read       | by the verb that its name begins with, and a few by name            |
//! | is it a data event      | by name; all others are management events                           |
//!
//! Source: AWS service guides, "Logging ... API calls with CloudTrail", for event sources and data
//! events; CloudTrail User Guide, "Logging data events"; delivered records for calls that only read
//! although their verb does not say so.

/// The services whose event source is not their word on the command line.
const SOURCES: &[(&str, &str)] = &[
    ("accessanalyzer", "access-analyzer"),
    ("amp", "aps"),
    ("apigatewayv2", "apigateway"),
    ("cloudcontrol", "cloudcontrolapi"),
    ("cloudwatch", "monitoring"),
    ("configservice", "config"),
    ("deploy", "codedeploy"),
    ("docdb", "rds"),
    ("dynamodbstreams", "dynamodb"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("elbv2", "elasticloadbalancing"),
    ("emr", "elasticmapreduce"),
    ("greengrassv2", "greengrass"),
    ("keyspaces", "cassandra"),
    ("kinesisanalyticsv2", "kinesisanalytics"),
    ("location", "geo"),
    ("mwaa", "airflow"),
    ("neptune", "rds"),
    ("opensearch", "es"),
    ("opensearchserverless", "aoss"),
    ("resourcegroupstaggingapi", "tagging"),
    ("s3api", "s3"),
    ("s3control", "s3"),
    ("service-quotas", "servicequotas"),
    ("sesv2", "ses"),
    ("sso-admin", "sso"),
    ("stepfunctions", "states"),
];

/// The verbs of operations that only read.
const READING: &[&str] = &[
    "BatchGet", "Check", "Count", "Describe", "Detect", "Discover", "Estimate", "Filter", "Get",
    "Head", "List", "Lookup", "Preview", "Query", "Scan", "Search", "Select", "Simulate",
    "Validate", "Verify", "View",
];

/// Operations that only read although their verb does not say so.
const READS: &[(&str, &[&str])] = &[
    ("dynamodb", &["TransactGetItems"]),
    (
        "kms",
        &[
            "Decrypt",
            "DeriveSharedSecret",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateMac",
            "GenerateRandom",
            "ReEncrypt",
            "Sign",
        ],
    ),
    (
        "sts",
        &[
            "AssumeRole",
            "AssumeRoleWithSAML",
            "AssumeRoleWithWebIdentity",
            "AssumeRoot",
            "DecodeAuthorizationMessage",
        ],
    ),
];

/// The operations whose calls are data events.
const DATA: &[(&str, &[&str])] = &[
    ("cloudtrail-data", &["PutAuditEvents"]),
    (
        "dynamodb",
        &[
            "BatchExecuteStatement",
            "BatchGetItem",
            "BatchWriteItem",
            "DeleteItem",
            "ExecuteStatement",
            "ExecuteTransaction",
            "GetItem",
            "GetRecords",
            "GetShardIterator",
            "PutItem",
            "Query",
            "Scan",
            "TransactGetItems",
            "TransactWriteItems",
            "UpdateItem",
        ],
    ),
    ("ebs", &["GetSnapshotBlock", "ListChangedBlocks", "ListSnapshotBlocks", "PutSnapshotBlock"]),
    ("kinesis", &["GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard"]),
    ("lambda", &["Invoke", "InvokeAsync", "InvokeWithResponseStream"]),
    (
        "monitoring",
        &[
            "GetMetricData",
            "GetMetricStatistics",
            "GetMetricWidgetImage",
            "ListMetrics",
            "PutMetricData",
        ],
    ),
    (
        "s3",
        &[
            "AbortMultipartUpload",
            "CompleteMultipartUpload",
            "CopyObject",
            "CreateMultipartUpload",
            "DeleteObject",
            "DeleteObjectTagging",
            "DeleteObjects",
            "GetObject",
            "GetObjectAcl",
            "GetObjectAttributes",
            "GetObjectLegalHold",
            "GetObjectRetention",
            "GetObjectTagging",
            "GetObjectTorrent",
            "HeadBucket",
            "HeadObject",
            "ListMultipartUploads",
            "ListObjectVersions",
            "ListObjects",
            "ListObjectsV2",
            "ListParts",
            "PutObject",
            "PutObjectAcl",
            "PutObjectLegalHold",
            "PutObjectRetention",
            "PutObjectTagging",
            "RestoreObject",
            "SelectObjectContent",
            "UploadPart",
            "UploadPartCopy",
        ],
    ),
    ("sns", &["Publish", "PublishBatch"]),
    (
        "sqs",
        &[
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ReceiveMessage",
            "SendMessage",
            "SendMessageBatch",
        ],
    ),
];

/// Returns the event source of a service, as in `monitoring.amazonaws.com` for `cloudwatch`; a name
/// that is a source already stays as it is.
pub fn source_of(service: &str) -> String {
    if service.contains('.') {
        return service.to_owned();
    }
    let special = SOURCES.iter().find(|(word, _)| *word == service);
    format!("{}.amazonaws.com", special.map_or(service, |(_, source)| source))
}

/// Returns whether an operation only reads.
pub fn only_reads(source: &str, action: &str) -> bool {
    let verb = |verb: &&str| {
        action
            .strip_prefix(verb)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    READING.iter().any(verb) || lists(READS, source, action)
}

/// Returns whether calls of an operation are data events.
pub fn is_data(source: &str, action: &str) -> bool {
    lists(DATA, source, action)
}

fn lists(table: &[(&str, &[&str])], source: &str, action: &str) -> bool {
    let service = source.strip_suffix(".amazonaws.com").unwrap_or(source);
    table.iter().any(|(of, actions)| *of == service && actions.contains(&action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_command_line_leads_to_the_source_of_its_events() {
        let cases = [
            ("ec2", "ec2.amazonaws.com"),
            ("ec2.amazonaws.com", "ec2.amazonaws.com"),
            ("cloudwatch", "monitoring.amazonaws.com"),
            ("configservice", "config.amazonaws.com"),
            ("config", "config.amazonaws.com"),
            ("elbv2", "elasticloadbalancing.amazonaws.com"),
            ("stepfunctions", "states.amazonaws.com"),
            ("ses", "ses.amazonaws.com"),
            ("s3api", "s3.amazonaws.com"),
        ];
        for (word, source) in cases {
            assert_eq!(source_of(word), source, "{word}");
        }
    }

    #[test]
    fn verbs_and_a_few_names_tell_reads_from_writes() {
        let reads = [
            ("ec2", "DescribeInstances"),
            ("s3", "GetBucketAcl"),
            ("s3", "HeadBucket"),
            ("cloudtrail", "LookupEvents"),
            ("dynamodb", "Query"),
            ("dynamodb", "BatchGetItem"),
            ("sts", "AssumeRole"),
            ("sts", "GetCallerIdentity"),
            ("kms", "Decrypt"),
            ("organizations", "ListAccounts"),
        ];
        let writes = [
            ("ec2", "RunInstances"),
            ("iam", "CreateUser"),
            ("s3", "DeleteBucket"),
            ("kms", "CreateKey"),
            ("x", "Getaway"),
            ("x", "Listen"),
            ("lambda", "Invoke"),
        ];
        for (service, action) in reads {
            assert!(only_reads(&source_of(service), action), "{service} {action}");
        }
        for (service, action) in writes {
            assert!(!only_reads(&source_of(service), action), "{service} {action}");
        }
    }

    #[test]
    fn data_events_are_calls_on_what_is_in_a_resource() {
        let data = [
            ("s3", "GetObject"),
            ("s3", "PutObject"),
            ("lambda", "Invoke"),
            ("dynamodb", "GetItem"),
            ("sqs", "SendMessage"),
            ("sns", "Publish"),
            ("kinesis", "PutRecord"),
            ("cloudwatch", "PutMetricData"),
        ];
        let management = [
            ("s3", "CreateBucket"),
            ("s3", "ListBuckets"),
            ("lambda", "CreateFunction20150331"),
            ("dynamodb", "CreateTable"),
            ("sqs", "CreateQueue"),
            ("cloudwatch", "PutMetricAlarm"),
            ("kms", "Decrypt"),
        ];
        for (service, action) in data {
            assert!(is_data(&source_of(service), action), "{service} {action}");
        }
        for (service, action) in management {
            assert!(!is_data(&source_of(service), action), "{service} {action}");
        }
    }
}
