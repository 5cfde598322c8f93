//! The operation that lists metrics.

use std::time::Duration;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::errors::INVALID_PARAMETER_VALUE;
use crate::services::cloudwatch::event::METRICS;
use crate::services::cloudwatch::fault::Faults;
use crate::services::cloudwatch::metric::{Metric, NAME, check_namespace};
use crate::services::cloudwatch::shapes::metrics::{ListMetricsInput, ListMetricsOutput};

/// How many metrics a page has at most.
///
/// Source: CloudWatch API Reference, "`ListMetrics`".
const PAGE: usize = 500;

/// How many dimensions may be asked for.
const FILTERS: usize = 10;

/// How recent the newest data of a metric must be for it to be listed, and if `PT3H` is asked for.
///
/// Source: CloudWatch API Reference, "`ListMetrics`". Both are measured by the time of the data, not
/// by the time at which they were put: our reading.
const LISTED: Duration = Duration::from_hours(14 * 24);
const RECENT: Duration = Duration::from_hours(3);

/// Lists the metrics of the region that have had data in the last two weeks.
///
/// They come in the order of namespace, name and dimensions, which is our choice: AWS states none.
/// A token goes on behind the metric that the page before ended with. There are no linked accounts:
/// whoever asks for them gets the caller's account for each metric, and nothing of another account.
///
/// Fails with the faults of the parameters, or [`INVALID_PARAMETER_VALUE`] if the token is not one
/// of this operation; the sentence about it is our choice.
pub fn list_metrics(ctx: &mut Context<'_>, request: ListMetricsInput) -> Result<ListMetricsOutput> {
    ctx.extra.touched.push(METRICS);
    let recent = check(&request)?;
    let after = request.next_token.as_deref().map(position).transpose()?;
    let (account, region) = (ctx.caller.account.as_str(), ctx.region.as_str());
    let wanted = request.dimensions.unwrap_or_default();
    let oldest = ctx.now - if recent { RECENT } else { LISTED };
    let names = (request.namespace.as_deref(), request.metric_name.as_deref());
    let foreign = request.owning_account.is_some_and(|owner| owner != account);

    let mut metrics: Vec<Metric> = Vec::new();
    let mut next_token = None;
    let entries = Entry::listing(&ctx.txn, (account, region), names, after);
    for entry in entries.take_while(|_| !foreign) {
        let entry = entry?;
        if entry.last < oldest || !wanted.iter().all(|wanted| entry.metric.has(wanted)) {
            continue;
        }
        if metrics.len() == PAGE {
            next_token = metrics.last().map(token);
            break;
        }
        metrics.push(entry.metric);
    }
    let linked = request.include_linked_accounts == Some(true);
    let owning_accounts = linked.then(|| vec![account.to_owned(); metrics.len()]);
    let metrics = Some(metrics.into_iter().map(Metric::into_shape).collect());
    Ok(ListMetricsOutput { metrics, next_token, owning_accounts })
}

/// Looks at the parameters; returns whether only recently active metrics are asked for.
fn check(request: &ListMetricsInput) -> Result<bool, ApiError> {
    let mut faults = Faults::default();
    if let Some(namespace) = &request.namespace {
        check_namespace(&mut faults, namespace);
    }
    if let Some(name) = &request.metric_name {
        faults.text("MetricName", name, NAME);
    }
    if let Some(wanted) = &request.dimensions {
        faults.size("Dimensions", wanted.len(), FILTERS);
    }
    if let Some(recent) = &request.recently_active {
        faults.word("RecentlyActive", recent);
    }
    faults.check()?;
    Ok(request.recently_active.is_some())
}

fn token(last: &Metric) -> String {
    let position = serde_json::to_string(last).expect("a metric is made of text");
    page::token("ListMetrics", &position)
}

fn position(token: &str) -> Result<Metric, ApiError> {
    let position = page::position("ListMetrics", token);
    position.and_then(|metric| serde_json::from_str(&metric).ok()).ok_or_else(|| {
        let sentence = format!("The value {token} for parameter NextToken is invalid.");
        ApiError::new(INVALID_PARAMETER_VALUE, sentence)
    })
}
