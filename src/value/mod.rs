//! The document that every layer passes along: JSON values whose members keep their order.
//!
//! A [`Value`] goes into the engine and comes out of it, whatever face the call came through. The
//! order of members is part of what users see, so `serde_json` is built with `preserve_order`.

pub mod bad_json;
pub mod json;
pub mod number;
pub mod pretty;

pub use serde_json::Value;

/// The members of a document, in order.
pub type Object = serde_json::Map<String, Value>;

/// Returns whether a value is the empty object, which commands print as nothing.
pub fn is_empty_object(value: &Value) -> bool {
    value.as_object().is_some_and(Object::is_empty)
}
