//! Buckets, and what lies beside them.

use std::ffi::OsStr;
use std::fs;

use crate::bucket::{self, Bucket, strange};
use crate::store::{Record, Store};

use super::Found;

/// Reads the folders of all buckets.
pub(super) fn look(store: &Store, found: &mut Found) {
    damaged(store, found);
    no_buckets(store, found);
}

fn damaged(store: &Store, found: &mut Found) {
    let txn = store.begin();
    for bucket in txn.scan::<Bucket>(&Bucket::all()) {
        // One that cannot be read is told among the records.
        let Ok(bucket) = bucket else { continue };
        let mut tell = |what: String| found.wrong(format!("bucket {}: {what}", bucket.name));
        let folder = bucket.folder(&txn);
        match folder.check().and_then(|()| bucket::headers_without_object(&txn, &bucket)) {
            Ok(keys) => {
                for strange in strange::in_folder(&folder) {
                    tell(strange.to_string());
                }
                for key in keys {
                    tell(format!("{key} has metadata but no file"));
                }
            }
            Err(error) => tell(error.to_string()),
        }
    }
}

/// Tells what lies beside the folders of the buckets.
fn no_buckets(store: &Store, found: &mut Found) {
    let txn = store.begin();
    let Ok(entries) = fs::read_dir(store.home().buckets()) else { return };
    let is_bucket = |name: &OsStr| {
        // One whose record is damaged is there all the same, and is told as such.
        name.to_str().is_some_and(|name| !matches!(Bucket::find(&txn, name), Ok(None)))
    };
    let strange = entries.flatten().filter(|entry| !is_bucket(&entry.file_name()));
    let mut wrong: Vec<_> =
        strange.map(|entry| format!("{} belongs to no bucket", entry.path().display())).collect();
    wrong.sort();
    found.wrong.extend(wrong);
}
