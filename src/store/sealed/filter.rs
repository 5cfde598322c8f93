//! Filters: whether a block may hold a value, in two bytes a value.
//!
//! A filter says "no" or "perhaps", and never "no" of a value that is there. It says "perhaps" of one
//! value in two thousand that is not there.
//!
//! Source: Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970; Kirsch and
//! Mitzenmacher, "Less hashing, same performance", 2006, for making the places from two numbers.

use xxhash_rust::xxh3::xxh3_64;

/// How many bits there are for each value.
const BITS: usize = 16;

/// The fewest bytes of a filter that is not empty; in a smaller one the places of values coincide.
const LEAST: usize = 8;

/// How many bits each value sets: 16 times the logarithm of 2, which makes the fewest errors.
const PLACES: u64 = 11;

/// Returns the number that stands for a value.
pub(super) fn hash(value: &str) -> u64 {
    xxh3_64(value.as_bytes())
}

/// Returns the filter of values by their numbers; empty if there are none.
pub(super) fn build(hashes: &mut Vec<u64>) -> Vec<u8> {
    hashes.sort_unstable();
    hashes.dedup();
    let length = if hashes.is_empty() { 0 } else { LEAST.max(hashes.len() * BITS / 8) };
    let mut filter = vec![0; length];
    for hash in hashes.iter() {
        for (byte, bit) in places(filter.len(), *hash) {
            filter[byte] |= bit;
        }
    }
    filter
}

/// Returns whether a filter may have been built of a value.
pub(super) fn may_have(filter: &[u8], hash: u64) -> bool {
    !filter.is_empty() && places(filter.len(), hash).all(|(byte, bit)| filter[byte] & bit != 0)
}

/// Returns the bytes and bits of a value in a filter of a length.
fn places(length: usize, hash: u64) -> impl Iterator<Item = (usize, u8)> {
    let bits = length as u64 * 8;
    let step = hash.rotate_left(32) | 1;
    (0..PLACES).map(move |place| {
        let bit = hash.wrapping_add(step.wrapping_mul(place)) % bits;
        ((bit / 8) as usize, 1 << (bit % 8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hashes(range: std::ops::Range<u64>) -> Vec<u64> {
        range.map(|number| hash(&number.to_string())).collect()
    }

    #[test]
    fn one_value_in_a_thousand_that_is_not_there_is_taken_for_one_that_is() {
        for count in [1, 10, 200, 5_000] {
            let filter = build(&mut hashes(0..count));
            let wrong =
                hashes(1_000_000..1_100_000).into_iter().filter(|hash| may_have(&filter, *hash));
            let wrong = wrong.count();
            assert!(wrong < 200, "{wrong} of 100,000 with {count} values");
        }
    }

    #[test]
    fn an_empty_filter_has_nothing() {
        let filter = build(&mut Vec::new());
        assert!(filter.is_empty() && !may_have(&filter, 7));
    }

    proptest! {
        #[test]
        fn what_is_there_is_never_denied(values in prop::collection::vec(".{0,12}", 1..300)) {
            let mut hashes: Vec<u64> = values.iter().map(|value| hash(value)).collect();
            let filter = build(&mut hashes);
            prop_assert!(values.iter().all(|value| may_have(&filter, hash(value))));
        }
    }
}
