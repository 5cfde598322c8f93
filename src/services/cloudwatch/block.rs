//! Blocks: samples of a metric that were sealed, and their bytes.
//!
//! ```text
//! C4  magic: this is a block of samples
//! 01  version of the form
//! tt  tier                                                         1 byte
//! ..  when its slot begins, in seconds since 1970                  signed varint
//! ..  number of the metric                                         varint
//! ..  number of samples                                            varint
//!
//! of every sample:
//!   times
//!   kk r uuuuu    kind of measure, resolution, unit                bytes
//! of the values (kk = 0, occurred once; kk = 1):
//!   values                                                         numbers
//!   counts, where kk = 1                                           numbers
//! of the statistic sets (kk = 2):
//!   counts; sums; smallest; largest                                numbers, four times
//! of what was rolled up (kk = 3):
//!   t vv          what is known of the values: nothing (0), a list (1), a sketch (2);
//!                 whether the totals follow                        bytes
//!   counts; sums, where t is set                                   totals, twice
//!   smallest; largest, where t is set                              numbers, twice
//!   length of each list or sketch                                  varints
//!   values of all lists                                            numbers
//!   bins of all sketches, each less the one before it              signed varints
//!   counts of all these, the lists first                           totals
//! ```
//!
//! The [columns](super::columns) say how each is written. The totals of a list follow from it and
//! are left out, unless they do not. Samples are in the order of their times.

use super::columns::{
    read_bytes, read_numbers, read_times, read_totals, room, write_bytes, write_numbers,
    write_times, write_totals,
};
use super::exact::Total;
use super::rolled::{Rolled, Tally, Values};
use super::sample::{Measure, Resolution, Sample, Set};
use super::sketch::Bin;
use super::tier::{Slot, Tier};
use super::unit::Unit;
use crate::store::{Form, Key, Record, Sealed};
use crate::time::Timestamp;
use crate::varint::{Reader, write_signed, write_varint};

/// The first bytes of a block: the magic, and how it is written.
const HEAD: [u8; 2] = [0xC4, 1];

/// How many samples a block has at most, so that reading one takes little memory.
pub const MOST: usize = 16_384;

/// The bit that is set for the resolution of a minute.
const MINUTE_BIT: u8 = 1 << 5;

/// The kinds of measures, as tags have them.
const ONCE: u8 = 0;
const TIMES: u8 = 1;
const STATED: u8 = 2;
const ROLLED: u8 = 3;

/// What is known of values, and the bit that is set where totals follow.
const UNKNOWN: u8 = 0;
const LISTED: u8 = 1;
const SKETCHED: u8 = 2;
const TOTALS_BIT: u8 = 1 << 2;

/// Samples of a metric that were sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The slot that they lie in.
    pub slot: Slot,
    /// The number of the metric.
    pub metric: u64,
    /// The samples, in the order of their times.
    pub samples: Vec<Sample>,
}

impl Record for Block {
    const KIND: &'static str = "series";
    type Form = Columnar;

    fn key(&self) -> Key {
        Self::partition_of(self.slot).number(self.metric)
    }
}

impl Sealed for Block {
    /// Who asks about a metric needs one record of each file, so blocks are small.
    const BLOCK: u64 = 16;

    fn partition(&self) -> Key {
        Self::partition_of(self.slot)
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        let time = |sample: Option<&Sample>| sample.map_or(self.slot.start, |sample| sample.time);
        (time(self.samples.first()), time(self.samples.last()))
    }
}

impl Block {
    /// Returns what the keys of a slot's blocks begin with.
    pub fn partition_of(slot: Slot) -> Key {
        Self::of_tier(slot.tier).time(slot.start)
    }

    /// Returns what the keys of a tier's blocks begin with.
    pub fn of_tier(tier: Tier) -> Key {
        Self::all().number(tier.number().into())
    }

