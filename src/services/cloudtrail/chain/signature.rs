//! The signature of a digest.

use data_encoding::HEXLOWER_PERMISSIVE;

use super::digest::{Digest, Invalid, LogFile};
use super::public_keys::PublicKeys;
use super::python::{is_false, type_of};
use crate::bucket::name::is_asked_for;
use crate::crypto::sha256;
use crate::schema::check::python;
use crate::value::Value;

/// A digest whose signature was checked, or whose owner said to trust it without one.
#[derive(Clone, Debug)]
pub struct Verified(Digest);

impl Verified {
    /// Returns the digest.
    pub const fn digest(&self) -> &Digest {
        &self.0
    }

    /// Takes a digest that nothing signs on its owner's word.
    pub const fn on_trust(digest: Digest) -> Self {
        Self(digest)
    }

    /// Returns the log files that it lists.
    ///
    /// What is no log file ends the list with what Python says of it.
    pub fn log_files(&self) -> Vec<Result<LogFile, String>> {
        let list = match self.0.members.get("logFiles") {
            None => return vec![Err("'logFiles'".to_owned())],
            Some(nothing) if is_false(nothing) => return Vec::new(),
            Some(Value::Array(list)) => list,
            // Python goes through the letters of a text and the names of a document.
            Some(Value::String(_) | Value::Object(_)) => return vec![Err(not_a_file("str"))],
            Some(other) => {
                return vec![Err(format!("'{}' object is not iterable", type_of(other)))];
            }
        };
        let mut files: Vec<Result<LogFile, String>> = Vec::new();
        for file in list {
            let file = log_file(file);
            let ends = file.is_err();
            files.push(file);
            if ends {
                break;
            }
        }
        files
    }
}

/// Reads what a digest says of a log file.
fn log_file(file: &Value) -> Result<LogFile, String> {
    let Value::Object(members) = file else { return Err(not_a_file(type_of(file))) };
    let member = |name: &str| members.get(name).ok_or_else(|| format!("'{name}'"));
    let (bucket, key) = (member("s3Bucket")?, member("s3Object")?);
    let is_named = bucket.as_str().is_some_and(is_asked_for)
        && key.as_str().is_some_and(|key| !key.is_empty());
    // A hash that is no text is one that no content has.
    let hash = members.get("hashValue").map(|hash| hash.as_str().unwrap_or_default().to_owned());
    Ok(LogFile { bucket: python(bucket), key: python(key), hash, is_named })
}

/// Returns what Python says when it looks for a member in what has none.
fn not_a_file(kind: &str) -> String {
    match kind {
        "str" => "string indices must be integers, not 'str'".to_owned(),
        "list" => "list indices must be integers or slices, not str".to_owned(),
        other => format!("'{other}' object is not subscriptable"),
    }
}

/// Returns the text that a digest's signature is over.
///
/// | line | what                                                                 |
/// |------|----------------------------------------------------------------------|
/// | 1    | the end of its time                                                  |
/// | 2    | its bucket, a slash and its key                                      |
/// | 3    | the SHA-256 of its JSON, in small hexadecimal letters                |
/// | 4    | the signature of the digest before it, or `null`; no newline follows |
///
/// Source: CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity
/// validation".
pub fn signed_text(
    end: &str,
    bucket: &str,
    key: &str,
    hash: &str,
    previous_signature: Option<&str>,
) -> String {
    format!("{end}\n{bucket}/{key}\n{hash}\n{}", previous_signature.unwrap_or("null"))
}

impl Digest {
    /// Checks the signature of a digest, in hexadecimal, which is over its content.
    ///
    /// Fails with, in the order in which they are checked: what Python says of a fingerprint that can
    /// be none, [`Invalid::UnknownKey`], what is wrong with the key, what is wrong with the
    /// signature's text, [`Invalid::Signature`].
    pub(super) fn verify(
        self,
        signature: &str,
        keys: &PublicKeys,
        home: &str,
    ) -> Result<Verified, Invalid> {
        let key = keys.find(&self.fingerprint()?, home)?;
        let bytes = unhexlify(signature).map_err(Invalid::other)?;
        let previous = self.previous_signature();
        let text = signed_text(
            &self.text("digestEndTime"),
            &self.bucket,
            &self.key,
            &sha256(&self.content),
            previous.as_deref(),
        );
        if key.verifies(text.as_bytes(), &bytes) {
            Ok(Verified(self))
        } else {
            Err(Invalid::Signature)
        }
    }
}

/// Returns the bytes of a hexadecimal text; fails in Python's words.
fn unhexlify(text: &str) -> Result<Vec<u8>, &'static str> {
    if !text.len().is_multiple_of(2) {
        return Err("Odd-length string");
    }
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| "Non-hexadecimal digit found")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_text_is_read_as_python_reads_it() {
        assert_eq!(unhexlify("00fF"), Ok(vec![0, 255]));
        assert_eq!(unhexlify("00f"), Err("Odd-length string"));
        assert_eq!(unhexlify("zz"), Err("Non-hexadecimal digit found"));
    }
}
