//! Advanced selectors: conditions on fields, all of which must hold.
//!
//! ```text
//! a selector   = all of its conditions
//! a condition  = some Equals, StartsWith or EndsWith value fits, if there is any,
//!                and no NotEquals, NotStartsWith or NotEndsWith value does
//! ```
//!
//! Values are compared as they are: there are no wildcards. A field that an event does not have fits
//! no value. Where an event names several resources, the conditions on type and ARN must hold for one
//! of them together, so that an S3 object's bucket, which stands beside it, does not count.
//!
//! Source: CloudTrail User Guide, "Filtering data events", with its example of six operators on one
//! field. AWS does not say how it treats several resources, and nobody has published its sentences
//! for what it refuses: both are ours.

use serde::{Deserialize, Serialize};

use super::field::{Field, Operator};
use super::known::{has_data_events, has_no_arn, is_behind_endpoints};
use super::{Category, Facts, invalid};
use crate::arn::Arn;
use crate::error::ApiError;
use crate::services::cloudtrail::shapes::selectors::{
    AdvancedEventSelector, AdvancedFieldSelector,
};

/// How many values all conditions of all selectors may have together.
///
/// Source: CloudTrail API Reference, "`PutEventSelectors`".
const VALUES: usize = 500;

/// Whose selectors they are: some fields are known to one and not to the other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Owner {
    /// A trail.
    Trail,
    /// An event data store.
    EventDataStore,
}

/// A selector that keeps the rules.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Advanced {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    category: Category,
    conditions: Vec<Condition>,
}

/// A field and what it may be.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Condition {
    field: Field,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    equals: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts_with: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends_with: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_equals: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_starts_with: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_ends_with: Option<Vec<String>>,
}

impl Advanced {
    /// Makes selectors from those of a request.
    ///
    /// Fails with `InvalidEventSelectorsException` if, in
    /// this order, there are none, they have too many values, one of them breaks a rule (see
    /// [`Field::operators`]), or one of a category that stands alone has company.
    pub fn parse_all(
        selectors: &[AdvancedEventSelector],
        owner: Owner,
    ) -> Result<Vec<Self>, ApiError> {
        if selectors.is_empty() {
            return Err(invalid("Specify at least one advanced event selector."));
        }
        let fields = selectors.iter().flat_map(|selector| &selector.field_selectors);
        let values: usize = fields.map(count).sum();
        if values > VALUES {
            return Err(invalid(format!(
                "Specify a valid number of values (1 to {VALUES}) for all conditions of all your \
                 advanced event selectors"
            )));
        }
        let parse = |selector| Self::parse(selector, owner);
        let parsed: Vec<Self> = selectors.iter().map(parse).collect::<Result<_, _>>()?;
        let alone = parsed.iter().find(|selector| !selector.category.is_of_calls());
        if let Some(alone) = alone.filter(|_| parsed.len() > 1) {
            return Err(invalid(format!(
                "An advanced event selector with the eventCategory {} must be the only one.",
                alone.category.word()
            )));
        }
        Ok(parsed)
    }

    fn parse(selector: &AdvancedEventSelector, owner: Owner) -> Result<Self, ApiError> {
        let fields = &selector.field_selectors;
        let category = category_of(fields, owner)?;
        let conditions = fields
            .iter()
            .map(|field| Condition::parse(field, category, owner))
            .collect::<Result<Vec<_>, _>>()?;
        for (position, condition) in conditions.iter().enumerate() {
            if conditions[..position].iter().any(|other| other.field == condition.field) {
                return Err(invalid(format!(
                    "Field {} can be specified only once in an advanced event selector.",
                    condition.field.name()
                )));
            }
        }
        for field in Field::required(category) {
            if !conditions.iter().any(|condition| condition.field == *field) {
                return Err(invalid(format!(
                    "Field {} is required in an advanced event selector with the eventCategory {}.",
                    field.name(),
                    category.word()
                )));
            }
        }
        let parsed = Self { name: selector.name.clone(), category, conditions };
        let kind = parsed.of(Field::ResourcesType).and_then(Condition::only_value);
        if let Some(kind) = kind.filter(|kind| has_no_arn(kind))
            && parsed.of(Field::ResourcesArn).is_some()
        {
            return Err(invalid(format!(
                "Field resources.ARN cannot filter resources of type {kind}, which have no ARN."
            )));
        }
        Ok(parsed)
    }

