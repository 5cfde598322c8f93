//! Bins for values that are too many to be kept one by one.
//!
//! ```text
//!      ... ]     ]      ]       ]        ]         ]          ]           ] ...
//!          1   1.02  1.0404  1.0612   1.0824    1.1041     1.1262      1.1487
//!  bin       1     2       3       4         5          6           7
//! ```
//!
//! Each bin is two percent wide, so one number stands for all values of a bin with an error of less
//! than one percent. There is a bin for each value that a metric can have, and only those that have
//! any are kept. Bins do not depend on each other, so sketches are joined by adding up how often
//! each bin occurred: it makes no difference what was joined first.
//!
//! Source: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch
//! with Relative-Error Guarantees", VLDB 2019; the logarithmic mapping, with bins that are never
//! collapsed.

/// The number of a bin; larger values have larger ones.
pub type Bin = i32;

/// How far the number that stands for a value may lie from it, in parts of the value.
pub const ACCURACY: f64 = 0.01;

/// The upper end of each bin, in parts of the lower; what stands for a bin is off by less than
/// `(WIDTH - 1) / (WIDTH + 1)`, which is below [`ACCURACY`] with room for rounding.
const WIDTH: f64 = 1.02;

/// The bin of zero, and of what is too small for all digits of a floating-point number.
const ZERO: Bin = Bin::MIN;

/// Returns the bin of a value, which is not negative.
#[expect(clippy::cast_possible_truncation, reason = "logarithms are small")]
pub fn bin(value: f64) -> Bin {
    if value < f64::MIN_POSITIVE {
        return ZERO;
    }
    (value.ln() / WIDTH.ln()).ceil() as Bin
}

/// Returns the number that stands for the values of a bin.
pub fn value(bin: Bin) -> f64 {
    if bin == ZERO {
        return 0.0;
    }
    (f64::from(bin) * WIDTH.ln()).exp() * 2.0 / (WIDTH + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zero_is_zero() {
        for zero in [0.0, -0.0, 5e-324] {
            assert_eq!(value(bin(zero)).to_bits(), 0, "{zero}");
        }
    }

    #[test]
    fn values_that_cannot_be_have_a_bin_too() {
        for strange in [f64::INFINITY, f64::NAN, -1.0, f64::MAX] {
            let _ = value(bin(strange));
        }
    }

    proptest! {
        #[test]
        fn what_stands_for_a_value_lies_within_one_percent(power in -1_000..=360_i32, part in 1.0..2.0_f64) {
            let number = 2_f64.powi(power) * part;
            let off = (value(bin(number)) - number).abs() / number;
            prop_assert!(off < ACCURACY, "{number}: {off}");
        }

        #[test]
        fn larger_values_have_larger_bins(left in 0.0..1e9_f64, right in 0.0..1e9_f64) {
            prop_assert!((left <= right) || bin(left) >= bin(right));
            prop_assert!((left >= right) || bin(left) <= bin(right));
        }
    }
}
