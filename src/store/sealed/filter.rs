//! Filters: whether a block may hold a value, in two and a half bytes a value.
//!
//! A filter says "no" or "perhaps", and never "no" of a value that is there. It says "perhaps" of one
//! value in fifteen thousand that is not there.
//!
//! ```text
//! salt, 4 bytes | bits
//! ```
//!
//! Many blocks hold the same few values, as names of operations are. Were their filters the same,
//! what one takes for a value by mistake all of them would; the salt makes them different.
//!
//! Source: Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970; Kirsch and
//! Mitzenmacher, "Less hashing, same performance", 2006, for making the places from two numbers.

use xxhash_rust::xxh3::xxh3_64;

/// How many bits there are for each value.
const BITS: usize = 20;

/// The fewest bytes of bits; in a smaller filter the places of values coincide.
const LEAST: usize = 16;

/// How many bits each value sets: 20 times the logarithm of 2, which makes the fewest errors.
const PLACES: u64 = 14;

/// How many bytes a salt has.
const SALT: usize = 4;

/// Returns the number that stands for a value.
pub(super) fn hash(value: &str) -> u64 {
    xxh3_64(value.as_bytes())
}

/// Returns the salt of a block by the key of its first record.
pub(super) fn salt(first: &[u8]) -> [u8; SALT] {
    let [salt @ .., _, _, _, _] = xxh3_64(first).to_le_bytes();
    salt
}

/// Returns the filter of values by their numbers; empty if there are none.
pub(super) fn build(hashes: &mut Vec<u64>, salt: [u8; SALT]) -> Vec<u8> {
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.is_empty() {
        return Vec::new();
    }
    let mut bits = vec![0; LEAST.max((hashes.len() * BITS).div_ceil(8))];
    for hash in hashes.iter() {
        for (byte, bit) in places(bits.len(), salted(*hash, salt)) {
            bits[byte] |= bit;
        }
    }
    [&salt[..], &bits].concat()
}

/// Returns whether a filter may have been built of a value.
pub(super) fn may_have(filter: &[u8], hash: u64) -> bool {
    let Some((salt, bits)) = filter.split_first_chunk() else { return false };
    let has = |(byte, bit): (usize, u8)| bits.get(byte).is_some_and(|byte| byte & bit != 0);
    !bits.is_empty() && places(bits.len(), salted(hash, *salt)).all(has)
}

/// Returns another number for each salt, as the last step of SplitMix64 makes it.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
fn salted(hash: u64, salt: [u8; SALT]) -> u64 {
    let mixed = hash ^ u64::from(u32::from_le_bytes(salt)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Returns the bytes and bits of a number in a filter of so many bytes.
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
    fn few_values_that_are_not_there_are_taken_for_ones_that_are() {
        for count in [1, 10, 200, 5_000] {
            let filter = build(&mut hashes(0..count), salt(b"first"));
            let wrong =
                hashes(1_000_000..1_100_000).into_iter().filter(|hash| may_have(&filter, *hash));
            let wrong = wrong.count();
            assert!(wrong < 60, "{wrong} of 100,000 with {count} values");
        }
    }

    #[test]
    fn filters_of_the_same_values_are_not_wrong_about_the_same() {
        let filters: Vec<_> = (0..3_000_u64)
            .map(|block| build(&mut hashes(0..25), salt(&block.to_le_bytes())))
            .collect();
        for hash in hashes(1_000_000..1_000_100) {
            let wrong = filters.iter().filter(|filter| may_have(filter, hash)).count();
            assert!(wrong <= 6, "{wrong} of 3,000 blocks");
        }
    }

    #[test]
    fn an_empty_filter_has_nothing() {
        let filter = build(&mut Vec::new(), salt(b"first"));
        assert!(filter.is_empty() && !may_have(&filter, 7));
    }

    proptest! {
        #[test]
        fn what_is_there_is_never_denied(values in prop::collection::vec(".{0,12}", 1..300)) {
            let mut hashes: Vec<u64> = values.iter().map(|value| hash(value)).collect();
            let filter = build(&mut hashes, salt(b"first"));
            prop_assert!(values.iter().all(|value| may_have(&filter, hash(value))));
        }
    }
}
