//! Whole commands with answers of the service at hand: what is asked, and what is printed.

use std::time::Duration;

use chrono::DateTime;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::Value;
use trailwatch::cli::Environment;
use trailwatch::cli::arguments::Parsed;
use trailwatch::cli::error_format::ErrorFormat;
use trailwatch::cli::exit::{Failure, Outcome};
use trailwatch::cli::paginate::{self, Face};
use trailwatch::error::{ApiError, Code, Error};
use trailwatch::operation::Operation;
use trailwatch::output::{Format, Screen, received};
use trailwatch::query::Query;
use trailwatch::schema::check::violations;
use trailwatch::schema::present;
use trailwatch::value::pretty::Printed;

use super::{cases, expected_error, operation, text, words};

const ANSWERS: &str = include_str!("../../conformance/answers.json");

/// A service whose answers are known.
struct Canned<'c> {
    operation: &'static Operation,
    answers: std::slice::Iter<'c, Value>,
    requests: Vec<Value>,
    format: Format,
    query: Option<Query>,
    wire_times: bool,
    out: String,
    err: String,
}

impl Canned<'_> {
    /// Returns what the query picks; nothing if nothing is printed.
    fn pick(&self, document: &Value) -> Outcome<Option<Value>> {
        match &self.query {
            _ if self.format == Format::Off => Ok(None),
            Some(query) => query.search(document).map(Some).map_err(Failure::General),
            None => Ok(Some(document.clone())),
        }
    }
}

/// Returns an answer with its times and bytes, which the case marks, as the wire has them.
fn on_the_wire(answer: &Value) -> Value {
    let marked = |mark: &str| answer.get(mark).map(|text| text.as_str().unwrap());
    if let Some(time) = marked("__datetime__") {
        let time = DateTime::parse_from_rfc3339(time).unwrap();
        let since = Duration::from_millis(time.timestamp_millis().unsigned_abs());
        return Value::from(since.as_secs_f64());
    }
    if let Some(bytes) = marked("__bytes_hex__") {
        return Value::from(BASE64.encode(&HEXLOWER.decode(bytes.as_bytes()).unwrap()));
    }
    match answer {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), on_the_wire(value))).collect()
        }
        Value::Array(items) => items.iter().map(on_the_wire).collect(),
        other => other.clone(),
    }
}

impl Face for Canned<'_> {
    fn call(&mut self, request: &Value, _: Option<Printed<'_>>) -> Outcome<Value> {
        self.requests.push(request.clone());
        let lines = violations(request, self.operation.input).join("\n");
        if !lines.is_empty() {
            return Err(Failure::Parameter(format!("Parameter validation failed:\n{lines}")));
        }
        let answer = self.answers.next().unwrap();
        if let Some([_, body]) = answer.as_array().map(Vec::as_slice) {
            // A code is a word of the program, which lives as long as it does.
            let name = text(body, "__type").to_owned().leak();
            let code = Code { name, http_status: 400 };
            let message = body["message"].as_str().unwrap_or_default();
            let error = Error::Api(ApiError::new(code, message));
            return Err(Failure::of_call(self.operation.name, error));
        }
        let document = received(&on_the_wire(answer), self.operation.output);
        if self.wire_times { Ok(document) } else { Ok(present(document, self.operation.output)) }
    }

    fn show(&mut self, document: &Value) -> Outcome {
        let Some(picked) = self.pick(document)? else { return Ok(()) };
        let printed = self.format.print(self.operation.name, &picked, Screen::NONE);
        self.out += &printed.map_err(Failure::General)?;
        Ok(())
    }

    fn show_page(&mut self, page: &Value) -> Outcome {
        let Some(picked) = self.pick(page)? else { return Ok(()) };
        let printed = self.format.print_page(self.operation.name, &picked, Screen::NONE);
        self.out += &printed.map_err(Failure::General)?;
        Ok(())
    }

    fn show_text(&mut self, text: &str) -> Outcome {
        self.out += text;
        Ok(())
    }

    fn shows_whole_json(&self) -> bool {
        self.format == Format::Json && self.query.is_none()
    }

    fn format(&self) -> Outcome<Format> {
        Ok(self.format)
    }
}

/// Runs a case; returns its exit code, what it printed, and what it asked.
fn run(case: &Value, words: &[String]) -> (u8, String, String, Vec<Value>) {
    let (operation, globals, behind) = operation(words).unwrap();
    let output = globals.output.as_deref().unwrap_or("json");
    let mut canned = Canned {
        operation,
        answers: case["answers"].as_array().unwrap().iter(),
        requests: Vec::new(),
        format: Format::parse(output).unwrap(),
        query: globals.query.as_deref().map(|query| Query::compile(query).unwrap()),
        // The only settings that cases name.
        wire_times: case["env"]["AWS_CONFIG_FILE"] == "$HOME/wire",
        out: String::new(),
        err: String::new(),
    };
    let mut answer = || {
        let parsed = Parsed::read(operation, &behind)?;
        let mut tell = |text: &str| canned.err += text;
        let (pager, asked) = parsed.ask(globals.paginate, &Environment::default(), &mut tell)?;
        paginate::answer(&mut canned, pager, asked)
    };
    let failure = answer().err();
    let code = failure.as_ref().map_or(0, Failure::code);
    let told = failure.map(|failure| failure.text_in(ErrorFormat::Enhanced)).unwrap_or_default();
    (code, canned.out, canned.err + &told, canned.requests)
}

/// Why a case does not apply.
fn is_left_out(case: &Value, words: &[String]) -> bool {
    // Another zone needs another process; `times_are_printed_in_the_zone` has these.
    case.get("zone").is_some()
        // Nothing is ever throttled here, so nothing is tried again.
        || case["answers"].to_string().contains("ThrottlingException")
        || words.iter().any(|word| word == "--generate-cli-skeleton")
        // Errors with more to them than code and message, or with a code of another protocol.
        || case["answers"].to_string().contains('#')
        || operation(words).is_err()
}

#[test]
fn answers_are_asked_for_and_printed_as_by_the_aws_cli() {
    let mut count = 0;
    for case in &cases(ANSWERS) {
        let words = words(case);
        if is_left_out(case, &words) {
            continue;
        }
        count += 1;
        let (code, out, err, requests) = run(case, &words);
        assert_eq!(out, text(case, "out"), "{case}");
        assert_eq!(err, expected_error(case), "{case}");
        assert_eq!(code, case["code"], "{case}");
        assert_eq!(Value::from(requests), case["requests"], "{case}");
    }
    assert_eq!(count, 84);
}

#[test]
fn times_are_printed_in_the_zone() {
    let world = crate::world::World::new();
    let mut count = 0;
    for case in cases(ANSWERS).iter().filter(|case| case.get("zone").is_some()) {
        count += 1;
        let answer = case["answers"][0].to_string();
        std::fs::write(world.work().join("answer.json"), answer).unwrap();
        let zone = text(case, "zone");
        let command = words(case)[..2].join(" ");
        let ran = world.bash(&format!("TZ={zone} aws render {command} <answer.json"));
        assert_eq!((ran.out.as_str(), ran.code), (text(case, "out"), 0), "{case}: {}", ran.err);
    }
    assert_eq!(count, 2);
}
