//! Skeletons of all operations, held to what botocore makes of the model.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Map, Value, json};
use trailwatch::cli::skeleton::{TIME, answer_of, request_of};
use trailwatch::services;

use crate::model::BOTOCORE;
use crate::python;

#[test]
fn skeletons_are_those_of_the_model() {
    let Some(python) = python::with_packages("botocore", &[BOTOCORE]) else { return };
    let mut child = Command::new(python)
        .arg(python::script("skeletons.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ours: Map<String, Value> = Map::new();
    for service in services::ALL {
        let of = |operation| json!([request_of(operation), answer_of(service, operation, TIME)]);
        let operations: Map<String, Value> =
            service.operations.iter().map(|op| (op.name.to_owned(), of(op))).collect();
        ours.insert(service.command.to_owned(), Value::Object(operations));
    }
    child.stdin.take().unwrap().write_all(json!(ours).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let differences = String::from_utf8(output.stdout).unwrap();
    assert!(differences.is_empty(), "{differences}");
}
