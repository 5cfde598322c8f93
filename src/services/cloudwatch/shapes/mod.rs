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

use crate::schema::{Described, Mismatch, Schema, Shape};
use crate::value::Value;

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

impl<W: Described> Described for Word<W> {
    const SCHEMA: Schema = W::SCHEMA;
}

impl<W: Shape> Shape for Word<W> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        Ok(Self(String::read(value)?, PhantomData))
    }

    fn write(&self) -> Value {
        self.0.write()
    }
}
