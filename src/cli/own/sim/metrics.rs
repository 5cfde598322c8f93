//! `sim metrics`: resources that are not there, and publish what their services publish.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::services::cloudwatch::simulated::pattern::{Course, Pattern};
use crate::services::cloudwatch::simulated::{Monitoring, Service, Source, Tags, none};
use crate::value::Value;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;
use super::ec2;

/// What a resource is to be like.
pub(super) struct Like {
    /// How busy it is.
    pub(super) pattern: Pattern,
    /// What chance follows from.
    pub(super) seed: Option<u64>,
    /// Its tags.
    pub(super) tags: Tags,
}

/// The name of what has none.
const USUAL: &str = "simulated";

/// How long a name may be; those of buckets and functions are no longer.
const LONGEST: usize = 63;

/// Returns the option that says how busy something is.
pub(super) fn pattern() -> Arg {
    Arg::new("pattern")
        .long("pattern")
        .value_name("PATTERN")
        .value_parser(Pattern::ALL.map(|(word, _)| word))
        .default_value("daily")
        .help("How it is used: by day, very much for some minutes a day, ever more, or by day and down for some minutes")
}

/// Returns the option that says what chance follows from.
pub(super) fn seed() -> Arg {
    Arg::new("seed")
        .long("seed")
        .value_name("N")
        .value_parser(value_parser!(u64))
        .help("A number that all values follow from; another each time, unless it is said")
}

/// Returns the option that says which tags something has.
pub(super) fn tag() -> Arg {
    Arg::new("tag")
        .long("tag")
        .value_name("KEY=VALUE")
        .action(ArgAction::Append)
        .value_parser(|text: &str| {
            let (key, value) = text.split_once('=').ok_or("it is not KEY=VALUE")?;
            let is_key = (1..=128).contains(&key.chars().count());
            let is_good = is_key && value.chars().count() <= 256;
            if is_good {
                Ok((key.to_owned(), value.to_owned()))
            } else {
                Err("a key has 1 to 128 characters, and a value at most 256")
            }
        })
        .help("A tag of it, by which Metrics Insights finds its metrics; may be given again")
}

/// Returns what these options say.
pub(super) fn like(matches: &ArgMatches) -> Like {
    let pattern = matches.get_one::<String>("pattern").and_then(|word| Pattern::parse(word));
    let tags = matches.get_many::<(String, String)>("tag").into_iter().flatten();
    Like {
        pattern: pattern.unwrap_or(Pattern::Daily),
        seed: matches.get_one::<u64>("seed").copied(),
        tags: tags.cloned().collect(),
    }
}

