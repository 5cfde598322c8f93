//! Documents and queries, and what is printed of them.

use serde_json::Value;
use trailwatch::output::{Format, received};
use trailwatch::query::Query;
use trailwatch::value::json::compact;

use super::{cases, operation, text};
use crate::world::World;

const FORMATS: &str = include_str!("../../conformance/formats.json");
const FLOATS: &str = include_str!("../../conformance/floats.json");
const QUERIES: &str = include_str!("../../conformance/queries.json");

/// Prints a document through a query.
fn print(format: Format, document: &Value, query: Option<&str>) -> Result<String, String> {
    let query = query.map(|query| Query::compile(query).unwrap());
    let picked = query.map_or_else(|| Ok(document.clone()), |query| query.search(document))?;
    format.print(&picked)
}

/// Returns what a case expects: a text, or the sentence of an error.
fn expected(case: &Value, format: &str) -> Result<String, String> {
    match &case[format] {
        Value::String(text) => match text.strip_prefix("EXC AttributeError: ") {
            Some(sentence) => Err(sentence.to_owned()),
            None => Ok(text.clone()),
        },
        other => panic!("{other} is no text"),
    }
}

#[test]
fn documents_are_printed_to_the_byte() {
    let cases = cases(FORMATS);
    for case in &cases {
        for (name, format) in [("json", Format::Json), ("text", Format::Text)] {
            let printed = print(format, &case["data"], case["query"].as_str());
            assert_eq!(printed, expected(case, name), "{name} of {case}");
        }
    }
    assert_eq!(cases.len(), 36);
}

#[test]
fn numbers_are_printed_as_by_python() {
    let cases = cases(FLOATS);
    for case in &cases {
        let number: Value = serde_json::from_str(text(case, "repr")).unwrap();
        for (name, format) in [("json", Format::Json), ("text", Format::Text)] {
            let expected = format!("{}\n", text(case, name));
            assert_eq!(format.print(&number).unwrap(), expected);
        }
    }
    assert_eq!(cases.len(), 8);
}

#[test]
fn queries_pick_or_fail_as_in_the_aws_cli() {
    let cases = cases(QUERIES);
    let (data, cases) = cases.split_first().unwrap();
    for case in cases {
        let picked =
            Query::compile(text(case, "expr")).and_then(|query| query.search(&data["data"]));
        let expected = match case.get("message") {
            Some(message) => Err(message.as_str().unwrap().to_owned()),
            None => Ok(case["result"].clone()),
        };
        assert_eq!(picked, expected, "{case}");
    }
    assert_eq!(cases.len(), 39);
}

/// Cases of operations that are emulated also go through the program.
#[test]
fn saved_answers_are_printed_as_by_their_operation() {
    const RENDERED: &[(&str, &str)] = &[
        ("CreateTrail", "cloudtrail create-trail"),
        ("DescribeTrails", "cloudtrail describe-trails"),
        ("GetMetricStatistics", "cloudwatch get-metric-statistics"),
        ("GetTrailStatus", "cloudtrail get-trail-status"),
        ("LookupEvents", "cloudtrail lookup-events"),
    ];
    let world = World::new();
    let mut count = 0;
    for case in &cases(FORMATS) {
        let name = text(case, "operation");
        let Some((_, command)) = RENDERED.iter().find(|(operation, _)| *operation == name) else {
            continue;
        };
        let operation = operation(&command.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let received = compact(&received(&case["data"], operation.unwrap().0.output));
        // The cases are of formats alone; the API sends members in its order, and times as times.
        if received != compact(&case["data"]) {
            continue;
        }
        std::fs::write(world.work().join("answer.json"), case["data"].to_string()).unwrap();
        for format in ["json", "text"] {
            let query = case["query"].as_str().map(|query| format!("--query '{query}'"));
            let query = query.unwrap_or_default();
            let line = format!("aws render {command} --output {format} {query} <answer.json");
            let ran = world.bash(&line);
            assert_eq!((ran.err.as_str(), ran.code), ("", 0), "{line}");
            assert_eq!(Ok(ran.out), expected(case, format), "{line}");
            count += 1;
        }
    }
    assert_eq!(count, 22);
}
