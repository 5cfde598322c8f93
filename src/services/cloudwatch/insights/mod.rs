//! Metrics Insights: a query that finds metrics by their dimensions, and tells them together or by
//! group.
//!
//! ```text
//! SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)
//!     WHERE InstanceId != 'i-1' GROUP BY InstanceId ORDER BY MAX() DESC LIMIT 10
//!        \--parse--> Insight --matches, group--> which metrics, in which series
//!                            \--chosen--> the series in their order
//! ```
//!
//! Words of the language may be written in capitals or not; names are told apart by them. A name that
//! has other characters than letters, digits and underscores, begins with a digit, or is a word of the
//! language stands in double quotes; values stand in single quotes. A backslash takes a quote, or
//! itself, into a text.
//!
//! Source: CloudWatch User Guide, "Query components and syntax in CloudWatch Metrics Insights". AWS
//! lists many more words that must be quoted, most of which mean nothing to it: they are taken as names
//! here. AWS publishes no sentences for queries that are wrong: they are ours.

mod parse;

use std::collections::BTreeMap;

use super::math::Series;
use super::math::each::Aggregate;
use super::metric::Metric;
use super::shapes::statistics::Statistic;

/// How many series a query comes to at most.
///
/// Source: CloudWatch User Guide, "CloudWatch Metrics Insights limits".
const SERIES: usize = 500;

/// The value of what is grouped by, of metrics that have none.
///
/// Source: CloudWatch User Guide, "Query components and syntax in CloudWatch Metrics Insights".
const OTHER: &str = "Other";

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    /// What is told of the metrics.
    function: Function,
    /// The name of the metrics.
    pub name: String,
    /// Their namespace.
    pub namespace: String,
    /// The dimensions that they have, and no others, in the order of the names; any if this says none.
    schema: Option<Vec<String>>,
    /// What else holds for them.
    conditions: Vec<Condition>,
    /// What tells groups apart.
    groups: Vec<Label>,
    order: Option<Order>,
    limit: usize,
}

/// What is told of values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Function {
    Average,
    Count,
    Maximum,
    Minimum,
    Sum,
}

/// The order of the series: by what a function comes to for their values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Order {
    by: Function,
    descending: bool,
}

/// What a condition or a group is about.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Label {
    Dimension(String),
    /// A tag of the resource that the metric is about.
    Tag(String),
    Account,
}

/// What is known of metrics besides themselves.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The account that they belong to.
    pub account: String,
    /// The tags of resources, by the value of the dimension that tells a resource from others.
    pub tags: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Condition {
    label: Label,
    equal: bool,
    value: String,
}

impl Function {
    fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_uppercase().as_str() {
            "AVG" => Some(Self::Average),
            "COUNT" => Some(Self::Count),
            "MAX" => Some(Self::Maximum),
            "MIN" => Some(Self::Minimum),
            "SUM" => Some(Self::Sum),
            _ => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "there are far fewer values than 2^52")]
    fn of(self, values: &[f64]) -> Option<f64> {
        match self {
            Self::Average => Aggregate::Average.of(values),
            Self::Count => Some(values.len() as f64),
            Self::Maximum => Aggregate::Maximum.of(values),
            Self::Minimum => Aggregate::Minimum.of(values),
            Self::Sum => Aggregate::Sum.of(values),
        }
    }
}

impl Label {
    /// Returns it as queries spell it, without quotes.
    fn spelled(&self) -> String {
        match self {
            Self::Account => "AWS.AccountId".to_owned(),
            Self::Tag(key) => format!("tag.{key}"),
            Self::Dimension(name) => name.clone(),
        }
    }

    fn of<'m>(&'m self, metric: &'m Metric, known: &'m Known) -> Option<&'m str> {
        match self {
            Self::Account => Some(&known.account),
            Self::Tag(key) => {
                let mut values = metric.dimensions().iter().map(|(_, value)| value);
                values.find_map(|value| known.tags.get(value)?.get(key)).map(String::as_str)
            }
            Self::Dimension(name) => {
                let mut dimensions = metric.dimensions().iter();
                dimensions.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
            }
        }
    }
}

impl Insight {
    /// Returns whether a text is such a query, right or wrong.
    pub fn is(text: &str) -> bool {
        let text = text.trim_start();
        let behind = |word: &str| text.get(word.len()..).and_then(|rest| rest.chars().next());
        text.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select"))
            && behind("select").is_none_or(|next| !next.is_ascii_alphanumeric() && next != '_')
    }

    /// Returns the statistic that is told of the values of a period.
    pub const fn statistic(&self) -> Statistic {
        match self.function {
            Function::Average => Statistic::Average,
            Function::Count => Statistic::SampleCount,
            Function::Maximum => Statistic::Maximum,
            Function::Minimum => Statistic::Minimum,
            Function::Sum => Statistic::Sum,
        }
    }

    /// Returns whether it asks for tags of resources.
    pub fn has_tags(&self) -> bool {
        let conditions = self.conditions.iter().map(|condition| &condition.label);
        self.groups.iter().chain(conditions).any(|label| matches!(label, Label::Tag(_)))
    }

