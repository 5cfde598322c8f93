//! The operations on the enrichment of metrics for OpenTelemetry.

use crate::context::Context;
use crate::error::Result;
use crate::services::cloudwatch::enrichment::Enrichment;
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::otel::{GetOTelEnrichmentOutput, OTelEnrichmentStatus};
use crate::store::Record;

fn enrichment(ctx: &Context<'_>) -> Enrichment {
    Enrichment { account: ctx.caller.account.clone(), region: ctx.region.clone() }
}

/// Notes that metrics are enriched. That resources must have their tags on telemetry first, as AWS
/// says, is not asked.
pub fn start_otel_enrichment(ctx: &mut Context<'_>, _: Nothing) -> Result<Nothing> {
    let enrichment = enrichment(ctx);
    ctx.txn.put(&enrichment);
    Ok(Nothing {})
}

/// Notes that metrics are enriched no longer.
pub fn stop_otel_enrichment(ctx: &mut Context<'_>, _: Nothing) -> Result<Nothing> {
    let key = enrichment(ctx).key();
    ctx.txn.delete(&key);
    Ok(Nothing {})
}

/// Shows whether metrics are enriched.
pub fn get_otel_enrichment(ctx: &mut Context<'_>, _: Nothing) -> Result<GetOTelEnrichmentOutput> {
    let runs = ctx.txn.get::<Enrichment>(&enrichment(ctx).key())?.is_some();
    let status = if runs { OTelEnrichmentStatus::Running } else { OTelEnrichmentStatus::Stopped };
    Ok(GetOTelEnrichmentOutput { status })
}
