//! The operation that tells statistics of a metric.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::errors::INVALID_PARAMETER_COMBINATION;
use crate::services::cloudwatch::event::METRICS;
use crate::services::cloudwatch::extended::Extended;
use crate::services::cloudwatch::fault::{Faults, words_of};
use crate::services::cloudwatch::metric::{Metric, NAME, check_dimensions, check_namespace};
use crate::services::cloudwatch::period::{Period, Periods};
use crate::services::cloudwatch::rolled::Tally;
use crate::services::cloudwatch::sample::Measure;
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::shapes::statistics::{
    Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput, Statistic,
};
use crate::services::cloudwatch::statistics::{Distribution, Gathered, Summary};
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;

/// How many datapoints an answer may have.
///
/// Source: CloudWatch API Reference, "`GetMetricStatistics`".
const POINTS: u64 = 1_440;

/// How many plain statistics may be asked for, and how many others.
const PLAIN: usize = 5;
const EXTENDED: usize = 10;

/// Tells statistics of a metric, period by period.
///
/// - Datapoints come the oldest first, and those of one time in the order of the units in the model;
///   AWS's come in no order.
/// - Without a unit in the request, each unit has datapoints of its own: recorded.
/// - A metric that does not exist has no datapoints.
/// - Of data older than three hours, values that were put more than 64 different ones to a minute, or
///   later to five minutes or an hour, are known to within one percent: see
///   [`rolled`](crate::services::cloudwatch::rolled). Count, sum, average, smallest and largest stay
///   exact.
/// - Plain statistics and others may be asked for together. The reference forbids it; programs in
///   wide use do it and are answered.
/// - Of the others the reference names percentiles only. Those that the user guide gives for metrics
///   in general are taken, too.
/// - Of a period whose values do not allow the others, as statistic sets and negative values do not,
///   only the plain ones are told, and nothing if none were asked for. What AWS does then is not
///   known.
///
/// Fails with, in the order in which they are checked:
///
/// - the faults of the parameters, all of one code together, with AWS's sentences where they are
///   known: `Period` and `Unit` have ours;
/// - [`INVALID_PARAMETER_COMBINATION`] if there would be more than 1,440 datapoints. They are
///   counted between the times as they were given, before the start is rounded: our reading.
pub fn get_metric_statistics(
    ctx: &mut Context<'_>,
    request: GetMetricStatisticsInput,
) -> Result<GetMetricStatisticsOutput> {
    ctx.extra.touched.push(METRICS);
    let asked = Asked::check(&request)?;
    let points = asked.period.count(request.start_time, request.end_time);
    if points > POINTS {
        let sentence = format!(
            "You have requested up to {points} datapoints, which exceeds the limit of {POINTS}. You \
             may reduce the datapoints requested by increasing Period, or decreasing the time range."
        );
        return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, sentence).into());
    }
    let dimensions = request.dimensions.as_deref().unwrap_or_default();
    let metric = Metric::new(&request.namespace, &request.metric_name, dimensions);
    let entry = Entry::find(&ctx.txn, &ctx.caller.account, &ctx.region, &metric)?;
    let periods = Periods::cut(asked.period, request.start_time, request.end_time, ctx.now);

    let mut groups: BTreeMap<(Timestamp, Unit), Group> = BTreeMap::new();
    if let (Some(entry), Some(periods)) = (entry, periods) {
        for sample in series::samples(&ctx.txn, entry.number, periods.range())? {
            let sample = sample?;
            if asked.unit.is_none_or(|unit| unit == sample.unit) {
                let beginning = periods.beginning(sample.time);
                let group = groups.entry((beginning, sample.unit)).or_default();
                group.add(&sample.measure, &asked);
            }
        }
    }
    let point = |((beginning, unit), group): (_, Group)| {
        let point = group.datapoint(&asked)?;
        Some(Datapoint { timestamp: Some(beginning), unit: Some(unit), ..point })
    };
    let datapoints = groups.into_iter().filter_map(point).collect();
    Ok(GetMetricStatisticsOutput { label: Some(request.metric_name), datapoints: Some(datapoints) })
}

/// What the measures of a period and unit come to.
#[derive(Default)]
struct Group {
    tally: Option<Tally>,
    values: Gathered,
}