    /// Returns whether it asks for groups.
    pub fn has_groups(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Returns whether a metric of its namespace and name is asked for.
    ///
    /// A metric without a dimension or a tag has no value of it that could be another: it is left out by
    /// `!=`, too. AWS does not say so.
    pub fn matches(&self, metric: &Metric, known: &Known) -> bool {
        let names = metric.dimensions().iter().map(|(name, _)| name);
        metric.namespace == self.namespace
            && metric.name == self.name
            && self.schema.as_ref().is_none_or(|schema| names.eq(schema))
            && self.conditions.iter().all(|condition| {
                let value = condition.label.of(metric, known);
                value.is_some_and(|value| (value == condition.value) == condition.equal)
            })
    }

    /// Returns which group a metric belongs to, as its series is called; that of all is called nothing.
    pub fn group(&self, metric: &Metric, known: &Known) -> String {
        self.values(metric, known).collect::<Vec<_>>().join(" ")
    }

    /// Returns what tells the group of a metric from others: the values of what is grouped by.
    pub fn attributes(&self, metric: &Metric, known: &Known) -> BTreeMap<String, String> {
        let values = self.values(metric, known).map(str::to_owned);
        self.groups.iter().map(Label::spelled).zip(values).collect()
    }

    /// Returns the values of what is grouped by, in that order.
    fn values<'m>(&'m self, metric: &'m Metric, known: &'m Known) -> impl Iterator<Item = &'m str> {
        self.groups.iter().map(|label| label.of(metric, known).unwrap_or(OTHER))
    }

    /// Returns whether it says in which order series come.
    pub const fn has_order(&self) -> bool {
        self.order.is_some()
    }

    /// Returns whether so many series are more than it may have.
    pub const fn has_too_many(&self, series: usize) -> bool {
        series > SERIES
    }

    /// Returns the series that are told, in their order: by their names unless the query says how.
    /// Those without values are none.
    pub fn chosen(&self, series: Vec<Series>) -> Vec<Series> {
        let series = series.into_iter().map(|series| (series, ())).collect();
        self.chosen_of(series).into_iter().map(|(series, ())| series).collect()
    }

    /// Returns them with what belongs to each.
    pub fn chosen_of<T>(&self, mut series: Vec<(Series, T)>) -> Vec<(Series, T)> {
        series.retain(|(series, _)| !series.points.is_empty());
        series.sort_by(|(left, _), (right, _)| left.label.cmp(&right.label));
        if let Some(Order { by, descending }) = self.order {
            let value = |series: &Series| {
                let values: Vec<f64> = series.points.values().copied().collect();
                by.of(&values).unwrap_or_default()
            };
            series.sort_by(|(left, _), (right, _)| {
                let order = value(left).total_cmp(&value(right));
                if descending { order.reverse() } else { order }
            });
        }
        series.truncate(self.limit);
        series
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::math::Fault;
    use crate::services::cloudwatch::shapes::metrics::Dimension;
    use crate::time::Timestamp;

    fn metric(dimensions: &[(&str, &str)]) -> Metric {
        let dimensions: Vec<_> = dimensions
            .iter()
            .map(|(name, value)| Dimension { name: (*name).to_owned(), value: (*value).to_owned() })
            .collect();
        Metric::new("AWS/EC2", "CPU", &dimensions)
    }

    fn known() -> Known {
        let tags = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        Known {
            account: "1".to_owned(),
            tags: [
                ("a".to_owned(), tags(&[("env", "test"), ("my env", "y")])),
                ("b".to_owned(), tags(&[("env", "prod")])),
            ]
            .into(),
        }
    }

    fn insight(text: &str) -> Insight {
        Insight::parse(text).unwrap()
    }

    #[test]
    fn metrics_match_by_what_they_have() {
        let a = metric(&[("Host", "a"), ("Type", "big")]);
        let b = metric(&[("Host", "b")]);
        let none = metric(&[]);
        let cases = [
            ("SELECT AVG(CPU) FROM \"AWS/EC2\"", [true, true, true]),
            ("select avg(CPU) from schema(\"AWS/EC2\")", [false, false, true]),
            ("SELECT AVG(CPU) FROM SCHEMA(\"AWS/EC2\", Host)", [false, true, false]),
            ("SELECT AVG(CPU) FROM SCHEMA(\"AWS/EC2\", Type, Host)", [true, false, false]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE Host = 'a'", [true, false, false]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE Host != 'a'", [false, true, false]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE Host = 'a' AND Type = 'x'", [false; 3]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE host = 'a'", [false; 3]),
            ("SELECT AVG(cpu) FROM \"AWS/EC2\"", [false; 3]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE AWS.AccountId = '1'", [true; 3]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE AWS.AccountId != '1'", [false; 3]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE tag.env = 'prod'", [false, true, false]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE tag.\"my env\" != 'x'", [true, false, false]),
            ("SELECT AVG(CPU) FROM \"AWS/EC2\" WHERE tag.Env = 'prod'", [false; 3]),
        ];
        for (text, expected) in cases {
            let insight = insight(text);
            let told = [&a, &b, &none].map(|metric| insight.matches(metric, &known()));
            assert_eq!(told, expected, "{text}");
        }
    }

    #[test]
    fn groups_are_called_by_their_values() {
        let insight = insight("SELECT MAX(CPU) FROM N GROUP BY Host, Type");
        let cases: [(&[(&str, &str)], &str); 3] = [
            (&[("Host", "a"), ("Type", "big")], "a big"),
            (&[("Host", "a")], "a Other"),
            (&[], "Other Other"),
        ];
        for (dimensions, expected) in cases {
            assert_eq!(insight.group(&metric(dimensions), &known()), expected);
        }
        let by_tag =
            super::Insight::parse("SELECT MAX(CPU) FROM N GROUP BY tag.env, Type").unwrap();
        let attributes = |dimensions| {
            let told = by_tag.attributes(&metric(dimensions), &known());
            told.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        };
        assert_eq!(attributes(&[("Host", "a"), ("Type", "big")]), ["Type=big", "tag.env=test"]);
        assert_eq!(attributes(&[("Host", "a")]), ["Type=Other", "tag.env=test"]);
    }

    #[test]
    fn series_come_in_the_order_that_is_asked_for() {
        let series = |label: &str, values: &[f64]| Series {
            label: label.to_owned(),
            period: 60,
            points: (0..).zip(values).map(|(n, v)| (Timestamp::from_secs(n * 60), *v)).collect(),
        };
        let many = vec![
            series("b", &[1.0, 9.0]),
            series("none", &[]),
            series("a", &[6.0, 6.0]),
            series("c", &[7.0]),
        ];
        let cases = [
            ("", "a b c"),
            ("ORDER BY MAX()", "a c b"),
            ("ORDER BY MAX() DESC LIMIT 2", "b c"),
            ("order by sum() asc", "c b a"),
            ("ORDER BY COUNT() DESC", "a b c"),
            ("LIMIT 1", "a"),
        ];
        for (rest, expected) in cases {
            let insight = insight(&format!("SELECT SUM(CPU) FROM N GROUP BY Host {rest}"));
            let labels: Vec<_> =
                insight.chosen(many.clone()).into_iter().map(|series| series.label).collect();
            assert_eq!(labels.join(" "), expected, "{rest}");
        }
    }

    #[test]
    fn what_is_wrong_is_a_sentence() {
        let cases = [
            ("SELECT", "Unexpected end: a function is expected"),
            ("SELECT P99(m) FROM N", "Unexpected 'P99' at character 8: a function is expected"),
            (
                "SELECT AVG() FROM N",
                "Unexpected ')' at character 12: the name of a metric is expected",
            ),
            ("SELECT AVG(m)", "Unexpected end: FROM is expected"),
            ("SELECT AVG(m) FROM AWS/EC2", "Unexpected '/' at character 23"),
            ("SELECT AVG(m) FROM 'N'", "Unexpected ''N'' at character 20: a namespace is expected"),
            (
                "SELECT AVG(m) FROM N WHERE a = b",
                "Unexpected 'b' at character 32: a value in single quotes is expected",
            ),
            ("SELECT AVG(m) FROM N WHERE a > 'b'", "Unexpected '>' at character 30"),
            (
                "SELECT AVG(m) FROM N WHERE a = 'b' OR c = 'd'",
                "Unexpected 'OR' at character 36: the end is expected",
            ),
            ("SELECT AVG(m) FROM N WHERE a = 'b", "A text has no end"),
            ("SELECT AVG(m) FROM N GROUP a", "Unexpected 'a' at character 28: BY is expected"),
            (
                "SELECT AVG(m) FROM N ORDER BY a()",
                "Unexpected 'a' at character 31: a function is expected",
            ),
            ("SELECT AVG(m) FROM N LIMIT 0", "LIMIT is a number from 1 to 500"),
            ("SELECT AVG(m) FROM N LIMIT 501", "LIMIT is a number from 1 to 500"),
            (
                "SELECT AVG(m) FROM N LIMIT 5 LIMIT 5",
                "Unexpected 'LIMIT' at character 30: the end is expected",
            ),
            (
                "SELECT AVG(select) FROM N",
                "Unexpected 'select' at character 12: the name of a metric is expected",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Insight::parse(text), Err(Fault(expected.to_owned())), "{text}");
        }
    }

    #[test]
    fn names_may_be_quoted() {
        let text = r#"SELECT SUM("a \"b\" c") FROM "x/y" WHERE "from" = 'it\'s' LIMIT 7"#;
        let insight = insight(text);
        assert_eq!((insight.name.as_str(), insight.namespace.as_str()), ("a \"b\" c", "x/y"));
        let metric = Metric::new(
            "x/y",
            "a \"b\" c",
            &[Dimension { name: "from".to_owned(), value: "it's".to_owned() }],
        );
        assert!(insight.matches(&metric, &known()));
        assert!(
            Insight::is(" Select sum") && Insight::is("SELECT") && !Insight::is("selected + 1")
        );
    }
}
