//! What an expression comes to.
//!
//! Between a number and a series, the number counts for each datapoint; between two series, only
//! times at which both have a value have one; what several series meet counts for each of them. Of
//! comparisons, what holds is 1 and what does not is 0; everything but 0 holds.

use std::collections::BTreeMap;
use std::time::Duration;

use super::each::{Aggregate, map, of_pairs, of_times, part_of, running_sum};
use super::parse::{Node, Operator};
use super::{Fault, Series, Trouble, Value};
use crate::services::cloudwatch::insight_rule::report::METRICS;
use crate::time::Timestamp;

/// What the names in an expression stand for.
pub trait Known {
    /// Returns what the query of an id comes to.
    fn named(&mut self, id: &str) -> Result<Value, Trouble>;

    /// Returns the metrics of the request, or those whose id contains a text.
    fn metrics(&mut self, containing: &str) -> Result<Vec<Series>, Trouble>;

    /// Returns the metrics that a search finds.
    fn search(&mut self, query: &str, stat: &str, period: u64) -> Result<Vec<Series>, Trouble>;

    /// Returns the upper and the lower end of the band that an expression is expected to lie in.
    fn band(&mut self, of: &Node, width: f64) -> Result<Vec<Series>, Trouble>;

    /// Returns what a Contributor Insights rule found, under one of the [names](METRICS).
    fn found(&mut self, rule: &str, metric: &str) -> Result<Series, Trouble>;

    /// Returns the namespace of the metric that an id stands for; `None` if it stands for none.
    fn namespace(&self, id: &str) -> Option<&str>;

    /// Returns the time that is asked for, the end not in it, and the length of a period in seconds.
    fn range(&self) -> (Timestamp, Timestamp, u64);
}

/// The functions that are known and not emulated.
const NOT_EMULATED: [&str; 1] = ["DB_PERF_INSIGHTS"];

/// The namespace of what tells how much of a service is used.
///
/// Source: CloudWatch User Guide, "Visualizing your service quotas and setting alarms".
const USAGE: &str = "AWS/Usage";

/// How many times the noise a band lies to each side unless the expression says otherwise.
///
/// Source: CloudWatch User Guide, "Using metric math".
const WIDTH: f64 = 2.0;

/// Returns what an expression comes to.
pub fn evaluate(node: &Node, known: &mut dyn Known) -> Result<Value, Trouble> {
    match node {
        Node::Number(number) => Ok(Value::Number(*number)),
        Node::Name(name) => known.named(name),
        Node::Text(_) => Err(wrong("A text is no value")),
        Node::List(parts) => {
            let mut many = Vec::new();
            for part in parts {
                let series = evaluate(part, known)?.series();
                many.extend(series.ok_or_else(|| wrong("A list holds time series only"))?);
            }
            Ok(Value::Many(many))
        }
        Node::Negative(part) => Ok(each(evaluate(part, known)?, |value| -value)),
        Node::Binary(operator, left, right) => {
            let (left, right) = (evaluate(left, known)?, evaluate(right, known)?);
            binary(*operator, left, right)
        }
        Node::Call(name, parts) => call(name, parts, known),
    }
}

fn wrong(text: impl Into<String>) -> Trouble {
    Fault::new(text).into()
}

fn each(value: Value, compute: impl Fn(f64) -> f64 + Copy) -> Value {
    match value {
        Value::Number(number) => Value::Number(compute(number)),
        Value::One(series) => Value::One(map(&series, compute)),
        Value::Many(many) => Value::Many(many.iter().map(|series| map(series, compute)).collect()),
    }
}

