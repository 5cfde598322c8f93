//! Whose turn it is: a lock on a file beside the store.
//!
//! sled has a lock of its own, which fails at once and does not say who holds it. This one waits,
//! is taken before sled is touched, and holds the number of the process that has it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::sync::mpsc;
use std::time::Duration;

use super::home::{Home, make_folder};
use crate::error::{Error, Result};

/// A lock that is held until it is dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub(super) struct Lock(
    #[expect(dead_code, reason = "the lock lasts as long as the file is open")] File,
);

impl Lock {
    /// Takes the lock, waiting at most `patience` for another process to let go of it.
    pub(super) fn take(home: &Home, patience: Duration) -> Result<Self> {
        make_folder(home.path()).map_err(Error::machine("make", home.path()))?;
        let path = home.lock();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&path).map_err(Error::machine("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self::sign(file)),
            Err(TryLockError::WouldBlock) => Self::wait(file, &path, patience),
            Err(TryLockError::Error(cause)) => Err(Error::machine("lock", &path)(cause)),
        }
    }

    /// Waits in a thread, because waiting for a file lock has no limit of its own.
    fn wait(file: File, path: &std::path::Path, patience: Duration) -> Result<Self> {
        let waiting = file.try_clone().map_err(Error::machine("open", path))?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(waiting.lock()));
        match receiver.recv_timeout(patience) {
            Ok(Ok(())) => Ok(Self::sign(file)),
            Ok(Err(cause)) => Err(Error::machine("lock", path)(cause)),
            Err(_) => Err(Error::Refused(format!(
                "the store is in use by {} and did not become free within {} seconds",
                holder(file),
                patience.as_secs()
            ))),
        }
    }

    /// Writes this process's number into the file, for whoever waits in vain.
    ///
    /// It is of one length, so that it takes no more of a full disk. That it cannot be written is no
    /// reason to fail: the lock holds without it, and an empty file names nobody wrongly.
    fn sign(file: File) -> Self {
        let number = format!("{:10}", std::process::id());
        if file.write_all_at(number.as_bytes(), 0).is_err() {
            let _ = file.set_len(0);
        }
        Self(file)
    }
}

fn holder(mut file: File) -> String {
    let mut number = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut number));
    match number.trim().parse::<u32>() {
        Ok(number) if read.is_ok() => format!("process {number}"),
        _ => "another process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_waits_in_vain_and_is_told_for_whom() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        let held = Lock::take(&home, Duration::ZERO).unwrap();

        let error = Lock::take(&home, Duration::from_millis(20)).unwrap_err().to_string();
        assert!(error.contains(&format!("process {}", std::process::id())), "{error}");

        drop(held);
        // Who waited in vain may still get it first in this process, and lets go of it at once.
        Lock::take(&home, Duration::from_secs(30)).unwrap();
    }

    #[test]
    fn a_second_taker_gets_it_when_the_first_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        let held = Lock::take(&home, Duration::ZERO).unwrap();

        std::thread::scope(|scope| {
            let second = scope.spawn(|| Lock::take(&home, Duration::from_secs(30)));
            std::thread::sleep(Duration::from_millis(30));
            drop(held);
            assert!(second.join().unwrap().is_ok());
        });
    }
}
