//! Gzip: writing it always the same, and inflating it within bounds.
//!
//! A whole stream is inflated as Python's `zlib.decompressobj` does, which is what the AWS CLI
//! hashes: a stream that ends early gives what is there, a trailer that is there must fit, and
//! what lies behind the first member is told. [`Inflater`] takes the fast way where it comes to
//! the same, and the exact one elsewhere.

use std::io::{self, Read, Write};

use flate2::read::GzDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc, Decompress, FlushDecompress, GzBuilder, Status};
use libdeflater::Decompressor;
use memchr::memmem;

/// The most bytes of a stream that are held in memory before inflating.
const PACKED: u64 = 64 << 20;

/// The most bytes of content that are held in memory.
const PLAIN: usize = 256 << 20;

/// How many bytes are inflated at a time where not all are held.
const PIECE: usize = 64 << 10;

/// The fewest bytes of a gzip member: its header and trailer.
const LEAST: usize = 18;

/// The flag of a header that has a checksum of its own.
const HEADER_CHECKSUM: u8 = 2;

/// Returns one gzip member that holds `bytes`; the same bytes always give the same member.
pub fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail")
}

/// Returns a zlib stream that holds `bytes`, as the data of a PNG.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail")
}

/// Returns the CRC-32 of bytes, which the parts of a PNG end with.
pub fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = Crc::new();
    sum.update(bytes);
    sum.sum()
}

/// Returns whether bytes begin as gzip does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// Returns a stream of the content of `stream`'s first gzip member, or of its own bytes if it is no
/// gzip; and which of the two it is.
pub fn reader<'s>(mut stream: impl Read + 's) -> io::Result<(bool, Box<dyn Read + 's>)> {
    let mut begun = Vec::with_capacity(2);
    stream.by_ref().take(2).read_to_end(&mut begun)?;
    let is = is_gzip(&begun);
    let whole = io::Cursor::new(begun).chain(stream);
    Ok((is, if is { Box::new(GzDecoder::new(whole)) } else { Box::new(whole) }))
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

/// How a gzip stream ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// With its trailer, which fits the content.
    Complete,
    /// Early; what was there of it gave what was inflated.
    Cut,
    /// It is no gzip, or the content does not fit the trailer.
    Damaged,
    /// As it should, but something lies behind it.
    Trailing,
}

/// The most bytes of a stream, and of its content, that are held where many are inflated at once.
const SMALL: (u64, usize) = (4 << 20, 16 << 20);

/// Inflates streams one after the other, in memory that it keeps: at most some 320 MiB.
pub struct Inflater {
    fast: Decompressor,
    packed: Vec<u8>,
    plain: Vec<u8>,
    /// The most bytes of a stream, and of its content, that are held.
    most: (u64, usize),
}

impl Default for Inflater {
    fn default() -> Self {
        let (packed, plain) = (Vec::new(), Vec::new());
        Self { fast: Decompressor::new(), packed, plain, most: (PACKED, PLAIN) }
    }
}

impl Inflater {
    /// Returns one of many that work at once, which keeps at most some 20 MiB.
    pub fn small() -> Self {
        Self { most: SMALL, ..Self::default() }
    }

    /// Gives the content of a stream of `size` bytes to `sink`, in order, and returns how it ended.
    ///
    /// What was given counts for nothing if the stream is damaged. Fails if the stream cannot be
    /// read.
    pub fn inflate(
        &mut self,
        stream: &mut dyn Read,
        size: u64,
        sink: &mut dyn FnMut(&[u8]),
    ) -> io::Result<End> {
        let (most_packed, most_plain) = self.most;
        if size > most_packed {
            return inflate_in_pieces(stream, &mut vec![0; PIECE], sink);
        }
        self.packed.clear();
        stream.take(most_packed).read_to_end(&mut self.packed)?;
        let Self { fast, packed, plain, .. } = self;
        if let Some(content) = inflate_at_once(fast, packed, plain, most_plain) {
            sink(content);
            return Ok(End::Complete);
        }
        // A file that grew meanwhile is read to its end.
        let mut rest = packed.as_slice().chain(stream);
        inflate_in_pieces(&mut rest, &mut vec![0; PIECE], sink)
    }
}

/// Returns the content of a member that is whole and alone; `None` if it may be otherwise.
///
/// The library does not say where a member ends. Its trailer closes with the length of the content,
/// so if these four bytes stand nowhere but at the end, the member ends there too.
fn inflate_at_once<'p>(
    fast: &mut Decompressor,
    packed: &[u8],
    plain: &'p mut Vec<u8>,
    most: usize,
) -> Option<&'p [u8]> {
    // The library passes over a header's own checksum.
    let is_plain = packed.len() >= LEAST && packed[3] & HEADER_CHECKSUM == 0;
    let (_, length) = packed.split_last_chunk::<4>().filter(|_| is_plain)?;
    let size = usize::try_from(u32::from_le_bytes(*length)).ok().filter(|size| *size <= most)?;
    if memmem::find(packed, length) != Some(packed.len() - length.len()) {
        return None;
    }
    if plain.len() < size {
        plain.resize(size, 0);
    }
    let content = &mut plain[..size];
    let inflated = fast.gzip_decompress(packed, content).ok()?;
    (inflated == size).then_some(&*content)
}

