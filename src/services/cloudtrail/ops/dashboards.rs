//! The operations on dashboards.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudtrail::dashboard::schedule::Schedule;
use crate::services::cloudtrail::dashboard::{
    DASHBOARDS, Dashboard, WIDGETS, Widget, parameters, refresh,
};
use crate::services::cloudtrail::errors::{
    CONFLICT, EVENT_DATA_STORE_NOT_FOUND, INACTIVE_EVENT_DATA_STORE, INVALID_QUERY_STATEMENT,
    SERVICE_QUOTA_EXCEEDED, VALIDATION,
};
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::lake::query::planned;
use crate::services::cloudtrail::resource_policy::ResourcePolicy;
use crate::services::cloudtrail::shapes::dashboards::{
    CreateDashboardRequest, CreateDashboardResponse, DashboardDetail, DashboardStatus,
    DashboardType, DeleteDashboardRequest, GetDashboardRequest, GetDashboardResponse,
    ListDashboardsRequest, ListDashboardsResponse, RequestWidget, StartDashboardRefreshRequest,
    StartDashboardRefreshResponse, UpdateDashboardRequest, UpdateDashboardResponse,
};
use crate::services::cloudtrail::shapes::tags::Tag;
use crate::services::cloudtrail::shapes::trails::Nothing;
use crate::store::Record;

use super::tags::put_tags;

/// How many dashboards a page has unless the request says fewer. AWS does not say.
const PAGE: usize = 100;

/// The name of the dashboard that AWS fills with queries of its own.
const HIGHLIGHTS: &str = "AWSCloudTrail-Highlights";

/// Creates a dashboard of queries.
///
/// Fails with, in the order in which they are checked:
///
/// - [`VALIDATION`] if the name has a character that names cannot have;
/// - that it is not emulated, for the Highlights dashboard;
/// - what the tags are refused with;
/// - [`VALIDATION`] if the schedule breaks a rule;
/// - [`CONFLICT`] if the caller has a dashboard of that name in the region;
/// - [`SERVICE_QUOTA_EXCEEDED`] if there are too many dashboards or widgets;
/// - what `widgets` fails with.
///
/// Nobody has published the sentences: they are ours.
pub fn create_dashboard(
    ctx: &mut Context<'_>,
    request: CreateDashboardRequest,
) -> Result<CreateDashboardResponse> {
    let name = request.name;
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        let message = format!(
            "1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: ^[a-zA-Z0-9_\\-]+$"
        );
        return Err(ApiError::new(VALIDATION, message).into());
    }
    if name == HIGHLIGHTS {
        return Err(Error::NotEmulated(format!("cloudtrail create-dashboard --name {name}")));
    }
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags_list.as_deref().unwrap_or_default())?;
    let schedule = request.refresh_schedule.as_ref().map(Schedule::read).transpose();
    let schedule = schedule.map_err(|why| ApiError::new(VALIDATION, why))?;
    if Dashboard::named(ctx, &name)?.is_some() {
        let message = format!("A dashboard with the name {name} already exists.");
        return Err(ApiError::new(CONFLICT, message).into());
    }
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    if Dashboard::of_region(&ctx.txn, &account, &region)?.len() >= DASHBOARDS {
        let message = format!("The account has the maximum number of {DASHBOARDS} dashboards.");
        return Err(ApiError::new(SERVICE_QUOTA_EXCEEDED, message).into());
    }
    let mut dashboard = Dashboard {
        widgets: widgets(ctx, request.widgets.unwrap_or_default(), &[])?,
        name,
        account,
        region,
        schedule,
        protected: request.termination_protection_enabled.unwrap_or(false),
        tags,
        status: DashboardStatus::Created,
        created: ctx.now,
        updated: ctx.now,
        refreshed: None,
        failure: None,
        due: None,
    };
    let now = ctx.now;
    refresh::keep(&mut ctx.txn, &mut dashboard, now);
    let tag =
        |(key, value): (&String, &Option<String>)| Tag { key: key.clone(), value: value.clone() };
    Ok(CreateDashboardResponse {
        dashboard_arn: Some(dashboard.arn()),
        name: Some(dashboard.name.clone()),
        r#type: Some(DashboardType::Custom),
        widgets: Some(dashboard.shapes()),
        tags_list: Some(dashboard.tags.iter().map(tag).collect()),
        refresh_schedule: dashboard.schedule.as_ref().map(Schedule::shape),
        termination_protection_enabled: Some(dashboard.protected),
    })
}

