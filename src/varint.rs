//! Numbers that take as few bytes as they need.
//!
//! A *varint* has seven bits a byte, the lowest first, and the high bit in all bytes but the last.
//! A floating-point number is the varint of its 64 bits with the bytes turned around: the bits that
//! are zero in short numbers come last and take no room, so 12.5 takes 2 bytes, and no bit is lost.

/// Writes a whole number.
#[expect(clippy::cast_possible_truncation, reason = "only the lowest bits are meant")]
pub fn write_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Writes a whole number that may be negative: small ones of either sign take few bytes.
pub fn write_signed(bytes: &mut Vec<u8>, number: i64) {
    write_varint(bytes, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

/// Writes a floating-point number.
pub fn write_number(bytes: &mut Vec<u8>, number: f64) {
    write_varint(bytes, number.to_bits().swap_bytes());
}

/// Returns how many bytes a whole number takes.
pub const fn varint_length(number: u64) -> usize {
    (70 - (number | 1).leading_zeros() as usize) / 7
}

/// Returns how many bytes a floating-point number takes.
pub const fn length(number: f64) -> usize {
    varint_length(number.to_bits().swap_bytes())
}

/// The bytes that are still to be read; everything is `None` once there are too few.
pub struct Reader<'b>(pub &'b [u8]);

impl<'b> Reader<'b> {
    /// Returns whether nothing is left.
    pub const fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many bytes are left: no more things can follow than that.
    pub const fn left(&self) -> usize {
        self.0.len()
    }

    /// Reads as many bytes as an array has.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    /// Reads some bytes.
    pub fn bytes(&mut self, count: usize) -> Option<&'b [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    /// Reads a whole number.
    pub fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            let bits = u64::from(byte & 0x7F);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Reads a whole number that may be negative.
    pub fn signed(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// Reads a floating-point number.
    pub fn number(&mut self) -> Option<f64> {
        Some(f64::from_bits(self.varint()?.swap_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_numbers_take_few_bytes() {
        let mut bytes = Vec::new();
        write_varint(&mut bytes, 300);
        write_signed(&mut bytes, -1);
        write_number(&mut bytes, 12.5);
        assert_eq!(crate::id::hex(&bytes), "ac0201c052");
    }

    #[test]
    fn bytes_that_are_no_number_are_not_taken_for_one() {
        for bytes in [&[][..], &[0x80], &[0xFF; 9], &[0xFF; 10]] {
            assert_eq!(Reader(bytes).varint(), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(whole: u64, signed: i64, bits: u64) {
            let mut bytes = Vec::new();
            write_varint(&mut bytes, whole);
            write_signed(&mut bytes, signed);
            write_number(&mut bytes, f64::from_bits(bits));
            let lengths = varint_length(whole) + length(f64::from_bits(bits));
            prop_assert!((lengths + 1..=lengths + 10).contains(&bytes.len()));
            let mut reader = Reader(&bytes);
            prop_assert_eq!(reader.varint(), Some(whole));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.number().map(f64::to_bits), Some(bits));
            prop_assert!(reader.is_at_end());
        }
    }
}
