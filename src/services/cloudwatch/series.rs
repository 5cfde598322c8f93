//! The samples of a metric in the store.
//!
//! What is put goes to the last [chunk](super::chunk) of its day, and begins the next when that is
//! full. So a writer touches one chunk a day, whatever else there is and in whatever order samples
//! arrive, and nothing is ever split.
//!
//! ```text
//!              Monday                          Tuesday
//!  part 0      [:. .:: : .. ]  full            [. ..:. : ->
//!  part 1      [.: .. ::  : ]  full
//!  part 2      [ . :. ->
//! ```

use super::block::Block;
use super::chunk::{Chunk, ROOM, size};
use super::held::{Held, Open};
use super::sample::Sample;
use super::tier::{Slot, Tier};
use crate::error::{Error, Result};
use crate::store::{Key, Record, Run, Txn};
use crate::time::{DAY, Timestamp};

/// Adds samples to a metric; they may come in any order.
pub fn append(
    txn: &mut Txn<'_>,
    metric: u64,
    mut samples: Vec<Sample>,
    now: Timestamp,
) -> Result<()> {
    samples.sort_by_key(|sample| sample.time);
    let mut begun = 0;
    for of_day in samples.chunk_by(|left, right| left.time.floor(DAY) == right.time.floor(DAY)) {
        let day = of_day[0].time.floor(DAY);
        Held::note(txn, Slot::of(Tier::Raw, day), now)?;
        begun += append_to_day(txn, metric, day, of_day)?;
    }
    Open::note(txn, begun, now)
}

/// Adds samples to a day, and returns how many chunks that began.
fn append_to_day(txn: &mut Txn<'_>, metric: u64, day: Timestamp, added: &[Sample]) -> Result<u64> {
    let first = Chunk::key_at(metric, day, 0);
    let behind = Chunk::key_at(metric, day, u32::MAX).end();
    let last = txn.range_back::<Chunk>(&first, &behind).next().transpose()?;
    let mut begun = u64::from(last.is_none());
    let mut chunk = last.unwrap_or(Chunk { metric, day, part: 0, samples: Vec::new() });
    let mut used = taken(&chunk.samples);
    for sample in added {
        let before = chunk.samples.last().map(|sample| sample.time);
        let mut size_here = size(sample, before);
        if used + size_here > ROOM && !chunk.samples.is_empty() {
            let part = chunk.part + 1;
            put(
                txn,
                std::mem::replace(&mut chunk, Chunk { metric, day, part, samples: Vec::new() }),
            );
            begun += 1;
            used = 0;
            size_here = size(sample, None);
        }
        used += size_here;
        chunk.samples.push(sample.clone());
    }
    put(txn, chunk);
    Ok(begun)
}

/// Returns how many bytes the samples of a chunk have at most.
fn taken(samples: &[Sample]) -> usize {
    let mut before = None;
    let size = |sample: &Sample| size(sample, before.replace(sample.time));
    samples.iter().map(size).sum()
}

fn put(txn: &mut Txn<'_>, mut chunk: Chunk) {
    chunk.samples.sort_by_key(|sample| sample.time);
    txn.put(&chunk);
}

/// Returns the samples of a metric from `start` up to and without `end`, in no order.
///
/// Only the days and slots of the range are read, and of these only what is the metric's.
pub fn samples<'t>(
    txn: &'t Txn<'_>,
    metric: u64,
    (start, end): (Timestamp, Timestamp),
) -> Result<impl Iterator<Item = Result<Sample>> + use<'t>> {
    let first = Chunk::key_at(metric, start.floor(DAY), 0);
    let open = txn.range::<Chunk>(&first, &Chunk::key_at(metric, end, 0));
    let mut sealed = Vec::new();
    for tier in Tier::ALL {
        let of_tier = Block::of_tier(tier);
        let slots = of_tier.clone().time(Slot::of(tier, start).start)..of_tier.time(end);
        let mut partitions: Vec<Key> = txn.runs(&slots)?.iter().map(Run::partition).collect();
        partitions.dedup();
        for partition in partitions {
            let key = partition.clone().number(metric);
            let partition = partition.clone()..partition.end();
            sealed.push(txn.sealed::<Block>(&partition, &(key.clone()..key.end()), None)?);
        }
    }
    let open = open.map(|chunk| chunk.map(|chunk| chunk.samples));
    let sealed = sealed.into_iter().flatten().map(|block| block.map(|block| block.samples));
    let within = move |sample: &Sample| start <= sample.time && sample.time < end;
    Ok(open.chain(sealed).flat_map(move |samples| {
        let (samples, error) = match samples {
            Ok(samples) => (samples, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        samples.into_iter().filter(within).map(Ok).chain(error)
    }))
}

/// Returns the open chunks in a range of keys that can be read.
///
/// What is done by itself goes on without those that are damaged; who asks for them is told.
pub fn open<'t>(
    txn: &'t Txn<'_>,
    start: &Key,
    end: &Key,
) -> impl Iterator<Item = Result<Chunk>> + use<'t> {
    let readable = |chunk: &Result<Chunk>| !matches!(chunk, Err(Error::Damaged(_)));
    txn.range::<Chunk>(start, end).filter(readable)
}

