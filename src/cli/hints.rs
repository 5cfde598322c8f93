//! One line of explanation for errors that people meet who learn.
//!
//! It stands behind the error, on a terminal only, so that scripts see what the AWS CLI prints and
//! nothing more. `TRAILWATCH_HINTS=0` turns it off.
//!
//! | error                                  | what the line says                                      |
//! |----------------------------------------|---------------------------------------------------------|
//! | an unknown option                      | the option that is most like it                         |
//! | an unknown trail                       | the region that has a trail of this name                |
//! | a sixth trail                          | how trails are counted                                  |
//! | a bucket that refuses                  | which statements its policy lacks                       |
//! | a trail's change in another region     | where it is changed                                     |
//! | too many datapoints                    | how many there may be                                   |
//! | an eleventh query that waits           | when queries run                                        |

use clap::Arg;

use crate::engine::names::Names;
use crate::error::ApiError;
use crate::services::cloudtrail::errors as cloudtrail;
use crate::services::cloudwatch::errors as cloudwatch;

use super::arguments;
use super::command::{self, Command};
use super::environment::Environment;
use super::exit::Failure;
use super::globals::{GLOBALS, Globals, home_folder};
use super::split::classify;
use super::streams::Streams;
use super::suggest::close_matches;
use super::wait;

/// Returns whether anything is to be explained: a person sees it, and has not turned it off.
pub fn are_wanted(streams: &Streams<'_>, environment: &Environment) -> bool {
    streams.err_is_terminal && environment.get("TRAILWATCH_HINTS") != Some("0")
}

/// Returns the line for a failure of a command line; `None` if there is nothing to explain.
pub fn of(
    name: &str,
    words: &[String],
    environment: &Environment,
    failure: &Failure,
) -> Option<String> {
    let hint = match failure {
        Failure::UnknownOptions(unknown) => nearest(name, words, unknown.first()?),
        Failure::Parameter(message) => {
            let unknown = message.strip_prefix("Unknown options: ")?;
            nearest(name, words, unknown.split(',').next()?)
        }
        Failure::Api { error, .. } => of_answer(words, environment, error),
        _ => None,
    };
    hint.map(|hint| format!("trailwatch: {hint}\n"))
}

/// Returns what the option is that was most likely meant.
fn nearest(name: &str, words: &[String], unknown: &str) -> Option<String> {
    let (_, rest) = Globals::take(&classify(words), &|_| Ok(())).ok()?;
    let mut options = match command::find(name, &rest).ok()?.command {
        Command::Operation(_, operation) => {
            arguments::of(operation).into_iter().map(|(name, _)| format!("--{name}")).collect()
        }
        Command::Wait(service, waiter) => arguments::of(wait::operation(service, waiter))
            .into_iter()
            .map(|(name, _)| format!("--{name}"))
            .collect(),
        Command::Custom(custom) => options_of((custom.command)()),
        Command::Own(_) => return None,
    };
    options.extend(GLOBALS.iter().map(|global| global.name.to_owned()));
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let unknown = unknown.split('=').next().unwrap_or_default();
    let nearest = *close_matches(unknown, &options).first()?;
    Some(format!("there is no option {unknown}; {nearest} is most like it"))
}

fn options_of(command: clap::Command) -> Vec<String> {
    command.get_arguments().filter_map(Arg::get_long).map(|name| format!("--{name}")).collect()
}

/// Returns what explains an answer.
fn of_answer(words: &[String], environment: &Environment, error: &ApiError) -> Option<String> {
    let is = |code| error.code() == code;
    let region = || "the options --region and the variable AWS_REGION say where a command goes";
    if is(cloudtrail::TRAIL_NOT_FOUND) {
        let names = Names::read(&home_folder(environment).ok()?);
        let (arn, trail) = names.trails.iter().find_map(|arn| {
            let trail = arn.rsplit('/').next()?;
            words.iter().any(|word| word == trail).then_some((arn, trail))
        })?;
        let home = arn.split(':').nth(3)?;
        return Some(format!(
            "there is a trail {trail} in {home}: a bare name is looked for in one region, and {}",
            region()
        ));
    }
    let sentence = if is(cloudtrail::INVALID_HOME_REGION) {
        format!("a trail is changed in the region that it was made in; {}", region())
    } else if is(cloudtrail::MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED) {
        "a region shows at most five trails: its own, and those of other regions that cover all \
         regions count in each"
            .to_owned()
    } else if is(cloudtrail::INSUFFICIENT_S3_BUCKET_POLICY) {
        "the bucket's policy must let cloudtrail.amazonaws.com do s3:GetBucketAcl on the bucket and \
         s3:PutObject below AWSLogs/, see 'trailwatch sim policy cloudtrail'"
            .to_owned()
    } else if is(cloudtrail::MAX_CONCURRENT_QUERIES) {
        "a query runs when somebody looks at it, or a second later; on a clock that stands still, \
         'clock advance 1s' lets them run"
            .to_owned()
    } else if is(cloudwatch::INVALID_PARAMETER_COMBINATION)
        && error.message().contains("datapoints")
    {
        "an answer has at most 1,440 datapoints: the time from --start-time to --end-time over \
         --period"
            .to_owned()
    } else {
        return None;
    };
    Some(sentence)
}
