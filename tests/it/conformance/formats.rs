//! Documents and queries, and what is printed of them.

use serde_json::{Value, json};
use trailwatch::output::{Format, Screen, received};
use trailwatch::query::Query;
use trailwatch::value::json::compact;

use super::{cases, operation, text};
use crate::judge::AWSCLI;
use crate::python;
use crate::world::World;

const FORMATS: &str = include_str!("../../conformance/formats.json");
const FLOATS: &str = include_str!("../../conformance/floats.json");
const YAML_TEXTS: &str = include_str!("../../conformance/yaml_texts.json");
const QUERIES: &str = include_str!("../../conformance/queries.json");

/// How the cases name formats, and what they are printed with.
const PRINTED: [(&str, Format, usize); 7] = [
    ("json", Format::Json, 80),
    ("text", Format::Text, 80),
    ("yaml", Format::Yaml, 80),
    ("yaml-stream", Format::YamlStream, 80),
    ("table80", Format::Table, 80),
    ("table120", Format::Table, 120),
    ("table300", Format::Table, 300),
];

/// Prints the document of a case through its query, for a screen of so many columns.
fn print(format: Format, case: &Value, columns: usize) -> Result<String, String> {
    let (document, query) = (&case["data"], case["query"].as_str());
    let query = query.map(|query| Query::compile(query).unwrap());
    let picked = query.map_or_else(|| Ok(document.clone()), |query| query.search(document))?;
    format.print(text(case, "operation"), &picked, Screen { columns, rows: None, colored: false })
}

/// Returns what a case expects: a text, or the sentence of an error.
fn expected(case: &Value, format: &str) -> Result<String, String> {
    match &case[format] {
        Value::String(text) => match text.strip_prefix("EXC ") {
            Some(error) => Err(error.split_once(": ").unwrap().1.to_owned()),
            None => Ok(text.clone()),
        },
        other => panic!("{other} is no text"),
    }
}

#[test]
fn documents_are_printed_to_the_byte() {
    let cases = cases(FORMATS);
    for case in &cases {
        for (name, format, columns) in PRINTED {
            let printed = print(format, case, columns);
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
        for name in ["json", "text", "yaml"] {
            let expected = format!("{}\n", text(case, name));
            let printed = Format::parse(name).unwrap().print("Op", &number, Screen::NONE);
            assert_eq!(printed, Ok(expected), "{name} of {case}");
        }
    }
    assert_eq!(cases.len(), 8);
}

#[test]
fn texts_are_printed_as_by_libyaml() {
    let cases = cases(YAML_TEXTS);
    for case in &cases {
        let text = text(case, "text");
        let documents = [
            ("member", json!({ "k": text })),
            ("item", json!({"k": [text]})),
            ("name", json!({text: 1})),
        ];
        for (place, document) in documents {
            let printed = Format::Yaml.print("Op", &document, Screen::NONE);
            assert_eq!(printed, expected(case, place), "{place} of {case}");
        }
    }
    assert_eq!(cases.len(), 95);
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
        for (name, _, columns) in PRINTED {
            if columns > Screen::NONE.columns {
                continue;
            }
            let format = name.trim_end_matches("80");
            let query = case["query"].as_str().map(|query| format!("--query '{query}'"));
            let query = query.unwrap_or_default();
            let line = format!("aws render {command} --output {format} {query} <answer.json");
            let ran = world.bash(&line);
            let (out, err, code) = match expected(case, name) {
                Ok(text) => (text, String::new(), 0),
                Err(sentence) => (String::new(), format!("\naws: [ERROR]: {sentence}\n"), 255),
            };
            assert_eq!((ran.out, ran.err, ran.code), (out, err, code), "{line}");
            count += 1;
        }
    }
    assert_eq!(count, 55);
}

#[test]
fn on_a_terminal_tables_fit_and_are_coloured() {
    let Some(python) = python::with_packages("awscli", &[AWSCLI]) else { return };
    let world = World::new();
    let answer = json!({"trailList": [{"Name": "a", "HomeRegion": "us-east-1"}]});
    std::fs::write(world.work().join("answer.json"), answer.to_string()).unwrap();
    let shown = |columns: usize, options: &str| {
        let (python, script) = (python.display(), python::script("terminal.py"));
        let command = format!(
            "aws render cloudtrail describe-trails --output table {options} --no-cli-pager <answer.json"
        );
        let script = script.display();
        let ran = world.bash(&format!("{python} {script} {columns} bash -c '{command}'"));
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out
    };
    let table = |columns| Format::Table.print("DescribeTrails", &answer, columns).unwrap();
    for columns in [20, 29, 30, 200] {
        let screen = Screen { columns, rows: None, colored: true };
        assert_eq!(shown(columns, ""), table(screen), "{columns}");
        let screen = Screen { columns, rows: None, colored: false };
        assert_eq!(shown(columns, "--color off"), table(screen), "{columns}");
    }
    assert_ne!(shown(20, ""), shown(200, ""));
}
