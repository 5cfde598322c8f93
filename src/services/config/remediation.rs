//! Remediation: what is done about resources that a rule finds fault with.
//!
//! ```text
//! a resource breaks the rule --> Execution, QUEUED --chore--> the document acts --> SUCCEEDED
//! somebody asks -----------------------------------------------^            \--> FAILED
//!                       failed as often as it may be: an exception, and it is left alone  <--/
//! ```
//!
//! The documents that change what is here really do; any other fails and says so.
//!
//! Source: AWS Config Developer Guide, "Remediating Noncompliant Resources with AWS Config Rules"; API
//! Reference, "`RemediationConfiguration`".

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::errors::NO_SUCH_REMEDIATION_CONFIGURATION;
use super::result;
use super::rule::Rule;
use super::shapes::Word;
use super::shapes::compliance::ComplianceType;
use super::shapes::remediation::{
    ExecutionControls, RemediationConfiguration, RemediationException, RemediationExecutionStatus,
    RemediationExecutionStep, RemediationParameterValue, ResourceValue, SsmControls, StaticValue,
};
use super::shapes::resources::ResourceKey;
use crate::context::{Context, Remedied};
use crate::error::{ApiError, Result};
use crate::operation::Chore;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// How often it is tried where that is not said.
///
/// Source: AWS Config API Reference, "`RemediationConfiguration`".
const ATTEMPTS: i32 = 5;

/// In how many seconds, where that is not said.
const SECONDS: i64 = 60;

/// What is done about resources that a rule finds fault with.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Remediation {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// The name of the rule.
    pub rule: String,
    /// The end of its ARN.
    pub id: String,
    /// The document.
    pub target: String,
    /// Its version.
    pub version: Option<String>,
    /// The type of resource that it is about.
    pub kind: Option<String>,
    /// The parameters of the document.
    pub parameters: BTreeMap<String, Parameter>,
    /// Whether it is done by itself.
    pub automatic: bool,
    /// How many resources are worked on at a time, and at which share of failures it is given up.
    pub controls: Option<(Option<i32>, Option<i32>)>,
    /// How often it is tried.
    pub attempts: Option<i32>,
    /// In how many seconds.
    pub seconds: Option<i64>,
}

/// The value of a parameter.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum Parameter {
    /// The id of the resource.
    ResourceId,
    /// The same for each.
    Values(Vec<String>),
}

impl Record for Remediation {
    const KIND: &'static str = "remediation";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.rule)
    }
}

impl Remediation {
    fn key_of((account, region): (&str, &str), rule: &str) -> Key {
        Self::all().text(account).text(region).text(rule)
    }

