//! How the API is described.
//!
//! [`shape!`](crate::shape) declares a structure once. The Rust type, the names of options, help,
//! checks, output order, completions and man pages all follow from the [`Structure`] behind it.
//! [`outline!`](crate::outline) declares all of that but the Rust type, which costs the most to build.
//!
//! ```text
//! shape! { struct ... } --> Rust type          what handlers work with
//!                       \-> Structure          what every loop over the tables reads
//!                             members: name on the wire, sentence, schema, limits
//! ```
//!
//! Names, types, order, required members and limits are those of the official API model; rules
//! that the service applies beyond it lie beside the nouns of each service.

pub mod check;
pub mod constraints;
mod kinds;
pub mod names;
mod outline;
mod presented;
pub mod recorded;
pub mod shape;

pub use kinds::Blob;
pub use presented::{has_times, present, present_in};
pub use shape::{Described, Mismatch, Shape};

/// A structure of the API: what an operation takes or answers, or a part of that.
#[derive(Debug)]
pub struct Structure {
    /// The name of the type.
    pub name: &'static str,
    /// What it is, in our own words.
    pub doc: &'static str,
    /// Whether exactly one of its members must be there.
    pub one_of: bool,
    /// Its members in the order of the model, which is the order of output.
    pub members: &'static [Member],
}

impl Structure {
    /// Returns the member with this name on the wire.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    /// The name on the wire, as in `S3BucketName`.
    pub name: &'static str,
    /// What it means, in our own words.
    pub doc: &'static str,
    /// Whether a request without it is refused.
    pub required: bool,
    /// The kind of its value.
    pub schema: Schema,
    /// The limits that the model sets on its value.
    pub limits: &'static [Limit],
}

impl Member {
    /// Returns what the member means, each line without the space that follows `///`.
    pub fn sentence(&self) -> String {
        sentence(self.doc)
    }
}

/// Returns a doc comment as one paragraph a line.
pub fn sentence(doc: &str) -> String {
    let lines = doc.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut text = String::new();
    for line in lines {
        if line.is_empty() {
            text.push_str("\n\n");
        } else {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(line);
        }
    }
    text.trim().to_owned()
}

/// The kind of a value.
#[derive(Clone, Copy, Debug)]
pub enum Schema {
    /// Bytes.
    Blob,
    /// True or false.
    Boolean,
    /// A number with a fraction.
    Double,
    /// One of a few words.
    Enum(&'static [&'static str]),
    /// A whole number of 32 bits.
    Integer,
    /// Several values of one kind.
    List(&'static Schema),
    /// A whole number of 64 bits.
    Long,
    /// Values of one kind by name.
    Map(&'static Schema),
    /// Text.
    String,
    /// Members by name.
    Structure(&'static Structure),
    /// A point in time: on the wire, seconds since 1970.
    Timestamp,
}

/// A limit that the model sets on a value.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// The regular expression that a whole text fits.
    Pattern(&'static str),
    /// The largest number.
    Max(i64),
    /// The most characters of a text, or entries of a list or map.
    MaxLength(usize),
    /// The smallest number.
    Min(i64),
    /// The fewest characters of a text, or entries of a list or map.
    MinLength(usize),
    /// The limits on each entry of a list or map.
    Each(&'static [Limit]),
    /// The limits on each name in a map.
    EachName(&'static [Limit]),
}

/// Returns the limits that apply to each entry of a list or map with these limits.
fn limits_of_each(limits: &'static [Limit]) -> &'static [Limit] {
    limits
        .iter()
        .find_map(|limit| match limit {
            Limit::Each(limits) => Some(*limits),
            _ => None,
        })
        .unwrap_or(&[])
}

/// Returns the limits that apply to each name in a map with these limits.
fn limits_of_names(limits: &'static [Limit]) -> &'static [Limit] {
    limits
        .iter()
        .find_map(|limit| match limit {
            Limit::EachName(limits) => Some(*limits),
            _ => None,
        })
        .unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doc_comment_becomes_a_paragraph_a_line() {
        assert_eq!(sentence(" One\n two.\n\n Three.\n"), "One two.\n\nThree.");
    }
}
