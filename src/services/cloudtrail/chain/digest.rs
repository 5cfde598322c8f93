//! A digest as it is read: what it must have, and what is wrong with it.

use std::fmt;

use super::place;
use super::python::{read_json, type_of};
use super::source::Fetched;
use crate::gzip;
use crate::schema::check::python;
use crate::time::Timestamp;
use crate::time::text::parse_date_as_utc;
use crate::value::{Object, Value};

/// The most bytes of a digest's JSON. One has some 350 bytes for each log file of an hour.
const MOST: u64 = 256 << 20;

/// What every digest must have.
const REQUIRED: [&str; 6] = [
    "digestPublicKeyFingerprint",
    "digestS3Bucket",
    "digestS3Object",
    "previousDigestSignature",
    "digestEndTime",
    "digestStartTime",
];

/// A digest that lies where it says, its signature not checked yet.
#[derive(Clone, Debug)]
pub struct Digest {
    /// The bucket that it lies in.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// Its JSON, which the signature is over.
    pub(super) content: Vec<u8>,
    pub(super) members: Object,
}

/// A span of time: that of a digest, or the one that is asked about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Range {
    /// Where it begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
}

/// A log file that a digest lists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogFile {
    /// The bucket that it was delivered to.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// The SHA-256 of its content, in hexadecimal; `None` if the digest does not say.
    pub hash: Option<String>,
    /// Whether bucket and key are names; the AWS CLI asks for nothing that has others.
    pub is_named: bool,
}

/// What is wrong with a digest; its text is what the AWS CLI says behind `INVALID: `.
///
/// Source: facts, "AWS CLI", h.4.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Invalid {
    /// The public key is none.
    BadKey {
        /// The key's fingerprint.
        fingerprint: String,
    },
    /// It is no gzip, no JSON, or lacks what it must have.
    Format,
    /// It is not there.
    Missing,
    /// It is not where it was delivered.
    Moved,
    /// Something else; the text says what.
    Other(String),
    /// It is not what was signed, or nothing was.
    Signature,
    /// There is no key of its fingerprint.
    UnknownKey {
        /// The home region of the trail.
        home: String,
        /// The key's fingerprint.
        fingerprint: String,
    },
}

impl Invalid {
    /// Returns what a text says.
    pub(super) fn other(text: impl Into<String>) -> Self {
        Self::Other(text.into())
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadKey { fingerprint } => {
                write!(f, "Unable to load PKCS #1 key with fingerprint {fingerprint}")
            }
            Self::Format => f.write_str("invalid format"),
            Self::Missing => f.write_str("not found"),
            Self::Moved => f.write_str("has been moved from its original location"),
            Self::Other(text) => f.write_str(text),
            Self::Signature => f.write_str("signature verification failed"),
            Self::UnknownKey { home, fingerprint } => {
                write!(f, "public key not found in region {home} for fingerprint {fingerprint}")
            }
        }
    }
}

/// A digest as it was read, and what lies beside it.
#[derive(Debug)]
pub(super) struct Read {
    /// The JSON, whatever it is.
    pub(super) document: Value,
    /// The bytes of the JSON.
    pub(super) content: Vec<u8>,
    /// Its signature in hexadecimal, if anybody knows it.
    pub(super) signature: Option<String>,
    /// When it was made, for one that was made later.
    pub(super) made_later: Option<String>,
}

impl Read {
    /// Reads the object that was found under `key`; `named` is the signature that a later digest has
    /// of it, which counts where no metadata was kept.
    ///
    /// Fails with, in the order in which they are checked: [`Invalid::Format`] if it is no gzip of
    /// JSON, [`Invalid::Signature`] if its metadata has no signature, what Python says of JSON that
    /// is no object, [`Invalid::Format`] if metadata lacks when a backfill digest was made.
    pub(super) fn of(fetched: &Fetched, key: &str, named: Option<&str>) -> Result<Self, Invalid> {
        let content = gzip::inflate(&fetched.bytes, MOST).map_err(|_| Invalid::Format)?;
        let document = read_json(&content).ok_or(Invalid::Format)?;
        let signature = match &fetched.metadata {
            None => named.map(str::to_owned),
            Some(metadata) => {
                match (metadata.get("signature"), metadata.get("signature-algorithm")) {
                    (Some(signature), Some(_)) => Some(signature.clone()),
                    _ => return Err(Invalid::Signature),
                }
            }
        };
        if let Some(kind) = not_an_object(&document) {
            return Err(Invalid::other(kind));
        }
        let made_later = match &fetched.metadata {
            Some(metadata) if place::is_backfill(key) => {
                let made = metadata.get("backfill-generation-timestamp");
                Some(made.ok_or(Invalid::Format)?.clone())
            }
            _ => None,
        };
        Ok(Self { document, content, signature, made_later })
    }

