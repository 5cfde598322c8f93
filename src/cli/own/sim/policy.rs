//! `sim policy`: the bucket policy that a service asks for.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::arn::partition_of;
use crate::bucket::name;
use crate::policy::wanted::{self, Place};
use crate::services::cloudtrail::organization::Organization;
use crate::value::json::pretty;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;

/// Returns the command.
pub(super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("policy")
        .about("Prints the policy that a bucket needs for a service to deliver to it")
        .long_about(
            "Prints the policy that a bucket needs for a service to deliver to it on behalf of the \
             caller's account. 's3api put-bucket-policy --policy file://FILE' gives it to the \
             bucket.",
        )
        .arg(
            Arg::new("service")
                .value_name("SERVICE")
                .required(true)
                .value_parser(["cloudtrail", "config"])
                .help("The service that delivers"),
        )
        .arg(option("bucket", "BUCKET", "The bucket").required(true))
        .arg(option("prefix", "PREFIX", "What the keys of the trail or channel begin with"))
        .arg(option(
            "trail",
            "NAME",
            "The only trail of this region that may deliver; all of the account may without it",
        ))
        .arg(
            Arg::new("organization")
                .long("organization")
                .action(ArgAction::SetTrue)
                .help("For a trail of the organization that 'sim organization' has declared"),
        )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let argument = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let bucket = argument("bucket").unwrap_or_default();
    name::check(bucket).map_err(|rule| Failure::Parameter(rule.sentence()))?;
    let mut account = program.session.engine.caller.account.clone();
    let mut organization = None;
    if matches.get_flag("organization") {
        if argument("service") == Some("config") {
            return Err(Failure::Parameter("--organization is about CloudTrail".to_owned()));
        }
        let found = Organization::administered_by(&program.engine.store()?.begin(), &account)?;
        account = found.management;
        organization = Some(found.id);
    }
    let region = program.session.region.as_str();
    let place = Place {
        partition: partition_of(region),
        account: &account,
        organization: organization.as_deref(),
        bucket,
        prefix: argument("prefix"),
    };
    let policy = match (argument("service"), argument("trail")) {
        (Some("config"), Some(_)) => {
            return Err(Failure::Parameter("--trail is about CloudTrail".to_owned()));
        }
        (Some("config"), None) => wanted::config(place),
        (_, trail) => wanted::cloudtrail(place, trail.map(|name| (region, name))),
    };
    program.streams.print(&format!("{}\n", pretty(&policy)))
}
