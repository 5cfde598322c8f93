//! `s3 cp`: copies files and objects, one or all that lie below a path.

use std::path::Path;

use clap::Command;
use serde_json::json;

use super::super::options::{CustomOption, Given, Syntax, flag, value};
use super::filter::Filter;
use super::plan::{End, Plan};
use super::sources::{self, Options, Source};
use super::transfer::{Telling, Transfers};
use super::{SCHEME, SERVICE, bucket_and_key, download, operation};
use crate::cli::errno;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::member;
use crate::cli::program::Program;
use crate::cli::split::Rest;
use crate::context::Body;
use crate::schema::Schema;
use crate::value::Object;

const SYNTAX: Syntax = Syntax {
    command: "cp",
    about: "Copies a file into a bucket, an object into a file, or an object to another; - stands \
            for the standard input and output",
    words: ("paths", "PATH", 2, 2),
    options: &[WHICH, HOW, TOLD, OTHERS],
};

/// The options about which files are meant.
pub(super) const WHICH: &[CustomOption] = &[
    flag("recursive", "Copies all that lies below the path"),
    value("exclude", "PATTERN", "Leaves out what matches; the last pattern that matches decides"),
    value(
        "include",
        "PATTERN",
        "Takes in what matches, although an --exclude before it leaves it out",
    ),
    value("page-size", "NUMBER", "How many objects to ask for at a time"),
];

/// The options about what is told.
pub(super) const TOLD: &[CustomOption] = &[
    flag("dryrun", "Tells what would be done, and does not do it"),
    flag("quiet", "Tells nothing"),
    flag("only-show-errors", "Tells only what goes wrong"),
];

const HOW: &[CustomOption] = &[
    flag("follow-symlinks", "Follows links below a folder, as is usual"),
    flag("no-follow-symlinks", "Passes over links below a folder"),
    flag("no-guess-mime-type", "Does not guess the kind of the content by the end of the name"),
    value("content-type", "TYPE", "The kind of the content"),
    value("content-encoding", "CODING", "How the content is packed, such as gzip"),
    value("content-disposition", "TEXT", "How the content is to be shown or saved"),
    value("content-language", "LANGUAGE", "The language of the content"),
    value("cache-control", "TEXT", "How long others may keep a copy"),
    value("metadata", "MAP", "Pairs that are kept beside the object: NAME=VALUE,..."),
    value("metadata-directive", "WORD", "COPY or REPLACE the metadata of a copied object")
        .one_of(&["COPY", "REPLACE"]),
    value("copy-props", "WHICH", "What a copy has of its source; none, or all that there is")
        .one_of(&["none", "metadata-directive", "default", "all"]),
    value("acl", "ACL", "Only bucket-owner-full-control: buckets have no ACLs").one_of(&[
        "private",
        "public-read",
        "public-read-write",
        "authenticated-read",
        "aws-exec-read",
        "bucket-owner-read",
        "bucket-owner-full-control",
        "log-delivery-write",
    ]),
    value("sse", "CODING", "Only AES256, which is how all objects are encrypted")
        .one_of(&["AES256", "aws:kms"])
        .with_or_without_value(),
    value("storage-class", "CLASS", "Only STANDARD is emulated").one_of(&[
        "STANDARD",
        "REDUCED_REDUNDANCY",
        "STANDARD_IA",
        "ONEZONE_IA",
        "INTELLIGENT_TIERING",
        "GLACIER",
        "DEEP_ARCHIVE",
        "GLACIER_IR",
    ]),
];

