//! What follows from an object's bytes: its entity tag, and the checksum that S3 adds.
//!
//! The tag of an object that was put in one request is the MD5 of its bytes. S3 gives each object
//! that comes without a checksum one of its own, a CRC-64/NVME.
//!
//! Source: S3 API Reference, "Object"; S3 User Guide, "Checking object integrity in Amazon S3".

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use data_encoding::BASE64;

use crate::crypto::RunningMd5;
use crate::error::{Error, Result};

/// The size of the pieces that files are read in, in bytes.
const PIECE: usize = 64 << 10;

/// What follows from an object's bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sums {
    /// How many there are.
    pub size: u64,
    /// The lower-case hexadecimal MD5.
    pub md5: String,
    /// The CRC-64/NVME in base64.
    pub crc64nvme: String,
}

impl Sums {
    /// Reads a file to its end.
    pub fn of_file(path: &Path) -> Result<Self> {
        let mut summing = Summing::new(File::open(path).map_err(Error::machine("read", path))?);
        io::copy(&mut summing, &mut io::sink()).map_err(Error::machine("read", path))?;
        Ok(summing.finish())
    }
}

/// Passes bytes on and sums them up.
pub struct Summing<R> {
    content: R,
    size: u64,
    md5: RunningMd5,
    crc: u64,
}

impl<R: Read> Summing<R> {
    /// Sums up what is read through it.
    pub fn new(content: R) -> Self {
        Self { content, size: 0, md5: RunningMd5::default(), crc: u64::MAX }
    }

    /// Returns the sums of what has been read.
    pub fn finish(self) -> Sums {
        Sums {
            size: self.size,
            md5: self.md5.finish(),
            crc64nvme: BASE64.encode(&(!self.crc).to_be_bytes()),
        }
    }
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(PIECE);
        let length = self.content.read(&mut buffer[..most])?;
        let piece = &buffer[..length];
        self.size += length as u64;
        self.md5.update(piece);
        self.crc = piece.iter().fold(self.crc, |crc, byte| {
            (crc >> 8) ^ TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)]
        });
        Ok(length)
    }
}

/// The polynomial of CRC-64/NVME, its bits in reverse.
const POLYNOMIAL: u64 = 0x9A6C_9329_AC4B_C9B5;

/// What each byte adds to the checksum.
const TABLE: [u64; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        let mut crc = byte as u64;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(bytes: &[u8]) -> Sums {
        let mut summing = Summing::new(bytes);
        io::copy(&mut summing, &mut io::sink()).unwrap();
        summing.finish()
    }

    #[test]
    fn sums_are_those_that_s3_tells() {
        let cases = [
            ("", "d41d8cd98f00b204e9800998ecf8427e", "AAAAAAAAAAA="),
            ("hello", "5d41402abc4b2a76b9719d911017c592", "M3eFcAZSQlc="),
            ("123456789", "25f9e794323b453885f5181f1b624d0b", "rosUhgp5mIg="),
        ];
        for (text, md5, crc) in cases {
            let sums = sums(text.as_bytes());
            assert_eq!((sums.size, sums.md5.as_str()), (text.len() as u64, md5), "{text}");
            assert_eq!(sums.crc64nvme, crc, "{text}");
        }
    }

    #[test]
    fn a_file_is_read_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (path, bytes) = (folder.path().join("f"), vec![7; 3 * PIECE + 1]);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(Sums::of_file(&path).unwrap(), sums(&bytes));
        assert!(Sums::of_file(&folder.path().join("nosuch")).is_err());
    }
}
