//! Templates of conformance packs: CloudFormation's language, as far as they use it.
//!
//! ```text
//! Parameters   name -> type, default
//! Conditions   name -> Fn::Equals, Fn::Not, Fn::And, Fn::Or, Condition
//! Resources    name -> AWS::Config::ConfigRule or AWS::Config::RemediationConfiguration
//!                      with Ref, Fn::If, Fn::Join, Fn::Sub in their properties
//! ```
//!
//! Functions may be written with a tag, as `!Ref`. A template knows no store, file or clock.
//!
//! Source: AWS Config Developer Guide, "Creating Templates for Custom Conformance Packs"; CloudFormation
//! User Guide, "Intrinsic function reference"; messages of CloudFormation as others report them, the
//! others are ours.

use std::collections::{BTreeMap, BTreeSet};

use crate::value::{Object, Value};

/// How deep functions may lie in each other.
const DEEP: usize = 40;

/// A resource of a template, its functions worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its name in the template.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Its properties.
    pub properties: Object,
}

/// Where a template is worked out.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The account.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    /// The partition.
    pub partition: &'a str,
}

struct Scope<'a> {
    place: Place<'a>,
    parameters: BTreeMap<String, Value>,
    conditions: Object,
    resources: BTreeSet<String>,
}

/// Returns the resources of a template, in YAML or JSON, with the values of its parameters; fails with
/// what is wrong with it.
pub fn read(
    text: &str,
    given: &BTreeMap<String, String>,
    place: Place<'_>,
) -> Result<Vec<Resource>, String> {
    let document: yaml_serde::Value = yaml_serde::from_str(text)
        .map_err(|_| "Template format error: it is neither YAML nor JSON.".to_owned())?;
    let document = document_of(document, 0)?;
    let Value::Object(template) = document else {
        return Err("Template format error: unsupported structure.".to_owned());
    };
    let section = |name: &str| match template.get(name) {
        None | Some(Value::Null) => Ok(Object::new()),
        Some(Value::Object(members)) => Ok(members.clone()),
        Some(_) => Err(format!("Template format error: {name} must be an object.")),
    };
    let resources = section("Resources")?;
    if resources.is_empty() {
        let message = "Template format error: At least one Resources member must be defined.";
        return Err(message.to_owned());
    }
    let scope = Scope {
        place,
        parameters: parameters(&section("Parameters")?, given)?,
        conditions: section("Conditions")?,
        resources: resources.keys().cloned().collect(),
    };
    let mut read = Vec::new();
    for (name, resource) in &resources {
        if let Some(condition) = resource["Condition"].as_str()
            && !scope.holds(condition, 0)?
        {
            continue;
        }
        let kind = resource["Type"].as_str().unwrap_or_default();
        if !["AWS::Config::ConfigRule", "AWS::Config::RemediationConfiguration"].contains(&kind) {
            return Err(format!(
                "Template format error: the resource {name} has the type '{kind}', which a \
                 conformance pack does not have."
            ));
        }
        let Some(Value::Object(properties)) = scope.resolve(&resource["Properties"], 0)? else {
            return Err(format!("Template format error: {name} has no Properties."));
        };
        read.push(Resource { name: name.clone(), kind: kind.to_owned(), properties });
    }
    Ok(read)
}

/// Returns a document of YAML, tags as functions.
fn document_of(value: yaml_serde::Value, depth: usize) -> Result<Value, String> {
    if depth > DEEP {
        return Err("Template format error: it is too deep.".to_owned());
    }
    Ok(match value {
        yaml_serde::Value::Null => Value::Null,
        yaml_serde::Value::Bool(truth) => Value::Bool(truth),
        yaml_serde::Value::Number(number) => {
            serde_json::from_str(&number.to_string()).unwrap_or(Value::Null)
        }
        yaml_serde::Value::String(text) => Value::String(text),
        yaml_serde::Value::Sequence(items) => {
            let items = items.into_iter().map(|item| document_of(item, depth + 1));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        yaml_serde::Value::Mapping(members) => {
            let mut object = Object::new();
            for (name, value) in members {
                let name = match name {
                    yaml_serde::Value::String(name) => name,
                    yaml_serde::Value::Number(number) => number.to_string(),
                    _ => return Err("Template format error: a name is no text.".to_owned()),
                };
                object.insert(name, document_of(value, depth + 1)?);
            }
            Value::Object(object)
        }
        yaml_serde::Value::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.trim_start_matches('!');
            let name = match name {
                "Ref" | "Condition" => name.to_owned(),
                other => format!("Fn::{other}"),
            };
            Value::Object(Object::from_iter([(name, document_of(tagged.value, depth + 1)?)]))
        }
    })
}

