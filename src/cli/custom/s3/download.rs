//! The bytes of an answer, and the file that they go to.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Take};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::cli::errno;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Shown;
use crate::time::{Timestamp, text};
use crate::value::Value;

/// Opens the bytes of an answer.
pub(in crate::cli::custom) fn open(shown: &Shown) -> Outcome<Take<File>> {
    let Some(body) = &shown.body else {
        return Err(Failure::General("the answer has no bytes".to_owned()));
    };
    let opened = File::open(&body.file).and_then(|mut file| {
        file.seek(SeekFrom::Start(body.start))?;
        Ok(file.take(body.length))
    });
    opened.map_err(|cause| {
        Failure::General(format!("could not read {}: {cause}", body.file.display()))
    })
}

/// Writes bytes to a file, which is as old as the object they are of.
///
/// The file is there whole or not at all. Fails with what Python says of the machine.
pub(super) fn save(content: &mut impl Read, path: &str, modified: &Value) -> Result<(), String> {
    let folder = Path::new(path).parent().unwrap_or(Path::new("/"));
    if !folder.exists() {
        fs::create_dir_all(folder).map_err(|cause| {
            let folder = folder.display().to_string();
            format!("Could not create directory {folder}: {}", errno::text(&cause, &folder))
        })?;
    }
    let part = format!("{path}.{:08x}", std::process::id());
    let written = write(content, &part, modified);
    let placed = written.and_then(|()| fs::rename(&part, path));
    placed.map_err(|cause| {
        let _ = fs::remove_file(&part);
        errno::text(&cause, path)
    })
}

fn write(content: &mut impl Read, path: &str, modified: &Value) -> io::Result<()> {
    let mut file = File::create(path)?;
    io::copy(content, &mut file)?;
    match modified.as_str().and_then(text::parse_date) {
        Some(time) => file.set_modified(system_time(time)),
        None => Ok(()),
    }
}

fn system_time(time: Timestamp) -> SystemTime {
    let since = time.since(Timestamp::from_secs(0));
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH + Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_as_old_as_its_object_and_makes_its_folders() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b/c");
        let time = Value::from("2024-01-01T01:00:00+01:00");
        save(&mut &b"bytes"[..], &path.display().to_string(), &time).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"bytes");
        let since = path.metadata().unwrap().modified().unwrap();
        assert_eq!(since.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs(), 1_704_067_200);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("f"), "").unwrap();
        let path = root.path().join("f/x").display().to_string();
        let error = save(&mut &b""[..], &path, &Value::Null).unwrap_err();
        assert!(error.starts_with("[Errno 20] Not a directory: "), "{error}");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
