//! Policies of resources: who else may use a channel, an event data store or a dashboard.
//!
//! Nobody else calls here, so a policy lets nobody in; what it denies is denied, and what CloudTrail
//! itself needs it for is asked.
//!
//! Source: CloudTrail User Guide, "Resource-based policy examples".

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::policy::Policy;
use crate::store::{Json, Key, Record, Txn};

/// The policy of a resource.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ResourcePolicy {
    /// The ARN of the resource.
    pub arn: String,
    /// The policy, as it was given.
    pub text: String,
}

impl Record for ResourcePolicy {
    const KIND: &'static str = "resource policy";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.arn)
    }
}

impl ResourcePolicy {
    /// Returns the key of the policy of a resource.
    pub fn key_of(arn: &str) -> Key {
        Self::all().text(arn)
    }

    /// Returns the policy of a resource, if it has one.
    pub fn find(txn: &Txn<'_>, arn: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(arn))
    }

    /// Returns what it says.
    pub fn read(&self) -> Option<Policy> {
        Policy::parse(&self.text).ok()
    }
}

/// Returns the actions that a kind of resource can be shared with; `None` for other resources.
pub fn actions_of(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "channel" => Some(&["cloudtrail-data:PutAuditEvents"]),
        "dashboard" => Some(&["cloudtrail:StartDashboardRefresh"]),
        "eventdatastore" => Some(&[
            "cloudtrail:StartQuery",
            "cloudtrail:CancelQuery",
            "cloudtrail:ListQueries",
            "cloudtrail:DescribeQuery",
            "cloudtrail:GetQueryResults",
            "cloudtrail:GenerateQuery",
            "cloudtrail:GenerateQueryResultsSummary",
            "cloudtrail:GetEventDataStore",
        ]),
        _ => None,
    }
}
