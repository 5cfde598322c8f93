//! Rules: what resources should be like, and what says whether they are.
//!
//! ```text
//! put --> ACTIVE --delete--> gone, with all that it found
//! ```
//!
//! | owner           | who judges                                                     |
//! |-----------------|----------------------------------------------------------------|
//! | `AWS`           | [`judging`](super::judging), if it knows the identifier        |
//! | `CUSTOM_LAMBDA` | whoever calls `put-evaluations` with a token that was told     |
//! | `CUSTOM_POLICY` | refused: Guard is not emulated                                 |
//!
//! Source: AWS Config API Reference, "`ConfigRule`", "`Scope`", "`Source`"; messages as others report
//! them.

pub mod checks;
pub mod known;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::channel;
use super::errors::NO_SUCH_CONFIG_RULE;
use super::item::Item;
use super::result::{Outcome, Sweep};
use super::shapes::Word;
use super::shapes::compliance::ComplianceType;
use super::shapes::rules::{
    ConfigRule, ConfigRuleState, EvaluationMode, EvaluationModeConfiguration,
    MaximumExecutionFrequency, MessageType, Owner, Scope as ScopeShape, Source, SourceDetail,
};
use crate::arn::partition_of;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use known::{Known, Parameters};

/// How many rules a region may have.
///
/// Source: AWS Config Developer Guide, "Service Limits".
pub const RULES: usize = 1_000;

/// The identifier of checks of processes, which only conformance packs have.
///
/// Source: AWS Config Developer Guide, "Process Checks Within a Conformance Pack".
pub const PROCESS_CHECK: &str = "AWS_CONFIG_PROCESS_CHECK";

/// A rule.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Rule {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Tells it from all others: `config-rule-` and six letters.
    pub id: String,
    /// What is said of it.
    pub description: Option<String>,
    /// Which resources it is about, if it is not about all that it could be.
    pub scope: Option<Scope>,
    /// Who made it.
    pub owner: Owner,
    /// The identifier of a rule of AWS, or the ARN of a function.
    pub source: String,
    /// What sets off a rule that AWS has not made.
    #[serde(default)]
    pub triggers: Vec<Trigger>,
    /// Its parameters, as they were given.
    pub parameters: Option<String>,
    /// How often it is evaluated, if that was said.
    pub frequency: Option<MaximumExecutionFrequency>,
    /// When it is evaluated.
    pub modes: Vec<EvaluationMode>,
    /// The service that made it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// When it was made.
    pub created: Timestamp,
    /// What its evaluations came to.
    #[serde(default)]
    pub fared: Fared,
    /// When it is evaluated next, if that follows the clock.
    pub due: Option<Timestamp>,
}

/// Which resources a rule is about.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Scope {
    /// Those of these types.
    pub kinds: Vec<String>,
    /// Only that with this id.
    pub id: Option<String>,
    /// Only those with a tag of this key.
    pub tag_key: Option<String>,
    /// Only those whose tag has this value.
    pub tag_value: Option<String>,
    /// Services whose resources it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
}

/// What sets off a rule.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Trigger {
    /// What.
    pub kind: MessageType,
    /// How often, if it is time that passes.
    pub frequency: Option<MaximumExecutionFrequency>,
}

/// What the evaluations of a rule came to.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Fared {
    /// When it was last set off.
    pub invoked: Option<Timestamp>,
    /// When it last found something.
    pub evaluated: Option<Timestamp>,
    /// When it last could not judge, because of its parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<Timestamp>,
    /// When somebody last asked for an evaluation.
    #[serde(default)]
    pub asked: Option<Timestamp>,
    /// How many resources are as they should be.
    pub compliant: u64,
    /// How many are not.
    pub broken: u64,
    /// When a snapshot last set it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Timestamp>,
    /// When it last looked at all that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<Sweep>,
}

impl Fared {
    /// Counts a result that comes in place of another.
    pub fn count(&mut self, before: Option<&Outcome>, after: &Outcome) {
        let mut add = |compliance: ComplianceType, by: i64| {
            let count = match compliance {
                ComplianceType::Compliant => &mut self.compliant,
                ComplianceType::NonCompliant => &mut self.broken,
                _ => return,
            };
            *count = count.saturating_add_signed(by);
        };
        if let Some(before) = before {
            add(before.compliance, -1);
        }
        add(after.compliance, 1);
    }
}

