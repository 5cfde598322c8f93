//! Contributor Insights rules: who or what stands out most in logs.
//!
//! ```text
//! put-insight-rule --> definition --> Rule
//!                          |
//! lines of log groups -----+--> report --> get-insight-rule-report
//! ```
//!
//! The only log groups here are those that trails name, and their lines are events: see
//! [`Context::logs`](crate::context::Context::logs). Over all others there is nothing to report.
//!
//! Source: CloudWatch User Guide, "Use Contributor Insights to analyze high-cardinality data".

pub mod definition;
pub mod managed;
pub mod report;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use definition::Definition;
use managed::Managed;
use report::{Order, Report};

use super::shapes::insight_rules::InsightRule;
use crate::arn::partition_of;
use crate::context::Logs;
use crate::error::{Error, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// A rule.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Rule {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name, which no other rule of account and region has.
    pub name: String,
    /// What it looks for, as it was put.
    pub definition: String,
    /// Whether it looks at log events as they were transformed.
    pub transformed: bool,
    /// Between which calls it looked at logs, by their numbers, which tell more than times do; the
    /// last span has no end while it looks.
    spans: Vec<(u64, Option<u64>)>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What it is made from, if AWS has it for a resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed: Option<Managed>,
}

impl Record for Rule {
    const KIND: &'static str = "insight rule";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_owner((&self.account, &self.region)).text(&self.name)
    }
}

impl Rule {
    /// Makes a rule that does not look at logs yet.
    pub fn new((account, region): (&str, &str), name: &str) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            name: name.to_owned(),
            definition: String::new(),
            transformed: false,
            spans: Vec::new(),
            tags: BTreeMap::new(),
            managed: None,
        }
    }

    fn of_owner((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns the rule of a name; `None` if there is none.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<Option<Self>> {
        txn.get(&Self::of_owner(owner).text(name))
    }

    /// Returns the rules of an account and region, in the order of their names.
    pub fn all_of(txn: &Txn<'_>, owner: (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::of_owner(owner)).collect()
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, name, .. } = self;
        format!("arn:{}:cloudwatch:{region}:{account}:insight-rule/{name}", partition_of(region))
    }

    /// Returns whether it looks at logs.
    pub fn is_enabled(&self) -> bool {
        self.spans.last().is_some_and(|(_, end)| end.is_none())
    }

    /// Lets it look at logs, or no longer, from the call of a number on.
    pub fn enable(&mut self, enabled: bool, number: u64) {
        match (enabled, self.is_enabled()) {
            (true, false) => self.spans.push((number, None)),
            (false, true) => {
                if let Some((_, end)) = self.spans.last_mut() {
                    *end = Some(number);
                }
            }
            _ => {}
        }
    }

    /// Returns whether it looked at what was logged of a call.
    pub fn looked_at(&self, number: u64) -> bool {
        self.spans.iter().any(|(first, end)| *first <= number && end.is_none_or(|end| number < end))
    }

    /// Returns whether it looks at logs, as answers say it.
    pub fn state(&self) -> &'static str {
        if self.is_enabled() { "ENABLED" } else { "DISABLED" }
    }

    /// Returns what it looks for.
    pub fn looks_for(&self) -> Result<Definition> {
        if let Some(managed) = &self.managed {
            return Ok(managed.looks_for());
        }
        let damaged = || format!("what is kept of the rule {} is damaged", self.name);
        Definition::parse(&self.definition).map_err(|_| Error::Damaged(damaged()))
    }

    /// Returns what it found from a time up to and without another; `beginning` tells when the period of
    /// a time begins.
    pub fn report(
        &self,
        source: (&Txn<'_>, Logs),
        span: (Timestamp, Timestamp),
        beginning: impl Fn(Timestamp) -> Timestamp,
        order: Order,
    ) -> Result<Report> {
        Ok(Report::of(self.counted(source, span)?, beginning, order))
    }

    /// Returns the lines that it counts from a time up to and without another: when each was logged, the
    /// values of its keys, and for how much it counts.
    ///
    /// It sees what was logged while it was enabled, with what it looks for now.
    pub fn counted(
        &self,
        (txn, logs): (&Txn<'_>, Logs),
        span: (Timestamp, Timestamp),
    ) -> Result<Vec<(Timestamp, Vec<String>, f64)>> {
        let definition = self.looks_for()?;
        let wanted = |group: &str| definition.looks_at(group);
        let lines = logs(txn, (&self.account, &self.region), &wanted, span)?;
        let counted = lines.into_iter().filter(|line| self.looked_at(line.number));
        let counted = counted.filter_map(|line| {
            definition.counts(&line.document).map(|(keys, value)| (line.time, keys, value))
        });
        Ok(counted.collect())
    }

    /// Returns it as answers show it.
    pub fn shown(self) -> InsightRule {
        let schema = match self.managed {
            Some(_) => managed::SCHEMA,
            None => r#"{"Name": "CloudWatchLogRule", "Version": 1}"#,
        };
        InsightRule {
            state: self.state().to_owned(),
            name: self.name,
            schema: schema.to_owned(),
            definition: self.definition,
            managed_rule: Some(self.managed.is_some()),
            apply_on_transformed_logs: Some(self.transformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_looks_at_what_is_logged_while_it_is_enabled() {
        let mut rule = Rule::new(("1", "r"), "a");
        assert!(!rule.is_enabled());
        for (enabled, number) in [(true, 10), (true, 15), (false, 20), (false, 25), (true, 30)] {
            rule.enable(enabled, number);
            assert_eq!(rule.is_enabled(), enabled);
        }
        let looked: Vec<_> =
            [9, 10, 19, 20, 29, 30, 99].map(|number| rule.looked_at(number)).into();
        assert_eq!(looked, [false, true, true, false, false, true, true]);
    }
}