    /// Returns samples of a slot in as many blocks as they need; they are put in order.
    pub fn of(slot: Slot, metric: u64, mut samples: Vec<Sample>) -> impl Iterator<Item = Self> {
        samples.sort_by_key(|sample| sample.time);
        let mut rest = samples.into_iter();
        std::iter::from_fn(move || {
            let samples: Vec<Sample> = rest.by_ref().take(MOST).collect();
            (!samples.is_empty()).then_some(Self { slot, metric, samples })
        })
    }
}

/// The form of blocks.
pub enum Columnar {}

impl Form<Block> for Columnar {
    fn encode(block: &Block) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + 4 * block.samples.len());
        bytes.extend(HEAD);
        bytes.push(block.slot.tier.number());
        write_signed(&mut bytes, block.slot.start.secs());
        write_varint(&mut bytes, block.metric);
        write_varint(&mut bytes, block.samples.len() as u64);
        write_times(&mut bytes, block.samples.iter().map(|sample| sample.time));
        let tags: Vec<u8> = block.samples.iter().map(tag).collect();
        write_bytes(&mut bytes, &tags);

        let (mut values, mut counts, mut sets, mut rolled) = (vec![], vec![], vec![], vec![]);
        for (sample, tag) in block.samples.iter().zip(tags) {
            match &sample.measure {
                Measure::Value { value, count } => {
                    values.push(*value);
                    if tag >> 6 == TIMES {
                        counts.push(*count);
                    }
                }
                Measure::Set(set) => sets.push(*set),
                Measure::Rolled(one) => rolled.push(&**one),
            }
        }
        write_numbers(&mut bytes, &values);
        write_numbers(&mut bytes, &counts);
        let of_sets: [fn(&Set) -> f64; 4] =
            [|set| set.count, |set| set.sum, |set| set.min, |set| set.max];
        for member in of_sets {
            write_numbers(&mut bytes, &sets.iter().map(member).collect::<Vec<_>>());
        }
        write_rolled(&mut bytes, &rolled);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Block> {
        let reader = &mut Reader(bytes);
        if reader.array()? != HEAD {
            return None;
        }
        let [tier] = reader.array()?;
        let start = Timestamp::from_secs(reader.signed()?);
        let slot = Slot { tier: Tier::from_number(tier)?, start };
        let metric = reader.varint()?;
        let count = usize::try_from(reader.varint()?).ok()?;
        let times = read_times(reader, count)?;
        let tags = read_bytes(reader, count)?;

        let of_kind = |kind| tags.iter().filter(|tag| **tag >> 6 == kind).count();
        let counted = of_kind(TIMES);
        let mut values = read_numbers(reader, of_kind(ONCE) + counted)?.into_iter();
        let mut counts = read_numbers(reader, counted)?.into_iter();
        let mut sets = read_sets(reader, of_kind(STATED))?.into_iter();
        let mut rolled = read_rolled(reader, of_kind(ROLLED))?.into_iter();
        let mut samples = Vec::with_capacity(count);
        for (time, tag) in times.into_iter().zip(tags) {
            let measure = match tag >> 6 {
                ONCE => Measure::Value { value: values.next()?, count: 1.0 },
                TIMES => Measure::Value { value: values.next()?, count: counts.next()? },
                STATED => Measure::Set(sets.next()?),
                _ => Measure::Rolled(Box::new(rolled.next()?)),
            };
            let resolution =
                if tag & MINUTE_BIT == 0 { Resolution::Second } else { Resolution::Minute };
            let unit = Unit::from_number(tag & 0x1F)?;
            samples.push(Sample { time, unit, resolution, measure });
        }
        reader.is_at_end().then_some(Block { slot, metric, samples })
    }
}

