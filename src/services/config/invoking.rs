//! Stands in for the functions of custom rules: a function is a file of the events that it was called
//! with.
//!
//! ```text
//! lambda/ACCOUNT/REGION/FUNCTION.jsonl      an event a line, the oldest first
//! {"invokingEvent":"{...}","ruleParameters":"{}","resultToken":"...","eventLeftScope":false,
//!     "executionRoleArn":"...","configRuleArn":"...","configRuleName":"...", ...}
//! ```
//!
//! Nothing runs: whoever reads an event can answer it with `put-evaluations` and its token.
//!
//! Source: AWS Config Developer Guide, "Example AWS Lambda functions and events for AWS Config rules".

use std::path::PathBuf;

use serde_json::json;

use super::evaluating;
use super::item::{Item, Status};
use super::recorder::Recorder;
use super::rule::Rule;
use super::shapes::rules::MessageType;
use crate::arn::Arn;
use crate::context::Context;
use crate::error::Result;
use crate::page;
use crate::time::{Timestamp, text};
use crate::value::Value;
use crate::value::json::compact;

/// The folder of all functions, below the home.
pub const FOLDER: &str = "lambda";

/// What tokens are of.
const TOKEN: &str = "evaluation";

/// Calls the function of a rule because a resource has changed.
pub(super) fn on_change(ctx: &mut Context<'_>, rule: &Rule, item: &Item) -> Result<()> {
    let left = item.status == Status::ResourceDeleted || !rule.covers(item);
    let event = json!({
        "configurationItem": item.document(),
        "notificationCreationTime": text::utc_millis(ctx.now),
        "messageType": MessageType::Change.word(),
        "recordVersion": "1.3",
    });
    call(ctx, rule, &event, left)
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

fn call(ctx: &mut Context<'_>, rule: &Rule, event: &Value, left: bool) -> Result<()> {
    let Some(path) = path(rule) else { return Ok(()) };
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
    ctx.txn.append(&path, &format!("{}\n", compact(&line)))
}

/// Returns the file of a rule's function, below the home.
fn path(rule: &Rule) -> Option<PathBuf> {
    let arn = Arn::parse(&rule.source)?;
    let name = arn.resource.strip_prefix("function:")?;
    // What follows the name is a version or an alias.
    let name = name.split(':').next()?;
    let is_plain =
        |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let good =
        [arn.account, arn.region, name].iter().all(|part| !part.is_empty() && is_plain(part));
    let file = format!("{name}.jsonl");
    good.then(|| [FOLDER, arn.account, arn.region, &file].iter().collect())
}

/// Returns whether a text can name a function whose events are kept.
pub fn is_function(text: &str) -> bool {
    Arn::parse(text).is_some_and(|arn| {
        let name = arn.resource.strip_prefix("function:").and_then(|name| name.split(':').next());
        let is_plain =
            |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        arn.service == "lambda"
            && name.is_some_and(|name| (1..=140).contains(&name.len()) && is_plain(name))
            && !arn.region.is_empty()
            && is_plain(arn.region)
            && arn.account.len() == 12
            && arn.account.bytes().all(|b| b.is_ascii_digit())
    })
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
