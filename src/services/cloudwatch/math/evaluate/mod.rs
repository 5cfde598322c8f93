//! What an expression comes to.
//!
//! Between a number and a series, the number counts for each datapoint; between two series, one that
//! lacks a value where the other has one counts as 0 there; what several series meet counts for each
//! of them. Of comparisons, what holds is 1 and what does not is 0; everything but 0 holds.
//!
//! Source: CloudWatch User Guide, "Using metric math", "Basic arithmetic functions", "Comparison and
//! logical operators" and "Using IF expressions".

mod gaps;

pub use gaps::check_range;
use gaps::{calendar, choose, count, fill, filled};

use super::each::{Aggregate, map, number, of_pairs, running_sum};
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
        Value::Number(value) => Value::Number(number(compute(value))),
        Value::One(series) => Value::One(map(&series, compute)),
        Value::Many(many) => Value::Many(many.iter().map(|series| map(series, compute)).collect()),
    }
}

fn computed(operator: Operator, left: f64, right: f64) -> f64 {
    if left.is_nan() || right.is_nan() {
        return f64::NAN;
    }
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
        (Value::Number(left), Value::Number(right)) => Value::Number(number(compute(left, right))),
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

/// Returns what two series come to at the times that any of them has.
fn met(left: &Series, right: &Series, compute: impl Fn(f64, f64) -> f64) -> Series {
    let at = |series: &Series, time| series.points.get(time).copied().unwrap_or_default();
    let points = left.points.keys().chain(right.points.keys()).map(|time| {
        let value = compute(at(left, time), at(right, time));
        (*time, number(value))
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
                let values: Vec<f64> = series.numbers().points.into_values().collect();
                Ok(Value::Number(number(aggregate.of(&values).unwrap_or(f64::NAN))))
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
        "YEAR" | "MONTH" | "DATE" | "DAY" | "HOUR" | "MINUTE" | "EPOCH" => calendar(&call, known),
        "DATAPOINT_COUNT" => count(&call, known),
        "PERIOD" => {
            call.check(1, 1)?;
            let is_metric = matches!(&parts[0], Node::Name(id) if known.namespace(id).is_some());
            let value = call.value(0, known)?;
            if !is_metric {
                return Err(wrong("PERIOD takes a metric"));
            }
            match value {
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
            Ok(Value::One(filled(&empty, known, |_, _| Some(number))?))
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
            let has_values = |series: &Series| series.points.values().any(|v| v.is_finite());
            Ok(Value::Many(many.into_iter().filter(has_values).collect()))
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

/// Returns the series from a place on, up to another one if it is given.
fn slice(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(2, 3)?;
    let many = call.many(0, known)?;
    let start = call.place(1, known)?;
    let end = if call.parts.len() > 2 { call.place(2, known)? } else { many.len() };
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
            let numbers = series.points.values().copied().filter(|value| value.is_finite());
            (aggregate.of(&numbers.collect::<Vec<_>>()), series)
        })
        .collect();
    keyed.sort_by(|(left, _), (right, _)| match (left, right) {
        (Some(left), Some(right)) if descending => right.total_cmp(left),
        (Some(left), Some(right)) => left.total_cmp(right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    });
    Ok(Value::Many(keyed.into_iter().map(|(_, series)| series).take(most).collect()))
}

#[cfg(test)]
mod tests;
