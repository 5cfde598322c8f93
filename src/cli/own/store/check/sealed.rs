//! Sealed files: those that the catalogue names, and those that it does not.

use std::path::Path;

use crate::engine::records;
use crate::error::{Error, Result};
use crate::store::{Run, Store, Survey, Txn};

use super::Found;

/// Reads all sealed files; damaged ones are put aside if that is asked for.
pub(super) fn look(store: &Store, set_aside: bool, found: &mut Found) -> Result<()> {
    // A catalogue that cannot be read is told among the records.
    let Ok(runs) = store.begin().all_runs() else { return Ok(()) };
    let mut txn = store.begin();
    let strangers = txn.foreign_files()?;
    let mut progress = found.progress("reading sealed files");
    let all = runs.iter().map(|run| run.bytes).sum();
    let (mut done, mut files, mut records) = (0, 0, 0);
    for run in &runs {
        progress.tell(done, all);
        done += run.bytes;
        match damage(&txn, run)? {
            None => {
                files += 1;
                records += run.count;
            }
            Some(what) if set_aside => {
                txn.set_run_aside(run);
                found.aside.push(what);
            }
            Some(what) => found.wrong(what),
        }
    }
    for path in strangers {
        let what = foreign(store, &path);
        if set_aside {
            txn.set_foreign_aside(&path);
            found.aside.push(what);
        } else {
            found.wrong(what);
        }
    }
    txn.commit()?;
    if files > 0 {
        let s = if files == 1 { "" } else { "s" };
        found.sound.push(format!("{records} more in {files} sealed file{s}"));
    }
    Ok(())
}

/// Returns what is wrong with a sealed file, if anything is.
fn damage(txn: &Txn<'_>, run: &Run) -> Result<Option<String>> {
    match txn.verify_run(run) {
        Err(Error::Damaged(what)) => {
            return Ok(Some(Run::without_advice(&what).to_owned()));
        }
        verified => verified?,
    }
    let known = records::by_name();
    let told = |what: &str| {
        format!(
            "the sealed file {} holds {what}. It holds {} records of kind '{}'",
            run.path().display(),
            run.count,
            run.kind()
        )
    };
    let Some(kind) = known.get(run.kind()) else { return Ok(Some(told("an unknown kind"))) };
    let mut damaged = 0;
    for entry in txn.run_entries(run.clone()) {
        damaged += u64::from(!(kind.reads)(&entry?.1));
    }
    Ok((damaged > 0).then(|| told(&format!("{damaged} damaged records"))))
}

/// Returns what is told of a file that the catalogue does not name.
fn foreign(store: &Store, path: &Path) -> String {
    let what = match Survey::of_file(&store.home().path().join(path)) {
        Ok(Survey { kind, records, .. }) => {
            format!("it is a sealed file of {records} records of kind '{kind}'")
        }
        Err(Error::Damaged(what)) => what,
        Err(other) => other.to_string(),
    };
    format!("{} is in no catalogue: {what}", path.display())
}
