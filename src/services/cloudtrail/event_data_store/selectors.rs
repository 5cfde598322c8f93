//! Which events an event data store takes: its advanced event selectors.
//!
//! Source: CloudTrail API Reference, "`AdvancedEventSelector`", "`CreateEventDataStore`".

use serde::{Deserialize, Serialize};

use crate::error::{ApiError, Result};
use crate::schema::Shape;
use crate::services::cloudtrail::errors::INVALID_EVENT_SELECTORS;
use crate::services::cloudtrail::event::Event;
use crate::services::cloudtrail::selector::{Advanced, Category, Facts, Owner};
use crate::services::cloudtrail::shapes::selectors::AdvancedEventSelector;
use serde_json::json;

/// How many selectors a store may have.
///
/// Source: CloudTrail API Reference, "`CreateEventDataStore`".
const MOST: usize = 5;

/// Where the events of a store come from. A store has events of one group only.
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

/// The advanced event selectors of a store, which takes an event if one of them does.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Selectors(Vec<Advanced>);

impl Selectors {
    /// Makes the selectors of a store of those of a request; none stand for those that a store has
    /// that is made without: all management events.
    ///
    /// Fails with [`INVALID_EVENT_SELECTORS`] if there are more than five, or as
    /// [`Advanced::parse_all`] says.
    ///
    /// Source: answers to `CreateEventDataStore` in the CloudTrail User Guide.
    pub fn parse(selectors: &[AdvancedEventSelector]) -> Result<Self, ApiError> {
        if selectors.len() > MOST {
            let message = "Specify a valid number of advanced event selectors (1 to 5) for your \
                           event data store.";
            return Err(ApiError::new(INVALID_EVENT_SELECTORS, message));
        }
        if !selectors.is_empty() {
            return Ok(Self(Advanced::parse_all(selectors, Owner::EventDataStore)?));
        }
        let initial = AdvancedEventSelector::read(&json!({
            "Name": "Default management events",
            "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
        }));
        let initial = initial.expect("it is of the shape that the API model has");
        Ok(Self(Advanced::parse_all(&[initial], Owner::EventDataStore)?))
    }

    /// Returns them as requests and answers show them.
    pub fn shapes(&self) -> Result<Vec<AdvancedEventSelector>> {
        Ok(self.0.iter().map(Advanced::shape).collect())
    }

    /// Returns where the events of the store come from.
    pub fn group(&self) -> Group {
        match self.0.first().map(Advanced::category) {
            None | Some(Category::Management | Category::Data | Category::NetworkActivity) => {
                Group::Events
            }
            Some(Category::Insight) => Group::Insights,
            Some(Category::ConfigurationItem) => Group::Configuration,
            Some(Category::Evidence) => Group::Evidence,
            Some(Category::ActivityAuditLog) => Group::Outside,
        }
    }

    /// Returns whether the store takes an event.
    pub fn takes(&self, event: &Event) -> bool {
        event.with_facts(|facts| self.take(facts))
    }

    /// Returns the same of what is known of an event.
    pub fn take(&self, facts: &Facts<'_>) -> bool {
        self.0.iter().any(|selector| selector.takes(facts))
    }

    /// Returns whether the store takes management events that only read, or that write.
    pub fn ask_for_management(&self, read_only: bool) -> bool {
        self.0.iter().any(|selector| selector.asks_for_management(read_only))
    }
}
