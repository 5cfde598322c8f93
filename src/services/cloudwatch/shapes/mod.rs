//! The shapes of the API, one file per kind of resource.
//!
//! Written from the CloudWatch API model, version 2010-08-01: names, types, order, required members
//! and limits are the model's, descriptions our own.

pub mod alarm_history;
pub mod alarm_mute_rules;
pub mod alarms;
pub mod anomaly_detectors;
pub mod composite_alarms;
pub mod dashboards;
pub mod data;
pub mod datasets;
pub mod insight_rules;
pub mod log_alarms;
pub mod metric_data;
pub mod metric_streams;
pub mod metrics;
pub mod otel;
pub mod statistics;
pub mod tags;

use std::marker::PhantomData;

use crate::schema::{Described, Mismatch, Schema, Shape, has_times, present_in};
use crate::value::Value;
use crate::value::pretty::Printer;

/// The pattern of namespaces.
///
/// Source: the API model, `Namespace`.
const NAMESPACE: &str = "[^:].*";

/// A word that should be one of those of `W`.
///
/// Help and completion know the words; the operation refuses others in a sentence of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word<W>(String, PhantomData<W>);

impl<W: Shape> Word<W> {
    /// Returns what the word stands for; `None` if it is none of the set.
    pub fn known(&self) -> Option<W> {
        W::read(&Value::from(self.0.as_str())).ok()
    }
}

impl<W: Shape> From<W> for Word<W> {
    fn from(word: W) -> Self {
        Self(word.write().as_str().unwrap_or_default().to_owned(), PhantomData)
    }
}

/// A document of the form of `S` that is kept as it is, where no handler looks into it.
#[derive(Debug)]
pub struct Document<S>(Value, PhantomData<fn() -> S>);

// What is only described can neither be cloned nor compared, and need not be.
impl<S> Clone for Document<S> {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl<S> PartialEq for Document<S> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<S> Document<S> {
    /// Makes one of a document.
    pub const fn new(value: Value) -> Self {
        Self(value, PhantomData)
    }

    /// Returns the document.
    pub fn into_value(self) -> Value {
        self.0
    }
}

impl<S> Default for Document<S> {
    fn default() -> Self {
        Self::new(Value::Null)
    }
}

impl<S: Described> Described for Document<S> {
    const SCHEMA: Schema = S::SCHEMA;
}

impl<S: Described> Shape for Document<S> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        Ok(Self::new(value.clone()))
    }

    fn write(self) -> Value {
        self.0
    }

    fn print(&self, to: Printer<'_>) {
        if has_times(S::SCHEMA) {
            let mut shown = self.0.clone();
            present_in(&mut shown, S::SCHEMA);
            to.value(&shown);
        } else {
            to.value(&self.0);
        }
    }

    fn is_absent(&self) -> bool {
        self.0.is_null()
    }
}

impl<W: Described> Described for Word<W> {
    const SCHEMA: Schema = W::SCHEMA;
}

impl<W: Shape> Shape for Word<W> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        Ok(Self(String::read(value)?, PhantomData))
    }

    fn write(self) -> Value {
        self.0.write()
    }

    fn print(&self, to: Printer<'_>) {
        to.text(&self.0);
    }
}
