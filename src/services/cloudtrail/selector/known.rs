//! The types of resources that have data events, and the services whose calls through endpoints of
//! VPCs are events.
//!
//! AWS adds to both every few weeks; what it has added since is refused here.
//!
//! Source: CloudTrail User Guide, "Logging data events", "Logging network activity events", of August
//! 2026.

/// The types of resources, by their service: `S3` and `Object` stand for `AWS::S3::Object`.
#[rustfmt::skip]
const RESOURCES: &[(&str, &[&str])] = &[
    ("AIDevOps", &["AgentSpace", "Association", "OperatorAppTeam", "PipelineMetadata", "Service"]),
    ("AIOps", &["InvestigationGroup"]),
    ("AppConfig", &["Configuration"]),
    ("AppSync", &["GraphQLApi"]),
    ("B2BI", &["Transformer"]),
    ("Backup", &["SearchJob"]),
    ("Bedrock", &[
        "AdvancedOptimizePromptJob", "AgentAlias", "AsyncInvoke", "AutomatedReasoningPolicy",
        "AutomatedReasoningPolicyVersion", "Blueprint", "DataAutomationInvocation",
        "DataAutomationProfile", "DataAutomationProject", "FlowAlias", "FlowExecution",
        "Guardrail", "InlineAgent", "KnowledgeBase", "Model", "PromptVersion", "Session", "Tool",
    ]),
    ("BedrockAgentCore", &[
        "APIKeyCredentialProvider", "Browser", "BrowserCustom", "CodeInterpreter",
        "CodeInterpreterCustom", "Evaluator", "Gateway", "Memory", "OAuth2CredentialProvider",
        "Runtime", "RuntimeEndpoint", "TokenVault", "WorkloadIdentity",
        "WorkloadIdentityDirectory",
    ]),
    ("Cassandra", &["Stream", "Table"]),
    ("CloudFront", &["KeyValueStore"]),
    ("CloudOptimization", &["Profile", "Recommendation"]),
    ("CloudTrail", &["Channel"]),
    ("CloudWatch", &["Metric"]),
    ("CodeGuruProfiler", &["ProfilingGroup"]),
    ("CodeWhisperer", &["Customization", "Profile"]),
    ("Cognito", &["IdentityPool"]),
    ("DSQL", &["Cluster"]),
    ("DataExchange", &["Asset"]),
    ("Deadline", &["Fleet", "Job", "Queue", "Worker"]),
    ("DynamoDB", &["Stream", "Table"]),
    ("EC2", &["InstanceConnectEndpoint", "Snapshot"]),
    ("ECS", &["ContainerInstance"]),
    ("EKS", &["Dashboard"]),
    ("EMRWAL", &["Workspace"]),
    ("FSx", &["Volume"]),
    ("FinSpace", &["Environment"]),
    ("GameLiftStreams", &["Application", "StreamGroup"]),
    ("GeoMaps", &["Provider"]),
    ("GeoPlaces", &["Provider"]),
    ("GeoRoutes", &["Provider"]),
    ("Glue", &["Table"]),
    ("GreengrassV2", &["ComponentVersion", "Deployment"]),
    ("GuardDuty", &["Detector", "MalwareScan"]),
    ("IoT", &["Certificate", "Thing"]),
    ("IoTSiteWise", &["Asset", "TimeSeries"]),
    ("IoTTwinMaker", &["Entity", "Workspace"]),
    ("KendraRanking", &["ExecutionPlan"]),
    ("Kinesis", &["Stream", "StreamConsumer"]),
    ("KinesisFirehose", &["DeliveryStream"]),
    ("KinesisVideo", &["SignalingChannel", "Stream"]),
    ("Lambda", &["Function"]),
    ("MWAA", &["Environment"]),
    ("MachineLearning", &["MlModel"]),
    ("ManagedBlockchain", &["Network", "Node"]),
    ("ManagedBlockchainQuery", &["QueryAPI"]),
    ("MedicalImaging", &["Datastore", "Imageset"]),
    ("NeptuneGraph", &["Graph"]),
    ("NetworkFlowMonitor", &["Monitor", "Scope"]),
    ("NovaAct", &["WorkflowDefinition", "WorkflowRun"]),
    ("One", &["UKey", "User"]),
    ("PCAConnectorAD", &["Connector"]),
    ("PCAConnectorSCEP", &["Connector"]),
    ("PaymentCryptography", &["Alias", "Key"]),
    ("Pinpoint", &["App"]),
    ("QApps", &["QApp", "QAppSession"]),
    ("QBusiness", &["Application", "DataSource", "Index", "Integration", "WebExperience"]),
    ("QDeveloper", &["Integration"]),
    ("QuickSight", &["Flow", "FlowSession"]),
    ("Quicksight", &["ActionConnector"]),
    ("RDS", &["DBCluster"]),
    ("RUM", &["AppMonitor"]),
    ("Redshift", &["Cluster"]),
    ("S3", &["AccessPoint", "Object"]),
    ("S3Express", &["Object"]),
    ("S3ObjectLambda", &["AccessPoint"]),
    ("S3Outposts", &["Object"]),
    ("S3Tables", &["Table", "TableBucket"]),
    ("S3Vectors", &["Index", "VectorBucket"]),
    ("SCN", &["Instance"]),
    ("SDB", &["Domain"]),
    ("SES", &["ConfigurationSet", "EmailIdentity", "Template"]),
    ("SMSVoice", &["Message", "OriginationIdentity"]),
    ("SNS", &["PlatformEndpoint", "Topic"]),
    ("SQS", &["Queue"]),
    ("SSM", &["ExecutionPreview", "ManagedNode"]),
    ("SSMMessages", &["ControlChannel"]),
    ("SWF", &["Domain"]),
    ("SageMaker", &["Endpoint", "ExperimentTrialComponent", "FeatureGroup", "MlflowTrackingServer"]),
    ("ServiceDiscovery", &["Namespace", "Service"]),
    ("Signer", &["SigningJob", "SigningProfile"]),
    ("SitewiseAssistant", &["Conversation"]),
    ("SocialMessaging", &["PhoneNumberId", "WabaId"]),
    ("StepFunctions", &["Activity", "StateMachine"]),
    ("SupportAccess", &["Tenant", "TrustingAccount", "TrustingRole"]),
    ("ThinClient", &["Device", "Environment"]),
    ("Timestream", &["Database", "RegionalEndpoint", "Table"]),
    ("Transform", &["AgentInstance"]),
    ("TransformCustom", &["Campaign", "Conversation", "KnowledgeItem", "Package"]),
    ("VerifiedPermissions", &["PolicyStore"]),
    ("XRay", &["Trace"]),
];

