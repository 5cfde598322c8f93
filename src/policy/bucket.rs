//! What S3 wants of the policy of a bucket, besides that it is a policy.
//!
//! Source: S3 User Guide, "Policies and permissions in Amazon S3", "Blocking public access to your
//! Amazon S3 storage"; Service Authorization Reference, "Actions, resources, and condition keys for
//! Amazon S3"; the sentences are those of recorded answers.

use super::actions::{BUCKET_ACTIONS, OBJECT_ACTIONS};
use super::{Matcher, Policy, Statement, glob};
use crate::arn::Arn;
use crate::value::json::squeeze;
use crate::value::{Object, Value};

/// The most bytes of a policy without white space.
const SIZE: usize = 20_480;

/// The rule that a policy breaks, in the words of S3.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Broken(pub String);

/// Reads the policy of a bucket, and checks it.
///
/// Fails with the first rule that it breaks: it is JSON, not too large, of a known version, without
/// unknown fields; each statement is one; its principals are principals, its actions those of S3,
/// its resources the bucket or objects in it, each action applies to one of these, and its
/// conditions are about known keys.
pub fn check(text: &str, bucket_arn: &str) -> Result<Policy, Broken> {
    let broken = |sentence: &str| Broken(sentence.to_owned());
    let policy = Policy::parse(text);
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    if document.is_object() && squeeze(text).len() > SIZE {
        return Err(Broken(format!(
            "Normalized policy document exceeds the maximum allowed size of {SIZE} bytes"
        )));
    }
    let members = document.as_object();
    check_fields(members, &["Version", "Id", "Statement"])?;
    let version = members.and_then(|members| members.get("Version"));
    if version.is_some_and(|version| version != "2012-10-17" && version != "2008-10-17") {
        return Err(broken("The policy must contain a valid version string"));
    }
    let policy = policy.map_err(Broken)?;
    let statements = match &document["Statement"] {
        Value::Array(statements) => statements.iter().collect(),
        statement => vec![statement],
    };
    for (statement, document) in policy.statements.iter().zip(statements) {
        check_fields(document.as_object(), STATEMENT)?;
        check_principals(document)?;
        check_statement(statement, bucket_arn)?;
    }
    Ok(policy)
}

/// The fields of a statement.
const STATEMENT: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

fn check_fields(members: Option<&Object>, known: &[&str]) -> Result<(), Broken> {
    let mut names = members.into_iter().flat_map(Object::keys);
    match names.find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(Broken(format!("Unknown field {name}"))),
        None => Ok(()),
    }
}

fn check_principals(statement: &Value) -> Result<(), Broken> {
    let member = statement.get("Principal").or_else(|| statement.get("NotPrincipal"));
    let Some(Value::Object(kinds)) = member else { return Ok(()) };
    for (kind, names) in kinds {
        let names = match names {
            Value::Array(names) => names.iter().collect(),
            name => vec![name],
        };
        for name in names {
            if !is_principal(kind, name.as_str().unwrap_or_default()) {
                return Err(Broken("Invalid principal in policy".to_owned()));
            }
        }
    }
    Ok(())
}

/// Returns whether somebody could have this name; whether somebody has is not asked.
pub(super) fn is_principal(kind: &str, name: &str) -> bool {
    let is_account =
        |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        "AWS" if name == "*" || is_account(name) => true,
        "AWS" if name.len() == 21 && ["AIDA", "AROA"].iter().any(|id| name.starts_with(id)) => true,
        "AWS" => Arn::parse(name).is_some_and(|arn| {
            ["iam", "sts"].contains(&arn.service)
                && (is_account(arn.account) || arn.resource.starts_with("cloudfront/"))
                && ["root", "user/", "role/", "assumed-role/", "federated-user/", "cloudfront/"]
                    .iter()
                    .any(|kind| arn.resource.starts_with(kind))
        }),
        "Service" => name
            .strip_suffix(".amazonaws.com")
            .or_else(|| name.strip_suffix(".amazonaws.com.cn"))
            .is_some_and(|service| !service.is_empty()),
        "CanonicalUser" => name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()),
        _ => !name.is_empty(),
    }
}

