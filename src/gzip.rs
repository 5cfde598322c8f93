//! Gzip: writing it always the same, and inflating it within bounds.

use std::io::{self, Read, Write};

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};

/// Returns one gzip member that holds `bytes`; the same bytes always give the same member.
pub fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail")
}

/// Returns whether bytes begin as gzip does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// Returns the content of the first gzip member in `bytes`, if it has at most `most` bytes.
///
/// Fails with [`io::ErrorKind::FileTooLarge`] if it has more, so that a small file cannot fill the
/// memory.
pub fn inflate(bytes: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    GzDecoder::new(bytes).take(most.saturating_add(1)).read_to_end(&mut content)?;
    if content.len() as u64 > most {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it inflates to more than {most} bytes"),
        ));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_inflates_to_the_same() {
        let text = b"some text, some text, some text";
        assert_eq!(inflate(&compress(text), 1_000).unwrap(), text);
        assert_eq!(compress(text), compress(text));
        assert!(is_gzip(&compress(b"")));
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = compress(&vec![0; 1_000_000]);
        let error = inflate(&bomb, 1_000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn garbage_is_refused() {
        assert!(inflate(b"garbage", 1_000).is_err());
        assert!(inflate(&compress(b"text")[..10], 1_000).is_err());
    }
}