/// The services, as in `kms` for `kms.amazonaws.com`.
#[rustfmt::skip]
const BEHIND_ENDPOINTS: &[&str] = &[
    "aco-automation", "appconfig", "application-signals", "appmesh", "athena", "b2bi",
    "backup-gateway", "bcm-data-exports", "bcm-pricing-calculator", "bedrock", "bedrock-agentcore",
    "billing", "cassandra", "ce", "cloudcontrolapi", "cloudformation", "cloudhsm",
    "cloudoptimization", "cloudtrail", "codedeploy", "comprehend", "comprehendmedical", "config",
    "ds", "dynamodb", "ec2", "ecs", "elasticfilesystem", "elasticloadbalancing", "events",
    "firehose", "frauddetector", "freetier", "fsx", "glue", "healthlake", "invoicing", "iot",
    "iotfleetwise", "iotsecuredtunneling", "kms", "lakeformation", "lambda", "license-manager",
    "lookoutequipment", "lookoutvision", "monitoring", "nova-act", "personalize", "qbusiness",
    "rds", "rekognition", "rolesanywhere", "s3", "sagemaker", "scheduler", "secretsmanager",
    "servicediscovery", "sns", "sqs", "ssm", "ssm-contacts", "storagegateway", "swf", "textract",
    "transcribe", "transcribestreaming", "transform", "transform-agents", "transform-custom",
    "translate", "user-subscriptions", "verifiedpermissions", "voiceid", "workmail",
    "workmailmessageflow",
];

/// Returns whether a type of resource has data events.
pub fn has_data_events(kind: &str) -> bool {
    let mut parts = kind.splitn(3, "::");
    let (Some("AWS"), Some(service), Some(name)) = (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    RESOURCES.iter().any(|(other, names)| *other == service && names.contains(&name))
}

/// Returns whether the resources of a type with data events have no ARN.
///
/// Source: CloudWatch User Guide, "Logging CloudWatch API operations".
pub fn has_no_arn(kind: &str) -> bool {
    kind == "AWS::CloudWatch::Metric"
}

/// Returns whether calls of a service through an endpoint of a VPC are events.
pub fn is_behind_endpoints(source: &str) -> bool {
    source
        .strip_suffix(".amazonaws.com")
        .is_some_and(|service| BEHIND_ENDPOINTS.binary_search(&service).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_by_their_whole_name() {
        for kind in ["AWS::S3::Object", "AWS::DynamoDB::Stream", "AWS::CloudWatch::Metric"] {
            assert!(has_data_events(kind), "{kind}");
        }
        for kind in ["AWS::S3::Bucket", "S3::Object", "AWS::S3", "", "aws::s3::object"] {
            assert!(!has_data_events(kind), "{kind}");
        }
    }

    #[test]
    fn services_are_in_order_so_that_they_are_found() {
        assert!(BEHIND_ENDPOINTS.is_sorted());
        assert!(is_behind_endpoints("kms.amazonaws.com"));
        assert!(!is_behind_endpoints("kms") && !is_behind_endpoints("iam.amazonaws.com"));
    }
}
