//! Chunks: samples that were put and are still open to more, and their bytes.
//!
//! A chunk has samples of one metric and one day, as counted in UTC. When it is full, the next part
//! of the day begins.
//!
//! ```text
//! C3  magic: this is a chunk of samples
//! 02  version of the form
//! ..  number of the metric                                         8 bytes
//! ..  part: which of the chunks of its day it is                   4 bytes
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
//! Samples are in the order of their times; between the parts of a day there is none.
//!
//! Chunks of version 1 began at any time, which stands in their key in place of the day, and may
//! reach over several days. They are read, and [`series::convert`](super::series::convert) writes
//! them anew.

use super::sample::{Measure, Resolution, Sample, Set};
use super::unit::Unit;
use crate::store::{Form, Key, Record};
use crate::time::{DAY, Timestamp};
use crate::varint::{Reader, length, varint_length, write_number, write_varint};

/// The first byte of a chunk.
const MAGIC: u8 = 0xC3;

/// How chunks are written.
const VERSION: u8 = 2;

/// How they were written before there were days.
const DAYLESS: u8 = 1;

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

/// Samples of a metric and a day that are kept together.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    /// The number of the metric.
    pub metric: u64,
    /// When its day begins, which its key has.
    pub day: Timestamp,
    /// Which of the chunks of its day it is.
    pub part: u32,
    /// The samples, in the order of their times; there is at least one.
    pub samples: Vec<Sample>,
}

impl Record for Chunk {
    const KIND: &'static str = "samples";
    type Form = Packed;

    fn key(&self) -> Key {
        Self::key_at(self.metric, self.day, self.part)
    }
}

impl Chunk {
    /// Returns the beginning of the keys of a metric's chunks.
    pub fn of_metric(metric: u64) -> Key {
        Self::all().number(metric)
    }

    /// Returns the key of a chunk.
    pub fn key_at(metric: u64, day: Timestamp, part: u32) -> Key {
        Self::of_metric(metric).time(day).number(part.into())
    }

    /// Returns the time of its first sample and that of its last.
    fn times(&self) -> (Timestamp, Timestamp) {
        let time = |sample: Option<&Sample>| sample.map_or(Timestamp::MIN, |sample| sample.time);
        (time(self.samples.first()), time(self.samples.last()))
    }
}