const OTHERS: &[CustomOption] = &[
    flag("no-progress", "There are no lines of progress").without_effect(),
    value("progress-frequency", "SECONDS", "There are no lines of progress").without_effect(),
    flag("progress-multiline", "There are no lines of progress").without_effect(),
    value("expected-size", "BYTES", "The size is that of what comes").without_effect(),
    value("source-region", "REGION", "Buckets of all regions are at hand").without_effect(),
    flag("ignore-glacier-warnings", "Nothing is archived").without_effect(),
    flag("force-glacier-transfer", "Nothing is archived").without_effect(),
    value("request-payer", "WHO", "No bucket here lets the requester pay")
        .with_or_without_value()
        .without_effect(),
    value("grants", "GRANT", "Who may do what").not_emulated(),
    value("sse-c", "CODING", "Keys of your own").with_or_without_value().not_emulated(),
    value("sse-c-key", "KEY", "Keys of your own").not_emulated(),
    value("sse-c-copy-source", "CODING", "Keys of your own").with_or_without_value().not_emulated(),
    value("sse-c-copy-source-key", "KEY", "Keys of your own").not_emulated(),
    value("sse-kms-key-id", "ID", "Keys of KMS").not_emulated(),
    value("website-redirect", "URL", "Where a website goes on").not_emulated(),
    value("expires", "TIME", "Until when others may keep a copy").not_emulated(),
    value("checksum-mode", "WORD", "Checksums are always checked").not_emulated(),
    value("checksum-algorithm", "WORD", "The kind of checksum").not_emulated(),
    value("case-conflict", "WORD", "What to do about names that differ by case").not_emulated(),
    flag("no-overwrite", "Leaves alone what is there").not_emulated(),
];

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command().long_about(
        "Copies a file into a bucket, an object into a file, or an object to another. The first \
         path says where from, the second where to: s3://BUCKET/KEY is an object, - is the standard \
         input or output, and everything else is a file or folder of this machine.",
    )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let given = SYNTAX.read(words)?;
    let page_size = given.number("page-size")?;
    let headers = headers(program, &given)?;
    let (source, target) = (given.paths[0].as_str(), given.paths[1].as_str());
    let in_bucket = |path: &str| path.starts_with(SCHEME);
    if !in_bucket(source) && !in_bucket(target) {
        return Err(Failure::Parameter(
            "usage: aws s3 cp <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>\n\
             Error: Invalid argument type"
                .to_owned(),
        ));
    }
    let recursive = given.has("recursive");
    let streams = source == "-" || target == "-";
    if streams && recursive {
        return Err(Failure::Parameter(
            "Streaming currently is only compatible with non-recursive cp commands".to_owned(),
        ));
    }
    let current = current_folder()?;
    let mut transfers = Transfers {
        command: "s3.cp",
        current: &current,
        telling: telling(&given, streams),
        dry: given.has("dryrun"),
        headers,
        guesses: !given.has("no-guess-mime-type"),
        keeps: given.value("copy-props") != Some("none"),
        failed: 0,
        warned: 0,
    };
    if source == "-" {
        let plan = Plan::new(&current, source, target, false);
        return from_input(program, &mut transfers, plan.target_of("-").path());
    }
    if target == "-" {
        return to_output(program, &mut transfers, source);
    }
    if !in_bucket(source) && !Path::new(source).exists() {
        return Err(Failure::General(format!("The user-provided path {source} does not exist.")));
    }
    if in_bucket(source) && !in_bucket(target) && recursive && !Path::new(target).exists() {
        let made = std::fs::create_dir_all(target);
        made.map_err(|cause| Failure::General(errno::text(&cause, target)))?;
    }
    let plan = Plan::new(&current, source, target, recursive);
    let follow = !given.has("no-follow-symlinks");
    let options = Options { command: "s3.cp", page_size, follow, deletes: false };
    transfer(program, &given, &plan, &options, &mut transfers, |source| {
        Some(plan.target_of(source))
    })
}

/// Transfers everything that a plan is about and no pattern leaves out.
pub(super) fn transfer(
    program: &mut Program<'_>,
    given: &Given,
    plan: &Plan,
    options: &Options<'_>,
    transfers: &mut Transfers<'_>,
    target: impl Fn(&str) -> Option<End>,
) -> Outcome {
    let (found, warnings) = match sources::find(program, plan, options) {
        Ok(found) => found,
        Err(stop @ Failure::NotEmulated(_)) => return Err(stop),
        Err(failure) => {
            transfers.fail(program, &format!("fatal error: {}", failure.sentence()));
            return transfers.end();
        }
    };
    for warning in &warnings {
        transfers.warn(program, warning);
    }
    let roots = [&plan.source, &plan.target].map(|end| root(end, plan.recursive));
    let filter = Filter::new(given.in_order(&["exclude", "include"]), [&roots[0], &roots[1]]);
    for Source { path, head } in found.into_iter().filter(|source| filter.takes(&source.path)) {
        let target = target(&path);
        let source = match &plan.source {
            End::Local(_) => End::Local(path),
            End::Bucket(_) => End::Bucket(path),
        };
        transfers.make(program, (&source, head.as_ref()), target.as_ref())?;
    }
    transfers.end()
}

