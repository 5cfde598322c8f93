//! Shorthand and JSON, and what becomes of them.

use serde_json::Value;
use trailwatch::cli::Environment;
use trailwatch::cli::arguments::Parsed;
use trailwatch::cli::exit::Failure;
use trailwatch::cli::shorthand::{self, Error};
use trailwatch::schema::check::violations;

use super::{cases, operation, text, words};

const SHORTHAND: &str = include_str!("../../conformance/shorthand.json");
const OPTIONS: &str = include_str!("../../conformance/options.json");

#[test]
fn shorthand_is_read_by_the_same_grammar() {
    let load = |name: &str| match name {
        "file://val.txt" => Ok("file contents\n".to_owned()),
        other => Ok(other.to_owned()),
    };
    let cases = cases(SHORTHAND);
    for case in &cases {
        let read = shorthand::parse(text(case, "input"), &load).map(Value::Object);
        match (read, case.get("message")) {
            (Ok(value), None) => assert_eq!(value, case["parsed"], "{case}"),
            (Err(Error::Syntax(sentence)), Some(message)) => {
                assert_eq!(sentence, message.as_str().unwrap(), "{case}");
            }
            (read, _) => panic!("{case}: {read:?}"),
        }
    }
    assert_eq!(cases.len(), 59);
}

#[test]
fn options_become_the_request_of_the_aws_cli() {
    // The model has them, and this program refuses them by name.
    const NOT_EMULATED: [&str; 1] = ["--advanced-event-selectors"];
    let mut count = 0;
    for case in &cases(OPTIONS) {
        let words = words(case);
        let Ok((operation, _, behind)) = operation(&words) else { continue };
        if words.iter().any(|word| NOT_EMULATED.contains(&word.as_str())) {
            continue;
        }
        count += 1;
        let asked = Parsed::read(operation, &behind)
            .and_then(|parsed| parsed.ask(false, &Environment::default(), &mut |_| ()))
            .map(|(_, asked)| Value::Object(asked.request));
        let failure = match &asked {
            Ok(request) => {
                assert_eq!(*request, case["params"], "{case}");
                let lines = violations(request, operation.input).join("\n");
                let message = format!("Parameter validation failed:\n{lines}");
                (!lines.is_empty()).then(|| Failure::Parameter(message).text())
            }
            Err(failure) => Some(failure.text()),
        };
        assert_eq!(failure.unwrap_or_default(), text(case, "stderr"), "{case}");
    }
    assert_eq!(count, 34);
}
