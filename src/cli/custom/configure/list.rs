//! `configure list`: profile, keys and region, and where each comes from.

use clap::Command;

use super::Words;
use crate::cli::environment::Environment;
use crate::cli::exit::Outcome;
use crate::cli::ini::parse;
use crate::cli::profile::{Configuration, File, name_in};
use crate::cli::program::Program;
use crate::cli::split::Rest;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("list")
        .about("Shows the profile, the keys and the region that are configured, and where")
        .long_about(
            "Shows the profile, the keys and the region that are configured, and where. No keys are \
             needed here; and where no region is configured, commands go to us-east-1.",
        )
        .disable_help_flag(true)
}

/// A value, the kind of place that it comes from, and where that is.
struct Row(String, &'static str, String);

impl Row {
    fn not_set() -> Self {
        Self("<not set>".to_owned(), "None", "None".to_owned())
    }
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    Words::read(words, &[])?;
    let environment = program.environment;
    let named = program.session.profile.as_deref();
    let profile = match (named, name_in(environment)) {
        (Some(name), _) => Row(name.to_owned(), "manual", "--profile".to_owned()),
        (None, Some(name)) => {
            let variables = "['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']";
            Row(name.to_owned(), "env", variables.to_owned())
        }
        (None, None) => Row::not_set(),
    };
    let (access_key, secret_key) = keys(environment, named)?;
    let region = region(program, named)?;
    let head = Row("VALUE".to_owned(), "TYPE", "LOCATION".to_owned());
    let rows = [
        ("NAME", head),
        ("profile", profile),
        ("access_key", access_key),
        ("secret_key", secret_key),
        ("region", region),
    ];
    let line = |(name, Row(value, kind, place)): &(&str, Row)| {
        format!("{name:<10} : {value:<24} : {kind:<16} : {place}\n")
    };
    let text: String = rows.iter().map(line).collect();
    program.streams.print(&text)
}

/// Returns the keys, but for their last four characters hidden.
///
/// The environment's do not count where a profile is named on the command line.
fn keys(environment: &Environment, named: Option<&str>) -> Outcome<(Row, Row)> {
    let hidden = |key: &str| {
        let tail = key.char_indices().rev().nth(3).map_or(0, |(place, _)| place);
        format!("{}{}", "*".repeat(16), &key[tail..])
    };
    let rows = |access: &str, secret: &str, kind: &'static str| {
        let row = |key: &str| Row(hidden(key), kind, String::new());
        (row(access), row(secret))
    };
    let variable = |name: &str| environment.get(name).filter(|key| !key.is_empty());
    let of_environment = variable("AWS_ACCESS_KEY_ID").zip(variable("AWS_SECRET_ACCESS_KEY"));
    if let (Some((access, secret)), None) = (of_environment, named) {
        return Ok(rows(access, secret, "env"));
    }
    let name = named.or_else(|| name_in(environment)).unwrap_or("default");
    let profile = Configuration::load(environment)?;
    let profile = profile.profile(name);
    let setting = |name: &str| profile.and_then(|profile| profile.get(name));
    let (Some(access), Some(secret)) =
        (setting("aws_access_key_id"), setting("aws_secret_access_key"))
    else {
        return Ok((Row::not_set(), Row::not_set()));
    };
    let credentials = std::fs::read_to_string(File::Credentials.path(environment));
    let sections = credentials.ok().and_then(|text| parse(&text)).unwrap_or_default();
    let section = sections.iter().find(|section| section.name == name);
    let is_shared = section.is_some_and(|section| section.get("aws_access_key_id").is_some());
    Ok(rows(access, secret, if is_shared { "shared-credentials-file" } else { "config-file" }))
}

/// Returns the region. What `--region` says is told only where nothing else is configured, as if the
/// machine had said it, as in the AWS CLI.
fn region(program: &Program<'_>, named: Option<&str>) -> Outcome<Row> {
    let environment = program.environment;
    let variable = |name: &str| environment.get(name);
    if let Some(region) = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")) {
        let variables = "['AWS_REGION', 'AWS_DEFAULT_REGION']";
        return Ok(Row(region.to_owned(), "env", variables.to_owned()));
    }
    let scope = Configuration::load(environment)?.scoped(environment, named)?;
    if let Some(region) = scope.get("region") {
        let place = File::Config.place(environment);
        return Ok(Row(region.to_owned(), "config-file", place.to_owned()));
    }
    Ok(match &program.session.named_region {
        Some(region) => Row(region.clone(), "imds", String::new()),
        None => Row::not_set(),
    })
}
