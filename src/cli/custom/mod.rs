//! Commands of services that are not plain operations, and operations that the AWS CLI adds options
//! to: each has a file here, and a word that only such commands stand behind has a folder.

mod configure;
mod get_object;
mod get_status;
mod options;
mod put_configuration_recorder;
pub mod put_metric_data;
mod put_object;
mod s3;
mod subscribe;
pub mod validate_logs;
mod verify_query_results;

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

impl Custom {
    /// Returns whether it is about settings, so that none of them may be in its way.
    pub fn is_about_settings(&self) -> bool {
        self.service == configure::GROUP.name
    }
}

/// All that belong to a service.
pub const ALL: &[Custom] = &[
    Custom {
        service: "cloudtrail",
        name: "validate-logs",
        command: validate_logs::command,
        run: validate_logs::run,
    },
    Custom {
        service: "cloudtrail",
        name: "verify-query-results",
        command: verify_query_results::command,
        run: verify_query_results::run,
    },
    Custom {
        service: "configservice",
        name: "get-status",
        command: get_status::command,
        run: get_status::run,
    },
    Custom {
        service: "configservice",
        name: "subscribe",
        command: subscribe::command,
        run: subscribe::run,
    },
    Custom {
        service: "s3api",
        name: "get-object",
        command: get_object::command,
        run: get_object::run,
    },
    Custom {
        service: "s3api",
        name: "put-object",
        command: put_object::command,
        run: put_object::run,
    },
];

/// A word that only custom commands stand behind.
pub struct Group {
    /// The word, as in `s3`.
    pub name: &'static str,
    /// What people know it by.
    pub title: &'static str,
    /// What it does, for the help.
    pub doc: &'static str,
    /// Its commands, in the order of the alphabet.
    pub commands: &'static [Custom],
    /// What the AWS CLI can do and this program cannot.
    pub not_emulated: &'static [&'static str],
}

/// All of them.
pub const GROUPS: &[Group] = &[configure::GROUP, s3::GROUP];

/// Returns the group of a name.
pub fn group(name: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.name == name)
}

/// The commands that are one request all the same, which `--print-request` prints.
const ONE_REQUEST: &[&str] = &["get-object", "put-object"];

/// Returns the options that an operation has besides those of its members.
pub fn shortcuts(operation: &Operation) -> &'static [Shortcut] {
    match operation.name {
        "PutConfigurationRecorder" => put_configuration_recorder::SHORTCUTS,
        "PutMetricData" => put_metric_data::SHORTCUTS,
        _ => &[],
    }
}

/// Returns whether an operation writes its answer to a file that a word names, so that it has no
/// option for a whole request.
pub fn has_outfile(operation: &Operation) -> bool {
    operation.name == "GetObject"
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
    if program.session.print_request && !ONE_REQUEST.contains(&custom.name) {
        return Err(Failure::General(format!(
            "{} {} is not one request, so there is none to print",
            custom.service, custom.name
        )));
    }
    (custom.run)(program, words)
}
