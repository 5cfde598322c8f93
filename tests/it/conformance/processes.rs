//! Whole processes: words and settings in, text and an exit code out.

use std::fs;

use serde_json::{Value, json};
use trailwatch::output::{Format, Screen};

use super::{cases, expected_error, operation, option, text, words};
use crate::world::World;

const PROCESSES: &str = include_str!("../../conformance/processes.json");

/// The profiles that cases name.
const PROFILES: &str = "\
[default]
region = eu-west-1
output = text
[profile wire]
region = us-west-2
cli_timestamp_format = wire
[profile legacy]
region = us-west-2
[profile badts]
region = us-west-2
cli_timestamp_format = bogus
";

/// What this program has not, or not yet: commands by how they begin. The AWS CLI's suggestions for
/// `config` are other services.
const NOT_EMULATED: &[&str] = &["config describe-config-rules", "configservice subscribe"];

/// Returns why a case does not apply.
fn left_out(case: &Value, words: &[String]) -> Option<&'static str> {
    let err = text(case, "err");
    let has = |name: &str| words.iter().any(|word| word == name);
    let line = words.join(" ");
    let reasons = [
        (err.contains("(NoRegion)"), "a region is always there"),
        (err.contains("credentials"), "credentials are not needed"),
        (err.contains("Could not connect"), "there is no network"),
        (err.contains("Internal Server Error"), "the stand-in for AWS broke down"),
        (err.contains("AWS_CLI_OUTPUT_ENCODING"), "output is always UTF-8"),
        (text(case, "out").starts_with("aws-cli/"), "our version is another"),
        (has("--help"), "--help shows help"),
        (
            is_answered_in_document(case, words),
            "the document has the words of the stand-in for AWS",
        ),
        (
            line.starts_with("cloudwatch put-metric-alarm") && case["code"] == 0,
            "the stand-in for AWS takes alarms on nothing",
        ),
        (NOT_EMULATED.iter().any(|begin| line.starts_with(begin)), "the command is not emulated"),
        (is_answered_by_what_is_not_emulated(case, words), "the operation is not emulated"),
    ];
    reasons.into_iter().find(|(applies, _)| *applies).map(|(_, reason)| reason)
}

/// Returns whether the service answers and the operation is not emulated; what the AWS CLI refuses
/// before that is refused here too.
fn is_answered_by_what_is_not_emulated(case: &Value, words: &[String]) -> bool {
    let answered = case["code"] == 0 || case["code"] == 254;
    answered && operation(words).is_ok_and(|(operation, ..)| !operation.is_emulated())
}

/// Returns whether the service's refusal is told as a document; these have a test of their own.
fn is_answered_in_document(case: &Value, words: &[String]) -> bool {
    case["code"] == 254 && matches!(option(words, "--cli-error-format"), Some("yaml" | "table"))
}

#[test]
fn processes_print_and_exit_as_those_of_the_aws_cli() {
    let world = World::new();
    fs::create_dir(world.work().join(".aws")).unwrap();
    let mut count = 0;
    for case in &cases(PROCESSES) {
        let words = words(case);
        if left_out(case, &words).is_some() {
            continue;
        }
        count += 1;
        let profiles = if case["profiles"] == true { PROFILES } else { "" };
        fs::write(world.work().join(".aws/config"), profiles).unwrap();
        let mut command = world.command("aws");
        command.args(&words);
        if words.first().is_some_and(|word| word == "configure") {
            // The caller had keys, of which the last four letters show.
            command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        }
        for (name, value) in case["env"].as_object().into_iter().flatten() {
            command.env(name, value.as_str().unwrap());
        }
        let output = command.output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(out, text(case, "out"), "{case}: {err}");
        assert_eq!(as_compared(case, &err), as_compared(case, &expected_error(case)), "{case}");
        assert_eq!(output.status.code().map(i64::from), case["code"].as_i64(), "{case}");
    }
    assert_eq!(count, 95);
}

/// Returns what is compared of an error: of one that the service answered, all but its code and
/// sentence, which came from a stand-in for AWS that is laxer about names.
fn as_compared<'e>(case: &Value, err: &'e str) -> [&'e str; 2] {
    if case["code"] != 254 {
        return [err, ""];
    }
    let (before, rest) = err.split_once('(').unwrap();
    let (_, rest) = rest.split_once(')').unwrap();
    [before, rest.split_once(" operation: ").unwrap().0]
}

#[test]
fn refusals_of_the_service_are_told_as_documents() {
    const SENTENCE: &str = "Unknown trail: nope for the user: 123456789012";
    let world = World::new();
    let told = |words: &[String]| {
        let output = world.command("aws").args(words).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(254), b"".as_slice()));
        String::from_utf8(output.stderr).unwrap()
    };
    let mut count = 0;
    for case in &cases(PROCESSES) {
        let mut words = words(case);
        if !is_answered_in_document(case, &words) {
            continue;
        }
        count += 1;
        let format = Format::parse(option(&words, "--cli-error-format").unwrap()).unwrap();
        let print = |document: &Value| format.print("error", document, Screen::NONE).unwrap();
        let document = json!({"Message": SENTENCE, "Code": "TrailNotFoundException"});
        assert_eq!(print(&document), expected_error(case));
        let ours = told(&words);
        *words.last_mut().unwrap() = "json".to_owned();
        let document: Value = serde_json::from_str(&told(&words)).unwrap();
        assert_eq!(document["Code"], "TrailNotFoundException");
        assert_eq!(ours, print(&document));
    }
    assert_eq!(count, 2);
}
