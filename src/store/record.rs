//! Records: values that the store keeps under a key of their own.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::moving::{Heard, Moving, Teller};
use super::{Key, Sealed, Txn};
use crate::error::Result;
use crate::time::Timestamp;
use crate::value::json::squeeze;

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

/// A form whose records can be told in JSON, so that they can be moved into a store that keeps them
/// in another.
pub trait Told<R>: Form<R> {
    /// Returns a record in its bytes as one line of JSON; `None` if they are damaged.
    fn tell(bytes: &[u8]) -> Option<String>;

    /// Returns the record that such a line tells, and its bytes; fails with what is wrong with it.
    fn hear(document: &str) -> Result<(R, Vec<u8>), String>;
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

/// The document is what is kept, to the byte: members that nobody knows yet, too.
impl<R: Serialize + DeserializeOwned> Told<R> for Json {
    fn tell(bytes: &[u8]) -> Option<String> {
        <Self as Form<R>>::decode(bytes)?;
        let text = std::str::from_utf8(bytes).ok()?;
        let one_line = !text.contains(['\n', '\r']);
        Some(if one_line { text.to_owned() } else { squeeze(text) })
    }

    fn hear(document: &str) -> Result<(R, Vec<u8>), String> {
        let record = serde_json::from_str(document).map_err(|cause| cause.to_string())?;
        Ok((record, squeeze(document).into_bytes()))
    }
}

/// Bytes without names: small, for records that are many and whose members stay as they are.
pub enum Bare {}

impl<R: Serialize + DeserializeOwned> Form<R> for Bare {
    fn encode(record: &R) -> Vec<u8> {
        postcard::to_stdvec(record).expect("a vector takes everything")
    }

    fn decode(bytes: &[u8]) -> Option<R> {
        postcard::from_bytes(bytes).ok()
    }
}

impl<R: Serialize + DeserializeOwned> Told<R> for Bare {
    fn tell(bytes: &[u8]) -> Option<String> {
        in_json::<R>(&<Self as Form<R>>::decode(bytes)?)
    }

    fn hear(document: &str) -> Result<(R, Vec<u8>), String> {
        let record: R = serde_json::from_str(document).map_err(|cause| cause.to_string())?;
        let bytes = Self::encode(&record);
        Ok((record, bytes))
    }
}

fn in_json<R: Serialize>(record: &R) -> Option<String> {
    serde_json::to_string(record).ok()
}

/// [`Bare`], for records that were kept as [`Json`] once, and are read as that where they begin with
/// a brace: their first member must be a text of fewer bytes than a brace is the number of, 123.
pub enum BareSinceJson {}

impl<R: Serialize + DeserializeOwned> Form<R> for BareSinceJson {
    fn encode(record: &R) -> Vec<u8> {
        Bare::encode(record)
    }

    fn decode(bytes: &[u8]) -> Option<R> {
        if bytes.first() == Some(&b'{') { Json::decode(bytes) } else { Bare::decode(bytes) }
    }
}

impl<R: Serialize + DeserializeOwned> Told<R> for BareSinceJson {
    fn tell(bytes: &[u8]) -> Option<String> {
        in_json::<R>(&<Self as Form<R>>::decode(bytes)?)
    }

    fn hear(document: &str) -> Result<(R, Vec<u8>), String> {
        <Bare as Told<R>>::hear(document)
    }
}

/// What is known of a kind of record without its type.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name that its keys begin with.
    pub name: &'static str,
    /// Returns whether bytes can be read as such a record.
    pub reads: fn(&[u8]) -> bool,
    /// What becomes of its records when everything moves into another store.
    pub(super) moving: Moving,
}

impl Kind {
    /// Returns what is known of a type of record that is never sealed.
    pub const fn of<R: Record>() -> Self
    where
        R::Form: Told<R>,
    {
        Self::with::<R>(Moving::Told(Teller::of::<R>()))
    }

    /// Returns what is known of a type of record that is sealed once there are many of it.
    pub const fn sealed<R: Sealed>() -> Self
    where
        R::Form: Told<R>,
    {
        Self::with::<R>(Moving::Told(Teller::sealed::<R>(true)))
    }

    /// Returns what is known of a type of record that is never but sealed; several of them may have
    /// the same key.
    pub const fn only_sealed<R: Sealed>() -> Self
    where
        R::Form: Told<R>,
    {
        Self::with::<R>(Moving::Told(Teller::sealed::<R>(false)))
    }

    /// Returns what is known of a type of record that follows from others in the store, and that
    /// `recount` makes once these are all there. It must not matter what was there before.
    pub const fn recounted<R: Record>(recount: fn(&mut Txn<'_>, Timestamp) -> Result<()>) -> Self {
        Self::with::<R>(Moving::Recounted(recount))
    }

    /// Returns what is known of a type of record that a store keeps for itself: it is never moved.
    pub(super) const fn own<R: Record>() -> Self {
        Self::with::<R>(Moving::Stays)
    }

    const fn with<R: Record>(moving: Moving) -> Self {
        Self { name: R::KIND, reads: |bytes| R::Form::decode(bytes).is_some(), moving }
    }

    /// Returns a record in its bytes as one line of JSON; `None` if they are damaged, or if records
    /// of the kind are not told.
    pub fn tell(&self, bytes: &[u8]) -> Option<String> {
        (self.teller()?.tell)(bytes)
    }

    /// Reads what [`tell`](Self::tell) told; fails with what is wrong with it.
    pub fn hear(&self, document: &str) -> Result<Heard, String> {
        match self.teller() {
            Some(teller) => (teller.hear)(document),
            None => Err(format!("records of kind '{}' are not moved", self.name)),
        }
    }

    pub(super) const fn teller(&self) -> Option<&Teller> {
        match &self.moving {
            Moving::Told(teller) => Some(teller),
            _ => None,
        }
    }
}
