//! The fields that advanced selectors look at, and what may be asked of each.
//!
//! | field                          | `Management`      | `Data`        | `NetworkActivity` |
//! |--------------------------------|-------------------|---------------|-------------------|
//! | `eventCategory`                | equals            | equals        | equals            |
//! | `eventSource`                  | stores; trails: not equals | any  | equals, required  |
//! | `readOnly`                     | equals            | equals        |                   |
//! | `eventName`                    | stores            | any           | any               |
//! | `eventType`                    | stores            | any           |                   |
//! | `userIdentity.arn`             | stores            | any           | trails            |
//! | `sessionCredentialFromConsole` | stores: (not) equals | (not) equals |                 |
//! | `resources.type`               |                   | equals, required |                |
//! | `resources.ARN`                |                   | any           |                   |
//! | `errorCode`                    |                   |               | equals            |
//! | `vpcEndpointId`                |                   |               | any               |
//!
//! "Stores" and "trails" say that only event data stores, or only trails, have the field there. The
//! other categories, which only event data stores have, know no field but `eventCategory`.
//!
//! Source: CloudTrail API Reference, "`AdvancedFieldSelector`"; CloudTrail User Guide, "Filtering
//! data events", "Logging network activity events".

use serde::{Deserialize, Serialize};

use super::{Category, Owner};

/// A field of an event.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Field {
    /// What kind of event it is.
    #[serde(rename = "eventCategory")]
    EventCategory,
    /// The service.
    #[serde(rename = "eventSource")]
    EventSource,
    /// Whether it only reads.
    #[serde(rename = "readOnly")]
    ReadOnly,
    /// The operation.
    #[serde(rename = "eventName")]
    EventName,
    /// The kind of record.
    #[serde(rename = "eventType")]
    EventType,
    /// Who did it.
    #[serde(rename = "userIdentity.arn")]
    UserIdentityArn,
    /// Whether a session of the console did it.
    #[serde(rename = "sessionCredentialFromConsole")]
    SessionCredentialFromConsole,
    /// The type of a resource that it touched.
    #[serde(rename = "resources.type")]
    ResourcesType,
    /// The ARN of that resource.
    #[serde(rename = "resources.ARN")]
    ResourcesArn,
    /// The code of the error that it ended in.
    #[serde(rename = "errorCode")]
    ErrorCode,
    /// The endpoint that it came through.
    #[serde(rename = "vpcEndpointId")]
    VpcEndpointId,
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operator {
    /// It is one of the values.
    Equals,
    /// It begins with one of them.
    StartsWith,
    /// It ends with one of them.
    EndsWith,
    /// It is none of them.
    NotEquals,
    /// It begins with none of them.
    NotStartsWith,
    /// It ends with none of them.
    NotEndsWith,
}

impl Operator {
    /// Every operator, in the order of the API model.
    pub const ALL: [Self; 6] = [
        Self::Equals,
        Self::StartsWith,
        Self::EndsWith,
        Self::NotEquals,
        Self::NotStartsWith,
        Self::NotEndsWith,
    ];

    /// Returns its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equals => "Equals",
            Self::StartsWith => "StartsWith",
            Self::EndsWith => "EndsWith",
            Self::NotEquals => "NotEquals",
            Self::NotStartsWith => "NotStartsWith",
            Self::NotEndsWith => "NotEndsWith",
        }
    }

    /// Returns whether it leaves events out.
    pub const fn is_negative(self) -> bool {
        matches!(self, Self::NotEquals | Self::NotStartsWith | Self::NotEndsWith)
    }

    /// Returns whether a field's text is, begins or ends like a value, whatever follows from it.
    pub fn is_like(self, text: &str, value: &str) -> bool {
        match self {
            Self::Equals | Self::NotEquals => text == value,
            Self::StartsWith | Self::NotStartsWith => text.starts_with(value),
            Self::EndsWith | Self::NotEndsWith => text.ends_with(value),
        }
    }
}

const ONLY_EQUALS: &[Operator] = &[Operator::Equals];

const ONLY_NOT_EQUALS: &[Operator] = &[Operator::NotEquals];

const EXACT: &[Operator] = &[Operator::Equals, Operator::NotEquals];

impl Field {
    /// Every field.
    pub const ALL: [Self; 11] = [
        Self::EventCategory,
        Self::EventSource,
        Self::ReadOnly,
        Self::EventName,
        Self::EventType,
        Self::UserIdentityArn,
        Self::SessionCredentialFromConsole,
        Self::ResourcesType,
        Self::ResourcesArn,
        Self::ErrorCode,
        Self::VpcEndpointId,
    ];