/// Inflates a stream without holding it, and returns how it ended.
fn inflate_in_pieces(
    stream: &mut dyn Read,
    packed: &mut [u8],
    sink: &mut dyn FnMut(&[u8]),
) -> io::Result<End> {
    let mut member = Decompress::new_gzip(15);
    let mut plain = vec![0; PIECE];
    loop {
        let read = stream.read(packed)?;
        if read == 0 {
            return Ok(End::Cut);
        }
        let mut rest = &packed[..read];
        loop {
            let (before_in, before_out) = (member.total_in(), member.total_out());
            let Ok(status) = member.decompress(rest, &mut plain, FlushDecompress::None) else {
                return Ok(End::Damaged);
            };
            let taken = usize::try_from(member.total_in() - before_in).unwrap_or(rest.len());
            let given = usize::try_from(member.total_out() - before_out).unwrap_or(plain.len());
            sink(&plain[..given]);
            rest = &rest[taken..];
            if status == Status::StreamEnd {
                let more = !rest.is_empty() || stream.read(packed)? > 0;
                return Ok(if more { End::Trailing } else { End::Complete });
            }
            // Content may wait inside although all bytes are taken.
            if rest.is_empty() && given < plain.len() {
                break;
            }
            if taken == 0 && given == 0 {
                return Ok(End::Damaged);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the content and the end, which both ways must agree about.
    fn ended(stream: &[u8]) -> (Vec<u8>, End) {
        let mut inflater = Inflater::default();
        let mut content = Vec::new();
        let size = stream.len() as u64;
        let mut sink = |piece: &[u8]| content.extend_from_slice(piece);
        let end = inflater.inflate(&mut { stream }, size, &mut sink).unwrap();

        let mut pieces = Vec::new();
        let mut sink = |piece: &[u8]| pieces.extend_from_slice(piece);
        // A few bytes at a time, so that every border falls somewhere.
        let exact = inflate_in_pieces(&mut { stream }, &mut [0; 3], &mut sink).unwrap();
        assert_eq!(end, exact);
        if end != End::Damaged {
            assert_eq!(content, pieces);
        }
        (content, end)
    }

    fn text() -> Vec<u8> {
        let numbers: Vec<String> = (0..40_000).map(|number: u32| format!("{number};")).collect();
        numbers.concat().into_bytes()
    }

    #[test]
    fn a_whole_stream_is_complete() {
        for content in [Vec::new(), b"a".to_vec(), text()] {
            assert_eq!(ended(&compress(&content)), (content, End::Complete));
        }
    }

    #[test]
    fn what_lies_behind_a_stream_is_told() {
        let whole = compress(&text());
        let length = whole.last_chunk::<4>().unwrap();
        let behind: [&[u8]; 4] = [b"x", b"\0\0\0\0\0\0\0\0", length, &compress(b"more")];
        for more in behind {
            assert_eq!(ended(&[&whole, more].concat()), (text(), End::Trailing));
        }
        // The trailer again, behind bytes that nobody asked for.
        let trailer = whole.last_chunk::<8>().unwrap();
        assert_eq!(ended(&[&whole, b"slipped in".as_slice(), trailer].concat()).1, End::Trailing);
    }

    #[test]
    fn bytes_between_content_and_trailer_are_damage() {
        let whole = compress(&text());
        let (member, trailer) = whole.split_at(whole.len() - 8);
        let slipped = [member, b"slipped in", trailer].concat();
        assert_eq!(ended(&slipped).1, End::Damaged);
    }

    #[test]
    fn a_stream_that_ends_early_gives_what_is_there() {
        let whole = compress(&text());
        assert_eq!(ended(&whole[..whole.len() - 3]), (text(), End::Cut));
        assert_eq!(ended(&whole[..5]), (Vec::new(), End::Cut));
        assert_eq!(ended(b""), (Vec::new(), End::Cut));
        let (content, end) = ended(&whole[..whole.len() / 2]);
        assert_eq!(end, End::Cut);
        assert!(!content.is_empty() && text().starts_with(&content));
    }

    #[test]
    fn a_header_whose_own_checksum_is_wrong_is_damaged() {
        let mut content = GzBuilder::new().write(Vec::new(), Compression::default());
        content.write_all(&text()).unwrap();
        let mut whole = content.finish().unwrap();
        whole[3] |= HEADER_CHECKSUM;
        let mut header = flate2::Crc::new();
        header.update(&whole[..10]);
        let [low, high, ..] = header.sum().to_le_bytes();
        let sound = [&whole[..10], &[low, high], &whole[10..]].concat();
        assert_eq!(ended(&sound), (text(), End::Complete));
        let wrong = [&whole[..10], &[low ^ 1, high], &whole[10..]].concat();
        assert_eq!(ended(&wrong).1, End::Damaged);
    }

    #[test]
    fn what_is_no_gzip_is_damaged() {
        assert_eq!(ended(b"plain text, no gzip").1, End::Damaged);
        let mut flipped = compress(&text());
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        assert_eq!(ended(&flipped).1, End::Damaged);
    }

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
