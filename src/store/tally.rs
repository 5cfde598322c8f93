//! What tests count, since times say little on a busy machine: how much of a store is read and written.

use std::cell::RefCell;

/// What was read and written.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    /// How many blocks of sealed files were inflated.
    pub(crate) blocks: usize,
    /// How many records of sled or of transactions were read.
    pub(crate) records: usize,
    /// The keys that were put or deleted, each time.
    pub(crate) written: Vec<Vec<u8>>,
}

thread_local! {
    static TALLY: RefCell<Option<Tally>> = const { RefCell::new(None) };
}

/// Counts what this thread reads and writes while it works.
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, Tally) {
    TALLY.with_borrow_mut(|tally| *tally = Some(Tally::default()));
    let done = work();
    (done, TALLY.with_borrow_mut(Option::take).unwrap())
}

/// Notes something, if anybody counts.
pub(super) fn note(note: impl FnOnce(&mut Tally)) {
    TALLY.with_borrow_mut(|tally| {
        if let Some(tally) = tally {
            note(tally);
        }
    });
}