fn check_statement(statement: &Statement, bucket_arn: &str) -> Result<(), Broken> {
    let broken = |sentence: &str| Err(Broken(sentence.to_owned()));
    let Statement { actions, resources, .. } = statement;
    if !actions.patterns.iter().all(|action| is_action(action)) || actions.patterns.is_empty() {
        return broken("Policy has invalid action");
    }
    let is_own = |resource: &String| {
        resource
            .strip_prefix(bucket_arn)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '*', '?']))
    };
    if !resources.patterns.iter().all(is_own) || resources.patterns.is_empty() {
        return broken("Policy has invalid resource");
    }
    let applies = |action: &String| applies(action, resources, bucket_arn);
    if !actions.negated && !resources.negated && !actions.patterns.iter().all(applies) {
        return broken("Action does not apply to any resource(s) in statement");
    }
    if !statement.conditions.iter().all(|condition| is_condition_key(&condition.key)) {
        return broken("Policy has an invalid condition key");
    }
    Ok(())
}

fn is_action(pattern: &str) -> bool {
    pattern == "*" || matching(pattern, BUCKET_ACTIONS) || matching(pattern, OBJECT_ACTIONS)
}

/// Returns whether a pattern such as `s3:Get*` is about any of the actions.
fn matching(pattern: &str, actions: &[&str]) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    actions.iter().any(|action| glob(&pattern, &format!("s3:{}", action.to_ascii_lowercase())))
}

/// Returns whether an action can be done to any of the resources.
fn applies(action: &str, resources: &Matcher, bucket_arn: &str) -> bool {
    let all = action == "*";
    let (on_bucket, on_objects) =
        (all || matching(action, BUCKET_ACTIONS), all || matching(action, OBJECT_ACTIONS));
    resources.patterns.iter().any(|resource| {
        let rest = resource.strip_prefix(bucket_arn).unwrap_or_default();
        let names_objects = rest.contains('/') || rest.contains(['*', '?']);
        (on_bucket && !rest.starts_with('/')) || (on_objects && names_objects)
    })
}

/// Returns whether S3 knows a key of a condition, which is in small letters; keys of all services
/// are not checked, as S3 does not.
fn is_condition_key(key: &str) -> bool {
    key.starts_with("aws:")
        || key.strip_prefix("s3:").is_some_and(|key| {
            CONDITION_KEYS.contains(&key)
                || ["existingobjecttag/", "requestobjecttag/", "buckettag/"]
                    .iter()
                    .any(|tag| key.starts_with(tag))
        })
}

