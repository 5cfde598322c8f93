//! Refreshes: the queries of a dashboard are started.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Dashboard, Widget, parameters};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::policy::Request;
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::lake::query::Query;
use crate::services::cloudtrail::lake::query::planned;
use crate::services::cloudtrail::ops::queries::start_query;
use crate::services::cloudtrail::resource_policy::ResourcePolicy;
use crate::services::cloudtrail::shapes::queries::StartQueryRequest;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{Timestamp, text};

/// Refreshes dashboards by their schedules.
pub const REFRESHING: Chore = Chore {
    name: "refresh dashboards",
    due: |txn| Ok(Turn::first(txn)?.map(|due| due.due)),
    run: run_due,
};

/// The service that runs the queries.
const SERVICE: &str = "cloudtrail.amazonaws.com";

/// When a dashboard is refreshed by itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Turn {
    due: Timestamp,
    account: String,
    region: String,
    name: String,
}

impl Record for Turn {
    const KIND: &'static str = "dashboard due";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().time(self.due).text(&self.account).text(&self.region).text(&self.name)
    }
}

impl Turn {
    fn first(txn: &Txn<'_>) -> Result<Option<Self>> {
        txn.scan(&Self::all()).next().transpose()
    }

    fn of(dashboard: &Dashboard) -> Option<Self> {
        let Dashboard { account, region, name, due, .. } = dashboard;
        let (account, region, name) = (account.clone(), region.clone(), name.clone());
        due.map(|due| Self { due, account, region, name })
    }
}

/// Keeps a dashboard, with when it is refreshed next.
pub fn keep(txn: &mut Txn<'_>, dashboard: &mut Dashboard, now: Timestamp) {
    forget(txn, dashboard);
    dashboard.due = dashboard.schedule.as_ref().and_then(|schedule| schedule.next(now));
    if let Some(due) = Turn::of(dashboard) {
        txn.put(&due);
    }
    txn.put(dashboard);
}

/// Forgets when a dashboard is refreshed next.
pub fn forget(txn: &mut Txn<'_>, dashboard: &Dashboard) {
    if let Some(due) = Turn::of(dashboard) {
        txn.delete(&due.key());
    }
}

fn run_due(ctx: &mut Context<'_>) -> Result<()> {
    let Some(due) = Turn::first(&ctx.txn)? else { return Ok(()) };
    ctx.txn.delete(&due.key());
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    ctx.caller.account.clone_from(&due.account);
    ctx.region.clone_from(&due.region);
    if let Some(mut dashboard) = Dashboard::named(ctx, &due.name)? {
        start(ctx, &mut dashboard, &BTreeMap::new(), true)?;
        let now = ctx.now;
        keep(&mut ctx.txn, &mut dashboard, now);
    }
    ctx.caller.account = account;
    ctx.region = region;
    Ok(())
}

/// Starts the queries of a dashboard and returns the id of the refresh. What does not work is kept
/// with the dashboard.
pub fn start(
    ctx: &mut Context<'_>,
    dashboard: &mut Dashboard,
    given: &BTreeMap<String, String>,
    by_itself: bool,
) -> Result<String> {
    let id = new_id(ctx);
    let values = parameters::values(given, ctx.now);
    dashboard.refreshed = Some(id.clone());
    dashboard.failure = None;
    let arn = dashboard.arn();
    if by_itself && !lets(ctx, &arn, &arn, "cloudtrail:StartDashboardRefresh")? {
        dashboard.failure = Some(format!(
            "The resource policy of the dashboard does not allow {SERVICE} to run \
             cloudtrail:StartDashboardRefresh."
        ));
        return Ok(id);
    }
    let point = ctx.txn.savepoint();
    for widget in &dashboard.widgets {
        if let Err(failure) = start_widget(ctx, widget, &values, &arn, &id)? {
            ctx.txn.return_to(point);
            dashboard.failure = Some(failure);
            break;
        }
    }
    Ok(id)
}

/// Starts the query of a widget; returns why it cannot be.
fn start_widget(
    ctx: &mut Context<'_>,
    widget: &Widget,
    values: &BTreeMap<String, String>,
    dashboard: &str,
    refresh: &str,
) -> Result<std::result::Result<(), String>> {
    let statement = match parameters::fill(&widget.statement, &widget.parameters, values) {
        Ok(statement) => statement,
        Err(why) => return Ok(Err(why)),
    };
    let stores = EventDataStore::of_region(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    let scans = planned(&statement, &stores, ctx.now).map(|plan| plan.scans).unwrap_or_default();
    for scan in scans {
        let Some(store) = stores.iter().find(|store| store.id == scan.store) else { continue };
        if !lets(ctx, &store.arn(), dashboard, "cloudtrail:StartQuery")? {
            return Ok(Err(format!(
                "The resource policy of {} does not allow {SERVICE} to run cloudtrail:StartQuery.",
                store.arn()
            )));
        }
    }
    let request =
        StartQueryRequest { query_statement: Some(statement), ..StartQueryRequest::default() };
    let started = match start_query(ctx, request) {
        Ok(started) => started.query_id.unwrap_or_default(),
        Err(Error::Api(error)) => return Ok(Err(error.message().to_owned())),
        Err(other) => return Err(other),
    };
    if let Some(query) = Query::find(ctx, &started)? {
        let (alias, refresh) = (Some(widget.alias.clone()), Some(refresh.to_owned()));
        ctx.txn.put(&Query { alias, refresh, ..query });
    }
    Ok(Ok(()))
}

/// Returns whether the policy of a resource lets CloudTrail do something for a dashboard.
fn lets(ctx: &Context<'_>, resource: &str, dashboard: &str, action: &str) -> Result<bool> {
    let policy = ResourcePolicy::find(&ctx.txn, resource)?.and_then(|policy| policy.read());
    let context = [
        ("aws:PrincipalIsAWSService", "true"),
        ("aws:PrincipalServiceName", SERVICE),
        ("aws:SecureTransport", "true"),
        ("aws:SourceAccount", ctx.caller.account.as_str()),
        ("aws:SourceArn", dashboard),
    ];
    let request = Request { service: SERVICE, action, resource, context: &context };
    Ok(policy.is_some_and(|policy| policy.allows(&request)))
}

/// Returns a new id: digits, which begin with the time.
fn new_id(ctx: &mut Context<'_>) -> String {
    let time: String = text::utc(ctx.now).chars().filter(char::is_ascii_digit).collect();
    format!("{time}{:04}", ctx.ids.number() % 10_000)
}
