//! `outline!`: structures that no handler takes or answers yet.

/// Declares structures as [`shape!`](crate::shape) does, but only describes them: what no handler
/// takes or answers yet needs no Rust type to be read into.
///
/// The text is that of `shape!`, so an operation that is built changes this one word. A description
/// of its own may be left out where a name says it all.
#[macro_export]
macro_rules! outline {
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
        #[derive(Debug)]
        #[allow(unreachable_pub, reason = "tests declare some of their own")]
        pub enum $name {}

        $crate::described! {
            $name [$($one_of)?] [$($doc),*] $($wire: $type, [$($member_doc),*], [$($($limit),*)?];)*
        }
    )* };
}

/// The part of [`shape!`](crate::shape) and [`outline!`](crate::outline) that says what the API says.
#[macro_export]
#[doc(hidden)]
macro_rules! described {
    ($name:ident [$($one_of:ident)?] [$($doc:literal),*]
        $($wire:literal: $type:ty, [$($member_doc:literal),*], [$($limit:expr),*];)*) => {
        impl $crate::schema::Described for $name {
            const SCHEMA: $crate::schema::Schema =
                $crate::schema::Schema::Structure(&$crate::schema::Structure {
                    name: stringify!($name),
                    doc: concat!($($doc, "\n"),*),
                    one_of: $crate::one_of!($($one_of)?),
                    members: &[$($crate::schema::Member {
                        name: $wire,
                        doc: concat!($($member_doc, "\n"),*),
                        required: <$type as $crate::schema::Described>::REQUIRED,
                        schema: <$type as $crate::schema::Described>::SCHEMA,
                        limits: &[$($limit),*],
                    }),*],
                });
        }
    };
}

/// The part of [`shape!`](crate::shape) and [`outline!`](crate::outline) that is about unions.
#[macro_export]
#[doc(hidden)]
macro_rules! one_of {
    () => {
        false
    };
    (OneOf) => {
        true
    };
}

#[cfg(test)]
mod tests {
    use crate::schema::Limit::MinLength;
    use crate::schema::{Described, Schema};

    outline! {
        /// Something to try.
        pub struct Sample {
            /// Its name.
            name: String = "Name" [MinLength(1)],
            parts: Option<Vec<Part>> = "Parts",
        }

        /// One or the other.
        pub struct Part [OneOf] {
            weight: Option<f64> = "Weight",
        }
    }

    #[test]
    fn it_describes_as_shape_does() {
        let Schema::Structure(sample) = Sample::SCHEMA else { panic!("not a structure") };
        let Schema::List(Schema::Structure(part)) = sample.members[1].schema else {
            panic!("not a list of structures")
        };
        let told: Vec<_> = sample
            .members
            .iter()
            .map(|m| (m.name, m.sentence(), m.required, m.limits.len()))
            .collect();
        let expected =
            [("Name", "Its name.".to_owned(), true, 1), ("Parts", String::new(), false, 0)];
        assert_eq!(told, expected);
        assert_eq!((sample.one_of, part.one_of), (false, true));
    }
}
