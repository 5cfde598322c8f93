//! What the events of an event data store tell besides the usual: the member `eventContext`.
//!
//! | key                                          | is told                                        |
//! |----------------------------------------------|------------------------------------------------|
//! | `aws:PrincipalArn`                           | who calls; of a session, its role              |
//! | `aws:PrincipalAccount`, `aws:userid`         | where there is a principal                     |
//! | `aws:PrincipalType`                          | `User`, `Account` or `AssumedRole`             |
//! | `aws:username`                               | of IAM users                                   |
//! | `aws:MultiFactorAuthPresent`                 | of sessions                                    |
//! | `aws:PrincipalIsAWSService`, `aws:ViaAWSService` | always                                     |
//! | `aws:PrincipalServiceName`                   | of services                                    |
//! | `aws:RequestedRegion`, `aws:SecureTransport` | always                                         |
//! | `aws:CurrentTime`, `aws:EpochTime`           | always                                         |
//! | the other keys                               | never: nothing here has them                   |
//!
//! Resources that events name have no tags here, so `tagContext` has no members.
//!
//! Source: CloudTrail User Guide, "Enrich CloudTrail events by adding resource tag keys and IAM
//! global condition keys", for the keys and the form; IAM User Guide, "AWS global condition context
//! keys", for what they are.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::ApiError;
use crate::services::cloudtrail::errors::INVALID_PARAMETER;
use crate::services::cloudtrail::event::Event;
use crate::services::cloudtrail::shapes::event_configuration::{ContextKeySelector, Type};
use crate::time::text;
use crate::value::{Object, Value};

/// The condition keys that can be asked for.
const KEYS: [&str; 22] = [
    "aws:FederatedProvider",
    "aws:TokenIssueTime",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:SourceIdentity",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:ViaAWSService",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:SourceAccount",
    "aws:SourceOrgID",
];

/// What an event data store wants events to tell.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Context {
    /// Whether an event may have 1 MB in place of 256 KB.
    pub large: bool,
    /// The keys, by where they come from, in the order in which they were given.
    #[serde(default)]
    keys: Vec<Keys>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Keys {
    from: Type,
    keys: Vec<String>,
}

impl Context {
    /// Replaces the keys by those of a request.
    ///
    /// Fails with [`INVALID_PARAMETER`] if a type is given twice, or a key is none of the condition
    /// keys that events can tell. AWS publishes no sentences of it: they are ours.
    pub fn set_keys(&mut self, selectors: &[ContextKeySelector]) -> Result<(), ApiError> {
        let invalid = |message: String| Err(ApiError::new(INVALID_PARAMETER, message));
        for (position, selector) in selectors.iter().enumerate() {
            let word = selector.r#type.word();
            if selectors[..position].iter().any(|other| other.r#type == selector.r#type) {
                return invalid(format!("ContextKeySelectors has the type {word} more than once."));
            }
            let unknown = selector.equals.iter().find(|key| !KEYS.contains(&key.as_str()));
            if let Some(key) = unknown.filter(|_| selector.r#type == Type::RequestContext) {
                return invalid(format!("Context key {key} of type {word} is not supported."));
            }
        }
        let keys = |selector: &ContextKeySelector| Keys {
            from: selector.r#type,
            keys: selector.equals.clone(),
        };
        self.keys = selectors.iter().map(keys).collect();
        Ok(())
    }

