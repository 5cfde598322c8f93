//! What a value is measured in.
//!
//! CloudWatch attaches no meaning to units, but keeps data of different units apart: without a unit
//! in a request, each unit has datapoints of its own.
//!
//! Source: CloudWatch User Guide, "CloudWatch concepts", "Units".

use crate::words;

words! {
    /// A unit.
    pub enum Unit {
        /// Seconds.
        Seconds = "Seconds",
        /// Millionths of a second.
        Microseconds = "Microseconds",
        /// Thousandths of a second.
        Milliseconds = "Milliseconds",
        /// Bytes.
        Bytes = "Bytes",
        /// Thousands of bytes.
        Kilobytes = "Kilobytes",
        /// Millions of bytes.
        Megabytes = "Megabytes",
        /// Billions of bytes.
        Gigabytes = "Gigabytes",
        /// Millions of millions of bytes.
        Terabytes = "Terabytes",
        /// Bits.
        Bits = "Bits",
        /// Thousands of bits.
        Kilobits = "Kilobits",
        /// Millions of bits.
        Megabits = "Megabits",
        /// Billions of bits.
        Gigabits = "Gigabits",
        /// Millions of millions of bits.
        Terabits = "Terabits",
        /// Hundredths of a whole.
        Percent = "Percent",
        /// Things.
        Count = "Count",
        /// Bytes in a second.
        BytesPerSecond = "Bytes/Second",
        /// Thousands of bytes in a second.
        KilobytesPerSecond = "Kilobytes/Second",
        /// Millions of bytes in a second.
        MegabytesPerSecond = "Megabytes/Second",
        /// Billions of bytes in a second.
        GigabytesPerSecond = "Gigabytes/Second",
        /// Millions of millions of bytes in a second.
        TerabytesPerSecond = "Terabytes/Second",
        /// Bits in a second.
        BitsPerSecond = "Bits/Second",
        /// Thousands of bits in a second.
        KilobitsPerSecond = "Kilobits/Second",
        /// Millions of bits in a second.
        MegabitsPerSecond = "Megabits/Second",
        /// Billions of bits in a second.
        GigabitsPerSecond = "Gigabits/Second",
        /// Millions of millions of bits in a second.
        TerabitsPerSecond = "Terabits/Second",
        /// Things in a second.
        CountPerSecond = "Count/Second",
        /// No unit, which is what data have that name none.
        None = "None",
    }
}

impl Unit {
    /// Returns the number that stands for it in kept bytes: its place in the model, from 0 to 26.
    ///
    /// A unit that the model gains has to come last here, or kept bytes change their meaning.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the unit of a number; `None` if it stands for none.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_27_and_each_has_a_number_of_its_own() {
        assert_eq!(Unit::ALL.len(), 27);
        for (place, unit) in Unit::ALL.iter().enumerate() {
            assert_eq!(usize::from(unit.number()), place, "{}", unit.word());
            assert_eq!(Unit::from_number(unit.number()), Some(*unit), "{}", unit.word());
        }
        assert_eq!(Unit::from_number(27), None);
    }
}
