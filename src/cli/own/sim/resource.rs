//! `sim resource`: resources of services that are not emulated, for AWS Config to record.

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::services::config::imported;
use crate::services::config::item::{Found, Relationship};
use crate::services::config::resource::Simulated;
use crate::value::{Object, Value};

use super::super::super::exit::{Failure, Outcome};
use super::super::super::paramfile;
use super::super::super::program::Program;

/// The types of resources that are there without being put.
const OWN: [&str; 12] = [
    "AWS::CloudTrail::Channel",
    "AWS::CloudTrail::EventDataStore",
    "AWS::CloudTrail::Trail",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::MetricStream",
    "AWS::Config::AggregationAuthorization",
    "AWS::Config::ConfigurationRecorder",
    "AWS::Config::ConformancePack",
    "AWS::Config::ConformancePackCompliance",
    "AWS::Config::ResourceCompliance",
    "AWS::Config::StoredQuery",
    "AWS::S3::Bucket",
];

/// Returns the command.
pub(super) fn command() -> Command {
    let valued = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let which = |command: Command| {
        command
            .arg(valued("type", "TYPE", "Its type, as in AWS::EC2::Instance").required(true))
            .arg(valued("id", "ID", "What tells it from others of its type").required(true))
    };
    Command::new("resource")
        .about("Puts resources of other services there, for AWS Config to record")
        .long_about(
            "Puts resources of other services there, in the region of the call, for AWS Config to \
             record. A resource that is put again replaces what it was.\n\n\
             \x20 trailwatch sim resource put --type AWS::EC2::Instance --id i-0123456789abcdef0 \
             --configuration '{\"instanceType\": \"t3.micro\"}'",
        )
        .subcommand_required(true)
        .subcommand(
            which(Command::new("put").about("Puts a resource there, or changes it"))
                .arg(
                    valued(
                        "configuration",
                        "JSON",
                        "What it is like: a JSON object, or file://PATH",
                    )
                    .required(true),
                )
                .arg(valued("name", "NAME", "Its name"))
                .arg(valued("arn", "ARN", "Its ARN"))
                .arg(valued("availability-zone", "ZONE", "The availability zone that it is in"))
                .arg(valued(
                    "tags",
                    "JSON",
                    "Its tags: a JSON object of keys and values, or file://PATH",
                ))
                .arg(valued(
                    "relationships",
                    "JSON",
                    "What it belongs to: a JSON list of objects with resourceType, resourceId, \
                     resourceName and name, as in configuration items, or file://PATH",
                ))
                .arg(valued(
                    "supplementary-configuration",
                    "JSON",
                    "What else it is like: a JSON object, or file://PATH",
                )),
        )
        .subcommand(which(Command::new("delete").about("Takes a resource away")))
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let region = program.session.region.clone();
    match matches.subcommand() {
        Some(("put", matches)) => {
            let found = found(program, matches)?;
            let shown = json!({"ResourceType": found.kind, "ResourceId": found.id});
            let put = |ctx: &mut Context<'_>| Simulated(found).put(&mut ctx.txn);
            program.engine.with_context(&region, put)?;
            program.print("sim resource put", &shown)
        }
        Some(("delete", matches)) => {
            let (kind, id) = (text(matches, "type"), text(matches, "id"));
            let delete = |ctx: &mut Context<'_>| delete(ctx, &kind, &id);
            Ok(program.engine.with_context(&region, delete)?)
        }
        _ => Ok(()),
    }
}

fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

/// Returns the resource that the command line describes.
fn found(program: &Program<'_>, matches: &ArgMatches) -> Outcome<Found> {
    let kind = text(matches, "type");
    let names: Vec<&str> = kind.split("::").collect();
    if names.len() != 3 || names[0] != "AWS" || names.iter().any(|name| name.is_empty()) {
        return Err(Failure::Parameter(format!(
            "--type: '{kind}' is no type of AWS's resources, which are like AWS::EC2::Instance"
        )));
    }
    if OWN.contains(&kind.as_str()) {
        return Err(Failure::Parameter(format!(
            "--type: resources of the type {kind} are there when they are made with their own \
             commands"
        )));
    }
    let id = text(matches, "id");
    if id.trim().is_empty() {
        return Err(Failure::Parameter(format!("--id: '{id}' tells a resource from no other")));
    }
    let optional = |name: &str| matches.get_one::<String>(name).cloned();
    let tags = object(program, matches, "tags")?;
    let tag = |(key, value): (String, Value)| match value {
        Value::String(value) => Ok((key, value)),
        _ => Err(Failure::Parameter(format!("--tags: the value of '{key}' is no text"))),
    };
    Ok(Found {
        account: program.session.engine.caller.account.clone(),
        region: program.session.region.clone(),
        id,
        name: optional("name"),
        arn: optional("arn"),
        zone: optional("availability-zone").unwrap_or_else(|| "Not Applicable".to_owned()),
        created: None,
        tags: tags.into_iter().map(tag).collect::<Outcome<_>>()?,
        relationships: relationships(program, matches)?,
        configuration: Value::Object(object(program, matches, "configuration")?),
        supplementary: object(program, matches, "supplementary-configuration")?,
        kind,
    })
}

/// Reads what a resource belongs to.
fn relationships(program: &Program<'_>, matches: &ArgMatches) -> Outcome<Vec<Relationship>> {
    let name = "relationships";
    let Some(text) = matches.get_one::<String>(name) else { return Ok(Vec::new()) };
    let text = paramfile::load(name, text, program.environment)?;
    imported::relationships(&text).map_err(|why| {
        Failure::Parameter(format!("--{name}: '{text}' is no list of relationships: {why}"))
    })
}

/// Reads an option that is a JSON object; nothing is an empty one.
fn object(program: &Program<'_>, matches: &ArgMatches, name: &str) -> Outcome<Object> {
    let Some(text) = matches.get_one::<String>(name) else { return Ok(Object::new()) };
    let text = paramfile::load(name, text, program.environment)?;
    serde_json::from_str(&text)
        .map_err(|_| Failure::Parameter(format!("--{name}: '{text}' is no JSON object")))
}

fn delete(ctx: &mut Context<'_>, kind: &str, id: &str) -> Result<()> {
    if Simulated::take(&mut ctx.txn, (&ctx.caller.account, &ctx.region), kind, id)? {
        return Ok(());
    }
    Err(Error::Refused(format!("there is no resource {id} of the type {kind} here")))
}
