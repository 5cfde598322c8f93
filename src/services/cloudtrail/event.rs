//! One event, as CloudTrail writes it down.
//!
//! An [`Event`] is made in one place and goes two ways: into the event history of its region, and
//! to the trails that take it.
//!
//! ```text
//! call, sim call, delivery --> Event --> history      management events, 90 days
//!                                   \-> deliveries   for each trail whose selectors take it
//! ```
//!
//! Source: CloudTrail User Guide, "CloudTrail record contents"; the order of fields is that of
//! delivered records.

use crate::arn::partition_of;
use crate::context::Touched;
use crate::time::{Timestamp, text};
use crate::value::json::compact;
use crate::value::{Object, Value};
use serde_json::json;

use super::selector::{Category, Facts};

/// The version of the record's form.
const EVENT_VERSION: &str = "1.11";

/// The most bytes of `requestParameters` and of `responseElements`; larger ones are left out.
const PARAMETERS: usize = 100 << 10;

/// The same in a record that may have 1 MB.
const LARGE: usize = 1 << 20;

/// The most bytes of user agent, error code and error message; what is beyond is cut off.
const TEXT: usize = 1 << 10;

/// The services that are in no region.
///
/// Source: CloudTrail User Guide, "Global service events".
const GLOBAL: [&str; 5] = [
    "cloudfront.amazonaws.com",
    "iam.amazonaws.com",
    "organizations.amazonaws.com",
    "route53.amazonaws.com",
    "sts.amazonaws.com",
];

/// The source of sign-ins, which happen in regions and yet are global service events.
///
/// Source: CloudTrail User Guide, "AWS Management Console sign-in events".
const SIGN_IN: &str = "signin.amazonaws.com";

/// The operations of S3 that touch objects which they do not name: their events tell the beginning
/// of the names.
///
/// Source: recorded events; S3 User Guide, "Amazon S3 CloudTrail events".
const UNNAMED: [&str; 4] = ["DeleteObjects", "HeadBucket", "ListObjectVersions", "ListObjects"];

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The account whose event it is.
    pub account: String,
    /// Who did it, as `userIdentity` says.
    pub identity: Value,
    /// When, to the second.
    pub time: Timestamp,
    /// The service, as in `ec2.amazonaws.com`.
    pub source: String,
    /// The operation.
    pub name: String,
    /// Where.
    pub region: String,
    /// From where: an address, or the name of a service.
    pub source_ip: String,
    /// With what.
    pub user_agent: String,
    /// The code of the error that it ended in.
    pub error_code: Option<String>,
    /// The message of that error; a sign-in that failed has a message and no code.
    pub error_message: Option<String>,
    /// What was asked.
    pub request: Value,
    /// What was answered, for operations that change something.
    pub response: Value,
    /// What else the service tells.
    pub additional: Value,
    /// The id of the request.
    pub request_id: Option<String>,
    /// The id of the event.
    pub id: String,
    /// Whether it only reads.
    pub read_only: bool,
    /// What it touched.
    pub resources: Vec<Resource>,
    /// The endpoint of a VPC that it came through.
    pub vpc_endpoint: Option<String>,
    /// Whether a session of the console did it.
    pub from_console: bool,
    /// What kind of event it is.
    pub kind: Kind,
    /// Whether it is a management event; otherwise it is a data event, unless its kind says more.
    pub management: bool,
    /// The event that the same action is in another account.
    pub shared_id: Option<String>,
}

/// A resource in a record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resource {
    /// Its ARN; empty for what has none, such as a metric. A plain name stands in the event history
    /// only: what a record calls an ARN is one.
    pub arn: String,
    /// The account that owns it.
    pub account: Option<String>,
    /// Its type, as in `AWS::S3::Object`.
    pub kind: String,
}

impl Resource {
    /// Returns whether it has a name that is no ARN.
    pub fn has_plain_name(&self) -> bool {
        !self.arn.is_empty() && !self.arn.starts_with("arn:")
    }
}

impl From<Touched> for Resource {
    fn from(touched: Touched) -> Self {
        Self { arn: touched.arn, account: touched.account, kind: touched.kind.to_owned() }
    }
}

/// What kind of event it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A call of an API.
    ApiCall,
    /// Something that a service did by itself.
    ServiceEvent,
    /// A sign-in to the console.
    ConsoleSignIn,
    /// A call through an endpoint of a VPC, as the owner of the endpoint sees it.
    NetworkActivity,
}

impl Kind {
    /// Returns the word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ApiCall => "AwsApiCall",
            Self::ServiceEvent => "AwsServiceEvent",
            Self::ConsoleSignIn => "AwsConsoleSignIn",
            Self::NetworkActivity => "AwsVpceEvent",
        }
    }
}

