//! What a widget is to show, read from the store.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Asked, Source, Widget};
use crate::arn::Arn;
use crate::chart::{Annotation, COLORS, Chart, Fill, Series, View};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::picture::Color;
use crate::services::cloudwatch::alarm::Alarm;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::math;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::ops::metric_data::outcomes;
use crate::services::cloudwatch::queries::Outcome;
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::shapes::metric_data::{
    GetMetricDataInput, LabelOptions, MetricDataQuery, MetricStat,
};
use crate::services::cloudwatch::tier::Tier;
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;

/// How many values a line has at most: periods are longer where there would be more.
const POINTS: u64 = 10_000;

/// The colours of an alarm's states.
const STATES: [(&str, Color); 3] = [
    ("ALARM", Color(0xD1, 0x32, 0x12, 255)),
    ("OK", Color(0x1D, 0x81, 0x02, 255)),
    ("INSUFFICIENT_DATA", Color(0x68, 0x70, 0x78, 255)),
];

/// Returns the colour of an alarm's state.
pub fn state_color(state: &str) -> Color {
    STATES.iter().find(|(name, _)| *name == state).map_or(STATES[2].1, |(_, color)| *color)
}

/// Reads what a widget shows; `range` is the time that it shows, where that is not its own.
///
/// Fails with [`VALIDATION_ERROR`] if it ends before it begins or shows an alarm that is not there, and
/// as get-metric-data does.
pub fn gather(
    ctx: &mut Context<'_>,
    widget: &Widget,
    range: Option<(Timestamp, Timestamp)>,
) -> Result<Chart> {
    let range = range.unwrap_or((widget.start.time(ctx.now), widget.end.time(ctx.now)));
    if range.0 >= range.1 {
        let sentence = "The parameter MetricWidget is invalid: it ends before it begins";
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    }
    let mut chart = Chart {
        title: widget.title.clone(),
        view: widget.view,
        axes: widget.axes.clone(),
        range,
        zone: widget.zone.minutes(),
        horizontal: widget.horizontal.clone(),
        vertical: widget.vertical.clone(),
        legend: widget.legend,
        sparkline: widget.sparkline,
        precise: widget.precise,
        shares: widget.shares,
        table: widget.table.clone(),
        theme: widget.theme,
        ..Chart::default()
    };
    let mut metrics = widget.metrics.clone();
    let mut ready = Vec::new();
    if let Some(arn) = &widget.alarm {
        let shown = alarm(ctx, arn, &mut chart)?;
        if metrics.is_empty() {
            (metrics, ready) = shown;
        }
    }
    let home = ctx.region.clone();
    if let Some(region) = &widget.region {
        ctx.region.clone_from(region);
    }
    let drawn = fill(ctx, widget, (&metrics, ready), &mut chart);
    ctx.region = home;
    drawn.map(|()| chart)
}