    /// Returns the digest, which was found in `bucket` under `key`.
    ///
    /// Fails with, in the order in which they are checked: [`Invalid::Format`] if it lacks what it
    /// must have, [`Invalid::Moved`].
    pub(super) fn digest(self, bucket: &str, key: &str) -> Result<Digest, Invalid> {
        let Value::Object(members) = self.document else { return Err(Invalid::Format) };
        if REQUIRED.iter().any(|name| !members.contains_key(*name)) {
            return Err(Invalid::Format);
        }
        let is = |name: &str, value: &str| members[name].as_str() == Some(value);
        if !is("digestS3Bucket", bucket) || !is("digestS3Object", key) {
            return Err(Invalid::Moved);
        }
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        Ok(Digest { bucket, key, content: self.content, members })
    }

    /// Returns the digest before this one with the signature that this one has of it, as far as it
    /// says so, whatever else is wrong with it.
    pub(super) fn names(&self) -> Option<Named> {
        let text = |name: &str| self.document.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Named {
            bucket: text("previousDigestS3Bucket")?,
            key: text("previousDigestS3Object")?,
            signature: text("previousDigestSignature")?,
        })
    }
}

/// A digest that another one names, with the signature that it has there.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) signature: String,
}

/// Returns what Python says when it would add to JSON that is no object.
fn not_an_object(document: &Value) -> Option<String> {
    Some(match document {
        Value::Object(_) => return None,
        Value::Array(_) => "list indices must be integers or slices, not str".to_owned(),
        other => format!("'{}' object does not support item assignment", type_of(other)),
    })
}

impl Digest {
    /// Returns a member as Python prints it.
    pub(super) fn text(&self, name: &str) -> String {
        self.members.get(name).map(python).unwrap_or_default()
    }

    /// Returns the fingerprint of the key that it is signed under.
    ///
    /// Fails with what Python says of one that it cannot look for.
    pub(super) fn fingerprint(&self) -> Result<String, Invalid> {
        match self.members.get("digestPublicKeyFingerprint") {
            Some(value @ (Value::Array(_) | Value::Object(_))) => {
                Err(Invalid::Other(format!("unhashable type: '{}'", type_of(value))))
            }
            other => Ok(other.map(python).unwrap_or_default()),
        }
    }

    /// Returns the signature that it has of the digest before it.
    pub(super) fn previous_signature(&self) -> Option<String> {
        let signature = self.members.get("previousDigestSignature");
        signature.filter(|signature| !signature.is_null()).map(python)
    }

    /// Returns the bucket and key of the digest before it.
    pub(super) fn previous(&self) -> Option<(String, String)> {
        let text = |name| self.members.get(name).filter(|value| !value.is_null()).map(python);
        Some((text("previousDigestS3Bucket")?, text("previousDigestS3Object")?))
    }

    /// Returns when its time begins and ends.
    ///
    /// Fails with what Python says of the first that is no time.
    pub(super) fn time(&self) -> Result<Range, Invalid> {
        let time = |name: &str| {
            let value = self.members.get(name).unwrap_or(&Value::Null);
            let text = value.as_str().ok_or_else(|| {
                let kind = type_of(value);
                Invalid::Other(format!("Parser must be a string or character stream, not {kind}"))
            })?;
            let fault = || Invalid::Other(format!("Unable to parse date value: {text}"));
            parse_date_as_utc(text).ok_or_else(fault)
        };
        let end = time("digestEndTime")?;
        Ok(Range { start: time("digestStartTime")?, end })
    }
}