/// The keys that conditions can be about, behind `s3:`.
const CONDITION_KEYS: &[&str] = &[
    "accessgrantsinstancearn",
    "accesspointnetworkorigin",
    "accesspointtag",
    "authtype",
    "dataaccesspointaccount",
    "dataaccesspointarn",
    "delimiter",
    "if-match",
    "if-none-match",
    "inventoryaccessibleoptionalfields",
    "locationconstraint",
    "max-keys",
    "object-lock-legal-hold",
    "object-lock-mode",
    "object-lock-remaining-retention-days",
    "object-lock-retain-until-date",
    "objectcreationoperation",
    "prefix",
    "requestobjecttagkeys",
    "resourceaccount",
    "signatureage",
    "signatureversion",
    "tlsversion",
    "versionid",
    "x-amz-acl",
    "x-amz-content-sha256",
    "x-amz-copy-source",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-metadata-directive",
    "x-amz-object-ownership",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ARN: &str = "arn:aws:s3:::bkt";

    fn statement() -> Value {
        json!({
            "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:PutObject", "Resource": "arn:aws:s3:::bkt/AWSLogs/*",
        })
    }

    /// Returns what is wrong with the usual statement after one change; nothing if it is taken.
    fn wrong(member: &str, value: Value) -> String {
        let mut statement = statement();
        statement[member] = value;
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
        check(&policy.to_string(), ARN).err().map_or_else(String::new, |Broken(rule)| rule)
    }

    #[test]
    fn a_policy_is_checked_from_its_outside_in() {
        let large = json!({"Statement": [statement()], "Id": "x".repeat(SIZE)}).to_string();
        let cases = [
            ("", "Policies must be valid JSON and the first byte must be '{'"),
            ("[]", "Policies must be valid JSON and the first byte must be '{'"),
            ("{", "This policy contains invalid Json"),
            ("{}", "Missing required field Statement"),
            (r#"{"Statement": []}"#, "Could not parse the policy: Statement is empty!"),
            (
                r#"{"Version": "2024-01-01", "Statement": []}"#,
                "The policy must contain a valid version string",
            ),
            (r#"{"Foo": 1, "Statement": []}"#, "Unknown field Foo"),
            (
                large.as_str(),
                "Normalized policy document exceeds the maximum allowed size of 20480 bytes",
            ),
        ];
        for (text, rule) in cases {
            assert_eq!(check(text, ARN).unwrap_err().0, rule, "{text:.60}");
        }
    }

    #[test]
    fn a_statement_is_about_the_bucket_and_what_can_be_done_to_it() {
        let principal = "Invalid principal in policy";
        let action = "Policy has invalid action";
        let resource = "Policy has invalid resource";
        let mismatch = "Action does not apply to any resource(s) in statement";
        let key = "Policy has an invalid condition key";
        let cases = [
            ("Foo", json!(1), "Unknown field Foo"),
            ("Effect", json!("allow"), "Invalid effect: allow"),
            ("Principal", json!({"AWS": "123456789012"}), ""),
            ("Principal", json!({"AWS": ["arn:aws:iam::123456789012:user/a", "*"]}), ""),
            ("Principal", json!({"AWS": "somebody"}), principal),
            ("Principal", json!({"AWS": "arn:aws:s3:::bkt"}), principal),
            ("Principal", json!({"Service": "cloudtrail"}), principal),
            ("Principal", json!({"Robot": "x"}), principal),
            ("Action", json!("s3:*"), ""),
            ("Action", json!("*"), ""),
            ("Action", json!(["s3:putobject", "s3:Get*"]), ""),
            ("Action", json!("s3:PutObjct"), action),
            ("Action", json!("ec2:RunInstances"), action),
            ("Action", json!([]), action),
            ("Action", json!("s3:GetBucketAcl"), mismatch),
            ("Action", json!(["s3:PutObject", "s3:ListBucket"]), mismatch),
            ("Resource", json!("arn:aws:s3:::bkt"), mismatch),
            ("Resource", json!(["arn:aws:s3:::bkt", "arn:aws:s3:::bkt/*"]), ""),
            ("Resource", json!("arn:aws:s3:::bkt*"), ""),
            ("Resource", json!("arn:aws:s3:::bktx/*"), resource),
            ("Resource", json!("arn:aws:s3:::other/*"), resource),
            ("Resource", json!("*"), resource),
            ("Condition", json!({"StringEquals": {"s3:x-amz-acl": "x", "aws:any": "y"}}), ""),
            ("Condition", json!({"StringEquals": {"s3:x-acl": "x"}}), key),
            ("Condition", json!({"StringEquals": {"foo": "x"}}), key),
            ("Condition", json!({"Foo": {"aws:x": "x"}}), "Invalid Condition type : Foo"),
        ];
        for (member, value, rule) in cases {
            assert_eq!(wrong(member, value.clone()), rule, "{member} {value}");
        }
    }

    #[test]
    fn what_allows_everybody_is_public_unless_a_fixed_value_bounds_it() {
        let public = |change: Value| {
            let mut statement = statement();
            statement["Principal"] = json!("*");
            for (name, value) in change.as_object().unwrap() {
                statement[name] = value.clone();
            }
            check(&json!({"Statement": [statement]}).to_string(), ARN).unwrap().is_public()
        };
        let cases = [
            (json!({}), true),
            (json!({"Principal": {"AWS": "*"}}), true),
            (json!({"Principal": {"AWS": "123456789012"}}), false),
            (json!({"Effect": "Deny"}), false),
            (json!({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}), false),
            (json!({"Condition": {"StringLike": {"aws:SourceArn": "arn:*"}}}), true),
            (json!({"Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}}), true),
            (json!({"Condition": {"StringEquals": {"s3:x-amz-acl": "private"}}}), true),
        ];
        for (change, expected) in cases {
            assert_eq!(public(change.clone()), expected, "{change}");
        }
    }
}