fn computed(operator: Operator, left: f64, right: f64) -> f64 {
    let truth = |holds: bool| f64::from(u8::from(holds));
    let holds = |value: f64| value != 0.0;
    #[expect(clippy::float_cmp, reason = "that is what the operators ask")]
    match operator {
        Operator::Or => truth(holds(left) || holds(right)),
        Operator::And => truth(holds(left) && holds(right)),
        Operator::Equal => truth(left == right),
        Operator::Unequal => truth(left != right),
        Operator::Less => truth(left < right),
        Operator::AtMost => truth(left <= right),
        Operator::Greater => truth(left > right),
        Operator::AtLeast => truth(left >= right),
        Operator::Plus => left + right,
        Operator::Minus => left - right,
        Operator::Times => left * right,
        Operator::By => left / right,
        Operator::Power => left.powf(right),
    }
}

fn binary(operator: Operator, left: Value, right: Value) -> Result<Value, Trouble> {
    let compute = |left: f64, right: f64| computed(operator, left, right);
    Ok(match (left, right) {
        (Value::Number(left), Value::Number(right)) => Value::Number(compute(left, right)),
        (left, Value::Number(right)) => each(left, |left| compute(left, right)),
        (Value::Number(left), right) => each(right, |right| compute(left, right)),
        (Value::One(left), Value::One(right)) => Value::One(met(&left, &right, compute)),
        (Value::Many(many), Value::One(one)) => {
            Value::Many(many.iter().map(|series| met(series, &one, compute)).collect())
        }
        (Value::One(one), Value::Many(many)) => {
            let meet = |series: &Series| Series {
                label: series.label.clone(),
                ..met(&one, series, compute)
            };
            Value::Many(many.iter().map(meet).collect())
        }
        (Value::Many(_), Value::Many(_)) => {
            return Err(wrong("An operator cannot stand between several time series and several"));
        }
    })
}

/// Returns what two series come to at the times that both have.
fn met(left: &Series, right: &Series, compute: impl Fn(f64, f64) -> f64) -> Series {
    let points = left.points.iter().filter_map(|(time, left)| {
        let value = compute(*left, *right.points.get(time)?);
        value.is_finite().then_some((*time, value))
    });
    Series {
        label: left.label.clone(),
        period: left.period.max(right.period),
        points: points.collect(),
    }
}

/// The parts of a call, of which each may be wanted in another form.
struct Call<'c> {
    name: &'c str,
    parts: &'c [Node],
}

impl Call<'_> {
    fn check(&self, least: usize, most: usize) -> Result<(), Trouble> {
        let number = self.parts.len();
        if (least..=most).contains(&number) {
            return Ok(());
        }
        let wanted = match (least, most) {
            (1, 1) => "1 argument".to_owned(),
            _ if least == most => format!("{least} arguments"),
            _ => format!("{least} to {most} arguments"),
        };
        Err(wrong(format!("{} takes {wanted} and got {number}", self.name)))
    }

    fn value(&self, place: usize, known: &mut dyn Known) -> Result<Value, Trouble> {
        match self.parts.get(place) {
            Some(part) => evaluate(part, known),
            None => Err(wrong(format!("{} lacks an argument", self.name))),
        }
    }

    fn unfit(&self, value: &Value) -> Trouble {
        wrong(format!("{} does not take {}", self.name, value.kind()))
    }

    fn number(&self, place: usize, known: &mut dyn Known) -> Result<f64, Trouble> {
        match self.value(place, known)? {
            Value::Number(number) => Ok(number),
            other => Err(self.unfit(&other)),
        }
    }

    fn many(&self, place: usize, known: &mut dyn Known) -> Result<Vec<Series>, Trouble> {
        let value = self.value(place, known)?;
        let unfit = self.unfit(&value);
        value.series().ok_or(unfit)
    }

    /// Returns a place in a list, which may not be negative.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is checked")]
    fn place(&self, place: usize, known: &mut dyn Known) -> Result<usize, Trouble> {
        let number = self.number(place, known)?;
        if (0.0..=1e6).contains(&number) && number.fract() == 0.0 {
            Ok(number as usize)
        } else {
            Err(wrong(format!("{} takes whole numbers from 0", self.name)))
        }
    }

    fn word(&self, place: usize) -> Option<&str> {
        match self.parts.get(place) {
            Some(Node::Name(word) | Node::Text(word)) => Some(word),
            _ => None,
        }
    }

    /// Computes of each series.
    fn of_series(
        &self,
        known: &mut dyn Known,
        compute: impl Fn(&Series) -> Series,
    ) -> Result<Value, Trouble> {
        self.check(1, 1)?;
        match self.value(0, known)? {
            Value::One(series) => Ok(Value::One(compute(&series))),
            Value::Many(many) => Ok(Value::Many(many.iter().map(compute).collect())),
            Value::Number(number) => Err(self.unfit(&Value::Number(number))),
        }
    }
}