fn parameters(
    declared: &Object,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Value>, String> {
    let unknown: Vec<&str> =
        given.keys().map(String::as_str).filter(|name| !declared.contains_key(*name)).collect();
    if !unknown.is_empty() {
        return Err(format!("Parameters: [{}] do not exist in the template", unknown.join(", ")));
    }
    let mut values = BTreeMap::new();
    let mut missing = Vec::new();
    for (name, parameter) in declared {
        let told = given.get(name).map(|value| Value::from(value.as_str()));
        if let Some(value) = told.as_ref().or(parameter.get("Default")) {
            check_parameter(name, parameter, value)?;
        }
        match (given.get(name), parameter.get("Default")) {
            (Some(value), _) => {
                let list = parameter["Type"].as_str().unwrap_or_default().starts_with("List")
                    || parameter["Type"] == "CommaDelimitedList";
                let text = |text: &str| Value::from(text.trim());
                let value = if list {
                    Value::Array(value.split(',').map(text).collect())
                } else {
                    Value::from(value.as_str())
                };
                values.insert(name.clone(), value);
            }
            (None, Some(value)) => {
                values.insert(name.clone(), value.clone());
            }
            (None, None) => missing.push(name.as_str()),
        }
    }
    if missing.is_empty() {
        Ok(values)
    } else {
        Err(format!("Parameters: [{}] must have values", missing.join(", ")))
    }
}

/// Looks at whether a parameter may have a value.
///
/// Source: CloudFormation User Guide, "Parameters", and the sentences of its refusals as others report
/// them.
fn check_parameter(name: &str, parameter: &Value, value: &Value) -> Result<(), String> {
    let text = text_of(value);
    if parameter["Type"] == "Number" && text.parse::<f64>().is_err() {
        return Err(format!("Parameter '{name}' must be a number."));
    }
    match parameter["AllowedValues"].as_array() {
        Some(allowed) if !allowed.iter().any(|allowed| text_of(allowed) == text) => {
            Err(format!("Parameter '{name}' must be one of AllowedValues"))
        }
        _ => Ok(()),
    }
}

impl Scope<'_> {
    /// Works out the functions in a value; nothing if it is `AWS::NoValue`.
    fn resolve(&self, value: &Value, depth: usize) -> Result<Option<Value>, String> {
        if depth > DEEP {
            return Err("Template format error: functions lie too deep in each other.".to_owned());
        }
        match value {
            Value::Array(items) => {
                let mut resolved = Vec::new();
                for item in items {
                    resolved.extend(self.resolve(item, depth + 1)?);
                }
                Ok(Some(Value::Array(resolved)))
            }
            Value::Object(members) => {
                if members.len() == 1
                    && let Some((name, argument)) = members.iter().next()
                    && (name == "Ref" || name.starts_with("Fn::"))
                {
                    return self.function(name, argument, depth + 1);
                }
                let mut resolved = Object::new();
                for (name, value) in members {
                    if let Some(value) = self.resolve(value, depth + 1)? {
                        resolved.insert(name.clone(), value);
                    }
                }
                Ok(Some(Value::Object(resolved)))
            }
            other => Ok(Some(other.clone())),
        }
    }

    fn function(
        &self,
        name: &str,
        argument: &Value,
        depth: usize,
    ) -> Result<Option<Value>, String> {
        let wrong = || format!("Template error: {name} has arguments that it does not take.");
        match name {
            "Ref" => self.reference(argument.as_str().ok_or_else(wrong)?),
            "Fn::If" => {
                let [condition, then, otherwise] =
                    argument.as_array().map(Vec::as_slice).ok_or_else(wrong)?
                else {
                    return Err(wrong());
                };
                let holds = self.holds(condition.as_str().ok_or_else(wrong)?, depth)?;
                self.resolve(if holds { then } else { otherwise }, depth)
            }
            "Fn::Join" => {
                let [separator, parts] =
                    argument.as_array().map(Vec::as_slice).ok_or_else(wrong)?
                else {
                    return Err(wrong());
                };
                let separator = separator.as_str().ok_or_else(wrong)?;
                let Some(Value::Array(parts)) = self.resolve(parts, depth)? else {
                    return Err(wrong());
                };
                let parts: Vec<String> = parts.iter().map(text_of).collect();
                Ok(Some(Value::from(parts.join(separator))))
            }
            "Fn::Sub" => match argument {
                Value::String(text) => self.substitute(text, &Object::new()).map(Some),
                Value::Array(parts) => {
                    let [Value::String(text), Value::Object(own)] = parts.as_slice() else {
                        return Err(wrong());
                    };
                    let mut names = Object::new();
                    for (name, value) in own {
                        let value = self.resolve(value, depth)?.unwrap_or_default();
                        names.insert(name.clone(), value);
                    }
                    self.substitute(text, &names).map(Some)
                }
                _ => Err(wrong()),
            },
            "Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or" => {
                let condition = Object::from_iter([(name.to_owned(), argument.clone())]);
                self.is_true(&Value::Object(condition), depth).map(|truth| Some(truth.into()))
            }
            _ => Err(format!("Template error: {name} is not known in conformance packs here.")),
        }
    }

    fn reference(&self, name: &str) -> Result<Option<Value>, String> {
        Ok(match name {
            "AWS::NoValue" => None,
            "AWS::AccountId" => Some(self.place.account.into()),
            "AWS::Region" => Some(self.place.region.into()),
            "AWS::Partition" => Some(self.place.partition.into()),
            "AWS::URLSuffix" => Some("amazonaws.com".into()),
            other => match self.parameters.get(other) {
                Some(value) => Some(value.clone()),
                None if self.resources.contains(other) => Some(other.into()),
                None => {
                    return Err(format!(
                        "Template format error: Unresolved resource dependencies [{other}] in the \
                         Resources block of the template"
                    ));
                }
            },
        })
    }

    fn substitute(&self, text: &str, own: &Object) -> Result<Value, String> {
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            done.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                done.push_str("${");
                rest = after;
                continue;
            };
            if let Some(literal) = name.strip_prefix('!') {
                done.push_str(&format!("${{{literal}}}"));
            } else if let Some(value) = own.get(name.trim()) {
                done.push_str(&text_of(value));
            } else if let Some(value) = self.reference(name.trim())? {
                done.push_str(&text_of(&value));
            }
            rest = after;
        }
        done.push_str(rest);
        Ok(Value::from(done))
    }

    fn holds(&self, name: &str, depth: usize) -> Result<bool, String> {
        let condition = self.conditions.get(name).ok_or_else(|| {
            format!("Template format error: Unresolved condition dependency {name}")
        })?;
        self.is_true(condition, depth + 1)
    }

    fn is_true(&self, condition: &Value, depth: usize) -> Result<bool, String> {
        if depth > DEEP {
            return Err("Template format error: conditions lie too deep in each other.".to_owned());
        }
        let wrong = || "Template format error: a condition is none.".to_owned();
        let (name, argument) =
            condition.as_object().and_then(|members| members.iter().next()).ok_or_else(wrong)?;
        let all = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (name.as_str(), all) {
            ("Condition", _) => self.holds(argument.as_str().ok_or_else(wrong)?, depth),
            ("Fn::Equals", [left, right]) => {
                let left = self.resolve(left, depth + 1)?.unwrap_or_default();
                let right = self.resolve(right, depth + 1)?.unwrap_or_default();
                Ok(text_of(&left) == text_of(&right))
            }
            ("Fn::Not", [one]) => Ok(!self.is_true(one, depth + 1)?),
            ("Fn::And", all) => {
                let mut truth = true;
                for one in all {
                    truth &= self.is_true(one, depth + 1)?;
                }
                Ok(truth)
            }
            ("Fn::Or", all) => {
                let mut truth = false;
                for one in all {
                    truth |= self.is_true(one, depth + 1)?;
                }
                Ok(truth)
            }
            _ => Err(wrong()),
        }
    }
}