    /// Returns the remediation of a rule, if it has one.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), rule: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, rule))
    }

    /// Returns the remediation of the caller's rule of a name in the region of the call.
    ///
    /// Fails with [`NO_SUCH_REMEDIATION_CONFIGURATION`]. The sentence is ours.
    pub fn of(ctx: &Context<'_>, rule: &str) -> Result<Self> {
        let found = Self::find(&ctx.txn, ctx.owner(), rule)?;
        Ok(found.ok_or_else(|| {
            let message = format!("No RemediationConfiguration for rule {rule} exists.");
            ApiError::new(NO_SUCH_REMEDIATION_CONFIGURATION, message)
        })?)
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> RemediationConfiguration {
        let parameter = |value: &Parameter| match value {
            Parameter::ResourceId => RemediationParameterValue {
                resource_value: Some(ResourceValue { value: Word::new("RESOURCE_ID") }),
                static_value: None,
            },
            Parameter::Values(values) => RemediationParameterValue {
                resource_value: None,
                static_value: Some(StaticValue { values: values.clone() }),
            },
        };
        let parameters =
            self.parameters.iter().map(|(name, value)| (name.clone(), parameter(value)));
        let controls = |(concurrent, errors): (Option<i32>, Option<i32>)| ExecutionControls {
            ssm_controls: Some(SsmControls {
                concurrent_execution_rate_percentage: concurrent,
                error_percentage: errors,
            }),
        };
        let Self { account, region, rule, id, .. } = self;
        let partition = crate::arn::partition_of(region);
        RemediationConfiguration {
            config_rule_name: rule.clone(),
            target_type: Word::new("SSM_DOCUMENT"),
            target_id: self.target.clone(),
            target_version: self.version.clone(),
            parameters: Some(parameters.collect()),
            resource_type: self.kind.clone(),
            automatic: Some(self.automatic),
            execution_controls: self.controls.map(controls),
            maximum_automatic_attempts: self.attempts,
            retry_attempt_seconds: self.seconds,
            arn: Some(format!(
                "arn:{partition}:config:{region}:{account}:remediation-configuration/{rule}/{id}"
            )),
            created_by_service: None,
        }
    }

    /// Returns the parameters of the document for a resource.
    fn parameters_for(&self, id: &str) -> BTreeMap<String, Vec<String>> {
        let value = |value: &Parameter| match value {
            Parameter::ResourceId => vec![id.to_owned()],
            Parameter::Values(values) => values.clone(),
        };
        self.parameters.iter().map(|(name, parameter)| (name.clone(), value(parameter))).collect()
    }

    fn most(&self) -> i32 {
        self.attempts.unwrap_or(ATTEMPTS)
    }

    /// Returns how long it waits before it is tried again: so that all attempts are in the time.
    fn pause(&self) -> Duration {
        let seconds = self.seconds.unwrap_or(SECONDS) / i64::from(self.most().max(1));
        Duration::from_secs(u64::try_from(seconds).unwrap_or_default().max(1))
    }
}

/// A resource that remediation leaves alone.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Exemption {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// The name of the rule.
    pub rule: String,
    /// The type of the resource.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Why.
    pub message: Option<String>,
    /// Until when.
    pub until: Option<Timestamp>,
}

impl Record for Exemption {
    const KIND: &'static str = "remediation exception";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.rule, (&self.kind, &self.id))
    }
}

impl Exemption {
    fn key_of((account, region): (&str, &str), rule: &str, (kind, id): (&str, &str)) -> Key {
        Self::all().text(account).text(region).text(rule).text(kind).text(id)
    }

    /// Returns that of a resource, if it has one.
    pub fn find(
        txn: &Txn<'_>,
        owner: (&str, &str),
        rule: &str,
        place: (&str, &str),
    ) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, rule, place))
    }

    /// Returns those of a rule, in the order of types and ids.
    pub fn of_rule(txn: &Txn<'_>, owner: (&str, &str), rule: &str) -> Result<Vec<Self>> {
        let (account, region) = owner;
        txn.scan(&Self::all().text(account).text(region).text(rule)).collect()
    }

    /// Returns whether it counts at a time.
    pub fn counts(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> RemediationException {
        RemediationException {
            config_rule_name: self.rule.clone(),
            resource_type: self.kind.clone(),
            resource_id: self.id.clone(),
            message: self.message.clone(),
            expiration_time: self.until,
        }
    }
}

/// How far the remediation of a resource is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Execution {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// The name of the rule.
    pub rule: String,
    /// The type of the resource.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// When it began.
    pub invoked: Timestamp,
    /// When that last changed.
    pub updated: Timestamp,
    /// How far it is.
    pub state: State,
    /// What was done.
    pub step: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// How often it failed by itself.
    pub failed: i32,
    /// When it is tried, if it waits for that.
    pub due: Option<Timestamp>,
}

/// How far a remediation is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum State {
    /// It waits.
    Queued,
    /// It is done.
    Succeeded,
    /// It did not work.
    Failed,
}

impl Record for Execution {
    const KIND: &'static str = "remediation execution";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.rule, (&self.kind, &self.id))
    }
}