    /// Returns the selector as requests and answers show it.
    pub fn shape(&self) -> AdvancedEventSelector {
        let field = |condition: &Condition| AdvancedFieldSelector {
            field: condition.field.name().to_owned(),
            equals: condition.equals.clone(),
            starts_with: condition.starts_with.clone(),
            ends_with: condition.ends_with.clone(),
            not_equals: condition.not_equals.clone(),
            not_starts_with: condition.not_starts_with.clone(),
            not_ends_with: condition.not_ends_with.clone(),
        };
        AdvancedEventSelector {
            name: self.name.clone(),
            field_selectors: self.conditions.iter().map(field).collect(),
        }
    }

    /// Returns the category of the events that it takes.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// Returns whether it takes an event.
    pub fn takes(&self, event: &Facts<'_>) -> bool {
        self.category == event.category
            && self.conditions.iter().all(|condition| match condition.field {
                // All on resources are looked at together, below.
                Field::ResourcesType | Field::ResourcesArn => true,
                field => condition.holds(value_of(field, event)),
            })
            && self.takes_resources(event.resources)
    }

    /// Returns whether it asks for management events that read, or for those that write.
    pub fn asks_for_management(&self, read_only: bool) -> bool {
        let word = if read_only { "true" } else { "false" };
        self.category == Category::Management
            && self.of(Field::ReadOnly).is_none_or(|condition| condition.holds(Some(word)))
    }

    fn takes_resources(&self, resources: &[(String, String)]) -> bool {
        let (kind, arn) = (self.of(Field::ResourcesType), self.of(Field::ResourcesArn));
        let holds = |condition: Option<&Condition>, text: &str| {
            condition
                .is_none_or(|condition| condition.holds(Some(text).filter(|text| !text.is_empty())))
        };
        (kind.is_none() && arn.is_none())
            || resources.iter().any(|(k, a)| holds(kind, k) && holds(arn, a))
    }

    /// Returns the values with a star, which looks like a wildcard.
    pub fn starred(&self) -> impl Iterator<Item = &str> {
        let values =
            self.conditions.iter().flat_map(Condition::lists).flat_map(|(_, values)| values);
        values.map(String::as_str).filter(|value| value.contains('*'))
    }

    fn of(&self, field: Field) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.field == field)
    }
}

impl Condition {
    /// Fails if, in this order, there is no such field, the category does not have it, it is
    /// compared with nothing, an operator is not one of its own, or a value cannot be.
    fn parse(
        selector: &AdvancedFieldSelector,
        category: Category,
        owner: Owner,
    ) -> Result<Self, ApiError> {
        let name = &selector.field;
        let field = Field::parse(name)
            .ok_or_else(|| invalid(format!("Field {name} is not a valid field.")))?;
        let operators = field.operators(category, owner).ok_or_else(|| {
            invalid(format!(
                "Field {name} is not supported in an advanced event selector of {} with the \
                 eventCategory {}.",
                owner.words(),
                category.word()
            ))
        })?;
        let condition = Self {
            field,
            equals: selector.equals.clone(),
            starts_with: selector.starts_with.clone(),
            ends_with: selector.ends_with.clone(),
            not_equals: selector.not_equals.clone(),
            not_starts_with: selector.not_starts_with.clone(),
            not_ends_with: selector.not_ends_with.clone(),
        };
        if condition.lists().all(|(_, values)| values.is_empty()) {
            return Err(invalid(format!("Specify at least one operator for field {name}.")));
        }
        for (operator, values) in condition.lists() {
            if !operators.contains(&operator) {
                let allowed: Vec<_> = operators.iter().map(|operator| operator.word()).collect();
                return Err(invalid(format!(
                    "Operator {} is not supported for field {name}. Valid operators: {}",
                    operator.word(),
                    allowed.join(", ")
                )));
            }
            let has_one = matches!(
                (field, category),
                (Field::EventCategory | Field::ReadOnly | Field::ResourcesType, _)
                    | (Field::EventSource, Category::NetworkActivity)
            );
            if has_one && values.len() != 1 {
                return Err(invalid(format!("Field {name} must have exactly one value.")));
            }
            if let Some(value) =
                values.iter().find(|value| !can_be(field, category, owner, operator, value))
            {
                return Err(invalid(format!("Value {value} for field {name} is invalid.")));
            }
        }
        Ok(condition)
    }

