//! Sealed files: those that the catalogue names, and those that it does not.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::store::{Run, Store, Survey, Txn};

use super::Found;
use super::records::kinds;

/// Reads all sealed files; damaged ones are put aside if that is asked for.
pub(super) fn look(store: &Store, set_aside: bool, found: &mut Found) -> Result<()> {
    // A catalogue that cannot be read is told among the records.
    let Ok(runs) = store.begin().all_runs() else { return Ok(()) };
    let mut txn = store.begin();
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
    let known: BTreeSet<PathBuf> = runs.iter().map(Run::path).collect();
    for (path, what) in foreign(store, &known)? {
        if set_aside {
            let mut aside = path.clone().into_os_string();
            aside.push(FOREIGN);
            txn.move_file(&path, aside.as_ref());
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
    let known = kinds();
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

/// The ends of the names of files that were put aside.
const DAMAGED: &str = ".damaged";
const FOREIGN: &str = ".foreign";

/// Returns the files in the folder that the catalogue does not name, and what is told of each.
fn foreign(store: &Store, known: &BTreeSet<PathBuf>) -> Result<Vec<(PathBuf, String)>> {
    let folder = store.home().sealed();
    let trouble = || Error::machine("read", &folder);
    let entries = match fs::read_dir(&folder) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(trouble())?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(trouble())?.file_name();
        let below = Path::new("sealed").join(&name);
        let is_aside = [DAMAGED, FOREIGN].iter().any(|end| name.to_string_lossy().ends_with(end));
        if known.contains(&below) || is_aside {
            continue;
        }
        let path = folder.join(&name);
        let what = match Survey::of_file(&path) {
            Ok(Survey { kind, records, .. }) => {
                format!("it is a sealed file of {records} records of kind '{kind}'")
            }
            Err(Error::Damaged(what)) => what,
            Err(other) => other.to_string(),
        };
        found.push((below.clone(), format!("{} is in no catalogue: {what}", below.display())));
    }
    found.sort();
    Ok(found)
}
