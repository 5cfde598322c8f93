//! Whether a request describes a rule that there can be.
//!
//! Source: messages as others report them of AWS; those that say so are ours. Facts, of scopes of rules
//! that follow the clock.

use serde_json::Value;

use super::known::Known;
use super::{Scope, Trigger};
use crate::error::{ApiError, Error, Result};
use crate::lambda::Function;
use crate::services::config::errors::{INSUFFICIENT_PERMISSIONS, INVALID_PARAMETER_VALUE};
use crate::services::config::resource_evaluation::PROACTIVE;
use crate::services::config::shapes::rules::{
    ConfigRule, ConfigRuleState, EvaluationMode, MaximumExecutionFrequency, MessageType, Owner,
    Scope as ScopeShape, Source,
};
use crate::value::Object;

/// What a request says of a rule, once it is known to be in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Which resources it is about.
    pub scope: Option<Scope>,
    /// Who made it.
    pub owner: Owner,
    /// Its identifier, or the ARN of its function.
    pub source: String,
    /// What sets it off.
    pub triggers: Vec<Trigger>,
    /// Its parameters.
    pub parameters: Option<String>,
    /// How often it is evaluated.
    pub frequency: Option<MaximumExecutionFrequency>,
    /// When it is evaluated.
    pub modes: Vec<EvaluationMode>,
}

/// Reads what a request says of a rule.
///
/// Fails with `InvalidParameterValueException`, in the order in which it is checked, over: the state,
/// the scope, the source, the parameters, the frequency, the service that made it, the modes; with
/// `InsufficientPermissionsException` over a function that there cannot be.
pub fn read(rule: &ConfigRule) -> Result<Wanted> {
    if let Some(state) = rule.config_rule_state.filter(|state| *state != ConfigRuleState::Active) {
        return Err(invalid(format!(
            "The ConfigRuleState {} is invalid.  Only the following values are permitted: ACTIVE",
            state.word()
        )));
    }
    let scope = rule.scope.as_ref().map(read_scope).transpose()?.flatten();
    let (source, triggers) = read_source(&rule.source)?;
    let known = (rule.source.owner == Owner::Aws).then(|| Known::find(&source)).flatten();
    let parameters = rule.input_parameters.as_ref().filter(|text| !text.trim().is_empty());
    check_parameters(known.as_ref(), parameters.map(String::as_str))?;
    let frequency = rule.maximum_execution_frequency;
    if let Some(known) = &known {
        check_frequency(known, frequency, scope.as_ref())?;
    }
    if rule.created_by.is_some() {
        return Err(invalid(
            "AWS Config populates the CreatedBy field for ServiceLinkedConfigRule. Try again without \
             populating the CreatedBy field",
        ));
    }
    let modes = rule.evaluation_modes.iter().flatten().filter_map(|mode| mode.mode);
    let mut modes: Vec<EvaluationMode> = modes.collect();
    modes.sort_unstable();
    modes.dedup();
    if modes.is_empty() {
        modes.push(EvaluationMode::Detective);
    }
    if let Some(known) = &known
        && modes.contains(&EvaluationMode::Proactive)
        && !PROACTIVE.contains(&known.identifier)
    {
        return Err(invalid(format!(
            "The rule {} does not support the evaluation mode PROACTIVE.",
            known.identifier
        )));
    }
    Ok(Wanted {
        scope,
        owner: rule.source.owner,
        source,
        triggers,
        parameters: parameters.cloned(),
        frequency,
        modes,
    })
}

