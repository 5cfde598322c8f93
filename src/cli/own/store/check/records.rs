//! Records that lie open in the store.

use crate::engine::records;
use crate::store::{Store, kind_of};

use super::Found;

/// Reads every record as what it says it is.
pub(super) fn look(store: &Store, found: &mut Found) {
    let known = records::by_name();
    let mut progress = found.progress("reading records");
    let all = store.keys() as u64;
    let mut count = 0;
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
            Some(known) => match known.records(&key, &value) {
                Some(records) if records.iter().all(|(_, bytes)| (known.reads)(bytes)) => {
                    count += records.len() as u64;
                }
                _ => found.wrong(format!("damaged: a record of kind '{kind}'")),
            },
            None => found.wrong(format!("unknown: a record of kind '{kind}'")),
        }
    }
    found.count(count, "record", "records");
}
