//! `configservice subscribe`: begins to record into a bucket, making what is needed for that.
//!
//! ```text
//! bucket, made if it is not there -> topic -> recorder -> delivery channel -> started
//! ```
//!
//! Every topic is there, so none needs to be made. A bucket that was just made has no policy that would
//! let Config deliver: the refusal of the delivery channel says which one it needs.
//!
//! Source: facts, "AWS CLI", m.

use clap::Command;
use serde_json::json;

use super::options::{NO_WORDS, Syntax, value};
use crate::arn::partition_of;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::Rest;
use crate::operation::Service;
use crate::services::{config, s3};
use crate::value::Value;
use crate::value::json::pretty;

const SYNTAX: Syntax = Syntax {
    command: "subscribe",
    about: "Begins to record into a bucket, making what is needed for that",
    words: NO_WORDS,
    options: &[&[
        value("s3-bucket", "BUCKET[/PREFIX]", "The bucket that configurations go to.").required(),
        value("sns-topic", "TOPIC", "The topic that tells of changes, by name or ARN.").required(),
        value("iam-role", "ARN", "The role that resources are looked at with.").required(),
    ]],
};

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command()
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let given = SYNTAX.read(words)?;
    let text = |name: &str| given.value(name).unwrap_or_default().to_owned();
    let place = text("s3-bucket");
    let (bucket, prefix) = match place.split_once('/') {
        Some((bucket, prefix)) => (bucket, prefix),
        None => (place.as_str(), ""),
    };
    prepare_bucket(program, bucket)?;
    let topic = prepare_topic(program, &text("sns-topic"))?;
    let mut channel = json!({"name": "default", "s3BucketName": bucket, "snsTopicARN": topic});
    if !prefix.is_empty() {
        channel["s3KeyPrefix"] = json!(prefix);
    }
    let recorder = json!({"name": "default", "roleARN": text("iam-role")});
    let config = &config::SERVICE;
    call(program, config, "PutConfigurationRecorder", &json!({"ConfigurationRecorder": recorder}))?;
    call(program, config, "PutDeliveryChannel", &json!({"DeliveryChannel": channel}))?;
    let name = json!({"ConfigurationRecorderName": "default"});
    call(program, config, "StartConfigurationRecorder", &name)?;

    let recorders = call(program, config, "DescribeConfigurationRecorders", &json!({}))?;
    let channels = call(program, config, "DescribeDeliveryChannels", &json!({}))?;
    program.streams.print(&format!(
        "Subscribe succeeded:\n\nConfiguration Recorders: {}\n\nDelivery Channels: {}\n",
        pretty(&recorders["ConfigurationRecorders"]),
        pretty(&channels["DeliveryChannels"])
    ))
}

fn prepare_bucket(program: &mut Program<'_>, bucket: &str) -> Outcome {
    let request = json!({"Bucket": bucket});
    match call(program, &s3::SERVICE, "HeadBucket", &request) {
        Ok(_) => program.streams.print(&format!("Using existing S3 bucket: {bucket}\n")),
        Err(Failure::Api { error, .. }) if error.code().name == "404" => {
            let region = &program.session.region;
            let mut request = request;
            if region != "us-east-1" {
                request["CreateBucketConfiguration"] = json!({"LocationConstraint": region});
            }
            call(program, &s3::SERVICE, "CreateBucket", &request)?;
            program.streams.print(&format!("Using new S3 bucket: {bucket}\n"))
        }
        Err(other) => Err(other),
    }
}

/// Returns the ARN of a topic, which a name without a colon is the name of.
fn prepare_topic(program: &mut Program<'_>, topic: &str) -> Outcome<String> {
    if topic.contains(':') {
        program.streams.print(&format!("Using existing SNS topic: {topic}\n"))?;
        return Ok(topic.to_owned());
    }
    let region = &program.session.region;
    let account = &program.session.engine.caller.account;
    let arn = format!("arn:{}:sns:{region}:{account}:{topic}", partition_of(region));
    program.streams.print(&format!("Using new SNS topic: {arn}\n"))?;
    Ok(arn)
}

fn call(
    program: &mut Program<'_>,
    service: &'static Service,
    name: &str,
    request: &Value,
) -> Outcome<Value> {
    let operation = service.operation(name).expect("it is in the table of its service");
    let shown = program.call_as("configservice.subscribe", service, operation, request, None)?;
    Ok(shown.document)
}
