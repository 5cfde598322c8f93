//! Resource policies: what a bucket lets a service do.
//!
//! A request is allowed if a statement that matches it says `Allow` and none that matches it says
//! `Deny`. A statement matches if its principal, action, resource and all its conditions do.
//!
//! Source: IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements".

mod actions;
pub mod bucket;
pub mod grants;
pub mod owned;
pub mod wanted;

use crate::arn::Arn;
use crate::time::text::parse_date;
use crate::value::{Object, Value};

/// A policy that was read.
#[derive(Clone, Debug)]
pub struct Policy {
    statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
struct Statement {
    allow: bool,
    principals: Matcher,
    actions: Matcher,
    resources: Matcher,
    conditions: Vec<Condition>,
}

/// Some patterns, or everything but them.
#[derive(Clone, Debug)]
struct Matcher {
    patterns: Vec<String>,
    negated: bool,
}

#[derive(Clone, Debug)]
struct Condition {
    test: Test,
    negated: bool,
    if_exists: bool,
    key: String,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Test {
    Arn,
    Bool,
    Date(Order),
    Equals,
    EqualsIgnoreCase,
    Like,
    Null,
    Number(Order),
    /// An address of the network, which a service's request does not have.
    Address,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is to be allowed.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The service that asks, as in `cloudtrail.amazonaws.com`.
    pub service: &'a str,
    /// What it would do, as in `s3:PutObject`.
    pub action: &'a str,
    /// The ARN that it would do it to.
    pub resource: &'a str,
    /// The keys of conditions and what they are for this request.
    pub context: &'a [(&'a str, &'a str)],
}

impl Policy {
    /// Reads a policy's JSON; an error is a sentence of S3 that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.trim_start().starts_with('{') {
            return Err("Policies must be valid JSON and the first byte must be '{'".to_owned());
        }
        let document: Value = serde_json::from_str(text).map_err(|_| NO_JSON.to_owned())?;
        let members = document.as_object().ok_or(NO_JSON)?;
        let statements = match members.get("Statement") {
            None => return Err("Missing required field Statement".to_owned()),
            Some(Value::Array(statements)) => statements.iter().collect(),
            Some(statement) => vec![statement],
        };
        if statements.is_empty() {
            return Err("Could not parse the policy: Statement is empty!".to_owned());
        }
        let statements = statements.into_iter().map(Statement::parse);
        Ok(Self { statements: statements.collect::<Result<_, _>>()? })
    }

    /// Returns whether it allows a request.
    pub fn allows(&self, request: &Request<'_>) -> bool {
        let mut matching = self.statements.iter().filter(|s| s.matches(request)).peekable();
        matching.peek().is_some() && matching.all(|statement| statement.allow)
    }

    /// Returns the resources that its statements name.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().flat_map(|s| s.resources.patterns.iter().map(String::as_str))
    }
}

const NO_JSON: &str = "This policy contains invalid Json";

impl Statement {
    fn parse(statement: &Value) -> Result<Self, String> {
        let members = statement.as_object().ok_or("Statement must be an object")?;
        let allow = match members.get("Effect").and_then(Value::as_str) {
            Some("Allow") => true,
            Some("Deny") => false,
            Some(other) => return Err(format!("Invalid effect: {other}")),
            None => return Err("Missing required field Effect".to_owned()),
        };
        Ok(Self {
            allow,
            principals: principals(members)?,
            actions: matcher(members, "Action")?,
            resources: matcher(members, "Resource")?,
            conditions: conditions(members)?,
        })
    }

    fn matches(&self, request: &Request<'_>) -> bool {
        self.principals.matches(|pattern| pattern == "*" || pattern == request.service)
            && self.actions.matches(|pattern| {
                glob(&pattern.to_ascii_lowercase(), &request.action.to_ascii_lowercase())
            })
            && self.resources.matches(|pattern| glob(pattern, request.resource))
            && self.conditions.iter().all(|condition| condition.holds(request.context))
    }
}

