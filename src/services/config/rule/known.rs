//! The rules that AWS has made: their identifiers, what sets them off, the types of resources that they
//! are about and their parameters.
//!
//! ```text
//! CLOUD_TRAIL_ENABLED|periodic||s3BucketName:text snsTopicArn:text ...
//! ENCRYPTED_VOLUMES|change|AWS::EC2::Volume|kmsId:text
//!        identifier|set off by|types,types|name[!]:kind[=default]     ! is required
//! ```
//!
//! Source: AWS Config Developer Guide, "List of AWS Config Managed Rules", as of August 2026.

use std::sync::LazyLock;

use serde_json::Value;

use crate::value::Object;

const TEXT: &str = include_str!("known.txt");

/// All of them, in the order of their identifiers.
static ALL: LazyLock<Vec<Known>> = LazyLock::new(|| TEXT.lines().filter_map(Known::read).collect());

const TRUTH: &[&str] = &["true", "false", "True", "False", "TRUE", "FALSE"];

/// The values that parameters of rules that are judged here may have, by the identifiers of their rules
/// and their names, where there are no others.
///
/// Source: AWS Config Developer Guide, the page of each rule; `CloudWatch` API Reference,
/// "`PutMetricAlarm`", for the settings of alarms; `CloudTrail` API Reference, "`EventSelector`", for
/// `All`, which the rule's page writes `ALL`.
const VALUES: &[(&str, &str, &[&str])] = &[
    ("CLOUDWATCH_ALARM_ACTION_CHECK", "alarmActionRequired", TRUTH),
    ("CLOUDWATCH_ALARM_ACTION_CHECK", "insufficientDataActionRequired", TRUTH),
    ("CLOUDWATCH_ALARM_ACTION_CHECK", "okActionRequired", TRUTH),
    (
        "CLOUDWATCH_ALARM_RESOURCE_CHECK",
        "resourceType",
        &["AWS::EC2::Volume", "AWS::EC2::Instance", "AWS::RDS::DBCluster", "AWS::S3::Bucket"],
    ),
    (
        "CLOUDWATCH_ALARM_SETTINGS_CHECK",
        "comparisonOperator",
        &[
            "GreaterThanOrEqualToThreshold",
            "GreaterThanThreshold",
            "LessThanThreshold",
            "LessThanOrEqualToThreshold",
            "LessThanLowerOrGreaterThanUpperThreshold",
            "LessThanLowerThreshold",
            "GreaterThanUpperThreshold",
        ],
    ),
    (
        "CLOUDWATCH_ALARM_SETTINGS_CHECK",
        "statistic",
        &["SampleCount", "Average", "Sum", "Minimum", "Maximum"],
    ),
    ("MULTI_REGION_CLOUD_TRAIL_ENABLED", "readWriteType", &["ReadOnly", "WriteOnly", "ALL", "All"]),
    ("S3_BUCKET_DEFAULT_LOCK_ENABLED", "mode", &["GOVERNANCE", "COMPLIANCE"]),
    ("S3_BUCKET_VERSIONING_ENABLED", "isMfaDeleteEnabled", TRUTH),
];

/// A rule that AWS has made.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its identifier.
    pub identifier: &'static str,
    /// Whether a change of a resource sets it off.
    pub on_change: bool,
    /// Whether it is set off as time passes.
    pub periodic: bool,
    kinds: &'static str,
    parameters: &'static str,
}

/// A parameter of a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What it is, as in `number`.
    pub kind: &'static str,
    /// What it is where it is not given.
    pub default: Option<&'static str>,
}

impl Known {
    /// Returns all of them, in the order of their identifiers.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().copied()
    }

    /// Returns the rule of an identifier.
    pub fn find(identifier: &str) -> Option<Self> {
        let place = ALL.binary_search_by(|known| known.identifier.cmp(identifier)).ok()?;
        ALL.get(place).copied()
    }

    fn read(line: &'static str) -> Option<Self> {
        let mut parts = line.split('|');
        let (identifier, set_off) = (parts.next()?, parts.next()?);
        let (kinds, parameters) = (parts.next()?, parts.next()?);
        Some(Self {
            identifier,
            on_change: set_off.contains("change"),
            periodic: set_off.contains("periodic"),
            kinds,
            parameters,
        })
    }

    /// Returns the types of resources that it is about; none if it is about the account.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.kinds.split(',').filter(|kind| !kind.is_empty())
    }

    /// Returns its parameters.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> + use<> {
        self.parameters.split(' ').filter_map(|text| {
            let (name, rest) = text.split_once(':')?;
            let (kind, default) = rest.split_once('=').map_or((rest, None), |(k, d)| (k, Some(d)));
            let required = name.ends_with('!');
            Some(Parameter { name: name.trim_end_matches('!'), required, kind, default })
        })
    }

    /// Returns what is wrong with the parameters that a request gives.
    ///
    /// Source: as others report AWS's sentences; that of a value of another kind is ours.
    pub fn fault(&self, given: &Object, text: &str) -> Option<String> {
        let known: Vec<Parameter> = self.parameters().collect();
        if given.keys().any(|name| known.iter().all(|parameter| parameter.name != name)) {
            return Some(format!("Unknown parameters provided in the inputParameters: {text}"));
        }
        let is_missing =
            |parameter: &&Parameter| parameter.required && !given.contains_key(parameter.name);
        let mut missing: Vec<&str> =
            known.iter().filter(is_missing).map(|parameter| parameter.name).collect();
        missing.sort_unstable();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            return Some(format!(
                "The required parameter [{missing}] is not present in the inputParameters"
            ));
        }
        known.iter().find_map(|parameter| {
            let value = given.get(parameter.name)?;
            let Some(text) = value.as_str().filter(|text| !text.trim().is_empty()) else {
                let name = parameter.name;
                return Some(format!(
                    "Blank spaces are not acceptable for input parameter: {name}."
                ));
            };
            wrong_kind(parameter, text)
        })
    }

    /// Returns why the rule can judge nothing with parameters that a request may give: one has a value
    /// that it may not have. The evaluation ends in `ERROR` then.
    ///
    /// Source: AWS Config Developer Guide, "Components of an AWS Config Rule"; the sentence is ours.
    pub fn misfit(&self, parameters: &Parameters) -> Option<String> {
        let own = VALUES.iter().filter(|(identifier, ..)| *identifier == self.identifier);
        own.filter_map(|(_, name, values)| Some((name, values, parameters.get(name)?)))
            .find(|(_, values, value)| !values.contains(value))
            .map(|(name, values, value)| {
                let values = if *values == TRUTH { &TRUTH[..2] } else { values }.join(", ");
                format!(
                    "The value '{value}' of the parameter {name} is not valid. Valid values: \
                     {values}"
                )
            })
    }
}

