//! Commands that stand on operations which are not built yet: they have their options, and say so.
//!
//! | command                            | stands on                                             |
//! |------------------------------------|-------------------------------------------------------|
//! | `configservice get-status`         | recorders and delivery channels                       |
//! | `configservice subscribe`          | these                                                 |
//!
//! Source: facts, "AWS CLI", h.5 and m.

use clap::Command;

use super::options::{NO_WORDS, Syntax, value};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::Rest;

/// The commands, by service and name.
pub(super) const COMMANDS: &[(&str, &str)] =
    &[("configservice", GET_STATUS.command), ("configservice", SUBSCRIBE.command)];

const SUBSCRIBE: Syntax = Syntax {
    command: "subscribe",
    about: "Begins to record into a bucket, making what is needed for that",
    words: NO_WORDS,
    options: &[&[
        value("s3-bucket", "BUCKET[/PREFIX]", "The bucket that configurations go to.").required(),
        value("sns-topic", "TOPIC", "The topic that tells of changes, by name or ARN.").required(),
        value("iam-role", "ARN", "The role that resources are looked at with.").required(),
    ]],
};

const GET_STATUS: Syntax = Syntax {
    command: "get-status",
    about: "Shows whether recorders record and delivery channels deliver",
    words: NO_WORDS,
    options: &[],
};

pub(super) fn subscribe_command() -> Command {
    SUBSCRIBE.command()
}

pub(super) fn get_status_command() -> Command {
    GET_STATUS.command()
}

pub(super) fn subscribe(_: &mut Program<'_>, words: &[Rest]) -> Outcome {
    refuse(&SUBSCRIBE, "configservice", words)
}

pub(super) fn get_status(_: &mut Program<'_>, words: &[Rest]) -> Outcome {
    refuse(&GET_STATUS, "configservice", words)
}

/// Reads the words, which may be wrong, and says that the command is not built.
fn refuse(syntax: &Syntax, service: &str, words: &[Rest]) -> Outcome {
    syntax.read(words)?;
    Err(Failure::NotEmulated(format!("{service} {}", syntax.command)))
}
