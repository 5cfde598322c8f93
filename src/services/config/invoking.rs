//! What the functions of custom rules are called with.
//!
//! ```text
//! {"invokingEvent":"{...}","ruleParameters":"{}","resultToken":"...","eventLeftScope":false,
//!     "executionRoleArn":"...","configRuleArn":"...","configRuleName":"...", ...}
//! ```
//!
//! Nothing runs: whoever reads an event can answer it with `put-evaluations` and its token.
//!
//! Source: AWS Config Developer Guide, "Example AWS Lambda functions and events for AWS Config rules".

use serde_json::json;

use super::channel::Channel;
use super::evaluating;
use super::item::{Item, Status};
use super::oversized;
use super::recorder::Recorder;
use super::rule::Rule;
use super::shapes::rules::MessageType;
use crate::context::Context;
use crate::error::Result;
use crate::lambda::{self, Function};
use crate::page;
use crate::time::{Timestamp, text};
use crate::value::Value;
use crate::value::json::compact;

/// What tokens are of.
const TOKEN: &str = "evaluation";

/// Calls the function of a rule because a resource has changed, if that sets it off: what is too long
/// for a message only sets off rules that ask for that, and they are called with a summary.
pub(super) fn on_change(ctx: &mut Context<'_>, rule: &Rule, item: &Item) -> Result<()> {
    let left = item.status == Status::ResourceDeleted || !rule.covers(item);
    let event = json!({
        "configurationItem": item.document(),
        "notificationCreationTime": text::utc_millis(ctx.now),
        "messageType": MessageType::Change.word(),
        "recordVersion": "1.3",
    });
    let channel = Channel::of(&ctx.txn, &rule.account, &rule.region)?;
    match channel.filter(|_| oversized::is_too_long(&event)) {
        Some(channel) if rule.has_trigger(MessageType::Oversized) => {
            let event = oversized::message(&ctx.txn, &channel, item, ctx.now)?;
            call(ctx, rule, &event, left)
        }
        None if rule.has_trigger(MessageType::Change) => call(ctx, rule, &event, left),
        _ => Ok(()),
    }
}

/// Calls the function of a rule because somebody asks for an evaluation, or because it is time: once,
/// and once for each resource in its scope if changes set it off.
pub(super) fn on_request(ctx: &mut Context<'_>, rule: &Rule) -> Result<()> {
    let scheduled = rule.triggers.iter().any(|trigger| trigger.kind == MessageType::Scheduled);
    if scheduled {
        let event = json!({
            "awsAccountId": rule.account,
            "notificationCreationTime": text::utc_millis(ctx.now),
            "messageType": MessageType::Scheduled.word(),
            "recordVersion": "1.0",
        });
        call(ctx, rule, &event, false)?;
    }
    if rule.is_set_off_by_changes() {
        for item in evaluating::items_of(&ctx.txn, rule)? {
            if rule.covers(&item) {
                on_change(ctx, rule, &item)?;
            }
        }
    }
    Ok(())
}

/// Calls the functions of the rules of a region that a delivered snapshot sets off, with what its topic
/// is told of the snapshot.
pub(super) fn on_snapshot(
    ctx: &mut Context<'_>,
    owner: (&str, &str),
    delivered: &Value,
) -> Result<()> {
    for mut rule in Rule::of_region(&ctx.txn, owner)? {
        if rule.is_detective() && rule.is_set_off_by_snapshot(ctx.now) {
            call(ctx, &rule, delivered, false)?;
            rule.fared.snapshot = Some(ctx.now);
            rule.fared.invoked = Some(ctx.now);
            ctx.txn.put(&rule);
        }
    }
    Ok(())
}

fn call(ctx: &mut Context<'_>, rule: &Rule, event: &Value, left: bool) -> Result<()> {
    let Some(function) = Function::named(&rule.source) else { return Ok(()) };
    let recorder = Recorder::of(&ctx.txn, &rule.account, &rule.region)?;
    let line = json!({
        "invokingEvent": compact(event),
        "ruleParameters": rule.parameters.as_deref().unwrap_or("{}"),
        "resultToken": token(rule, ctx.now),
        "eventLeftScope": left,
        "executionRoleArn": recorder.map(|recorder| recorder.role),
        "configRuleArn": rule.arn(),
        "configRuleName": rule.name,
        "configRuleId": rule.id,
        "accountId": rule.account,
        "version": "1.0",
    });
    lambda::invoke(&mut ctx.txn, &function, &line)
}

/// Returns the token of an evaluation of a rule that begins at a time.
fn token(rule: &Rule, time: Timestamp) -> String {
    page::token(TOKEN, &format!("{} {}", rule.id, time.millis()))
}

/// Returns the id of the rule of a token, and when its evaluation began; `None` if it is none.
pub fn evaluation_of(token: &str) -> Option<(String, Timestamp)> {
    let position = page::position(TOKEN, token)?;
    let (id, millis) = position.split_once(' ')?;
    Some((id.to_owned(), Timestamp::from_millis(millis.parse().ok()?)))
}
