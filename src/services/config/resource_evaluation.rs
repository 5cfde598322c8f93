//! Evaluations of resources before there are any.
//!
//! ```text
//!               up to 256              then
//! keep ------> open in sled ---------> sealed, a file a region ---> gone once all in it are too old
//!    \-------> a file of its own, if its configuration is long
//! ```
//!
//! How long they are kept, AWS does not say: here, as long as configuration items.
//!
//! Source: AWS Config Developer Guide, "Evaluating Your Resources with AWS Config Rules", of proactive
//! evaluation; "List of AWS Config Managed Rules by Evaluation Mode", for the rules that can do it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evaluating::judge_of;
use super::item::{Found, Item, Status};
use super::judging::{Judge, Verdict};
use super::retention::Retention;
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
use crate::operation::Chore;
use crate::store::{Item as Sealing, Json, Key, Record, Sealed, Txn};
use crate::time::{DAY, Timestamp};
use crate::value::Object;

/// The rules of AWS that can judge resources before there are any.
pub const PROACTIVE: [&str; 2] = ["EIP_ATTACHED", "SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED"];

/// How many evaluations of a region are open at most.
const MOST: usize = 256;

/// An evaluation of more bytes than these is sealed alone: sled is slow with long values.
///
/// Source: facts, "sled 0.34.7, measured".
const LONG: usize = 5_000;

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
        Self::in_region((&self.account, &self.region)).text(&self.id)
    }
}

impl Sealed for ResourceEvaluation {
    fn partition(&self) -> Key {
        Self::in_region((&self.account, &self.region))
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (self.started, self.started)
    }
}

/// When the first evaluation of a region began that is still kept.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Oldest {
    account: String,
    region: String,
    started: Timestamp,
}

impl Record for Oldest {
    const KIND: &'static str = "oldest resource evaluation";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region))
    }
}

impl Oldest {
    fn key_of((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }

    /// Notes that there is one that began at a time.
    fn note(txn: &mut Txn<'_>, (account, region): (&str, &str), time: Timestamp) -> Result<()> {
        let known: Option<Self> = txn.get(&Self::key_of((account, region)))?;
        let started = known.map_or(time, |known| known.started.min(time));
        txn.put(&Self { account: account.to_owned(), region: region.to_owned(), started });
        Ok(())
    }

    fn every(txn: &Txn<'_>) -> Result<Vec<Self>> {
        txn.scan(&Self::all()).collect()
    }

    fn owner(&self) -> (&str, &str) {
        (&self.account, &self.region)
    }
}

/// Notes the oldest evaluations of a store that got all of them at once.
pub fn recount(txn: &mut Txn<'_>, _now: Timestamp) -> Result<()> {
    for oldest in Oldest::every(txn)? {
        txn.delete(&oldest.key());
    }
    let all = ResourceEvaluation::all();
    for evaluation in ResourceEvaluation::below(txn, &all)? {
        Oldest::note(txn, (&evaluation.account, &evaluation.region), evaluation.started)?;
    }
    Ok(())
}

/// Merges sealed files when a region has many.
pub const MERGING: Chore = Chore {
    name: "merge resource evaluations",
    due: |txn| txn.merge_due::<ResourceEvaluation>(),
    run: |ctx| ctx.txn.merge_runs::<ResourceEvaluation>(ctx.now),
};

/// Removes what is too old, at the beginning of the day after that.
pub const EXPIRY: Chore = Chore {
    name: "expire resource evaluations",
    due: |txn| {
        let mut due: Option<Timestamp> = None;
        for oldest in Oldest::every(txn)? {
            let span = Retention::of(txn, oldest.owner())?.span();
            let time = (oldest.started + span).next(DAY);
            due = Some(due.map_or(time, |due| due.min(time)));
        }
        Ok(due)
    },
    run: expire,
};

fn expire(ctx: &mut Context<'_>) -> Result<()> {
    for oldest in Oldest::every(&ctx.txn)? {
        let first = ctx.now - Retention::of(&ctx.txn, oldest.owner())?.span();
        if oldest.started >= first {
            continue;
        }
        ctx.txn.delete(&oldest.key());
        let partition = ResourceEvaluation::in_region(oldest.owner());
        let open: Vec<ResourceEvaluation> = ctx.txn.scan(&partition).collect::<Result<_>>()?;
        for evaluation in open {
            if evaluation.started < first {
                ctx.txn.delete(&evaluation.key());
            } else {
                Oldest::note(&mut ctx.txn, oldest.owner(), evaluation.started)?;
            }
        }
        // A file goes when all in it are too old; what stays in one for another's sake is hidden.
        for run in ctx.txn.runs(&(partition.clone()..partition.end()))? {
            if run.to < first {
                ctx.txn.drop_run(&run);
            } else {
                Oldest::note(&mut ctx.txn, oldest.owner(), run.to)?;
            }
        }
    }
    Ok(())
}

impl ResourceEvaluation {
    fn in_region((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns those below a key, open and sealed.
    fn below(txn: &Txn<'_>, key: &Key) -> Result<Vec<Self>> {
        let keys = key.clone()..key.end();
        let mut found: Vec<Self> =
            txn.sealed::<Self>(&keys, &keys, None)?.collect::<Result<_>>()?;
        for evaluation in txn.scan::<Self>(key) {
            found.push(evaluation?);
        }
        Ok(found)
    }

    /// Returns the caller's in the region of the call, in no order of time.
    pub fn of_caller(ctx: &Context<'_>) -> Result<Vec<Self>> {
        let first = ctx.now - Retention::of(&ctx.txn, ctx.owner())?.span();
        let mut found = Self::below(&ctx.txn, &Self::in_region(ctx.owner()))?;
        found.retain(|evaluation| evaluation.started >= first);
        Ok(found)
    }

    /// Returns the caller's of an id, if there is one.
    pub fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Self>> {
        let first = ctx.now - Retention::of(&ctx.txn, ctx.owner())?.span();
        let partition = Self::in_region(ctx.owner());
        let key = partition.clone().text(id);
        let found = if let Some(open) = ctx.txn.get::<Self>(&key)? {
            Some(open)
        } else {
            let partitions = partition.clone()..partition.end();
            let keys = key.clone()..key.end();
            ctx.txn.sealed::<Self>(&partitions, &keys, None)?.next().transpose()?
        };
        Ok(found.filter(|evaluation| evaluation.started >= first))
    }

    /// Keeps it.
    pub fn keep(&self, txn: &mut Txn<'_>) -> Result<()> {
        let partition = self.partition();
        Oldest::note(txn, (&self.account, &self.region), self.started)?;
        let sealing = Sealing::of(self);
        if sealing.size() > LONG {
            txn.seal::<Self>(&partition, [Ok(sealing)], self.started)?;
            return Ok(());
        }
        txn.put_item(sealing);
        let open: Vec<Self> = txn.scan(&partition).collect::<Result<_>>()?;
        if open.len() >= MOST {
            for evaluation in &open {
                txn.delete(&evaluation.key());
            }
            let sealing: Vec<Sealing> = open.iter().map(Sealing::of).collect();
            txn.seal::<Self>(&partition, sealing.into_iter().map(Ok), self.started)?;
        }
        Ok(())
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
            if !rule.modes.contains(&self.mode) || !rule.covers(&item) || rule.misfit().is_some() {
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
