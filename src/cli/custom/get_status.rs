//! `configservice get-status`: whether recorders record and delivery channels deliver.
//!
//! It prints text whatever the output format, and what is missing ends it, as in the AWS CLI.
//!
//! Source: facts, "AWS CLI", m.

use std::fmt::Write as _;

use clap::Command;
use serde_json::json;

use super::options::{NO_WORDS, Syntax};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::Rest;
use crate::services::config;
use crate::value::Value;

const SYNTAX: Syntax = Syntax {
    command: "get-status",
    about: "Shows whether recorders record and delivery channels deliver",
    words: NO_WORDS,
    options: &[],
};

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command()
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    SYNTAX.read(words)?;
    let recorders = ask(program, "DescribeConfigurationRecorderStatus")?;
    let mut text = String::from("Configuration Recorders:\n\n");
    for status in list(&recorders, "ConfigurationRecordersStatus") {
        add_recorder(&mut text, status)?;
    }
    program.streams.print(&text)?;
    let channels = ask(program, "DescribeDeliveryChannelStatus")?;
    let mut text = String::from("Delivery Channels:\n\n");
    for status in list(&channels, "DeliveryChannelsStatus") {
        add_channel(&mut text, status)?;
    }
    program.streams.print(&text)
}

fn ask(program: &mut Program<'_>, name: &str) -> Outcome<Value> {
    let operation = config::SERVICE.operation(name).expect("it is in the table of its service");
    let command = "configservice.get-status";
    let shown = program.call_as(command, &config::SERVICE, operation, &json!({}), None)?;
    Ok(shown.document)
}

fn list<'a>(document: &'a Value, name: &str) -> &'a [Value] {
    document[name].as_array().map_or(&[], Vec::as_slice)
}

fn add_recorder(text: &mut String, status: &Value) -> Outcome {
    let recording = status["recording"].as_bool().unwrap_or(false);
    let word = if recording { "ON" } else { "OFF" };
    add(text, format_args!("name: {}\nrecorder: {word}\n", member(status, "name")?));
    if recording {
        add_last(text, status, "")?;
    }
    text.push('\n');
    Ok(())
}

fn add_channel(text: &mut String, status: &Value) -> Outcome {
    add(text, format_args!("name: {}\n", member(status, "name")?));
    for (member, word) in [
        ("configStreamDeliveryInfo", "stream delivery "),
        ("configHistoryDeliveryInfo", "history delivery "),
        ("configSnapshotDeliveryInfo", "snapshot delivery "),
    ] {
        let info = status.get(member).ok_or_else(|| missing(member))?;
        if info.as_object().is_some_and(|members| !members.is_empty()) {
            add_last(text, info, word)?;
        }
    }
    text.push('\n');
    Ok(())
}

/// Adds how something went last, and why it failed.
fn add_last(text: &mut String, info: &Value, word: &str) -> Outcome {
    let status = member(info, "lastStatus")?;
    add(text, format_args!("last {word}status: {status}\n"));
    if status == "FAILURE" {
        let (code, message) = (member(info, "lastErrorCode")?, member(info, "lastErrorMessage")?);
        add(text, format_args!("error code: {code}\nmessage: {message}\n"));
    }
    Ok(())
}

fn add(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("text takes everything");
}

fn member<'a>(document: &'a Value, name: &str) -> Outcome<&'a str> {
    document[name].as_str().ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Failure {
    Failure::General(format!("'{name}'"))
}
