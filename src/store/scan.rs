//! Records in the order of their keys: what is kept, with changes over it.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::marker::PhantomData;
use std::ops::{Deref, Range};

use sled::IVec;

use super::txn::{Change, decode};
use super::{Key, Record};
use crate::error::Result;

/// A record's key and its bytes.
pub(super) type Pair<'t> = (Bytes<'t>, Bytes<'t>);

/// Bytes, wherever they stand.
pub(super) enum Bytes<'t> {
    /// A key or a value of sled.
    Whole(IVec),
    /// A part of a value.
    Part(IVec, Range<usize>),
    /// Bytes that stood in no piece.
    Own(Vec<u8>),
    /// Those of a change.
    Lent(&'t [u8]),
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) => bytes,
            Self::Part(bytes, place) => &bytes[place.clone()],
            Self::Own(bytes) => bytes,
            Self::Lent(bytes) => bytes,
        }
    }
}

/// What lies between two keys, from either end.
pub(super) type Between<'t, T> = Box<dyn DoubleEndedIterator<Item = T> + 't>;
pub(super) type Kept<'t> = Between<'t, Result<Pair<'t>>>;
pub(super) type Changed<'t> = Between<'t, (&'t Key, &'t Change)>;

/// Which way records are gone through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    Forwards,
    Backwards,
}

/// What is kept, with changes over it, from one end.
struct Overlay<'t> {
    kept: Peekable<Box<dyn Iterator<Item = Result<Pair<'t>>> + 't>>,
    changed: Peekable<Box<dyn Iterator<Item = (&'t Key, &'t Change)> + 't>>,
    way: Way,
}

impl<'t> Overlay<'t> {
    fn new(
        kept: Box<dyn Iterator<Item = Result<Pair<'t>>> + 't>,
        changed: Changed<'t>,
        way: Way,
    ) -> Self {
        let changed: Box<dyn Iterator<Item = (&'t Key, &'t Change)> + 't> = match way {
            Way::Forwards => Box::new(changed),
            Way::Backwards => Box::new(changed.rev()),
        };
        Self { kept: kept.peekable(), changed: changed.peekable(), way }
    }

    /// Returns whether the next record is a kept one, and whether a change overwrites it.
    fn compare(&mut self) -> Option<Ordering> {
        match (self.kept.peek(), self.changed.peek()) {
            (None, None) => None,
            (Some(Err(_) | Ok(_)), None) | (Some(Err(_)), Some(_)) => Some(Ordering::Less),
            (None, Some(_)) => Some(Ordering::Greater),
            (Some(Ok((kept, _))), Some((changed, _))) => Some(match self.way {
                Way::Forwards => (**kept).cmp(changed.bytes()),
                Way::Backwards => changed.bytes().cmp(kept),
            }),
        }
    }
}

impl<'t> Iterator for Overlay<'t> {
    type Item = Result<Pair<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let compared = self.compare()?;
            if compared.is_lt() {
                return self.kept.next();
            }
            if compared.is_eq() {
                self.kept.next();
            }
            if let (key, Some(bytes)) = self.changed.next()? {
                return Some(Ok((Bytes::Lent(key.bytes()), Bytes::Lent(bytes))));
            }
        }
    }
}

/// An iterator over records; it reads on as it is asked.
pub struct Scan<'t, R> {
    pairs: Overlay<'t>,
    record: PhantomData<R>,
}

impl<'t, R: Record> Scan<'t, R> {
    /// Returns what is kept with changes over it, and over these the later ones.
    pub(super) fn new(
        kept: Kept<'t>,
        earlier: Option<Changed<'t>>,
        later: Changed<'t>,
        way: Way,
    ) -> Self {
        let kept: Box<dyn Iterator<Item = Result<Pair<'t>>> + 't> = match way {
            Way::Forwards => Box::new(kept),
            Way::Backwards => Box::new(kept.rev()),
        };
        let kept = match earlier {
            Some(earlier) => Box::new(Overlay::new(kept, earlier, way)),
            None => kept,
        };
        Self { pairs: Overlay::new(kept, later, way), record: PhantomData }
    }

    /// Returns the key of the next record, which is not read for it.
    pub fn next_key(&mut self) -> Result<Option<Key>> {
        let key = |(key, _): Pair<'t>| Key::from_bytes(key.to_vec()).gathered(R::GATHERED);
        self.pairs.next().map(|pair| pair.map(key)).transpose()
    }
}

impl<R: Record> Iterator for Scan<'_, R> {
    type Item = Result<R>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pairs.next().map(|pair| pair.and_then(|(_, bytes)| decode(&bytes)))
    }
}
