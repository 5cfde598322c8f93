//! The resources that a record is about, as the event history lists them.
//!
//! They stand in two places. `resources` of the record names them by ARN, with their type unless the
//! service left that out. Besides, parameters and answers name resources: `bucketName` is the name
//! of a bucket, whatever is done to it. A table says what a member with such a name stands for.
//!
//! | record                         | what is listed                                             |
//! |--------------------------------|------------------------------------------------------------|
//! | `AssumeRole`                   | the access key, the session by name, id and ARN, the role  |
//! | `RunInstances`                 | instance, image, key pair, interface, subnet, VPC, groups  |
//! | `StopInstances`                | the instances                                              |
//! | `DescribeInstanceStatus`       | nothing: calls of EC2 that only read list no resources ... |
//! | `DescribeLaunchTemplateVersions` | ... but launch templates                                 |
//!
//! Source: CloudTrail User Guide, "Resource types supported by CloudTrail event history", for the
//! types of EC2, Auto Scaling, ACM, CloudTrail, CodePipeline, Elastic Load Balancing, IAM, Redshift,
//! RDS and S3; answers recorded from AWS for the rows of STS and EC2 and the table above. AWS does
//! not publish which members it looks at, nor types for other services: those rows are our choice,
//! with the names of members in delivered records and the types of CloudFormation.

use crate::value::Value;

/// A resource: its type, if the record tells it, and its name.
pub type Named = (Option<String>, String);

/// The parts of a record that resources are found in.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// `eventSource`.
    pub source: &'a str,
    /// `eventName`.
    pub event: &'a str,
    /// `readOnly`.
    pub read_only: bool,
    /// `requestParameters`.
    pub request: &'a Value,
    /// `responseElements`.
    pub response: &'a Value,
    /// `resources`.
    pub resources: &'a Value,
}

/// A member that names a resource.
struct Row {
    /// The service, without `.amazonaws.com`.
    service: &'static str,
    /// A word that the event's name must have in it; empty for all events.
    event: &'static str,
    /// The end of the member's path; with a dot before it, the whole path.
    path: &'static str,
    /// The type of the resource, without `AWS::`.
    kind: &'static str,
    /// Whether it counts in events that only read, too.
    reads: bool,
}

const fn row(
    service: &'static str,
    event: &'static str,
    path: &'static str,
    kind: &'static str,
) -> Row {
    Row { service, event, path, kind, reads: true }
}

/// Returns a row of EC2, which counts for events that change something.
const fn ec2(path: &'static str, kind: &'static str) -> Row {
    Row { service: "ec2", event: "", path, kind, reads: false }
}

const fn iam(path: &'static str, kind: &'static str) -> Row {
    row("iam", "", path, kind)
}

const fn rds(path: &'static str, kind: &'static str) -> Row {
    row("rds", "", path, kind)
}

