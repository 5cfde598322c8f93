//! What CloudTrail wants of the policies of its resources: channels, event data stores, dashboards.
//!
//! | rule                                                                             |
//! |----------------------------------------------------------------------------------|
//! | it is a policy, of a known version                                               |
//! | it has 1 to 20 statements, each with 1 to 50 principals                          |
//! | its resource is the one that it is put on                                        |
//! | its actions are those that the kind of resource can be shared with               |
//!
//! Source: CloudTrail User Guide, "Resource-based policy examples"; the sentences are ours.

use super::bucket::is_principal;
use super::{Policy, Statement};
use crate::value::Value;

/// How many statements a policy has at most.
const STATEMENTS: usize = 20;

/// How many principals a statement has at most.
const PRINCIPALS: usize = 50;

/// Reads the policy of a resource, and checks it; fails with the first rule that it breaks.
pub fn check(text: &str, resource: &str, actions: &[&str]) -> Result<Policy, String> {
    let policy = Policy::parse(text)?;
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let version = document.get("Version");
    if version.is_some_and(|version| version != "2012-10-17" && version != "2008-10-17") {
        return Err("The policy must contain a valid version string".to_owned());
    }
    if policy.statements.len() > STATEMENTS {
        return Err(format!("The policy has more than {STATEMENTS} statements"));
    }
    let documents = match &document["Statement"] {
        Value::Array(statements) => statements.iter().collect(),
        statement => vec![statement],
    };
    for (statement, document) in policy.statements.iter().zip(documents) {
        check_statement(statement, document, resource, actions)?;
    }
    Ok(policy)
}

fn check_statement(
    statement: &Statement,
    document: &Value,
    resource: &str,
    actions: &[&str],
) -> Result<(), String> {
    let count = statement.principals.patterns.len();
    if count == 0 || count > PRINCIPALS {
        return Err(format!("A statement must have 1 to {PRINCIPALS} principals"));
    }
    let kinds = document.get("Principal").or_else(|| document.get("NotPrincipal"));
    for (kind, names) in kinds.and_then(Value::as_object).into_iter().flatten() {
        let names = match names {
            Value::Array(names) => names.iter().collect(),
            name => vec![name],
        };
        let is_one = |name: &&Value| is_principal(kind, name.as_str().unwrap_or_default());
        if !names.iter().all(is_one) {
            return Err("Invalid principal in policy".to_owned());
        }
    }
    if let Some(other) = statement.resources.patterns.iter().find(|other| *other != resource) {
        return Err(format!("The resource {other} is not the one that the policy is put on"));
    }
    if statement.actions.negated || statement.actions.patterns.is_empty() {
        return Err("Policy has invalid action".to_owned());
    }
    let is_known =
        |action: &&String| actions.iter().any(|known| known.eq_ignore_ascii_case(action));
    match statement.actions.patterns.iter().find(|action| !is_known(action)) {
        Some(action) => Err(format!("The action {action} is not supported for this resource")),
        None => Ok(()),
    }
}

impl Policy {
    /// Returns whether a statement denies something to somebody who goes by any of `names`.
    pub fn denies(
        &self,
        names: &[&str],
        action: &str,
        resource: &str,
        context: &[(&str, &str)],
    ) -> bool {
        let is_about = |statement: &Statement, name: &str| {
            let request = super::Request { service: name, action, resource, context };
            !statement.allow && statement.matches(&request)
        };
        self.statements.iter().any(|statement| {
            if statement.principals.negated {
                // Who is named by any of the names is not meant.
                names.iter().all(|name| is_about(statement, name))
            } else {
                names.iter().any(|name| is_about(statement, name))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CHANNEL: &str = "arn:aws:cloudtrail:us-east-1:123456789012:channel/c";
    const ACTIONS: &[&str] = &["cloudtrail-data:PutAuditEvents"];

    fn statement() -> Value {
        json!({
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::111122223333:root"]},
            "Action": "cloudtrail-data:PutAuditEvents",
            "Resource": CHANNEL,
        })
    }

    fn refusal(statements: &Value) -> Option<String> {
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        check(&text, CHANNEL, ACTIONS).err()
    }

    #[test]
    fn each_rule_is_held() {
        assert_eq!(refusal(&json!([statement()])), None);
        let cases = [
            ("Principal", json!({"AWS": []}), "principals"),
            ("Principal", json!({"AWS": ["nobody"]}), "Invalid principal"),
            ("Resource", json!("*"), "not the one"),
            ("Action", json!("cloudtrail:StartQuery"), "not supported"),
            ("Action", json!([]), "invalid action"),
        ];
        for (name, value, part) in cases {
            let mut statement = statement();
            statement[name] = value;
            let refusal = refusal(&json!([statement])).unwrap();
            assert!(refusal.contains(part), "{refusal}");
        }
        assert!(refusal(&json!(vec![statement(); 21])).unwrap().contains("20 statements"));
        assert!(check("no policy", CHANNEL, ACTIONS).is_err());
    }

    #[test]
    fn who_is_denied_is_named_in_any_way() {
        let denies = |principal: Value, names: &[&str]| {
            let mut statement = statement();
            statement["Effect"] = json!("Deny");
            statement["Principal"] = principal;
            let text = json!({"Statement": statement}).to_string();
            let policy = check(&text, CHANNEL, ACTIONS).unwrap();
            policy.denies(names, ACTIONS[0], CHANNEL, &[])
        };
        let names = ["123456789012", "arn:aws:iam::123456789012:root"];
        assert!(denies(json!("*"), &names));
        assert!(denies(json!({"AWS": "123456789012"}), &names));
        assert!(denies(json!({"AWS": "arn:aws:iam::123456789012:root"}), &names));
        assert!(!denies(json!({"AWS": "111122223333"}), &names));
    }
}