/// Returns how many bytes a sample takes at most in a chunk, if it is put behind one of a time.
///
/// Between two others it takes no more than at the greatest distance within a day.
pub fn size(sample: &Sample, before: Option<Timestamp>) -> usize {
    let before = before.filter(|before| *before <= sample.time);
    let since = sample.time.since(before.unwrap_or(sample.time - DAY)).as_secs();
    let numbers = match &sample.measure {
        Measure::Value { value, count } if count.to_bits() == 1_f64.to_bits() => length(*value),
        Measure::Value { value, count } => length(*value) + length(*count),
        Measure::Set(Set { count, sum, min, max }) => {
            [count, sum, min, max].into_iter().map(|number| length(*number)).sum()
        }
        Measure::Rolled(_) => 0,
    };
    varint_length(since) + 1 + numbers
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
        let (first, last) = chunk.times();
        bytes.extend(first.secs().to_be_bytes());
        bytes.extend(last.secs().to_be_bytes());
        let mut before = first;
        for sample in &chunk.samples {
            write_sample(&mut bytes, sample, before);
            before = sample.time;
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Chunk> {
        let mut reader = Reader(bytes);
        let [magic, version] = reader.array()?;
        if magic != MAGIC || ![VERSION, DAYLESS].contains(&version) {
            return None;
        }
        let metric = u64::from_be_bytes(reader.array()?);
        let part = u32::from_be_bytes(reader.array()?);
        let count = u32::from_be_bytes(reader.array()?);
        let first = Timestamp::from_secs(i64::from_be_bytes(reader.array()?));
        let last = Timestamp::from_secs(i64::from_be_bytes(reader.array()?));
        let mut before = first;
        // A count that is not true must not make room for itself.
        let mut samples = Vec::with_capacity(bytes.len().min(count as usize));
        for _ in 0..count {
            let sample = read_sample(&mut reader, before)?;
            before = sample.time;
            samples.push(sample);
        }
        let day = if version == DAYLESS { first } else { first.floor(DAY) };
        let chunk = Chunk { metric, day, part, samples };
        let whole = reader.is_at_end() && !chunk.samples.is_empty();
        (whole && chunk.times() == (first, last)).then_some(chunk)
    }
}

fn write_sample(bytes: &mut Vec<u8>, sample: &Sample, before: Timestamp) {
    write_varint(bytes, sample.time.since(before).as_secs());
    let resolution = match sample.resolution {
        Resolution::Second => 0,
        Resolution::Minute => MINUTE_BIT,
    };
    let tag = resolution | sample.unit.number();
    match &sample.measure {
        Measure::Value { value, count } if count.to_bits() == 1_f64.to_bits() => {
            bytes.push(tag);
            write_number(bytes, *value);
        }
        Measure::Value { value, count } => {
            bytes.push(tag | 1 << 6);
            for number in [value, count] {
                write_number(bytes, *number);
            }
        }
        Measure::Set(Set { count, sum, min, max }) => {
            bytes.push(tag | 2 << 6);
            for number in [count, sum, min, max] {
                write_number(bytes, *number);
            }
        }
        Measure::Rolled(_) => unreachable!("what was rolled up is not open any more"),
    }
}

fn read_sample(reader: &mut Reader<'_>, before: Timestamp) -> Option<Sample> {
    let since = i64::try_from(reader.varint()?).ok()?;
    let time = Timestamp::from_secs(before.secs().checked_add(since)?);
    let [tag] = reader.array()?;
    let unit = Unit::from_number(tag & 0x1F)?;
    let resolution = if tag & MINUTE_BIT == 0 { Resolution::Second } else { Resolution::Minute };
    let measure = match tag >> 6 {
        0 => Measure::Value { value: reader.number()?, count: 1.0 },
        1 => Measure::Value { value: reader.number()?, count: reader.number()? },
        2 => Measure::Set(Set {
            count: reader.number()?,
            sum: reader.number()?,
            min: reader.number()?,
            max: reader.number()?,
        }),
        _ => return None,
    };
    Some(Sample { time, unit, resolution, measure })
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
        let day = Timestamp::from_secs(1_704_067_200);
        let bytes = Packed::encode(&Chunk { metric: 7, day, part: 1, samples });
        let head = ["c302 0000000000000007 00000001 00000003", "0000000065920080 0000000065920210"];
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
        let (day, samples) = (Timestamp::from_secs(0), vec![value(60, 1.5)]);
        let good = Packed::encode(&Chunk { metric: 1, day, part: 0, samples });
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
            changed(1, 3),
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
                (0..1_700_u32, 0..27_u8, any::<bool>(), 0..3, any::<[u64; 4]>()), 1..50),
        ) {
            let day = Timestamp::from_secs(start).floor(DAY);
            let mut secs = day.secs();
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
            let times = samples.iter().map(|sample| sample.time);
            let before = [samples[0].time].into_iter().chain(times);
            let sizes: usize =
                samples.iter().zip(before).map(|(sample, before)| size(sample, Some(before))).sum();
            let bytes = Packed::encode(&Chunk { metric, day, part, samples });
            prop_assert_eq!(sizes + HEAD, bytes.len());
            let read = Packed::decode(&bytes).unwrap();
            // Bytes in place of samples: not-a-number is no number's equal.
            prop_assert_eq!(Packed::encode(&read), bytes);
            prop_assert_eq!((read.metric, read.day, read.part), (metric, day, part));
        }
    }
}
