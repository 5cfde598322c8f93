//! Shapes of the operations on dashboards.

use super::tags::Tag;
use crate::outline;
use crate::time::Timestamp;

outline! {
    /// What delete-dashboards takes.
    pub struct DeleteDashboardsInput {
        /// The names of the dashboards.
        dashboard_names: Vec<String> = "DashboardNames",
    }

    /// What get-dashboard takes.
    pub struct GetDashboardInput {
        /// The name of the dashboard.
        dashboard_name: String = "DashboardName",
    }

    /// What get-dashboard answers.
    pub struct GetDashboardOutput {
        dashboard_arn: Option<String> = "DashboardArn",
        dashboard_body: Option<String> = "DashboardBody",
        dashboard_name: Option<String> = "DashboardName",
    }

    /// What list-dashboards takes.
    pub struct ListDashboardsInput {
        /// Only dashboards whose name begins so.
        dashboard_name_prefix: Option<String> = "DashboardNamePrefix",
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-dashboards answers.
    pub struct ListDashboardsOutput {
        dashboard_entries: Option<Vec<DashboardEntry>> = "DashboardEntries",
        next_token: Option<String> = "NextToken",
    }

    /// What put-dashboard takes.
    pub struct PutDashboardInput {
        /// The name of the dashboard.
        dashboard_name: String = "DashboardName",
        /// What the dashboard holds, as JSON.
        dashboard_body: String = "DashboardBody",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
    }

    /// What put-dashboard answers.
    pub struct PutDashboardOutput {
        dashboard_validation_messages: Option<Vec<DashboardValidationMessage>> =
            "DashboardValidationMessages",
    }

    /// A dashboard in a list.
    pub struct DashboardEntry {
        dashboard_name: Option<String> = "DashboardName",
        dashboard_arn: Option<String> = "DashboardArn",
        last_modified: Option<Timestamp> = "LastModified",
        size: Option<i64> = "Size",
    }

    /// Something in a dashboard that is not as it should be.
    pub struct DashboardValidationMessage {
        /// Where in the body it is.
        data_path: Option<String> = "DataPath",
        message: Option<String> = "Message",
    }
}
