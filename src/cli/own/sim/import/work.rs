//! Work on many files at once, its results in their order, in bounded memory.
//!
//! ```text
//! files --> workers, one a core: read, inflate, parse --> results, in the order of the files
//!             |                                              |
//!             \---- wait while what is on its way is too much, until it is taken
//! ```

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::files::{Found, size_of};
use crate::cli::exit::Outcome;

/// How many bytes of text may be on their way: those of files that are being read, and of those whose
/// results wait for an earlier one. A single file may have more.
const ON_THE_WAY: u64 = 40 << 20;

/// Which file comes next, and how much is on its way.
#[derive(Default)]
struct Stock {
    next: usize,
    bytes: u64,
    stopped: bool,
}

/// What the workers share.
struct Shared<'f> {
    files: &'f [Found],
    stock: Mutex<Stock>,
    /// Told when something was taken.
    taken: Condvar,
}

impl Shared<'_> {
    fn stock(&self) -> MutexGuard<'_, Stock> {
        // A worker that panicked left numbers, which are true at any moment.
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room, and returns the place of the next file and its size.
    fn next(&self) -> Option<(usize, u64)> {
        let mut stock = self.stock();
        loop {
            let place = stock.next;
            let file = self.files.get(place).filter(|_| !stock.stopped)?;
            let size = size_of(&file.path);
            if stock.bytes == 0 || stock.bytes + size <= ON_THE_WAY {
                stock.next += 1;
                stock.bytes += size;
                return Some((place, size));
            }
            stock = self.taken.wait(stock).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn take(&self, size: u64) {
        self.stock().bytes -= size;
        self.taken.notify_all();
    }

    fn stop(&self) {
        self.stock().stopped = true;
        self.taken.notify_all();
    }
}

/// Does `work` on each file, on all cores, and calls `take` with the results in the order of the
/// files, until that fails.
pub(super) fn in_order<T: Send>(
    files: &[Found],
    work: impl Fn(&Found) -> T + Sync,
    mut take: impl FnMut(&Found, T) -> Outcome,
) -> Outcome {
    let shared = Shared { files, stock: Mutex::default(), taken: Condvar::new() };
    thread::scope(|scope| {
        let (results, inbox) = channel();
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        for _ in 0..cores {
            let (results, shared, work) = (results.clone(), &shared, &work);
            scope.spawn(move || work_on(shared, work, &results));
        }
        drop(results);
        let outcome = take_all(&shared, &inbox, &mut take);
        shared.stop();
        outcome
    })
}

/// A result: the place of its file, the size of that, and what came of it.
type Done<T> = (usize, u64, T);

fn work_on<T>(shared: &Shared<'_>, work: &impl Fn(&Found) -> T, results: &Sender<Done<T>>) {
    while let Some((place, size)) = shared.next() {
        // Nobody waits for it any more once taking has failed.
        if results.send((place, size, work(&shared.files[place]))).is_err() {
            return;
        }
    }
}

fn take_all<T>(
    shared: &Shared<'_>,
    inbox: &Receiver<Done<T>>,
    take: &mut impl FnMut(&Found, T) -> Outcome,
) -> Outcome {
    let mut waiting: BTreeMap<usize, (u64, T)> = BTreeMap::new();
    for (place, file) in shared.files.iter().enumerate() {
        let (size, result) = loop {
            if let Some(done) = waiting.remove(&place) {
                break done;
            }
            let (place, size, result) = inbox.recv().expect("workers go on until all is done");
            waiting.insert(place, (size, result));
        };
        take(file, result)?;
        shared.take(size);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit::Failure;
    use std::path::PathBuf;
    use std::time::Duration;

    fn files(count: usize) -> Vec<Found> {
        (0..count).map(|n| Found { path: PathBuf::from(n.to_string()), named: true }).collect()
    }

    fn number(file: &Found) -> u64 {
        file.path.to_str().unwrap().parse().unwrap()
    }

    #[test]
    fn results_come_in_the_order_of_the_files() {
        let mut seen = Vec::new();
        let work = |file: &Found| {
            thread::sleep(Duration::from_micros(number(file) * 7_919 % 500));
            number(file) * 2
        };
        in_order(&files(200), work, |file, result| {
            seen.push((number(file), result));
            Ok(())
        })
        .unwrap();
        assert!(seen.into_iter().eq((0..200).map(|n| (n, n * 2))));
    }

    #[test]
    fn nothing_is_taken_after_a_failure() {
        let mut seen = 0;
        let outcome = in_order(&files(100), number, |_, n| {
            seen += 1;
            if n == 3 { Err(Failure::Quiet(1)) } else { Ok(()) }
        });
        assert!(outcome.is_err());
        assert_eq!(seen, 4);
    }

    #[test]
    fn what_is_on_its_way_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<Found> = (0..20)
            .map(|n| {
                let path = folder.path().join(n.to_string());
                std::fs::File::create(&path).unwrap().set_len(ON_THE_WAY / 3).unwrap();
                Found { path, named: true }
            })
            .collect();
        let begun = std::sync::atomic::AtomicUsize::new(0);
        let ordering = std::sync::atomic::Ordering::SeqCst;
        let mut taken = 0;
        in_order(
            &files,
            |_| begun.fetch_add(1, ordering),
            |_, _| {
                thread::sleep(Duration::from_millis(2));
                let ahead = begun.load(ordering) - taken;
                assert!(ahead <= 3, "{ahead} files are on their way");
                taken += 1;
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(taken, 20);
    }
}
