//! What `put-metric-data` takes, and the samples that come of it.
//!
//! Everything that is wrong with a request is found before anything is kept, so a request is taken
//! as a whole or not at all.
//!
//! Source: CloudWatch API Reference, "`PutMetricData`", "`MetricDatum`"; CloudWatch User Guide,
//! "Publish custom metrics"; messages as facts and public issues list them, each marked below.

use std::collections::BTreeMap;
use std::time::Duration;

use super::entity;
use super::fault::Faults;
use super::metric::{self, Metric, check_dimensions, check_namespace};
use super::sample::{Measure, Resolution, Sample, Set};
use super::shapes::data::{MetricDatum, PutMetricDataInput, StatisticSet};
use super::unit::Unit;
use crate::error::ApiError;
use crate::time::Timestamp;

/// How many data a request may have.
const DATA: usize = 1_000;

/// How many values a datum may have.
const VALUES: usize = 150;

/// How long ago a datum may have been measured; that long ago is fine.
const BACK: Duration = Duration::from_hours(14 * 24);

/// How far ahead a datum may lie; that far is fine.
const AHEAD: Duration = Duration::from_hours(2);

/// What namespaces of AWS's own services begin with, in these letters.
///
/// Source: CloudWatch API Reference, "`PutMetricData`"; the sentence that refuses it is that of
/// services that follow AWS's.
const RESERVED: &str = "AWS/";

/// How many entities a request may have data about.
const ENTITIES: usize = 2;

/// Returns the samples of a request, by metric.
///
/// Fails with all faults of one code, in the order of the data: see [`Faults::check`]. Those of entities
/// count only if the request is strict; the sentence about them is ours.
pub fn samples(
    request: &PutMetricDataInput,
    now: Timestamp,
) -> Result<BTreeMap<Metric, Vec<Sample>>, ApiError> {
    let namespace = &request.namespace;
    let data = request.metric_data.as_deref().unwrap_or_default();
    let about = request.entity_metric_data.as_deref().unwrap_or_default();
    let mut faults = Faults::default();
    check_namespace(&mut faults, namespace);
    if namespace.starts_with(RESERVED) {
        faults.value("Namespace", RESERVED);
    }
    if data.is_empty() && about.is_empty() {
        faults.missing("MetricData");
    }
    let paths = data.iter().enumerate();
    let mut data: Vec<(String, &MetricDatum)> =
        paths.map(|(place, datum)| (format!("MetricData.member.{}", place + 1), datum)).collect();
    if !about.is_empty() && request.strict_entity_validation.is_none() {
        faults.missing("StrictEntityValidation");
    }
    for (place, about) in about.iter().enumerate() {
        let path = format!("EntityMetricData.member.{}", place + 1);
        let fault = if place < ENTITIES {
            entity::fault(about.entity.as_ref())
        } else {
            Some("EntitySizeTooLarge")
        };
        if let Some(fault) = fault
            && request.strict_entity_validation == Some(true)
        {
            faults.invalid(format!("The parameter {path}.Entity is invalid: {fault}."));
        }
        let own = about.metric_data.iter().flatten().enumerate();
        data.extend(
            own.map(|(place, datum)| (format!("{path}.MetricData.member.{}", place + 1), datum)),
        );
    }
    faults.size("MetricData", data.len(), DATA);

    let now = now.whole_secs();
    let mut samples: BTreeMap<Metric, Vec<Sample>> = BTreeMap::new();
    for (path, datum) in data {
        let found = of_datum(&mut faults, &path, datum, now);
        let dimensions = datum.dimensions.as_deref().unwrap_or_default();
        let metric = Metric::new(namespace, &datum.metric_name, dimensions);
        samples.entry(metric).or_default().extend(found);
    }
    faults.check()?;
    Ok(samples)
}

