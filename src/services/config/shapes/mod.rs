//! What the operations take and answer, one file per kind of resource.
//!
//! Names, types, order and limits are those of the AWS Config API model, version 2014-11-12.

pub mod aggregate_compliance;
pub mod aggregate_resources;
pub mod aggregation_authorizations;
pub mod aggregators;
pub mod compliance;
pub mod conformance_pack_compliance;
pub mod conformance_packs;
pub mod connectors;
pub mod delivery_channels;
pub mod evaluations;
pub mod organization_conformance_packs;
pub mod organization_rules;
pub mod queries;
pub mod recorders;
pub mod remediation;
pub mod resource_evaluations;
pub mod resource_types;
pub mod resources;
pub mod retention;
pub mod rules;
pub mod tags;

use std::marker::PhantomData;

use crate::schema::{Described, Mismatch, Schema, Shape};
use crate::shape;
use crate::value::Value;
use crate::value::pretty::Printer;

shape! {
    /// Nothing.
    pub struct Nothing {}
}

/// A word of a set of the model, as text.
///
/// Which words there are is checked before a handler runs, and answers have some that are written
/// otherwise than in the model.
#[derive(Debug)]
pub struct Word<W>(pub String, PhantomData<fn() -> W>);

// The words of a set need neither be cloned nor compared for their texts to be.
impl<W> Clone for Word<W> {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl<W> PartialEq for Word<W> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<W> Word<W> {
    /// Makes one.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into(), PhantomData)
    }
}

impl<W> Default for Word<W> {
    fn default() -> Self {
        Self::new("")
    }
}

impl<W: Described> Described for Word<W> {
    const SCHEMA: Schema = W::SCHEMA;
}

impl<W: Described> Shape for Word<W> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        String::read(value).map(Self::new)
    }

    fn write(self) -> Value {
        self.0.write()
    }

    fn print(&self, to: Printer<'_>) {
        to.text(&self.0);
    }
}
