//! Whether metrics of an account and region are enriched for OpenTelemetry.
//!
//! Here it is a setting and nothing more: no metric gets labels, and there is no PromQL to ask with.
//!
//! Source: CloudWatch API Reference, "`StartOTelEnrichment`".

use serde::{Deserialize, Serialize};

use crate::store::{Json, Key, Record};

/// Says that metrics are enriched; without a record they are not.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Enrichment {
    /// Whose metrics.
    pub account: String,
    /// Where they are.
    pub region: String,
}

impl Record for Enrichment {
    const KIND: &'static str = "metric enrichment";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.account).text(&self.region)
    }
}