/// Makes the widgets of a dashboard; one whose query was there before keeps its alias.
///
/// Fails with [`SERVICE_QUOTA_EXCEEDED`] if there are too many; for the first that breaks a rule with
/// [`INVALID_QUERY_STATEMENT`], [`EVENT_DATA_STORE_NOT_FOUND`] or [`INACTIVE_EVENT_DATA_STORE`].
fn widgets(
    ctx: &mut Context<'_>,
    requested: Vec<RequestWidget>,
    before: &[Widget],
) -> Result<Vec<Widget>> {
    if requested.len() > WIDGETS {
        let message = format!("A dashboard can have at most {WIDGETS} widgets.");
        return Err(ApiError::new(SERVICE_QUOTA_EXCEEDED, message).into());
    }
    let stores = EventDataStore::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let values = parameters::values(&BTreeMap::new(), ctx.now);
    let mut widgets: Vec<Widget> = Vec::new();
    for widget in requested {
        let names = widget.query_parameters.unwrap_or_default();
        let fail = |message: String| Err(ApiError::new(INVALID_QUERY_STATEMENT, message).into());
        if let Some(name) = parameters::unknown(names.iter()) {
            return fail(format!("The query parameter {name} is not valid."));
        }
        let statement = match parameters::fill(&widget.query_statement, &names, &values) {
            Ok(statement) => statement,
            Err(why) => return fail(why),
        };
        check_statement(ctx, &statement, &stores)?;
        let is_free = |alias: &str| !widgets.iter().any(|other| other.alias == alias);
        let old = before.iter().find(|old| {
            old.statement == widget.query_statement
                && old.parameters == names
                && is_free(&old.alias)
        });
        let alias = match old {
            Some(old) => old.alias.clone(),
            // An alias begins with a letter.
            None => format!("widget-{}", ctx.ids.uuid()),
        };
        widgets.push(Widget {
            alias,
            statement: widget.query_statement,
            parameters: names,
            view: widget.view_properties,
        });
    }
    Ok(widgets)
}

fn check_statement(ctx: &Context<'_>, statement: &str, stores: &[EventDataStore]) -> Result<()> {
    let plan = planned(statement, stores, ctx.now).map_err(|problem| match &problem.store {
        Some(store) => {
            let message = format!("Event data store {store} was not found.");
            ApiError::new(EVENT_DATA_STORE_NOT_FOUND, message)
        }
        None => ApiError::new(INVALID_QUERY_STATEMENT, problem.told(statement)),
    })?;
    let named = |id: &str| stores.iter().find(|store| store.id == id);
    let gone = plan.scans.iter().filter_map(|scan| named(&scan.store));
    match gone.into_iter().find(|store| store.deleted.is_some()) {
        Some(store) => {
            let message = format!("Event data store {} is in state PENDING_DELETION.", store.arn());
            Err(ApiError::new(INACTIVE_EVENT_DATA_STORE, message).into())
        }
        None => Ok(()),
    }
}

/// Returns the settings of a dashboard and how its last refresh went.
///
/// Fails with what [`Dashboard::find`] fails with.
pub fn get_dashboard(
    ctx: &mut Context<'_>,
    request: GetDashboardRequest,
) -> Result<GetDashboardResponse> {
    let dashboard = Dashboard::find(ctx, &request.dashboard_id)?;
    Ok(GetDashboardResponse {
        dashboard_arn: Some(dashboard.arn()),
        r#type: Some(DashboardType::Custom),
        status: Some(dashboard.status),
        widgets: Some(dashboard.shapes()),
        refresh_schedule: dashboard.schedule.as_ref().map(Schedule::shape),
        created_timestamp: Some(dashboard.created),
        updated_timestamp: Some(dashboard.updated),
        last_refresh_id: dashboard.refreshed,
        last_refresh_failure_reason: dashboard.failure,
        termination_protection_enabled: Some(dashboard.protected),
    })
}

