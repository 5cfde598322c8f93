//! Sums without any rounding error, so that they do not depend on what was added first.
//!
//! A total is kept as an *expansion*: floating-point numbers that do not overlap and come to exactly
//! the sum. Adding a number to it splits each addition into the rounded sum and what rounding took
//! away, and keeps both:
//!
//! ```text
//!   1e16 + 1  ->  1e16, 1               two parts, because one has no room for it
//!        - 1e16  ->  1                  and nothing is lost
//! ```
//!
//! It is rounded once, when it is told. So the sum of a day is the same to the last bit whether it
//! is made of seconds, of minutes that were summed up before, or of hours.
//!
//! Source: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
//! Predicates", 1997: two-sum, two-product and grow-expansion.

/// A sum that is exact.
///
/// Numbers that are not finite, which no metric takes, make it infinite or not a number.
#[derive(Clone, Debug, Default)]
pub struct Total {
    /// The largest part.
    head: f64,
    /// The other parts, the smallest first; none is zero.
    tail: Vec<f64>,
}

impl Total {
    /// Returns the total of some numbers, such as the [`parts`](Self::parts) of another.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut total = Self::default();
        for number in numbers {
            total.add(number);
        }
        total
    }

    /// Adds a number.
    pub fn add(&mut self, number: f64) {
        let before = self.head;
        let mut carried = number;
        let mut kept = 0;
        for place in 0..self.tail.len() {
            let (sum, error) = two_sum(carried, self.tail[place]);
            carried = sum;
            if error != 0.0 {
                self.tail[kept] = error;
                kept += 1;
            }
        }
        self.tail.truncate(kept);
        let (sum, error) = two_sum(before, carried);
        self.head = sum;
        if !sum.is_finite() {
            self.tail.clear();
        } else if error != 0.0 {
            self.tail.push(error);
        } else if sum == 0.0 {
            self.head = self.tail.pop().unwrap_or(0.0);
        }
    }

    /// Adds a value that occurred `count` times.
    ///
    /// What lies below the smallest number that there is, 2^-1074, is rounded.
    pub fn add_times(&mut self, value: f64, count: f64) {
        let product = value * count;
        self.add(product);
        if product.is_finite() {
            let error = value.mul_add(count, -product);
            if error != 0.0 {
                self.add(error);
            }
        }
    }

    /// Adds another total.
    pub fn add_total(&mut self, other: &Self) {
        for number in other.numbers() {
            self.add(number);
        }
    }

    /// Returns the number that is nearest to it; of two that are equally near, the even one.
    pub fn rounded(&self) -> f64 {
        let mut sum = self.head;
        let mut rest = self.tail.iter().rev();
        while let Some(part) = rest.next() {
            let before = sum;
            sum = before + part;
            let error = part - (sum - before);
            if error == 0.0 {
                continue;
            }
            // Just half-way between two numbers, unless what is left says otherwise.
            if let Some(next) = rest.next()
                && (error < 0.0) == (*next < 0.0)
            {
                let twice = error * 2.0;
                let away = sum + twice;
                if (away - sum).to_bits() == twice.to_bits() {
                    sum = away;
                }
            }
            break;
        }
        sum
    }

    /// Returns numbers that come to it.
    pub fn numbers(&self) -> impl Iterator<Item = f64> {
        self.tail.iter().copied().chain([self.head])
    }

    /// Returns numbers that come to it, the largest first: each is what is left, rounded. Equal
    /// totals have equal parts, and zero has none.
    pub fn parts(&self) -> Vec<f64> {
        let mut parts = Vec::new();
        self.push_parts(&mut parts);
        parts
    }

    /// Adds its [`parts`](Self::parts) to a list, and returns how many there are.
    pub fn push_parts(&self, parts: &mut Vec<f64>) -> usize {
        let before = parts.len();
        if self.tail.is_empty() {
            parts.extend((self.head != 0.0).then_some(self.head));
            return parts.len() - before;
        }
        let mut rest = self.clone();
        loop {
            let part = rest.rounded();
            if part != 0.0 {
                parts.push(part);
            }
            if part == 0.0 || !part.is_finite() {
                return parts.len() - before;
            }
            rest.add(-part);
        }
    }
}

impl PartialEq for Total {
    fn eq(&self, other: &Self) -> bool {
        if self.tail.is_empty() && other.tail.is_empty() {
            return self.head == other.head;
        }
        self.parts() == other.parts()
    }
}