fn call(name: &str, parts: &[Node], known: &mut dyn Known) -> Result<Value, Trouble> {
    if NOT_EMULATED.contains(&name) {
        return Err(Trouble::NotEmulated(name.to_owned()));
    }
    let call = Call { name, parts };
    if let Some(aggregate) = Aggregate::parse(name) {
        call.check(1, 1)?;
        return match call.value(0, known)? {
            Value::One(series) => {
                let values: Vec<f64> = series.points.into_values().collect();
                Ok(Value::Number(aggregate.of(&values).unwrap_or(f64::NAN)))
            }
            Value::Many(many) => Ok(Value::One(aggregate.across(&many))),
            number @ Value::Number(_) => Err(call.unfit(&number)),
        };
    }
    match name {
        "ABS" => one(&call, known, f64::abs),
        "CEIL" => one(&call, known, f64::ceil),
        "FLOOR" => one(&call, known, f64::floor),
        "LOG" => one(&call, known, f64::ln),
        "LOG10" => one(&call, known, f64::log10),
        "EXP" => one(&call, known, f64::exp),
        "DIFF" => call.of_series(known, |s| of_pairs(s, |(old, new), _| new - old)),
        "DIFF_TIME" => call.of_series(known, |s| of_pairs(s, |_, secs| secs)),
        "RATE" => call.of_series(known, |s| of_pairs(s, |(old, new), secs| (new - old) / secs)),
        "RUNNING_SUM" => call.of_series(known, running_sum),
        "YEAR" | "MONTH" | "DATE" | "DAY" | "HOUR" | "MINUTE" | "EPOCH" => {
            let part = |time| part_of(name, time).unwrap_or(f64::NAN);
            call.of_series(known, |series| of_times(series, part))
        }
        "PERIOD" => {
            call.check(1, 1)?;
            match call.value(0, known)? {
                #[expect(clippy::cast_precision_loss, reason = "periods are short")]
                Value::One(series) => Ok(Value::Number(series.period as f64)),
                other => Err(call.unfit(&other)),
            }
        }
        "TIME_SERIES" => {
            call.check(1, 1)?;
            let number = call.number(0, known)?;
            let (_, _, period) = known.range();
            let empty = Series { period, ..Series::default() };
            Ok(Value::One(filled(&empty, known, |_, _| Some(number))))
        }
        "METRIC_COUNT" => {
            call.check(1, 1)?;
            let many = call.many(0, known)?;
            #[expect(clippy::cast_precision_loss, reason = "there are few series")]
            Ok(Value::Number(many.len() as f64))
        }
        "REMOVE_EMPTY" => {
            call.check(1, 1)?;
            let many = call.many(0, known)?;
            Ok(Value::Many(many.into_iter().filter(|series| !series.points.is_empty()).collect()))
        }
        "FIRST" | "LAST" => {
            call.check(1, 1)?;
            let mut many = call.many(0, known)?;
            let series = if name == "LAST" { many.pop() } else { many.into_iter().next() };
            Ok(Value::One(series.unwrap_or_default()))
        }
        "SLICE" => slice(&call, known),
        "SORT" => sort(&call, known),
        "FILL" => fill(&call, known),
        "IF" => choose(&call, known),
        "ANOMALY_DETECTION_BAND" => {
            call.check(1, 2)?;
            let width = if parts.len() > 1 { call.number(1, known)? } else { WIDTH };
            if !(width > 0.0 && width.is_finite()) {
                return Err(wrong("ANOMALY_DETECTION_BAND takes a number above 0"));
            }
            known.band(&parts[0], width).map(Value::Many)
        }
        "METRICS" => {
            call.check(0, 1)?;
            let containing = if parts.is_empty() { Some("") } else { call.word(0) };
            let containing = containing.ok_or_else(|| wrong("METRICS takes a text"))?;
            known.metrics(containing).map(Value::Many)
        }
        "SEARCH" => {
            call.check(2, 3)?;
            let text = |place| call.word(place).map(str::to_owned);
            let texts = text(0).zip(text(1));
            let (query, stat) = texts.ok_or_else(|| wrong("SEARCH takes two texts"))?;
            let period =
                if parts.len() > 2 { call.place(2, known)? as u64 } else { known.range().2 };
            known.search(&query, &stat, period).map(Value::Many)
        }
        "INSIGHT_RULE_METRIC" => found(&call, known),
        "SERVICE_QUOTA" => quota(&call, known),
        _ => Err(wrong(format!("There is no function {name}"))),
    }
}

