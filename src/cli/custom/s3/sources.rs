//! What there is at the first end of a transfer.

use serde_json::{Value, json};

use super::local::Look;
use super::plan::{End, Plan};
use super::{SERVICE, bucket_and_key, operation};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;

/// Something that is transferred.
pub(super) struct Source {
    /// A file from the root, or an object as `BUCKET/KEY`.
    pub(super) path: String,
    /// What is known of an object that was asked for alone.
    pub(super) head: Option<Value>,
}

/// How sources are looked for.
pub(super) struct Options<'o> {
    /// The command, as its events name it.
    pub(super) command: &'o str,
    /// How many objects are asked for at a time.
    pub(super) page_size: Option<i64>,
    /// Whether links are followed.
    pub(super) follow: bool,
    /// Whether objects are to be deleted: then nothing is asked about a single one, and what stands
    /// for a folder is among them.
    pub(super) deletes: bool,
}

/// Returns what a plan transfers, and what it passes over.
///
/// Fails with what the call that looks for it fails with.
pub(super) fn find(
    program: &mut Program<'_>,
    plan: &Plan,
    options: &Options<'_>,
) -> Outcome<(Vec<Source>, Vec<String>)> {
    let mut warnings = Vec::new();
    let mut known = None;
    let paths = match &plan.source {
        End::Local(path) => {
            let mut warn = |warning| warnings.push(warning);
            let mut look = Look { follow: options.follow, warn: &mut warn };
            if plan.recursive { look.below(path) } else { look.file(path) }
        }
        End::Bucket(path) => {
            let (bucket, key) = bucket_and_key(path);
            if plan.recursive || key.is_empty() {
                let keys = listed(program, options, bucket, key)?;
                // Without --recursive, a bucket stands for nothing in it.
                keys.into_iter().filter(|_| plan.recursive).collect()
            } else {
                if !options.deletes {
                    known = Some(head(program, options.command, bucket, key)?);
                }
                vec![path.clone()]
            }
        }
    };
    let sources = paths.into_iter().map(|path| Source { path, head: known.clone() });
    Ok((sources.collect(), warnings))
}

fn listed(
    program: &mut Program<'_>,
    options: &Options<'_>,
    bucket: &str,
    prefix: &str,
) -> Outcome<Vec<String>> {
    let operation = operation("ListObjectsV2");
    let mut request = json!({"Bucket": bucket, "Prefix": prefix});
    if let Some(size) = options.page_size {
        request["MaxKeys"] = json!(size);
    }
    let mut paths = Vec::new();
    loop {
        let page = program.call_as(options.command, &SERVICE, operation, &request, None)?.document;
        for object in page.get("Contents").and_then(Value::as_array).into_iter().flatten() {
            let key = object["Key"].as_str().unwrap_or_default();
            let is_folder = key.ends_with('/') && object["Size"] == 0;
            if options.deletes || !is_folder {
                paths.push(format!("{bucket}/{key}"));
            }
        }
        match page.get("NextContinuationToken") {
            Some(token) => request["ContinuationToken"] = token.clone(),
            None => return Ok(paths),
        }
    }
}

/// Asks about an object.
fn head(program: &mut Program<'_>, command: &str, bucket: &str, key: &str) -> Outcome<Value> {
    let request = json!({"Bucket": bucket, "Key": key, "ChecksumMode": "ENABLED"});
    let called = program.call_as(command, &SERVICE, operation("HeadObject"), &request, None);
    match called {
        Ok(shown) => Ok(shown.document),
        Err(Failure::Api { operation, error }) if error.code().name == "404" => {
            let message = format!("Key \"{key}\" does not exist");
            let error = crate::error::ApiError::new(error.code(), message);
            Err(Failure::Api { operation, error })
        }
        Err(other) => Err(other),
    }
}
