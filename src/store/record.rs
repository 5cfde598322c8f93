//! Records: values that the store keeps under a key of their own.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::gathered;
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

    /// Whether many of them lie under one key of sled: worth it for small records of which there may
    /// be thousands. The bytes of none of them may begin with FF.
    const GATHERED: bool = false;

    /// Returns the key that the record lies under, which begins as [all](Self::all) do.
    fn key(&self) -> Key;

    /// Returns the beginning of the keys of all records of the kind.
    fn all() -> Key {
        Key::of(Self::KIND).gathered(Self::GATHERED)
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
        tell_in_json::<R, Self>(bytes)
    }

    fn hear(document: &str) -> Result<(R, Vec<u8>), String> {
        hear_in_json::<R, Self>(document)
    }
}

fn tell_in_json<R: Serialize, F: Form<R>>(bytes: &[u8]) -> Option<String> {
    serde_json::to_string(&F::decode(bytes)?).ok()
}

fn hear_in_json<R: DeserializeOwned, F: Form<R>>(document: &str) -> Result<(R, Vec<u8>), String> {
    let record: R = serde_json::from_str(document).map_err(|cause| cause.to_string())?;
    let bytes = F::encode(&record);
    Ok((record, bytes))
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
        tell_in_json::<R, Self>(bytes)
    }

    fn hear(document: &str) -> Result<(R, Vec<u8>), String> {
        hear_in_json::<R, Self>(document)
    }
}

/// MessagePack with the names of members, so that fields can be added later: half the bytes of JSON,
/// and quicker to read. Records that were kept as [`Json`] once are read as that where they begin with
/// a brace, as no structure in MessagePack does.
pub enum NamedSinceJson {}

impl<R: Serialize + DeserializeOwned> Form<R> for NamedSinceJson {
    fn encode(record: &R) -> Vec<u8> {
        rmp_serde::to_vec_named(record).expect("a vector takes everything")
    }

    fn decode(bytes: &[u8]) -> Option<R> {
        if bytes.first() == Some(&b'{') {
            return Json::decode(bytes);
        }
        rmp_serde::from_slice(bytes).ok()
    }
}

impl<R: Serialize + DeserializeOwned> Told<R> for NamedSinceJson {
    fn tell(bytes: &[u8]) -> Option<String> {
        tell_in_json::<R, Self>(bytes)
    }

    fn hear(document: &str) -> Result<(R, Vec<u8>), String> {
        hear_in_json::<R, Self>(document)
    }
}

/// What is known of a kind of record without its type.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name that its keys begin with.
    pub name: &'static str,
    /// Returns whether bytes can be read as such a record.
    pub reads: fn(&[u8]) -> bool,
    /// Whether many records lie under one key.
    pub(super) is_gathered: bool,
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
        let reads = |bytes: &[u8]| R::Form::decode(bytes).is_some();
        Self { name: R::KIND, reads, is_gathered: R::GATHERED, moving }
    }

    /// Returns the keys and the bytes of the records that lie under a key of the store; `None` if they
    /// cannot be told apart.
    pub fn records<'v>(&self, key: &[u8], value: &'v [u8]) -> Option<Vec<(Vec<u8>, &'v [u8])>> {
        if !self.is_gathered {
            return Some(vec![(key.to_vec(), value)]);
        }
        let places = gathered::places(key, value)?;
        Some(places.into_iter().map(|(key, place)| (key, &value[place])).collect())
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    /// A record as it is, and as it was when it had fewer members.
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Record {
        name: String,
        request: Value,
        tags: BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Timestamp>,
    }

    #[derive(Deserialize, Serialize)]
    struct Earlier {
        name: String,
        request: Value,
        gone: Vec<f64>,
        tags: BTreeMap<String, String>,
    }

    fn record(before: Option<Timestamp>) -> Record {
        let request = json!({
            "z": [1, -1, 0.1, 1e300, u64::MAX, i64::MIN, null, true],
            "a": {"é\n": "\u{1F600}", "": {}},
            "long": "x".repeat(70_000),
        });
        let tags = [("k".to_owned(), "v".to_owned())].into();
        Record { name: "n".to_owned(), request, tags, before }
    }

    #[test]
    fn records_with_names_are_read_as_they_were_and_as_they_were_in_json() {
        for before in [None, Some(Timestamp::from_millis(-1))] {
            let record = record(before);
            let bytes = NamedSinceJson::encode(&record);
            let read: Record = NamedSinceJson::decode(&bytes).unwrap();
            assert_eq!(read, record);
            // The order of members stays, too, which a comparison does not see.
            assert_eq!(read.request.to_string(), record.request.to_string());
            let in_json = Json::encode(&record);
            assert!(bytes.len() < in_json.len());
            assert_eq!(NamedSinceJson::decode(&in_json), Some(record));
            let told = <NamedSinceJson as Told<Record>>::tell(&bytes).unwrap();
            assert_eq!(told.as_bytes(), in_json);
            assert_eq!(<NamedSinceJson as Told<Record>>::hear(&told).unwrap().1, bytes);
        }
    }

    #[test]
    fn records_with_names_may_lack_members_that_came_later_and_have_some_that_went() {
        let Record { name, request, tags, .. } = record(None);
        let bytes = NamedSinceJson::encode(&Earlier { name, request, gone: vec![0.5], tags });
        assert_eq!(NamedSinceJson::decode(&bytes), Some(record(None)));
    }

    #[test]
    fn a_record_that_is_cut_off_is_damaged() {
        let short = Record { request: json!({"a": [1, "b"]}), ..record(None) };
        let bytes = NamedSinceJson::encode(&short);
        for length in 0..bytes.len() {
            let read: Option<Record> = NamedSinceJson::decode(&bytes[..length]);
            assert_eq!(read, None, "{length}");
        }
    }
}