fn one(
    call: &Call<'_>,
    known: &mut dyn Known,
    compute: impl Fn(f64) -> f64 + Copy,
) -> Result<Value, Trouble> {
    call.check(1, 1)?;
    Ok(each(call.value(0, known)?, compute))
}

/// Returns what a Contributor Insights rule found.
fn found(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(2, 2)?;
    let names = call.word(0).zip(call.word(1));
    let (rule, metric) = names.ok_or_else(|| {
        wrong(format!("{} takes the name of a rule and that of a metric", call.name))
    })?;
    if !METRICS.contains(&metric) {
        let metrics = METRICS.join(", ");
        return Err(wrong(format!("{} takes one of {metrics} and got {metric}", call.name)));
    }
    known.found(rule, metric).map(Value::One)
}

/// Returns the quota of what a metric tells the usage of, at each of its datapoints.
///
/// Quotas are not emulated; but where the metric has no data, its quota has none either.
fn quota(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(1, 1)?;
    let is_usage = match &call.parts[0] {
        Node::Name(id) => known.namespace(id) == Some(USAGE),
        _ => false,
    };
    match call.value(0, known)? {
        Value::One(series) if is_usage && series.points.is_empty() => Ok(Value::One(series)),
        Value::One(_) if is_usage => Err(Trouble::NotEmulated(call.name.to_owned())),
        Value::One(_) => Err(wrong(format!("{} takes a metric of {USAGE}", call.name))),
        other => Err(call.unfit(&other)),
    }
}

fn slice(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(2, 3)?;
    let many = call.many(0, known)?;
    let start = call.place(1, known)?;
    if call.parts.len() == 2 {
        // One place alone picks the series there.
        return Ok(Value::One(many.into_iter().nth(start).unwrap_or_default()));
    }
    let end = call.place(2, known)?;
    let part = many.into_iter().take(end).skip(start).collect();
    Ok(Value::Many(part))
}

