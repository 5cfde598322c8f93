//! Records that lie open in the store.

use std::collections::BTreeMap;

use crate::engine::records;
use crate::store::{Kind, Store, kind_of};

use super::Found;

/// Returns all kinds by their names.
pub(super) fn kinds() -> BTreeMap<&'static str, &'static Kind> {
    records::all().map(|kind| (kind.name, kind)).collect()
}

/// Reads every record as what it says it is.
pub(super) fn look(store: &Store, found: &mut Found) {
    let known = kinds();
    let mut progress = found.progress("reading records");
    let all = store.keys() as u64;
    for (done, entry) in (0..).zip(store.entries()) {
        progress.tell(done, all);
        let (key, value) = match entry {
            Ok(entry) => entry,
            // What lies behind it cannot be reached.
            Err(error) => {
                found.wrong(error.to_string());
                break;
            }
        };
        let kind = kind_of(&key);
        match known.get(kind.as_str()) {
            Some(known) if (known.reads)(&value) => {}
            Some(_) => found.wrong(format!("damaged: a record of kind '{kind}'")),
            None => found.wrong(format!("unknown: a record of kind '{kind}'")),
        }
    }
    found.count(all, "record", "records");
}