impl Record for Rule {
    const KIND: &'static str = "config rule";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(self.owner(), &self.name)
    }
}

impl Rule {
    fn key_of((account, region): (&str, &str), name: &str) -> Key {
        Self::all().text(account).text(region).text(name)
    }

    /// Returns the rules of a region, in the order of their names.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns a rule by its name, if there is one.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, name))
    }

    /// Returns the caller's rule of a name in the region of the call.
    ///
    /// Fails with [`NO_SUCH_CONFIG_RULE`].
    pub fn named(ctx: &Context<'_>, name: &str) -> Result<Self> {
        let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
        Ok(Self::find(&ctx.txn, owner, name)?.ok_or_else(|| no_such(name))?)
    }

    /// Returns the caller's rules with these names in the region of the call, or all if none is named.
    ///
    /// Fails with [`NO_SUCH_CONFIG_RULE`].
    pub fn asked(ctx: &Context<'_>, names: Option<&[String]>) -> Result<Vec<Self>> {
        match names {
            None | Some([]) => Self::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region)),
            Some(names) => names.iter().map(|name| Self::named(ctx, name)).collect(),
        }
    }

    /// Returns whose it is and where.
    pub fn owner(&self) -> (&str, &str) {
        (&self.account, &self.region)
    }

    /// Returns its ARN, which names the service that made it, if one did.
    ///
    /// Source: AWS Config Developer Guide, "Querying Compliance History for Conformance Packs".
    pub fn arn(&self) -> String {
        let Self { account, region, id, .. } = self;
        let maker = self.created_by.as_ref().map(|service| format!("aws-service-rule/{service}/"));
        let (partition, maker) = (partition_of(region), maker.unwrap_or_default());
        format!("arn:{partition}:config:{region}:{account}:config-rule/{maker}{id}")
    }

    /// Returns what is known of it, if AWS has made it.
    pub fn known(&self) -> Option<Known> {
        (self.owner == Owner::Aws).then(|| Known::find(&self.source)).flatten()
    }

    /// Returns whether others tell what it finds, as a check of a process.
    pub fn is_process_check(&self) -> bool {
        self.source == PROCESS_CHECK
    }

    /// Returns its parameters and their defaults.
    pub fn parameters(&self) -> Parameters {
        let given = self.parameters.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Parameters::of(self.known().as_ref(), &given.unwrap_or_default())
    }

    /// Returns why it can judge nothing, if a parameter is not valid for it.
    pub fn misfit(&self) -> Option<String> {
        self.known()?.misfit(&self.parameters())
    }

    /// Notes that it was set off, if it can judge nothing; returns whether that is so.
    pub fn fails(&mut self, now: Timestamp) -> bool {
        let fails = self.misfit().is_some();
        if fails {
            (self.fared.invoked, self.fared.failed) = (Some(now), Some(now));
        }
        fails
    }

    /// Returns whether it is evaluated by itself.
    pub fn is_detective(&self) -> bool {
        self.modes.contains(&EvaluationMode::Detective)
    }

    /// Returns whether resources may be evaluated by it before they are there.
    pub fn is_proactive(&self) -> bool {
        self.modes.contains(&EvaluationMode::Proactive)
    }

    /// Returns whether a change of a resource sets it off.
    pub fn is_set_off_by_changes(&self) -> bool {
        match self.known() {
            Some(known) => known.on_change,
            None => {
                self.has_trigger(MessageType::Change) || self.has_trigger(MessageType::Oversized)
            }
        }
    }

    /// Returns whether something sets it off, if AWS has not made it.
    pub fn has_trigger(&self, kind: MessageType) -> bool {
        self.triggers.iter().any(|trigger| trigger.kind == kind)
    }

    /// Returns whether its function is called when somebody asks for an evaluation.
    pub fn is_set_off_by_request(&self) -> bool {
        let by = |trigger: &Trigger| trigger.kind != MessageType::Snapshot;
        self.triggers.iter().any(by)
    }

    /// Returns whether a snapshot that is delivered now sets it off: every one does, but no more often
    /// than it may be evaluated.
    ///
    /// Source: AWS Config API Reference, "`ConfigSnapshotDeliveryProperties`".
    pub fn is_set_off_by_snapshot(&self, now: Timestamp) -> bool {
        let rest = self.frequency.and_then(|frequency| channel::period(frequency.word()));
        let until = rest.zip(self.fared.snapshot).map(|(rest, last)| last + rest);
        self.triggers.iter().any(|trigger| trigger.kind == MessageType::Snapshot)
            && until.is_none_or(|until| until <= now)
    }

    /// Returns how often it is evaluated, if that follows the clock.
    pub fn period(&self) -> Option<Duration> {
        let frequency = match self.known() {
            Some(known) if known.periodic => self.frequency,
            Some(_) => return None,
            None => {
                let scheduled = |trigger: &&Trigger| trigger.kind == MessageType::Scheduled;
                let trigger = self.triggers.iter().find(scheduled)?;
                trigger.frequency.or(self.frequency)
            }
        };
        channel::period(frequency.unwrap_or(MaximumExecutionFrequency::TwentyFourHours).word())
    }

    /// Returns the types of resources that it is about; nothing if it is about all.
    pub fn kinds(&self) -> Option<Vec<&str>> {
        if let Some(scope) = self.scope.as_ref().filter(|scope| !scope.kinds.is_empty()) {
            return Some(scope.kinds.iter().map(String::as_str).collect());
        }
        self.known().map(|known| known.kinds().collect())
    }

    /// Returns whether it is about resources of a type.
    pub fn is_about(&self, kind: &str) -> bool {
        self.kinds().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Returns whether a resource is in its scope.
    pub fn covers(&self, item: &Item) -> bool {
        self.is_about(&item.found.kind) && self.takes(item)
    }

    /// Returns whether a resource of one of its types is in its scope.
    pub fn takes(&self, item: &Item) -> bool {
        let Some(scope) = &self.scope else { return true };
        let has_tag = |key: &String| {
            let value = item.found.tags.get(key);
            value.is_some_and(|value| scope.tag_value.as_ref().is_none_or(|wanted| wanted == value))
        };
        scope.id.as_ref().is_none_or(|id| *id == item.found.id)
            && scope.tag_key.as_ref().is_none_or(has_tag)
    }

    /// Returns whether it is kept: by all resources that it found, if it found any.
    pub fn compliance(&self) -> ComplianceType {
        match (self.fared.compliant, self.fared.broken) {
            (_, 1..) => ComplianceType::NonCompliant,
            (1.., 0) => ComplianceType::Compliant,
            (0, 0) => ComplianceType::InsufficientData,
        }
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> ConfigRule {
        let modes = self.modes.iter().map(|mode| EvaluationModeConfiguration { mode: Some(*mode) });
        let details = self.triggers.iter().map(|trigger| SourceDetail {
            event_source: Some(Word::new("aws.config")),
            message_type: Some(trigger.kind),
            maximum_execution_frequency: trigger.frequency,
        });
        ConfigRule {
            config_rule_name: Some(self.name.clone()),
            config_rule_arn: Some(self.arn()),
            config_rule_id: Some(self.id.clone()),
            description: self.description.clone(),
            scope: self.scope.as_ref().map(Scope::shown),
            source: Source {
                owner: self.owner,
                source_identifier: Some(self.source.clone()),
                source_details: (!self.triggers.is_empty()).then(|| details.collect()),
                custom_policy_details: None,
            },
            input_parameters: Some(self.parameters.clone().unwrap_or_else(|| "{}".to_owned())),
            maximum_execution_frequency: self.frequency,
            config_rule_state: Some(ConfigRuleState::Active),
            created_by: self.created_by.clone(),
            evaluation_modes: Some(modes.collect()),
            rule_evaluation_visibility: None,
        }
    }
}

impl Scope {
    fn shown(&self) -> ScopeShape {
        let list = |all: &Vec<String>| (!all.is_empty()).then(|| all.clone());
        ScopeShape {
            compliance_resource_types: list(&self.kinds),
            tag_key: self.tag_key.clone(),
            tag_value: self.tag_value.clone(),
            compliance_resource_id: self.id.clone(),
            service_principals: list(&self.services),
        }
    }
}

/// Returns the refusal of a rule that there is not.
pub fn no_such(name: &str) -> ApiError {
    let message = format!(
        "The ConfigRule '{name}' provided in the request is invalid. Please check the configRule \
         name."
    );
    ApiError::new(NO_SUCH_CONFIG_RULE, message)
}