fn tag(sample: &Sample) -> u8 {
    let kind = match &sample.measure {
        Measure::Value { count, .. } if count.to_bits() == 1_f64.to_bits() => ONCE,
        Measure::Value { .. } => TIMES,
        Measure::Set(_) => STATED,
        Measure::Rolled(_) => ROLLED,
    };
    let resolution = match sample.resolution {
        Resolution::Second => 0,
        Resolution::Minute => MINUTE_BIT,
    };
    kind << 6 | resolution | sample.unit.number()
}

fn read_sets(reader: &mut Reader<'_>, count: usize) -> Option<Vec<Set>> {
    let mut column = || Some(read_numbers(reader, count)?.into_iter());
    let (mut counts, mut sums, mut mins, mut maxs) = (column()?, column()?, column()?, column()?);
    let mut set = || {
        let (count, sum) = (counts.next()?, sums.next()?);
        Some(Set { count, sum, min: mins.next()?, max: maxs.next()? })
    };
    (0..count).map(|_| set()).collect()
}

/// Returns the totals that follow from a list.
fn tally_of(list: &[(f64, Total)]) -> Option<Tally> {
    let ((min, _), (max, _)) = (list.first()?, list.last()?);
    let (mut count, mut sum) = (Total::default(), Total::default());
    for (value, times) in list {
        for times in times.numbers() {
            count.add(times);
            sum.add_times(*value, times);
        }
    }
    Some(Tally { count, sum, min: *min, max: *max })
}

/// Returns whether totals are the same to the last bit.
fn same(left: &Tally, right: &Tally) -> bool {
    let ends = |tally: &Tally| [tally.min.to_bits(), tally.max.to_bits()];
    left == right && ends(left) == ends(right)
}

fn write_rolled(bytes: &mut Vec<u8>, rolled: &[&Rolled]) {
    let mut forms = Vec::with_capacity(rolled.len());
    let mut tallies = Vec::new();
    let (mut lengths, mut listed, mut bins) = (Vec::new(), Vec::new(), Vec::new());
    let (mut of_lists, mut of_sketches) = (Vec::new(), Vec::new());
    for Rolled { tally, values } in rolled {
        let form = match values {
            Values::Unknown => UNKNOWN | TOTALS_BIT,
            Values::Listed(list) => {
                write_varint(&mut lengths, list.len() as u64);
                listed.extend(list.iter().map(|(value, _)| *value));
                of_lists.extend(list.iter().map(|(_, count)| count));
                let follows = tally_of(list).is_some_and(|of_list| same(&of_list, tally));
                if follows { LISTED } else { LISTED | TOTALS_BIT }
            }
            Values::Sketched(sketch) => {
                write_varint(&mut lengths, sketch.len() as u64);
                let mut before = 0;
                for (bin, count) in sketch {
                    write_signed(&mut bins, i64::from(*bin) - before);
                    before = i64::from(*bin);
                    of_sketches.push(count);
                }
                SKETCHED | TOTALS_BIT
            }
        };
        if form & TOTALS_BIT != 0 {
            tallies.push(tally);
        }
        forms.push(form);
    }
    write_bytes(bytes, &forms);
    write_totals(bytes, tallies.iter().map(|tally| &tally.count));
    write_totals(bytes, tallies.iter().map(|tally| &tally.sum));
    write_numbers(bytes, &tallies.iter().map(|tally| tally.min).collect::<Vec<_>>());
    write_numbers(bytes, &tallies.iter().map(|tally| tally.max).collect::<Vec<_>>());
    bytes.extend(lengths);
    write_numbers(bytes, &listed);
    bytes.extend(bins);
    write_totals(bytes, of_lists.into_iter().chain(of_sketches));
}