    /// Returns whether events are to tell anything besides the usual.
    pub const fn has_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Returns the keys as requests and answers show them.
    pub fn shapes(&self) -> Vec<ContextKeySelector> {
        let shape =
            |keys: &Keys| ContextKeySelector { r#type: keys.from, equals: keys.keys.clone() };
        self.keys.iter().map(shape).collect()
    }

    /// Returns the record of an event with what is wanted.
    pub fn record(&self, event: &Event) -> Value {
        let mut record = if self.large { event.large_record() } else { event.record() };
        if self.has_keys() {
            let request = self.keys.iter().filter(|keys| keys.from == Type::RequestContext);
            let told: Object = request
                .flat_map(|keys| &keys.keys)
                .filter_map(|key| Some((key.clone(), json!(value(key, event)?))))
                .collect();
            record["eventContext"] = json!({"requestContext": told, "tagContext": {}});
        }
        record
    }
}

/// Returns the value that a condition key has in a call.
fn value(key: &str, event: &Event) -> Option<String> {
    let who = |place: &str| event.identity.pointer(place).and_then(Value::as_str);
    let kind = who("/type").unwrap_or_default();
    let is_service = kind == "AWSService";
    let text = match key {
        "aws:PrincipalArn" => who("/sessionContext/sessionIssuer/arn").or_else(|| who("/arn"))?,
        "aws:PrincipalAccount" => who("/accountId")?,
        "aws:userid" => who("/principalId")?,
        "aws:username" => who("/userName").filter(|_| kind == "IAMUser")?,
        "aws:PrincipalType" => match kind {
            "IAMUser" => "User",
            "Root" => "Account",
            "AssumedRole" => "AssumedRole",
            _ => return None,
        },
        "aws:MultiFactorAuthPresent" => who("/sessionContext/attributes/mfaAuthenticated")?,
        "aws:PrincipalServiceName" => who("/invokedBy").filter(|_| is_service)?,
        "aws:PrincipalIsAWSService" => truth(is_service),
        "aws:ViaAWSService" => truth(!is_service && who("/invokedBy").is_some()),
        "aws:SecureTransport" => "true",
        "aws:RequestedRegion" => &event.region,
        "aws:CurrentTime" => return Some(text::utc(event.time).replace('T', " ").replace('Z', "")),
        "aws:EpochTime" => return Some(event.time.secs().to_string()),
        _ => return None,
    };
    Some(text.to_owned())
}

const fn truth(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Caller;
    use crate::id::Ids;
    use crate::services::cloudtrail::identity::{Identity, Who};
    use crate::services::cloudtrail::simulated::Simulated;
    use crate::time::Timestamp;

    fn event(who: Who, request: Value) -> Event {
        let caller = Caller { account: "123456789012".to_owned(), user: "ann".to_owned() };
        let simulated = Simulated {
            account: caller.account.clone(),
            identity: Identity { who, ..Identity::of_caller(&caller, "aws") },
            source: "ec2.amazonaws.com".to_owned(),
            action: "RunInstances".to_owned(),
            region: "eu-west-2".to_owned(),
            time: Timestamp::from_secs(1_704_067_200),
            request,
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
        };
        simulated.event(&mut Ids::seeded(1, &["test"]))
    }

    fn selector(kind: Type, keys: &[&str]) -> ContextKeySelector {
        let equals = keys.iter().map(|key| (*key).to_owned()).collect();
        ContextKeySelector { r#type: kind, equals }
    }

    fn context(keys: &[&str]) -> Context {
        let mut context = Context { large: true, ..Context::default() };
        context.set_keys(&[selector(Type::RequestContext, keys)]).unwrap();
        context
    }

    #[test]
    fn an_event_tells_the_keys_that_its_call_has() {
        let all = context(&KEYS);
        let user = event(Who::User("ann".to_owned()), Value::Null);
        let told = all.record(&user)["eventContext"]["requestContext"].clone();
        let expected = [
            ("aws:PrincipalArn", json!("arn:aws:iam::123456789012:user/ann")),
            ("aws:PrincipalType", json!("User")),
            ("aws:username", json!("ann")),
            ("aws:RequestedRegion", json!("eu-west-2")),
            ("aws:ViaAWSService", json!("false")),
            ("aws:PrincipalIsAWSService", json!("false")),
            ("aws:CurrentTime", json!("2024-01-01 00:00:00")),
            ("aws:EpochTime", json!("1704067200")),
            ("aws:SourceIdentity", Value::Null),
        ];
        for (key, value) in expected {
            assert_eq!(told[key], value, "{key}");
        }
        let role = Who::Role { name: "deploy".to_owned(), session: "s".to_owned() };
        let told = all.record(&event(role, Value::Null))["eventContext"]["requestContext"].clone();
        assert_eq!(told["aws:PrincipalArn"], "arn:aws:iam::123456789012:role/deploy");
        assert_eq!(told["aws:MultiFactorAuthPresent"], "false");
        let service = Who::Service("config.amazonaws.com".to_owned());
        let told =
            all.record(&event(service, Value::Null))["eventContext"]["requestContext"].clone();
        assert_eq!(told["aws:PrincipalServiceName"], "config.amazonaws.com");
        assert_eq!(told["aws:ViaAWSService"], "false");
    }

    #[test]
    fn without_keys_a_record_is_as_always_and_a_large_one_leaves_less_out() {
        let request = json!({"body": "x".repeat(200_000)});
        let event = event(Who::Root, request.clone());
        assert_eq!(Context::default().record(&event), event.record());
        assert_eq!(event.record()["requestParameters"]["omitted"], true);
        let large = Context { large: true, ..Context::default() }.record(&event);
        assert_eq!(large["requestParameters"], request);
        assert!(large.get("eventContext").is_none());
    }

    #[test]
    fn keys_that_nobody_knows_and_types_given_twice_are_refused() {
        let mut context = Context::default();
        let unknown = selector(Type::RequestContext, &["aws:Colour"]);
        let twice = [selector(Type::TagContext, &["a"]), selector(Type::TagContext, &["b"])];
        assert!(context.set_keys(&[unknown]).unwrap_err().message().contains("aws:Colour"));
        assert!(context.set_keys(&twice).unwrap_err().message().contains("more than once"));
        assert_eq!(context, Context::default());
        context.set_keys(&twice[..1]).unwrap();
        assert_eq!(context.shapes(), twice[..1]);
    }
}
