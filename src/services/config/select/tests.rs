//! Runs the cases of `cases.txt`.
//!
//! ```text
//! # A comment.
//! item {"resourceId": ...}      a resource that there is
//! SELECT ...                    an expression; indented lines go on with it
//! {...}                         the rows that it finds, in order
//! ! sentence                    or why it is refused
//! ```

use super::{Query, Rows};
use crate::value::Object;

#[test]
fn every_case_finds_what_it_says() {
    let mut items: Vec<Object> = Vec::new();
    let mut cases: Vec<(String, Vec<String>)> = Vec::new();
    for line in include_str!("cases.txt").lines() {
        if let Some(item) = line.strip_prefix("item ") {
            items.push(serde_json::from_str(item).unwrap());
        } else if line.to_ascii_lowercase().starts_with("select") || line.starts_with("= ") {
            cases.push((line.strip_prefix("= ").unwrap_or(line).to_owned(), Vec::new()));
        } else if line.starts_with("  ") {
            let (expression, _) = cases.last_mut().unwrap();
            expression.push('\n');
            expression.push_str(line);
        } else if !line.is_empty() && !line.starts_with('#') {
            cases.last_mut().unwrap().1.push(line.to_owned());
        }
    }
    let mut wrong = Vec::new();
    for (expression, expected) in cases {
        let found = match Query::parse(&expression) {
            Ok(query) => {
                let mut rows: Rows<'_> = query.rows();
                for item in &items {
                    rows.add(item);
                }
                rows.in_order().into_iter().map(|row| row.text).collect()
            }
            Err(fault) => vec![format!("! {fault}")],
        };
        if found != expected {
            wrong.push(format!("{expression}\n{}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_types_are_wanted_follows_from_the_condition() {
    for (condition, wanted) in [
        ("resourceType = 'A'", Some("A")),
        ("resourceType = 'A' AND resourceId = 'x'", Some("A")),
        ("resourceType IN ('A', 'B') AND resourceType IN ('B', 'C')", Some("B")),
        ("resourceType = 'A' OR resourceType = 'B'", Some("A B")),
        ("resourceType = 'A' OR resourceId = 'x'", None),
        ("NOT resourceType = 'A'", None),
        ("resourceType LIKE 'AWS%'", None),
    ] {
        let query = Query::parse(&format!("SELECT resourceId WHERE {condition}")).unwrap();
        let found = query.wanted("resourceType");
        let found = found.map(|kinds| kinds.into_iter().collect::<Vec<_>>().join(" "));
        assert_eq!(found.as_deref(), wanted, "{condition}");
    }
    assert_eq!(Query::parse("SELECT resourceId").unwrap().wanted("resourceType"), None);
}

#[test]
fn a_query_says_what_it_needs() {
    let members = ["resourceType", "resourceId"];
    for (text, needs_only) in [
        ("SELECT resourceId", true),
        ("SELECT COUNT(*)", true),
        ("SELECT resourceType, COUNT(resourceId) GROUP BY resourceType", true),
        ("SELECT resourceId WHERE NOT resourceType = 'A' ORDER BY resourceId", true),
        ("SELECT *", false),
        ("SELECT MAX(configuration.a)", false),
        ("SELECT resourceId WHERE resourceType = 'A' OR tags.key = 'k'", false),
        ("SELECT COUNT(*) GROUP BY awsRegion", false),
    ] {
        assert_eq!(Query::parse(text).unwrap().needs_only(&members), needs_only, "{text}");
    }
}

#[test]
fn a_query_says_how_it_is_paged() {
    let query = |text: &str| Query::parse(text).unwrap();
    assert_eq!(query("SELECT resourceId").page(), 25);
    assert_eq!(query("SELECT COUNT(*)").page(), 500);
    assert!(query("SELECT resourceType, COUNT(*) GROUP BY resourceType").has_pages());
    let sorted = "SELECT resourceType, COUNT(*) GROUP BY resourceType ORDER BY COUNT(*) DESC";
    assert!(!query(sorted).has_pages());
    let names = query("select max(configuration.a), tags.key group by tags.key").names();
    assert_eq!(names, ["MAX(configuration.a)", "tags.key"]);
}

#[test]
fn every_row_stands_behind_those_before_it() {
    let items: Vec<Object> = (0..12)
        .map(|number| {
            let text = format!(
                r#"{{"resourceId": "i-{number:02}", "configuration": {{"a": {}}}}}"#,
                number * 5 % 4
            );
            serde_json::from_str(&text).unwrap()
        })
        .collect();
    for text in [
        "SELECT resourceId",
        "SELECT resourceId, configuration.a ORDER BY configuration.a DESC",
        "SELECT resourceId, configuration.a, configuration.b ORDER BY configuration.b, configuration.a",
        "SELECT configuration.a, COUNT(*) GROUP BY configuration.a",
        "SELECT resourceId, COUNT(*) GROUP BY resourceId ORDER BY resourceId DESC",
    ] {
        let query = Query::parse(text).unwrap();
        let mut rows = query.rows();
        for item in &items {
            rows.add(item);
        }
        let rows = rows.in_order();
        for (one, row) in rows.iter().enumerate() {
            for (other, behind) in rows.iter().enumerate() {
                assert_eq!(query.is_behind(&behind.place, &row.place), other > one, "{text}");
            }
        }
    }
}