impl Execution {
    fn key_of((account, region): (&str, &str), rule: &str, (kind, id): (&str, &str)) -> Key {
        Self::all().text(account).text(region).text(rule).text(kind).text(id)
    }

    /// Returns those of a rule, in the order of types and ids.
    pub fn of_rule(txn: &Txn<'_>, owner: (&str, &str), rule: &str) -> Result<Vec<Self>> {
        let (account, region) = owner;
        txn.scan(&Self::all().text(account).text(region).text(rule)).collect()
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> RemediationExecutionStatus {
        let word = match self.state {
            State::Queued => "QUEUED",
            State::Succeeded => "SUCCEEDED",
            State::Failed => "FAILED",
        };
        let step = self.step.as_ref().map(|step| RemediationExecutionStep {
            name: Some(step.clone()),
            state: Some(Word::new(word)),
            error_message: self.error.clone(),
            start_time: Some(self.updated),
            stop_time: Some(self.updated),
        });
        RemediationExecutionStatus {
            resource_key: Some(ResourceKey {
                resource_type: Word::new(&self.kind),
                resource_id: self.id.clone(),
            }),
            state: Some(Word::new(word)),
            step_details: Some(step.into_iter().collect()),
            invocation_time: Some(self.invoked),
            last_updated_time: Some(self.updated),
        }
    }
}

/// When the first execution that waits is due.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Next {
    due: Timestamp,
}