/// Returns a value as text, as parameters of rules are told.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_with(text: &str, given: &[(&str, &str)]) -> Result<Vec<Resource>, String> {
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let place = Place { account: "123456789012", region: "us-east-1", partition: "aws" };
        read(text, &given.collect(), place)
    }

    const TEMPLATE: &str = r"
Parameters:
  Age: {Type: String, Default: ''}
  Name: {Type: String}
Conditions:
  HasAge:
    Fn::Not:
    - Fn::Equals: ['', {Ref: Age}]
  Never: !And [!Condition HasAge, !Equals [a, b]]
Resources:
  Keys:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: !Sub '${Name}-${AWS::Region}-${!x}'
      InputParameters:
        maxAccessKeyAge:
          Fn::If: [HasAge, {Ref: Age}, {Ref: 'AWS::NoValue'}]
        joined: !Join [':', [a, !Ref AWS::AccountId]]
  Gone:
    Type: AWS::Config::ConfigRule
    Condition: Never
    Properties: {}
";

    #[test]
    fn functions_are_worked_out() {
        let read = read_with(TEMPLATE, &[("Name", "keys"), ("Age", "30")]).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(
            Value::Object(read[0].properties.clone()),
            json!({
                "ConfigRuleName": "keys-us-east-1-${x}",
                "InputParameters": {"maxAccessKeyAge": "30", "joined": "a:123456789012"},
            })
        );
        let read = read_with(TEMPLATE, &[("Name", "keys")]).unwrap();
        assert_eq!(read[0].properties["InputParameters"], json!({"joined": "a:123456789012"}));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let cases = [
            ("[", "Template format error: it is neither YAML nor JSON."),
            ("a", "Template format error: unsupported structure."),
            ("{}", "Template format error: At least one Resources member must be defined."),
            (
                "Resources: {a: {Type: 'AWS::S3::Bucket', Properties: {}}}",
                "Template format error: the resource a has the type 'AWS::S3::Bucket', which a \
                 conformance pack does not have.",
            ),
            (
                "Parameters: {n: {Type: Number, Default: abc}}\nResources: {a: {}}",
                "Parameter 'n' must be a number.",
            ),
            (
                "Parameters: {e: {Default: x, AllowedValues: [a, 1]}}\nResources: {a: {}}",
                "Parameter 'e' must be one of AllowedValues",
            ),
            (
                "Resources: {a: {Type: 'AWS::Config::ConfigRule'}}",
                "Template format error: a has no Properties.",
            ),
            (
                "Resources: {a: {Type: 'AWS::Config::ConfigRule', Properties: {b: !Ref c}}}",
                "Template format error: Unresolved resource dependencies [c] in the Resources block \
                 of the template",
            ),
            (
                "Resources: {a: {Type: 'AWS::Config::ConfigRule', Properties: {b: !GetAtt c.d}}}",
                "Template error: Fn::GetAtt is not known in conformance packs here.",
            ),
            (
                "Conditions: {a: !Condition a}\nResources: {a: {Type: 'AWS::Config::ConfigRule', \
                 Condition: a, Properties: {}}}",
                "Template format error: conditions lie too deep in each other.",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read_with(text, &[]).unwrap_err(), expected, "{text}");
        }
        assert_eq!(read_with(TEMPLATE, &[]).unwrap_err(), "Parameters: [Name] must have values");
        assert_eq!(
            read_with(TEMPLATE, &[("Other", "x")]).unwrap_err(),
            "Parameters: [Other] do not exist in the template"
        );
    }
}