fn read_rolled(reader: &mut Reader<'_>, count: usize) -> Option<Vec<Rolled>> {
    let forms = read_bytes(reader, count)?;
    let totals = forms.iter().filter(|form| **form & TOTALS_BIT != 0).count();
    let mut tallies = read_tallies(reader, totals)?.into_iter();

    // Each value and bin takes a byte at least, so there are no more than bytes.
    let most = reader.left();
    let (mut lengths, mut of_lists, mut of_sketches) = (Vec::new(), 0, 0);
    for form in &forms {
        let all = match form & !TOTALS_BIT {
            UNKNOWN => continue,
            LISTED => &mut of_lists,
            SKETCHED => &mut of_sketches,
            _ => return None,
        };
        let length = usize::try_from(reader.varint()?).ok().filter(|length| *length <= most)?;
        *all += length;
        lengths.push(length);
    }
    let mut lengths = lengths.into_iter();
    let mut listed = read_numbers(reader, of_lists)?.into_iter();
    let mut bins = room(reader, of_sketches)?;
    for _ in 0..of_sketches {
        bins.push(reader.signed()?);
    }
    let mut bins = bins.into_iter();
    let mut counts = read_totals(reader, of_lists + of_sketches)?;
    let mut of_sketches = counts.split_off(of_lists).into_iter();
    let mut of_lists = counts.into_iter();

    let mut rolled = Vec::with_capacity(count);
    for form in forms {
        let values = match form & !TOTALS_BIT {
            LISTED => {
                let length = lengths.next()?;
                let next = || Some((listed.next()?, of_lists.next()?));
                Values::Listed(std::iter::repeat_with(next).take(length).collect::<Option<_>>()?)
            }
            SKETCHED => {
                let mut bin = 0_i64;
                let mut next = || {
                    bin = bin.checked_add(bins.next()?)?;
                    Some((Bin::try_from(bin).ok()?, of_sketches.next()?))
                };
                Values::Sketched((0..lengths.next()?).map(|_| next()).collect::<Option<_>>()?)
            }
            _ => Values::Unknown,
        };
        let tally = match &values {
            _ if form & TOTALS_BIT != 0 => tallies.next()?,
            Values::Listed(list) => tally_of(list)?,
            _ => return None,
        };
        rolled.push(Rolled { tally, values });
    }
    Some(rolled)
}

