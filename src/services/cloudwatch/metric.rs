//! What a metric is: a namespace, a name, and an exact set of dimensions.
//!
//! The order of dimensions does not matter; one dimension more or another value is another metric.
//! Metrics of another account or region are other metrics, too: see [`catalogue`](super::catalogue).
//!
//! Source: CloudWatch User Guide, "CloudWatch concepts"; CloudWatch API Reference,
//! "`PutMetricData`", "`Dimension`".

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::fault::Faults;
use super::shapes::metrics::{Dimension, DimensionFilter, Metric as Shown};

/// How long a namespace may be, a metric's name, and a dimension's name, in characters.
pub const NAME: usize = 255;

/// How long the value of a dimension may be, in characters.
const VALUE: usize = 1_024;

/// How many dimensions a metric may have.
const DIMENSIONS: usize = 30;

/// A metric.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Metric {
    /// What keeps it apart from metrics of other applications.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its dimensions, in the order of their names.
    dimensions: Vec<(String, String)>,
}

impl Metric {
    /// Makes a metric; the dimensions may come in any order.
    pub fn new(namespace: &str, name: &str, dimensions: &[Dimension]) -> Self {
        let mut dimensions: Vec<_> = dimensions
            .iter()
            .map(|dimension| (dimension.name.clone(), dimension.value.clone()))
            .collect();
        dimensions.sort();
        Self { namespace: namespace.to_owned(), name: name.to_owned(), dimensions }
    }

    /// Returns name and value of its dimensions, in the order of their names.
    pub fn dimensions(&self) -> &[(String, String)] {
        &self.dimensions
    }

    /// Returns whether it has a dimension.
    pub fn has(&self, wanted: &DimensionFilter) -> bool {
        self.dimensions.iter().any(|(name, value)| {
            *name == wanted.name && wanted.value.as_ref().is_none_or(|wanted| wanted == value)
        })
    }

    /// Returns it as answers show it.
    pub fn into_shape(self) -> Shown {
        let dimension = |(name, value)| Dimension { name, value };
        Shown {
            namespace: Some(self.namespace),
            metric_name: Some(self.name),
            dimensions: Some(self.dimensions.into_iter().map(dimension).collect()),
        }
    }
}

/// Looks at a namespace.
pub fn check_namespace(faults: &mut Faults, namespace: &str) {
    faults.name("Namespace", namespace, NAME);
}

/// Looks at dimensions: how many there are, their names and values, and that no name comes twice.
pub fn check_dimensions(faults: &mut Faults, path: impl Display, dimensions: &[Dimension]) {
    faults.size(&path, dimensions.len(), DIMENSIONS);
    for (position, dimension) in (1_usize..).zip(dimensions) {
        faults.name(format_args!("{path}.member.{position}.Name"), &dimension.name, NAME);
        faults.text(format_args!("{path}.member.{position}.Value"), &dimension.value, VALUE);
    }
    let twice = dimensions
        .iter()
        .enumerate()
        .any(|(place, one)| dimensions[..place].iter().any(|other| other.name == one.name));
    if twice {
        faults.invalid("No metric may specify the same dimension name twice.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dimension(name: &str, value: &str) -> Dimension {
        Dimension { name: name.to_owned(), value: value.to_owned() }
    }

    fn wrong(dimensions: &[Dimension]) -> String {
        let mut faults = Faults::default();
        check_dimensions(&mut faults, "D", dimensions);
        faults.check().map_err(|error| error.message().to_owned()).err().unwrap_or_default()
    }

    #[test]
    fn the_order_of_dimensions_does_not_matter_and_everything_else_does() {
        let (a, b) = (dimension("A", "1"), dimension("B", "2"));
        let metric = Metric::new("N", "M", &[a.clone(), b.clone()]);
        assert_eq!(metric, Metric::new("N", "M", &[b.clone(), a.clone()]));
        let others = [
            Metric::new("n", "M", &[a.clone(), b.clone()]),
            Metric::new("N", "m", &[a.clone(), b]),
            Metric::new("N", "M", std::slice::from_ref(&a)),
            Metric::new("N", "M", &[a, dimension("B", "3")]),
        ];
        for other in others {
            assert_ne!(metric, other);
        }
    }

    #[test]
    fn a_dimension_is_found_by_its_name_and_perhaps_its_value() {
        let metric = Metric::new("N", "M", &[dimension("A", "1"), dimension("B", "2")]);
        let cases = [
            ("A", None, true),
            ("A", Some("1"), true),
            ("A", Some("2"), false),
            ("C", None, false),
        ];
        for (name, value, has) in cases {
            let value = value.map(str::to_owned);
            let wanted = DimensionFilter { name: name.to_owned(), value };
            assert_eq!(metric.has(&wanted), has, "{wanted:?}");
        }
    }

    #[test]
    fn dimensions_that_break_a_rule_are_refused() {
        let many: Vec<_> = (0..31).map(|n| dimension(&n.to_string(), "x")).collect();
        assert_eq!(wrong(&many), "The collection D must not have a size greater than 30.");
        assert_eq!(wrong(&many[..30]), "");
        let cases = [
            (vec![dimension("A", " ")], "The parameter D.member.1.Value is required."),
            (
                vec![dimension("A", "1"), dimension("B", &"x".repeat(1_025))],
                "The parameter D.member.2.Value must be shorter than 1025 characters.",
            ),
            (
                vec![dimension(&"x".repeat(256), "1")],
                "The parameter D.member.1.Name must be shorter than 256 characters.",
            ),
            (vec![dimension(":A", ":1")], "The value :A for parameter D.member.1.Name is invalid."),
            (
                vec![dimension("A", "é")],
                "The value for parameter D.member.1.Value contains non-ASCII characters.",
            ),
            (
                vec![dimension("A", "1"), dimension("A", "2"), dimension("A", "3")],
                "No metric may specify the same dimension name twice.",
            ),
        ];
        for (dimensions, sentence) in cases {
            assert_eq!(wrong(&dimensions), sentence);
        }
    }
}
