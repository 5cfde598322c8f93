//! Records: values that the store keeps under a key of their own.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Key;

/// A kind of value that the store keeps.
pub trait Record: Sized {
    /// The kind's name, which its keys begin with; no other kind has it.
    const KIND: &'static str;
    /// How its bytes are written: [`Json`], or a form of its own.
    type Form: Form<Self>;

    /// Returns the key that the record lies under.
    fn key(&self) -> Key;

    /// Returns the beginning of the keys of all records of the kind.
    fn all() -> Key {
        Key::of(Self::KIND)
    }
}

/// How a record becomes bytes.
pub trait Form<R> {
    /// Returns the bytes that are kept.
    fn encode(record: &R) -> Vec<u8>;

    /// Returns the record of kept bytes; `None` if they are damaged.
    fn decode(bytes: &[u8]) -> Option<R>;
}

/// JSON, so that fields can be added later.
pub enum Json {}

impl<R: Serialize + DeserializeOwned> Form<R> for Json {
    fn encode(record: &R) -> Vec<u8> {
        serde_json::to_vec(record).expect("records have text keys and nothing that JSON lacks")
    }

    fn decode(bytes: &[u8]) -> Option<R> {
        serde_json::from_slice(bytes).ok()
    }
}

/// What is known of a kind of record without its type.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name that its keys begin with.
    pub name: &'static str,
    /// Returns whether bytes can be read as such a record.
    pub reads: fn(&[u8]) -> bool,
}

impl Kind {
    /// Returns what is known of a type of record.
    pub const fn of<R: Record>() -> Self {
        Self { name: R::KIND, reads: |bytes| R::Form::decode(bytes).is_some() }
    }
}