/// Returns the rounded sum of two numbers, and what rounding took away.
fn two_sum(left: f64, right: f64) -> (f64, f64) {
    let sum = left + right;
    let of_right = sum - left;
    let of_left = sum - of_right;
    (sum, (left - of_left) + (right - of_right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(total: &Total) -> u64 {
        total.rounded().to_bits()
    }

    #[test]
    fn what_rounding_takes_away_is_kept() {
        let cases: &[(&[f64], f64)] = &[
            (&[], 0.0),
            (&[-0.0], 0.0),
            (&[0.1; 10], 1.0),
            (&[1e16, 1.0, -1e16], 1.0),
            (&[1e100, 1.0, -1e100, 1e-100], 1.0),
            (&[1e16, 1.0, 1e-16], 10_000_000_000_000_002.0),
            (&[1e16, 1.0], 1e16),
            (&[1e16, 1.0, -1e-16], 1e16),
            (&[-1e16, -1.0, -1e-16], -10_000_000_000_000_002.0),
            (&[2.5, -2.5], 0.0),
            (&[5e-324, 5e-324], 1e-323),
        ];
        for (numbers, sum) in cases {
            assert_eq!(bits(&Total::of(numbers.iter().copied())), sum.to_bits(), "{numbers:?}");
        }
    }

    #[test]
    fn what_occurred_three_times_is_three() {
        for (value, count) in [(0.1, 3_u8), (1e300, 7), (-1.0 / 3.0, 250), (2_f64.powi(360), 3)] {
            let mut times = Total::default();
            times.add_times(value, f64::from(count));
            assert_eq!(times, Total::of((0..count).map(|_| value)), "{value} {count} times");
        }
    }

    #[test]
    fn the_farthest_values_and_counts_have_a_sum() {
        let farthest = 2_f64.powi(360);
        let mut total = Total::default();
        for _ in 0..1_000 {
            total.add_times(farthest, farthest);
            total.add_times(-farthest, farthest / 2.0);
        }
        assert_eq!(total.rounded().to_bits(), (500.0 * 2_f64.powi(720)).to_bits());
    }

    #[test]
    fn what_is_not_finite_stays_so() {
        assert!(Total::of([1.0, f64::NAN, 2.0]).rounded().is_nan());
        assert!(Total::of([f64::INFINITY, 1.0]).parts()[0].is_infinite());
        assert!(Total::of([f64::MAX, f64::MAX, 1.0, 1e-9]).rounded().is_infinite());
    }

    /// Numbers of any size, and such as cancel each other.
    fn numbers() -> impl Strategy<Value = Vec<f64>> {
        let number = prop_oneof![
            -1e3..1e3_f64,
            (-300..300_i32, -9..9_i32)
                .prop_map(|(power, digit)| f64::from(digit) * 10_f64.powi(power)),
            prop::sample::select(vec![1e16, -1e16, 1.0, -1.0, 0.1, 5e-324, 2_f64.powi(360)]),
        ];
        prop::collection::vec(number, 0..40)
    }

    proptest! {
        #[test]
        fn the_order_does_not_matter(numbers in numbers(), shift in 0..40_usize) {
            let forwards = Total::of(numbers.iter().copied());
            let mut turned = numbers.clone();
            turned.rotate_left(shift.min(numbers.len()));
            prop_assert_eq!(&Total::of(turned.iter().copied()), &forwards);
            prop_assert_eq!(bits(&Total::of(turned.into_iter().rev())), bits(&forwards));
        }

        #[test]
        fn totals_of_parts_come_to_the_total(numbers in numbers(), cut in 0..40_usize) {
            let (left, right) = numbers.split_at(cut.min(numbers.len()));
            let mut joined = Total::of(left.iter().copied());
            joined.add_total(&Total::of(right.iter().copied()));
            let whole = Total::of(numbers.iter().copied());
            prop_assert_eq!(&joined, &whole);
            prop_assert_eq!(&Total::of(whole.parts()), &whole);
        }

        /// Against whole numbers, which are exact: numbers below 2^52 in steps of 2^-20.
        #[test]
        fn it_is_what_whole_numbers_come_to(
            numbers in prop::collection::vec(-(1_i64 << 62)..1_i64 << 62, 1..60),
        ) {
            #[expect(clippy::cast_precision_loss, reason = "rounded to what is added below")]
            let numbers: Vec<f64> = numbers.into_iter().map(|number| number as f64).collect();
            #[expect(clippy::cast_possible_truncation, reason = "they are whole")]
            let sum: i128 = numbers.iter().map(|number| *number as i128).sum();
            #[expect(clippy::cast_precision_loss, reason = "rounding is what is looked at")]
            let sum = sum as f64;
            prop_assert_eq!(bits(&Total::of(numbers)), sum.to_bits());
        }
    }
}