/// Returns when the first sample was put before chunks had days; `None` if all chunks have them.
pub fn dayless(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    if Open::of(txn)?.is_some() {
        return Ok(None);
    }
    let first = open(txn, &Chunk::all(), &Chunk::all().end()).next().transpose()?;
    Ok(first.map(|chunk| chunk.day))
}

/// Puts all samples anew that were put before chunks had days.
pub fn convert(txn: &mut Txn<'_>) -> Result<()> {
    let mut from = Chunk::all();
    loop {
        let first = open(txn, &from, &Chunk::all().end()).next().transpose()?;
        let Some(Chunk { metric, .. }) = first else { return Ok(()) };
        let all = Chunk::of_metric(metric);
        let chunks = open(txn, &all, &all.end()).collect::<Result<Vec<_>>>()?;
        for chunk in &chunks {
            txn.delete(&chunk.key());
        }
        for chunk in chunks {
            append(txn, metric, chunk.samples, chunk.day)?;
        }
        from = all.end();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;
    use crate::services::cloudwatch::chunk::{MOST, Packed};
    use crate::services::cloudwatch::sample::{Measure, Resolution, Set};
    use crate::services::cloudwatch::unit::Unit;
    use crate::store::{Form, Home, Store};

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

    fn put(txn: &mut Txn<'_>, metric: u64, samples: Vec<Sample>) {
        append(txn, metric, samples, at(0)).unwrap();
    }

    fn all(txn: &Txn<'_>, metric: u64) -> Vec<Sample> {
        let read = samples(txn, metric, (Timestamp::MIN, Timestamp::MAX)).unwrap();
        sorted(read.map(Result::unwrap).collect())
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
            assert!(chunk.samples.iter().all(|sample| sample.time.floor(DAY) == chunk.day));
        }
        for of_day in chunks.chunk_by(|left, right| left.day == right.day) {
            let parts: Vec<_> = of_day.iter().map(|chunk| chunk.part).collect();
            assert_eq!(parts, (0..).take(parts.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_comes_in_any_order_fills_one_chunk_after_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let orders: [fn(i64) -> i64; 3] =
            [|place| place, |place| 1_499 - place, |place| place * 1_117 % 1_500];
        for (metric, order) in (0..).zip(orders) {
            let mut txn = store.begin();
            for place in 0..1_500 {
                put(&mut txn, metric, vec![long(order(place))]);
            }
            check(&txn, metric);
            let chunks = chunks(&txn, metric);
            let bytes: usize = chunks.iter().map(|chunk| Packed::encode(chunk).len()).sum();
            let fewest = bytes.div_ceil(MOST);
            assert!(
                (fewest..=fewest + 1).contains(&chunks.len()),
                "{bytes} bytes: {}",
                chunks.len()
            );
            assert_eq!(all(&txn, metric), sorted((0..1_500).map(long).collect()));
        }
    }

    #[test]
    fn a_chunk_has_samples_of_one_day() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        put(&mut txn, 1, [-1, 86_399, 0, 86_400, 60].map(long).to_vec());
        put(&mut txn, 1, vec![long(86_460), long(-60)]);
        check(&txn, 1);
        let days: Vec<_> =
            chunks(&txn, 1).iter().map(|c| (c.day.secs(), c.samples.len())).collect();
        assert_eq!(days, [(-86_400, 2), (0, 3), (86_400, 2)]);
    }

    #[test]
    fn a_time_may_have_more_samples_than_fit_into_a_chunk() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        let same = |count: usize| vec![long(60); count];
        put(&mut txn, 1, [vec![long(1)], same(1_500), vec![long(90)]].concat());
        put(&mut txn, 1, same(1));
        put(&mut txn, 1, [same(700), vec![long(61), long(59), long(0)]].concat());
        check(&txn, 1);
        let one = |start, end| samples(&txn, 1, (at(start), at(end))).unwrap().count();
        assert_eq!([one(0, 60), one(60, 61), one(61, 90), one(90, 91)], [3, 2_201, 1, 1]);
    }

    #[test]
    fn a_metric_does_not_see_the_samples_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        for metric in [1, 2, 256, u64::MAX] {
            put(&mut txn, metric, vec![long(60)]);
            put(&mut txn, metric, vec![long(30)]);
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
        put(&mut txn, 1, (0..100_000).map(long).collect());
        // All but the last can no longer be read, so touching one would be noticed.
        let chunks = chunks(&txn, 1);
        let (last, others) = chunks.split_last().unwrap();
        for chunk in others {
            txn.put(&Broken(chunk.key()));
        }
        txn.commit().unwrap();
        assert!(others.len() > 150, "{} chunks", others.len());

        let before = content(&store);
        let mut txn = store.begin();
        put(&mut txn, 1, vec![long(100_000)]);
        txn.commit().unwrap();
        let after = content(&store);
        let changed = after.iter().filter(|(key, value)| before.get(*key) != Some(*value));
        assert_eq!((changed.count(), after.len()), (1, before.len()));

        let txn = store.begin();
        let next_day = samples(&txn, 1, (at(2 * 86_400), Timestamp::MAX)).unwrap();
        assert_eq!(next_day.map(Result::unwrap).count(), 0);
        let mut of_the_day = samples(&txn, 1, (last.day, Timestamp::MAX)).unwrap();
        assert!(of_the_day.any(|sample| matches!(sample, Err(Error::Damaged(_)))), "a day is read");
    }

    /// A chunk as it was written before there were days.
    struct Dayless(Chunk);

    impl Record for Dayless {
        const KIND: &'static str = Chunk::KIND;
        type Form = Old;

        fn key(&self) -> Key {
            Chunk::key_at(self.0.metric, self.0.samples[0].time, self.0.part)
        }
    }

    enum Old {}

    impl Form<Dayless> for Old {
        fn encode(dayless: &Dayless) -> Vec<u8> {
            let mut bytes = Packed::encode(&dayless.0);
            bytes[1] = 1;
            bytes
        }

        fn decode(_: &[u8]) -> Option<Dayless> {
            None
        }
    }

    #[test]
    fn chunks_without_days_are_put_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut txn = store.begin();
        for (metric, times) in
            [(1, vec![0, 90_000, 500_000]), (1, vec![500_001, 604_800]), (7, vec![86_400])]
        {
            let (day, samples) = (at(0), times.into_iter().map(long).collect());
            txn.put(&Dayless(Chunk { metric, day, part: 0, samples }));
        }
        assert_eq!(dayless(&txn).unwrap(), Some(at(0)));
        convert(&mut txn).unwrap();
        assert_eq!(dayless(&txn).unwrap(), None);
        check(&txn, 1);
        assert_eq!(all(&txn, 1), [0, 90_000, 500_000, 500_001, 604_800].map(long));
        assert_eq!(all(&txn, 7), [long(86_400)]);
        assert_eq!(Held::each(&txn, Tier::Raw).unwrap().len(), 4);
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
        let secs = prop_oneof![0..40_i64, 80_000..90_000_i64];
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
            start in 80_000..90_000_i64,
            length in 0..9_000_i64,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let store = store(&folder);
            let mut txn = store.begin();
            for batch in &batches {
                put(&mut txn, 1, batch.clone());
            }
            for batch in batches.iter().rev() {
                put(&mut txn, 2, batch.iter().rev().cloned().collect());
            }
            check(&txn, 1);
            check(&txn, 2);
            let plain = batches.concat();
            prop_assert_eq!(all(&txn, 1), sorted(plain.clone()));

            // A range of both is what the plain list has in it.
            let range = at(start)..at(start + length);
            let within = plain.into_iter().filter(|sample| range.contains(&sample.time));
            let within = sorted(within.collect());
            for metric in [1, 2] {
                let read = samples(&txn, metric, (range.start, range.end)).unwrap();
                prop_assert_eq!(sorted(read.map(Result::unwrap).collect()), within.clone());
            }
        }
    }
}
