//! Evaluations of resources before there are any.
//!
//! Source: AWS Config Developer Guide, "Evaluating Your Resources with AWS Config Rules", of proactive
//! evaluation; "List of AWS Config Managed Rules by Evaluation Mode", for the rules that can do it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evaluating::judge_of;
use super::item::{Found, Item, Status};
use super::judging::{Judge, Verdict};
use super::rule::Rule;
use super::shapes::Word;
use super::shapes::compliance::{
    ComplianceType, EvaluationResult, EvaluationResultIdentifier, EvaluationResultQualifier,
};
use super::shapes::resource_evaluations::{
    EvaluationContext, EvaluationStatus, GetResourceEvaluationSummaryResponse, ResourceDetails,
    ResourceEvaluation as Listed, ResourceEvaluationStatus,
};
use super::shapes::rules::EvaluationMode;
use crate::context::Context;
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::Object;

/// The rules of AWS that can judge resources before there are any.
pub const PROACTIVE: [&str; 2] = ["EIP_ATTACHED", "SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED"];

/// An evaluation of a resource before it is there.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ResourceEvaluation {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its id.
    pub id: String,
    /// When it began.
    pub started: Timestamp,
    /// How it is evaluated.
    pub mode: EvaluationMode,
    /// What it belongs together with.
    pub context: Option<String>,
    /// The type of the resource.
    pub kind: String,
    /// The id that it would have.
    pub resource: String,
    /// What it would be like, as it was told.
    pub configuration: String,
    /// The schema that it was told in.
    pub schema: Option<String>,
    /// The word that tells whether a request is made again.
    pub token: Option<String>,
    /// What rules found, by their names.
    pub results: Vec<(String, ComplianceType)>,
}

impl Record for ResourceEvaluation {
    const KIND: &'static str = "resource evaluation";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.account).text(&self.region).text(&self.id)
    }
}

impl ResourceEvaluation {
    /// Returns those of a region, in no order of time.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns that of an id, if there is one.
    pub fn find(txn: &Txn<'_>, (account, region): (&str, &str), id: &str) -> Result<Option<Self>> {
        txn.get(&Self::all().text(account).text(region).text(id))
    }

    /// Lets the rules judge the resource that can do it before it is there.
    pub fn judge(&mut self, ctx: &Context<'_>, configuration: Object) -> Result<()> {
        let item = Item {
            found: Found {
                account: self.account.clone(),
                region: self.region.clone(),
                kind: self.kind.clone(),
                id: self.resource.clone(),
                name: None,
                arn: None,
                zone: "Not Applicable".to_owned(),
                created: None,
                tags: BTreeMap::new(),
                relationships: Vec::new(),
                configuration: configuration.into(),
                supplementary: Object::new(),
            },
            status: Status::ResourceDiscovered,
            captured: ctx.now,
            state: ctx.now.millis(),
            frequency: String::new(),
        };
        for rule in Rule::of_region(&ctx.txn, (&self.account, &self.region))? {
            if !rule.modes.contains(&self.mode) || !rule.covers(&item) {
                continue;
            }
            let Some(Judge::Each(judge)) = judge_of(&rule) else { continue };
            let compliance = match judge(&item, &rule.parameters()) {
                Verdict::Compliant => ComplianceType::Compliant,
                Verdict::Broken(_) => ComplianceType::NonCompliant,
                Verdict::NotApplicable => continue,
            };
            self.results.push((rule.name, compliance));
        }
        Ok(())
    }

    /// Returns whether the resource would be as it should be.
    pub fn compliance(&self) -> ComplianceType {
        let mut found = self.results.iter().map(|(_, compliance)| *compliance);
        if self.results.is_empty() {
            ComplianceType::InsufficientData
        } else if found.any(|compliance| compliance == ComplianceType::NonCompliant) {
            ComplianceType::NonCompliant
        } else {
            ComplianceType::Compliant
        }
    }

    /// Returns its summary.
    pub fn summary(&self) -> GetResourceEvaluationSummaryResponse {
        GetResourceEvaluationSummaryResponse {
            resource_evaluation_id: Some(self.id.clone()),
            evaluation_mode: Some(self.mode),
            evaluation_status: Some(EvaluationStatus {
                status: ResourceEvaluationStatus::Succeeded,
                failure_reason: None,
            }),
            evaluation_start_timestamp: Some(self.started),
            compliance: Some(self.compliance()),
            evaluation_context: self.context.as_ref().map(|context| EvaluationContext {
                evaluation_context_identifier: Some(context.clone()),
            }),
            resource_details: Some(ResourceDetails {
                resource_id: self.resource.clone(),
                resource_type: self.kind.clone(),
                resource_configuration: self.configuration.clone(),
                resource_configuration_schema_type: self.schema.as_ref().map(Word::new),
            }),
        }
    }

    /// Returns it as lists show it.
    pub fn listed(&self) -> Listed {
        Listed {
            resource_evaluation_id: Some(self.id.clone()),
            evaluation_mode: Some(self.mode),
            evaluation_start_timestamp: Some(self.started),
        }
    }

    /// Returns what the rules found.
    pub fn details(&self) -> Vec<EvaluationResult> {
        let result = |(rule, compliance): &(String, ComplianceType)| EvaluationResult {
            evaluation_result_identifier: Some(EvaluationResultIdentifier {
                evaluation_result_qualifier: Some(EvaluationResultQualifier {
                    config_rule_name: Some(rule.clone()),
                    resource_type: Some(self.kind.clone()),
                    resource_id: Some(self.resource.clone()),
                    evaluation_mode: Some(self.mode),
                }),
                ordering_timestamp: Some(self.started),
                resource_evaluation_id: Some(self.id.clone()),
            }),
            compliance_type: Some(*compliance),
            result_recorded_time: Some(self.started),
            config_rule_invoked_time: Some(self.started),
            annotation: None,
            result_token: None,
        };
        self.results.iter().map(result).collect()
    }
}
