//! Entity tags of objects, so that large ones are not read again for each listing.
//!
//! The tag is the MD5 of the bytes. That of a large object is kept beside the size and time of the
//! file that it was made of: a file that was changed since has another time, and is read again.

use serde::{Deserialize, Serialize};

use super::folder::File;
use super::sums::Sums;
use super::{Bucket, Timestamp};
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};

/// The most bytes of a file that is simply read: faster than a record is kept.
const SMALL: u64 = 64 << 10;

/// The tag of a large object.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Tag {
    bucket: String,
    object: String,
    size: u64,
    written: i64,
    md5: String,
}

impl Record for Tag {
    const KIND: &'static str = "etag";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.bucket, &self.object)
    }
}

impl Tag {
    pub(super) fn key_of(bucket: &str, key: &str) -> Key {
        Self::all().text(bucket).text(key)
    }
}

/// Returns the entity tag of an object as S3 writes it, in quotes.
pub fn etag(txn: &mut Txn<'_>, bucket: &Bucket, key: &str, file: &File) -> Result<String> {
    if file.size > SMALL
        && let Some(tag) = txn.get::<Tag>(&Tag::key_of(&bucket.name, key))?
        && (tag.size, tag.written) == (file.size, file.written)
    {
        return Ok(quoted(&tag.md5));
    }
    let sums = Sums::of_file(&file.path)?;
    let tag = quoted(&sums.md5);
    keep(txn, bucket, key, sums, file.written);
    Ok(tag)
}

/// Returns an MD5 as an entity tag.
pub fn quoted(md5: &str) -> String {
    format!("\"{md5}\"")
}

/// Keeps the tag of an object that is put at a time.
pub(super) fn put(txn: &mut Txn<'_>, bucket: &Bucket, key: &str, sums: Sums, now: Timestamp) {
    keep(txn, bucket, key, sums, now.millis().saturating_mul(1_000_000));
}

fn keep(txn: &mut Txn<'_>, bucket: &Bucket, key: &str, sums: Sums, written: i64) {
    if sums.size > SMALL {
        let (bucket, object) = (bucket.name.clone(), key.to_owned());
        txn.put(&Tag { bucket, object, size: sums.size, written, md5: sums.md5 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bucket::{Headers, object, put_object};
    use crate::store::{Home, Store};
    use std::fs;
    use std::time::{Duration, SystemTime};

    const NOON: Timestamp = Timestamp::from_secs(1_704_110_400);

    fn bucket() -> Bucket {
        let text = |text: &str| text.to_owned();
        Bucket {
            name: text("bkt"),
            account: text("123456789012"),
            region: text("us-east-1"),
            created: NOON,
            changed: NOON,
            policy: None,
        }
    }

    fn tag_of(txn: &mut Txn<'_>) -> String {
        let file = object(txn, &bucket(), "k").unwrap().unwrap().file;
        etag(txn, &bucket(), "k", &file).unwrap()
    }

    #[test]
    fn a_tag_follows_the_file_also_when_that_is_edited() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().to_path_buf()), Duration::ZERO).unwrap();
        let large = vec![1; 100_000];
        let mut txn = store.begin();
        put_object(&mut txn, &bucket(), "k", &mut large.as_slice(), Headers::default(), NOON)
            .unwrap();
        txn.commit().unwrap();

        let mut txn = store.begin();
        assert!(txn.get::<Tag>(&Tag::key_of("bkt", "k")).unwrap().is_some());
        let first = tag_of(&mut txn);
        let path = folder.path().join("buckets/bkt/k");
        fs::write(&path, vec![2; 100_000]).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_704_110_401);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        assert_ne!(tag_of(&mut txn), first);
    }
}
