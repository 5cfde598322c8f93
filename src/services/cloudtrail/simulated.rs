//! A call of any AWS service that somebody describes, as the event that AWS would make of it.
//!
//! What is not said follows from service and operation; request and answer are never made up.
//!
//! | not said                  | is                                                               |
//! |---------------------------|------------------------------------------------------------------|
//! | request, answer           | `null`                                                           |
//! | whether it reads, its kind | what [`kind_of_call`](super::kind_of_call) says                 |
//! | from where, with what     | this machine and a command; the service, if one acts             |
//! | resources of a data event | the object, function or table that the request names, the metric |
//!
//! Source: CloudTrail User Guide, "CloudTrail record contents"; Amazon S3, AWS Lambda and Amazon
//! DynamoDB guides, "Logging ... with CloudTrail", for the resources of data events.

use super::event::{Event, Kind, Resource, global_region, is_global};
use super::identity::Identity;
use super::kind_of_call::{is_data, only_reads};
use crate::arn::partition_of;
use crate::id::Ids;
use crate::time::Timestamp;
use crate::value::Value;

/// The type of objects of S3; records do not tell whose they are.
const OBJECT: &str = "AWS::S3::Object";

/// The error of a call that the policy of an endpoint refuses, and its message.
///
/// Source: CloudTrail User Guide, "CloudTrail record contents".
const DENIED: &str = "VpceAccessDenied";

const DENIAL: &str = "The request was denied due to a VPC endpoint policy";

/// A call, as it is described.
#[derive(Clone, Debug)]
pub struct Simulated {
    /// The account whose event it is.
    pub account: String,
    /// Who calls.
    pub identity: Identity,
    /// The service, as in `ec2.amazonaws.com`.
    pub source: String,
    /// The operation.
    pub action: String,
    /// The region that it goes to; events of global services happen in theirs.
    pub region: String,
    /// When.
    pub time: Timestamp,
    /// What is asked.
    pub request: Value,
    /// What is answered.
    pub response: Value,
    /// The code of the error that it ends in.
    pub error_code: Option<String>,
    /// The message of that error.
    pub error_message: Option<String>,
    /// Type and name of each resource.
    pub resources: Vec<(String, String)>,
    /// Whether it only reads.
    pub read_only: Option<bool>,
    /// Whether it is a management event.
    pub management: Option<bool>,
    /// The endpoint of a VPC that it comes through.
    pub vpc_endpoint: Option<String>,
    /// Whether it is what the owner of the endpoint sees of it.
    pub network_activity: bool,
    /// Whether a session of the console makes it.
    pub from_console: bool,
    /// From where it comes, unless a service acts.
    pub source_ip: String,
    /// With what it is made, unless a service acts.
    pub user_agent: String,
}

impl Simulated {
    /// Returns the event.
    pub fn event(self, ids: &mut Ids) -> Event {
        let region = if is_global(&self.source) {
            global_region(&self.region).to_owned()
        } else {
            self.region.clone()
        };
        let management = self.management.unwrap_or_else(|| !is_data(&self.source, &self.action));
        let read_only = self.read_only.unwrap_or_else(|| only_reads(&self.source, &self.action));
        let network = self.network_activity;
        let denied = network && self.error_code.as_deref() == Some(DENIED);
        let by = self.identity.service().map(str::to_owned);
        Event {
            resources: if network { Vec::new() } else { self.resources(&region, management) },
            identity: self.identity.document(),
            account: self.account,
            time: self.time.whole_secs(),
            source: self.source,
            name: self.action,
            region,
            source_ip: by.clone().unwrap_or(self.source_ip),
            user_agent: by.unwrap_or(self.user_agent),
            error_code: self.error_code,
            error_message: self.error_message.or_else(|| denied.then(|| DENIAL.to_owned())),
            request: self.request,
            response: self.response,
            additional: Value::Null,
            request_id: Some(ids.uuid()),
            id: ids.uuid(),
            read_only,
            vpc_endpoint: self.vpc_endpoint,
            from_console: self.from_console,
            kind: if network { Kind::NetworkActivity } else { Kind::ApiCall },
            management: management && !network,
            shared_id: network.then(|| ids.uuid()),
        }
    }

    fn resources(&self, region: &str, management: bool) -> Vec<Resource> {
        let named = if self.resources.is_empty() && !management {
            self.of_data(region)
        } else {
            self.resources.clone()
        };
        let resource = |(kind, arn): (String, String)| {
            let owned = kind != OBJECT && !arn.is_empty();
            let account = owned.then(|| self.account.clone());
            Resource { arn, account, kind }
        };
        named.into_iter().map(resource).collect()
    }

