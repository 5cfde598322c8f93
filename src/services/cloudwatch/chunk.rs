//! Chunks: samples of a metric that are kept together, and their bytes.
//!
//! ```text
//! C3  magic: this is a chunk of samples
//! 01  version of the form
//! ..  number of the metric                                         8 bytes
//! ..  part: which of the chunks that begin at one time it is       4 bytes
//! ..  number of samples                                            4 bytes
//! ..  time of the first sample, in seconds since 1970              8 bytes
//! ..  time of the last sample                                      8 bytes
//! ..  sample, sample, ...
//!
//! a sample:
//! ..  seconds since the sample before it                           varint
//! kk r uuuuu    kind of measure, resolution, unit                  1 byte
//! ..  value                                                        number     kk = 0: it occurred once
//! ..  value, count                                                 numbers    kk = 1
//! ..  count, sum, smallest, largest                                numbers    kk = 2
//! ```
//!
//! Numbers of fixed width are big-endian. A varint has seven bits a byte, the lowest first, and the
//! high bit in all bytes but the last. A *number* is the varint of the 64 bits of a floating-point
//! number with its bytes turned around: the bits that are zero in short numbers come last and take
//! no room, so 12.5 takes 2 bytes, and no bit is lost.
//!
//! Samples are in the order of their times. Everything that a reader needs stands in the chunk
//! itself, so chunks can be joined end to end in a file and be found by their heads.

use super::sample::{Measure, Resolution, Sample, Set};
use super::unit::Unit;
use crate::store::{Form, Key, Record};
use crate::time::Timestamp;

/// The first byte of a chunk.
const MAGIC: u8 = 0xC3;

/// How chunks are written.
const VERSION: u8 = 1;

/// How many bytes stand before the samples.
const HEAD: usize = 34;

/// How many bytes a chunk may have; the store is slower with larger values.
///
/// Source: facts, "sled 0.34.7, measured".
pub const MOST: usize = 6_000;

/// How many bytes the samples of a chunk may have.
pub const ROOM: usize = MOST - HEAD;

/// The bit that is set for the resolution of a minute.
const MINUTE_BIT: u8 = 1 << 5;

/// Samples of a metric that are kept together.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    /// The number of the metric.
    pub metric: u64,
    /// Which of the chunks that begin at its time it is.
    pub part: u32,
    /// The samples, in the order of their times; there is at least one.
    pub samples: Vec<Sample>,
}

impl Record for Chunk {
    const KIND: &'static str = "samples";
    type Form = Packed;

    fn key(&self) -> Key {
        Self::key_at(self.metric, self.start(), self.part)
    }
}

impl Chunk {
    /// Returns the time of its first sample, which its key has.
    pub fn start(&self) -> Timestamp {
        self.samples.first().map_or(Timestamp::MIN, |sample| sample.time)
    }

    /// Returns the time of its last sample.
    pub fn last(&self) -> Timestamp {
        self.samples.last().map_or(Timestamp::MIN, |sample| sample.time)
    }

    /// Returns the beginning of the keys of a metric's chunks.
    pub fn of_metric(metric: u64) -> Key {
        Self::all().number(metric)
    }

    /// Returns the key of a chunk.
    pub fn key_at(metric: u64, start: Timestamp, part: u32) -> Key {
        Self::of_metric(metric).time(start).number(part.into())
    }
}

/// Returns how many bytes each sample takes at most, in a chunk or at the beginning of one.
pub fn sizes(samples: &[Sample]) -> Vec<usize> {
    let mut bytes = Vec::new();
    let mut before = samples.first().map_or(Timestamp::MIN, |sample| sample.time);
    let size = |sample: &Sample| {
        bytes.clear();
        write_sample(&mut bytes, sample, before);
        before = sample.time;
        bytes.len()
    };
    samples.iter().map(size).collect()
}

/// The form of chunks.
pub enum Packed {}

