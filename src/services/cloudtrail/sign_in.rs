//! A sign-in to the console, as the event that AWS makes of it.
//!
//! It is no call of an API: nothing was asked, and the answer is one word.
//!
//! Source: CloudTrail User Guide, "AWS Management Console sign-in events".

use serde_json::json;

use super::event::{Event, Kind};
use super::identity::{Identity, Who};
use crate::id::Ids;
use crate::time::Timestamp;
use crate::value::{Object, Value};

/// The page that the console opens with.
const CONSOLE: &str =
    "https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true";

/// What a sign-in that failed tells unless something else is said.
const FAILED: &str = "Failed authentication";

/// A sign-in, as it is described.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Who signs in: a user, or the root user.
    pub identity: Identity,
    /// Where.
    pub region: String,
    /// When.
    pub time: Timestamp,
    /// Whether it succeeds.
    pub succeeds: bool,
    /// What is told if it fails.
    pub error_message: Option<String>,
    /// From where.
    pub source_ip: String,
    /// With what.
    pub user_agent: String,
}

impl SignIn {
    /// Returns the event.
    pub fn event(self, ids: &mut Ids) -> Event {
        let message = (!self.succeeds)
            .then(|| self.error_message.clone().unwrap_or_else(|| FAILED.to_owned()));
        Event {
            additional: self.additional(),
            identity: self.identity.sign_in(self.succeeds),
            account: self.identity.account,
            time: self.time.whole_secs(),
            source: "signin.amazonaws.com".to_owned(),
            name: "ConsoleLogin".to_owned(),
            region: self.region,
            source_ip: self.source_ip,
            user_agent: self.user_agent,
            error_code: None,
            error_message: message,
            request: Value::Null,
            response: json!({"ConsoleLogin": if self.succeeds { "Success" } else { "Failure" }}),
            request_id: None,
            id: ids.uuid(),
            read_only: false,
            resources: Vec::new(),
            vpc_endpoint: None,
            from_console: false,
            kind: Kind::ConsoleSignIn,
            management: true,
            shared_id: None,
        }
    }

    fn additional(&self) -> Value {
        let mut members = Object::new();
        let mut add = |name: &str, text: &str| members.insert(name.to_owned(), json!(text));
        add("LoginTo", CONSOLE);
        add("MobileVersion", "No");
        if self.identity.mfa && self.succeeds {
            let device = match &self.identity.who {
                Who::User(name) => name.as_str(),
                _ => "root-account-mfa-device",
            };
            let Identity { partition, account, .. } = &self.identity;
            add("MFAIdentifier", &format!("arn:{partition}:iam::{account}:mfa/{device}"));
        }
        add("MFAUsed", if self.identity.mfa { "Yes" } else { "No" });
        Value::Object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Caller;

    fn sign_in(who: Who, mfa: bool, succeeds: bool) -> Value {
        let caller = Caller { account: "123456789012".to_owned(), user: String::new() };
        let sign_in = SignIn {
            identity: Identity { who, mfa, ..Identity::of_caller(&caller, "aws") },
            region: "us-east-1".to_owned(),
            time: Timestamp::from_secs(1_704_067_200),
            succeeds,
            error_message: None,
            source_ip: "192.0.2.1".to_owned(),
            user_agent: "Mozilla/5.0".to_owned(),
        };
        sign_in.event(&mut Ids::seeded(1, &["test"])).record()
    }

    fn ann() -> Who {
        Who::User("ann".to_owned())
    }

    #[test]
    fn a_sign_in_is_no_call() {
        let record = sign_in(ann(), false, true);
        assert_eq!(record["eventType"], "AwsConsoleSignIn");
        assert_eq!(record["eventName"], "ConsoleLogin");
        assert_eq!(record["requestParameters"], Value::Null);
        assert_eq!(record["responseElements"]["ConsoleLogin"], "Success");
        assert_eq!(record["additionalEventData"]["MFAUsed"], "No");
        assert_eq!(record["recipientAccountId"], "123456789012");
        assert!(record.get("requestID").is_none() && record.get("errorMessage").is_none());
    }

    #[test]
    fn mfa_names_its_device() {
        let device = |who| sign_in(who, true, true)["additionalEventData"]["MFAIdentifier"].clone();
        assert_eq!(device(ann()), "arn:aws:iam::123456789012:mfa/ann");
        assert_eq!(device(Who::Root), "arn:aws:iam::123456789012:mfa/root-account-mfa-device");
    }

    #[test]
    fn a_failure_has_a_message_and_no_code() {
        let record = sign_in(ann(), true, false);
        assert_eq!(record["errorMessage"], "Failed authentication");
        assert_eq!(record["responseElements"]["ConsoleLogin"], "Failure");
        assert_eq!(record["additionalEventData"]["MFAUsed"], "Yes");
        assert!(record.get("errorCode").is_none());
    }
}
