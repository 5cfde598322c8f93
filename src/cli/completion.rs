//! Completion of what only this machine knows: the things in the store, regions and profiles.
//!
//! | an option                                     | is completed with                            |
//! |-----------------------------------------------|----------------------------------------------|
//! | `--region`, `--profile`                       | regions; the profiles of the configuration   |
//! | of a bucket                                   | the buckets of the store                     |
//! | of a trail that is there                      | its trails by name, or by ARN where that is asked for |
//! | `--namespace`, `--metric-name`                | those that metrics of the store have         |
//!
//! The store is not opened for that, see [`engine::names`](crate::engine::names).

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::environment::Environment;
use super::globals::home_folder;
use super::profile;
use crate::engine::names::Names;
use crate::services::s3::location::REGIONS;

/// The region that no list of regions needs to name.
const HOME: &str = "us-east-1";

/// What an option names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Named {
    Bucket,
    BucketUri,
    Metric,
    Namespace,
    Profile,
    Region,
    Trail,
    TrailArn,
}

/// Options that name the same with every command.
const EVERYWHERE: &[(&str, Named)] = &[
    ("bucket", Named::Bucket),
    ("metric-name", Named::Metric),
    ("namespace", Named::Namespace),
    ("profile", Named::Profile),
    ("region", Named::Region),
    ("resource-id", Named::TrailArn),
    ("resource-id-list", Named::TrailArn),
    ("s3-bucket", Named::Bucket),
    ("s3-bucket-name", Named::Bucket),
    ("trail-arn", Named::TrailArn),
    ("trail-name", Named::Trail),
    ("trail-name-list", Named::Trail),
];

/// Commands whose `--name` is that of a trail that is there.
const OF_TRAILS: &[&str] = &[
    "delete-trail",
    "get-trail",
    "get-trail-status",
    "start-logging",
    "stop-logging",
    "update-trail",
];

/// Commands of s3 whose words are places in buckets.
const OF_PLACES: &[&str] = &["ls", "rb", "rm"];

/// Returns what an option of a command names; nothing where the name is a new one.
fn named(command: &str, option: &str) -> Option<Named> {
    match (command, option) {
        ("create-bucket", "bucket") => None,
        (command, "name") if OF_TRAILS.contains(&command) => Some(Named::Trail),
        (command, "path" | "paths") if OF_PLACES.contains(&command) => Some(Named::BucketUri),
        _ => EVERYWHERE.iter().find(|(name, _)| *name == option).map(|(_, named)| *named),
    }
}

/// What there is to be named.
struct Known {
    names: Names,
    profiles: Vec<String>,
    /// The namespace that the words name, if they do.
    namespace: Option<String>,
}

impl Known {
    fn of(words: &[String], environment: &Environment) -> Self {
        let names = home_folder(environment).map(|home| Names::read(&home)).unwrap_or_default();
        let place = words.iter().position(|word| word == "--namespace");
        let namespace = place.and_then(|place| words.get(place + 1)).cloned();
        Self { names, profiles: profile::names(environment), namespace }
    }

    fn all(&self, named: Named) -> Vec<String> {
        let Names { trails, buckets, metrics } = &self.names;
        match named {
            Named::Bucket => buckets.iter().cloned().collect(),
            Named::BucketUri => buckets.iter().map(|bucket| format!("s3://{bucket}/")).collect(),
            Named::Namespace => metrics.keys().cloned().collect(),
            Named::Metric => {
                let asked = self.namespace.as_ref().and_then(|name| metrics.get(name));
                let all: BTreeSet<&String> = match asked {
                    Some(own) => own.iter().collect(),
                    None => metrics.values().flatten().collect(),
                };
                all.into_iter().cloned().collect()
            }
            Named::Profile => self.profiles.clone(),
            Named::Region => [HOME].iter().chain(REGIONS).map(|name| (*name).to_owned()).collect(),
            Named::Trail => {
                let name = |arn: &String| arn.rsplit('/').next().unwrap_or_default().to_owned();
                let unique: BTreeSet<String> = trails.iter().map(name).collect();
                unique.into_iter().collect()
            }
            Named::TrailArn => trails.iter().cloned().collect(),
        }
    }

    fn beginning_with(&self, named: Named, typed: &OsStr) -> Vec<CompletionCandidate> {
        let typed = typed.to_string_lossy();
        let fits = self.all(named).into_iter().filter(|name| name.starts_with(&*typed));
        fits.map(CompletionCandidate::new).collect()
    }
}

/// Lets the options of a tree be completed with what there is to be named.
///
/// `words` are what is written so far.
pub fn offer(tree: Command, words: &[String], environment: &Environment) -> Command {
    offer_in(tree, &Arc::new(Known::of(words, environment)))
}

fn offer_in(command: Command, known: &Arc<Known>) -> Command {
    let name = command.get_name().to_owned();
    let complete = |arg: Arg| match named(&name, arg.get_id().as_str()) {
        Some(named) => {
            let known = Arc::clone(known);
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| known.beginning_with(named, typed)))
        }
        None => arg,
    };
    command.mut_args(complete).mut_subcommands(|below| offer_in(below, known))
}
