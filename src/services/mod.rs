//! The services, each in a folder of its own; none uses another.

pub mod cloudtrail;
pub mod cloudwatch;
pub mod config;
pub mod s3;
pub mod sts;

use crate::operation::Service;

/// All of them, in the order in which help lists them.
pub static ALL: &[&Service] = &[
    &cloudtrail::SERVICE,
    &cloudtrail::data::SERVICE,
    &cloudwatch::SERVICE,
    &config::SERVICE,
    &s3::SERVICE,
    &sts::SERVICE,
];

/// Returns the service behind a word of the command line.
pub fn find(command: &str) -> Option<&'static Service> {
    ALL.iter().copied().find(|service| service.command == command)
}
