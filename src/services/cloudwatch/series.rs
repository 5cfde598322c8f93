//! The samples of a metric in the store.
//!
//! They lie in [chunks](super::chunk), each under the time at which it begins. A chunk holds what
//! lies between its beginning and that of the next one, so a reader finds what it needs by keys
//! alone, and a writer touches the one chunk that its time belongs to, whatever else there is.
//!
//! ```text
//!    10:00               10:42      11:15                 11:15         11:20
//!    [. . . .. . . ...  ][. . . . .][::::::::::::::::::::][:::: .  .   ][. . . ->
//!                                    part 0                part 1        what comes now
//! ```
//!
//! Samples may arrive in any order. One that comes last goes to the end of the last chunk, and
//! begins the next one when that is full. One that belongs to the middle of a full chunk splits it
//! in halves, between two times. Where one time has more samples than fit into a chunk, several
//! begin at it: all of these but the last hold this time only.

use super::chunk::{Chunk, ROOM, sizes};
use super::sample::Sample;
use crate::error::Result;
use crate::store::{Record, Txn};
use crate::time::Timestamp;

/// Adds samples to a metric; they may come in any order.
pub fn append(txn: &mut Txn<'_>, metric: u64, mut samples: Vec<Sample>) -> Result<()> {
    samples.sort_by_key(|sample| sample.time);
    let mut rest = samples.as_slice();
    while let Some(first) = rest.first() {
        let (here, end) = place(txn, metric, first.time)?;
        let belongs = |sample: &Sample| end.is_none_or(|end| sample.time < end);
        let (taken, later) = rest.split_at(rest.partition_point(belongs));
        match here {
            Some(chunk) => grow(txn, chunk, taken),
            None => begin(txn, metric, taken)?,
        }
        rest = later;
    }
    Ok(())
}

