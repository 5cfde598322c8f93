//! The operations on anomaly detectors.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::schema::Shape;
use crate::services::cloudwatch::anomaly::{Detector, Subject, rules};
use crate::services::cloudwatch::errors::{
    INVALID_PARAMETER_COMBINATION, INVALID_PARAMETER_VALUE, RESOURCE_NOT_FOUND_EXCEPTION,
};
use crate::services::cloudwatch::queries::Queries;
use crate::services::cloudwatch::shapes::anomaly_detectors::{
    AnomalyDetectorStateValue, AnomalyDetectorType, DeleteAnomalyDetectorInput,
    DescribeAnomalyDetectorsInput, DescribeAnomalyDetectorsOutput, PutAnomalyDetectorInput,
    PutAnomalyDetectorOutput, SingleMetricAnomalyDetector,
};
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::metrics::Dimension;
use crate::services::cloudwatch::stored::Stored;
use crate::store::Record;

use super::alarms::position;

/// How many detectors a page has at most, and unless the request says otherwise.
///
/// Source: CloudWatch API Reference, "`DescribeAnomalyDetectors`", `MaxResults`.
const PAGE: i32 = 100;

/// Returns the metric that the members name that AWS has given up.
fn flat(
    namespace: Option<String>,
    metric_name: Option<String>,
    dimensions: Option<Vec<Dimension>>,
    stat: Option<String>,
) -> SingleMetricAnomalyDetector {
    SingleMetricAnomalyDetector { account_id: None, namespace, metric_name, dimensions, stat }
}

/// Creates an anomaly detector, or replaces the settings of the one on the same metric or expression,
/// which keeps its id and what it has learned.
///
/// Fails with what [`rules::subject`] and [`rules::check`] fail with.
pub fn put_anomaly_detector(
    ctx: &mut Context<'_>,
    request: PutAnomalyDetectorInput,
) -> Result<PutAnomalyDetectorOutput> {
    let flat = flat(request.namespace, request.metric_name, request.dimensions, request.stat);
    let (single, math) =
        (request.single_metric_anomaly_detector, request.metric_math_anomaly_detector);
    let on = rules::subject(&ctx.caller.account, flat, single, math)?;
    if let Some(configuration) = &request.configuration {
        rules::check(configuration)?;
    }
    let before = Detector::like(&ctx.txn, ctx.owner(), &on)?;
    let created = before.as_ref().map_or(ctx.now, |before| before.created);
    let id = before.map_or_else(|| ctx.ids.uuid(), |before| before.id);
    let detector = Detector {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        id,
        on,
        created,
        configuration: request.configuration.map(Shape::write),
        characteristics: request.metric_characteristics.map(Shape::write),
    };
    ctx.txn.put(&detector);
    Ok(PutAnomalyDetectorOutput { anomaly_detector_id: Some(detector.id) })
}

/// Deletes an anomaly detector, named by its id or by what it is on.
///
/// Fails with [`INVALID_PARAMETER_COMBINATION`] for both, as [`rules::subject`] does, and with
/// [`RESOURCE_NOT_FOUND_EXCEPTION`].
pub fn delete_anomaly_detector(
    ctx: &mut Context<'_>,
    request: DeleteAnomalyDetectorInput,
) -> Result<Nothing> {
    let flat = flat(request.namespace, request.metric_name, request.dimensions, request.stat);
    let (single, math) =
        (request.single_metric_anomaly_detector, request.metric_math_anomaly_detector);
    let has_subject =
        flat != SingleMetricAnomalyDetector::default() || single.is_some() || math.is_some();
    let found = match request.anomaly_detector_id {
        Some(_) if has_subject => {
            let sentence = "The parameter AnomalyDetectorId must not be used with a metric or with \
                            MetricMathAnomalyDetector.";
            return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, sentence).into());
        }
        Some(id) => every(ctx)?.into_iter().find(|detector| detector.id == id),
        None => {
            let on = rules::subject(&ctx.caller.account, flat, single, math)?;
            Detector::like(&ctx.txn, ctx.owner(), &on)?
        }
    };
    let Some(detector) = found else {
        let sentence = "There is no such anomaly detector.";
        return Err(ApiError::new(RESOURCE_NOT_FOUND_EXCEPTION, sentence).into());
    };
    ctx.txn.delete(&detector.key());
    Ok(Nothing {})
}

