//! Columns: many things of one sort, written so that they take few bytes and compress well.
//!
//! ```text
//! times      the first, its distance to the next, then by how much each distance differs: signed varints
//! bytes      a byte, how often it comes in a row as a varint; and so on
//! numbers    how they are written, 1 byte, then
//!   0 to 15    whole numbers that are to be divided by 10 to this power: signed varints,
//!              each less the one before it
//!   16 to 31   the same, as they are
//!   32         the 64 bits of each, xor those of the one before it: the highest byte of all of
//!              them, then the next
//! totals     how many parts each has, as bytes; the parts, as numbers
//! ```
//!
//! Most metrics are measured in decimals, of which floating-point numbers are only an image: 12.37 is
//! 1237 divided by 100, and takes two bytes in place of eight. Where that would lose a bit of any
//! number, all of the column are written as they are.
//!
//! How many things a column has is not part of it: readers know.

use super::exact::Total;
use crate::time::Timestamp;
use crate::varint::{Reader, write_signed, write_varint};

/// The powers of ten that numbers are divided by; a floating-point number has them exactly.
const TENS: [f64; 16] =
    [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The largest of these powers.
const POWERS: u8 = 15;

/// What is added to the power where numbers are written as they are.
const PLAIN: u8 = 16;

/// How numbers are written that are no decimals.
const BITS: u8 = 32;

/// The whole numbers that floating-point numbers have exactly.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Writes times, which have no fraction of a second.
pub fn write_times(bytes: &mut Vec<u8>, times: impl IntoIterator<Item = Timestamp>) {
    let (mut before, mut distance) = (0, 0);
    for (place, time) in times.into_iter().enumerate() {
        let secs = time.secs();
        let next = secs.wrapping_sub(before);
        if place == 0 {
            write_signed(bytes, secs);
        } else {
            write_signed(bytes, next.wrapping_sub(distance));
            distance = next;
        }
        before = secs;
    }
}

/// Reads times.
pub fn read_times(reader: &mut Reader<'_>, count: usize) -> Option<Vec<Timestamp>> {
    let mut times = room(reader, count)?;
    let (mut secs, mut distance) = (0_i64, 0_i64);
    for place in 0..count {
        if place == 0 {
            secs = reader.signed()?;
        } else {
            distance = distance.checked_add(reader.signed()?)?;
            secs = secs.checked_add(distance)?;
        }
        times.push(Timestamp::from_secs(secs));
    }
    Some(times)
}

/// Writes bytes.
pub fn write_bytes(bytes: &mut Vec<u8>, column: &[u8]) {
    for same in column.chunk_by(|left, right| left == right) {
        bytes.push(same[0]);
        write_varint(bytes, same.len() as u64);
    }
}

/// Reads bytes, of which there may be no more than `count`, which the caller has bounded.
pub fn read_bytes(reader: &mut Reader<'_>, count: usize) -> Option<Vec<u8>> {
    let mut column = Vec::with_capacity(count);
    while column.len() < count {
        let [byte] = reader.array()?;
        let same = usize::try_from(reader.varint()?).ok()?;
        if same == 0 || same > count - column.len() {
            return None;
        }
        column.resize(column.len() + same, byte);
    }
    Some(column)
}

/// Writes floating-point numbers; no bit is lost.
pub fn write_numbers(bytes: &mut Vec<u8>, column: &[f64]) {
    let Some((power, whole)) = decimals(column) else {
        bytes.push(BITS);
        return write_bits(bytes, column);
    };
    let mut plain = vec![PLAIN + power];
    let mut steps = vec![power];
    let mut before = 0;
    for number in whole {
        write_signed(&mut plain, number);
        write_signed(&mut steps, number - before);
        before = number;
    }
    bytes.extend(if plain.len() < steps.len() { plain } else { steps });
}

/// Reads floating-point numbers.
pub fn read_numbers(reader: &mut Reader<'_>, count: usize) -> Option<Vec<f64>> {
    let mut column = room(reader, count)?;
    let [form] = reader.array()?;
    if form == BITS {
        return read_bits(reader, count);
    }
    let is_plain = form >= PLAIN;
    let power = if is_plain { form - PLAIN } else { form };
    if power > POWERS {
        return None;
    }
    let divisor = power_of_ten(power);
    let mut whole = 0_i64;
    for _ in 0..count {
        let number = reader.signed()?;
        whole = if is_plain { number } else { whole.checked_add(number)? };
        column.push(of_whole(whole) / divisor);
    }
    Some(column)
}

/// Returns the power of ten by which all numbers become whole ones without losing a bit, and these.
fn decimals(column: &[f64]) -> Option<(u8, Vec<i64>)> {
    let mut power = 0;
    // The first that needs more decimal places says so early; most columns are of one sort.
    for number in column {
        while whole(*number, power).is_none() {
            power += 1;
            if power > POWERS {
                return None;
            }
        }
    }
    let whole = column.iter().map(|number| whole(*number, power)).collect::<Option<_>>()?;
    Some((power, whole))
}

fn whole(number: f64, power: u8) -> Option<i64> {
    let divisor = power_of_ten(power);
    let scaled = (number * divisor).round();
    if scaled.is_nan() || scaled.abs() > WHOLE {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and not too large")]
    let whole = scaled as i64;
    ((of_whole(whole) / divisor).to_bits() == number.to_bits()).then_some(whole)
}

#[expect(clippy::cast_precision_loss, reason = "what was written has no more digits than fit")]
const fn of_whole(whole: i64) -> f64 {
    whole as f64
}

fn power_of_ten(power: u8) -> f64 {
    TENS[usize::from(power)]
}

fn write_bits(bytes: &mut Vec<u8>, column: &[f64]) {
    let mut before = 0;
    let changes: Vec<[u8; 8]> = column
        .iter()
        .map(|number| {
            let bits = number.to_bits();
            (bits ^ std::mem::replace(&mut before, bits)).to_be_bytes()
        })
        .collect();
    for place in 0..8 {
        bytes.extend(changes.iter().map(|change| change[place]));
    }
}

fn read_bits(reader: &mut Reader<'_>, count: usize) -> Option<Vec<f64>> {
    let planes = reader.bytes(count.checked_mul(8)?)?;
    let mut before = 0;
    let number = |place: usize| {
        let change = std::array::from_fn(|plane| planes[plane * count + place]);
        before ^= u64::from_be_bytes(change);
        f64::from_bits(before)
    };
    Some((0..count).map(number).collect())
}

/// Writes totals.
pub fn write_totals<'t>(bytes: &mut Vec<u8>, totals: impl IntoIterator<Item = &'t Total>) {
    let mut lengths = Vec::new();
    let mut parts = Vec::new();
    for total in totals {
        let length = total.push_parts(&mut parts);
        // Doubles reach over some 2,100 bits, of which each part but the last has 53.
        lengths.push(u8::try_from(length).expect("a total has at most some forty parts"));
    }
    write_bytes(bytes, &lengths);
    write_numbers(bytes, &parts);
}

/// Reads totals, of which there may be no more than `count`, which the caller has bounded.
pub fn read_totals(reader: &mut Reader<'_>, count: usize) -> Option<Vec<Total>> {
    let lengths = read_bytes(reader, count)?;
    let all = lengths.iter().map(|length| usize::from(*length)).sum();
    let mut parts = read_numbers(reader, all)?.into_iter();
    let total = |length: u8| Total::of(parts.by_ref().take(length.into()));
    Some(lengths.into_iter().map(total).collect())
}

/// Returns an empty list with room for things that take a byte at least; `None` if so many cannot
/// follow, so that a count that is not true does not make room for itself.
pub fn room<T>(reader: &Reader<'_>, count: usize) -> Option<Vec<T>> {
    (count <= reader.left()).then(|| Vec::with_capacity(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(column: &[f64]) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_numbers(&mut bytes, column);
        bytes
    }

    #[test]
    fn decimals_take_few_bytes() {
        let cases: &[(&[f64], &str)] = &[
            (&[], "00"),
            (&[12.5, 12.5, 12.6], "01 fa01 00 02"),
            (&[40.0, -40.0, 40.0, -40.0], "10 50 4f 50 4f"),
            (&[0.1, 0.12, 0.123], "03 c801 28 06"),
            (&[1e15], "00 8080b4ccd4dfc603"),
        ];
        for (column, hex) in cases {
            let hex: String = hex.chars().filter(|c| *c != ' ').collect();
            assert_eq!(crate::id::hex(&written(column)), hex, "{column:?}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_written_by_its_bits() {
        for number in [1.0 / 3.0, -0.0, 1e300, 5e-324, f64::NAN, f64::INFINITY] {
            assert_eq!(written(&[1.0, number])[0], BITS, "{number}");
        }
    }

    #[test]
    fn counts_that_are_not_true_are_found() {
        let mut bytes = Vec::new();
        write_bytes(&mut bytes, &[7; 5]);
        assert_eq!(read_bytes(&mut Reader(&bytes), 5), Some(vec![7; 5]));
        assert_eq!(read_bytes(&mut Reader(&bytes), 4), None);
        assert_eq!(read_bytes(&mut Reader(&bytes), 6), None);
        assert_eq!(read_numbers(&mut Reader(&[0, 2, 2]), usize::MAX), None);
        assert_eq!(read_numbers(&mut Reader(&[BITS, 2, 2]), 2), None);
        assert_eq!(read_times(&mut Reader(&[0, 2, 2]), 4), None);
    }

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![
            (-99_999..99_999_i64, 0..6_i32)
                .prop_map(|(whole, power)| of_whole(whole) / 10_f64.powi(power)),
            -1e9..1e9_f64,
            any::<u64>().prop_map(f64::from_bits),
        ]
    }

    proptest! {
        #[test]
        fn numbers_are_read_bit_for_bit(
            decimals in prop::collection::vec((-99_999..99_999_i64, 0..6_i32), 0..50),
            numbers in prop::collection::vec(number(), 0..50),
        ) {
            let decimals: Vec<f64> = decimals
                .into_iter()
                .map(|(whole, power)| of_whole(whole) / 10_f64.powi(power))
                .collect();
            let bytes = written(&decimals);
            prop_assert_ne!(bytes[0], BITS);
            for (column, bytes) in [(&decimals, bytes), (&numbers, written(&numbers))] {
                let mut reader = Reader(&bytes);
                let read = read_numbers(&mut reader, column.len()).unwrap();
                let bits = |column: &[f64]| column.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
                prop_assert_eq!(bits(&read), bits(column));
                prop_assert!(reader.is_at_end());
            }
        }

        #[test]
        fn times_bytes_and_totals_are_read(
            secs in prop::collection::vec(-62_135_596_800_i64..253_402_300_799, 0..50),
            column: Vec<u8>,
            totals in prop::collection::vec(prop::collection::vec(-1e9..1e9_f64, 0..9), 0..9),
        ) {
            let times: Vec<_> = secs.into_iter().map(Timestamp::from_secs).collect();
            let totals: Vec<_> = totals.into_iter().map(Total::of).collect();
            let mut bytes = Vec::new();
            write_times(&mut bytes, times.iter().copied());
            write_bytes(&mut bytes, &column);
            write_totals(&mut bytes, &totals);
            let mut reader = Reader(&bytes);
            prop_assert_eq!(read_times(&mut reader, times.len()), Some(times));
            prop_assert_eq!(read_bytes(&mut reader, column.len()), Some(column));
            prop_assert_eq!(read_totals(&mut reader, totals.len()), Some(totals));
            prop_assert!(reader.is_at_end());
        }
    }
}