const ROWS: &[Row] = &[
    row("acm", "", "certificateArn", "ACM::Certificate"),
    row("autoscaling", "", "autoScalingGroupName", "AutoScaling::AutoScalingGroup"),
    row("autoscaling", "", "launchConfigurationName", "AutoScaling::LaunchConfiguration"),
    row("autoscaling", "", "policyName", "AutoScaling::ScalingPolicy"),
    row("autoscaling", "", "scheduledActionName", "AutoScaling::ScheduledAction"),
    row("cloudformation", "", "stackName", "CloudFormation::Stack"),
    row("cloudformation", "", "stackId", "CloudFormation::Stack"),
    row("cloudtrail", "Logging", ".name", "CloudTrail::Trail"),
    row("cloudtrail", "Trail", ".name", "CloudTrail::Trail"),
    row("cloudtrail", "Trails", ".trailNameList", "CloudTrail::Trail"),
    row("cloudtrail", "Tags", ".resourceId", "CloudTrail::Trail"),
    row("cloudtrail", "Tags", ".resourceIdList", "CloudTrail::Trail"),
    row("cloudtrail", "", "trailName", "CloudTrail::Trail"),
    row("cloudtrail", "", "trailARN", "CloudTrail::Trail"),
    row("cloudtrail", "", "s3BucketName", "S3::Bucket"),
    row("codepipeline", "", "pipelineName", "CodePipeline::Pipeline"),
    row("codepipeline", "", "pipeline.name", "CodePipeline::Pipeline"),
    row("config", "", "configRuleName", "Config::ConfigRule"),
    row("dynamodb", "", "tableName", "DynamoDB::Table"),
    ec2("vpcId", "EC2::VPC"),
    ec2("imageId", "EC2::Ami"),
    ec2("networkInterfaceId", "EC2::NetworkInterface"),
    ec2("instanceId", "EC2::Instance"),
    ec2("keyName", "EC2::KeyPair"),
    ec2("groupId", "EC2::SecurityGroup"),
    ec2("groupSet.items.groupName", "EC2::SecurityGroup"),
    Row { event: "SecurityGroup", ..ec2(".groupName", "EC2::SecurityGroup") },
    ec2("subnetId", "EC2::Subnet"),
    Row { event: "NetworkInterface", ..ec2(".attachmentId", "EC2::NetworkInterfaceAttachment") },
    ec2("allocationId", "EC2::EIP"),
    Row { event: "Address", ..ec2(".associationId", "EC2::EIPAssociation") },
    Row { event: "RouteTable", ..ec2(".associationId", "EC2::SubnetRouteTableAssociation") },
    ec2("customerGatewayId", "EC2::CustomerGateway"),
    ec2("dhcpOptionsId", "EC2::DHCPOptions"),
    ec2("FlowLogId.content", "EC2::FlowLog"),
    ec2("flowLogIdSet.item", "EC2::FlowLog"),
    ec2("hostId", "EC2::Host"),
    ec2("internetGatewayId", "EC2::InternetGateway"),
    ec2("natGatewayId", "EC2::NatGateway"),
    ec2("NatGatewayId", "EC2::NatGateway"),
    ec2("networkAclId", "EC2::NetworkAcl"),
    ec2("routeTableId", "EC2::RouteTable"),
    ec2("snapshotId", "EC2::Snapshot"),
    ec2("spotFleetRequestId", "EC2::SpotFleetRequest"),
    ec2("spotInstanceRequestId", "EC2::SpotInstanceRequest"),
    ec2("SubnetId", "EC2::Subnet"),
    ec2("volumeId", "EC2::Volume"),
    ec2("vpcEndpointId", "EC2::VPCEndpoint"),
    ec2("vpcPeeringConnectionId", "EC2::VPCPeeringConnection"),
    ec2("vpnConnectionId", "EC2::VPNConnection"),
    ec2("vpnGatewayId", "EC2::VPNGateway"),
    row("ec2", "", "LaunchTemplateId", "EC2::LaunchTemplate"),
    row("ec2", "", "launchTemplateId", "EC2::LaunchTemplate"),
    row("elasticloadbalancing", "", "loadBalancerName", "ElasticLoadBalancing::LoadBalancer"),
    iam("accessKeyId", "IAM::AccessKey"),
    iam("accountAlias", "IAM::AccountAlias"),
    iam("group.arn", "IAM::Group"),
    iam("group.groupId", "IAM::Group"),
    iam("groupName", "IAM::Group"),
    iam("instanceProfile.arn", "IAM::InstanceProfile"),
    iam("instanceProfileId", "IAM::InstanceProfile"),
    iam("instanceProfileName", "IAM::InstanceProfile"),
    iam("serialNumber", "IAM::MfaDevice"),
    iam("openIDConnectProviderArn", "IAM::OpenIDConnectProvider"),
    iam("policy.arn", "IAM::Policy"),
    iam("policyArn", "IAM::Policy"),
    iam("policyId", "IAM::Policy"),
    iam("policyName", "IAM::Policy"),
    iam("role.arn", "IAM::Role"),
    iam("roleId", "IAM::Role"),
    iam("roleName", "IAM::Role"),
    iam("sAMLProviderArn", "IAM::SamlProvider"),
    iam("serverCertificateName", "IAM::ServerCertificate"),
    iam("certificateId", "IAM::SigningCertificate"),
    iam("sSHPublicKeyId", "IAM::SshPublicKey"),
    iam("user.arn", "IAM::User"),
    iam("userId", "IAM::User"),
    iam("userName", "IAM::User"),
    row("kinesis", "", "streamName", "Kinesis::Stream"),
    row("kms", "", "keyId", "KMS::Key"),
    row("kms", "", "targetKeyId", "KMS::Key"),
    row("lambda", "", "functionName", "Lambda::Function"),
    row("logs", "", "logGroupName", "Logs::LogGroup"),
    row("monitoring", "", "alarmName", "CloudWatch::Alarm"),
    row("monitoring", "", "alarmNames", "CloudWatch::Alarm"),
    row("monitoring", "", "dashboardName", "CloudWatch::Dashboard"),
    rds("dBClusterIdentifier", "RDS::DBCluster"),
    rds("dBClusterParameterGroupName", "RDS::DBClusterParameterGroup"),
    rds("dBClusterSnapshotIdentifier", "RDS::DBClusterSnapshot"),
    rds("dBInstanceIdentifier", "RDS::DBInstance"),
    rds("optionGroupName", "RDS::DBOptionGroup"),
    rds("dBParameterGroupName", "RDS::DBParameterGroup"),
    rds("dBSecurityGroupName", "RDS::DBSecurityGroup"),
    rds("dBSnapshotIdentifier", "RDS::DBSnapshot"),
    rds("dBSubnetGroupName", "RDS::DBSubnetGroup"),
    rds("subscriptionName", "RDS::EventSubscription"),
    row("redshift", "", "clusterIdentifier", "Redshift::Cluster"),
    row("redshift", "", "snapshotIdentifier", "Redshift::ClusterSnapshot"),
    row("redshift", "", "clusterSubnetGroupName", "Redshift::ClusterSubnetGroup"),
    row("s3", "", "bucketName", "S3::Bucket"),
    row("secretsmanager", "CreateSecret", ".name", "SecretsManager::Secret"),
    row("secretsmanager", "", "secretId", "SecretsManager::Secret"),
    row("sns", "", "topicArn", "SNS::Topic"),
    row("sqs", "", "queueName", "SQS::Queue"),
    row("sqs", "", "queueUrl", "SQS::Queue"),
    row("ssm", "Parameter", ".name", "SSM::Parameter"),
    row("ssm", "Parameter", ".names", "SSM::Parameter"),
    row("states", "", "stateMachineArn", "StepFunctions::StateMachine"),
    row("sts", "", "credentials.accessKeyId", "IAM::AccessKey"),
    row("sts", "", "assumedRoleUser.assumedRoleId", "STS::AssumedRole"),
    row("sts", "", "roleSessionName", "STS::AssumedRole"),
    row("sts", "", "assumedRoleUser.arn", "STS::AssumedRole"),
    row("sts", "", "roleArn", "IAM::Role"),
];