impl Matcher {
    fn matches(&self, is: impl Fn(&str) -> bool) -> bool {
        self.patterns.iter().any(|pattern| is(pattern)) != self.negated
    }
}

/// Returns the services that a statement is about; `*` stands for everybody, and the identities of
/// accounts are kept as they are, since no service is one of them.
fn principals(members: &Object) -> Result<Matcher, String> {
    let (value, negated) = one_of(members, "Principal")?;
    let patterns = match value {
        Value::String(text) if text == "*" => vec![text.clone()],
        Value::Object(kinds) => {
            let mut patterns = Vec::new();
            for (kind, names) in kinds {
                if !["AWS", "Service", "Federated", "CanonicalUser"].contains(&kind.as_str()) {
                    return Err("Invalid principal in policy".to_owned());
                }
                patterns.extend(texts(names).ok_or("Invalid principal in policy")?);
            }
            patterns
        }
        _ => return Err("Invalid principal in policy".to_owned()),
    };
    Ok(Matcher { patterns, negated })
}

fn matcher(members: &Object, name: &str) -> Result<Matcher, String> {
    let (value, negated) = one_of(members, name)?;
    let patterns =
        texts(value).ok_or_else(|| format!("Policy has invalid {}", name.to_ascii_lowercase()))?;
    Ok(Matcher { patterns, negated })
}

/// Returns a member, or its opposite: `Action` or `NotAction`.
fn one_of<'a>(members: &'a Object, name: &str) -> Result<(&'a Value, bool), String> {
    match (members.get(name), members.get(&format!("Not{name}"))) {
        (Some(value), None) => Ok((value, false)),
        (None, Some(value)) => Ok((value, true)),
        (None, None) => Err(format!("Missing required field {name}")),
        (Some(_), Some(_)) => Err(format!("Policy has both {name} and Not{name}")),
    }
}

/// Returns a text, or a list of texts; numbers and truths stand for their text.
fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().map(text).collect(),
        single => text(single).map(|text| vec![text]),
    }
}

fn conditions(members: &Object) -> Result<Vec<Condition>, String> {
    let Some(value) = members.get("Condition") else { return Ok(Vec::new()) };
    let operators = value.as_object().ok_or("Conditions must be an object")?;
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        let keys =
            keys.as_object().ok_or_else(|| format!("Invalid Condition type : {operator}"))?;
        for (key, values) in keys {
            let values = texts(values).ok_or("Policy has an invalid condition value")?;
            conditions.push(condition(operator, key, values)?);
        }
    }
    Ok(conditions)
}

fn condition(operator: &str, key: &str, values: Vec<String>) -> Result<Condition, String> {
    let name = operator.strip_prefix("ForAnyValue:").unwrap_or(operator);
    let name = name.strip_prefix("ForAllValues:").unwrap_or(name);
    let (name, if_exists) =
        name.strip_suffix("IfExists").map_or((name, false), |name| (name, true));
    let order = |rest: &str| match rest {
        "Equals" => Some((Order::Equal, false)),
        "NotEquals" => Some((Order::Equal, true)),
        "LessThan" => Some((Order::Less, false)),
        "LessThanEquals" => Some((Order::LessOrEqual, false)),
        "GreaterThan" => Some((Order::Greater, false)),
        "GreaterThanEquals" => Some((Order::GreaterOrEqual, false)),
        _ => None,
    };
    let ordered = |prefix: &str, test: fn(Order) -> Test| {
        let (order, negated) = order(name.strip_prefix(prefix)?)?;
        Some((test(order), negated))
    };
    let known = match name {
        "StringEquals" => Some((Test::Equals, false)),
        "StringNotEquals" => Some((Test::Equals, true)),
        "StringEqualsIgnoreCase" => Some((Test::EqualsIgnoreCase, false)),
        "StringNotEqualsIgnoreCase" => Some((Test::EqualsIgnoreCase, true)),
        "StringLike" => Some((Test::Like, false)),
        "StringNotLike" => Some((Test::Like, true)),
        "ArnEquals" | "ArnLike" => Some((Test::Arn, false)),
        "ArnNotEquals" | "ArnNotLike" => Some((Test::Arn, true)),
        "Bool" => Some((Test::Bool, false)),
        "Null" => Some((Test::Null, false)),
        "IpAddress" => Some((Test::Address, false)),
        "NotIpAddress" => Some((Test::Address, true)),
        _ => ordered("Date", Test::Date).or_else(|| ordered("Numeric", Test::Number)),
    };
    let (test, negated) = known.ok_or_else(|| format!("Invalid Condition type : {operator}"))?;
    Ok(Condition { test, negated, if_exists, key: key.to_ascii_lowercase(), values })
}