impl Event {
    /// Returns the record, its fields in the order of delivered records.
    ///
    /// That of network activity tells neither what was asked and answered nor with what program.
    ///
    /// Source: CloudTrail User Guide, "Network activity events", for its examples.
    pub fn record(&self) -> Value {
        self.record_up_to(PARAMETERS)
    }

    /// Returns the record that may have 1 MB, which only an event data store has.
    pub fn large_record(&self) -> Value {
        self.record_up_to(LARGE)
    }

    fn record_up_to(&self, parameters: usize) -> Value {
        let network = self.kind == Kind::NetworkActivity;
        let mut record = Object::new();
        let mut add = |name: &str, value: Value| record.insert(name.to_owned(), value);

        add("eventVersion", json!(EVENT_VERSION));
        add("userIdentity", self.identity.clone());
        add("eventTime", json!(text::utc(self.time)));
        add("eventSource", json!(self.source));
        add("eventName", json!(self.name));
        add("awsRegion", json!(self.region));
        add("sourceIPAddress", json!(self.source_ip));
        if !network {
            add("userAgent", json!(cut(&self.user_agent)));
        }
        if let Some(code) = &self.error_code {
            add("errorCode", json!(cut(code)));
        }
        if let Some(message) = &self.error_message {
            add("errorMessage", json!(cut(message)));
        }
        if !network {
            add("requestParameters", bounded("requestParameters", &self.request, parameters));
            add("responseElements", bounded("responseElements", &self.response, parameters));
        }
        if !self.additional.is_null() {
            add("additionalEventData", self.additional.clone());
        }
        if let Some(id) = &self.request_id {
            add("requestID", json!(id));
        }
        add("eventID", json!(self.id));
        if !network {
            add("readOnly", json!(self.read_only));
        }
        let mut recorded = self.resources.iter().filter(|r| !r.has_plain_name()).peekable();
        if recorded.peek().is_some() {
            let unnamed =
                self.source == "s3.amazonaws.com" && UNNAMED.contains(&self.name.as_str());
            add("resources", recorded.map(|r| r.record(unnamed)).collect());
        }
        add("eventType", json!(self.kind.word()));
        if !network {
            add("managementEvent", json!(self.management));
        }
        add("recipientAccountId", json!(self.account));
        if let Some(id) = &self.shared_id {
            add("sharedEventID", json!(id));
        }
        if let Some(id) = &self.vpc_endpoint {
            add("vpcEndpointId", json!(id));
            add("vpcEndpointAccountId", json!(self.account));
        }
        add("eventCategory", json!(self.category().word()));
        if self.from_console {
            add("sessionCredentialFromConsole", json!("true"));
        }
        Value::Object(record)
    }

    /// Returns the record as one line of JSON, as it is delivered.
    pub fn text(&self) -> String {
        compact(&self.record())
    }

    /// Returns whether it is a global service event: only trails that take these get it.
    pub fn is_global(&self) -> bool {
        is_global(&self.source) || self.source == SIGN_IN
    }

    /// Returns its category.
    pub const fn category(&self) -> Category {
        match (self.kind, self.management) {
            (Kind::NetworkActivity, _) => Category::NetworkActivity,
            (_, true) => Category::Management,
            (_, false) => Category::Data,
        }
    }

    /// Calls `look` with what a selector looks at.
    pub fn with_facts<T>(&self, look: impl FnOnce(&Facts<'_>) -> T) -> T {
        let resources: Vec<_> =
            self.resources.iter().map(|r| (r.kind.clone(), r.arn.clone())).collect();
        look(&Facts {
            category: self.category(),
            source: &self.source,
            name: &self.name,
            event_type: self.kind.word(),
            read_only: self.read_only,
            user: self.identity.get("arn").and_then(Value::as_str),
            from_console: self.from_console,
            error_code: self.error_code.as_deref(),
            vpc_endpoint: self.vpc_endpoint.as_deref(),
            resources: &resources,
        })
    }
}

/// Returns whether a service is in no region, so that its events happen in one for all.
pub fn is_global(source: &str) -> bool {
    GLOBAL.contains(&source)
}

/// Returns the region that global service events happen in, in the partition of `region`.
///
/// Source: CloudTrail User Guide, "Global service events", for `us-east-1`; IAM's endpoints for the
/// other partitions.
pub fn global_region(region: &str) -> &'static str {
    match partition_of(region) {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    }
}

impl Resource {
    fn record(&self, unnamed: bool) -> Value {
        let mut resource = Object::new();
        if let Some(account) = &self.account {
            resource.insert("accountId".to_owned(), json!(account));
        }
        resource.insert("type".to_owned(), json!(self.kind));
        if !self.arn.is_empty() {
            let only_begins = unnamed && self.kind == "AWS::S3::Object";
            let name = if only_begins { "ARNPrefix" } else { "ARN" };
            resource.insert(name.to_owned(), json!(self.arn));
        }
        Value::Object(resource)
    }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT)]
}

