//! Conformance packs: rules and remediations that are put and judged together.
//!
//! ```text
//! template + parameters --> rules named NAME-conformance-pack-ID, made by the service
//!                       \-> CREATE_FAILED, and no rules, if one of them cannot be
//! ```
//!
//! All is deployed at once. AWS takes minutes, and a stack of CloudFormation that is not here.
//!
//! Source: AWS Config Developer Guide, "Conformance Packs"; API Reference, "`ConformancePackDetail`".

pub mod template;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::NO_SUCH_CONFORMANCE_PACK;
use super::rule::Rule;
use super::shapes::Word;
use super::shapes::compliance::ComplianceType;
use super::shapes::conformance_packs::{
    ConformancePackDetail, ConformancePackInputParameter, ConformancePackStatusDetail,
};
use crate::arn::partition_of;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// Who makes the rules of conformance packs.
///
/// Source: AWS Config Developer Guide, "Service-Linked AWS Config Rules".
pub const SERVICE: &str = "config-conforms.amazonaws.com";

/// What the ids of conformance packs begin with, which the names of their rules end in.
pub const BEGINNING: &str = "conformance-pack-";

/// How many conformance packs a region may have.
///
/// Source: AWS Config Developer Guide, "Service Limits".
pub const PACKS: usize = 50;

/// How many rules a conformance pack may have.
///
/// Source: AWS Config Developer Guide, "Service Limits".
pub const RULES: usize = 130;

/// A conformance pack.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Pack {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Tells it from all others: `conformance-pack-` and nine letters.
    pub id: String,
    /// The end of the ARN of its stack.
    pub stack: String,
    /// The bucket that templates are kept in.
    pub bucket: Option<String>,
    /// What keys in this bucket begin with.
    pub prefix: Option<String>,
    /// The values of the parameters of its template.
    pub parameters: Vec<(String, String)>,
    /// When it was last put.
    pub requested: Timestamp,
    /// When that was done, if it worked.
    pub completed: Option<Timestamp>,
    /// Why it did not work, if it did not.
    pub failure: Option<String>,
    /// The names of its rules.
    pub rules: Vec<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The service that made it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
}

impl Record for Pack {
    const KIND: &'static str = "conformance pack";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.name)
    }
}

impl Pack {
    fn key_of((account, region): (&str, &str), name: &str) -> Key {
        Self::all().text(account).text(region).text(name)
    }

    /// Returns the conformance packs of a region, in the order of their names.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns one by its name, if there is one.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, name))
    }

    /// Returns the caller's conformance pack of a name in the region of the call.
    ///
    /// Fails with [`NO_SUCH_CONFORMANCE_PACK`]; the sentence is ours.
    pub fn named(ctx: &Context<'_>, name: &str) -> Result<Self> {
        let found = Self::find(&ctx.txn, ctx.owner(), name)?;
        Ok(found.ok_or_else(|| {
            let message = format!("The conformance pack '{name}' does not exist.");
            ApiError::new(NO_SUCH_CONFORMANCE_PACK, message)
        })?)
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, name, id, .. } = self;
        let partition = partition_of(region);
        format!("arn:{partition}:config:{region}:{account}:conformance-pack/{name}/{id}")
    }

    /// Returns its rules that are there.
    pub fn rules(&self, txn: &Txn<'_>) -> Result<Vec<Rule>> {
        let owner = (self.account.as_str(), self.region.as_str());
        let mut rules = Vec::new();
        for name in &self.rules {
            rules.extend(Rule::find(txn, owner, name)?);
        }
        Ok(rules)
    }

    /// Returns whether it is kept: by all of its rules, if any found anything.
    pub fn compliance(&self, txn: &Txn<'_>) -> Result<ComplianceType> {
        let all: Vec<ComplianceType> = self.rules(txn)?.iter().map(Rule::compliance).collect();
        Ok(if all.contains(&ComplianceType::NonCompliant) {
            ComplianceType::NonCompliant
        } else if all.contains(&ComplianceType::Compliant) {
            ComplianceType::Compliant
        } else {
            ComplianceType::InsufficientData
        })
    }

    /// Returns how many pairs of a rule and a resource there are that are as they should be, how many
    /// there are, and when one of its rules last found something.
    pub fn score(&self, txn: &Txn<'_>) -> Result<(u64, u64, Option<Timestamp>)> {
        let rules = self.rules(txn)?;
        let good = rules.iter().map(|rule| rule.fared.compliant).sum();
        let all = rules.iter().map(|rule| rule.fared.compliant + rule.fared.broken).sum();
        Ok((good, all, rules.iter().filter_map(|rule| rule.fared.evaluated).max()))
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> ConformancePackDetail {
        let parameter = |(name, value): &(String, String)| ConformancePackInputParameter {
            parameter_name: name.clone(),
            parameter_value: value.clone(),
        };
        ConformancePackDetail {
            conformance_pack_name: self.name.clone(),
            conformance_pack_arn: self.arn(),
            conformance_pack_id: self.id.clone(),
            delivery_s3_bucket: self.bucket.clone(),
            delivery_s3_key_prefix: self.prefix.clone(),
            conformance_pack_input_parameters: Some(
                self.parameters.iter().map(parameter).collect(),
            ),
            last_update_requested_time: Some(self.requested),
            created_by: self.created_by.clone(),
            template_ssm_document_details: None,
        }
    }

    /// Returns how far it is.
    pub fn status(&self) -> ConformancePackStatusDetail {
        let Self { account, region, name, id, stack, .. } = self;
        let partition = partition_of(region);
        let state = if self.failure.is_none() { "CREATE_COMPLETE" } else { "CREATE_FAILED" };
        ConformancePackStatusDetail {
            conformance_pack_name: name.clone(),
            conformance_pack_id: id.clone(),
            conformance_pack_arn: self.arn(),
            conformance_pack_state: Word::new(state),
            stack_arn: format!(
                "arn:{partition}:cloudformation:{region}:{account}:stack/\
                 awsconfigconforms-{name}-{id}/{stack}"
            ),
            conformance_pack_status_reason: self.failure.clone(),
            last_update_requested_time: self.requested,
            last_update_completed_time: self.completed,
        }
    }
}
