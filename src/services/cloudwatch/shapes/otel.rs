//! Shapes of the operations on the enrichment of metrics for OpenTelemetry.

use crate::{shape, words};

shape! {
    /// What get-otel-enrichment answers.
    pub struct GetOTelEnrichmentOutput {
        /// Whether metrics are enriched.
        status: OTelEnrichmentStatus = "Status",
    }
}

words! {
    /// Whether metrics are enriched for OpenTelemetry.
    pub enum OTelEnrichmentStatus {
        /// They are.
        Running = "Running",
        /// They are not.
        Stopped = "Stopped",
    }
}
