//! The files of an import: which there are, and their text.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::cli::exit::{Failure, Outcome};
use crate::error::Error;
use crate::gzip;
use crate::services::cloudtrail::log_text::MOST;

/// A file that may hold records.
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// Whether the command line names it.
    pub(super) named: bool,
}

/// Returns the files that paths name and those below the folders that they name.
pub(super) fn search<'p>(paths: impl Iterator<Item = &'p String>) -> Outcome<Vec<Found>> {
    let mut files = Vec::new();
    for path in paths.map(Path::new) {
        let metadata = fs::metadata(path).map_err(Error::machine("read", path))?;
        if metadata.is_dir() {
            let before = files.len();
            search_folder(path, &mut files)?;
            if files.len() == before {
                let path = path.display();
                return Err(Failure::General(format!("there is no log file below {path}")));
            }
        } else {
            files.push(Found { path: path.to_path_buf(), named: true });
        }
    }
    Ok(files)
}

/// Gathers the files below a folder that a log file's name could have, in the order of their paths.
/// Links to folders are not followed.
fn search_folder(folder: &Path, files: &mut Vec<Found>) -> Outcome {
    let trouble = || Error::machine("read", folder);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(trouble())? {
        let entry = entry.map_err(trouble())?;
        entries.push((entry.path(), entry.file_type().map_err(trouble())?));
    }
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    for (path, kind) in entries {
        if kind.is_dir() {
            search_folder(&path, files)?;
        } else if could_be_log_file(&path) {
            files.push(Found { path, named: false });
        }
    }
    Ok(())
}

fn could_be_log_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ends = |end: &str| name.ends_with(end);
    (ends(".json") || ends(".gz")) && !ends(".metadata.json")
}

/// Returns about how many bytes the text of a file has, without reading it.
///
/// What is not true will be found when the file is read.
pub(super) fn size_of(path: &Path) -> u64 {
    let told = || {
        let mut file = File::open(path).ok()?;
        let size = file.metadata().ok()?.len();
        let mut magic = [0; 2];
        let mut length = [0; 4];
        if size < 18 || file.read_exact(&mut magic).is_err() || !gzip::is_gzip(&magic) {
            return Some(size);
        }
        file.seek(SeekFrom::End(-4)).ok()?;
        file.read_exact(&mut length).ok()?;
        Some(size.max(u32::from_le_bytes(length).into()))
    };
    told().unwrap_or_default().min(MOST)
}
