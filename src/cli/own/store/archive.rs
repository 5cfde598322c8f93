//! `store archive`: a bucket as a folder that can be validated anywhere.
//!
//! The folder holds each object under its key, `KEY.metadata.json` beside each that has metadata, as
//! `head-object` prints it, and the public keys of all regions in `public-keys.json`. It is made
//! under another name and gets its own at the end, so a folder of that name is whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use crate::bucket::folder::with_sidecar;
use crate::bucket::{self, Bucket};
use crate::error::{Error, Result};
use crate::schema::present;
use crate::schema::shape::Shape;
use crate::services::cloudtrail;
use crate::services::cloudtrail::delivery::keys::KeyPair;
use crate::services::cloudtrail::ops::keys::public_key;
use crate::services::s3;
use crate::services::s3::ops::objects::head_document;
use crate::store::{Record, Txn};
use crate::value::Value;
use crate::value::json::pretty;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;
use super::{bytes_text, new_folder};

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("archive")
        .about("Copies a bucket into a folder that 'validate-logs --archive' can check anywhere")
        .long_about(
            "Copies a bucket into a folder that 'validate-logs --archive' can check anywhere. \
             Beside each object that has metadata lies KEY.metadata.json, as 's3api head-object' \
             prints it, and in the folder public-keys.json, as 'cloudtrail list-public-keys' \
             prints it for all regions.",
        )
        .arg(Arg::new("bucket").value_name("BUCKET").required(true).help("The bucket"))
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .required(true)
                .help("The folder, which must not be there yet, or be empty"),
        )
}

/// Runs it.
///
/// Fails with, in the order in which they are checked: a bucket that is not there, a folder that
/// holds something. A failure leaves no folder behind.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let (name, target) = (text("bucket"), PathBuf::from(text("dir")));
    program.engine.settle()?;
    let store = program.engine.store()?;
    let mut txn = store.begin();
    let Some(bucket) = Bucket::find(&txn, &name)? else {
        return Err(Failure::General(format!("there is no bucket {name}")));
    };
    let copy = |unfinished: &Path| copy_all(&mut txn, &bucket, unfinished);
    let (objects, bytes) = new_folder::fill(&target, copy)?;
    let room = bytes_text(bytes);
    let target = target.display();
    program.streams.print(&format!("{target}: {objects} objects of {name}, {room}\n"))
}

/// Copies a bucket and returns how many objects it has, and how many bytes they have.
fn copy_all(txn: &mut Txn<'_>, bucket: &Bucket, target: &Path) -> Result<(u64, u64)> {
    fs::create_dir_all(target).map_err(Error::machine("make", target))?;
    let (mut objects, mut bytes) = (0, 0);
    for entry in bucket.folder(txn).list("")? {
        let Some(object) = bucket::object(txn, bucket, &entry.key)? else { continue };
        let copy = target.join(&entry.file.below);
        let folder = copy.parent().unwrap_or(target);
        fs::create_dir_all(folder).map_err(Error::machine("make", folder))?;
        copy_file(&entry.file.path, &copy).map_err(Error::machine("write", &copy))?;
        if !object.headers.metadata.is_empty() {
            let document = head_document(txn, bucket, &entry.key, object)?;
            let row = s3::SERVICE.operation("HeadObject").expect("it is in the table");
            write(&with_sidecar(&copy), &present(document, row.output))?;
        }
        objects += 1;
        bytes += entry.file.size;
    }
    write(&target.join("public-keys.json"), &public_keys(txn)?)?;
    Ok((objects, bytes))
}

/// Copies the bytes of a file and its time.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let modified = source.metadata()?.modified()?;
    let mut copy = File::create_new(to)?;
    io::copy(&mut source, &mut copy)?;
    copy.set_modified(modified)?;
    copy.sync_all()
}

fn write(path: &Path, document: &Value) -> Result<()> {
    let text = format!("{}\n", pretty(document));
    let written = File::create_new(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(Error::machine("write", path))
}

/// Returns the public keys of all regions as `list-public-keys` prints those of one.
fn public_keys(txn: &Txn<'_>) -> Result<Value> {
    let row = cloudtrail::SERVICE.operation("ListPublicKeys");
    let row = row.expect("it is in the table");
    let keys = txn
        .scan::<KeyPair>(&KeyPair::all())
        .map(|pair| pair.map(|pair| public_key(&pair).write()))
        .collect::<Result<Vec<Value>>>()?;
    Ok(present(json!({"PublicKeyList": keys}), row.output))
}