/// Returns the command.
pub(super) fn command() -> Command {
    let service = || {
        Arg::new("service")
            .long("service")
            .value_name("NAMESPACE")
            .value_parser(Service::ALL.map(|(namespace, _)| namespace))
            .required(true)
            .help("The service, by the namespace of its metrics")
    };
    let name = |help: &'static str| Arg::new("name").long("name").value_name("NAME").help(help);
    Command::new("metrics")
        .about("Lets a service of AWS publish metrics as the clock moves")
        .long_about(
            "Lets a service of AWS publish metrics as the clock moves, about a resource that is not \
             there: its own names, dimensions and units, as often as it does. The same seed makes the \
             same values, however the clock is moved.\n\n\
             \x20 trailwatch sim metrics --service AWS/Lambda --name checkout --pattern daily --seed 7\n\
             \x20 trailwatch clock advance 2d\n\
             \x20 trailwatch sim metrics list\n\
             \x20 trailwatch sim metrics stop --service AWS/Lambda --name checkout",
        )
        .subcommand_negates_reqs(true)
        .args_conflicts_with_subcommands(true)
        .arg(service())
        .arg(name("The bucket, function or load balancer: 'simulated', unless it is said; an instance of EC2 gets an id"))
        .arg(pattern())
        .arg(seed())
        .arg(tag())
        .subcommand(Command::new("list").about("Lists what publishes metrics in this region"))
        .subcommand(
            Command::new("stop")
                .about("Ends that a resource publishes; what it has published stays")
                .arg(service())
                .arg(name("Its name, or the id of an instance: 'simulated', unless it is said")),
        )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let region = program.session.region.clone();
    if let Some(("list", _)) = matches.subcommand() {
        let all = program.engine.with_context(&region, |ctx| {
            Source::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))
        })?;
        let all: Vec<Value> = all.iter().map(document).collect();
        return program.print("sim metrics", &json!({ "Resources": all }));
    }
    let (is_stop, matches) = match matches.subcommand() {
        Some((_, matches)) => (true, matches),
        None => (false, matches),
    };
    let namespace = matches.get_one::<String>("service").map_or("", String::as_str);
    let name = matches.get_one::<String>("name").cloned();
    let Some((_, service)) = Service::ALL.into_iter().find(|(known, _)| *known == namespace) else {
        return Err(Failure::Parameter(format!("--service: '{namespace}' is none of these")));
    };
    if is_stop {
        let name = name.unwrap_or_else(|| USUAL.to_owned());
        return Ok(program.engine.with_context(&region, |ctx| stop(ctx, service, &name))?);
    }
    let like = like(matches);
    let document = match (service, name) {
        (Service::Ec2(_), Some(_)) => {
            let what = "an instance of EC2 has no --name: it gets an id";
            return Err(Failure::Parameter(what.to_owned()));
        }
        (Service::Ec2(_), None) => {
            program.engine.with_context(&region, |ctx| ec2::launch(ctx, Monitoring::Basic, like))?
        }
        (service, name) => {
            let name = name.unwrap_or_else(|| USUAL.to_owned());
            if !is_name(&name) {
                return Err(Failure::Parameter(format!(
                    "--name: '{name}' is not 1 to {LONGEST} letters, digits, hyphens, dots and \
                     underscores"
                )));
            }
            program.engine.with_context(&region, |ctx| begin(ctx, service, name, like))?
        }
    };
    program.print("sim metrics", &document)
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    (1..=LONGEST).contains(&name.len()) && name.chars().all(plain)
}

/// Keeps a resource that publishes from now on.
fn begin(ctx: &mut Context<'_>, service: Service, name: String, like: Like) -> Result<Value> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let namespace = service.namespace();
    if Source::find(&ctx.txn, owner, namespace, &name)?.is_some() {
        return Err(Error::Refused(format!(
            "'{name}' of {namespace} publishes already: give it another --name, or end it with \
             'trailwatch sim metrics stop'"
        )));
    }
    let seed = like.seed.unwrap_or_else(|| ctx.ids.number() % 1_000_000);
    let course = Course { pattern: like.pattern, seed, since: ctx.now };
    let mut source = Source::new(owner, service, name, course);
    source.tags = like.tags;
    source.keep(&mut ctx.txn);
    Ok(document(&source))
}

/// Takes a resource away.
fn stop(ctx: &mut Context<'_>, service: Service, name: &str) -> Result<()> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let namespace = service.namespace();
    let source = Source::find(&ctx.txn, owner, namespace, name)?;
    source.ok_or_else(|| none(namespace, name))?.delete(&mut ctx.txn);
    Ok(())
}

/// Returns a resource as it is shown.
fn document(source: &Source) -> Value {
    with_tags(
        source,
        json!({
            "Service": source.service.namespace(),
            "Name": source.name,
            "Since": source.course.since.to_string(),
            "Pattern": source.course.pattern.word(),
            "Seed": source.course.seed,
            "State": if source.stopped.is_some() { "stopped" } else { "publishing" },
        }),
    )
}

/// Adds the tags of a resource to what is shown of it, if it has any.
pub(super) fn with_tags(source: &Source, mut shown: Value) -> Value {
    if !source.tags.is_empty() {
        let tag = |(key, value): (&String, &String)| json!({"Key": key, "Value": value});
        shown["Tags"] = source.tags.iter().map(tag).collect();
    }
    shown
}
