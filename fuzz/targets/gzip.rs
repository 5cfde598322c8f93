//! Bytes as gzip: both ways of inflating come to the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::gzip::{End, Inflater, compress, inflate};

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(inflate(&compress(bytes), bytes.len() as u64).expect("it is gzip"), bytes);
    let (most, mut content) = (1 << 20, Vec::new());
    let at_once = inflate(bytes, most);
    let mut sink = |piece: &[u8]| content.extend_from_slice(piece);
    let end = Inflater::default().inflate(&mut &*bytes, bytes.len() as u64, &mut sink);
    if end.is_ok_and(|end| end == End::Complete) && content.len() as u64 <= most {
        assert_eq!(at_once.expect("it is complete"), content);
    }
});
