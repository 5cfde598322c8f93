//! Command lines that are made up from the tables, and what version 1 of the AWS CLI makes of each.
//!
//! What both versions share is compared: the request that the words mean, and the sentence that refuses
//! them. Lines are made of the operations' own options, in every form that values have; half of them are
//! then broken in one place. `TRAILWATCH_LINES` is how many there are, `TRAILWATCH_LINES_SEED` which.

mod made;

use std::io::Write;
use std::process::{Command as Process, Stdio};

use serde_json::{Value, json};
use trailwatch::cli::Environment;
use trailwatch::cli::arguments::Parsed;
use trailwatch::cli::command::{self, Command};
use trailwatch::cli::exit::{Failure, Outcome, USAGE};
use trailwatch::cli::globals::Globals;
use trailwatch::cli::member::complete_times;
use trailwatch::cli::split::classify;
use trailwatch::cli::whole::Skeleton;
use trailwatch::schema::Schema;
use trailwatch::schema::check::violations;
use trailwatch::time::clock::Clock;

use crate::judge::AWSCLI;
use crate::model::BOTOCORE;
use crate::python;

/// What is compared: a request, or why there is none.
type Meant = Result<Value, String>;

/// Returns what a line means to this program.
fn ours(words: &[String]) -> Meant {
    let mut warnings = String::new();
    let mut meant = || -> Outcome<Value> {
        let check = |first: &str| command::check_first("aws", first, &[]);
        let (globals, rest) = Globals::take(&classify(words), &check)?;
        globals.check()?;
        let found = command::find("aws", &rest)?;
        let Command::Operation(_, operation) = found.command else { return Ok(Value::Null) };
        let parsed = Parsed::read(operation, &found.words)?;
        let mut told = |text: &str| warnings += text;
        let environment = Environment::default();
        let (_, asked) = parsed.ask(globals.paginate, &environment, &mut told)?;
        if matches!(asked.skeleton, Some(Skeleton::Input | Skeleton::YamlInput)) {
            return Ok(json!("skeleton"));
        }
        let request = Value::Object(asked.request);
        let mut checked = request.clone();
        let schema = Schema::Structure(operation.input);
        complete_times(&mut checked, schema, &mut || Ok(Clock::MACHINE.now()))?;
        let lines = violations(&checked, operation.input).join("\n");
        if !lines.is_empty() {
            return Err(Failure::Parameter(format!("Parameter validation failed:\n{lines}")));
        }
        let token = asked.starting_token.map(Value::from);
        let pages = [
            ("StartingToken", token),
            ("PageSize", asked.page_size.map(Value::from)),
            ("MaxItems", asked.max_items.map(Value::from)),
        ];
        let given = pages.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let pages = Value::Object(given.collect());
        Ok(json!({"operation": operation.name, "request": request, "pages": pages}))
    };
    meant().map_err(|failure| {
        let sentence = failure.sentence();
        // A picture stands one place further right in version 2.
        let sentence = sentence.replacen("input:\n ", "input:\n", 1);
        shared(&format!("{warnings}\n{}", sentence.strip_suffix(USAGE).unwrap_or(&sentence)))
    })
}

/// Returns what a line means to version 1 of the AWS CLI.
fn theirs(answer: &Value) -> Meant {
    let text = |name: &str| answer[name].as_str().unwrap();
    if answer["code"] != 0 {
        let err = text("err");
        let parse = err.split_once("aws: error: ").map(|(_, sentence)| sentence);
        let sentence = parse.or_else(|| {
            err.contains("Unknown options: ")
                .then(|| err.rsplit_once("\n\n").map(|(_, last)| last))?
        });
        return Err(shared(sentence.unwrap_or(err)));
    }
    if answer.get("request").is_none() {
        return Ok(json!("skeleton"));
    }
    let pages = if answer["pages"].is_null() { json!({}) } else { answer["pages"].clone() };
    Ok(json!({
        "operation": answer["operation"],
        "request": answer["request"],
        "pages": pages,
    }))
}

/// Returns what both versions say of a failure. What can be chosen, and what is wrong in the JSON of a
/// whole request, they tell otherwise.
fn shared(sentence: &str) -> String {
    let sentence = sentence.trim();
    let sentence = sentence.strip_prefix("Error during pagination: ").unwrap_or(sentence);
    for choice in [": Found invalid choice", ": Invalid choice"] {
        if let Some((argument, _)) = sentence.split_once(choice) {
            return format!("{argument}: invalid choice");
        }
    }
    if let Some((parameter, _)) = sentence.split_once("'cli-input-json': Invalid JSON") {
        return parameter.to_owned();
    }
    if let Some((option, names)) = sentence.split_once(" could match ") {
        let names = names.split(", ").filter(|name| !OF_VERSION_TWO.contains(name));
        return format!("{option} could match {}", names.collect::<Vec<_>>().join(", "));
    }
    sentence.to_owned()
}

/// Options that version 1 has not.
const OF_VERSION_TWO: [&str; 6] = [
    "--cli-auto-prompt",
    "--cli-binary-format",
    "--cli-error-format",
    "--cli-input-yaml",
    "--no-cli-auto-prompt",
    "--no-cli-pager",
];

/// Returns whether a beginning is one of several options in version 2 alone.
fn is_ambiguous_in_version_two_alone(ours: &Meant) -> bool {
    let Err(sentence) = ours else { return false };
    let names = sentence.split_once(" could match ").map(|(_, names)| names);
    names.is_some_and(|names| !names.contains(", "))
}

/// Returns the number that a variable of the environment is set to.
pub(crate) fn number(name: &str, otherwise: u64) -> u64 {
    let set = std::env::vars().find(|(variable, _)| variable == name);
    set.map_or(otherwise, |(_, value)| value.parse().unwrap())
}

#[test]
fn lines_mean_what_they_mean_to_the_aws_cli() {
    let Some(python) = python::with_packages("arguments", &[AWSCLI, BOTOCORE]) else { return };
    let count = number("TRAILWATCH_LINES", 3_000);
    let lines = made::lines(number("TRAILWATCH_LINES_SEED", 1), count);
    let mut child = Process::new(python)
        .arg(python::script("arguments.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .current_dir("/")
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(json!(lines).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), lines.len());
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for (words, answer) in lines.iter().zip(answers.lines()) {
        let theirs = theirs(&serde_json::from_str(answer).unwrap());
        let ours = ours(words);
        refused += usize::from(theirs.is_err());
        if ours != theirs && !is_ambiguous_in_version_two_alone(&ours) {
            wrong.push(format!("{words:?}\n  ours   {ours:?}\n  theirs {theirs:?}"));
        }
    }
    let all = lines.len();
    assert!(refused * 4 > all && refused * 4 < all * 3, "{refused} of {all} lines are refused");
    assert!(wrong.is_empty(), "{} of {all} differ:\n{}", wrong.len(), wrong.join("\n"));
}