/// Returns the value of a field, or what a record has in its place if it is too large.
fn bounded(field: &str, value: &Value, most: usize) -> Value {
    let size = compact(value).len();
    if size > most {
        json!({"omitted": true, "originalSize": size, "reason": format!("{field} too large")})
    } else {
        value.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            account: "123456789012".to_owned(),
            identity: json!({"type": "IAMUser", "userName": "ann"}),
            time: Timestamp::from_secs(1_704_067_200),
            source: "s3.amazonaws.com".to_owned(),
            name: "PutObject".to_owned(),
            region: "eu-west-2".to_owned(),
            source_ip: "127.0.0.1".to_owned(),
            user_agent: "test".to_owned(),
            error_code: Some("AccessDenied".to_owned()),
            error_message: Some("no".to_owned()),
            request: json!({"key": "k"}),
            response: Value::Null,
            additional: Value::Null,
            request_id: Some("r".to_owned()),
            id: "e".to_owned(),
            read_only: false,
            resources: vec![Resource {
                arn: "arn:aws:s3:::b/k".to_owned(),
                account: None,
                kind: "AWS::S3::Object".to_owned(),
            }],
            vpc_endpoint: None,
            from_console: false,
            kind: Kind::ApiCall,
            management: false,
            shared_id: None,
        }
    }

    #[test]
    fn fields_stand_in_the_order_of_delivered_records() {
        let record = event().record();
        let names: Vec<_> = record.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "eventVersion",
            "userIdentity",
            "eventTime",
            "eventSource",
            "eventName",
            "awsRegion",
            "sourceIPAddress",
            "userAgent",
            "errorCode",
            "errorMessage",
            "requestParameters",
            "responseElements",
            "requestID",
            "eventID",
            "readOnly",
            "resources",
            "eventType",
            "managementEvent",
            "recipientAccountId",
            "eventCategory",
        ];
        assert_eq!(names, expected);
        assert_eq!(record["eventTime"], "2024-01-01T00:00:00Z");
        assert_eq!(record["eventCategory"], "Data");
        assert!(record["responseElements"].is_null());
    }

    #[test]
    fn a_resource_without_a_name_says_only_its_type() {
        let kind = "AWS::CloudWatch::Metric".to_owned();
        let resource = Resource { arn: String::new(), account: None, kind };
        assert_eq!(resource.record(false), json!({"type": "AWS::CloudWatch::Metric"}));
    }

    #[test]
    fn the_objects_of_a_listing_are_told_by_how_they_begin() {
        let kind = "AWS::S3::Object".to_owned();
        let objects = Resource { arn: "arn:aws:s3:::b/p".to_owned(), account: None, kind };
        let begins = json!({"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::b/p"});
        assert_eq!(objects.record(true), begins);
        let event = Event {
            source: "s3.amazonaws.com".to_owned(),
            name: "ListObjects".to_owned(),
            resources: vec![objects],
            ..event()
        };
        assert_eq!(event.record()["resources"], json!([begins]));
        let event = Event { name: "DeleteObject".to_owned(), ..event };
        assert_eq!(event.record()["resources"][0]["ARN"], "arn:aws:s3:::b/p");
    }

    #[test]
    fn network_activity_tells_the_endpoint_and_not_what_was_asked() {
        let event = Event {
            kind: Kind::NetworkActivity,
            vpc_endpoint: Some("vpce-1".to_owned()),
            resources: Vec::new(),
            shared_id: Some("s".to_owned()),
            ..event()
        };
        let record = event.record();
        let names: Vec<_> = record.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "eventVersion",
            "userIdentity",
            "eventTime",
            "eventSource",
            "eventName",
            "awsRegion",
            "sourceIPAddress",
            "errorCode",
            "errorMessage",
            "requestID",
            "eventID",
            "eventType",
            "recipientAccountId",
            "sharedEventID",
            "vpcEndpointId",
            "vpcEndpointAccountId",
            "eventCategory",
        ];
        assert_eq!(names, expected);
        assert_eq!(record["eventType"], "AwsVpceEvent");
        assert_eq!(record["eventCategory"], "NetworkActivity");
    }

    #[test]
    fn what_is_too_large_is_left_out() {
        let mut event = event();
        event.user_agent = "é".repeat(2_000);
        event.request = json!({"body": "x".repeat(200_000)});
        let record = event.record();
        assert_eq!(record["userAgent"].as_str().unwrap().len(), 1_024);
        assert_eq!(record["requestParameters"]["omitted"], true);
        assert_eq!(record["requestParameters"]["reason"], "requestParameters too large");
    }
}