fn fill(
    ctx: &mut Context<'_>,
    widget: &Widget,
    (metrics, mut queries): (&[Asked], Vec<MetricDataQuery>),
    chart: &mut Chart,
) -> Result<()> {
    let mut taken: BTreeSet<String> = metrics.iter().filter_map(|m| m.id.clone()).collect();
    let mut free = |place: usize| {
        let mut id = format!("w{place}");
        while !taken.insert(id.clone()) {
            id.push('_');
        }
        id
    };
    let length = chart.range.1.since(chart.range.0).as_secs();
    let mut named = BTreeMap::new();
    let mut regions = BTreeMap::new();
    for (place, asked) in metrics.iter().enumerate() {
        let id = asked.id.clone().unwrap_or_else(|| free(place));
        let period = if widget.whole && widget.view != View::Lines && widget.view != View::Stacked {
            length.next_multiple_of(60).max(60)
        } else {
            fitting(asked.period, chart.range.0, length, ctx.now)
        };
        let period = i32::try_from(period).unwrap_or(i32::MAX);
        let (metric_stat, expression) = match &asked.what {
            Source::Metric(metric) => {
                let stat = asked.stat.clone();
                (
                    Some(MetricStat {
                        metric: metric.clone().into_shape(),
                        period,
                        stat,
                        unit: None,
                    }),
                    None,
                )
            }
            Source::Expression(expression) => (None, Some(expression.clone())),
        };
        named.insert(id.clone(), (asked, period));
        queries.push(MetricDataQuery {
            id,
            metric_stat,
            expression,
            label: asked.label.clone(),
            return_data: Some(asked.visible),
            period: Some(period),
            account_id: asked.account.clone().or_else(|| widget.account.clone()),
        });
        if let Some(region) = &asked.region {
            regions.insert(queries[queries.len() - 1].id.clone(), region.clone());
        }
    }
    if queries.iter().all(|query| query.return_data == Some(false)) {
        return Ok(());
    }
    let labels = labels(metrics, &ctx.region);
    for result in asked_in(ctx, queries, &regions, chart)? {
        let known = named.get(&result.id);
        let math::Series { mut label, points, .. } = result.series;
        let mut unit = None;
        if let Some((Asked { what: Source::Metric(metric), label: given, region, .. }, _)) = known {
            let region = region.clone().unwrap_or_else(|| ctx.region.clone());
            unit = unit_of(ctx, (metric, &region), &points)?;
            if given.is_none() {
                label = labels.get(&(metric.clone(), region)).cloned().unwrap_or(label);
            }
        } else if let Some((Asked { what: Source::Expression(text), label: None, id: None, .. }, _)) =
            known
            && label == result.id
        {
            label.clone_from(text);
        }
        let color = known.and_then(|(asked, _)| asked.color);
        let period = known.map_or(60, |(_, period)| *period);
        chart.series.push(Series {
            label,
            color: color.unwrap_or(COLORS[chart.series.len() % COLORS.len()]),
            right: known.is_some_and(|(asked, _)| asked.right),
            period: u64::try_from(period).unwrap_or(60),
            points,
            unit,
        });
    }
    Ok(())
}

/// Returns a period for data of an age, and for so many of them.
///
/// Source: CloudWatch User Guide, "CloudWatch concepts", "Metrics retention". That a graph has no more
/// values than can be seen is our choice.
fn fitting(period: u64, start: Timestamp, length: u64, now: Timestamp) -> u64 {
    let finest = Tier::of_age(now.since(start)).step().as_secs();
    let least = finest.max(length / POINTS);
    if period >= least && period.is_multiple_of(finest) {
        return period;
    }
    period.max(least).next_multiple_of(finest.max(60))
}

/// Asks for series where they are: those of a region together, with all that they are computed from.
fn asked_in(
    ctx: &mut Context<'_>,
    queries: Vec<MetricDataQuery>,
    regions: &BTreeMap<String, String>,
    chart: &Chart,
) -> Result<Vec<Outcome>> {
    let home = ctx.region.clone();
    // A metric stays where it is, in whatever region something is computed from it.
    let regions: BTreeMap<String, String> = queries
        .iter()
        .map(|query| (query.id.clone(), regions.get(&query.id).unwrap_or(&home).clone()))
        .collect();
    let places: BTreeMap<String, usize> =
        queries.iter().enumerate().map(|(place, query)| (query.id.clone(), place)).collect();
    let told = queries.iter().filter(|query| query.return_data != Some(false));
    let told: BTreeSet<String> = told.map(|query| regions[&query.id].clone()).collect();
    let sign = if chart.zone < 0 { '-' } else { '+' };
    let zone = chart.zone.unsigned_abs();
    let timezone = Some(format!("{sign}{:02}{:02}", zone / 60, zone % 60));
    let request = GetMetricDataInput {
        metric_data_queries: queries,
        start_time: chart.range.0,
        end_time: chart.range.1,
        next_token: None,
        scan_by: None,
        max_datapoints: None,
        label_options: Some(LabelOptions { timezone }),
    };
    let mut results = Vec::new();
    for region in &told {
        ctx.region.clone_from(region);
        let mut request = request.clone();
        for query in &mut request.metric_data_queries {
            let is_told = query.return_data != Some(false);
            query.return_data = Some(is_told && regions[&query.id] == ctx.region);
        }
        results.extend(outcomes(ctx, &request, &regions)?);
    }
    ctx.region = home;
    results.sort_by_key(|result| places.get(&result.id).copied());
    Ok(results)
}

