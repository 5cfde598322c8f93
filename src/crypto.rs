//! RSA keys, signatures and hashes: the only user of the rsa crate.
//!
//! Digests are signed with RSASSA-PKCS1-v1_5 over SHA-256. A public key is published as the base64
//! of its PKCS#1 DER bytes, and its fingerprint is the MD5 of those bytes.
//!
//! The advisory RUSTSEC-2023-0071 is about telling a private key from the time that a remote
//! service takes to use it. Keys here sign files of the same user on the same machine, and nothing
//! is ever decrypted.
//!
//! Source: CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity
//! validation".

use md5::Md5;
use rsa::pkcs1::{
    DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey, EncodeRsaPublicKey,
};
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::signature::{SignatureEncoding, Signer, Verifier};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::{Digest, Sha256};

use crate::id::hex;

/// The size of CloudTrail's keys, in bits.
const KEY_BITS: usize = 2_048;

/// A key that signs.
#[derive(Debug)]
pub struct PrivateKey(SigningKey<Sha256>);

impl PrivateKey {
    /// Makes a new key; this takes about a tenth of a second.
    pub fn generate() -> Self {
        let key = RsaPrivateKey::new(&mut rand::rngs::OsRng, KEY_BITS)
            .expect("2048 bits are enough for a key with the usual exponent");
        Self(SigningKey::new(key))
    }

    /// Returns the key that [`der`](Self::der) wrote; `None` if the bytes are no such key.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        RsaPrivateKey::from_pkcs1_der(der).ok().map(|key| Self(SigningKey::new(key)))
    }

    /// Returns the key as PKCS#1 DER.
    pub fn der(&self) -> Vec<u8> {
        let key: &RsaPrivateKey = self.0.as_ref();
        key.to_pkcs1_der().expect("a whole key has a DER form").as_bytes().to_vec()
    }

    /// Returns the public half as PKCS#1 DER.
    pub fn public_der(&self) -> Vec<u8> {
        let key: &RsaPrivateKey = self.0.as_ref();
        let public = key.to_public_key().to_pkcs1_der();
        public.expect("a whole key has a DER form").as_bytes().to_vec()
    }

    /// Returns the signature of a message: always the same for the same message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_vec()
    }
}

/// A key that checks signatures.
#[derive(Clone, Debug)]
pub struct PublicKey(VerifyingKey<Sha256>);

impl PublicKey {
    /// Returns the key in PKCS#1 DER bytes; `None` if they are no such key.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        RsaPublicKey::from_pkcs1_der(der).ok().map(|key| Self(VerifyingKey::new(key)))
    }

    /// Returns whether `signature` is this key's signature of `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::try_from(signature)
            .is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
    }
}

/// Returns the fingerprint of a public key: the lower-case hexadecimal MD5 of its DER bytes.
pub fn fingerprint(public_der: &[u8]) -> String {
    hex(&Md5::digest(public_der))
}

/// Returns the lower-case hexadecimal SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// An MD5 over bytes that come piece by piece.
#[derive(Clone, Debug, Default)]
pub struct RunningMd5(Md5);

impl RunningMd5 {
    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the lower-case hexadecimal hash of all bytes that were added.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// A SHA-256 over bytes that come piece by piece.
#[derive(Clone, Debug, Default)]
pub struct RunningSha256(Sha256);

impl RunningSha256 {
    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the lower-case hexadecimal hash of all bytes that were added.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_key_signs_its_public_half_verifies() {
        let private = PrivateKey::generate();
        let public = PublicKey::from_der(&private.public_der()).unwrap();
        let signature = private.sign(b"text");

        assert!(public.verifies(b"text", &signature));
        assert!(!public.verifies(b"Text", &signature));
        assert!(!public.verifies(b"text", &signature[1..]));
        assert!(!public.verifies(b"text", b""));
    }

    #[test]
    fn a_kept_key_signs_the_same() {
        let private = PrivateKey::generate();
        let kept = PrivateKey::from_der(&private.der()).unwrap();
        assert_eq!(kept.sign(b"text"), private.sign(b"text"));
    }

    #[test]
    fn bytes_that_are_no_key_are_refused() {
        assert!(PublicKey::from_der(b"junk").is_none());
        assert!(PrivateKey::from_der(b"junk").is_none());
    }
}
