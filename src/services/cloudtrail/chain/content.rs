//! What a file of an archive is, by what is in it and not by what it is called.
//!
//! | it is                  | if it holds JSON, in gzip or not, with                            |
//! |------------------------|-------------------------------------------------------------------|
//! | a digest               | `digestS3Object`                                                  |
//! | an insight file        | `Records`, the first of which is of the category `Insight`        |
//! | a log file             | `Records`, whatever else                                          |
//! | a file of public keys  | `PublicKeyList`                                                   |
//!
//! Only as much of a file is read as that takes, and never more than a bound.
//!
//! Source: CloudTrail User Guide, "CloudTrail digest file structure", "CloudTrail record contents",
//! "CloudTrail record contents for Insights events".

use std::fmt;
use std::io::{BufReader, Read};

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::gzip;

/// The most bytes that are looked into; a record has at most 256 KB.
///
/// Source: CloudTrail User Guide, "Quotas in AWS CloudTrail", "Event size".
const MOST: u64 = 1 << 20;

/// What a file is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Content {
    /// A digest, and where it says that it was delivered.
    Digest {
        /// The bucket, if it says so.
        bucket: Option<String>,
        /// The key.
        key: String,
    },
    /// Events about unusual activity.
    Insight,
    /// Events.
    Log,
    /// What `list-public-keys` printed.
    PublicKeys,
    /// Nothing that CloudTrail delivers; a sentence says why.
    Unknown(&'static str),
}

impl Content {
    /// Looks into a file.
    pub fn of(file: impl Read) -> Self {
        let mut found = Found::default();
        let read = gzip::reader(file).and_then(|(is_gzip, content)| {
            found.is_gzip = is_gzip;
            let reader = BufReader::new(content.take(MOST));
            // Once it is known what the file is, the rest is left unread with an error.
            let mut json = serde_json::Deserializer::from_reader(reader);
            json.deserialize_map(&mut found).map_err(std::io::Error::from)
        });
        match (found.content, read) {
            (Some(content), _) => content,
            (None, Ok(())) => Self::Unknown("it is JSON, and none that CloudTrail delivers"),
            (None, Err(_)) if found.is_gzip => Self::Unknown("what it holds compressed is no JSON"),
            (None, Err(_)) => Self::Unknown("it is neither gzip nor JSON"),
        }
    }
}

#[derive(Default)]
struct Found {
    is_gzip: bool,
    bucket: Option<String>,
    content: Option<Content>,
}

/// The members of the document, up to one that tells.
impl<'de> Visitor<'de> for &mut Found {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            self.content = match name.as_str() {
                "Records" => return members.next_value_seed(FirstRecord(&mut self.content)),
                "PublicKeyList" => Some(Content::PublicKeys),
                "digestS3Bucket" => {
                    self.bucket = members.next_value::<Option<String>>()?;
                    continue;
                }
                "digestS3Object" => {
                    let (bucket, key) = (self.bucket.take(), members.next_value()?);
                    Some(Content::Digest { bucket, key })
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            return Err(A::Error::custom("known"));
        }
        Ok(())
    }
}

/// The records of a log file, of which the first tells whether they are about insights.
struct FirstRecord<'f>(&'f mut Option<Content>);

impl<'de> DeserializeSeed<'de> for FirstRecord<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, records: D) -> Result<(), D::Error> {
        records.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FirstRecord<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        let first = records.next_element::<serde_json::Map<String, serde_json::Value>>()?;
        let is_insight = first.is_some_and(|record| {
            record.get("eventCategory").is_some_and(|category| category == "Insight")
        });
        *self.0 = Some(if is_insight { Content::Insight } else { Content::Log });
        Err(A::Error::custom("known"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gzip::compress;

    fn digest(bucket: Option<&str>) -> Content {
        Content::Digest { bucket: bucket.map(str::to_owned), key: "a/b".to_owned() }
    }

    #[test]
    fn what_a_file_is_stands_in_it() {
        let deep = format!(r#"{{"x": {}{}, "Records": []}}"#, "[".repeat(100), "]".repeat(100));
        let deeper = format!(r#"{{"x": {}"#, "[".repeat(200_000));
        let json = Content::Unknown("it is JSON, and none that CloudTrail delivers");
        let cases = [
            (r#"{"Records": []}"#, Content::Log),
            (
                r#"{"Records": [{"eventName": "A", "eventCategory": "Management"}, {}]}"#,
                Content::Log,
            ),
            (r#"{"Records": [{"eventName": "A", "eventCategory": "Insight"}]}"#, Content::Insight),
            (r#"{"x": {"Records": 1}, "Records": [{}]}"#, Content::Log),
            (&deep, Content::Log),
            (r#"{"digestS3Bucket": "logs", "digestS3Object": "a/b"}"#, digest(Some("logs"))),
            (r#"{"digestS3Object": "a/b", "logFiles": [1"#, digest(None)),
            (r#"{"PublicKeyList": []}"#, Content::PublicKeys),
            ("{}", json.clone()),
            (r#"{"configurationItems": []}"#, json),
        ];
        for (text, expected) in cases {
            assert_eq!(Content::of(text.as_bytes()), expected, "{text}");
            assert_eq!(Content::of(&*compress(text.as_bytes())), expected, "{text}");
        }
        for text in [&deeper, "", "[]", "text", r#"{"Records": 5}"#, r#"{"digestS3Object": 5}"#] {
            let told = |text| Content::Unknown(text);
            assert_eq!(Content::of(text.as_bytes()), told("it is neither gzip nor JSON"), "{text}");
            let packed = Content::of(&*compress(text.as_bytes()));
            assert_eq!(packed, told("what it holds compressed is no JSON"), "{text}");
        }
    }

    #[test]
    fn no_more_is_read_than_it_takes() {
        struct Endless(u8, u64);
        impl Read for Endless {
            fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
                self.1 += bytes.len() as u64;
                bytes.fill(self.0);
                Ok(bytes.len())
            }
        }
        let mut endless = Endless(b' ', 0);
        assert!(matches!(Content::of(&mut endless), Content::Unknown(_)));
        assert!(endless.1 <= 2 * MOST, "{}", endless.1);
        let mut endless = Endless(b'x', 0);
        let begun = br#"{"Records": [{"eventName": "A"}, "#;
        assert_eq!(Content::of(begun.chain(&mut endless)), Content::Log);
        assert!(endless.1 <= 1 << 16, "{}", endless.1);
    }

    #[test]
    fn a_stream_that_inflates_without_end_is_left() {
        let bomb = compress(&vec![b' '; 64 << 20]);
        assert!(matches!(Content::of(&*bomb), Content::Unknown(_)));
    }
}
