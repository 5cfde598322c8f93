//! Commands of services that are not plain operations, and operations that the AWS CLI adds options
//! to: each has a file here.

pub mod put_metric_data;

use clap::Command;

use crate::operation::{Operation, Service};

use super::arguments::Shortcut;
use super::exit::{Failure, Outcome};
use super::program::Program;
use super::split::Rest;

/// A command that is not a plain operation.
pub struct Custom {
    /// The service's word, as in `cloudtrail`.
    pub service: &'static str,
    /// The command's word, as in `validate-logs`.
    pub name: &'static str,
    /// Returns it as clap knows it, for help, completion and man pages.
    pub command: fn() -> Command,
    /// Runs it with the words behind it.
    pub run: fn(&mut Program<'_>, &[Rest]) -> Outcome,
}

/// All of them.
pub const ALL: &[Custom] = &[];

/// Returns the options that an operation has besides those of its members.
pub fn shortcuts(operation: &Operation) -> &'static [Shortcut] {
    match operation.name {
        "PutMetricData" => put_metric_data::SHORTCUTS,
        _ => &[],
    }
}

/// Returns the custom command of a service with a name.
pub fn find(service: &Service, name: &str) -> Option<&'static Custom> {
    ALL.iter().find(|custom| custom.service == service.command && custom.name == name)
}

/// Returns the custom commands of a service.
pub fn of(service: &Service) -> impl Iterator<Item = &'static Custom> {
    ALL.iter().filter(|custom| custom.service == service.command)
}

/// Runs a custom command.
pub fn run(program: &mut Program<'_>, custom: &Custom, words: &[Rest]) -> Outcome {
    if program.session.print_request {
        return Err(Failure::General(format!(
            "{} {} is not one request, so there is none to print",
            custom.service, custom.name
        )));
    }
    (custom.run)(program, words)
}