impl Condition {
    /// Returns whether it holds. A key that the request does not have fails a condition, except one
    /// that says what must not be, or that speaks only of the case that it exists.
    fn holds(&self, context: &[(&str, &str)]) -> bool {
        let actual = context.iter().find(|(key, _)| key.eq_ignore_ascii_case(&self.key));
        if self.test == Test::Null {
            return self.values.iter().any(|value| (value == "true") == actual.is_none());
        }
        let Some((_, actual)) = actual else { return self.negated || self.if_exists };
        self.values.iter().any(|value| self.test.passes(actual, value)) != self.negated
    }
}

impl Test {
    fn passes(self, actual: &str, expected: &str) -> bool {
        match self {
            Self::Arn => arn_like(expected, actual),
            Self::Bool | Self::EqualsIgnoreCase => actual.eq_ignore_ascii_case(expected),
            Self::Date(order) => match (parse_date(actual), parse_date(expected)) {
                (Some(actual), Some(expected)) => order.holds(actual.cmp(&expected)),
                _ => false,
            },
            Self::Equals => actual == expected,
            Self::Like => glob(expected, actual),
            Self::Number(order) => match (actual.parse::<f64>(), expected.parse::<f64>()) {
                (Ok(actual), Ok(expected)) => order.holds(actual.total_cmp(&expected)),
                _ => false,
            },
            Self::Address | Self::Null => false,
        }
    }
}

