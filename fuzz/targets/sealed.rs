//! A sealed file that no catalogue names: as it is, with a true tail, and with true checksums.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use trailwatch::store::Survey;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8] = b"TWSEAL\x01\n";

#[derive(Serialize)]
struct Span(u64, u64, u64);

#[derive(Serialize)]
struct Block {
    span: Span,
    inflated: u64,
    count: u64,
    times: (i64, i64),
    first: Vec<u8>,
    last: Vec<u8>,
}

#[derive(Serialize)]
struct Directory {
    kind: String,
    partition: Vec<u8>,
    blocks: Vec<Block>,
    filters: Vec<Span>,
    identities: Span,
}

fuzz_target!(|bytes: &[u8]| {
    let _ = Survey::of_bytes(bytes);

    let (body, directory) = bytes.split_at(bytes.len() / 2);
    let mut file = [MAGIC, body].concat();
    close(&mut file, directory);
    let _ = Survey::of_bytes(&file);

    let mut parts = bytes.split(|byte| *byte == 0xFF);
    let mut file = MAGIC.to_vec();
    let mut part = |bytes: &[u8]| {
        let place = file.len() as u64;
        file.extend(bytes);
        Span(place, bytes.len() as u64, xxh3_64(bytes))
    };
    let identities = part(parts.next().unwrap_or_default());
    let filters = vec![part(parts.next().unwrap_or_default())];
    let blocks: Vec<Block> = parts
        .map(|records| {
            let keys = keys(records);
            Block {
                span: part(&zstd::bulk::compress(records, 1).unwrap()),
                inflated: records.len() as u64,
                count: keys.len() as u64,
                times: (0, 1),
                first: keys.first().cloned().unwrap_or_default(),
                last: keys.last().cloned().unwrap_or_default(),
            }
        })
        .collect();
    let count: u64 = blocks.iter().map(|block| block.count).sum();
    let (kind, partition) = ("event".to_owned(), Vec::new());
    let directory = Directory { kind, partition, blocks, filters, identities };
    close(&mut file, &postcard::to_stdvec(&directory).unwrap());
    if let Ok(survey) = Survey::of_bytes(&file) {
        assert_eq!(survey.records, count);
    }
});

/// Adds a directory, and the tail that says where it lies.
fn close(file: &mut Vec<u8>, directory: &[u8]) {
    let numbers = [file.len() as u64, directory.len() as u64, xxh3_64(directory)];
    file.extend(directory);
    file.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    file.extend(MAGIC);
}

/// Returns the keys of the records of a block, as far as there are any.
fn keys(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<8>() {
        let length = |four: &[u8]| u32::from_le_bytes(four.try_into().unwrap()) as usize;
        let (key, value) = (length(&head[..4]), length(&head[4..]));
        let Some((key, rest)) = rest.split_at_checked(key) else { break };
        let Some((_, rest)) = rest.split_at_checked(value) else { break };
        keys.push(key.to_vec());
        bytes = rest;
    }
    keys
}