impl Form<Chunk> for Packed {
    fn encode(chunk: &Chunk) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + 8 * chunk.samples.len());
        let count = u32::try_from(chunk.samples.len()).expect("a chunk has few bytes");
        bytes.extend([MAGIC, VERSION]);
        bytes.extend(chunk.metric.to_be_bytes());
        bytes.extend(chunk.part.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes.extend(chunk.start().secs().to_be_bytes());
        bytes.extend(chunk.last().secs().to_be_bytes());
        let mut before = chunk.start();
        for sample in &chunk.samples {
            write_sample(&mut bytes, sample, before);
            before = sample.time;
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Chunk> {
        let mut reader = Reader(bytes);
        if reader.array()? != [MAGIC, VERSION] {
            return None;
        }
        let metric = u64::from_be_bytes(reader.array()?);
        let part = u32::from_be_bytes(reader.array()?);
        let count = u32::from_be_bytes(reader.array()?);
        let start = Timestamp::from_secs(i64::from_be_bytes(reader.array()?));
        let last = Timestamp::from_secs(i64::from_be_bytes(reader.array()?));
        let mut before = start;
        // A count that is not true must not make room for itself.
        let mut samples = Vec::with_capacity(bytes.len().min(count as usize));
        for _ in 0..count {
            let sample = reader.sample(before)?;
            before = sample.time;
            samples.push(sample);
        }
        let chunk = Chunk { metric, part, samples };
        let whole = reader.0.is_empty() && !chunk.samples.is_empty();
        (whole && chunk.start() == start && chunk.last() == last).then_some(chunk)
    }
}

fn write_sample(bytes: &mut Vec<u8>, sample: &Sample, before: Timestamp) {
    write_varint(bytes, sample.time.since(before).as_secs());
    let resolution = match sample.resolution {
        Resolution::Second => 0,
        Resolution::Minute => MINUTE_BIT,
    };
    let tag = resolution | sample.unit.number();
    match sample.measure {
        Measure::Value { value, count } if count.to_bits() == 1_f64.to_bits() => {
            bytes.push(tag);
            write_numbers(bytes, &[value]);
        }
        Measure::Value { value, count } => {
            bytes.push(tag | 1 << 6);
            write_numbers(bytes, &[value, count]);
        }
        Measure::Set(Set { count, sum, min, max }) => {
            bytes.push(tag | 2 << 6);
            write_numbers(bytes, &[count, sum, min, max]);
        }
    }
}

fn write_numbers(bytes: &mut Vec<u8>, numbers: &[f64]) {
    for number in numbers {
        write_varint(bytes, number.to_bits().swap_bytes());
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only the lowest bits are meant")]
fn write_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The bytes that are still to be read.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            let bits = u64::from(byte & 0x7F);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn number(&mut self) -> Option<f64> {
        Some(f64::from_bits(self.varint()?.swap_bytes()))
    }

    fn sample(&mut self, before: Timestamp) -> Option<Sample> {
        let since = i64::try_from(self.varint()?).ok()?;
        let time = Timestamp::from_secs(before.secs().checked_add(since)?);
        let [tag] = self.array()?;
        let unit = Unit::from_number(tag & 0x1F)?;
        let resolution =
            if tag & MINUTE_BIT == 0 { Resolution::Second } else { Resolution::Minute };
        let measure = match tag >> 6 {
            0 => Measure::Value { value: self.number()?, count: 1.0 },
            1 => Measure::Value { value: self.number()?, count: self.number()? },
            2 => Measure::Set(Set {
                count: self.number()?,
                sum: self.number()?,
                min: self.number()?,
                max: self.number()?,
            }),
            _ => return None,
        };
        Some(Sample { time, unit, resolution, measure })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(secs: i64, measure: Measure) -> Sample {
        let (unit, resolution) = (Unit::Count, Resolution::Second);
        Sample { time: Timestamp::from_secs(secs), unit, resolution, measure }
    }

    fn value(secs: i64, value: f64) -> Sample {
        sample(secs, Measure::Value { value, count: 1.0 })
    }

    #[test]
    fn the_bytes_are_those_of_the_drawing() {
        let set = Set { count: 3.0, sum: 11.0, min: 2.0, max: 5.0 };
        let samples = vec![
            value(1_704_067_200, 12.5),
            Sample {
                unit: Unit::None,
                resolution: Resolution::Minute,
                ..sample(1_704_067_260, Measure::Value { value: 1.0, count: 2.0 })
            },
            sample(1_704_067_600, Measure::Set(set)),
        ];
        let bytes = Packed::encode(&Chunk { metric: 7, part: 1, samples });
        let head = ["c301 0000000000000007 00000001 00000003", "0000000065920080 0000000065920210"];
        let body = [
            "00 0e c052",      // at once, once, to the second, Count, 12.5
            "3c 7a bfe003 40", // 60 s, counted, to the minute, None, 1.0, 2.0
            "d402 8e c010 c04c 40 c028",
        ];
        let hex: String =
            head.iter().chain(&body).flat_map(|line| line.chars()).filter(|c| *c != ' ').collect();
        assert_eq!(crate::id::hex(&bytes), hex);
    }

    #[test]
    fn what_is_no_chunk_is_not_taken_for_one() {
        let good = Packed::encode(&Chunk { metric: 1, part: 0, samples: vec![value(60, 1.5)] });
        assert!(Packed::decode(&good).is_some());
        for length in 0..good.len() {
            assert!(Packed::decode(&good[..length]).is_none(), "{length} bytes");
        }
        let changed = |place: usize, byte: u8| {
            let mut bytes = good.clone();
            bytes[place] = byte;
            bytes
        };
        let longer = [good.clone(), vec![0]].concat();
        let bad = [
            longer,
            changed(0, 0),
            changed(1, 2),
            changed(17, 0),    // no samples
            changed(14, 0xFF), // more samples than there are bytes
            changed(33, 0),    // another last time
            changed(35, 0x1F), // no unit
            changed(35, 0xC0), // no measure
        ];
        for bytes in bad {
            assert!(Packed::decode(&bytes).is_none(), "{}", crate::id::hex(&bytes));
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_bit_for_bit(
            metric: u64,
            part: u32,
            start in -62_135_596_800_i64..200_000_000_000,
            parts in prop::collection::vec(
                (0..100_000_u32, 0..27_u8, any::<bool>(), 0..3, any::<[u64; 4]>()), 1..50),
        ) {
            let mut secs = start;
            let mut samples = Vec::new();
            for (since, unit, minute, kind, numbers) in parts {
                secs += i64::from(since);
                let [a, b, c, d] = numbers.map(f64::from_bits);
                samples.push(Sample {
                    time: Timestamp::from_secs(secs),
                    unit: Unit::from_number(unit).unwrap(),
                    resolution: if minute { Resolution::Minute } else { Resolution::Second },
                    measure: match kind {
                        0 => Measure::Value { value: a, count: 1.0 },
                        1 => Measure::Value { value: a, count: b },
                        _ => Measure::Set(Set { count: a, sum: b, min: c, max: d }),
                    },
                });
            }
            let sizes: usize = sizes(&samples).iter().sum();
            let bytes = Packed::encode(&Chunk { metric, part, samples });
            prop_assert_eq!(sizes + HEAD, bytes.len());
            let read = Packed::decode(&bytes).unwrap();
            // Bytes in place of samples: not-a-number is no number's equal.
            prop_assert_eq!(Packed::encode(&read), bytes);
            prop_assert_eq!((read.metric, read.part), (metric, part));
        }
    }
}