impl Group {
    fn add(&mut self, measure: &Measure, asked: &Asked) {
        match &mut self.tally {
            Some(tally) => tally.add(measure),
            None => self.tally = Some(Tally::of(measure)),
        }
        // They take room for each value.
        if !asked.extended.is_empty() {
            self.values.add(measure);
        }
    }

    /// Returns what is asked for; `None` if nothing of it can be told.
    fn datapoint(self, asked: &Asked) -> Option<Datapoint> {
        let summary = Summary::of(&self.tally?);
        let mut point = Datapoint::default();
        for statistic in &asked.plain {
            match statistic {
                Statistic::SampleCount => point.sample_count = Some(summary.count),
                Statistic::Average => point.average = Some(summary.average()),
                Statistic::Sum => point.sum = Some(summary.sum),
                Statistic::Minimum => point.minimum = Some(summary.min),
                Statistic::Maximum => point.maximum = Some(summary.max),
            }
        }
        if let Some(values) = Distribution::of(self.values) {
            let told =
                |(name, extended): &(String, Extended)| Some((name.clone(), extended.of(&values)?));
            let told: BTreeMap<_, _> = asked.extended.iter().filter_map(told).collect();
            point.extended_statistics = Some(told).filter(|told| !told.is_empty());
        }
        (!asked.plain.is_empty() || point.extended_statistics.is_some()).then_some(point)
    }
}

/// What is asked for, once nothing is wrong with it.
struct Asked {
    plain: Vec<Statistic>,
    extended: Vec<(String, Extended)>,
    period: Period,
    unit: Option<Unit>,
}

impl Asked {
    fn check(request: &GetMetricStatisticsInput) -> Result<Self, ApiError> {
        let mut faults = Faults::default();
        check_namespace(&mut faults, &request.namespace);
        faults.text("MetricName", &request.metric_name, NAME);
        let dimensions = request.dimensions.as_deref().unwrap_or_default();
        check_dimensions(&mut faults, "Dimensions", dimensions);
        check_times(&mut faults, request);

        let period = Period::parse(request.period);
        if period.is_none() {
            faults.invalid("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
        }
        let plain = plain_statistics(&mut faults, request);
        let extended = extended_statistics(&mut faults, request);
        if request.statistics.is_none() && request.extended_statistics.is_none() {
            faults.combination(
                "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
            );
        }
        let unit = request.unit.as_ref().map(|unit| {
            let known = unit.known();
            if known.is_none() {
                faults.not_in("Unit", &set_of::<Unit>());
            }
            known
        });
        faults.check()?;
        let period = period.expect("a period that there is not is a fault");
        Ok(Self { plain, extended, period, unit: unit.flatten() })
    }
}

/// Looks at the range of time.
///
/// Source: both sentences were seen in public.
fn check_times(faults: &mut Faults, request: &GetMetricStatisticsInput) {
    if request.start_time == request.end_time {
        faults.invalid("The parameter StartTime must not equal parameter EndTime.");
    } else if request.start_time > request.end_time {
        faults.invalid("The parameter StartTime must be less than the parameter EndTime.");
    }
}

fn plain_statistics(faults: &mut Faults, request: &GetMetricStatisticsInput) -> Vec<Statistic> {
    let words = request.statistics.as_deref().unwrap_or_default();
    faults.size("Statistics", words.len(), PLAIN);
    let mut known = Vec::new();
    for (position, word) in words.iter().enumerate() {
        match word.known() {
            Some(statistic) => known.push(statistic),
            // The newest form that was seen in public; the braces are AWS's.
            None => faults.not_in(
                format_args!("Statistics.member.{}.<list element>", position + 1),
                &set_of::<Statistic>(),
            ),
        }
    }
    known
}

fn extended_statistics(
    faults: &mut Faults,
    request: &GetMetricStatisticsInput,
) -> Vec<(String, Extended)> {
    let words = request.extended_statistics.as_deref().unwrap_or_default();
    faults.size("ExtendedStatistics", words.len(), EXTENDED);
    let mut known = Vec::new();
    for word in words {
        match Extended::parse(word) {
            Some(extended) => known.push((word.clone(), extended)),
            None => faults.invalid(format!(
                "The value {word} for parameter ExtendedStatistic is not supported."
            )),
        }
    }
    known
}

/// Returns a set of words as this operation prints it.
fn set_of<W: crate::schema::Shape>() -> String {
    format!("[{}]", words_of::<W>().join(", "))
}
