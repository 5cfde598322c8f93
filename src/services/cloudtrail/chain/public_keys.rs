//! The public keys that signatures are checked with.

use std::collections::BTreeMap;

use data_encoding::BASE64;

use super::digest::Invalid;
use crate::crypto::PublicKey;
use crate::value::Value;

/// Public keys by their fingerprints, as `list-public-keys` prints them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PublicKeys(BTreeMap<String, String>);

impl PublicKeys {
    /// Reads what `list-public-keys` prints, or its list alone.
    ///
    /// Fails with a sentence that says what is missing.
    pub fn read(document: &Value) -> Result<Self, &'static str> {
        let list = document.get("PublicKeyList").unwrap_or(document).as_array();
        let list = list.ok_or("it has no PublicKeyList, as 'list-public-keys' prints it")?;
        let text =
            |key: &Value, name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
        let pair = |key| Some((text(key, "Fingerprint")?, text(key, "Value")?));
        let keys: Option<_> = list.iter().map(pair).collect();
        keys.map(Self).ok_or("a key in it has no Fingerprint or no Value")
    }

    /// Adds keys to these.
    pub fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether a key of this fingerprint is there.
    pub(super) fn has(&self, fingerprint: &str) -> bool {
        self.0.contains_key(fingerprint)
    }

    /// Returns the key of a fingerprint.
    ///
    /// Fails with, in the order in which they are checked: [`Invalid::UnknownKey`], text that is no
    /// base64 in Python's words, [`Invalid::BadKey`].
    pub(super) fn find(&self, fingerprint: &str, home: &str) -> Result<PublicKey, Invalid> {
        let value = self.0.get(fingerprint).ok_or_else(|| Invalid::UnknownKey {
            home: home.to_owned(),
            fingerprint: fingerprint.to_owned(),
        })?;
        let key = match decode(value).map_err(Invalid::Other)? {
            Some(der) => PublicKey::from_der(&der),
            None => None,
        };
        key.ok_or_else(|| Invalid::BadKey { fingerprint: fingerprint.to_owned() })
    }
}

/// Returns the bytes of base64 as Python reads it: letters outside the alphabet do not count, and
/// what stands behind the padding neither. `None` if the bytes do not come out even.
fn decode(text: &str) -> Result<Option<Vec<u8>>, String> {
    let is_letter = |c: &char| c.is_ascii_alphanumeric() || *c == '+' || *c == '/';
    let (before, padding) = text.find('=').map_or((text, ""), |at| text.split_at(at));
    let letters: String = before.chars().filter(is_letter).collect();
    let missing = (4 - letters.len() % 4) % 4;
    if missing == 3 {
        let count = letters.len();
        return Err(format!(
            "Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more \
             than a multiple of 4"
        ));
    }
    if padding.chars().filter(|c| *c == '=').count() < missing {
        return Err("Incorrect padding".to_owned());
    }
    Ok(BASE64.decode(format!("{letters}{}", "=".repeat(missing)).as_bytes()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn base64_is_read_as_python_reads_it() {
        let cases = [
            ("aGk=", Ok(Some(b"hi".to_vec()))),
            ("a G\nk=", Ok(Some(b"hi".to_vec()))),
            ("aGk=behind", Ok(Some(b"hi".to_vec()))),
            ("aGk", Err("Incorrect padding".to_owned())),
            ("", Ok(Some(Vec::new()))),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text), expected, "{text}");
        }
        assert!(decode("aGkaa").unwrap_err().contains("number of data characters (5)"));
    }

    #[test]
    fn keys_are_read_as_list_public_keys_prints_them() {
        let key = json!({"Value": "aGk=", "Fingerprint": "ab"});
        let keys = PublicKeys::read(&json!({"PublicKeyList": [key]})).unwrap();
        assert_eq!(PublicKeys::read(&json!([key])).unwrap(), keys);
        assert!(keys.has("ab") && !keys.has("cd"));
        assert!(matches!(keys.find("ab", "r"), Err(Invalid::BadKey { .. })));
        assert!(matches!(keys.find("cd", "r"), Err(Invalid::UnknownKey { .. })));
    }

    #[test]
    fn what_is_no_list_of_keys_is_refused() {
        for document in [json!({}), json!("x"), json!([{}]), json!([{"Value": "x"}]), json!([1])] {
            assert!(PublicKeys::read(&document).is_err(), "{document}");
        }
    }
}
