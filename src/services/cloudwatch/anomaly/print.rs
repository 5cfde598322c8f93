//! By what two queries are known to compute the same.
//!
//! Ids and labels are names of a request and do not count: the print of an expression has the prints
//! of the queries that it names in place of their ids.

use std::collections::BTreeMap;

use crate::crypto::sha256;
use crate::services::cloudwatch::math::parse::Node;
use crate::services::cloudwatch::queries::{Query, What};

/// The prints of the queries of a request.
pub struct Prints<'q> {
    queries: &'q [Query],
    known: BTreeMap<&'q str, String>,
    open: Vec<&'q str>,
}

impl<'q> Prints<'q> {
    /// Makes none yet.
    pub const fn of(queries: &'q [Query]) -> Self {
        Self { queries, known: BTreeMap::new(), open: Vec::new() }
    }

    /// Returns the print of the query of an id; `None` if there is none, or if it names itself.
    pub fn query(&mut self, id: &str) -> Option<String> {
        let query = self.queries.iter().find(|query| query.id == id)?;
        if let Some(known) = self.known.get(query.id.as_str()) {
            return Some(known.clone());
        }
        if self.open.contains(&query.id.as_str()) {
            return None;
        }
        self.open.push(&query.id);
        let print = match &query.what {
            What::Metric(wanted) => Some(hashed(&format!("{wanted:?}"))),
            What::Expression(node, _) => self.expression(node),
            What::Insight(insight, period) => Some(hashed(&format!("{insight:?} {period}"))),
        };
        self.open.pop();
        let print = print?;
        self.known.insert(&query.id, print.clone());
        Some(print)
    }

    /// Returns the print of an expression; that of a query, if it is but its id.
    pub fn expression(&mut self, node: &Node) -> Option<String> {
        if let Node::Name(id) = node {
            return self.query(id);
        }
        let mut names = Vec::new();
        node.names(&mut names);
        let mut text = format!("{node:?}");
        for name in names {
            // A word of a function, as in FILL(m1, REPEAT), is the name of no query.
            if let Some(print) = self.query(name) {
                text = text.replace(&format!("Name(\"{name}\")"), &format!("Name({print})"));
            } else if self.queries.iter().any(|query| query.id == *name) {
                return None;
            }
        }
        Some(hashed(&text))
    }
}

fn hashed(text: &str) -> String {
    sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(expressions: &[(&str, &str)]) -> Option<String> {
        let query = |(id, text): &(&str, &str)| Query {
            id: (*id).to_owned(),
            what: What::Expression(Node::parse(text).unwrap(), 60),
            label: Some((*id).to_owned()),
            told: true,
        };
        let queries: Vec<Query> = expressions.iter().map(query).collect();
        Prints::of(&queries).query(expressions[0].0)
    }

    #[test]
    fn ids_do_not_count_and_what_is_computed_does() {
        let one = print(&[("e1", "FILL(e2, REPEAT) * 10"), ("e2", "TIME_SERIES(1)")]);
        let same = print(&[("x", "FILL(y,REPEAT)*10"), ("z", "9"), ("y", "TIME_SERIES(1)")]);
        let other = print(&[("e1", "FILL(e2, REPEAT) * 10"), ("e2", "TIME_SERIES(2)")]);
        assert!(one.is_some());
        assert_eq!(one, same);
        assert_ne!(one, other);
        assert_eq!(
            print(&[("e1", "e2"), ("e2", "TIME_SERIES(1)")]),
            print(&[("e3", "TIME_SERIES(1)")])
        );
        assert_eq!(print(&[("e1", "e2 + 1"), ("e2", "e1 + 1")]), None);
    }

    #[test]
    fn what_grows_twofold_with_each_query_has_a_short_print() {
        let mut expressions = vec![("e0".to_owned(), "TIME_SERIES(1)".to_owned())];
        for place in 1..200 {
            let before = place - 1;
            expressions.insert(0, (format!("e{place}"), format!("e{before} + e{before}")));
        }
        let expressions: Vec<_> =
            expressions.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
        assert_eq!(print(&expressions).unwrap().len(), 64);
    }
}