/// Returns the samples of a datum, as far as they can be told if something is wrong with it.
fn of_datum(faults: &mut Faults, path: &str, datum: &MetricDatum, now: Timestamp) -> Vec<Sample> {
    faults.text(format_args!("{path}.MetricName"), &datum.metric_name, metric::NAME);
    let dimensions = datum.dimensions.as_deref().unwrap_or_default();
    check_dimensions(faults, format_args!("{path}.Dimensions"), dimensions);

    let time = datum.timestamp.unwrap_or(now);
    if time < now - BACK || time > now + AHEAD {
        // Seen for times in the past and for those far ahead.
        faults.invalid(format!(
            "The parameter {path}.Timestamp must specify a time within the past two weeks."
        ));
    }
    let unit = match &datum.unit {
        Some(unit) => faults.word(format_args!("{path}.Unit"), unit),
        None => Some(Unit::None),
    };
    let resolution = Resolution::parse(datum.storage_resolution.unwrap_or(60));
    if resolution.is_none() {
        faults.not_in(format_args!("{path}.StorageResolution"), "[ 1, 60 ]");
    }
    let measures = measures(faults, path, datum);
    let (Some(unit), Some(resolution)) = (unit, resolution) else { return Vec::new() };
    // "CloudWatch stores" data of the resolution 60 "at 1-minute resolution", says the reference:
    // with the beginning of the minute, in which they cannot be told apart any more.
    let time = resolution.align(time);
    measures.into_iter().map(|measure| Sample { time, unit, resolution, measure }).collect()
}

/// Returns what a datum says was measured: exactly one of its three forms.
///
/// | what is wrong                        | source                                     |
/// |--------------------------------------|--------------------------------------------|
/// | a value with another form            | recorded                                   |
/// | values with a statistic set          | our choice, in the same words              |
/// | no form                              | public issues                              |
/// | not as many counts as values         | recorded; also where there are no values   |
/// | more than 150 values                 | public issues                              |
/// | a number that cannot be              | public issues                              |
/// | counts below zero, or none at all    | our choice, in the words for a sample count |
fn measures(faults: &mut Faults, path: &str, datum: &MetricDatum) -> Vec<Measure> {
    let values = datum.values.as_deref().unwrap_or_default();
    let forms: Vec<&str> = [
        ("Value", datum.value.is_some()),
        ("Values", !values.is_empty()),
        ("StatisticValues", datum.statistic_values.is_some()),
    ]
    .into_iter()
    .filter_map(|(form, given)| given.then_some(form))
    .collect();
    if let [first, second, ..] = forms.as_slice() {
        faults.combination(format!(
            "The parameters {path}.{first} and {path}.{second} are mutually exclusive and you \
             have specified both."
        ));
    }
    let counts = datum.counts.as_deref();
    if counts.is_some_and(|counts| counts.len() != values.len()) {
        faults.invalid(format!(
            "The parameters {path}.Values and {path}.Counts must be of the same size."
        ));
    } else if forms.is_empty() {
        faults.combination("At least one of the parameters must be specified.");
    }
    faults.size(format_args!("{path}.Values"), values.len(), VALUES);

    let mut measures = Vec::new();
    if let Some(value) = datum.value {
        faults.number(format_args!("{path}.Value"), value);
        measures.push(Measure::Value { value, count: 1.0 });
    }
    for (position, value) in values.iter().enumerate() {
        faults.number(format_args!("{path}.Values.member.{}", position + 1), *value);
        let count = counts.and_then(|counts| counts.get(position)).copied().unwrap_or(1.0);
        check_count(faults, &format!("{path}.Counts.member.{}", position + 1), count);
        measures.push(Measure::Value { value: *value, count });
    }
    if let Some(set) = &datum.statistic_values {
        measures.push(Measure::Set(set_of(faults, &format!("{path}.StatisticValues"), set)));
    }
    measures
}