fn every(ctx: &Context<'_>) -> Result<Vec<Detector>> {
    let mut every = Vec::new();
    for kind in AnomalyDetectorType::ALL {
        every.extend(Detector::listing(&ctx.txn, ctx.owner(), *kind)?);
    }
    Ok(every)
}

/// Lists the anomaly detectors: those on metrics, unless other kinds or ids are asked for.
///
/// Fails with [`INVALID_PARAMETER_COMBINATION`] for ids and another choice, with
/// [`INVALID_PARAMETER_VALUE`] for too large a page, and for a token that is not one of the operation.
pub fn describe_anomaly_detectors(
    ctx: &mut Context<'_>,
    request: DescribeAnomalyDetectorsInput,
) -> Result<DescribeAnomalyDetectorsOutput> {
    let ids = request.anomaly_detector_ids.as_deref().unwrap_or_default();
    let is_filtered = request.namespace.is_some()
        || request.metric_name.is_some()
        || request.dimensions.is_some()
        || request.anomaly_detector_types.is_some();
    if !ids.is_empty() && is_filtered {
        let sentence = "The parameter AnomalyDetectorIds must not be used with Namespace, \
                        MetricName, Dimensions or AnomalyDetectorTypes.";
        return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, sentence).into());
    }
    let size = request.max_results.unwrap_or(PAGE);
    if size > PAGE {
        let sentence = format!("The parameter MaxResults must be less than or equal to {PAGE}.");
        return Err(ApiError::new(INVALID_PARAMETER_VALUE, sentence).into());
    }
    let after = request.next_token.as_deref();
    let after = after.map(|token| position("DescribeAnomalyDetectors", token)).transpose()?;

    let types = request.anomaly_detector_types.filter(|types| !types.is_empty());
    let types = types.unwrap_or_else(|| vec![AnomalyDetectorType::SingleMetric]);
    let mut wanted = every(ctx)?;
    wanted.retain(|detector| match &detector.on {
        _ if !ids.is_empty() => ids.contains(&detector.id),
        Subject::Math(_) => types.contains(&AnomalyDetectorType::MetricMath),
        Subject::Single(metric, _) => {
            let fits = |wanted: &Option<String>, is: &str| {
                wanted.as_deref().is_none_or(|wanted| wanted == is)
            };
            let of = metric.clone().into_shape().dimensions.unwrap_or_default();
            types.contains(&AnomalyDetectorType::SingleMetric)
                && fits(&request.namespace, &metric.namespace)
                && fits(&request.metric_name, &metric.name)
                && request.dimensions.as_ref().is_none_or(|wanted| {
                    wanted.len() == of.len() && wanted.iter().all(|one| of.contains(one))
                })
        }
    });
    if let Some(after) = after {
        let place = wanted.iter().position(|detector| detector.id == after);
        wanted.drain(..place.map_or(0, |place| place + 1));
    }
    let size = usize::try_from(size).unwrap_or_default();
    let last = wanted.get(size.saturating_sub(1)).filter(|_| wanted.len() > size);
    let next_token = last.map(|last| page::token("DescribeAnomalyDetectors", &last.id));
    let mut shown = Vec::new();
    for detector in wanted.iter().take(size) {
        let mut told = detector.shown();
        told.state_value = Some(state(ctx, detector)?);
        shown.push(told);
    }
    Ok(DescribeAnomalyDetectorsOutput { anomaly_detectors: Some(shown), next_token })
}

/// Returns how much a detector has learned.
fn state(ctx: &Context<'_>, detector: &Detector) -> Result<AnomalyDetectorStateValue> {
    let learning = detector.learning();
    let Some(last) = learning.last(ctx.now) else {
        return Ok(AnomalyDetectorStateValue::PendingTraining);
    };
    let range = (ctx.now, ctx.now);
    let store = Stored { txn: &ctx.txn, logs: ctx.logs, owner: ctx.owner(), range, now: ctx.now };
    let (queries, id) = detector.on.queries()?;
    let mut asked =
        Queries::new(&store, &queries, crate::services::cloudwatch::label::Zone::default());
    let data = asked.training(&id, &learning, range)?;
    let knows = learning.model(&data, last).is_some();
    Ok(if knows {
        AnomalyDetectorStateValue::Trained
    } else {
        AnomalyDetectorStateValue::TrainedInsufficientData
    })
}
