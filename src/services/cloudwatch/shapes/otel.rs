//! Shapes of the operations on the enrichment of metrics for OpenTelemetry.

use crate::{outline, words};

outline! {
    /// What get-otel-enrichment answers.
    pub struct GetOTelEnrichmentOutput {
        status: OTelEnrichmentStatus = "Status",
    }
}

words! {
    /// Whether metrics are enriched for OpenTelemetry.
    pub enum OTelEnrichmentStatus = ["Running", "Stopped"];
}
