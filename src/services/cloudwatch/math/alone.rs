//! Expressions that come to something at each time by itself: what there is at other times makes no
//! difference to it, nor how much time is asked for.
//!
//! | comes to something at each time by itself              | does not                              |
//! |--------------------------------------------------------|---------------------------------------|
//! | a number, a metric, operators, a list                  | a text                                |
//! | `ABS(m1)` and its like, `IF`                           | `RATE(m1)`, `RUNNING_SUM(m1)`         |
//! | `SUM([m1, m2])`, `AVG(METRICS())`: across several      | `SUM(m1)`: along one                  |
//! | `FILL(m1, 0)`, `FILL(m1, m2)`                          | `FILL(m1, REPEAT)`, `FILL(m1, LINEAR)` |
//! | `HOUR(m1)` and its like                                | whatever else there is                |

use super::each::Aggregate;
use super::parse::Node;

/// Functions that compute of what each time has, whatever they are given.
const AT_EACH_TIME: [&str; 14] = [
    "ABS", "CEIL", "FLOOR", "LOG", "LOG10", "EXP", "IF", "YEAR", "MONTH", "DATE", "DAY", "HOUR",
    "MINUTE", "EPOCH",
];

/// How deep names may stand for expressions with names.
const DEEPEST: usize = 32;

/// Returns whether an expression does. `named` tells what a name stands for: an expression, or else
/// whether it is a metric.
pub fn is_alone<'n>(node: &Node, named: &dyn Fn(&str) -> Named<'n>) -> bool {
    looked_at(node, named, DEEPEST)
}

/// What a name in an expression stands for.
#[derive(Clone, Copy, Debug)]
pub enum Named<'n> {
    /// A metric.
    Metric,
    /// Another expression.
    Expression(&'n Node),
    /// Something else.
    Other,
}

fn looked_at<'n>(node: &Node, named: &dyn Fn(&str) -> Named<'n>, deep: usize) -> bool {
    let all = |parts: &[Node]| parts.iter().all(|part| looked_at(part, named, deep));
    match node {
        Node::Number(_) => true,
        Node::Text(_) => false,
        Node::Name(name) => match named(name) {
            Named::Metric => true,
            Named::Expression(other) => deep > 0 && looked_at(other, named, deep - 1),
            Named::Other => false,
        },
        Node::List(parts) => all(parts),
        Node::Negative(part) => looked_at(part, named, deep),
        Node::Binary(_, left, right) => {
            looked_at(left, named, deep) && looked_at(right, named, deep)
        }
        Node::Call(name, parts) => match name.as_str() {
            name if AT_EACH_TIME.contains(&name) => all(parts),
            "FILL" => match &parts[..] {
                [_, Node::Name(word) | Node::Text(word)]
                    if ["REPEAT", "LINEAR"].contains(&word.as_str()) =>
                {
                    false
                }
                parts => all(parts),
            },
            "METRICS" => true,
            name if Aggregate::parse(name).is_some() => match &parts[..] {
                [Node::List(parts)] => all(parts),
                [Node::Call(name, _)] => name == "METRICS",
                _ => false,
            },
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_other_times_does_not() {
        let rate = Node::parse("RATE(m1)").unwrap();
        let share = Node::parse("m1 / (m1 + m2)").unwrap();
        let circle = Node::parse("circle + m1").unwrap();
        let named = |name: &str| match name {
            "rate" => Named::Expression(&rate),
            "share" => Named::Expression(&share),
            "circle" => Named::Expression(&circle),
            "insight" => Named::Other,
            _ => Named::Metric,
        };
        let cases = [
            ("m1", true),
            ("100 * m1 / (m1 + m2)", true),
            ("-ABS(m1) > 3 && m2", true),
            ("IF(m1 > 3, share, FILL(m2, 0))", true),
            ("FILL(m1, m2) + HOUR(m1)", true),
            ("SUM([m1, share]) + MAX(METRICS())", true),
            ("share * 2", true),
            ("SUM(m1)", false),
            ("m1 / SUM(m1)", false),
            ("SUM([m1, rate])", false),
            ("rate + 1", false),
            ("RATE(m1)", false),
            ("RUNNING_SUM(m1)", false),
            ("FILL(m1, REPEAT)", false),
            ("FILL(m1, LINEAR)", false),
            ("insight", false),
            ("circle", false),
            ("REMOVE_EMPTY([m1])", false),
            ("SORT(METRICS(), AVG, ASC)", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_alone(&Node::parse(text).unwrap(), &named), expected, "{text}");
        }
    }
}
