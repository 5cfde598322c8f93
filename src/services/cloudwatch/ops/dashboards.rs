//! The operations on dashboards.

use serde_json::json;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudwatch::dashboard::Dashboard;
use crate::services::cloudwatch::dashboard::body::{self, Message};
use crate::services::cloudwatch::errors::{
    INVALID_PARAMETER_INPUT, INVALID_PARAMETER_VALUE, RESOURCE_NOT_FOUND,
};
use crate::services::cloudwatch::shapes::dashboards::{
    DashboardEntry, DeleteDashboardsInput, GetDashboardInput, GetDashboardOutput,
    ListDashboardsInput, ListDashboardsOutput, PutDashboardInput, PutDashboardOutput,
};
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::value::Value;

use super::tags;

/// How many characters a name may have.
///
/// Source: CloudWatch API Reference, "`PutDashboard`".
const NAME: usize = 255;

/// How many dashboards a page has.
///
/// Source: CloudWatch API Reference, "`ListDashboards`".
const PAGE: usize = 1_000;

/// Creates or replaces a dashboard. Tags are for one that is new; those of one that is there stay.
///
/// Fails with, in the order in which they are checked:
///
/// - what the name is refused with, see `check_name`;
/// - [`INVALID_PARAMETER_INPUT`] for a body that is no JSON object, or in which something is wrong:
///   the sentence lists it all;
/// - what the tags are refused with.
pub fn put_dashboard(
    ctx: &mut Context<'_>,
    request: PutDashboardInput,
) -> Result<PutDashboardOutput> {
    check_name(&request.dashboard_name)?;
    let found = body::check(&request.dashboard_body).ok_or_else(|| {
        let sentence = "The field DashboardBody must be a valid JSON object";
        ApiError::new(INVALID_PARAMETER_INPUT, sentence)
    })?;
    if !found.errors.is_empty() {
        return Err(invalid(&found.errors).into());
    }
    let account = ctx.caller.account.clone();
    let there = Dashboard::find(&ctx.txn, &account, &request.dashboard_name)?;
    let mut dashboard = if let Some(dashboard) = there {
        dashboard
    } else {
        let tags = request.tags.unwrap_or_default();
        tags::check(&tags)?;
        Dashboard {
            account,
            name: request.dashboard_name,
            modified: ctx.now,
            size: 0,
            tags: tags.into_iter().map(|tag| (tag.key, tag.value)).collect(),
        }
    };
    dashboard.modified = ctx.now;
    dashboard.keep(&mut ctx.txn, &request.dashboard_body)?;
    let messages = found.warnings.into_iter().map(Message::shape).collect();
    Ok(PutDashboardOutput { dashboard_validation_messages: Some(messages) })
}

/// Shows what a dashboard holds, as it was put.
///
/// Fails with what the name is refused with, or [`RESOURCE_NOT_FOUND`].
pub fn get_dashboard(
    ctx: &mut Context<'_>,
    request: GetDashboardInput,
) -> Result<GetDashboardOutput> {
    check_name(&request.dashboard_name)?;
    let name = request.dashboard_name;
    let found = Dashboard::find(&ctx.txn, &ctx.caller.account, &name)?;
    let missing = || ApiError::new(RESOURCE_NOT_FOUND, format!("Dashboard {name} does not exist."));
    let dashboard = found.ok_or_else(missing)?;
    Ok(GetDashboardOutput {
        dashboard_arn: Some(dashboard.arn(&ctx.region)),
        dashboard_body: Some(dashboard.body(&ctx.txn)?),
        dashboard_name: Some(dashboard.name),
    })
}

/// Lists the dashboards of the account, in the order of their names.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] for a token that is not one of this operation; the sentence
/// is our choice.
pub fn list_dashboards(
    ctx: &mut Context<'_>,
    request: ListDashboardsInput,
) -> Result<ListDashboardsOutput> {
    let after = request.next_token.as_deref().map(|token| {
        page::position("ListDashboards", token).ok_or_else(|| {
            let sentence = format!("The value {token} for parameter NextToken is invalid.");
            ApiError::new(INVALID_PARAMETER_VALUE, sentence)
        })
    });
    let after = after.transpose()?;
    let prefix = request.dashboard_name_prefix.unwrap_or_default();
    let mut found = Dashboard::all_of(&ctx.txn, &ctx.caller.account)?;
    found.retain(|dashboard| {
        dashboard.name.starts_with(&prefix)
            && after.as_ref().is_none_or(|after| dashboard.name > *after)
    });
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more);
    let next_token = last.map(|last| page::token("ListDashboards", &last.name));
    let entry = |dashboard: Dashboard| DashboardEntry {
        dashboard_arn: Some(dashboard.arn(&ctx.region)),
        dashboard_name: Some(dashboard.name),
        last_modified: Some(dashboard.modified),
        size: i64::try_from(dashboard.size).ok(),
    };
    let entries = found.into_iter().map(entry).collect();
    Ok(ListDashboardsOutput { dashboard_entries: Some(entries), next_token })
}

/// Deletes dashboards, all or none.
///
/// Fails with what a name is refused with, or [`RESOURCE_NOT_FOUND`] with all names that are not there.
pub fn delete_dashboards(ctx: &mut Context<'_>, request: DeleteDashboardsInput) -> Result<Nothing> {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for name in request.dashboard_names {
        check_name(&name)?;
        match Dashboard::find(&ctx.txn, &ctx.caller.account, &name)? {
            Some(dashboard) => found.push(dashboard),
            None => missing.push(name),
        }
    }
    if !missing.is_empty() {
        let names = missing.join(", ");
        let sentence = format!("The specified dashboard does not exist. [{names}]");
        return Err(ApiError::new(RESOURCE_NOT_FOUND, sentence).into());
    }
    for dashboard in &found {
        dashboard.delete(&mut ctx.txn)?;
    }
    Ok(Nothing {})
}

/// Looks at a name.
///
/// Fails with [`INVALID_PARAMETER_VALUE`]. Source: recorded, for characters; the sentence about the
/// length is ours.
fn check_name(name: &str) -> Result<(), ApiError> {
    let sentence = if name.is_empty() {
        "The field DashboardName must not be empty.\n".to_owned()
    } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        "The value for field DashboardName contains invalid characters. It can only contain \
         alphanumerics, dash (-) and underscore (_).\n"
            .to_owned()
    } else if name.len() > NAME {
        format!("The value for field DashboardName must have at most {NAME} characters.\n")
    } else {
        return Ok(());
    };
    Err(ApiError::new(INVALID_PARAMETER_VALUE, sentence))
}

/// Returns the refusal of a body.
///
/// Source: public issues.
fn invalid(errors: &[Message]) -> ApiError {
    let list: Vec<Value> =
        errors.iter().map(|error| json!({"dataPath": error.path, "message": error.text})).collect();
    let list = serde_json::to_string_pretty(&list).expect("texts are JSON");
    let sentence = format!(
        "The dashboard body is invalid, there are {} validation errors:\n{list}",
        errors.len()
    );
    ApiError::new(INVALID_PARAMETER_INPUT, sentence)
}
