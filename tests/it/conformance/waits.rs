//! Waits with answers of the service at hand.

use serde_json::Value;
use trailwatch::cli::Environment;
use trailwatch::cli::arguments::Parsed;
use trailwatch::cli::command::{self, Command};
use trailwatch::cli::error_format::ErrorFormat;
use trailwatch::cli::exit::{Failure, Outcome};
use trailwatch::cli::globals::Globals;
use trailwatch::cli::split::classify;
use trailwatch::cli::wait::{self, poll};
use trailwatch::error::{ApiError, Code};

use super::{cases, expected_error, text, words};

const ANSWERS: &str = include_str!("../../conformance/answers.json");

/// Runs a case whose only answer is given again and again; returns what it came to, and what it
/// asked.
fn run(case: &Value, words: &[String]) -> (Outcome, Vec<Value>) {
    let (_, rest) = Globals::take(&classify(words), &|_| Ok(())).unwrap();
    let found = command::find("aws", &rest).unwrap();
    let Command::Wait(service, waiter) = found.command else { panic!("{case} is no wait") };
    let operation = wait::operation(service, waiter);
    let mut requests = Vec::new();
    let asked = Parsed::read(operation, &found.words)
        .and_then(|parsed| parsed.ask_once(&Environment::default(), &mut |_| ()));
    let outcome = asked.and_then(|asked| {
        let request = Value::Object(asked.request);
        let ask = |requests: &mut Vec<Value>| {
            requests.push(request.clone());
            let [status, error] = case["answers"][0].as_array().map_or(&[][..], Vec::as_slice)
            else {
                return Ok(case["answers"][0].clone());
            };
            // A code is a word of the program, which lives as long as it does.
            let name = text(error, "__type").to_owned().leak();
            let http_status = u16::try_from(status.as_u64().unwrap()).unwrap();
            let code = Code { name, http_status };
            let error = ApiError::new(code, text(error, "message"));
            Err(Failure::Api { operation: operation.name, error })
        };
        poll(waiter, &mut requests, ask, |_, _| Ok(()))
    });
    (outcome, requests)
}

#[test]
fn waits_end_as_those_of_the_aws_cli() {
    let mut count = 0;
    for case in &cases(ANSWERS) {
        let words = words(case);
        if words[1] != "wait" {
            continue;
        }
        count += 1;
        let (outcome, requests) = run(case, &words);
        let failure = outcome.err();
        let told = failure.as_ref().map(|failure| failure.text_in(ErrorFormat::Enhanced));
        assert_eq!(told.unwrap_or_default(), expected_error(case), "{case}");
        assert_eq!(failure.map_or(0, |failure| failure.code()), case["code"], "{case}");
        // Of those that were asked in vain, the cases have the first few requests.
        let expected = case["requests"].as_array().unwrap();
        assert!(requests.starts_with(expected), "{case}: {requests:?}");
        assert!([expected.len(), 40].contains(&requests.len()), "{case}: {}", requests.len());
    }
    assert_eq!(count, 7);
}
