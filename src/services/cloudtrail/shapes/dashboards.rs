//! Shapes of the operations on dashboards.

use std::collections::BTreeMap;

use super::tags::Tag;
use crate::schema::Limit::{Each, EachName, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What create-dashboard takes.
    pub struct CreateDashboardRequest {
        /// The name of the dashboard, or AWSCloudTrail-Highlights.
        name: String = "Name" [MinLength(3), MaxLength(128)],
        /// How often the dashboard's queries are run by themselves.
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        /// Tags of what is created.
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
        /// Whether it cannot be deleted until this says no.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// The queries of the dashboard, at most ten.
        widgets: Option<Vec<RequestWidget>> = "Widgets",
    }

    /// What create-dashboard answers.
    pub struct CreateDashboardResponse {
        dashboard_arn: Option<String> = "DashboardArn",
        /// The name of the dashboard, or AWSCloudTrail-Highlights.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        r#type: Option<DashboardType> = "Type",
        widgets: Option<Vec<Widget>> = "Widgets",
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
    }

    /// What delete-dashboard takes.
    pub struct DeleteDashboardRequest {
        /// The name or ARN of the dashboard.
        dashboard_id: String = "DashboardId",
    }

    /// What get-dashboard takes.
    pub struct GetDashboardRequest {
        /// The name or ARN of the dashboard.
        dashboard_id: String = "DashboardId",
    }

    /// What get-dashboard answers.
    pub struct GetDashboardResponse {
        dashboard_arn: Option<String> = "DashboardArn",
        r#type: Option<DashboardType> = "Type",
        status: Option<DashboardStatus> = "Status",
        widgets: Option<Vec<Widget>> = "Widgets",
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        last_refresh_id: Option<String> = "LastRefreshId" [MinLength(10), MaxLength(20)],
        last_refresh_failure_reason: Option<String> =
            "LastRefreshFailureReason" [MinLength(4), MaxLength(1000)],
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
    }

    /// What list-dashboards takes.
    pub struct ListDashboardsRequest {
        /// Only dashboards whose name begins so.
        name_prefix: Option<String> = "NamePrefix" [MinLength(3), MaxLength(128)],
        /// Only dashboards of this type.
        r#type: Option<DashboardType> = "Type",
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(1000)],
    }

    /// What list-dashboards answers.
    pub struct ListDashboardsResponse {
        dashboards: Option<Vec<DashboardDetail>> = "Dashboards",
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What start-dashboard-refresh takes.
    pub struct StartDashboardRefreshRequest {
        /// The name or ARN of the dashboard.
        dashboard_id: String = "DashboardId",
        /// The values of the parameters of the dashboard's queries, such as $StartTime$ and
        /// $EndTime$.
        query_parameter_values: Option<BTreeMap<String, String>> = "QueryParameterValues"
            [Each(&[MinLength(1), MaxLength(128)]), EachName(&[MinLength(3), MaxLength(128)])],
    }

    /// What start-dashboard-refresh answers.
    pub struct StartDashboardRefreshResponse {
        refresh_id: Option<String> = "RefreshId" [MinLength(10), MaxLength(20)],
    }

    /// What update-dashboard takes.
    pub struct UpdateDashboardRequest {
        /// The name or ARN of the dashboard.
        dashboard_id: String = "DashboardId",
        /// The queries of the dashboard, at most ten.
        widgets: Option<Vec<RequestWidget>> = "Widgets",
        /// How often the dashboard's queries are run by themselves.
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        /// Whether it cannot be deleted until this says no.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
    }

    /// What update-dashboard answers.
    pub struct UpdateDashboardResponse {
        dashboard_arn: Option<String> = "DashboardArn",
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        r#type: Option<DashboardType> = "Type",
        widgets: Option<Vec<Widget>> = "Widgets",
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }

    /// How often the queries of a dashboard are run by themselves.
    pub struct RefreshSchedule {
        frequency: Option<RefreshScheduleFrequency> = "Frequency",
        status: Option<RefreshScheduleStatus> = "Status",
        /// The time of day in UTC, as in 17:00. Only for days.
        time_of_day: Option<String> = "TimeOfDay",
    }

    /// How long it is from one refresh to the next.
    pub struct RefreshScheduleFrequency {
        unit: Option<RefreshScheduleFrequencyUnit> = "Unit",
        value: Option<i32> = "Value",
    }

    /// A query of a dashboard and how it is drawn.
    pub struct RequestWidget {
        query_statement: String = "QueryStatement" [MinLength(1), MaxLength(10_000)],
        query_parameters: Option<Vec<String>> =
            "QueryParameters" [MinLength(1), MaxLength(10), Each(&[MinLength(1), MaxLength(1024)])],
        /// How it is drawn.
        view_properties: BTreeMap<String, String> = "ViewProperties"
            [Each(&[MinLength(1), MaxLength(128)]), EachName(&[MinLength(3), MaxLength(128)])],
    }

    /// A query of a dashboard and how it is drawn.
    pub struct Widget {
        query_alias: Option<String> = "QueryAlias" [MinLength(1), MaxLength(256)],
        query_statement: Option<String> = "QueryStatement" [MinLength(1), MaxLength(10_000)],
        query_parameters: Option<Vec<String>> =
            "QueryParameters" [MinLength(1), MaxLength(10), Each(&[MinLength(1), MaxLength(1024)])],
        /// How it is drawn.
        view_properties: Option<BTreeMap<String, String>> = "ViewProperties"
            [Each(&[MinLength(1), MaxLength(128)]), EachName(&[MinLength(3), MaxLength(128)])],
    }

    /// A dashboard in a list.
    pub struct DashboardDetail {
        dashboard_arn: Option<String> = "DashboardArn",
        r#type: Option<DashboardType> = "Type",
    }
}

words! {
    /// What the time between refreshes is counted in.
    pub enum RefreshScheduleFrequencyUnit = ["HOURS", "DAYS"];

    /// Whether a dashboard is refreshed by itself.
    pub enum RefreshScheduleStatus = ["ENABLED", "DISABLED"];

    /// Whether AWS or the account made a dashboard.
    pub enum DashboardType = ["MANAGED", "CUSTOM"];

    /// What state a dashboard is in.
    pub enum DashboardStatus = ["CREATING", "CREATED", "UPDATING", "UPDATED", "DELETING"];
}
