//! Which events a trail or an event data store takes.
//!
//! ```text
//! request --parse--> Selectors --takes--> of the Facts of an event
//!                    | Basic     reads and writes, sources, S3 objects, functions, tables
//!                    \ Advanced  conditions on fields
//! ```
//!
//! A trail takes an event if one of its selectors does. A new trail has one basic selector that takes
//! all management events and no data events.
//!
//! Source: CloudTrail User Guide, "Logging management events", "Logging data events", "Logging
//! network activity events".

pub mod advanced;
pub mod basic;
pub mod field;
pub mod known;
mod record;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::services::cloudtrail::errors::INVALID_EVENT_SELECTORS;

pub use advanced::{Advanced, Owner};
pub use basic::Selector;
pub use record::with_facts_of;

/// What a selector looks at in an event.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What kind of event it is.
    pub category: Category,
    /// The service, as in `kms.amazonaws.com`.
    pub source: &'a str,
    /// The operation.
    pub name: &'a str,
    /// The kind of record, as in `AwsApiCall`.
    pub event_type: &'a str,
    /// Whether it only reads.
    pub read_only: bool,
    /// The ARN of who did it.
    pub user: Option<&'a str>,
    /// Whether a session of the console did it.
    pub from_console: bool,
    /// The code of the error that it ended in.
    pub error_code: Option<&'a str>,
    /// The endpoint that it came through.
    pub vpc_endpoint: Option<&'a str>,
    /// Type and ARN of each resource that it touched.
    pub resources: &'a [(String, String)],
}

/// What kind of event it is, by the words of `eventCategory`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Category {
    /// About resources themselves.
    Management,
    /// About what is in a resource.
    Data,
    /// A call through an endpoint of a VPC, as its owner sees it.
    NetworkActivity,
    /// Unusual activity.
    Insight,
    /// How AWS Config found a resource.
    ConfigurationItem,
    /// What Audit Manager collected.
    Evidence,
    /// Something outside AWS.
    ActivityAuditLog,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 7] = [
        Self::Management,
        Self::Data,
        Self::NetworkActivity,
        Self::Insight,
        Self::ConfigurationItem,
        Self::Evidence,
        Self::ActivityAuditLog,
    ];

    /// Returns the category that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.word() == word)
    }

    /// Returns the word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Management => "Management",
            Self::Data => "Data",
            Self::NetworkActivity => "NetworkActivity",
            Self::Insight => "Insight",
            Self::ConfigurationItem => "ConfigurationItem",
            Self::Evidence => "Evidence",
            Self::ActivityAuditLog => "ActivityAuditLog",
        }
    }

    /// Returns whether it is of the events that CloudTrail makes of calls, which trails take too.
    pub const fn is_of_calls(self) -> bool {
        matches!(self, Self::Management | Self::Data | Self::NetworkActivity)
    }
}

/// The selectors of a trail: of one kind, since a trail cannot have both.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Selectors {
    /// Basic ones.
    Basic(Vec<Selector>),
    /// Advanced ones.
    Advanced(Vec<Advanced>),
}

impl Selectors {
    /// Returns those that a trail is made with.
    pub fn initial() -> Self {
        Self::Basic(vec![Selector::initial()])
    }

    /// Returns whether one of them takes an event.
    pub fn takes(&self, event: &Facts<'_>) -> bool {
        match self {
            Self::Basic(selectors) => selectors.iter().any(|selector| selector.takes(event)),
            Self::Advanced(selectors) => selectors.iter().any(|selector| selector.takes(event)),
        }
    }

    /// Returns whether one of them asks for events of a category.
    pub fn ask_for(&self, category: Category) -> bool {
        match self {
            Self::Basic(selectors) => selectors.iter().any(|selector| selector.asks_for(category)),
            Self::Advanced(selectors) => {
                selectors.iter().any(|selector| selector.category() == category)
            }
        }
    }

    /// Returns whether one of them asks for management events that read, or for those that write.
    pub fn ask_for_management(&self, read_only: bool) -> bool {
        match self {
            Self::Basic(selectors) => {
                selectors.iter().any(|selector| selector.asks_for_management(read_only))
            }
            Self::Advanced(selectors) => {
                selectors.iter().any(|selector| selector.asks_for_management(read_only))
            }
        }
    }

    /// Returns the beginnings and endings with a star, which stands for itself and not for others.
    pub fn starred(&self) -> Vec<&str> {
        match self {
            Self::Basic(selectors) => selectors.iter().flat_map(Selector::starred).collect(),
            Self::Advanced(selectors) => selectors.iter().flat_map(Advanced::starred).collect(),
        }
    }
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(INVALID_EVENT_SELECTORS, message)
}
