//! `s3 rb`: removes a bucket, with `--force` its objects first.

use clap::Command;
use serde_json::json;

use super::super::options::{Syntax, flag};
use super::{SCHEME, SERVICE, bucket_and_key, operation, rm};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::Rest;

const SYNTAX: Syntax = Syntax {
    command: "rb",
    about: "Removes a bucket, which must be empty",
    words: ("path", "S3_URI", 1, 1),
    options: &[&[flag("force", "Removes the objects in the bucket first")]],
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
    let (bucket, key) = bucket_and_key(path);
    if !key.is_empty() {
        let message = format!("Please specify a valid bucket name only. E.g. s3://{bucket}");
        return Err(Failure::Parameter(message));
    }
    if given.has("force") {
        rm::everything(program, "s3.rb", path).map_err(|failure| match failure {
            Failure::Quiet(_) => Failure::General(
                "remove_bucket failed: Unable to delete all objects in the bucket, bucket will \
                 not be deleted."
                    .to_owned(),
            ),
            other => other,
        })?;
    }
    let request = json!({"Bucket": bucket});
    match program.call_as("s3.rb", &SERVICE, operation("DeleteBucket"), &request, None) {
        Ok(_) => program.streams.print(&format!("remove_bucket: {bucket}\n")),
        Err(failure @ Failure::NotEmulated(_)) => Err(failure),
        Err(failure) => {
            let line = format!("remove_bucket failed: {path} {}\n", failure.sentence());
            program.streams.tell(&line);
            Err(Failure::Quiet(1))
        }
    }
}