impl Order {
    const fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// Returns whether each part of an ARN matches the pattern's part.
fn arn_like(pattern: &str, arn: &str) -> bool {
    match (Arn::parse(pattern), Arn::parse(arn)) {
        (Some(pattern), Some(arn)) => {
            glob(pattern.partition, arn.partition)
                && glob(pattern.service, arn.service)
                && glob(pattern.region, arn.region)
                && glob(pattern.account, arn.account)
                && glob(pattern.resource, arn.resource)
        }
        _ => pattern == "*",
    }
}

/// Returns whether a text matches a pattern in which `*` stands for any characters and `?` for one.
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p + 1, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((after, from)) = star {
            star = Some((after, from + 1));
            (p, t) = (after, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TRAIL: &str = "arn:aws:cloudtrail:eu-west-2:123456789012:trail/t";

    fn statement(effect: &str, condition: &Value) -> Value {
        json!({
            "Effect": effect, "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/AWSLogs/123456789012/*",
            "Condition": condition,
        })
    }

    fn allows(statements: &[Value]) -> bool {
        let policy = json!({"Version": "2012-10-17", "Statement": statements});
        Policy::parse(&policy.to_string()).unwrap().allows(&Request {
            service: "cloudtrail.amazonaws.com",
            action: "s3:PutObject",
            resource: "arn:aws:s3:::b/AWSLogs/123456789012/CloudTrail/x",
            context: &[("s3:x-amz-acl", "bucket-owner-full-control"), ("aws:SourceArn", TRAIL)],
        })
    }

    #[test]
    fn a_statement_allows_what_all_its_parts_match() {
        assert!(allows(&[statement("Allow", &json!({}))]));
        for (part, other) in [
            ("Principal", json!({"Service": "config.amazonaws.com"})),
            ("Principal", json!({"AWS": "arn:aws:iam::123456789012:root"})),
            ("Action", json!("s3:GetObject")),
            ("Resource", json!("arn:aws:s3:::b/*/other")),
            ("Effect", json!("Deny")),
        ] {
            let mut statement = statement("Allow", &json!({}));
            statement[part] = other;
            assert!(!allows(&[statement.clone()]), "{statement}");
        }
        for (part, same) in [
            ("Principal", json!("*")),
            ("Action", json!(["s3:Put*", "s3:x"])),
            ("Action", json!("S3:putobject")),
            ("Resource", json!("*")),
        ] {
            let mut statement = statement("Allow", &json!({}));
            statement[part] = same;
            assert!(allows(&[statement.clone()]), "{statement}");
        }
    }

    #[test]
    fn conditions_must_all_hold() {
        let cases = [
            (json!({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}), true),
            (
                json!({"StringEquals": {"S3:X-AMZ-ACL": ["private", "bucket-owner-full-control"]}}),
                true,
            ),
            (json!({"StringEquals": {"s3:x-amz-acl": "private"}}), false),
            (json!({"StringNotEquals": {"s3:x-amz-acl": "private"}}), true),
            (json!({"StringEquals": {"aws:SourceArn": TRAIL}}), true),
            (
                json!({"StringLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:123456789012:trail/*"}}),
                true,
            ),
            (
                json!({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:123456789012:trail/*"}}),
                true,
            ),
            (json!({"ArnEquals": {"aws:SourceArn": "arn:aws:cloudtrail:*:1:trail/*"}}), false),
            (json!({"StringEquals": {"aws:SourceAccount": "1"}}), false),
            (json!({"StringEqualsIfExists": {"aws:SourceAccount": "1"}}), true),
            (json!({"StringNotEquals": {"aws:SourceAccount": "1"}}), true),
            (json!({"Null": {"aws:SourceAccount": "true"}}), true),
            (json!({"Null": {"aws:SourceArn": "true"}}), false),
            (json!({"Bool": {"aws:SecureTransport": "false"}}), false),
            (
                json!({
                    "StringEquals": {"aws:SourceArn": TRAIL},
                    "StringLike": {"s3:x-amz-acl": "private*"},
                }),
                false,
            ),
        ];
        for (condition, expected) in cases {
            assert_eq!(allows(&[statement("Allow", &condition)]), expected, "{condition}");
        }
    }

    #[test]
    fn a_deny_beats_every_allow() {
        let allow = statement("Allow", &json!({}));
        assert!(!allows(&[allow.clone(), statement("Deny", &json!({}))]));
        let elsewhere = statement("Deny", &json!({"StringEquals": {"s3:x-amz-acl": "private"}}));
        assert!(allows(&[allow, elsewhere]));
    }

    #[test]
    fn what_is_no_policy_is_refused_with_a_sentence() {
        let cases = [
            ("", "must be valid JSON"),
            ("[]", "must be valid JSON"),
            ("{}", "Missing required field Statement"),
            (r#"{"Statement": [{}]}"#, "Missing required field Effect"),
            (r#"{"Statement": [{"Effect": "Allow"}]}"#, "Missing required field Principal"),
            (
                r#"{"Statement": [{"Effect": "Allow", "Principal": {"X": "*"}}]}"#,
                "Invalid principal in policy",
            ),
            (
                r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringIs": {"a": "b"}}}]}"#,
                "Invalid Condition type : StringIs",
            ),
        ];
        for (text, sentence) in cases {
            let error = Policy::parse(text).unwrap_err();
            assert!(error.contains(sentence), "{text}: {error}");
        }
    }

    #[test]
    fn stars_and_question_marks() {
        let cases = [
            ("*", "", true),
            ("a*c", "abbbc", true),
            ("a*c", "abbb", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*b*b*", "abcb", true),
            ("", "a", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
