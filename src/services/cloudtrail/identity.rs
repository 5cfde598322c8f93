//! Who did it: the `userIdentity` of a record.
//!
//! | who                       | type          | name of a lookup | credentials                     |
//! |---------------------------|---------------|------------------|---------------------------------|
//! | an IAM user               | `IAMUser`     | the user         | an access key, or a session's   |
//! | the root user             | `Root`        | `root`           | an access key, or a session's   |
//! | somebody with a role      | `AssumedRole` | the session      | a session's                     |
//! | a service by itself       | `AWSService`  | none             | none                            |
//!
//! A user or the root user has a session if it signed in with MFA or a service acts for it; a role
//! always has one. The members and their order are those of records of version 1.11. Identifiers
//! follow from the names, so that one user has the same in every record.
//!
//! Source: CloudTrail User Guide, "CloudTrail userIdentity element"; delivered records.

use serde_json::json;

use crate::context::Caller;
use crate::id::stable;
use crate::time::Timestamp;
use crate::value::{Object, Value};

/// Who acts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Who {
    /// An IAM user.
    User(String),
    /// The root user of the account.
    Root,
    /// Somebody who took on a role.
    Role {
        /// The role's name, behind its path if it has one.
        name: String,
        /// The name of the session.
        session: String,
    },
    /// A service by itself, as in `ec2.amazonaws.com`.
    Service(String),
}

/// An identity.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// Who acts.
    pub who: Who,
    /// The account that it belongs to.
    pub account: String,
    /// The partition of the account, as in `aws`.
    pub partition: &'static str,
    /// Whether it signed in with MFA.
    pub mfa: bool,
    /// The service that acts for it.
    pub invoked_by: Option<String>,
    /// Since when its session lasts, if it has one.
    pub since: Timestamp,
}

impl Identity {
    /// Returns the identity of the IAM user who calls with an access key.
    pub fn of_caller(caller: &Caller, partition: &'static str) -> Self {
        Self {
            who: Who::User(caller.user.clone()),
            account: caller.account.clone(),
            partition,
            mfa: false,
            invoked_by: None,
            since: Timestamp::default(),
        }
    }

    /// Returns the identity of a service that acts by itself.
    pub fn of_service(service: &str) -> Self {
        Self {
            who: Who::Service(service.to_owned()),
            account: String::new(),
            partition: "",
            mfa: false,
            invoked_by: None,
            since: Timestamp::default(),
        }
    }

    /// Returns the service that acts, by itself or for somebody.
    pub fn service(&self) -> Option<&str> {
        match &self.who {
            Who::Service(service) => Some(service),
            _ => self.invoked_by.as_deref(),
        }
    }

    /// Returns the document of a call.
    pub fn document(&self) -> Value {
        if let Who::Service(service) = &self.who {
            return json!({"type": "AWSService", "invokedBy": service});
        }
        let mut document = self.principal();
        if let Some(key) = self.access_key() {
            document.insert("accessKeyId".to_owned(), json!(key));
        }
        if let Who::User(name) = &self.who {
            document.insert("userName".to_owned(), json!(name));
        }
        if self.has_session() {
            document.insert("sessionContext".to_owned(), self.session());
        }
        if let Some(service) = &self.invoked_by {
            document.insert("invokedBy".to_owned(), json!(service));
        }
        Value::Object(document)
    }

    /// Returns the document of a sign-in to the console, which no access key signs.
    ///
    /// One that failed does not tell a user's ARN, since nobody has proved to be that user.
    ///
    /// Source: CloudTrail User Guide, "AWS Management Console sign-in events".
    pub fn sign_in(&self, succeeds: bool) -> Value {
        let mut document = self.principal();
        match &self.who {
            Who::User(name) => {
                if !succeeds {
                    document.shift_remove("arn");
                    document.insert("accessKeyId".to_owned(), json!(""));
                }
                document.insert("userName".to_owned(), json!(name));
            }
            _ => {
                document.insert("accessKeyId".to_owned(), json!(""));
            }
        }
        Value::Object(document)
    }

    /// Returns the members that all but services have.
    fn principal(&self) -> Object {
        let (kind, id, arn) = match &self.who {
            Who::User(name) => {
                let id = Caller { account: self.account.clone(), user: name.clone() };
                ("IAMUser", id.principal_id(), self.arn("iam", &format!("user/{name}")))
            }
            Who::Root => ("Root", self.account.clone(), self.arn("iam", "root")),
            Who::Role { name, session } => {
                let friendly = friendly(name);
                let arn = self.arn("sts", &format!("assumed-role/{friendly}/{session}"));
                ("AssumedRole", format!("{}:{session}", self.role_id(name)), arn)
            }
            Who::Service(service) => ("AWSService", service.clone(), String::new()),
        };
        let members = [("type", kind), ("principalId", &id), ("arn", &arn)];
        let members = members.into_iter().chain([("accountId", self.account.as_str())]);
        members.map(|(name, text)| (name.to_owned(), json!(text))).collect()
    }

    fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}::{}:{resource}", self.partition, self.account)
    }

    fn role_id(&self, name: &str) -> String {
        stable("AROA", &[&self.account, friendly(name)])
    }

    fn has_session(&self) -> bool {
        matches!(self.who, Who::Role { .. }) || self.mfa || self.invoked_by.is_some()
    }

    /// Returns the key that signs; that of a session is a temporary one, and a service that took on
    /// a role for itself shows none.
    fn access_key(&self) -> Option<String> {
        match &self.who {
            Who::Role { name, session } => {
                let key = || stable("ASIA", &[&self.account, friendly(name), session]);
                self.invoked_by.is_none().then(key)
            }
            Who::User(name) if self.has_session() => Some(stable("ASIA", &[&self.account, name])),
            Who::User(name) => {
                Some(Caller { account: self.account.clone(), user: name.clone() }.access_key_id())
            }
            Who::Root if self.has_session() => Some(stable("ASIA", &[&self.account])),
            Who::Root => Some(stable("AKIA", &[&self.account])),
            Who::Service(_) => None,
        }
    }

    fn session(&self) -> Value {
        let mut session = Object::new();
        if let Who::Role { name, .. } = &self.who {
            let issuer = json!({
                "type": "Role",
                "principalId": self.role_id(name),
                "arn": self.arn("iam", &format!("role/{name}")),
                "accountId": self.account,
                "userName": friendly(name),
            });
            session.insert("sessionIssuer".to_owned(), issuer);
        }
        let attributes = json!({
            "creationDate": self.since.to_string(),
            "mfaAuthenticated": self.mfa.to_string(),
        });
        session.insert("attributes".to_owned(), attributes);
        Value::Object(session)
    }
}

/// Returns a role's name without its path.
fn friendly(role: &str) -> &str {
    role.rsplit('/').next().unwrap_or(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(who: Who) -> Identity {
        Identity {
            who,
            account: "123456789012".to_owned(),
            partition: "aws",
            mfa: false,
            invoked_by: None,
            since: Timestamp::from_secs(1_704_067_200),
        }
    }

    fn role() -> Who {
        Who::Role { name: "service-role/deploy".to_owned(), session: "ann".to_owned() }
    }

    fn members(document: &Value) -> Vec<&str> {
        document.as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn each_kind_has_the_members_of_delivered_records_in_their_order() {
        let user = ["type", "principalId", "arn", "accountId", "accessKeyId", "userName"];
        let root = ["type", "principalId", "arn", "accountId", "accessKeyId"];
        let session = ["type", "principalId", "arn", "accountId", "accessKeyId", "sessionContext"];
        let cases = [
            (Who::User("ann".to_owned()), &user[..]),
            (Who::Root, &root[..]),
            (role(), &session[..]),
            (Who::Service("ec2.amazonaws.com".to_owned()), &["type", "invokedBy"][..]),
        ];
        for (who, expected) in cases {
            assert_eq!(members(&identity(who.clone()).document()), expected, "{who:?}");
        }
    }

    #[test]
    fn a_role_names_its_session_and_who_issued_it() {
        let document = identity(role()).document();
        assert_eq!(document["arn"], "arn:aws:sts::123456789012:assumed-role/deploy/ann");
        let id = document["principalId"].as_str().unwrap();
        let issuer = &document["sessionContext"]["sessionIssuer"];
        assert_eq!(id, format!("{}:ann", issuer["principalId"].as_str().unwrap()));
        assert_eq!(issuer["arn"], "arn:aws:iam::123456789012:role/service-role/deploy");
        assert_eq!(issuer["userName"], "deploy");
        let attributes = &document["sessionContext"]["attributes"];
        assert_eq!(attributes["creationDate"], "2024-01-01T00:00:00Z");
        assert_eq!(attributes["mfaAuthenticated"], "false");
    }

    #[test]
    fn mfa_makes_a_session_with_a_temporary_key() {
        for who in [Who::User("ann".to_owned()), Who::Root] {
            let long = identity(who.clone()).document();
            let short = Identity { mfa: true, ..identity(who.clone()) }.document();
            assert!(long["accessKeyId"].as_str().unwrap().starts_with("AKIA"), "{who:?}");
            assert!(short["accessKeyId"].as_str().unwrap().starts_with("ASIA"), "{who:?}");
            assert_eq!(short["sessionContext"]["attributes"]["mfaAuthenticated"], "true");
            assert!(short["sessionContext"].get("sessionIssuer").is_none());
        }
    }

    #[test]
    fn a_service_that_acts_for_a_role_shows_itself_and_no_key() {
        let service = Some("autoscaling.amazonaws.com".to_owned());
        let document = Identity { invoked_by: service, ..identity(role()) }.document();
        assert_eq!(document["invokedBy"], "autoscaling.amazonaws.com");
        assert!(document.get("accessKeyId").is_none());
    }

    #[test]
    fn a_sign_in_has_no_key_and_a_failed_one_of_a_user_no_arn() {
        let user = |succeeds| identity(Who::User("ann".to_owned())).sign_in(succeeds);
        assert_eq!(members(&user(true)), ["type", "principalId", "arn", "accountId", "userName"]);
        assert_eq!(
            members(&user(false)),
            ["type", "principalId", "accountId", "accessKeyId", "userName"]
        );
        for succeeds in [true, false] {
            let root = identity(Who::Root).sign_in(succeeds);
            assert_eq!(root["accessKeyId"], "");
            assert_eq!(root["arn"], "arn:aws:iam::123456789012:root");
        }
    }

    #[test]
    fn identifiers_follow_from_the_names() {
        let id =
            |name: &str| identity(Who::User(name.to_owned())).document()["principalId"].clone();
        assert_eq!(id("ann"), id("ann"));
        assert_ne!(id("ann"), id("bob"));
    }
}