impl Row {
    fn counts_in(&self, parts: &Parts<'_>) -> bool {
        parts.source.strip_suffix(".amazonaws.com") == Some(self.service)
            && parts.event.contains(self.event)
            && (self.reads || !parts.read_only)
    }

    /// Returns whether it means a member with this path, which begins with a dot.
    fn means(&self, path: &str) -> bool {
        if self.path.starts_with('.') {
            path == self.path
        } else {
            path.strip_suffix(self.path).is_some_and(|before| before.ends_with('.'))
        }
    }
}

/// Returns the type and name of each resource, each once: those that parameters and answers name, in
/// the order of the rows, and then those of `resources`.
pub fn of_record(parts: &Parts<'_>) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let mut add = |kind: Option<String>, name: &str| {
        if !name.is_empty() && !found.iter().any(|(k, n)| *k == kind && n == name) {
            found.push((kind, name.to_owned()));
        }
    };
    let rows: Vec<&Row> = ROWS.iter().filter(|row| row.counts_in(parts)).collect();
    if !rows.is_empty() {
        let mut texts = Vec::new();
        gather(parts.request, &mut String::new(), &mut texts);
        gather(parts.response, &mut String::new(), &mut texts);
        for row in rows {
            for (_, name) in texts.iter().filter(|(path, _)| row.means(path)) {
                add(Some(format!("AWS::{}", row.kind)), name);
            }
        }
    }
    for resource in parts.resources.as_array().into_iter().flatten() {
        let text = |name: &str| resource.get(name).and_then(Value::as_str);
        if let Some(arn) = text("ARN") {
            add(text("type").map(str::to_owned), arn);
        }
    }
    found
}