fn read_scope(scope: &ScopeShape) -> Result<Option<Scope>> {
    let kinds = scope.compliance_resource_types.clone().unwrap_or_default();
    let services = scope.service_principals.clone().unwrap_or_default();
    let has_tag = scope.tag_key.is_some() || scope.tag_value.is_some();
    if scope.tag_key.is_none() && has_tag {
        return Err(invalid("Tag key should not be empty when tag value is provided in scope"));
    }
    if has_tag && (!kinds.is_empty() || scope.compliance_resource_id.is_some()) {
        return Err(invalid("Scope cannot be applied to both resource and tag"));
    }
    if scope.compliance_resource_id.is_some() && kinds.len() != 1 {
        return Err(invalid(
            "A single resourceType should be provided when resourceId is provided in scope",
        ));
    }
    let scope = Scope {
        kinds,
        id: scope.compliance_resource_id.clone(),
        tag_key: scope.tag_key.clone(),
        tag_value: scope.tag_value.clone(),
        services,
    };
    Ok((scope != Scope::default()).then_some(scope))
}

/// Returns the identifier of a rule of AWS, or the ARN of a function and what calls it.
fn read_source(source: &Source) -> Result<(String, Vec<Trigger>)> {
    let identifier = source.source_identifier.clone().unwrap_or_default();
    let details = source.source_details.as_deref().unwrap_or_default();
    let misplaced = "SourceDetails should be null/empty if the owner is AWS. SourceDetails should be \
                     provided if the owner is CUSTOM_LAMBDA";
    match source.owner {
        Owner::Aws => {
            if Known::find(&identifier).is_none() {
                return Err(invalid(format!(
                    "The sourceIdentifier {identifier} is invalid.  Please refer to the \
                     documentation for a list of valid sourceIdentifiers that can be used when AWS \
                     is the Owner"
                )));
            }
            if !details.is_empty() {
                return Err(invalid(misplaced));
            }
            Ok((identifier, Vec::new()))
        }
        Owner::CustomPolicy => Err(Error::NotEmulated(
            "configservice put-config-rule with a policy in Guard".to_owned(),
        )),
        Owner::CustomLambda => {
            if details.is_empty() {
                return Err(invalid(misplaced));
            }
            if Function::named(&identifier).is_none() {
                let message = format!(
                    "The AWS Lambda function {identifier} cannot be invoked. Check the specified \
                     function ARN, and check the function's permissions."
                );
                return Err(ApiError::new(INSUFFICIENT_PERMISSIONS, message).into());
            }
            let triggers = details.iter().map(|detail| {
                let kind = detail.message_type.unwrap_or(MessageType::Change);
                let frequency = detail.maximum_execution_frequency;
                if matches!(kind, MessageType::Change | MessageType::Oversized)
                    && frequency.is_some()
                {
                    return Err(invalid(
                        "A maximum execution frequency is not allowed if MessageType is \
                         ConfigurationItemChangeNotification or \
                         OversizedConfigurationItemChangeNotification",
                    ));
                }
                Ok(Trigger { kind, frequency })
            });
            Ok((identifier, triggers.collect::<Result<_>>()?))
        }
    }
}

fn check_parameters(known: Option<&Known>, text: Option<&str>) -> Result<()> {
    let given = match text.map(serde_json::from_str::<Value>) {
        None => Object::new(),
        Some(Ok(Value::Object(given))) => given,
        Some(_) => {
            let text = text.unwrap_or_default();
            return Err(invalid(format!(
                "Invalid json {text} passed in the InputParameters field"
            )));
        }
    };
    match known.and_then(|known| known.fault(&given, text.unwrap_or("{}"))) {
        Some(fault) => Err(invalid(fault)),
        None => Ok(()),
    }
}

fn check_frequency(
    known: &Known,
    frequency: Option<MaximumExecutionFrequency>,
    scope: Option<&Scope>,
) -> Result<()> {
    if !known.periodic && frequency.is_some() {
        return Err(invalid(
            "A maximum execution frequency for this rule is not allowed because only a change in \
             resources triggers this managed rule.",
        ));
    }
    if known.periodic && !known.on_change && scope.is_some() {
        return Err(invalid(
            "A scope is not allowed for this rule because only the clock triggers this managed rule.",
        ));
    }
    Ok(())
}

fn invalid(message: impl Into<String>) -> Error {
    ApiError::new(INVALID_PARAMETER_VALUE, message.into()).into()
}
