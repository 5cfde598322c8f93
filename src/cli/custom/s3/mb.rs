//! `s3 mb`: makes a bucket.

use clap::Command;
use serde_json::json;

use super::super::options::{Syntax, value};
use super::{SCHEME, SERVICE, bucket_and_key, operation};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::Rest;

const SYNTAX: Syntax = Syntax {
    command: "mb",
    about: "Makes a bucket in the region of the call",
    words: ("path", "S3_URI", 1, 1),
    options: &[&[value("tags", "NAME VALUE", "Labels of the bucket").not_emulated()]],
};

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command()
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let given = SYNTAX.read(words)?;
    let path = &given.paths[0];
    if !path.starts_with(SCHEME) {
        return Err(Failure::Parameter("<S3Uri>\nError: Invalid argument type".to_owned()));
    }
    let (bucket, _) = bucket_and_key(path);
    let mut request = json!({"Bucket": bucket});
    if program.session.region != "us-east-1" {
        let region = json!({"LocationConstraint": program.session.region});
        request["CreateBucketConfiguration"] = region;
    }
    match program.call_as("s3.mb", &SERVICE, operation("CreateBucket"), &request, None) {
        Ok(_) => program.streams.print(&format!("make_bucket: {bucket}\n")),
        Err(failure @ Failure::NotEmulated(_)) => Err(failure),
        Err(failure) => {
            let line = format!("make_bucket failed: {path} {}\n", failure.sentence());
            program.streams.tell(&line);
            Err(Failure::Quiet(1))
        }
    }
}
