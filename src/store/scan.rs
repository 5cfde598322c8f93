//! Records in the order of their keys: what is kept, with a transaction's changes over it.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::marker::PhantomData;

use super::gathered::Pair;
use super::txn::{Change, decode};
use super::{Key, Record};
use crate::error::Result;

type Kept<'t> = Box<dyn Iterator<Item = Result<Pair>> + 't>;
type Changed<'t> = Box<dyn Iterator<Item = (&'t Key, &'t Change)> + 't>;

/// An iterator over records; it reads on as it is asked.
pub struct Scan<'t, R> {
    kept: Peekable<Kept<'t>>,
    changed: Peekable<Changed<'t>>,
    /// Compares keys as both iterators are ordered.
    order: fn(&[u8], &[u8]) -> Ordering,
    record: PhantomData<R>,
}

impl<'t, R: Record> Scan<'t, R> {
    pub(super) fn forwards(kept: Kept<'t>, changed: Changed<'t>) -> Self {
        Self::merge(kept, changed, std::cmp::Ord::cmp)
    }

    pub(super) fn backwards(kept: Kept<'t>, changed: Changed<'t>) -> Self {
        Self::merge(kept, changed, |left, right| right.cmp(left))
    }

    fn merge(kept: Kept<'t>, changed: Changed<'t>, order: fn(&[u8], &[u8]) -> Ordering) -> Self {
        Self { kept: kept.peekable(), changed: changed.peekable(), order, record: PhantomData }
    }

    /// Returns whether the next record is a kept one, and whether a change overwrites it.
    fn compare(&mut self) -> Option<Ordering> {
        match (self.kept.peek(), self.changed.peek()) {
            (None, None) => None,
            (Some(Err(_) | Ok(_)), None) | (Some(Err(_)), Some(_)) => Some(Ordering::Less),
            (None, Some(_)) => Some(Ordering::Greater),
            (Some(Ok((kept, _))), Some((changed, _))) => Some((self.order)(kept, changed.bytes())),
        }
    }
}

impl<R: Record> Scan<'_, R> {
    /// Returns the key of the next record, which is not read for it.
    pub fn next_key(&mut self) -> Result<Option<Key>> {
        self.advance(|key, _| Ok(Key::from_bytes(key.to_vec()).gathered(R::GATHERED))).transpose()
    }

    /// Goes on to the next record, and returns what `read` makes of its key and bytes.
    fn advance<T>(&mut self, read: impl FnOnce(&[u8], &[u8]) -> Result<T>) -> Option<Result<T>> {
        loop {
            let compared = self.compare()?;
            if compared.is_lt() {
                let entry = self.kept.next()?;
                return Some(match entry {
                    Ok((key, value)) => read(&key, &value),
                    Err(error) => Err(error),
                });
            }
            if compared.is_eq() {
                self.kept.next();
            }
            if let (key, Some(bytes)) = self.changed.next()? {
                return Some(read(key.bytes(), bytes));
            }
        }
    }
}

impl<R: Record> Iterator for Scan<'_, R> {
    type Item = Result<R>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance(|_, value| decode(value))
    }
}
