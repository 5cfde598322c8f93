//! Reading what a rule found, as far as it is asked for.

use std::collections::VecDeque;

use super::chunk::{Chunk, around, of_rule};
use super::{Outcome, Sweep};
use crate::error::Result;
use crate::services::config::rule::Rule;
use crate::store::{Record, Scan, Txn};

/// The results of a rule from a place on, in the order of types and ids; they are read as they are
/// asked for.
pub struct Walk<'t> {
    sweep: Option<Sweep>,
    chunks: Scan<'t, Chunk>,
    ready: VecDeque<Outcome>,
}

impl<'t> Walk<'t> {
    /// Begins with a type and id, or with what comes after them.
    pub fn from(txn: &'t Txn<'_>, rule: &Rule, place: (&str, &str)) -> Result<Self> {
        let end = of_rule(rule).end();
        let (behind, first) = match around(txn, rule, place)? {
            Some(chunk) => (chunk.key().end(), chunk.outcomes(rule.fared.sweep)),
            None => (end.clone(), Vec::new()),
        };
        let ready = first.into_iter().skip_while(|outcome| outcome.place() < place).collect();
        Ok(Self { sweep: rule.fared.sweep, chunks: txn.range(&behind, &end), ready })
    }

    /// Returns the next result, which stays the next.
    pub fn peek(&mut self) -> Result<Option<&Outcome>> {
        while self.ready.is_empty() {
            match self.chunks.next() {
                None => return Ok(None),
                Some(chunk) => self.ready.extend(chunk?.outcomes(self.sweep)),
            }
        }
        Ok(self.ready.front())
    }

    /// Returns the next result.
    pub fn take(&mut self) -> Result<Option<Outcome>> {
        self.peek()?;
        Ok(self.ready.pop_front())
    }
}
