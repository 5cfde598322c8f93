//! Messages in the binary form of Protocol Buffers, as far as metric streams need it.
//!
//! Source: Protocol Buffers documentation, "Encoding"; as in its third version, a number that is zero
//! is not written.

use crate::varint::write_varint;

/// How a field's value is written.
const EIGHT_BYTES: u64 = 1;
const WITH_LENGTH: u64 = 2;

/// A message that is being written, field by field.
#[derive(Clone, Debug, Default)]
pub struct Message(Vec<u8>);

impl Message {
    /// Adds a text.
    #[must_use]
    pub fn text(mut self, field: u64, text: &str) -> Self {
        self.add_bytes(field, text.as_bytes());
        self
    }

    /// Adds a message.
    #[must_use]
    pub fn message(mut self, field: u64, message: &Self) -> Self {
        self.add_bytes(field, &message.0);
        self
    }

    /// Adds messages, one after another.
    #[must_use]
    pub fn messages(self, field: u64, messages: impl IntoIterator<Item = Self>) -> Self {
        messages.into_iter().fold(self, |all, message| all.message(field, &message))
    }

    /// Adds a whole number of eight bytes.
    #[must_use]
    pub fn fixed(mut self, field: u64, number: u64) -> Self {
        if number != 0 {
            write_varint(&mut self.0, field << 3 | EIGHT_BYTES);
            self.0.extend(number.to_le_bytes());
        }
        self
    }

    /// Adds a floating-point number.
    #[must_use]
    pub fn double(self, field: u64, number: f64) -> Self {
        self.fixed(field, number.to_bits())
    }

    /// Returns its bytes behind their length.
    pub fn with_length(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() + 5);
        write_varint(&mut bytes, self.0.len() as u64);
        bytes.extend(&self.0);
        bytes
    }

    fn add_bytes(&mut self, field: u64, bytes: &[u8]) {
        write_varint(&mut self.0, field << 3 | WITH_LENGTH);
        write_varint(&mut self.0, bytes.len() as u64);
        self.0.extend(bytes);
    }
}