    /// Returns the field of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Returns its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EventCategory => "eventCategory",
            Self::EventSource => "eventSource",
            Self::ReadOnly => "readOnly",
            Self::EventName => "eventName",
            Self::EventType => "eventType",
            Self::UserIdentityArn => "userIdentity.arn",
            Self::SessionCredentialFromConsole => "sessionCredentialFromConsole",
            Self::ResourcesType => "resources.type",
            Self::ResourcesArn => "resources.ARN",
            Self::ErrorCode => "errorCode",
            Self::VpcEndpointId => "vpcEndpointId",
        }
    }

    /// Returns the operators that a selector of a category may use with it; `None` if it has none.
    pub fn operators(self, category: Category, owner: Owner) -> Option<&'static [Operator]> {
        let trail = owner == Owner::Trail;
        let any = Some(Operator::ALL.as_slice());
        match (self, category) {
            (Self::EventCategory, _)
            | (Self::ReadOnly, Category::Management | Category::Data)
            | (Self::ResourcesType, Category::Data)
            | (Self::EventSource | Self::ErrorCode, Category::NetworkActivity) => Some(ONLY_EQUALS),
            (Self::EventSource, Category::Management) if trail => Some(ONLY_NOT_EQUALS),
            (
                Self::EventName
                | Self::EventType
                | Self::UserIdentityArn
                | Self::SessionCredentialFromConsole,
                Category::Management,
            ) if trail => None,
            (Self::UserIdentityArn, Category::NetworkActivity) if !trail => None,
            (Self::SessionCredentialFromConsole, Category::Management | Category::Data) => {
                Some(EXACT)
            }
            (
                Self::EventSource | Self::EventName | Self::EventType | Self::UserIdentityArn,
                Category::Management | Category::Data,
            )
            | (Self::ResourcesArn, Category::Data)
            | (
                Self::EventName | Self::UserIdentityArn | Self::VpcEndpointId,
                Category::NetworkActivity,
            ) => any,
            _ => None,
        }
    }

    /// Returns the fields that a selector of a category must have besides the category.
    pub const fn required(category: Category) -> &'static [Self] {
        match category {
            Category::Data => &[Self::ResourcesType],
            Category::NetworkActivity => &[Self::EventSource],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the fields that a category has, with the first letters of their operators.
    fn told(category: Category, owner: Owner) -> String {
        let field = |field: Field| {
            let operators = field.operators(category, owner)?;
            let what = match operators.len() {
                6 => "any".to_owned(),
                _ => operators.iter().map(|o| o.word()).collect::<Vec<_>>().join("/"),
            };
            Some(format!("{} {what}", field.name()))
        };
        Field::ALL.into_iter().filter_map(field).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_category_has_its_fields_in_trails_and_in_event_data_stores() {
        use Category::{Data, Evidence, Management, NetworkActivity};
        let data = "eventCategory Equals, eventSource any, readOnly Equals, eventName any, \
                    eventType any, userIdentity.arn any, sessionCredentialFromConsole \
                    Equals/NotEquals, resources.type Equals, resources.ARN any";
        let cases = [
            (
                Management,
                Owner::Trail,
                "eventCategory Equals, eventSource NotEquals, readOnly Equals",
            ),
            (
                Management,
                Owner::EventDataStore,
                "eventCategory Equals, eventSource any, readOnly Equals, eventName any, eventType \
                 any, userIdentity.arn any, sessionCredentialFromConsole Equals/NotEquals",
            ),
            (Data, Owner::Trail, data),
            (Data, Owner::EventDataStore, data),
            (
                NetworkActivity,
                Owner::Trail,
                "eventCategory Equals, eventSource Equals, eventName any, userIdentity.arn any, \
                 errorCode Equals, vpcEndpointId any",
            ),
            (
                NetworkActivity,
                Owner::EventDataStore,
                "eventCategory Equals, eventSource Equals, eventName any, errorCode Equals, \
                 vpcEndpointId any",
            ),
            (Evidence, Owner::EventDataStore, "eventCategory Equals"),
        ];
        for (category, owner, expected) in cases {
            assert_eq!(told(category, owner), expected, "{category:?} {owner:?}");
        }
    }

    #[test]
    fn what_is_required_may_be_asked_for() {
        for category in Category::ALL {
            for field in Field::required(category) {
                for owner in [Owner::Trail, Owner::EventDataStore] {
                    assert!(field.operators(category, owner).is_some(), "{category:?} {field:?}");
                }
            }
        }
    }
}