/// Puts series in the order of what their values come to; those without values come last.
fn sort(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(3, 4)?;
    let many = call.many(0, known)?;
    let aggregate = call.word(1).and_then(Aggregate::parse);
    let aggregate = aggregate
        .filter(|aggregate| *aggregate != Aggregate::Deviation)
        .ok_or_else(|| wrong("SORT goes by AVG, MIN, MAX or SUM"))?;
    let descending = match call.word(2) {
        Some("ASC") => false,
        Some("DESC") => true,
        _ => return Err(wrong("SORT takes ASC or DESC")),
    };
    let most = if call.parts.len() > 3 { call.place(3, known)? } else { many.len() };
    let mut keyed: Vec<(Option<f64>, Series)> = many
        .into_iter()
        .map(|series| {
            let values: Vec<f64> = series.points.values().copied().collect();
            (aggregate.of(&values), series)
        })
        .collect();
    keyed.sort_by(|(left, _), (right, _)| match (left, right) {
        (Some(left), Some(right)) if descending => right.total_cmp(left),
        (Some(left), Some(right)) => left.total_cmp(right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    });
    Ok(Value::Many(keyed.into_iter().map(|(_, series)| series).take(most).collect()))
}

/// Returns the value that a series has in place of one that is missing at a time.
type With = Box<dyn Fn(&Series, Timestamp) -> Option<f64>>;

/// Fills the periods without a value.
fn fill(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(2, 2)?;
    let value = call.value(0, known)?;
    let with: With = match call.word(1) {
        Some("REPEAT") => Box::new(|series, time| {
            series.points.range(..time).next_back().map(|(_, value)| *value)
        }),
        Some("LINEAR") => Box::new(between),
        _ => match call.value(1, known)? {
            Value::Number(number) => Box::new(move |_, _| Some(number)),
            Value::One(other) => Box::new(move |_, time| other.points.get(&time).copied()),
            many @ Value::Many(_) => return Err(call.unfit(&many)),
        },
    };
    match value {
        Value::One(series) => Ok(Value::One(filled(&series, known, &with))),
        Value::Many(many) => {
            Ok(Value::Many(many.iter().map(|series| filled(series, known, &with)).collect()))
        }
        number @ Value::Number(_) => Err(call.unfit(&number)),
    }
}

/// Returns the value on the line between the datapoints before and behind a time.
fn between(series: &Series, time: Timestamp) -> Option<f64> {
    let (before, old) = series.points.range(..time).next_back()?;
    let (behind, new) = series.points.range(time..).next()?;
    let part = time.since(*before).as_secs_f64() / behind.since(*before).as_secs_f64();
    Some(old + (new - old) * part)
}

fn filled(
    series: &Series,
    known: &dyn Known,
    with: impl Fn(&Series, Timestamp) -> Option<f64>,
) -> Series {
    let (start, end, _) = known.range();
    let step = Duration::from_secs(series.period.max(1));
    let mut points = BTreeMap::new();
    let mut time = start;
    while time < end {
        let value = series.points.get(&time).copied().or_else(|| with(series, time));
        points.extend(value.filter(|value| value.is_finite()).map(|value| (time, value)));
        time = time + step;
    }
    Series { label: series.label.clone(), period: series.period, points }
}

/// Takes one value where a condition holds and another where it does not.
fn choose(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(2, 3)?;
    let condition = call.value(0, known)?;
    let yes = call.value(1, known)?;
    let no = if call.parts.len() > 2 { Some(call.value(2, known)?) } else { None };
    for value in [Some(&yes), no.as_ref()].into_iter().flatten() {
        if let Value::Many(_) = value {
            return Err(call.unfit(value));
        }
    }
    let at = |value: Option<&Value>, time: &Timestamp| match value? {
        Value::Number(number) => Some(*number),
        Value::One(series) => series.points.get(time).copied(),
        Value::Many(_) => None,
    };
    match condition {
        Value::Number(number) => {
            let chosen = if number == 0.0 { no } else { Some(yes) };
            Ok(chosen.unwrap_or_else(|| Value::One(Series::default())))
        }
        Value::One(series) => {
            let points = series.points.iter().filter_map(|(time, holds)| {
                let chosen =
                    if *holds == 0.0 { at(no.as_ref(), time) } else { at(Some(&yes), time) };
                chosen.filter(|value| value.is_finite()).map(|value| (*time, value))
            });
            let points = points.collect();
            Ok(Value::One(Series { label: series.label, period: series.period, points }))
        }
        many @ Value::Many(_) => Err(call.unfit(&many)),
    }
}

#[cfg(test)]
mod tests;
