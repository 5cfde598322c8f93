//! Keys whose bytes are in the order of what they are made of.
//!
//! ```text
//! kind 00 00 | text 00 00 | text 00 00 | time, 8 bytes | number, 8 bytes
//! ```
//!
//! A text ends in two zero bytes, and a zero byte inside is followed by FF, so texts sort as their
//! bytes do and none is taken for the beginning of another. Times and numbers are big-endian; a
//! time's sign bit is turned over, so times before 1970 come first.

use crate::time::Timestamp;

/// A key, or the beginning of the keys below it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Key {
    bytes: Vec<u8>,
    /// Whether the records of its kind are [gathered](super::gathered).
    is_gathered: bool,
}

impl Key {
    /// Returns the key that all records of a kind begin with.
    pub fn of(kind: &str) -> Self {
        Self::from_bytes(Vec::with_capacity(64)).text(kind)
    }

    /// Returns the same key of a kind whose records are gathered, or are not.
    #[must_use]
    pub(super) fn gathered(self, is_gathered: bool) -> Self {
        Self { is_gathered, ..self }
    }

    /// Returns whether the records of its kind are gathered.
    pub(super) const fn is_gathered(&self) -> bool {
        self.is_gathered
    }

    /// Adds a text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        for byte in text.bytes() {
            self.bytes.push(byte);
            if byte == 0 {
                self.bytes.push(0xFF);
            }
        }
        self.bytes.extend([0, 0]);
        self
    }

    /// Adds a time.
    #[must_use]
    pub fn time(mut self, time: Timestamp) -> Self {
        self.bytes.extend((time.millis() ^ i64::MIN).to_be_bytes());
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, number: u64) -> Self {
        self.bytes.extend(number.to_be_bytes());
        self
    }

    /// Adds all that another key is made of.
    #[must_use]
    pub(super) fn below(mut self, other: &Self) -> Self {
        self.bytes.extend(&other.bytes);
        self
    }

    /// Returns the key of bytes that were one.
    pub(super) const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, is_gathered: false }
    }

    /// Returns its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns its bytes, which it is made of.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Returns the first key after all that begin with this one.
    #[must_use]
    pub fn end(&self) -> Self {
        let mut end = self.bytes.clone();
        while end.last() == Some(&0xFF) {
            end.pop();
        }
        if let Some(last) = end.last_mut() {
            *last += 1;
        }
        Self { bytes: end, ..*self }
    }
}

/// Returns the kind of the record that lies under a key.
pub fn kind_of(key: &[u8]) -> String {
    let kind = kind_in(key);
    String::from_utf8_lossy(kind.strip_suffix(&[0, 0]).unwrap_or(kind)).into_owned()
}

/// Returns what a key begins with as all keys of its kind do.
pub(super) fn kind_in(key: &[u8]) -> &[u8] {
    let end = key.windows(2).position(|pair| pair == [0, 0]).map_or(key.len(), |end| end + 2);
    &key[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_what_they_are_made_of() {
        let key = |name: &str, secs| Key::of("k").text(name).time(Timestamp::from_secs(secs));
        let sorted = [
            key("", 0),
            key("a", -1),
            key("a", 0),
            key("a", 1),
            key("a\0", 0),
            key("ab", 0),
            key("b", 0),
        ];
        assert!(sorted.is_sorted());
    }

    #[test]
    fn a_text_is_not_the_beginning_of_a_longer_one() {
        let (short, long) = (Key::of("k").text("a"), Key::of("k").text("ab"));
        assert!(!long.bytes().starts_with(short.bytes()));
    }

    #[test]
    fn the_end_lies_behind_everything_below() {
        let key = Key::of("k");
        assert!(key.clone().text("\u{10FFFF}") < key.end());
        assert!(key.clone().number(u64::MAX) < key.end());
        assert!(key.clone().number(u64::MAX).end() > key.number(u64::MAX));
    }
}