    /// Returns the values that an operator compares with, for those that are there.
    fn lists(&self) -> impl Iterator<Item = (Operator, &Vec<String>)> {
        let lists = [
            &self.equals,
            &self.starts_with,
            &self.ends_with,
            &self.not_equals,
            &self.not_starts_with,
            &self.not_ends_with,
        ];
        Operator::ALL
            .into_iter()
            .zip(lists)
            .filter_map(|(operator, list)| Some((operator, list.as_ref()?)))
    }

    fn only_value(&self) -> Option<&str> {
        self.equals.as_ref()?.first().map(String::as_str)
    }

    /// Returns whether what a field says agrees; `None` is a field that the event does not have.
    fn holds(&self, text: Option<&str>) -> bool {
        let like = |(operator, values): (Operator, &Vec<String>)| {
            text.is_some_and(|text| values.iter().any(|value| operator.is_like(text, value)))
        };
        let (out, mut only): (Vec<_>, Vec<_>) =
            self.lists().partition(|(operator, _)| operator.is_negative());
        only.retain(|(_, values)| !values.is_empty());
        (only.is_empty() || only.into_iter().any(like)) && !out.into_iter().any(like)
    }
}

impl Owner {
    const fn words(self) -> &'static str {
        match self {
            Self::Trail => "a trail",
            Self::EventDataStore => "an event data store",
        }
    }
}

/// Returns how many values a request's condition has.
fn count(selector: &AdvancedFieldSelector) -> usize {
    let lists = [
        &selector.equals,
        &selector.starts_with,
        &selector.ends_with,
        &selector.not_equals,
        &selector.not_starts_with,
        &selector.not_ends_with,
    ];
    lists.into_iter().flatten().map(Vec::len).sum()
}

/// Returns the category that a selector asks for.
fn category_of(fields: &[AdvancedFieldSelector], owner: Owner) -> Result<Category, ApiError> {
    let name = Field::EventCategory.name();
    let mut found = fields.iter().filter(|field| field.field == name);
    let Some(field) = found.next() else {
        return Err(invalid(format!("Field {name} is required in every advanced event selector.")));
    };
    // The rules of the field are the same in every category.
    let condition = Condition::parse(field, Category::Management, owner)?;
    let word = condition.only_value().unwrap_or_default();
    Category::parse(word)
        .ok_or_else(|| invalid(format!("Value {word} for field {name} is invalid.")))
}

/// Returns whether a field can be compared with a value.
fn can_be(field: Field, category: Category, owner: Owner, operator: Operator, value: &str) -> bool {
    match (field, category) {
        (Field::EventCategory, _) => Category::parse(value)
            .is_some_and(|category| category.is_of_calls() || owner == Owner::EventDataStore),
        (Field::ReadOnly, _) => matches!(value, "true" | "false"),
        (Field::SessionCredentialFromConsole, _) => value == "true",
        (Field::ErrorCode, _) => value == "VpceAccessDenied",
        (Field::ResourcesType, _) => has_data_events(value),
        (Field::ResourcesArn, _) if matches!(operator, Operator::Equals | Operator::NotEquals) => {
            Arn::parse(value).is_some()
        }
        (Field::EventSource, Category::NetworkActivity) => is_behind_endpoints(value),
        (Field::EventSource, Category::Management) if owner == Owner::Trail => {
            super::basic::EXCLUDABLE.contains(&value)
        }
        _ => true,
    }
}

/// Returns what an event says of a field that is not about resources.
fn value_of<'a>(field: Field, event: &Facts<'a>) -> Option<&'a str> {
    match field {
        Field::EventCategory => Some(event.category.word()),
        Field::EventSource => Some(event.source),
        Field::ReadOnly => Some(if event.read_only { "true" } else { "false" }),
        Field::EventName => Some(event.name),
        Field::EventType => Some(event.event_type),
        Field::UserIdentityArn => event.user,
        Field::SessionCredentialFromConsole => event.from_console.then_some("true"),
        Field::ErrorCode => event.error_code,
        Field::VpcEndpointId => event.vpc_endpoint,
        Field::ResourcesType | Field::ResourcesArn => None,
    }
}