/// Returns the samples of a metric from `start` up to and without `end`, in the order of their times.
///
/// Of those at one time, which comes first depends on how they were added.
pub fn samples<'t>(
    txn: &'t Txn<'_>,
    metric: u64,
    start: Timestamp,
    end: Timestamp,
) -> Result<impl Iterator<Item = Result<Sample>> + use<'t>> {
    let all = Chunk::of_metric(metric);
    let first = Chunk::key_at(metric, start, 0);
    // The chunk before may reach into the range.
    let before = txn.range_back::<Chunk>(&all, &first).next().transpose()?;
    let chunks = txn.range::<Chunk>(&first, &Chunk::key_at(metric, end, 0));
    let within = move |sample: &Sample| start <= sample.time && sample.time < end;
    Ok(before.map(Ok).into_iter().chain(chunks).flat_map(move |chunk| {
        let (samples, error) = match chunk {
            Ok(chunk) => (chunk.samples, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        samples.into_iter().filter(within).map(Ok).chain(error)
    }))
}

/// Returns the chunk that a time belongs to, and the time at which the next one begins.
///
/// There is no chunk if the time lies before all of them.
fn place(
    txn: &Txn<'_>,
    metric: u64,
    time: Timestamp,
) -> Result<(Option<Chunk>, Option<Timestamp>)> {
    let all = Chunk::of_metric(metric);
    let behind = Chunk::key_at(metric, time, u32::MAX).end();
    let here = txn.range_back::<Chunk>(&all, &behind).next().transpose()?;
    let next = txn.range::<Chunk>(&behind, &all.end()).next().transpose()?;
    Ok((here, next.map(|chunk| chunk.start())))
}

/// Adds samples that belong to a chunk.
fn grow(txn: &mut Txn<'_>, chunk: Chunk, added: &[Sample]) {
    let appended = added.first().is_some_and(|first| first.time >= chunk.last());
    let Chunk { metric, part, mut samples } = chunk;
    samples.extend_from_slice(added);
    samples.sort_by_key(|sample| sample.time);
    put(txn, metric, part, &samples, appended);
}

/// Adds samples that lie before all others: to the first chunk if they fit, or as new ones.
fn begin(txn: &mut Txn<'_>, metric: u64, added: &[Sample]) -> Result<()> {
    let first = txn.scan::<Chunk>(&Chunk::of_metric(metric)).next().transpose()?;
    if let Some(first) = first {
        let joined = [added, &first.samples].concat();
        if sizes(&joined).iter().sum::<usize>() <= ROOM {
            txn.delete(&first.key());
            put(txn, metric, 0, &joined, true);
            return Ok(());
        }
    }
    put(txn, metric, 0, added, true);
    Ok(())
}

/// Puts samples into as many chunks as they need; the first is the one of `part`.
///
/// Chunks are filled one after another if the samples came at the end, and evenly if they came in
/// between, so that there is room for others.
fn put(txn: &mut Txn<'_>, metric: u64, part: u32, samples: &[Sample], in_order: bool) {
    let mut before: Option<Chunk> = None;
    for piece in pieces(samples, in_order) {
        let start = piece.first().map(|sample| sample.time);
        let part = match &before {
            None => part,
            Some(before) if Some(before.start()) == start => before.part + 1,
            Some(_) => 0,
        };
        let chunk = Chunk { metric, part, samples: piece.to_vec() };
        txn.put(&chunk);
        before = Some(chunk);
    }
}

/// Returns samples in pieces that fit into chunks, cut between two times wherever that can be.
fn pieces(samples: &[Sample], in_order: bool) -> Vec<&[Sample]> {
    let sizes = sizes(samples);
    let all: usize = sizes.iter().sum();
    let aim = if in_order { ROOM } else { all.div_ceil(all.div_ceil(ROOM).max(1)) };
    let mut pieces = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (place, size) in sizes.iter().enumerate() {
        while used + size > aim && place > start {
            let cut = (start + 1..=place)
                .rev()
                .find(|cut| samples[cut - 1].time < samples[*cut].time)
                .unwrap_or(place);
            pieces.push(&samples[start..cut]);
            start = cut;
            used = sizes[cut..place].iter().sum();
        }
        used += size;
    }
    pieces.push(&samples[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;
    use crate::error::Error;
    use crate::services::cloudwatch::chunk::{MOST, Packed};
    use crate::services::cloudwatch::sample::{Measure, Resolution, Set};
    use crate::services::cloudwatch::statistics::{Distribution, Summary};
    use crate::services::cloudwatch::unit::Unit;
    use crate::store::{Form, Home, Key, Store};

    fn store(folder: &TempDir) -> Store {
        Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap()
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    fn sample(secs: i64, measure: Measure) -> Sample {
        Sample { time: at(secs), unit: Unit::Count, resolution: Resolution::Second, measure }
    }

    /// Returns a sample whose value has all its digits and so takes the most room.
    fn long(secs: i64) -> Sample {
        #[expect(clippy::cast_precision_loss, reason = "tests use small numbers")]
        let value = 0.1 + secs as f64 / 3.0;
        sample(secs, Measure::Value { value, count: 1.0 })
    }

    fn all(txn: &Txn<'_>, metric: u64) -> Vec<Sample> {
        let read = samples(txn, metric, Timestamp::MIN, Timestamp::MAX).unwrap();
        read.map(Result::unwrap).collect()
    }

    fn chunks(txn: &Txn<'_>, metric: u64) -> Vec<Chunk> {
        txn.scan(&Chunk::of_metric(metric)).map(Result::unwrap).collect()
    }

    /// Returns samples in one order, whatever order those of one time came in.
    fn sorted(mut samples: Vec<Sample>) -> Vec<Sample> {
        samples.sort_by_key(|sample| (sample.time, format!("{sample:?}")));
        samples
    }

    /// Checks that chunks follow each other as the header says, and that none is too large.
    fn check(txn: &Txn<'_>, metric: u64) {
        let chunks = chunks(txn, metric);
        for chunk in &chunks {
            assert!(Packed::encode(chunk).len() <= MOST);
            assert!(chunk.samples.is_sorted_by_key(|sample| sample.time));
        }
        for pair in chunks.windows(2) {
            let [before, after] = pair else { panic!("windows have two") };
            if before.start() == after.start() {
                assert_eq!((before.last(), before.part + 1), (before.start(), after.part));
            } else {
                assert!(before.last() < after.start());
            }
        }
    }

    #[test]
    fn what_comes_in_order_fills_one_chunk_after_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        for secs in 0..1_200 {
            append(&mut txn, 1, vec![long(secs)]).unwrap();
        }
        check(&txn, 1);
        let chunks = chunks(&txn, 1);
        let bytes: usize = chunks.iter().map(|chunk| Packed::encode(chunk).len()).sum();
        assert_eq!(chunks.len(), bytes.div_ceil(MOST), "{bytes} bytes");
        assert_eq!(all(&txn, 1), (0..1_200).map(long).collect::<Vec<_>>());
    }

    #[test]
    fn what_comes_backwards_fills_chunks_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        for secs in (0..1_200).rev() {
            append(&mut txn, 1, vec![long(secs)]).unwrap();
        }
        check(&txn, 1);
        assert!(chunks(&txn, 1).len() <= 4, "{} chunks", chunks(&txn, 1).len());
        assert_eq!(all(&txn, 1), (0..1_200).map(long).collect::<Vec<_>>());
    }

    #[test]
    fn what_comes_in_any_order_leaves_chunks_at_least_a_third_full() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        for place in 0..1_500 {
            append(&mut txn, 1, vec![long(place * 1_117 % 1_500)]).unwrap();
        }
        check(&txn, 1);
        let (chunks, samples) = (chunks(&txn, 1).len(), all(&txn, 1));
        let bytes: usize = sizes(&samples).iter().sum();
        assert!(chunks <= 3 * bytes.div_ceil(MOST), "{chunks} chunks of {bytes} bytes");
        assert_eq!(samples, (0..1_500).map(long).collect::<Vec<_>>());
    }

    #[test]
    fn a_time_may_have_more_samples_than_fit_into_a_chunk() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        let same = |count: usize| vec![long(60); count];
        append(&mut txn, 1, [vec![long(1)], same(1_500), vec![long(90)]].concat()).unwrap();
        append(&mut txn, 1, same(1)).unwrap();
        append(&mut txn, 1, [same(700), vec![long(61), long(59), long(0)]].concat()).unwrap();
        check(&txn, 1);
        let one = |start, end| samples(&txn, 1, at(start), at(end)).unwrap().count();
        assert_eq!([one(0, 60), one(60, 61), one(61, 90), one(90, 91)], [3, 2_201, 1, 1]);
    }

    #[test]
    fn a_metric_does_not_see_the_samples_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        for metric in [1, 2, 256, u64::MAX] {
            append(&mut txn, metric, vec![long(60)]).unwrap();
            append(&mut txn, metric, vec![long(30)]).unwrap();
            assert_eq!(all(&txn, metric), [long(30), long(60)], "{metric}");
        }
    }

    /// A chunk that cannot be read: whoever touches it fails.
    struct Broken(Key);

    impl Record for Broken {
        const KIND: &'static str = Chunk::KIND;
        type Form = Garbage;

        fn key(&self) -> Key {
            self.0.clone()
        }
    }

    enum Garbage {}

    impl Form<Broken> for Garbage {
        fn encode(_: &Broken) -> Vec<u8> {
            b"garbage".to_vec()
        }

        fn decode(_: &[u8]) -> Option<Broken> {
            None
        }
    }

    /// What a store holds, without the record that counts its changes.
    fn content(store: &Store) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let entries = store.entries().map(Result::unwrap);
        entries.filter(|(key, _)| !key.starts_with(Key::of("version").bytes())).collect()
    }

    #[test]
    fn a_hundred_thousand_samples_make_no_difference_to_one_more() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        append(&mut txn, 1, (0..100_000).map(long).collect()).unwrap();
        let chunks = chunks(&txn, 1);
        // All but the last can no longer be read, so touching one would be noticed.
        let (last, others) = chunks.split_last().unwrap();
        for chunk in others {
            txn.put(&Broken(chunk.key()));
        }
        txn.commit().unwrap();
        assert!(others.len() > 150, "{} chunks", others.len());

        let before = content(&store);
        let mut txn = store.begin();
        append(&mut txn, 1, vec![long(100_000)]).unwrap();
        txn.commit().unwrap();
        let after = content(&store);
        let changed = after.iter().filter(|(key, value)| before.get(*key) != Some(*value));
        assert_eq!((changed.count(), after.len()), (1, before.len()));

        let txn = store.begin();
        let end = || samples(&txn, 1, last.samples[1].time, Timestamp::MAX).unwrap();
        assert_eq!(end().map(Result::unwrap).count(), last.samples.len());
        let mut from_before = samples(&txn, 1, at(50_000), Timestamp::MAX);
        let damaged = matches!(&mut from_before, Err(Error::Damaged(_)));
        assert!(damaged, "what overlaps is read");
    }

    fn measure() -> impl Strategy<Value = Measure> {
        let number = prop_oneof![-1e9..1e9_f64, Just(0.0), Just(-0.0), Just(1.0), Just(0.1)];
        let count = prop_oneof![Just(1.0), 0.5..9.0_f64];
        prop_oneof![
            4 => (number.clone(), count.clone())
                .prop_map(|(value, count)| Measure::Value { value, count }),
            1 => (count, number.clone(), number.clone(), number)
                .prop_map(|(count, sum, min, max)| Measure::Set(Set { count, sum, min, max })),
        ]
    }

    fn any_sample() -> impl Strategy<Value = Sample> {
        let secs = prop_oneof![0..40_i64, 0..4_000_i64];
        (secs, 0..27_u8, any::<bool>(), measure()).prop_map(|(secs, unit, minute, measure)| {
            let resolution = if minute { Resolution::Minute } else { Resolution::Second };
            let unit = Unit::from_number(unit).unwrap();
            Sample { unit, resolution, ..sample(secs, measure) }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn what_was_put_is_read_whatever_the_order_of_arrival(
            batches in prop::collection::vec(prop::collection::vec(any_sample(), 1..250), 1..16),
            start in 0..4_000_i64,
            length in 0..2_000_i64,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let store = store(&folder);
            let mut txn = store.begin();
            for batch in &batches {
                append(&mut txn, 1, batch.clone()).unwrap();
            }
            for batch in batches.iter().rev() {
                append(&mut txn, 2, batch.iter().rev().copied().collect()).unwrap();
            }
            check(&txn, 1);
            check(&txn, 2);
            let plain = batches.concat();
            prop_assert_eq!(sorted(all(&txn, 1)), sorted(plain.clone()));

            // A range of both is what the plain list has in it, and so are its statistics.
            let range = at(start)..at(start + length);
            let within: Vec<_> =
                plain.into_iter().filter(|sample| range.contains(&sample.time)).collect();
            let measures = |samples: &[Sample]| {
                samples.iter().map(|sample| sample.measure).collect::<Vec<_>>()
            };
            for metric in [1, 2] {
                let read = samples(&txn, metric, range.start, range.end).unwrap();
                let read: Vec<_> = read.map(Result::unwrap).collect();
                prop_assert_eq!(sorted(read.clone()), sorted(within.clone()));
                let (read, within) = (measures(&read), measures(&within));
                prop_assert_eq!(Summary::of(&read), Summary::of(&within));
                prop_assert_eq!(Distribution::of(&read), Distribution::of(&within));
            }
        }
    }
}
