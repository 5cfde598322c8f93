//! The tables are those of the official model.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Map, Value, json};
use trailwatch::operation::{Access, Answer, EventKind, Meaning, Operation, Waiter};
use trailwatch::schema::{Limit, Schema, Structure};
use trailwatch::services;
use trailwatch::services::cloudtrail::kind_of_call;

use crate::python;

/// The model that is the oracle.
pub(crate) const BOTOCORE: &str = "botocore==1.43.55";

/// How many operations each API has.
const OPERATIONS: [(&str, usize); 4] =
    [("cloudtrail", 60), ("cloudwatch", 50), ("configservice", 102), ("s3api", 116)];

/// Members of the model that an operation does not have here: service, operation, members of the
/// request and of the answer.
const LEFT_OUT: &[(&str, &str, &[&str], &[&str])] = &[];

fn structure(structure: &Structure) -> Value {
    let members: Vec<Value> = structure
        .members
        .iter()
        .map(|member| {
            json!({
                "name": member.name,
                "required": member.required,
                "value": value(member.schema),
                "limits": limits(member.limits),
            })
        })
        .collect();
    json!({"kind": "Structure", "one_of": structure.one_of, "members": members})
}

fn value(schema: Schema) -> Value {
    match schema {
        Schema::Structure(inner) => structure(inner),
        Schema::List(item) => json!({"kind": "List", "item": value(*item)}),
        Schema::Map(item) => json!({"kind": "Map", "item": value(*item)}),
        Schema::Enum(words) => json!({"kind": "Enum", "words": words}),
        other => json!({"kind": format!("{other:?}")}),
    }
}

fn limits(all: &[Limit]) -> Map<String, Value> {
    let mut found = Map::new();
    for limit in all {
        match limit {
            // A minimum of nothing says nothing.
            Limit::MinLength(0) => None,
            Limit::Each(inner) => found.insert("Each".to_owned(), limits(inner).into()),
            Limit::EachName(inner) => found.insert("EachName".to_owned(), limits(inner).into()),
            Limit::Max(most) => found.insert("Max".to_owned(), json!(most)),
            Limit::MaxLength(most) => found.insert("MaxLength".to_owned(), json!(most)),
            Limit::Min(least) => found.insert("Min".to_owned(), json!(least)),
            Limit::MinLength(least) => found.insert("MinLength".to_owned(), json!(least)),
            // Not all patterns are held by the tables.
            Limit::Pattern(pattern) => found.insert("Pattern".to_owned(), json!(pattern)),
        };
    }
    found
}

fn operation(service: &str, operation: &Operation) -> Value {
    let left_out = LEFT_OUT
        .iter()
        .find(|(of, name, _, _)| *of == service && *name == operation.name)
        .map_or((&[][..], &[][..]), |(_, _, input, output)| (*input, *output));
    json!({
        "name": operation.name,
        "input": structure(operation.input),
        "output": structure(operation.output),
        "left_out": {"input": left_out.0, "output": left_out.1},
        "pages": operation.pager.as_ref().map(|pager| {
            json!({
                "input_token": pager.input,
                "output_token": pager.output,
                "limit_key": pager.limit,
                "result_key": pager.results,
                "non_aggregate_keys": pager.once,
            })
        }),
    })
}

fn waiter(waiter: &Waiter) -> Value {
    let acceptor = |(answer, meaning): &(Answer, Meaning)| {
        let state = format!("{meaning:?}").to_lowercase();
        match answer {
            Answer::Fits(expression) => json!({
                "matcher": "path", "expected": true, "argument": expression, "state": state,
            }),
            Answer::Status(status) => {
                json!({"matcher": "status", "expected": status, "state": state})
            }
        }
    };
    json!({
        "name": waiter.name,
        "operation": waiter.operation,
        "delay": waiter.delay,
        "maxAttempts": waiter.attempts,
        "acceptors": waiter.meanings.iter().map(acceptor).collect::<Vec<_>>(),
    })
}

#[test]
fn names_types_order_and_limits_are_those_of_the_model() {
    let Some(python) = python::with_packages("botocore", &[BOTOCORE]) else { return };
    let tables: Vec<Value> = services::ALL
        .iter()
        .map(|service| {
            let operations: Vec<_> =
                service.operations.iter().map(|op| operation(service.command, op)).collect();
            json!({
                "command": service.command,
                "operations": operations,
                "undeclared": service.undeclared,
                "waiters": service.waiters.iter().map(waiter).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut child = Command::new(python)
        .arg(python::script("model.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(json!(tables).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let differences = String::from_utf8(output.stdout).unwrap();
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn what_a_call_is_follows_from_its_name() {
    for service in services::ALL.iter().filter(|service| service.command != "s3api") {
        for operation in service.operations {
            let name = operation.name;
            let reads = kind_of_call::only_reads(service.source, name);
            let is_data = kind_of_call::is_data(service.source, name);
            assert_eq!(operation.access == Access::Read, reads, "{name}");
            assert_eq!(operation.event == EventKind::Data, is_data, "{name}");
        }
    }
}

#[test]
fn every_operation_of_the_apis_is_named_once() {
    for service in services::ALL {
        let mut names: Vec<&str> = service.operations.iter().map(|op| op.name).collect();
        names.extend(service.undeclared);
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{} names an operation twice", service.command);
        if let Some((_, count)) = OPERATIONS.iter().find(|(name, _)| *name == service.command) {
            assert_eq!(all, *count, "{}", service.command);
        }
    }
}