    /// Returns the resources of a data event that its request names.
    fn of_data(&self, region: &str) -> Vec<(String, String)> {
        let text = |name: &str| self.request.get(name).and_then(Value::as_str);
        let partition = partition_of(region);
        let own = |service: &str, resource: String| {
            format!("arn:{partition}:{service}:{region}:{}:{resource}", self.account)
        };
        let resource = |kind: &str, arn: String| (kind.to_owned(), arn);
        match self.source.as_str() {
            "s3.amazonaws.com" => {
                let Some(bucket) = text("bucketName") else { return Vec::new() };
                let bucket = format!("arn:{partition}:s3:::{bucket}");
                // Without a key, the call is about all objects: their names begin so.
                let object = resource(OBJECT, format!("{bucket}/{}", text("key").unwrap_or("")));
                vec![object, resource("AWS::S3::Bucket", bucket)]
            }
            "lambda.amazonaws.com" => text("functionName")
                .map(|name| {
                    let is_arn = name.starts_with("arn:");
                    if is_arn { name.to_owned() } else { own("lambda", format!("function:{name}")) }
                })
                .map(|arn| resource("AWS::Lambda::Function", arn))
                .into_iter()
                .collect(),
            "dynamodb.amazonaws.com" => text("tableName")
                .map(|name| {
                    resource("AWS::DynamoDB::Table", own("dynamodb", format!("table/{name}")))
                })
                .into_iter()
                .collect(),
            // Metrics have no ARN.
            "monitoring.amazonaws.com" => vec![resource("AWS::CloudWatch::Metric", String::new())],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Caller;
    use serde_json::json;

    fn simulated(service: &str, action: &str) -> Simulated {
        let caller = Caller { account: "123456789012".to_owned(), user: "ann".to_owned() };
        Simulated {
            account: caller.account.clone(),
            identity: Identity::of_caller(&caller, "aws"),
            source: format!("{service}.amazonaws.com"),
            action: action.to_owned(),
            region: "eu-west-2".to_owned(),
            time: Timestamp::from_millis(1_704_067_200_999),
            request: Value::Null,
            response: Value::Null,
            error_code: None,
            error_message: None,
            resources: Vec::new(),
            read_only: None,
            management: None,
            vpc_endpoint: None,
            network_activity: false,
            from_console: false,
            source_ip: "192.0.2.1".to_owned(),
            user_agent: "test".to_owned(),
        }
    }

    fn event(simulated: Simulated) -> Event {
        simulated.event(&mut Ids::seeded(1, &["test"]))
    }

    #[test]
    fn what_is_not_said_follows_from_service_and_operation() {
        let event = event(simulated("ec2", "RunInstances"));
        assert_eq!((event.read_only, event.management), (false, true));
        assert_eq!((event.request.clone(), event.response.clone()), (Value::Null, Value::Null));
        assert_eq!(event.record()["eventTime"], "2024-01-01T00:00:00Z");
        assert_eq!(event.region, "eu-west-2");
        assert!(event.resources.is_empty());
    }

    #[test]
    fn what_is_said_holds() {
        let said = Simulated {
            read_only: Some(true),
            management: Some(false),
            resources: vec![("AWS::EC2::Instance".to_owned(), "i-1".to_owned())],
            ..simulated("ec2", "RunInstances")
        };
        let event = event(said);
        assert_eq!((event.read_only, event.management), (true, false));
        assert_eq!(event.resources[0].account.as_deref(), Some("123456789012"));
    }

    #[test]
    fn events_of_global_services_happen_in_their_region() {
        for service in ["iam", "sts", "route53", "cloudfront", "organizations"] {
            assert_eq!(event(simulated(service, "ListThings")).region, "us-east-1", "{service}");
        }
        let china =
            Simulated { region: "cn-northwest-1".to_owned(), ..simulated("iam", "GetUser") };
        assert_eq!(event(china).region, "cn-north-1");
    }

    #[test]
    fn a_service_that_acts_is_where_the_call_comes_from() {
        let service = Simulated {
            identity: Identity::of_service("config.amazonaws.com"),
            ..simulated("s3", "GetBucketAcl")
        };
        let event = event(service);
        assert_eq!(event.source_ip, "config.amazonaws.com");
        assert_eq!(event.user_agent, "config.amazonaws.com");
        assert_eq!(event.account, "123456789012");
    }

    #[test]
    fn a_data_event_tells_the_resource_that_its_request_names() {
        let cases = [
            (
                "s3",
                "GetObject",
                json!({"bucketName": "b", "key": "k"}),
                "AWS::S3::Object arn:aws:s3:::b/k, AWS::S3::Bucket arn:aws:s3:::b",
            ),
            (
                "s3",
                "ListObjects",
                json!({"bucketName": "b"}),
                "AWS::S3::Object arn:aws:s3:::b/, AWS::S3::Bucket arn:aws:s3:::b",
            ),
            (
                "lambda",
                "Invoke",
                json!({"functionName": "f"}),
                "AWS::Lambda::Function arn:aws:lambda:eu-west-2:123456789012:function:f",
            ),
            (
                "dynamodb",
                "GetItem",
                json!({"tableName": "t"}),
                "AWS::DynamoDB::Table arn:aws:dynamodb:eu-west-2:123456789012:table/t",
            ),
            ("sns", "Publish", json!({"topicArn": "x"}), ""),
            ("monitoring", "PutMetricData", json!({}), "AWS::CloudWatch::Metric "),
            ("s3", "DeleteBucket", json!({"bucketName": "b"}), ""),
        ];
        for (service, action, request, expected) in cases {
            let event = event(Simulated { request, ..simulated(service, action) });
            let told: Vec<_> =
                event.resources.iter().map(|r| format!("{} {}", r.kind, r.arn)).collect();
            assert_eq!(told.join(", "), expected, "{service} {action}");
        }
    }
}