fn wrong_kind(parameter: &Parameter, text: &str) -> Option<String> {
    let (fits, what) = match parameter.kind {
        "number" => (text.trim().parse::<i64>().is_ok(), "a whole number"),
        "decimal" => (text.trim().parse::<f64>().is_ok_and(f64::is_finite), "a number"),
        "flag" => (
            ["true", "false"].contains(&text.trim().to_ascii_lowercase().as_str()),
            "true or false",
        ),
        _ => (true, ""),
    };
    let name = parameter.name;
    (!fits).then(|| format!("The value '{text}' of the input parameter {name} must be {what}."))
}

/// The parameters of a rule: those that were given, and the defaults of the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters(Object);

impl Parameters {
    /// Returns the parameters of a rule for which `given` are given.
    pub fn of(known: Option<&Known>, given: &Object) -> Self {
        let mut all = given.clone();
        for parameter in known.into_iter().flat_map(Known::parameters) {
            if let Some(default) = parameter.default
                && !all.contains_key(parameter.name)
            {
                all.insert(parameter.name.to_owned(), Value::from(default));
            }
        }
        Self(all)
    }

    /// Returns a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).map(str::trim)
    }

    /// Returns the parts of a parameter that is a list; none if it is not given.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let text = self.get(name).unwrap_or_default();
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// Returns whether a parameter says `true`.
    pub fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Returns a parameter that is a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_line_tells_a_rule() {
        let all: Vec<Known> = TEXT.lines().map(|line| Known::read(line).unwrap()).collect();
        assert_eq!(all.len(), 822);
        assert!(all.iter().all(|known| known.on_change || known.periodic));
        assert!(all.windows(2).all(|pair| pair[0].identifier < pair[1].identifier));
        let kinds = ["text", "list", "number", "flag", "decimal", "map"];
        assert!(all.iter().flat_map(Known::parameters).all(|p| kinds.contains(&p.kind)));
    }

    #[test]
    fn parameters_must_be_those_of_the_rule() {
        let cases = [
            ("ENCRYPTED_VOLUMES", json!({}), None),
            ("ENCRYPTED_VOLUMES", json!({"kmsId": "k"}), None),
            (
                "ENCRYPTED_VOLUMES",
                json!({"kms": "k"}),
                Some("Unknown parameters provided in the inputParameters: {\"kms\":\"k\"}"),
            ),
            (
                "CLOUDWATCH_ALARM_RESOURCE_CHECK",
                json!({}),
                Some(
                    "The required parameter [metricName, resourceType] is not present in the \
                     inputParameters",
                ),
            ),
            (
                "ACCESS_KEYS_ROTATED",
                json!({"maxAccessKeyAge": 90}),
                Some("Blank spaces are not acceptable for input parameter: maxAccessKeyAge."),
            ),
            (
                "ACCESS_KEYS_ROTATED",
                json!({"maxAccessKeyAge": "soon"}),
                Some(
                    "The value 'soon' of the input parameter maxAccessKeyAge must be a whole number.",
                ),
            ),
            ("ACCESS_KEYS_ROTATED", json!({"maxAccessKeyAge": "30"}), None),
        ];
        for (identifier, given, expected) in cases {
            let known = Known::find(identifier).unwrap();
            let fault = known.fault(given.as_object().unwrap(), &given.to_string());
            assert_eq!(fault.as_deref(), expected, "{identifier} {given}");
        }
    }

    #[test]
    fn values_that_a_rule_does_not_know_are_told() {
        for (identifier, name, values) in VALUES {
            let known = Known::find(identifier).unwrap();
            assert!(known.parameters().any(|parameter| parameter.name == *name), "{name}");
            let misfit = |value: &str| {
                let given = json!({*name: value});
                known.misfit(&Parameters::of(Some(&known), given.as_object().unwrap()))
            };
            assert!(values.iter().all(|value| misfit(value).is_none()), "{identifier} {name}");
            let told = misfit("other").unwrap();
            let begin = format!("The value 'other' of the parameter {name} is not valid.");
            assert!(told.starts_with(&begin), "{told}");
        }
    }

    #[test]
    fn defaults_stand_where_nothing_is_given() {
        let known = Known::find("RESTRICTED_INCOMING_TRAFFIC");
        let given = json!({"blockedPort1": "22", "blockedPorts": "80, 81,"});
        let parameters = Parameters::of(known.as_ref(), given.as_object().unwrap());
        assert_eq!(parameters.get("blockedPort1"), Some("22"));
        assert_eq!(parameters.get("blockedPort2"), Some("21"));
        assert_eq!(parameters.list("blockedPorts"), ["80", "81"]);
    }
}