/// Returns a statistic set; that it can be true is not asked, only that its parts could be.
///
/// Source: that a count of zero is refused, and the sentence about the largest value, were seen in
/// public; the sentences about counts are those of services that follow AWS's.
fn set_of(faults: &mut Faults, path: &str, set: &StatisticSet) -> Set {
    check_count(faults, &format!("{path}.SampleCount"), set.sample_count);
    faults.number(format_args!("{path}.Sum"), set.sum);
    faults.number(format_args!("{path}.Minimum"), set.minimum);
    faults.number(format_args!("{path}.Maximum"), set.maximum);
    if set.maximum < set.minimum {
        faults
            .invalid(format!("The parameter {path}.Maximum must be greater than {path}.Minimum."));
    }
    Set { count: set.sample_count, sum: set.sum, min: set.minimum, max: set.maximum }
}

/// Looks at how many times something occurred.
fn check_count(faults: &mut Faults, path: &str, count: f64) {
    faults.number(path, count);
    if count < 0.0 {
        faults.invalid(format!("The parameter {path} must be greater than 0."));
    } else if count == 0.0 {
        faults.invalid(format!("The parameter {path} must not equal 0."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::errors::{
        INVALID_PARAMETER_COMBINATION as COMBINATION, INVALID_PARAMETER_VALUE as VALUE,
        MISSING_PARAMETER as MISSING,
    };
    use crate::services::cloudwatch::shapes::data::{Entity, EntityMetricData};
    use crate::services::cloudwatch::shapes::metrics::Dimension;
    use crate::time::text::parse_date;

    fn samples(
        namespace: &str,
        data: &[MetricDatum],
        now: Timestamp,
    ) -> Result<BTreeMap<Metric, Vec<Sample>>, ApiError> {
        let request = PutMetricDataInput {
            namespace: namespace.to_owned(),
            metric_data: Some(data.to_vec()),
            ..PutMetricDataInput::default()
        };
        super::samples(&request, now)
    }

    #[test]
    fn data_about_entities_are_data() {
        let about = |entity: Option<Entity>| EntityMetricData {
            entity,
            metric_data: Some(vec![
                datum(),
                MetricDatum { metric_name: "O".to_owned(), ..datum() },
            ]),
        };
        let mut request = PutMetricDataInput {
            namespace: "N".to_owned(),
            metric_data: Some(vec![datum()]),
            entity_metric_data: Some(vec![about(None)]),
            ..PutMetricDataInput::default()
        };
        let wrong = |request: &PutMetricDataInput| {
            super::samples(request, now()).unwrap_err().message().to_owned()
        };
        assert_eq!(wrong(&request), "The parameter StrictEntityValidation is required.");
        request.strict_entity_validation = Some(false);
        let taken = super::samples(&request, now()).unwrap();
        let counts: Vec<_> =
            taken.iter().map(|(metric, all)| (metric.name.as_str(), all.len())).collect();
        assert_eq!(counts, [("M", 2), ("O", 1)]);
        request.strict_entity_validation = Some(true);
        assert_eq!(
            wrong(&request),
            "The parameter EntityMetricData.member.1.Entity is invalid: InvalidEntity."
        );
        request.strict_entity_validation = Some(false);
        let bad = MetricDatum { value: None, ..datum() };
        request.entity_metric_data.as_mut().unwrap()[0].metric_data = Some(vec![bad]);
        assert_eq!(wrong(&request), "At least one of the parameters must be specified.");
    }

    fn now() -> Timestamp {
        parse_date("2024-06-15T12:00:30Z").unwrap()
    }

    fn datum() -> MetricDatum {
        MetricDatum { metric_name: "M".to_owned(), value: Some(1.0), ..MetricDatum::default() }
    }

    fn set(count: f64, sum: f64, min: f64, max: f64) -> StatisticSet {
        StatisticSet { sample_count: count, sum, minimum: min, maximum: max }
    }

    /// Returns the samples of the only metric of a request.
    fn taken(datum: MetricDatum) -> Vec<Sample> {
        samples("N", &[datum], now()).unwrap().pop_first().unwrap().1
    }

    #[test]
    fn each_form_becomes_samples() {
        let values = MetricDatum { value: None, values: Some(vec![1.5, 2.0]), ..datum() };
        let counted = MetricDatum { counts: Some(vec![3.0, 0.5]), ..values.clone() };
        let stated = MetricDatum {
            value: None,
            statistic_values: Some(set(3.0, 11.0, 2.0, 5.0)),
            ..datum()
        };
        let value = |value, count| Measure::Value { value, count };
        let known = Set { count: 3.0, sum: 11.0, min: 2.0, max: 5.0 };
        let cases = [
            (datum(), vec![value(1.0, 1.0)]),
            (values, vec![value(1.5, 1.0), value(2.0, 1.0)]),
            (counted, vec![value(1.5, 3.0), value(2.0, 0.5)]),
            (stated, vec![Measure::Set(known)]),
        ];
        for (datum, expected) in cases {
            let measures: Vec<_> = taken(datum).into_iter().map(|sample| sample.measure).collect();
            assert_eq!(measures, expected);
        }
    }

    #[test]
    fn a_datum_without_time_unit_and_resolution_is_of_this_minute() {
        let sample = &taken(datum())[0];
        assert_eq!(sample.time, parse_date("2024-06-15T12:00:00Z").unwrap());
        assert_eq!((sample.unit, sample.resolution), (Unit::None, Resolution::Minute));
        let sample = &taken(MetricDatum { storage_resolution: Some(1), ..datum() })[0];
        assert_eq!((sample.time, sample.resolution), (now(), Resolution::Second));
    }

    #[test]
    fn times_reach_from_two_weeks_ago_to_two_hours_ahead() {
        let cases = [
            ("2024-06-01T12:00:30Z", true),
            ("2024-06-01T12:00:29Z", false),
            ("2024-06-15T14:00:30Z", true),
            ("2024-06-15T14:00:31Z", false),
            ("1970-01-01", false),
        ];
        for (time, fine) in cases {
            let datum = MetricDatum { timestamp: parse_date(time), ..datum() };
            assert_eq!(samples("N", &[datum], now()).is_ok(), fine, "{time}");
        }
    }

    #[test]
    fn data_of_one_metric_come_together_in_whatever_order_its_dimensions_are() {
        let dimensions = |names: [&str; 2]| {
            let dimension = |name: &str| Dimension { name: name.to_owned(), value: "x".to_owned() };
            Some(names.map(dimension).to_vec())
        };
        let data = [["A", "B"], ["B", "A"]]
            .map(|names| MetricDatum { dimensions: dimensions(names), ..datum() });
        let taken = samples("N", &data, now()).unwrap();
        assert_eq!(taken.into_values().map(|samples| samples.len()).collect::<Vec<_>>(), [2]);
    }

    /// Cases: what is changed in a datum, the code, and the sentence with `P` for its path.
    #[test]
    fn every_fault_has_its_code_and_sentence() {
        type Change = fn(&mut MetricDatum);
        let cases: &[(Change, crate::error::Code, &str)] = &[
            (|d| d.metric_name = " ".into(), MISSING, "The parameter P.MetricName is required."),
            (
                |d| d.metric_name = "x".repeat(256),
                VALUE,
                "The parameter P.MetricName must be shorter than 256 characters.",
            ),
            (
                |d| d.dimensions = Some(vec![Dimension { name: "A".into(), value: " ".into() }]),
                MISSING,
                "The parameter P.Dimensions.member.1.Value is required.",
            ),
            (
                |d| d.timestamp = Some(Timestamp::from_secs(0)),
                VALUE,
                "The parameter P.Timestamp must specify a time within the past two weeks.",
            ),
            (
                |d| d.storage_resolution = Some(30),
                VALUE,
                "The parameter P.StorageResolution must be a value in the set [ 1, 60 ].",
            ),
            (
                |d| d.value = Some(f64::NAN),
                VALUE,
                "The value NaN for parameter P.Value is invalid.",
            ),
            (
                |d| d.values = Some(vec![1.0]),
                COMBINATION,
                "The parameters P.Value and P.Values are mutually exclusive and you have specified both.",
            ),
            (
                |d| d.statistic_values = Some(set(1.0, 1.0, 1.0, 1.0)),
                COMBINATION,
                "The parameters P.Value and P.StatisticValues are mutually exclusive and you have specified both.",
            ),
            (|d| d.value = None, COMBINATION, "At least one of the parameters must be specified."),
            (
                |d| (d.value, d.values) = (None, Some(Vec::new())),
                COMBINATION,
                "At least one of the parameters must be specified.",
            ),
            (
                |d| (d.value, d.values, d.counts) = (None, Some(vec![1.0, 2.0]), Some(vec![1.0])),
                VALUE,
                "The parameters P.Values and P.Counts must be of the same size.",
            ),
            (
                |d| (d.value, d.counts) = (None, Some(vec![1.0])),
                VALUE,
                "The parameters P.Values and P.Counts must be of the same size.",
            ),
            (
                |d| (d.value, d.values) = (None, Some(vec![1.0; 151])),
                VALUE,
                "The collection P.Values must not have a size greater than 150.",
            ),
            (
                |d| (d.value, d.values) = (None, Some(vec![1.0, f64::INFINITY])),
                VALUE,
                "The value ∞ for parameter P.Values.member.2 is invalid.",
            ),
            (
                |d| (d.value, d.values, d.counts) = (None, Some(vec![1.0]), Some(vec![-1.0])),
                VALUE,
                "The parameter P.Counts.member.1 must be greater than 0.",
            ),
            (
                |d| (d.value, d.statistic_values) = (None, Some(set(0.0, 0.0, 0.0, 0.0))),
                VALUE,
                "The parameter P.StatisticValues.SampleCount must not equal 0.",
            ),
            (
                |d| (d.value, d.statistic_values) = (None, Some(set(1.0, 1.0, 2.0, 1.0))),
                VALUE,
                "The parameter P.StatisticValues.Maximum must be greater than P.StatisticValues.Minimum.",
            ),
        ];
        for (change, code, sentence) in cases {
            let mut wrong = datum();
            change(&mut wrong);
            let path = "MetricData.member.2";
            let expected = sentence.replace("P.", &format!("{path}."));
            let error = samples("N", &[datum(), wrong], now()).unwrap_err();
            assert_eq!((error.code(), error.message()), (*code, expected.as_str()));
        }
    }

    #[test]
    fn faults_of_several_data_are_joined_in_their_order() {
        let old = MetricDatum { timestamp: Some(Timestamp::from_secs(0)), ..datum() };
        let error = samples("N", &[old.clone(), datum(), old], now()).unwrap_err();
        let expected = "The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.\n\
             The parameter MetricData.member.3.Timestamp must specify a time within the past two weeks.";
        assert_eq!(error.message(), expected);
    }

    #[test]
    fn a_request_has_a_namespace_of_its_own_and_one_to_a_thousand_data() {
        let many = vec![datum(); 1_001];
        assert!(samples("N", &many[..1_000], now()).is_ok());
        assert!(samples("aws/n", &[datum()], now()).is_ok());
        let cases: [(&str, &[MetricDatum], &str); 5] = [
            ("N", &[], "The parameter MetricData is required."),
            ("N", &many, "The collection MetricData must not have a size greater than 1000."),
            ("AWS/EC2", &[datum()], "The value AWS/ for parameter Namespace is invalid."),
            (":N", &[datum()], "The value :N for parameter Namespace is invalid."),
            (" ", &[datum()], "The parameter Namespace is required."),
        ];
        for (namespace, data, sentence) in cases {
            let error = samples(namespace, data, now()).unwrap_err();
            assert_eq!(error.message(), sentence, "{namespace}");
        }
    }
}
