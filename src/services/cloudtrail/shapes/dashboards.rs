//! Shapes of the operations on dashboards.

use std::collections::BTreeMap;

use super::tags::Tag;
use crate::schema::Limit::{Each, EachName, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
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
        /// The ARN of the dashboard.
        dashboard_arn: Option<String> = "DashboardArn",
        /// The name of the dashboard, or AWSCloudTrail-Highlights.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// Whether AWS or the account made it.
        r#type: Option<DashboardType> = "Type",
        /// Its queries.
        widgets: Option<Vec<Widget>> = "Widgets",
        /// Its tags.
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
        /// How often its queries are run by themselves.
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        /// Whether it cannot be deleted.
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
        /// The ARN of the dashboard.
        dashboard_arn: Option<String> = "DashboardArn",
        /// Whether AWS or the account made it.
        r#type: Option<DashboardType> = "Type",
        /// What state it is in.
        status: Option<DashboardStatus> = "Status",
        /// Its queries.
        widgets: Option<Vec<Widget>> = "Widgets",
        /// How often its queries are run by themselves.
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        /// When it was made.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When it was last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        /// The id of its last refresh.
        last_refresh_id: Option<String> = "LastRefreshId" [MinLength(10), MaxLength(20)],
        /// Why the last refresh failed.
        last_refresh_failure_reason: Option<String> =
            "LastRefreshFailureReason" [MinLength(4), MaxLength(1000)],
        /// Whether it cannot be deleted.
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
        /// The dashboards.
        dashboards: Option<Vec<DashboardDetail>> = "Dashboards",
        /// The token of the next page, if there is one.
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
        /// The id of the refresh, by which its queries are found.
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
        /// The ARN of the dashboard.
        dashboard_arn: Option<String> = "DashboardArn",
        /// The name of the dashboard.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// Whether AWS or the account made it.
        r#type: Option<DashboardType> = "Type",
        /// Its queries.
        widgets: Option<Vec<Widget>> = "Widgets",
        /// How often its queries are run by themselves.
        refresh_schedule: Option<RefreshSchedule> = "RefreshSchedule",
        /// Whether it cannot be deleted.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// When it was made.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When it was last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }

    /// How often the queries of a dashboard are run by themselves.
    pub struct RefreshSchedule {
        /// How long it is from one refresh to the next.
        frequency: Option<RefreshScheduleFrequency> = "Frequency",
        /// What state it is in.
        status: Option<RefreshScheduleStatus> = "Status",
        /// The time of day in UTC, as in 17:00. Only for days.
        time_of_day: Option<String> = "TimeOfDay",
    }

    /// How long it is from one refresh to the next.
    pub struct RefreshScheduleFrequency {
        /// What it is counted in.
        unit: Option<RefreshScheduleFrequencyUnit> = "Unit",
        /// How many of them.
        value: Option<i32> = "Value",
    }

    /// A query of a dashboard and how it is drawn.
    pub struct RequestWidget {
        /// The statement, in which a question mark stands for a parameter.
        query_statement: String = "QueryStatement" [MinLength(1), MaxLength(10_000)],
        /// The parameters, in the order of the question marks: $StartTime$, $EndTime$, $Period$.
        query_parameters: Option<Vec<String>> =
            "QueryParameters" [MinLength(1), MaxLength(10), Each(&[MinLength(1), MaxLength(1024)])],
        /// How it is drawn.
        view_properties: BTreeMap<String, String> = "ViewProperties"
            [Each(&[MinLength(1), MaxLength(128)]), EachName(&[MinLength(3), MaxLength(128)])],
    }

    /// A query of a dashboard and how it is drawn.
    pub struct Widget {
        /// What the query is found by.
        query_alias: Option<String> = "QueryAlias" [MinLength(1), MaxLength(256)],
        /// The statement, in which a question mark stands for a parameter.
        query_statement: Option<String> = "QueryStatement" [MinLength(1), MaxLength(10_000)],
        /// The parameters, in the order of the question marks: $StartTime$, $EndTime$, $Period$.
        query_parameters: Option<Vec<String>> =
            "QueryParameters" [MinLength(1), MaxLength(10), Each(&[MinLength(1), MaxLength(1024)])],
        /// How it is drawn.
        view_properties: Option<BTreeMap<String, String>> = "ViewProperties"
            [Each(&[MinLength(1), MaxLength(128)]), EachName(&[MinLength(3), MaxLength(128)])],
    }

    /// A dashboard in a list.
    pub struct DashboardDetail {
        /// The ARN of the dashboard.
        dashboard_arn: Option<String> = "DashboardArn",
        /// Whether AWS or the account made it.
        r#type: Option<DashboardType> = "Type",
    }
}

words! {
    /// What the time between refreshes is counted in.
    pub enum RefreshScheduleFrequencyUnit {
        /// Hours.
        Hours = "HOURS",
        /// Days.
        Days = "DAYS",
    }

    /// Whether a dashboard is refreshed by itself.
    pub enum RefreshScheduleStatus {
        /// It is.
        Enabled = "ENABLED",
        /// It is not.
        Disabled = "DISABLED",
    }

    /// Whether AWS or the account made a dashboard.
    pub enum DashboardType {
        /// AWS did.
        Managed = "MANAGED",
        /// The account did.
        Custom = "CUSTOM",
    }

    /// What state a dashboard is in.
    pub enum DashboardStatus {
        /// It is being made.
        Creating = "CREATING",
        /// It was made.
        Created = "CREATED",
        /// It is being changed.
        Updating = "UPDATING",
        /// It was changed.
        Updated = "UPDATED",
        /// It is being deleted.
        Deleting = "DELETING",
    }
}
