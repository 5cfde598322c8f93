//! Queries as a request has them, and what is wrong with them.

use crate::error::{ApiError, Error, Result};

use super::errors::VALIDATION_ERROR;
use super::insights::Insight;
use super::math::parse::Node;
use super::math::{Fault, Trouble};
use super::metric::Metric;
use super::period::Period;
use super::queries::{Query, Wanted, What};
use super::shapes::metric_data::MetricDataQuery;
use super::stat::Stat;

/// How many queries a request may have.
///
/// Source: CloudWatch API Reference, "`GetMetricData`".
const QUERIES: usize = 500;

/// The period of an expression that has none and needs one, in seconds.
const USUAL: u64 = 60;

/// Returns an error that says what is wrong.
pub fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}

/// Returns the error of a query that comes to nothing.
pub fn told_of(id: &str, trouble: Trouble) -> Error {
    match trouble {
        Trouble::Wrong(Fault(text)) => wrong(format!("Error in expression '{id}': {text}")).into(),
        Trouble::NotEmulated(name) => Error::NotEmulated(format!("metric math {name}")),
        Trouble::Failed(error) => error,
    }
}

/// Looks at the accounts that queries ask for data of; `path` is the member that they are in.
///
/// Fails with [`VALIDATION_ERROR`] for any but the caller's own: data of others are seen by an account
/// that monitors them, and no links between accounts are emulated. The sentence is ours.
///
/// Source: CloudWatch User Guide, "CloudWatch cross-account observability".
pub fn linked(asked: &[MetricDataQuery], account: &str, path: &str) -> Result<(), ApiError> {
    let foreign = asked.iter().enumerate().find_map(|(place, query)| {
        Some((place, query.account_id.as_deref().filter(|other| *other != account)?))
    });
    foreign.map_or(Ok(()), |(place, other)| {
        Err(wrong(format!(
            "The value {other} for parameter {path}.member.{}.AccountId is invalid: the account is \
             not linked.",
            place + 1
        )))
    })
}

/// Looks at queries, and returns them.
///
/// Fails with [`Error::NotEmulated`] for what is not built, otherwise with [`VALIDATION_ERROR`].
pub fn checked(asked: &[MetricDataQuery]) -> Result<Vec<Query>> {
    if asked.is_empty() {
        let sentence = "The collection MetricDataQueries must not have a size less than 1.";
        return Err(wrong(sentence).into());
    }
    if asked.len() > QUERIES {
        let sentence = format!(
            "The collection MetricDataQueries must not have a size greater than {QUERIES}."
        );
        return Err(wrong(sentence).into());
    }
    let mut queries: Vec<Query> = Vec::new();
    for (place, query) in asked.iter().enumerate() {
        let path = format!("MetricDataQueries.member.{}", place + 1);
        if !is_id(&query.id) {
            return Err(wrong(format!(
                "The value {} for parameter {path}.Id is not matching the expected pattern \
                 ^[a-z][a-zA-Z0-9_]*$.",
                query.id
            ))
            .into());
        }
        if queries.iter().any(|other| other.id == query.id) {
            let sentence = "The values for parameter id in MetricDataQueries are not unique.";
            return Err(wrong(sentence).into());
        }
        queries.push(Query {
            id: query.id.clone(),
            what: what(query, &path)?,
            label: query.label.clone(),
            told: query.return_data.unwrap_or(true),
        });
    }
    let usual = queries.iter().find_map(|query| match &query.what {
        What::Metric(wanted) => Some(wanted.period),
        What::Expression(..) | What::Insight(..) => None,
    });
    let is_insight = |query: &&Query| matches!(query.what, What::Insight(..));
    if queries.iter().filter(is_insight).count() > 1 {
        let sentence = "MetricDataQueries must not have more than one Metrics Insights query.";
        return Err(wrong(sentence).into());
    }
    for (query, asked) in queries.iter_mut().zip(asked) {
        if let What::Expression(_, period) = &mut query.what
            && asked.period.is_none()
        {
            *period = usual.unwrap_or(USUAL);
        }
    }
    Ok(queries)
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Returns what a query asks for.
fn what(query: &MetricDataQuery, path: &str) -> Result<What> {
    match (&query.metric_stat, &query.expression) {
        (Some(_), Some(_)) => Err(wrong(format!(
            "The parameters {path}.Expression and {path}.MetricStat are mutually exclusive and you \
             have specified both."
        ))
        .into()),
        (None, None) => Err(wrong(format!("The parameter {path}.MetricStat is required.")).into()),
        (Some(asked), None) => {
            let stat = Stat::parse(&asked.stat).ok_or_else(|| {
                wrong(format!(
                    "The value {} for parameter {path}.MetricStat.Stat is not supported.",
                    asked.stat
                ))
            })?;
            let name = asked.metric.metric_name.as_deref().unwrap_or_default();
            let namespace = asked.metric.namespace.as_deref().unwrap_or_default();
            for (value, member) in [(name, "MetricName"), (namespace, "Namespace")] {
                if value.is_empty() {
                    let at = format!("{path}.MetricStat.Metric.{member}");
                    return Err(wrong(format!("The parameter {at} is required.")).into());
                }
            }
            let dimensions = asked.metric.dimensions.as_deref().unwrap_or_default();
            Ok(What::Metric(Wanted {
                metric: Metric::new(namespace, name, dimensions),
                stat,
                spelled: asked.stat.clone(),
                period: period(asked.period, &format!("{path}.MetricStat.Period"))?,
                unit: asked.unit,
                region: None,
            }))
        }
        (None, Some(text)) => {
            let period = query.period.map(|secs| period(secs, &format!("{path}.Period")));
            let told = |fault: Fault| told_of(&query.id, fault.into());
            if Insight::is(text) {
                let insight = Insight::parse(text).map_err(told)?;
                return Ok(What::Insight(insight, period.transpose()?.unwrap_or(USUAL)));
            }
            let node = Node::parse(text).map_err(told)?;
            Ok(What::Expression(node, period.transpose()?.unwrap_or(USUAL)))
        }
    }
}

fn period(secs: i32, path: &str) -> Result<u64, ApiError> {
    let known = Period::parse(secs).and_then(|_| u64::try_from(secs).ok());
    known.ok_or_else(|| {
        wrong(format!("The parameter {path} must be 1, 5, 10, 20, 30 or a multiple of 60."))
    })
}