/// Gathers the texts in a document, each with its path, in which lists leave no trace.
fn gather<'v>(value: &'v Value, path: &mut String, texts: &mut Vec<(String, &'v str)>) {
    match value {
        Value::String(text) => texts.push((path.clone(), text)),
        Value::Array(items) => {
            for item in items {
                gather(item, path, texts);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                let length = path.len();
                path.push('.');
                path.push_str(name);
                gather(value, path, texts);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(
        (source, event): (&str, &str),
        read_only: bool,
        [request, response, resources]: [Value; 3],
    ) -> Vec<String> {
        let source = format!("{source}.amazonaws.com");
        let (request, response, resources) = (&request, &response, &resources);
        let parts = Parts { source: &source, event, read_only, request, response, resources };
        of_record(&parts)
            .into_iter()
            .map(|(kind, name)| format!("{} {name}", kind.as_deref().unwrap_or("?")))
            .collect()
    }

    #[test]
    fn a_run_of_an_instance_lists_what_aws_lists() {
        let group = json!({"items": [{"groupId": "sg-1", "groupName": "launch-wizard-1"}]});
        let request = json!({
            "instancesSet": {"items": [{"imageId": "ami-1", "minCount": 1, "keyName": "pair"}]},
            "networkInterfaceSet": {"items": [{"groupSet": {"items": [{"groupId": "sg-1"}]}}]},
        });
        let response = json!({"instancesSet": {"items": [{
            "instanceId": "i-1",
            "imageId": "ami-1",
            "subnetId": "subnet-1",
            "vpcId": "vpc-1",
            "groupSet": group,
            "networkInterfaceSet": {"items": [{
                "networkInterfaceId": "eni-1",
                "attachment": {"attachmentId": "eni-attach-1"},
            }]},
        }]}});
        let listed = of(("ec2", "RunInstances"), false, [request, response, Value::Null]);
        let expected = [
            "AWS::EC2::VPC vpc-1",
            "AWS::EC2::Ami ami-1",
            "AWS::EC2::NetworkInterface eni-1",
            "AWS::EC2::Instance i-1",
            "AWS::EC2::KeyPair pair",
            "AWS::EC2::SecurityGroup sg-1",
            "AWS::EC2::SecurityGroup launch-wizard-1",
            "AWS::EC2::Subnet subnet-1",
        ];
        assert_eq!(listed, expected);
    }

    #[test]
    fn an_attachment_is_listed_where_it_is_the_answer() {
        let request = json!({"networkInterfaceId": "eni-1", "instanceId": "i-1"});
        let response = json!({"attachmentId": "eni-attach-1"});
        let listed = of(("ec2", "AttachNetworkInterface"), false, [request, response, Value::Null]);
        assert!(listed.contains(&"AWS::EC2::NetworkInterfaceAttachment eni-attach-1".to_owned()));
        assert_eq!(listed.len(), 3);
    }

    #[test]
    fn reads_of_ec2_list_nothing_but_launch_templates() {
        let instances = json!({"instancesSet": {"items": [{"instanceId": "i-1"}]}});
        let none = [Value::Null, Value::Null];
        let [response, resources] = none.clone();
        let status = of(("ec2", "DescribeInstanceStatus"), true, [instances, response, resources]);
        assert_eq!(status, Vec::<String>::new());

        let template =
            json!({"DescribeLaunchTemplateVersionsRequest": {"LaunchTemplateId": "lt-1"}});
        let [response, resources] = none;
        let event = ("ec2", "DescribeLaunchTemplateVersions");
        let versions = of(event, true, [template, response, resources]);
        assert_eq!(versions, ["AWS::EC2::LaunchTemplate lt-1"]);
    }

    #[test]
    fn a_session_is_listed_by_its_name_id_and_arn() {
        let arn = "arn:aws:iam::1:role/deploy";
        let request = json!({"roleArn": arn, "roleSessionName": "ann"});
        let response = json!({
            "credentials": {"accessKeyId": "ASIA1", "sessionToken": "x"},
            "assumedRoleUser": {
                "assumedRoleId": "AROA1:ann",
                "arn": "arn:aws:sts::1:assumed-role/deploy/ann",
            },
        });
        let resources = json!([{"accountId": "1", "type": "AWS::IAM::Role", "ARN": arn}]);
        let expected = [
            "AWS::IAM::AccessKey ASIA1",
            "AWS::STS::AssumedRole AROA1:ann",
            "AWS::STS::AssumedRole ann",
            "AWS::STS::AssumedRole arn:aws:sts::1:assumed-role/deploy/ann",
            "AWS::IAM::Role arn:aws:iam::1:role/deploy",
        ];
        assert_eq!(of(("sts", "AssumeRole"), true, [request, response, resources]), expected);
    }

    #[test]
    fn members_mean_what_their_service_and_event_say() {
        let cases = [
            ("s3", "DeleteBucket", json!({"bucketName": "b"}), "AWS::S3::Bucket b"),
            ("cloudtrail", "StopLogging", json!({"name": "t"}), "AWS::CloudTrail::Trail t"),
            (
                "cloudtrail",
                "PutEventSelectors",
                json!({"trailName": "t"}),
                "AWS::CloudTrail::Trail t",
            ),
            (
                "cloudtrail",
                "DescribeTrails",
                json!({"trailNameList": ["t"]}),
                "AWS::CloudTrail::Trail t",
            ),
            ("cloudtrail", "CreateChannel", json!({"name": "t"}), ""),
            ("ssm", "GetParameter", json!({"name": "/p"}), "AWS::SSM::Parameter /p"),
            ("ssm", "GetDocument", json!({"name": "d"}), ""),
            ("iam", "CreateUser", json!({"userName": "u"}), "AWS::IAM::User u"),
            ("ec2", "CreateSubnet", json!({"userName": "u"}), ""),
            ("kms", "Decrypt", json!({"keyId": "k"}), "AWS::KMS::Key k"),
        ];
        for (source, event, request, expected) in cases {
            let listed = of((source, event), false, [request, Value::Null, Value::Null]);
            assert_eq!(listed.join(", "), expected, "{source} {event}");
        }
    }

    #[test]
    fn a_resource_without_a_type_is_listed_without_one() {
        let resources = json!([{"accountId": "1", "ARN": "arn:aws:ssm:r:1:parameter/p"}]);
        let listed = of(("ssm", "GetParameter"), true, [Value::Null, Value::Null, resources]);
        assert_eq!(listed, ["? arn:aws:ssm:r:1:parameter/p"]);
    }
}
