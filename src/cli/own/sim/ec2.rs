//! `sim ec2`: instances that are not there, and publish the metrics of instances.

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::services::cloudwatch::simulated::pattern::Course;
use crate::services::cloudwatch::simulated::published::{INSTANCE_TYPE, image_of};
use crate::services::cloudwatch::simulated::{Monitoring, Service, Source, instance_id, none};
use crate::value::Value;

use super::super::super::exit::Outcome;
use super::super::super::program::Program;
use super::metrics::{Like, like, pattern, seed, tag, with_tags};

const NAMESPACE: &str = "AWS/EC2";

/// Returns the command.
pub(super) fn command() -> Command {
    let one = |name: &'static str, about: &'static str| {
        Command::new(name).about(about).arg(
            Arg::new("instance")
                .value_name("ID")
                .required(true)
                .help("The instance: i-0123456789abcdef0"),
        )
    };
    Command::new("ec2")
        .about("Declares instances of EC2, whose metrics come as the clock moves")
        .long_about(
            "Declares instances of EC2, whose metrics come as the clock moves: status checks every \
             minute, and the load every five minutes (basic monitoring) or every minute (detailed). \
             There is nothing but the metrics.\n\n\
             \x20 trailwatch sim ec2 run --monitoring detailed --pattern spike\n\
             \x20 trailwatch clock advance 3h\n\
             \x20 trailwatch cloudwatch list-metrics --namespace AWS/EC2",
        )
        .subcommand_required(true)
        .subcommand(
            Command::new("run")
                .about("Declares an instance that runs, and prints its id")
                .arg(
                    Arg::new("monitoring")
                        .long("monitoring")
                        .value_name("KIND")
                        .value_parser(["basic", "detailed"])
                        .default_value("basic")
                        .help("How often its load is told: every five minutes, or every minute"),
                )
                .arg(pattern())
                .arg(seed())
                .arg(tag()),
        )
        .subcommand(Command::new("list").about("Lists the instances of this region"))
        .subcommand(one("stop", "Stops an instance: it publishes nothing"))
        .subcommand(one("start", "Starts an instance that was stopped"))
        .subcommand(one("terminate", "Ends an instance; its metrics stay"))
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let region = program.session.region.clone();
    let (name, matches) = matches.subcommand().unwrap_or(("list", matches));
    let id = || matches.get_one::<String>("instance").cloned().unwrap_or_default();
    let document = match name {
        "run" => {
            let detailed = matches.get_one::<String>("monitoring").is_some_and(|m| m == "detailed");
            let monitoring = if detailed { Monitoring::Detailed } else { Monitoring::Basic };
            let like = like(matches);
            program.engine.with_context(&region, |ctx| launch(ctx, monitoring, like))?
        }
        "list" => {
            let all = program.engine.with_context(&region, |ctx| {
                Source::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))
            })?;
            let all = all.iter().filter_map(document);
            json!({ "Instances": all.collect::<Vec<_>>() })
        }
        "terminate" => program.engine.with_context(&region, |ctx| {
            let instance = find(ctx, &id())?;
            instance.delete(&mut ctx.txn);
            Ok(json!({ "InstanceId": instance.name, "State": "terminated" }))
        })?,
        change => program.engine.with_context(&region, |ctx| {
            let mut instance = find(ctx, &id())?;
            let now = ctx.now;
            if change == "stop" {
                instance.stop(now);
            } else {
                instance.start(now);
            }
            instance.keep(&mut ctx.txn);
            document(&instance).ok_or_else(|| none(NAMESPACE, &instance.name))
        })?,
    };
    program.print("sim ec2", &document)
}

fn find(ctx: &Context<'_>, id: &str) -> Result<Source, Error> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    Source::find(&ctx.txn, owner, NAMESPACE, id)?.ok_or_else(|| none(NAMESPACE, id))
}

/// Keeps an instance that runs from now on, and returns it as it is shown.
pub(super) fn launch(ctx: &mut Context<'_>, monitoring: Monitoring, like: Like) -> Result<Value> {
    let id = instance_id(&mut ctx.ids);
    let seed = like.seed.unwrap_or_else(|| ctx.ids.number() % 1_000_000);
    let course = Course { pattern: like.pattern, seed, since: ctx.now };
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let mut instance = Source::new(owner, Service::Ec2(monitoring), id, course);
    instance.tags = like.tags;
    instance.keep(&mut ctx.txn);
    document(&instance).ok_or_else(|| none(NAMESPACE, &instance.name))
}

/// Returns an instance as it is shown; `None` for what is none.
fn document(source: &Source) -> Option<Value> {
    let Service::Ec2(monitoring) = source.service else { return None };
    Some(with_tags(
        source,
        json!({
            "InstanceId": source.name,
            "InstanceType": INSTANCE_TYPE,
            "ImageId": image_of(&source.region),
            "LaunchTime": source.course.since.to_string(),
            "Monitoring": match monitoring {
                Monitoring::Basic => "basic",
                Monitoring::Detailed => "detailed",
            },
            "Pattern": source.course.pattern.word(),
            "Seed": source.course.seed,
            "State": if source.stopped.is_some() { "stopped" } else { "running" },
        }),
    ))
}