/// Lists the dashboards of the region, in the order of their names.
///
/// Fails with [`VALIDATION`] if the token is not one of this operation, which has no other error.
pub fn list_dashboards(
    ctx: &mut Context<'_>,
    request: ListDashboardsRequest,
) -> Result<ListDashboardsResponse> {
    let start = match request.next_token.as_deref() {
        None => 0,
        Some(token) => page::position("ListDashboards", token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| ApiError::new(VALIDATION, "Invalid next token."))?,
    };
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
    let mut dashboards = Dashboard::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    dashboards.retain(|dashboard| {
        request.name_prefix.as_ref().is_none_or(|prefix| dashboard.name.starts_with(prefix))
            && request.r#type != Some(DashboardType::Managed)
    });
    let (dashboards, next) = page::cut(dashboards, start, size);
    let detail = |dashboard: Dashboard| DashboardDetail {
        dashboard_arn: Some(dashboard.arn()),
        r#type: Some(DashboardType::Custom),
    };
    Ok(ListDashboardsResponse {
        dashboards: Some(dashboards.into_iter().map(detail).collect()),
        next_token: next.map(|next| page::token("ListDashboards", &next.to_string())),
    })
}

/// Changes the settings of a dashboard; its widgets are all replaced.
///
/// Fails with, in the order in which they are checked: what [`Dashboard::find`] fails with;
/// [`VALIDATION`] if the schedule breaks a rule; what `widgets` fails with.
pub fn update_dashboard(
    ctx: &mut Context<'_>,
    request: UpdateDashboardRequest,
) -> Result<UpdateDashboardResponse> {
    let mut dashboard = Dashboard::find(ctx, &request.dashboard_id)?;
    if let Some(schedule) = &request.refresh_schedule {
        let schedule = Schedule::read(schedule).map_err(|why| ApiError::new(VALIDATION, why))?;
        dashboard.schedule = Some(schedule);
    }
    if let Some(requested) = request.widgets {
        dashboard.widgets = widgets(ctx, requested, &dashboard.widgets)?;
    }
    dashboard.protected = request.termination_protection_enabled.unwrap_or(dashboard.protected);
    dashboard.status = DashboardStatus::Updated;
    dashboard.updated = ctx.now;
    let now = ctx.now;
    refresh::keep(&mut ctx.txn, &mut dashboard, now);
    Ok(UpdateDashboardResponse {
        dashboard_arn: Some(dashboard.arn()),
        name: Some(dashboard.name.clone()),
        r#type: Some(DashboardType::Custom),
        widgets: Some(dashboard.shapes()),
        refresh_schedule: dashboard.schedule.as_ref().map(Schedule::shape),
        termination_protection_enabled: Some(dashboard.protected),
        created_timestamp: Some(dashboard.created),
        updated_timestamp: Some(dashboard.updated),
    })
}

/// Deletes a dashboard, with its policy.
///
/// Fails with what [`Dashboard::find`] fails with, then with [`CONFLICT`] if it is protected.
pub fn delete_dashboard(ctx: &mut Context<'_>, request: DeleteDashboardRequest) -> Result<Nothing> {
    let dashboard = Dashboard::find(ctx, &request.dashboard_id)?;
    if dashboard.protected {
        let message = "The dashboard cannot be deleted because termination protection is enabled \
                       for it.";
        return Err(ApiError::new(CONFLICT, message).into());
    }
    refresh::forget(&mut ctx.txn, &dashboard);
    ctx.txn.delete(&ResourcePolicy::key_of(&dashboard.arn()));
    ctx.txn.delete(&dashboard.key());
    Ok(Nothing {})
}

/// Runs the queries of a dashboard. What does not work, `get-dashboard` tells.
///
/// Fails with what [`Dashboard::find`] fails with, then with [`VALIDATION`] if a parameter is unknown.
pub fn start_dashboard_refresh(
    ctx: &mut Context<'_>,
    request: StartDashboardRefreshRequest,
) -> Result<StartDashboardRefreshResponse> {
    let mut dashboard = Dashboard::find(ctx, &request.dashboard_id)?;
    let values = request.query_parameter_values.unwrap_or_default();
    if let Some(name) = parameters::unknown(values.keys()) {
        let message = format!("The query parameter {name} is not valid.");
        return Err(ApiError::new(VALIDATION, message).into());
    }
    let id = refresh::start(ctx, &mut dashboard, &values, false)?;
    ctx.txn.put(&dashboard);
    Ok(StartDashboardRefreshResponse { refresh_id: Some(id) })
}