impl Record for Next {
    const KIND: &'static str = "next remediation";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

/// Says what is done about resources that break a rule. If it is to be done by itself, it is about to be
/// for those that are known to.
///
/// Source: AWS Config API Reference, "`PutRemediationConfigurations`".
pub(super) fn put(ctx: &mut Context<'_>, remediation: &Remediation) -> Result<()> {
    ctx.txn.put(remediation);
    let owner = (remediation.account.as_str(), remediation.region.as_str());
    let Some(rule) =
        Rule::find(&ctx.txn, owner, &remediation.rule)?.filter(|_| remediation.automatic)
    else {
        return Ok(());
    };
    for outcome in result::of(&ctx.txn, &rule)? {
        if outcome.compliance == ComplianceType::NonCompliant {
            note(ctx, &rule, (&outcome.kind, &outcome.id))?;
        }
    }
    Ok(())
}

/// Notes that a resource breaks a rule, to do what is to be done about it by itself.
pub(super) fn note(ctx: &mut Context<'_>, rule: &Rule, place: (&str, &str)) -> Result<()> {
    let found = Remediation::find(&ctx.txn, rule.owner(), &rule.name)?;
    let Some(remediation) = found.filter(|found| found.automatic) else { return Ok(()) };
    let (kind, id) = place;
    if remediation.kind.as_deref().is_some_and(|wanted| wanted != kind) {
        return Ok(());
    }
    let exempt = Exemption::find(&ctx.txn, rule.owner(), &rule.name, place)?;
    if exempt.is_some_and(|exempt| exempt.counts(ctx.now)) {
        return Ok(());
    }
    let key = Execution::key_of(rule.owner(), &rule.name, place);
    let before: Option<Execution> = ctx.txn.get(&key)?;
    if before.is_some_and(|before| before.due.is_some()) {
        return Ok(());
    }
    let (kind, id) = (kind.to_owned(), id.to_owned());
    ctx.txn.put(&queued(&remediation, (kind, id), ctx.now, Some(ctx.now)));
    wake(&mut ctx.txn, ctx.now)
}

fn queued(
    remediation: &Remediation,
    (kind, id): (String, String),
    now: Timestamp,
    due: Option<Timestamp>,
) -> Execution {
    Execution {
        account: remediation.account.clone(),
        region: remediation.region.clone(),
        rule: remediation.rule.clone(),
        kind,
        id,
        invoked: now,
        updated: now,
        state: State::Queued,
        step: None,
        error: None,
        failed: 0,
        due,
    }
}

fn wake(txn: &mut Txn<'_>, due: Timestamp) -> Result<()> {
    let next: Option<Next> = txn.get(&Next::all())?;
    let due = next.map_or(due, |next| next.due.min(due));
    txn.put(&Next { due });
    Ok(())
}

/// Does what waits to be done.
pub const REMEDIATION: Chore = Chore {
    name: "remediate",
    due: |txn| Ok(txn.get::<Next>(&Next::all())?.map(|next| next.due)),
    run: remediate,
};

fn remediate(ctx: &mut Context<'_>) -> Result<()> {
    let all: Vec<Execution> = ctx.txn.scan(&Execution::all()).collect::<Result<_>>()?;
    let mut next: Option<Timestamp> = None;
    for execution in all {
        let Some(due) = execution.due else { continue };
        let mut later = Some(due);
        if due <= ctx.now {
            later = execute(ctx, execution)?;
        }
        next = [next, later].into_iter().flatten().min();
    }
    match next {
        Some(due) => ctx.txn.put(&Next { due }),
        None => ctx.txn.delete(&Next::all()),
    }
    Ok(())
}

/// Does what is to be done about a resource; returns when it is tried again, if it is.
fn execute(ctx: &mut Context<'_>, mut execution: Execution) -> Result<Option<Timestamp>> {
    let owner = (execution.account.clone(), execution.region.clone());
    let owner = (owner.0.as_str(), owner.1.as_str());
    let Some(remediation) = Remediation::find(&ctx.txn, owner, &execution.rule)? else {
        ctx.txn.delete(&execution.key());
        return Ok(None);
    };
    act(ctx, &remediation, &mut execution)?;
    execution.due = None;
    if execution.state == State::Failed {
        execution.failed += 1;
        if execution.failed < remediation.most() {
            execution.due = Some(ctx.now + remediation.pause());
        } else {
            let Execution { account, region, rule, kind, id, .. } = execution.clone();
            let message = "The maximum number of automatic attempts has failed.".to_owned();
            let message = Some(message);
            ctx.txn.put(&Exemption { account, region, rule, kind, id, message, until: None });
        }
    }
    ctx.txn.put(&execution);
    Ok(execution.due)
}

fn act(ctx: &mut Context<'_>, remediation: &Remediation, execution: &mut Execution) -> Result<()> {
    let parameters = remediation.parameters_for(&execution.id);
    let owner = (remediation.account.as_str(), remediation.region.as_str());
    let run = ctx.remedies;
    let remedied = run(ctx, owner, &remediation.target, &parameters)?;
    execution.updated = ctx.now;
    (execution.state, execution.step, execution.error) = match remedied {
        Remedied::Done(step) => (State::Succeeded, Some(step.to_owned()), None),
        Remedied::Failed(step, why) => (State::Failed, Some(step.to_owned()), Some(why)),
        Remedied::Unknown => {
            let why = format!("{} is not run here: nothing was done", remediation.target);
            (State::Failed, Some("NotEmulated".to_owned()), Some(why))
        }
    };
    Ok(())
}

/// Does at once what is to be done about a resource; returns why it did not work, if it did not.
pub fn start(
    ctx: &mut Context<'_>,
    remediation: &Remediation,
    key: &ResourceKey,
) -> Result<Option<String>> {
    let place = (key.resource_type.0.clone(), key.resource_id.clone());
    let mut execution = queued(remediation, place, ctx.now, None);
    act(ctx, remediation, &mut execution)?;
    ctx.txn.put(&execution);
    Ok(execution.error)
}

/// Removes what is known of the executions of a rule.
pub fn forget(txn: &mut Txn<'_>, owner: (&str, &str), rule: &str) -> Result<()> {
    for execution in Execution::of_rule(txn, owner, rule)? {
        txn.delete(&execution.key());
    }
    Ok(())
}