fn read_tallies(reader: &mut Reader<'_>, count: usize) -> Option<Vec<Tally>> {
    let mut counts = read_totals(reader, count)?.into_iter();
    let mut sums = read_totals(reader, count)?.into_iter();
    let mut mins = read_numbers(reader, count)?.into_iter();
    let mut maxs = read_numbers(reader, count)?.into_iter();
    let mut tally = || {
        let (count, sum) = (counts.next()?, sums.next()?);
        Some(Tally { count, sum, min: mins.next()?, max: maxs.next()? })
    };
    (0..count).map(|_| tally()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::rollup::RollUp;
    use proptest::prelude::*;

    fn slot() -> Slot {
        Slot::of(Tier::Raw, Timestamp::from_secs(1_704_067_200))
    }

    fn sample(secs: i64, measure: Measure) -> Sample {
        let (unit, resolution) = (Unit::Count, Resolution::Second);
        let time = slot().start + std::time::Duration::from_secs(secs.unsigned_abs());
        Sample { time, unit, resolution, measure }
    }

    fn value(secs: i64, value: f64) -> Sample {
        sample(secs, Measure::Value { value, count: 1.0 })
    }

    fn block(samples: Vec<Sample>) -> Block {
        Block { slot: slot(), metric: 7, samples }
    }

    #[test]
    fn the_bytes_are_those_of_the_drawing() {
        let samples = vec![value(0, 12.5), value(60, 12.6), value(120, 12.6)];
        let bytes = Columnar::encode(&block(samples));
        let hex: String = [
            "c401 00 808290d90c 07 03", // raw, 2024-01-01, metric 7, three samples
            "808290d90c 78 00",         // the first time, 60 s later, no other distance
            "0e 03",                    // once, to the second, Count: three times
            "01 fa01 02 00",            // 125 tenths, one more, no more
            "00",                       // no counts
            "00 00 00 00",              // no sets
            "00 00 00 00 00 00",        // nothing that was rolled up
        ]
        .concat()
        .chars()
        .filter(|c| *c != ' ')
        .collect();
        assert_eq!(crate::id::hex(&bytes), hex);
    }

    #[test]
    fn a_regular_series_takes_a_few_bytes_a_sample() {
        let samples: Vec<_> = (0..1_000_u16)
            .map(|n| value(n.into(), f64::from(n) * 37.0 % 1_000.0 / 100.0))
            .collect();
        let bytes = Columnar::encode(&block(samples)).len();
        assert!(bytes < 3_100, "{bytes} bytes for a thousand samples before they are compressed");
    }

    #[test]
    fn what_is_no_block_is_not_taken_for_one() {
        let rolled = rolled_up((0..200_u8).map(|n| value(n.into(), 1.0 / f64::from(n % 90 + 1))));
        let good = Columnar::encode(&block(rolled));
        assert!(Columnar::decode(&good).is_some());
        for length in 0..good.len() {
            assert!(Columnar::decode(&good[..length]).is_none(), "{length} bytes");
        }
        assert!(Columnar::decode(&[good.clone(), vec![0]].concat()).is_none());
        // Whatever bytes say, they are refused or read, and take no more room than they could need.
        for place in 0..good.len() {
            for change in [1, 0x80, 0xFF] {
                let mut bytes = good.clone();
                bytes[place] ^= change;
                let _ = Columnar::decode(&bytes);
            }
        }
    }

    #[test]
    fn many_samples_are_cut_into_blocks_in_order() {
        let samples = (0..40_000).rev().map(|n| value(n, 1.0)).collect();
        let blocks: Vec<_> = Block::of(slot(), 1, samples).collect();
        let lengths: Vec<_> = blocks.iter().map(|block| block.samples.len()).collect();
        assert_eq!(lengths, [16_384, 16_384, 7_232]);
        assert!(blocks.iter().flat_map(|block| &block.samples).is_sorted_by_key(|s| s.time));
        assert_eq!(Block::of(slot(), 1, Vec::new()).count(), 0);
    }

    fn rolled_up(samples: impl IntoIterator<Item = Sample>) -> Vec<Sample> {
        let mut up = RollUp::to(Tier::Minute);
        for sample in samples {
            up.add(sample);
        }
        up.finish()
    }

    fn any_sample() -> impl Strategy<Value = Sample> {
        let number = || prop_oneof![0.0..1e3_f64, (-1..90_i8).prop_map(f64::from), Just(-0.0)];
        let measure = prop_oneof![
            8 => number().prop_map(|value| Measure::Value { value, count: 1.0 }),
            2 => (number(), 0.1..9.0_f64).prop_map(|(value, count)| Measure::Value { value, count }),
            1 => (0.1..9.0_f64, number(), number(), number())
                .prop_map(|(count, sum, min, max)| Measure::Set(Set { count, sum, min, max })),
        ];
        (0..600_i64, 0..27_u8, any::<bool>(), measure).prop_map(|(secs, unit, minute, measure)| {
            let resolution = if minute { Resolution::Minute } else { Resolution::Second };
            let unit = Unit::from_number(unit % 3).unwrap();
            Sample { unit, resolution, ..sample(secs, measure) }
        })
    }

    proptest! {
        #[test]
        fn what_was_sealed_is_read(samples in prop::collection::vec(any_sample(), 1..800)) {
            for samples in [rolled_up(samples.clone()), samples] {
                let sealed: Vec<_> = Block::of(slot(), 9, samples).collect();
                for block in sealed {
                    let bytes = Columnar::encode(&block);
                    let read = Columnar::decode(&bytes).unwrap();
                    // Bytes, too: zero and its negative are equal.
                    prop_assert!(Columnar::encode(&read) == bytes);
                    prop_assert_eq!(read, block);
                }
            }
        }
    }
}
