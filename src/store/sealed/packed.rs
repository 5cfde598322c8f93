//! Records that are compressed where they lie in sled.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::record::{Form, Json, Told};

/// JSON, compressed, for records of many entries that are much like each other.
pub enum Packed {}

impl Packed {
    /// How hard it is compressed: quickly, because a record is packed whenever it changes.
    const LEVEL: i32 = 1;

    /// How many bytes of JSON a record has at most: a damaged one must not ask for more memory.
    const MOST: usize = 64 << 20;

    fn text(bytes: &[u8]) -> Option<Vec<u8>> {
        zstd::bulk::decompress(bytes, Self::size(bytes)?).ok()
    }

    /// Returns how many bytes of JSON are packed.
    fn size(bytes: &[u8]) -> Option<usize> {
        let size = zstd::zstd_safe::get_frame_content_size(bytes).ok()??;
        usize::try_from(size).ok().filter(|size| *size <= Self::MOST)
    }

    fn pack(text: &[u8]) -> Vec<u8> {
        zstd::bulk::compress(text, Self::LEVEL).expect("memory is all that packing needs")
    }
}

impl<R: Serialize + DeserializeOwned> Form<R> for Packed {
    fn encode(record: &R) -> Vec<u8> {
        Self::pack(&Json::encode(record))
    }

    fn decode(bytes: &[u8]) -> Option<R> {
        Json::decode(&Self::text(bytes)?)
    }
}

impl<R: Serialize + DeserializeOwned> Told<R> for Packed {
    fn tell(bytes: &[u8]) -> Option<String> {
        <Json as Told<R>>::tell(&Self::text(bytes)?)
    }

    fn hear(document: &str) -> Result<(R, Vec<u8>), String> {
        let (record, text) = Json::hear(document)?;
        Ok((record, Self::pack(&text)))
    }
}
