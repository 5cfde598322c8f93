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
pub mod report;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shapes::insight_rules::InsightRule;
use crate::arn::partition_of;
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};

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

    /// Returns it as answers show it.
    pub fn shown(self) -> InsightRule {
        let state = if self.is_enabled() { "ENABLED" } else { "DISABLED" };
        InsightRule {
            name: self.name,
            state: state.to_owned(),
            schema: r#"{"Name": "CloudWatchLogRule", "Version": 1}"#.to_owned(),
            definition: self.definition,
            managed_rule: Some(false),
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
