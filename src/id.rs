//! Identifiers: unguessable ones for requests and events, stable ones for what is always there.
//!
//! [`Ids`] hands out the next identifiers of one call. Without a seed they are random; with one
//! (`TRAILWATCH_SEED`) they follow from the seed and the number of the call, so a script prints the
//! same twice. [`stable`] makes the identifiers that follow from a name, such as a user's.

use data_encoding::{BASE32, BASE64, HEXLOWER};
use rand::RngCore;
use sha2::{Digest, Sha256};
use uuid::Builder;

/// The letters of an S3 request id and of the random part of a log file's name.
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SMALL: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The identifiers of one call, in the order in which they are asked for.
#[derive(Debug)]
pub struct Ids {
    secret: [u8; 32],
    given: u64,
}

impl Ids {
    /// Returns identifiers that nobody can foretell.
    pub fn random() -> Self {
        let mut secret = [0; 32];
        rand::rngs::OsRng.fill_bytes(&mut secret);
        Self { secret, given: 0 }
    }

    /// Returns the identifiers of the action that `parts` name, under this seed; always the same.
    pub fn seeded(seed: u64, parts: &[&str]) -> Self {
        let seed = seed.to_string();
        Self { secret: hash_of(&[&[seed.as_str()], parts].concat()), given: 0 }
    }

    fn next(&mut self) -> [u8; 32] {
        let hash = Sha256::new().chain_update(self.secret).chain_update(self.given.to_be_bytes());
        self.given += 1;
        hash.finalize().into()
    }

    /// Returns a random UUID, the form of request and event ids.
    pub fn uuid(&mut self) -> String {
        let bytes = self.next();
        let mut first = [0; 16];
        first.copy_from_slice(&bytes[..16]);
        Builder::from_random_bytes(first).into_uuid().to_string()
    }

    /// Returns 16 capital letters and digits, the form of S3's request ids.
    pub fn s3_request(&mut self) -> String {
        letters(&self.next()[..16], UPPER)
    }

    /// Returns 64 random bytes as base64, the form of S3's extended request ids.
    pub fn s3_extended(&mut self) -> String {
        let (first, second) = (self.next(), self.next());
        BASE64.encode(&[first, second].concat())
    }

    /// Returns a random number.
    pub fn number(&mut self) -> u64 {
        let bytes = self.next();
        bytes[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Returns so many small letters and digits, twelve at most.
    pub fn letters(&mut self, count: usize) -> String {
        let mut number = self.number();
        let mut letter = || {
            let place = usize::try_from(number % 36).expect("it is less than 36");
            number /= 36;
            char::from(SMALL[place])
        };
        (0..count).map(|_| letter()).collect()
    }
}

/// Returns `prefix` and 16 capital letters and digits that follow from `parts`.
///
/// This is the form of unique ids of IAM: `AIDA...` for a user, `AROA...` for a role, `AKIA...` for
/// an access key. Source: IAM User Guide, "IAM identifiers".
pub fn stable(prefix: &str, parts: &[&str]) -> String {
    format!("{prefix}{}", &BASE32.encode(&hash_of(parts))[..16])
}

/// Returns 16 letters and digits that follow from `parts`, the form of a log file's suffix.
pub fn suffix(parts: &[&str]) -> String {
    letters(&hash_of(parts)[..16], MIXED)
}

/// Returns the lower-case hexadecimal text of bytes.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn hash_of(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

fn letters(bytes: &[u8], alphabet: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_call_always_give_the_same_ids() {
        let ids = |seed, call| {
            let mut ids = Ids::seeded(seed, &[call]);
            (ids.uuid(), ids.uuid(), ids.s3_request())
        };
        assert_eq!(ids(1, "a"), ids(1, "a"));
        assert_ne!(ids(1, "a"), ids(1, "b"));
        assert_ne!(ids(1, "a"), ids(2, "a"));
        assert_ne!(ids(1, "a").0, ids(1, "a").1);
    }

    #[test]
    fn without_a_seed_no_two_are_the_same() {
        assert_ne!(Ids::random().uuid(), Ids::random().uuid());
    }

    #[test]
    fn each_form_is_the_one_that_aws_uses() {
        let mut ids = Ids::seeded(1, &["a"]);
        let uuid = ids.uuid();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
        assert_eq!(ids.s3_request().len(), 16);
        assert_eq!(ids.s3_extended().len(), 88);
        assert_eq!(stable("AIDA", &["123456789012", "ann"]).len(), 20);
        assert_eq!(suffix(&["x"]).len(), 16);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(stable("", &["ab", "c"]), stable("", &["a", "bc"]));
    }
}
