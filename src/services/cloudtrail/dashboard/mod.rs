//! Dashboards: queries that are run together, when they are asked for and by themselves.
//!
//! ```text
//! start-dashboard-refresh, schedule --> a query for each widget --> describe-query, get-query-results
//!                                       found by its alias            by alias and refresh id
//! ```
//!
//! CloudTrail runs the queries, so the policy of each event data store must let it, and for a schedule
//! that of the dashboard, too. Where one does not, nothing is run and the dashboard says why.
//!
//! Source: CloudTrail User Guide, "CloudTrail Lake dashboards", "Resource-based policy examples".

pub mod parameters;
pub mod refresh;
pub mod schedule;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::RESOURCE_NOT_FOUND;
use super::shapes::dashboards::{DashboardStatus, Widget as Shown};
use crate::arn::{Arn, partition_of};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use schedule::Schedule;

/// How many widgets a dashboard has at most.
///
/// Source: CloudTrail API Reference, "`CreateDashboard`".
pub const WIDGETS: usize = 10;

/// How many dashboards an account has at most in a region.
///
/// Source: CloudTrail User Guide, "Quotas in CloudTrail".
pub const DASHBOARDS: usize = 100;

/// A dashboard.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Dashboard {
    /// Its name.
    pub name: String,
    /// The account that owns it.
    pub account: String,
    /// The region that it was made in.
    pub region: String,
    /// Its queries.
    pub widgets: Vec<Widget>,
    /// When it is refreshed by itself.
    pub schedule: Option<Schedule>,
    /// Whether it cannot be deleted.
    pub protected: bool,
    /// Its tags.
    pub tags: BTreeMap<String, Option<String>>,
    /// What state it is in.
    pub status: DashboardStatus,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// The id of its last refresh.
    pub refreshed: Option<String>,
    /// Why that failed.
    pub failure: Option<String>,
    /// When it is refreshed next.
    pub due: Option<Timestamp>,
}

/// A query of a dashboard.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Widget {
    /// What it is found by.
    pub alias: String,
    /// Its statement.
    pub statement: String,
    /// The parameters of that.
    pub parameters: Vec<String>,
    /// How it is drawn.
    pub view: BTreeMap<String, String>,
}

impl Record for Dashboard {
    const KIND: &'static str = "dashboard";
    type Form = Json;

    fn key(&self) -> Key {
        Self::in_region(&self.account, &self.region).text(&self.name)
    }
}

impl Dashboard {
    fn in_region(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns its name across accounts and regions.
    pub fn arn(&self) -> String {
        let Self { name, account, region, .. } = self;
        format!("arn:{}:cloudtrail:{region}:{account}:dashboard/{name}", partition_of(region))
    }

    /// Returns the dashboards of a region, in the order of their names.
    pub fn of_region(txn: &Txn<'_>, account: &str, region: &str) -> Result<Vec<Self>> {
        txn.scan(&Self::in_region(account, region)).collect()
    }

    /// Returns the caller's dashboard of a name in the region, if there is one.
    pub fn named(ctx: &Context<'_>, name: &str) -> Result<Option<Self>> {
        ctx.txn.get(&Self::in_region(&ctx.caller.account, &ctx.region).text(name))
    }

    /// Returns the caller's dashboard of a name or ARN in the region of the call.
    ///
    /// Fails with [`RESOURCE_NOT_FOUND`].
    pub fn find(ctx: &Context<'_>, name_or_arn: &str) -> Result<Self> {
        let found = match Arn::parse(name_or_arn).filter(|arn| arn.service == "cloudtrail") {
            Some(arn) => {
                let own = arn.account == ctx.caller.account && arn.region == ctx.region;
                match arn.resource_of("dashboard").filter(|_| own) {
                    Some(name) => Self::named(ctx, name)?,
                    None => None,
                }
            }
            None => Self::named(ctx, name_or_arn)?,
        };
        let message = format!("Dashboard {name_or_arn} was not found.");
        Ok(found.ok_or_else(|| ApiError::new(RESOURCE_NOT_FOUND, message))?)
    }

    /// Returns its queries as answers show them.
    pub fn shapes(&self) -> Vec<Shown> {
        let shape = |widget: &Widget| Shown {
            query_alias: Some(widget.alias.clone()),
            query_statement: Some(widget.statement.clone()),
            query_parameters: Some(widget.parameters.clone()).filter(|names| !names.is_empty()),
            view_properties: Some(widget.view.clone()),
        };
        self.widgets.iter().map(shape).collect()
    }
}
