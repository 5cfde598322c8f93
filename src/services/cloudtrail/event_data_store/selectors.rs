//! Which events an event data store takes: its advanced event selectors.
//!
//! They are kept as they were given. A store takes an event if one of its selectors does, and a
//! selector does if all of its fields agree.
//!
//! Source: CloudTrail API Reference, "`AdvancedEventSelector`", "`AdvancedFieldSelector`".

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{ApiError, Error, Result};
use crate::schema::Shape;
use crate::services::cloudtrail::errors::INVALID_EVENT_SELECTORS;
use crate::services::cloudtrail::event::Event;
use crate::services::cloudtrail::shapes::selectors::{
    AdvancedEventSelector, AdvancedFieldSelector,
};
use crate::value::Value;

/// How many selectors a store may have.
///
/// Source: CloudTrail API Reference, "`CreateEventDataStore`".
const MOST: usize = 5;

/// What selectors can be about. A store has events of one group only.
///
/// Source: CloudTrail API Reference, "`AdvancedFieldSelector`": for event data stores.
const CATEGORIES: [(&str, Group); 7] = [
    ("Management", Group::Events),
    ("Data", Group::Events),
    ("NetworkActivity", Group::Events),
    ("Insight", Group::Insights),
    ("ConfigurationItem", Group::Configuration),
    ("Evidence", Group::Evidence),
    ("ActivityAuditLog", Group::Outside),
];

/// The fields that selectors compare.
const FIELDS: [&str; 10] = [
    "eventCategory",
    "readOnly",
    "eventSource",
    "eventName",
    "eventType",
    "resources.type",
    "resources.ARN",
    "userIdentity.arn",
    "sessionCredentialFromConsole",
    "errorCode",
];

/// Where the events of a store come from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Group {
    /// What CloudTrail records: management, data and network activity events.
    Events,
    /// Insights events.
    Insights,
    /// Configuration items of AWS Config.
    Configuration,
    /// Evidence of Audit Manager.
    Evidence,
    /// Events from outside AWS, which come through channels.
    Outside,
}

/// The advanced event selectors of a store.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Selectors(Vec<Value>);

impl Selectors {
    /// Returns what a store has that is made without selectors: all management events.
    ///
    /// Source: answers to `CreateEventDataStore` in the CloudTrail User Guide.
    pub fn initial() -> Self {
        Self(vec![json!({
            "Name": "Default management events",
            "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
        })])
    }

    /// Makes the selectors of a store of those of a request; none stand for the initial ones.
    ///
    /// Fails with [`INVALID_EVENT_SELECTORS`] if there are more than five, or if one of them has no
    /// category or an unknown field.
    pub fn parse(selectors: &[AdvancedEventSelector]) -> Result<Self, ApiError> {
        if selectors.is_empty() {
            return Ok(Self::initial());
        }
        if selectors.len() > MOST {
            return Err(invalid(
                "Specify a valid number of advanced event selectors (1 to 5) for your event data \
                 store.",
            ));
        }
        let groups = selectors.iter().map(check).collect::<Result<Vec<_>, _>>()?;
        if groups.iter().any(|group| *group != groups[0]) {
            return Err(invalid(
                "The event categories of the advanced event selectors cannot be in one event data \
                 store.",
            ));
        }
        Ok(Self(selectors.iter().map(Shape::write).collect()))
    }

    /// Returns them as requests and answers show them.
    pub fn shapes(&self) -> Result<Vec<AdvancedEventSelector>> {
        let read = |value: &Value| {
            AdvancedEventSelector::read(value)
                .map_err(|wrong| Error::Damaged(format!("an advanced event selector: {wrong}")))
        };
        self.0.iter().map(read).collect()
    }

    /// Returns where the events of the store come from.
    pub fn group(&self) -> Group {
        let first = self.shapes().ok().and_then(|all| all.first().and_then(category));
        first.unwrap_or(Group::Events)
    }

    /// Returns whether the store takes an event.
    pub fn takes(&self, event: &Event) -> bool {
        let Ok(selectors) = self.shapes() else { return false };
        let record = event.record();
        selectors
            .iter()
            .any(|selector| selector.field_selectors.iter().all(|field| agrees(field, &record)))
    }
}

/// Checks a selector, and returns where its events come from.
fn check(selector: &AdvancedEventSelector) -> Result<Group, ApiError> {
    for field in &selector.field_selectors {
        if !FIELDS.contains(&field.field.as_str()) {
            return Err(invalid(&format!("Field {} is not valid.", field.field)));
        }
        if operators(field).iter().all(|(values, _, _)| values.is_empty()) {
            return Err(invalid(&format!("Field {} has no operator.", field.field)));
        }
    }
    category(selector)
        .ok_or_else(|| invalid("An advanced event selector needs one valid eventCategory."))
}

fn category(selector: &AdvancedEventSelector) -> Option<Group> {
    let field = selector.field_selectors.iter().find(|field| field.field == "eventCategory")?;
    let [name] = field.equals.as_deref()? else { return None };
    CATEGORIES.iter().find(|(known, _)| known == name).map(|(_, group)| *group)
}

type Comparison = fn(&str, &str) -> bool;

/// Returns the operators of a field: values, how they are compared, and whether one must agree or
/// none may.
fn operators(field: &AdvancedFieldSelector) -> [(&[String], Comparison, bool); 6] {
    let equals: Comparison = |text, value| text == value;
    let begins: Comparison = |text, value| text.starts_with(value);
    let ends: Comparison = |text, value| text.ends_with(value);
    [
        (field.equals.as_deref().unwrap_or_default(), equals, true),
        (field.starts_with.as_deref().unwrap_or_default(), begins, true),
        (field.ends_with.as_deref().unwrap_or_default(), ends, true),
        (field.not_equals.as_deref().unwrap_or_default(), equals, false),
        (field.not_starts_with.as_deref().unwrap_or_default(), begins, false),
        (field.not_ends_with.as_deref().unwrap_or_default(), ends, false),
    ]
}

fn agrees(field: &AdvancedFieldSelector, record: &Value) -> bool {
    let found = values(record, &field.field);
    operators(field).into_iter().all(|(values, compare, wanted)| {
        values.is_empty()
            || found.iter().any(|text| values.iter().any(|value| compare(text, value))) == wanted
    })
}

/// Returns what a field of a record says; a list of resources may say several things.
fn values(record: &Value, field: &str) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    };
    match field.split_once('.') {
        Some(("resources", member)) => {
            let resources = record["resources"].as_array().into_iter().flatten();
            resources.filter_map(|resource| text(&resource[member])).collect()
        }
        Some((outer, member)) => text(&record[outer][member]).into_iter().collect(),
        None => text(&record[field]).into_iter().collect(),
    }
}

fn invalid(message: &str) -> ApiError {
    ApiError::new(INVALID_EVENT_SELECTORS, message)
}
