//! `s3`: buckets and objects by their paths, as files are handled.
//!
//! ```text
//! options    words --> paths and options
//! plan       which end is local, which in a bucket; whether names are kept
//! sources    what there is at the first end: files or objects
//! transfer   one of them to the other end; what is told of it
//! ```
//!
//! Each step is a call of an S3 operation, whose event names the command: `s3.cp`. A file is one
//! call here, however large, where the AWS CLI sends one of more than 8 MB in parts; and it is done
//! at once, so there are no lines of progress. Files are handled one after the other in the order of
//! their names, which the AWS CLI does not promise.
//!
//! Source: the AWS CLI 2.36.7, as it was run.

mod cp;
pub(super) mod download;
mod filter;
mod local;
mod ls;
mod mb;
mod mime;
mod plan;
mod rb;
mod rm;
mod sources;
mod transfer;

use super::{Custom, Group};
use crate::operation::Operation;
use crate::services::s3;

pub(super) use crate::services::s3::SERVICE;

/// The group.
pub(super) const GROUP: Group = Group {
    name: "s3",
    title: "Amazon S3, by paths",
    doc: "Handles buckets and objects as folders and files: s3://BUCKET/KEY stands for an object, \
          and everything else for a file of this machine.",
    commands: &[
        Custom { service: "s3", name: "cp", command: cp::command, run: cp::run },
        Custom { service: "s3", name: "ls", command: ls::command, run: ls::run },
        Custom { service: "s3", name: "mb", command: mb::command, run: mb::run },
        Custom { service: "s3", name: "rb", command: rb::command, run: rb::run },
        Custom { service: "s3", name: "rm", command: rm::command, run: rm::run },
    ],
    not_emulated: &["mv", "presign", "sync", "website"],
};

/// Returns the row of an operation.
pub(super) fn operation(name: &str) -> &'static Operation {
    s3::SERVICE.operation(name).expect("the table has every operation that commands call")
}

/// Returns the bucket and the key in a path such as `s3://BUCKET/KEY`, with or without `s3://`.
fn bucket_and_key(path: &str) -> (&str, &str) {
    let path = path.strip_prefix(SCHEME).unwrap_or(path);
    path.split_once('/').unwrap_or((path, ""))
}

/// What paths in buckets begin with.
const SCHEME: &str = "s3://";