/// Returns the path that patterns are below.
fn root(end: &End, recursive: bool) -> String {
    let path = end.path();
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    if recursive { path.to_owned() } else { folder.to_owned() }
}

/// Puts what comes through the standard input.
///
/// It is read to its end before the store is opened: whoever writes it may need the store too.
fn from_input(program: &mut Program<'_>, transfers: &mut Transfers<'_>, object: &str) -> Outcome {
    let mut bytes = Vec::new();
    let read = program.streams.input.read_to_end(&mut bytes);
    read.map_err(|cause| Failure::General(errno::bare(&cause)))?;
    if transfers.dry {
        return Ok(());
    }
    match transfers.put(program, object, None, Body::Bytes(bytes)) {
        Err(stop @ Failure::NotEmulated(_)) => return Err(stop),
        Err(failure) => {
            let line = format!("upload failed: - to {SCHEME}{object} {}", failure.sentence());
            transfers.fail(program, &line);
        }
        Ok(()) => {}
    }
    transfers.end()
}

/// Writes an object to the standard output, with the store closed: whoever reads it may need it.
fn to_output(program: &mut Program<'_>, transfers: &mut Transfers<'_>, source: &str) -> Outcome {
    if transfers.dry {
        return Ok(());
    }
    let (bucket, key) = bucket_and_key(source);
    let request = json!({"Bucket": bucket, "Key": key});
    let mut call = |name: &str| program.call_as("s3.cp", &SERVICE, operation(name), &request, None);
    let got = call("HeadObject").and_then(|_| call("GetObject"));
    match got.and_then(|shown| download::open(&shown)) {
        Err(stop @ Failure::NotEmulated(_)) => Err(stop),
        Err(failure) => {
            let line = format!("download failed: {source} to - {}", failure.sentence());
            transfers.fail(program, &line);
            transfers.end()
        }
        Ok(mut content) => {
            program.engine.release();
            program.streams.copy(&mut content)
        }
    }
}

/// Returns what a command tells of its work.
pub(super) fn telling(given: &Given, streams: bool) -> Telling {
    if given.has("quiet") {
        Telling::Nothing
    } else if given.has("only-show-errors") || streams {
        Telling::Errors
    } else {
        Telling::All
    }
}

/// Returns the folder that the command runs in.
pub(super) fn current_folder() -> Outcome<String> {
    let current = std::env::current_dir();
    let current = current.map_err(|cause| Failure::General(errno::bare(&cause)))?;
    Ok(current.display().to_string())
}

/// Returns the members of puts and copies that options say.
fn headers(program: &Program<'_>, given: &Given) -> Outcome<Object> {
    let mut headers = Object::new();
    for (option, member) in [
        ("acl", "ACL"),
        ("cache-control", "CacheControl"),
        ("content-disposition", "ContentDisposition"),
        ("content-encoding", "ContentEncoding"),
        ("content-language", "ContentLanguage"),
        ("content-type", "ContentType"),
        ("metadata-directive", "MetadataDirective"),
        ("storage-class", "StorageClass"),
    ] {
        if let Some(word) = given.value(option) {
            headers.insert(member.to_owned(), json!(word));
        }
    }
    if given.has("sse") {
        let coding = given.value("sse").unwrap_or("AES256");
        headers.insert("ServerSideEncryption".to_owned(), json!(coding));
    }
    if let Some(word) = given.value("metadata") {
        let map = Schema::Map(&Schema::String);
        let pairs = member::value("metadata", map, &[word.to_owned()], program.environment)?;
        headers.insert("Metadata".to_owned(), pairs);
    }
    Ok(headers)
}
