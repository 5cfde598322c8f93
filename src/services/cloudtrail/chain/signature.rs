//! The signature of a digest.

use data_encoding::HEXLOWER_PERMISSIVE;

use super::digest::{Digest, Invalid, LogFile};
use super::public_keys::PublicKeys;
use crate::crypto::sha256;
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
    /// Fails with what Python says of a digest that has no list, or lists what is no log file.
    pub fn log_files(&self) -> Result<Vec<LogFile>, String> {
        let list = match self.0.members.get("logFiles") {
            None => return Err("'logFiles'".to_owned()),
            Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(_) => return Err("'logFiles' is not a list".to_owned()),
        };
        let file = |file: &Value| {
            let text = |name: &str| {
                let missing = || format!("'{name}'");
                file.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(missing)
            };
            let hash = text("hashValue").ok();
            Ok(LogFile { bucket: text("s3Bucket")?, key: text("s3Object")?, hash })
        };
        list.iter().map(file).collect()
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
    /// Fails with, in the order in which they are checked: [`Invalid::UnknownKey`], what is wrong
    /// with the key, what is wrong with the signature's text, [`Invalid::Signature`].
    pub(super) fn verify(
        self,
        signature: &str,
        keys: &PublicKeys,
        home: &str,
    ) -> Result<Verified, Invalid> {
        let fingerprint = self.text("digestPublicKeyFingerprint");
        let key = keys.find(&fingerprint, home)?;
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
