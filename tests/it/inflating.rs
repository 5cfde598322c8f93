//! Streams are inflated as Python does it for the AWS CLI: the same content, and the same refused.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use flate2::read::GzEncoder;
use flate2::{Compression, GzBuilder};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use trailwatch::crypto::{RunningSha256, sha256};
use trailwatch::gzip::{End, Inflater, inflate};

use crate::judge::Judge;

/// Returns content that a log file may have: some of it is long, or does not compress.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::collection::vec("[a-z]{1,8}[0-9:,]", 0..400);
    let text = words.prop_map(|words| words.concat().into_bytes());
    let long = (1_u8..=255, 60_000_usize..200_000).prop_map(|(byte, size)| vec![byte; size]);
    let noise = prop::collection::vec(any::<u8>(), 0..1_500);
    prop_oneof![4 => text, 1 => long, 2 => noise, 1 => Just(Vec::new())]
}

/// Returns a member that holds some content, its header in one of the forms that there are.
fn member() -> impl Strategy<Value = Vec<u8>> {
    (content(), 0_u32..=9, 0_u8..32, any::<bool>()).prop_map(|(content, level, flags, sound)| {
        let mut builder = GzBuilder::new();
        if flags & 4 != 0 {
            builder = builder.extra(vec![1, 2, 3]);
        }
        if flags & 8 != 0 {
            builder = builder.filename("log.json");
        }
        if flags & 16 != 0 {
            builder = builder.comment("a comment");
        }
        let mut member = Vec::new();
        let encoder: GzEncoder<&[u8]> = builder.read(&content, Compression::new(level));
        { encoder }.read_to_end(&mut member).unwrap();
        if flags & 2 != 0 {
            add_header_checksum(&mut member, sound);
        }
        member
    })
}

/// Gives a member's header a checksum of its own, right or wrong.
fn add_header_checksum(member: &mut Vec<u8>, sound: bool) {
    let end = header_end(member);
    member[3] |= 2;
    let mut crc = flate2::Crc::new();
    crc.update(&member[..end]);
    let mut checksum = (crc.sum() & 0xFFFF).to_le_bytes();
    if !sound {
        checksum[0] ^= 1;
    }
    member.splice(end..end, checksum[..2].iter().copied());
}

fn header_end(member: &[u8]) -> usize {
    let mut end = 10;
    if member[3] & 4 != 0 {
        end += 2 + usize::from(u16::from_le_bytes([member[10], member[11]]));
    }
    for flag in [8, 16] {
        if member[3] & flag != 0 {
            end += member[end..].iter().position(|byte| *byte == 0).unwrap() + 1;
        }
    }
    end
}

/// Something that is done to a stream.
#[derive(Clone, Debug)]
enum Harm {
    Append(Vec<u8>),
    Cut(prop::sample::Index),
    CutNearEnd(usize),
    Flip(prop::sample::Index, u8),
    FlipInHeader(usize, u8),
    FlipNearEnd(usize, u8),
    Insert(prop::sample::Index, Vec<u8>),
    InsertNearEnd(usize, Vec<u8>),
    RepeatTrailer,
}

fn harm() -> impl Strategy<Value = Harm> {
    let bytes = || prop::collection::vec(any::<u8>(), 1..20);
    let index = || any::<prop::sample::Index>();
    prop_oneof![
        bytes().prop_map(Harm::Append),
        index().prop_map(Harm::Cut),
        (0_usize..20).prop_map(Harm::CutNearEnd),
        (index(), 1_u8..=255).prop_map(|(at, bits)| Harm::Flip(at, bits)),
        (0_usize..12, 1_u8..=255).prop_map(|(at, bits)| Harm::FlipInHeader(at, bits)),
        (1_usize..12, 1_u8..=255).prop_map(|(at, bits)| Harm::FlipNearEnd(at, bits)),
        (index(), bytes()).prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
        (0_usize..12, bytes()).prop_map(|(at, bytes)| Harm::InsertNearEnd(at, bytes)),
        Just(Harm::RepeatTrailer),
    ]
}

impl Harm {
    fn apply(self, stream: &mut Vec<u8>) {
        let size = stream.len();
        let near_end = |back: usize| size.saturating_sub(back);
        match self {
            Self::Append(bytes) => stream.extend(bytes),
            Self::Cut(at) => stream.truncate(at.index(size + 1)),
            Self::CutNearEnd(back) => stream.truncate(near_end(back)),
            Self::Flip(at, bits) if size > 0 => stream[at.index(size)] ^= bits,
            Self::FlipInHeader(at, bits) if at < size => stream[at] ^= bits,
            Self::FlipNearEnd(back, bits) if back <= size => stream[near_end(back)] ^= bits,
            Self::Flip(..) | Self::FlipInHeader(..) | Self::FlipNearEnd(..) => {}
            Self::Insert(at, bytes) => {
                let at = at.index(size + 1);
                stream.splice(at..at, bytes);
            }
            Self::InsertNearEnd(back, bytes) => {
                let at = near_end(back);
                stream.splice(at..at, bytes);
            }
            Self::RepeatTrailer => stream.extend_from_within(near_end(8)..),
        }
    }
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let members = prop::collection::vec(member(), 1..3);
    (members, prop::collection::vec(harm(), 0..3)).prop_map(|(members, harms)| {
        let mut stream = members.concat();
        for harm in harms {
            harm.apply(&mut stream);
        }
        stream
    })
}

/// Returns what we find, as the script tells it.
fn ours(stream: &[u8], inflater: &mut Inflater) -> String {
    let mut running = RunningSha256::default();
    let mut sink = |bytes: &[u8]| running.update(bytes);
    let end = inflater.inflate(&mut { stream }, stream.len() as u64, &mut sink).unwrap();
    let log_file = match end {
        End::Damaged => "damaged -".to_owned(),
        End::Trailing => "trailing -".to_owned(),
        End::Complete | End::Cut => format!("hashed {}", running.finish()),
    };
    let digest = inflate(stream, 1 << 20).map_or_else(|_| "-".to_owned(), |c| sha256(&c));
    format!("{log_file} {digest}")
}

#[test]
fn streams_are_inflated_as_python_does_it() {
    let Some(judge) = Judge::new() else { return };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = stream();
    let streams: Vec<Vec<u8>> =
        (0..1_500).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();

    let mut child = Command::new(judge.python())
        .arg(crate::python::script("inflate.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let told = std::thread::scope(|scope| {
        let streams = &streams;
        scope.spawn(move || {
            for stream in streams {
                let size = u32::try_from(stream.len()).unwrap();
                input.write_all(&size.to_be_bytes()).unwrap();
                input.write_all(stream).unwrap();
            }
        });
        child.wait_with_output().unwrap()
    });
    let theirs = String::from_utf8(told.stdout).unwrap();
    assert_eq!(theirs.lines().count(), streams.len());
    let mut inflater = Inflater::default();
    let mut kinds = std::collections::BTreeMap::new();
    for (stream, theirs) in streams.iter().zip(theirs.lines()) {
        let ours = ours(stream, &mut inflater);
        let beginning = &stream[..stream.len().min(40)];
        assert_eq!(ours, theirs, "{} bytes: {beginning:02x?}", stream.len());
        *kinds.entry(ours.split(' ').next().unwrap().to_owned()).or_insert(0) += 1;
    }
    assert!(kinds.len() == 3 && kinds.values().all(|count| *count > 100), "{kinds:?}");
}
