//! `shape!`, and how values of the API become Rust values and back.

use std::fmt;

use super::Schema;
use crate::value::pretty::{Parts, PrettyLists, Printed, Printer};
use crate::value::{Object, Value};

/// A type that stands for a shape of the API.
pub trait Described {
    /// What the API says about it.
    const SCHEMA: Schema;
    /// Whether a structure must have it.
    const REQUIRED: bool = true;
}

/// A type that documents are read into and made of.
pub trait Shape: Described + Sized {
    /// Makes the Rust value of a document; fails if the document is of another kind.
    fn read(value: &Value) -> Result<Self, Mismatch>;

    /// Returns the document of the Rust value, which it is made of: answers may be large.
    fn write(self) -> Value;

    /// Prints the document as commands do, with times as text in the local zone, without making it.
    fn print(&self, to: Printer<'_>);

    /// Returns the value of a member that is not there, if it need not be.
    fn absent() -> Option<Self> {
        None
    }

    /// Returns whether a structure has no such member if this is its value.
    fn is_absent(&self) -> bool {
        false
    }

    /// Moves the items of a list into one of the name, if that is among those wanted.
    fn move_items(&mut self, name: &str, lists: &mut PrettyLists) {
        let _ = (name, lists);
    }

    /// Moves the items of those members of a structure that are wanted.
    fn move_lists(&mut self, lists: &mut PrettyLists) {
        let _ = lists;
    }
}

/// A document that is not of the kind that its schema says.
///
/// [`check`](super::check) finds these with all their words before a handler runs, so this is only
/// met where something was not checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mismatch(pub String);

impl Mismatch {
    pub(super) fn new(expected: &str, value: &Value) -> Self {
        Self(format!("expected {expected}, found {value}"))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a member of a structure by its name on the wire.
pub fn read_member<T: Shape>(members: &Object, name: &str) -> Result<T, Mismatch> {
    match members.get(name) {
        None | Some(Value::Null) => {
            T::absent().ok_or_else(|| Mismatch(format!("{name} is missing")))
        }
        Some(value) => T::read(value),
    }
}

/// Makes the document of a structure of its members, without those that are absent.
///
/// Answers have thousands of structures: each gets the room that it needs, once.
pub fn write_members<'n, M>(members: M) -> Value
where
    M: AsRef<[(&'n str, Value)]> + IntoIterator<Item = (&'n str, Value)>,
{
    let there = members.as_ref().iter().filter(|(_, value)| !value.is_null()).count();
    let mut object = Object::with_capacity(there);
    for (name, value) in members {
        if !value.is_null() {
            object.insert(name.to_owned(), value);
        }
    }
    Value::Object(object)
}

/// Prints a member of a structure, unless it is absent.
pub fn print_member<T: Shape>(members: &mut Parts<'_>, name: &str, value: &T) {
    if !value.is_absent() {
        value.print(members.member(name));
    }
}

/// Prints what is wanted of an answer; returns whether that is all of it.
pub fn print_answer<T: Shape>(answer: &mut T, printed: Printed<'_>) -> bool {
    match printed {
        Printed::Lists(lists) => {
            answer.move_lists(lists);
            false
        }
        Printed::Whole(text) => {
            answer.print(Printer::new(text));
            true
        }
    }
}

/// Declares structures of the API.
///
/// Each member is `field: Type = "NameOnTheWire" [Limit, ...]`; an `Option` need not be there. The
/// doc comments are the help text. Of a structure that says `[OneOf]` behind its name, exactly one
/// member must be there.
#[macro_export]
macro_rules! shape {
    ($(
        $(#[doc = $doc:literal])*
        pub struct $name:ident $([$one_of:ident])? {
            $(
                $(#[doc = $member_doc:literal])*
                $field:ident: $type:ty = $wire:literal $([$($limit:expr),* $(,)?])?
            ),* $(,)?
        }
    )*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[allow(unreachable_pub, reason = "tests declare some of their own")]
        pub struct $name {
            $($(#[doc = $member_doc])* pub $field: $type,)*
        }

        $crate::described! {
            $name [$($one_of)?] [$($doc),*] $($wire: $type, [$($member_doc),*], [$($($limit),*)?];)*
        }

        impl $crate::schema::Shape for $name {
            #[allow(unused_variables, reason = "some structures have no members")]
            fn read(
                value: &$crate::value::Value,
            ) -> Result<Self, $crate::schema::Mismatch> {
                let members = value.as_object().ok_or_else(|| {
                    $crate::schema::Mismatch(format!("expected {}", stringify!($name)))
                })?;
                Ok(Self {
                    $($field: $crate::schema::shape::read_member(members, $wire)?,)*
                })
            }

            fn write(self) -> $crate::value::Value {
                $crate::schema::shape::write_members([
                    $(($wire, $crate::schema::Shape::write(self.$field)),)*
                ])
            }

            #[allow(unused_mut, reason = "some structures have no members")]
            fn print(&self, to: $crate::value::pretty::Printer<'_>) {
                let mut members = to.object();
                $($crate::schema::shape::print_member(&mut members, $wire, &self.$field);)*
                members.close();
            }

            #[allow(unused_variables, reason = "some structures have no members")]
            fn move_lists(&mut self, lists: &mut $crate::value::pretty::PrettyLists) {
                $($crate::schema::Shape::move_items(&mut self.$field, $wire, lists);)*
            }
        }
    )* };
}

/// Declares a type that is one of a few words, as `Variant = "word"`.
///
/// What no handler looks at yet needs no variants, and is a list of words.
#[macro_export]
macro_rules! words {
    ($(
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal),* $(,)?
        }
    )*) => { $(
        $(#[doc = $doc])*
        #[derive(
            Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
            serde::Serialize, serde::Deserialize,
        )]
        #[allow(unreachable_pub, reason = "tests declare some of their own")]
        pub enum $name {
            $($(#[doc = $variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        #[allow(unreachable_pub, reason = "tests declare some of their own")]
        impl $name {
            /// The words, in the order of the model.
            pub const WORDS: &'static [&'static str] = &[$($word),*];
            /// The values, in the order of the model.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the value that a word stands for.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Returns the word.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        /// The first word, for structures that are filled in later.
        impl Default for $name {
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl $crate::schema::Described for $name {
            const SCHEMA: $crate::schema::Schema = $crate::schema::Schema::Enum(Self::WORDS);
        }

        impl $crate::schema::Shape for $name {
            fn read(
                value: &$crate::value::Value,
            ) -> Result<Self, $crate::schema::Mismatch> {
                value.as_str().and_then(Self::parse).ok_or_else(|| {
                    $crate::schema::Mismatch(format!("expected one of {:?}", Self::WORDS))
                })
            }

            fn write(self) -> $crate::value::Value {
                $crate::value::Value::from(self.word())
            }

            fn print(&self, to: $crate::value::pretty::Printer<'_>) {
                to.text(self.word());
            }
        }
    )* };
    ($(
        $(#[doc = $doc:literal])*
        pub enum $name:ident = [$($word:literal),* $(,)?];
    )*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug)]
        #[allow(unreachable_pub, reason = "tests declare some of their own")]
        pub enum $name {}

        impl $crate::schema::Described for $name {
            const SCHEMA: $crate::schema::Schema = $crate::schema::Schema::Enum(&[$($word),*]);
        }
    )* };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Limit::{MaxLength, MinLength};
    use crate::time::Timestamp;
    use serde_json::json;

    shape! {
        /// Something to try.
        pub struct Sample {
            /// Its name.
            name: String = "Name" [MinLength(1), MaxLength(8)],
            /// How many.
            count: Option<i32> = "Count",
            /// When.
            at: Option<Timestamp> = "At",
            /// What it is made of.
            parts: Option<Vec<Sample2>> = "Parts",
            /// What colour it has.
            colour: Option<Colour> = "Colour",
        }

        /// A part.
        pub struct Sample2 {
            /// Its weight.
            weight: f64 = "Weight",
        }
    }

    words! {
        /// A colour.
        pub enum Colour {
            /// Like a cherry.
            Red = "red",
            /// Like the sea.
            Blue = "blue",
        }
    }

    #[test]
    fn a_structure_is_written_as_it_was_read_in_the_order_of_the_model() {
        let document = json!({"Colour": "red", "Name": "a", "Parts": [{"Weight": 1.5}], "At": 1.5});
        let sample = Sample::read(&document).unwrap();

        assert_eq!(sample.colour, Some(Colour::Red));
        assert_eq!(sample.parts, Some(vec![Sample2 { weight: 1.5 }]));
        let written = r#"{"Name":"a","At":1,"Parts":[{"Weight":1.5}],"Colour":"red"}"#;
        assert_eq!(sample.write().to_string(), written);
    }

    #[test]
    fn the_schema_has_names_docs_and_limits() {
        let Schema::Structure(structure) = Sample::SCHEMA else { panic!("not a structure") };
        let names: Vec<_> = structure.members.iter().map(|m| (m.name, m.required)).collect();
        let expected =
            [("Name", true), ("Count", false), ("At", false), ("Parts", false), ("Colour", false)];
        assert_eq!(names, expected);
        assert_eq!(structure.members[0].sentence(), "Its name.");
        assert_eq!(structure.members[0].limits.len(), 2);
    }

    #[test]
    fn what_is_of_another_kind_is_refused() {
        for wrong in [json!([]), json!({}), json!({"Name": 1}), json!({"Name": "a", "Count": 1.5})]
        {
            assert!(Sample::read(&wrong).is_err(), "{wrong}");
        }
        assert!(Colour::read(&json!("green")).is_err());
    }
}