/// Returns what metrics are called that have no label: what tells them from the others.
fn labels(metrics: &[Asked], home: &str) -> BTreeMap<(Metric, String), String> {
    let all: BTreeSet<(&Metric, &str)> = metrics
        .iter()
        .filter_map(|asked| match &asked.what {
            Source::Metric(metric) => Some((metric, asked.region.as_deref().unwrap_or(home))),
            Source::Expression(_) => None,
        })
        .collect();
    let first = all.first().copied();
    let differ = |part: &dyn Fn(&Metric) -> String| {
        first.is_some_and(|first| all.iter().any(|(metric, _)| part(metric) != part(first.0)))
    };
    let regions = first.is_some_and(|first| all.iter().any(|(_, region)| *region != first.1));
    let values = |metric: &Metric| {
        let told = metric.dimensions().iter().map(|(_, value)| value.as_str());
        told.collect::<Vec<_>>().join(" ")
    };
    let (names, dimensions) = (differ(&|m| m.name.clone()), differ(&values));
    let told = |metric: &Metric| match (names, dimensions) {
        (false, true) if !metric.dimensions().is_empty() => values(metric),
        (true, true) if !metric.dimensions().is_empty() => {
            format!("{} {}", values(metric), metric.name)
        }
        _ => metric.name.clone(),
    };
    let label = |metric: &Metric, region: &str| {
        if regions { format!("{} {region}", told(metric)) } else { told(metric) }
    };
    all.iter()
        .map(|(metric, region)| (((*metric).clone(), (*region).to_owned()), label(metric, region)))
        .collect()
}

/// Returns the unit of a metric: that of its newest value that is shown.
fn unit_of(
    ctx: &Context<'_>,
    (metric, region): (&Metric, &str),
    points: &BTreeMap<Timestamp, f64>,
) -> Result<Option<String>> {
    let Some((time, _)) = points.last_key_value() else { return Ok(None) };
    let entry = Entry::find(&ctx.txn, &ctx.caller.account, region, metric)?;
    let Some(entry) = entry else { return Ok(None) };
    let range = (*time, *time + Duration::from_hours(24));
    let sample = series::samples(&ctx.txn, entry.number, range)?.next().transpose()?;
    Ok(sample.map(|sample| Unit::word(sample.unit).to_owned()))
}

/// Puts an alarm into a graph: its threshold and its state. Returns what it watches.
fn alarm(
    ctx: &Context<'_>,
    arn: &str,
    chart: &mut Chart,
) -> Result<(Vec<Asked>, Vec<MetricDataQuery>)> {
    let found = match Arn::parse(arn) {
        Some(arn) if arn.service == "cloudwatch" => match arn.resource.strip_prefix("alarm:") {
            Some(name) => Alarm::find(&ctx.txn, (arn.account, arn.region), name)?,
            None => None,
        },
        _ => None,
    };
    let Some(alarm) = found else {
        let sentence = format!("The parameter MetricWidget is invalid: there is no alarm {arn}");
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    };
    let state = alarm.state.value.word().to_owned();
    let color = state_color(&state);
    chart.state = Some((state, color));
    if chart.title.is_none() {
        chart.title = Some(alarm.name.clone());
    }
    let request = alarm.request()?;
    if let Some(threshold) = request.threshold {
        chart.horizontal.push(Annotation {
            at: threshold,
            to: None,
            label: Some(format!("{} {}", alarm.name, crate::chart::number(threshold))),
            to_label: None,
            color: STATES[0].1,
            fill: Fill::None,
            right: false,
        });
    }
    let (Some(namespace), Some(name)) = (&request.namespace, &request.metric_name) else {
        return Ok((Vec::new(), request.metrics.unwrap_or_default()));
    };
    let dimensions = request.dimensions.as_deref().unwrap_or_default();
    let stat = request.statistic.map(|statistic| statistic.word().to_owned());
    let asked = Asked {
        what: Source::Metric(Metric::new(namespace, name, dimensions)),
        id: None,
        label: None,
        color: None,
        right: false,
        visible: true,
        stat: stat.or(request.extended_statistic).unwrap_or_else(|| "Average".to_owned()),
        period: request.period.and_then(|p| u64::try_from(p).ok()).unwrap_or(super::PERIOD),
        region: Some(alarm.region),
        account: None,
    };
    Ok((vec![asked], Vec::new()))
}
