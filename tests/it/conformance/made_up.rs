//! Queries, shorthand, times and documents that are made up, and what the AWS CLI's own code makes of
//! each.

use std::process::Command;

use serde_json::Value;
use trailwatch::cli::shorthand::{self, Error};
use trailwatch::output::{Format, Screen};
use trailwatch::query::Query;
use trailwatch::time::Timestamp;
use trailwatch::time::text::{parse_date, parse_date_as_utc_on, parse_parameter, utc};

use super::text;
use crate::judge::AWSCLI;
use crate::python;

/// What the AWS CLI prints YAML with; its writer is the C library libyaml.
const YAML: [&str; 2] = ["ruamel.yaml==0.18.16", "ruamel.yaml.clib==0.2.15"];

/// How many of each kind are made up.
const EACH: &str = "3000";

#[test]
fn what_is_made_up_means_what_the_aws_cli_makes_of_it() {
    let Some(python) = python::with_packages("awscli", &[AWSCLI]) else { return };
    let output = Command::new(python).arg(python::script("words.py")).arg(EACH).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let expected = match case.get("wrong") {
            Some(sentence) => Err(sentence.as_str().unwrap().to_owned()),
            None => Ok(case["means"].clone()),
        };
        let read = read(&case);
        count += 1;
        if read != expected {
            wrong.push(format!("{}: {read:?}, not {expected:?}", text(&case, "text")));
        }
    }
    assert!(count > 8_000, "there are only {count} cases");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn documents_that_are_made_up_are_printed_as_by_the_aws_cli() {
    let packages = [AWSCLI, YAML[0], YAML[1]];
    let Some(python) = python::with_packages("documents", &packages) else { return };
    let script = python::script("documents.py");
    let output = Command::new(python).arg(script).arg(EACH).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let columns = usize::try_from(case["columns"].as_u64().unwrap()).unwrap();
        let screen = Screen { columns, rows: None, colored: false };
        let table = match case.get("wrong") {
            Some(sentence) => Err(sentence.as_str().unwrap().to_owned()),
            None => Ok(text(&case, "table").to_owned()),
        };
        let printed = [
            (Format::Table.print("MadeUp", &case["document"], screen), table),
            (
                Format::YamlStream.print_page("MadeUp", &case["document"], screen),
                Ok(text(&case, "item").to_owned()),
            ),
        ];
        for (printed, expected) in printed {
            if printed != expected {
                wrong.push(format!("{}:\n{printed:?}\n{expected:?}", case["document"]));
            }
        }
    }
    assert_eq!(lines.lines().count().to_string(), EACH);
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn read(case: &Value) -> Result<Value, String> {
    let input = text(case, "text");
    match text(case, "kind") {
        "query" => Query::compile(input)?.search(&case["data"]),
        "shorthand" => match shorthand::parse(input, &|text| Ok(text.to_owned())) {
            Ok(members) => Ok(Value::Object(members)),
            Err(Error::Syntax(sentence)) => Err(sentence),
            Err(Error::Other(failure)) => Err(failure.sentence()),
        },
        "part" => {
            let read = parse_date_as_utc_on(input, parse_date("2024-01-31").unwrap());
            let text = |time| Value::from(utc(time).trim_end_matches('Z'));
            Ok(read.map_or(Value::Null, text))
        }
        _ => {
            Ok(parse_parameter(input)
                .map_or(Value::Null, |time| Value::from(Timestamp::secs(time))))
        }
    }
}
